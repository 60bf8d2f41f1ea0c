"""The two records beside a case's documents: the manifest, and what the office alone keeps."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import demarche
from demarche.outputs import Written
from demarche.prepare import Prepared
from demarche.problems import Problem
from demarche.provenance import facts
from demarche.toolchain import toolchain


def manifest(case: Prepared, files: Mapping[str, Written]) -> bytes:
    """What went in and what came out, with hashes; no clock, so that equal runs agree.

    A recipient may be given it to compare a file with, so it says nothing of what was overridden.
    """
    data = {
        "schema": "demarche-manifest/1",
        "reference": case.file.case.reference,
        "issued_at": case.file.case.date.isoformat(),
        "program": {"name": "demarche", "version": demarche.__version__},
        "toolchain": toolchain(),
        "inputs": case.file.inputs,
        "facts": facts(case),
        "outputs": {
            name: {"sha256": one.sha256, "bytes": one.size} for name, one in sorted(files.items())
        },
        "findings": [_finding(case, one) for one in case.findings if one.severity != "note"],
    }
    return json.dumps(data, indent=1, sort_keys=True).encode() + b"\n"


def office_record(case: Prepared) -> bytes:
    """What the office keeps and no platform is sent: who let which warning pass, and why."""
    written = case.file.case
    data = {
        "schema": "demarche-office-record/1",
        "reference": written.reference,
        "prepared_by": written.prepared_by.model_dump(mode="json"),
        "approved_by": written.approved_by.model_dump(mode="json") if written.approved_by else None,
        "overrides": _overrides(case),
        "overridden": [_finding(case, one) for one in case.findings if one.severity == "note"],
        "personal_data": [one.model_dump(mode="json") for one in written.personal_data],
        "lawful_sources": {
            one.id: one.lawful_source for one in written.exhibits if one.lawful_source
        },
    }
    return json.dumps(data, indent=1, sort_keys=True).encode() + b"\n"


def _finding(case: Prepared, one: Problem) -> dict[str, object]:
    """A finding with its file as seen from the case's folder: wherever that is, the same bytes."""
    folder = case.file.path.resolve().parent
    file = Path(os.path.relpath(Path(one.place.file).resolve(), folder)).as_posix()
    return {**one.as_dict(), "file": file}


def _overrides(case: Prepared) -> list[dict[str, object]]:
    return [one.model_dump(mode="json") for one in case.file.case.overrides]
