"""Copies for others of what a dossier holds, made when an officer asks for one.

They are made from the documents as they were built, never from the case, and are written into a
folder beside the dossier, which `build` does not touch: what was issued stays as it is. The folder
has a manifest of its own, so that `verify` knows what the program wrote there. A copy that is there
already is never replaced: one of other content becomes the next version.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import demarche
from demarche.build.dossier_contents import manifest_bytes, read_record, versions
from demarche.build.dossier_records import MANIFEST, OFFICE
from demarche.case.duplicate_references import file_safe
from demarche.exchange.make_copy import make_copy
from demarche.exchange.payload import read_requests
from demarche.exchange.secret_words import officers_of, secret_words
from demarche.facts.library import open_library
from demarche.kernel.filenames import INTERNAL
from demarche.kernel.open_file import read_regular, sha256_of
from demarche.kernel.problems import InputError, Place, did_you_mean, one_of
from demarche.kernel.staging import working_in, write_files
from demarche.kernel.workspace import Workspace, shown
from demarche.model.paper_specs import CopyKind, paper_of
from demarche.model.request import AccountRow, Request
from demarche.render.copy_document import render_copy
from demarche.render.html import TemplateFaultError, open_templates
from demarche.render.typesetter_guard import RenderError

FOLDER = "-copies"
"""The end of the folder's name, behind that of the dossier."""


@dataclass(frozen=True, slots=True)
class Written:
    """A copy as it was written, and what the officer should know of it."""

    file: Path
    notes: tuple[str, ...] = ()


def copy_document(
    reference: str,
    workspace: Workspace,
    *,
    holder: str | None = None,
    reports: Path | None = None,
    plain: bool = False,
) -> Written:
    """Make a copy of the document of this reference; of one row for its holder, else of none.

    Raises InputError where there is no such document or row, or no copy is made of it.
    """
    where = reports or workspace.reports
    folder, case, request, requests = _find(reference, where)
    place = Place(shown(folder))
    copy_of: CopyKind = "public" if holder is None else "holder"
    _refuse(request, copy_of, place)
    row = None if holder is None else _row(request, holder, place)
    data, notes = _rendered(request, copy_of, row, requests, folder, workspace, plain=plain)
    stem = file_safe(case)
    slug = request.reference.removeprefix(f"{case}/").replace("/", f"/{stem}-", 1)
    end = "public" if row is None else f"holder-{row.number}"
    target = where / f"{stem}{FOLDER}"
    file, note = _write(target, case, f"{slug}-{end}", data)
    return Written(file, (*notes, *note))


def _find(reference: str, reports: Path) -> tuple[Path, str, Request, list[Request]]:
    """The newest dossier with this document: its folder, its case, the document, all documents."""
    known: dict[str, None] = {}
    cases: dict[str, Path] = {}
    for folder in sorted(reports.iterdir()) if reports.is_dir() else ():
        if folder.name.endswith(FOLDER) or folder.is_symlink() or not folder.is_dir():
            continue
        record = read_record(folder)
        if record and record.reference not in cases:
            cases[record.reference] = folder
    for case, folder in cases.items():
        newest = (versions(reports / file_safe(case), case) or [(1, folder)])[-1][1]
        requests = _requests(newest)
        for request in requests:
            if request.reference == reference:
                return newest, case, request, requests
        known.update(dict.fromkeys(request.reference for request in requests))
    text = f"no document {reference!r} has been built"
    below = [name for name in known if name.startswith(f"{reference}/")]
    if below:
        text, remedy = f"{reference!r} is a case, not a document", one_of(below)
    else:
        remedy = did_you_mean(reference, known) or one_of(known)
    raise InputError.single(
        Place(shown(reports)), "", text, remedy or "run `demarche build CASE` first"
    )


def _requests(folder: Path) -> list[Request]:
    """All requests of a dossier."""
    found: list[Request] = []
    record = read_record(folder)
    for name, digest in sorted(record.files.items()) if record else ():
        if not name.endswith("/request.json"):
            continue
        file = folder / name
        if not file.is_file() or sha256_of(file) != digest:
            text = "is not as the program wrote it, so no copy is made of it"
            raise InputError.single(Place(shown(file)), "", text, "build the case again")
        found += read_requests(file)
    return found


