"""The folder of a case against its manifest: every file that is recorded, and what is there beside.

A document that is recorded and was left unsealed is judged by the manifest; a certificate that was
named is asked of the sealed files, of which there must then be one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from demarche.build.dossier_records import MANIFEST, record_of
from demarche.kernel.open_file import read_regular, sha256_of
from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import shown
from demarche.trust.verify.check_many import Answer, Job, check_in_turn
from demarche.trust.verify.documents_beside import FORM, documents_beside
from demarche.trust.verify.verify_document import Expected, checked_manifest
from demarche.trust.verify.verify_report import (
    Check,
    Report,
    Verdict,
    agrees,
    differs,
    left_open,
    numbered,
)


def verify_folder(
    folder: Path, wanted: Expected, check: Callable[[Sequence[Job]], list[Answer]] = check_in_turn
) -> list[Report]:
    """A report for the folder itself, then one for each PDF in it, those that are refused first.

    The folder's own manifest is compared with, unless another was named; `check` checks the PDFs,
    in turn or in several processes. Raises InputError where
    there is none, or a file is named as a PDF and is none; OSError where one can't be read.
    """
    manifest = wanted.manifest
    if manifest is None:
        path = record_of(folder)
        if path is None:
            remedy = "give the folder of one case, or the PDFs"
            raise InputError.single(Place(shown(folder)), "", f"has no {MANIFEST}", remedy)
        manifest = checked_manifest(path)
    answers = check([_job(path, wanted, manifest) for path in sorted(folder.rglob("*.pdf"))])
    for answer in answers:
        if isinstance(answer, OSError):
            raise answer
    problems = [answer.problems for answer in answers if isinstance(answer, InputError)]
    if problems:
        raise InputError(problem for several in problems for problem in several)
    documents = [answer for answer in answers if isinstance(answer, Report)]
    # The worst comes first, and the folder is no better than it.
    documents.sort(key=lambda document: document.verdict is not Verdict.REFUSED)
    checks = list(_files(folder, manifest))
    if wanted.fingerprint is not None or wanted.roots:
        sealed = sum(document.sealed for document in documents)
        if sealed:
            checks.append(agrees("seals", f"{numbered(sealed, 'file is', 'files are')} sealed"))
        else:
            text = "no file is sealed, although a certificate was given"
            checks.append(differs("seals", text))
    for document in documents:
        if document.verdict is Verdict.REFUSED:
            name = Path(document.file).name
            checks.append(differs("documents", f"{name} is not shown to be genuine; see below"))
    return [Report(shown(folder), tuple(checks), sealed=False, recorded=True), *documents]


def _job(path: Path, wanted: Expected, manifest: dict[str, Any]) -> Job:
    """What is asked of a PDF of a folder: whose seal it must be is asked of what is sealed.

    A return form lies beside the documents that it belongs to.
    """
    if b"/ByteRange" not in read_regular(path):
        wanted = Expected(workspace=wanted.workspace)
    beside = documents_beside(path) if path.stem.endswith(FORM) else ()
    return Job(path, dataclasses.replace(wanted, manifest=manifest), beside)


def _files(folder: Path, manifest: dict[str, Any]) -> Iterator[Check]:
    """Each recorded file by its name, and the files that nothing is recorded of."""
    recorded = {**manifest["outputs"], **manifest.get("seals", {})}
    agreeing = 0
    for name, record in sorted(recorded.items()):
        path = folder / name
        if not path.is_file():
            yield differs("files", f"{name} is recorded but missing")
        elif sha256_of(path) != record["sha256"]:
            yield differs("files", f"{name} is not the file that is recorded under this name")
        else:
            agreeing += 1
    if agreeing:
        yield agrees("files", f"{numbered(agreeing, 'file is', 'files are')} as recorded")
    there = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    itself = record_of(folder)  # does not record itself
    own = {itself.relative_to(folder).as_posix()} if itself else set()
    for name in sorted(set(there) - set(recorded) - own):
        yield left_open("files", f"{name} is not recorded")
