"""The records of a case's documents: a recipient's manifest, and what the office alone keeps."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import demarche
from demarche.build.dossier_writer import WrittenFile
from demarche.build.fact_hashes import facts
from demarche.build.fingerprint import toolchain
from demarche.build.prepare import Prepared
from demarche.kernel.problems import Problem
from demarche.render.table_count import TableCount


def manifest(
    case: Prepared, files: Mapping[str, WrittenFile], tables: Mapping[str, TableCount]
) -> bytes:
    """What went in, what was found and what came out, with hashes: for the office alone.

    There is no clock in it, so that equal runs agree. What was overridden stands apart. `tables`
    are those of each document, by its file without the ending.
    """
    data = {
        **_head(case, files),
        "inputs": case.file.inputs,
        "facts": facts(case),
        "findings": [
            _finding(case, finding) for finding in case.findings if finding.severity != "note"
        ],
        "tables": {
            "fast": sum(count.fast for count in tables.values()),
            "plain": [
                {"document": document, "table": table, "reason": reason}
                for document, count in sorted(tables.items())
                for table, reason in count.plain
            ],
        },
    }
    return json.dumps(data, indent=1, sort_keys=True).encode() + b"\n"


def recipient_manifest(case: Prepared, platform: str, files: Mapping[str, WrittenFile]) -> bytes:
    """What a recipient may be given to compare its files with: these, and nothing else.

    `files` are those of the whole case; the names in it are as seen from the platform's folder.
    """
    folder = f"{platform}/"
    own = {
        name.removeprefix(folder): file for name, file in files.items() if name.startswith(folder)
    }
    return json.dumps(_head(case, own), indent=1, sort_keys=True).encode() + b"\n"


def _head(case: Prepared, files: Mapping[str, WrittenFile]) -> dict[str, object]:
    return {
        "schema": "demarche-manifest/1",
        "reference": case.file.case.reference,
        "issued_at": case.file.case.date.isoformat(),
        "program": {"name": "demarche", "version": demarche.__version__},
        "toolchain": toolchain(),
        "outputs": {
            name: {"sha256": file.sha256, "bytes": file.size}
            for name, file in sorted(files.items())
        },
    }


def office_record(case: Prepared) -> bytes:
    """What the office keeps and no platform is sent: who let which warning pass, and why."""
    written = case.file.case
    data = {
        "schema": "demarche-office-record/1",
        "reference": written.reference,
        "prepared_by": written.prepared_by.model_dump(mode="json"),
        "approved_by": written.approved_by.model_dump(mode="json") if written.approved_by else None,
        "overrides": _overrides(case),
        "overridden": [
            _finding(case, finding) for finding in case.findings if finding.severity == "note"
        ],
        "personal_data": [datum.model_dump(mode="json") for datum in written.personal_data],
        "lawful_sources": {
            exhibit.id: exhibit.lawful_source
            for exhibit in written.exhibits
            if exhibit.lawful_source
        },
    }
    return json.dumps(data, indent=1, sort_keys=True).encode() + b"\n"


def _finding(case: Prepared, problem: Problem) -> dict[str, object]:
    """A finding with its file as seen from the case's folder: wherever that is, the same bytes."""
    folder = case.file.path.resolve().parent
    file = Path(os.path.relpath(Path(problem.place.file).resolve(), folder)).as_posix()
    return {**problem.as_dict(), "file": file}


def _overrides(case: Prepared) -> list[dict[str, object]]:
    return [override.model_dump(mode="json") for override in case.file.case.overrides]