def _refuse(request: Request, copy_of: CopyKind, place: Place) -> None:
    """Raise InputError where this copy is not made of the document."""
    paper = paper_of(request.kind, request.status)
    name = request.reference
    if copy_of not in paper.copies:
        raise InputError.single(place, "", f"{name}: no such copy is made", paper.no_copy)
    if not request.manner.copies:
        raise InputError.single(place, "", f"{name}: no copy is made", paper.no_copy)
    if copy_of == "public" and request.publication == "not-yet":
        text = f"{name}: must not be published yet, as `publication` of the case has it"
        remedy = "set `publication: redacted` and build again once the measures are complete"
        raise InputError.single(place, "", text, remedy)


def _row(request: Request, name: str, place: Place) -> AccountRow:
    by_name = {str(row.number): row for row in request.accounts}
    by_name |= {row.row_id: row for row in request.accounts if row.row_id}
    if name in by_name:
        return by_name[name]
    near = did_you_mean(name, by_name) or one_of(row for row in by_name if not row.isdigit())
    numbers = ", ".join(str(row.number) for row in request.accounts[:12])
    more = ", …" if len(request.accounts) > 12 else ""
    remedy = f"{near}; its rows are {numbers}{more}" if near else f"its rows are {numbers}{more}"
    raise InputError.single(place, "--holder", f"{request.reference} has no row {name!r}", remedy)


def _rendered(
    request: Request,
    copy_of: CopyKind,
    row: AccountRow | None,
    requests: Sequence[Request],
    folder: Path,
    workspace: Workspace,
    *,
    plain: bool,
) -> tuple[bytes, tuple[str, ...]]:
    """The bytes of a copy, and what was left out of it."""
    officers = [name for name in _officers(folder) if name != request.office.name]
    secrets = secret_words(requests, officers, row)
    copied = make_copy(request, copy_of, row, secrets)
    library = open_library(workspace, request.issued_at.date())
    locale = library.locales.get(request.language)
    place = Place(shown(folder))
    if locale is None:
        text = f"no language {request.language!r} in data/locale"
        raise InputError.single(place, "", text, one_of(library.locales))
    folders = tuple(str(template_folder) for template_folder in workspace.template_folders())
    try:
        templates = open_templates(folders, locale.model_dump_json())
        data, shortened = render_copy(copied.copy, templates, secrets.exact_in, plain=plain or None)
    except RenderError as error:
        text = f"{request.reference}: {'; '.join(error.problems)}"
        raise InputError.single(place, "", text, "correct the template") from None
    except TemplateFaultError as error:
        raise InputError.single(Place(error.file, error.line), "", error.message) from None
    return data, tuple(f"left out: {what}" for what in (*copied.left_out, *shortened))


def _officers(folder: Path) -> Iterator[str]:
    file = folder / INTERNAL / OFFICE
    if file.is_file():
        try:
            yield from officers_of(json.loads(read_regular(file)))
        except ValueError:
            text = "is not as the program wrote it"
            raise InputError.single(Place(shown(file)), "", text, "restore the dossier") from None


def _write(folder: Path, case: str, stem: str, data: bytes) -> tuple[Path, tuple[str, ...]]:
    """Write a copy under the first name that is free, or leave the one that is the same."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        text = "is not a folder, but the copies belong there"
        raise InputError.single(Place(shown(folder)), "", text, "move it away")
    with working_in(folder):
        record = read_record(folder)
        if record is None and folder.is_dir() and any(folder.iterdir()):
            text = "contains files, but no manifest of copies from this program"
            raise InputError.single(Place(shown(folder)), "", text, "move it away")
        if record and record.reference != case:
            text = f"contains copies of another case: {record.reference}"
            raise InputError.single(Place(shown(folder)), "", text, "move it away")
        digest = hashlib.sha256(data).hexdigest()
        number, name = 1, f"{stem}.pdf"
        while os.path.lexists(folder / name) and not _same(folder / name, digest):
            number += 1
            name = f"{stem}-v{number}.pdf"
        outputs = _outputs(folder) if record else {}
        written = {"sha256": digest, "bytes": len(data)}
        if not (folder / name).exists() or outputs.get(name) != written:
            outputs[name] = written
            manifest = manifest_bytes(
                {
                    "schema": "demarche-manifest/1",
                    "reference": case,
                    "program": {"name": "demarche", "version": demarche.__version__},
                    "outputs": outputs,
                }
            )
            write_files(folder, {name: data, MANIFEST: manifest})
    if number == 1:
        return folder / name, ()
    return folder / name, (f"version {number}; the earlier copy stays as it is",)


def _outputs(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / MANIFEST).read_bytes())["outputs"]
    return found


def _same(file: Path, digest: str) -> bool:
    return (
        file.is_file()
        and not file.is_symlink()
        and hashlib.sha256(file.read_bytes()).hexdigest() == digest
    )
