"""Sealing the documents of a case: all that are named or none, each recorded in the manifest."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf
from pyhanko.sign.signers import Signer

from demarche.build.dossier_contents import manifest_bytes
from demarche.build.dossier_records import MANIFEST, folder_of, record_above
from demarche.exchange.payload import PayloadError, payload_of
from demarche.kernel.open_file import read_regular
from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.staging import recover, write_files
from demarche.kernel.workspace import shown
from demarche.trust.certificates import names_of
from demarche.trust.seal import SealError
from demarche.trust.seal.sign import Plan, seal
from demarche.trust.seal.signing_keys import fingerprint
from demarche.trust.verify.content_check import check_content, paper_of
from demarche.trust.verify.documents_beside import FORM, SEALED, data_of, documents_beside
from demarche.trust.verify.seal_holder import announced, holder_fault
from demarche.trust.verify.verify_report import Outcome

_LEFT_OUT = (SEALED, FORM)
"""What a folder holds besides documents to be sealed: a form is there to be changed."""


@dataclass(frozen=True, slots=True)
class UnsealedDocument:
    """A PDF to be sealed, with the manifest that records it."""

    path: Path
    data: bytes
    manifest: Path
    request: Mapping[str, Any]
    """The data of the request that it is, or belongs to."""

    @property
    def name(self) -> str:
        """Its name in the manifest."""
        return self.path.resolve().relative_to(folder_of(self.manifest)).as_posix()

    @property
    def sealed(self) -> Path:
        """Where the sealed file goes."""
        return self.path.with_name(f"{self.path.stem}{SEALED}.pdf")


def find_documents(named: Sequence[Path]) -> list[UnsealedDocument]:
    """The PDFs of files and folders, each fit to be sealed.

    Raises InputError with everything that stands against it.
    """
    for path in named:
        for folder in path.resolve().parents:
            recover(folder)  # an earlier seal may have been interrupted
    problems: list[Problem] = []
    found: list[UnsealedDocument] = []
    for path in dict.fromkeys(_pdfs(named, problems)):
        try:
            found.append(_document(path))
        except (SealError, PayloadError) as error:
            remedy = getattr(error, "remedy", "")
            message = getattr(error, "message", str(error))
            problems.append(Problem(Place(shown(path)), "", message, remedy))
        except OSError as error:
            problems.append(Problem(Place(shown(path)), "", (error.strerror or str(error)).lower()))
    if problems:
        raise InputError(problems)
    return found


def _pdfs(named: Sequence[Path], problems: list[Problem]) -> list[Path]:
    found: list[Path] = []
    for path in named:
        if not path.is_dir():
            found.append(path)
            continue
        inside = [path for path in sorted(path.rglob("*.pdf")) if not path.stem.endswith(_LEFT_OUT)]
        if not inside:
            problems.append(Problem(Place(shown(path)), "", "contains no PDF to seal"))
        found += inside
    return found


def _document(path: Path) -> UnsealedDocument:
    data = read_regular(path)
    if path.stem.endswith(SEALED):
        raise SealError("is already sealed")
    if path.stem.endswith(_LEFT_OUT):
        raise SealError("is a form to be completed, which a seal would prevent")
    manifest = record_above(path)
    if manifest is None:
        raise SealError(f"has no {MANIFEST} above it", "seal it in its case folder")
    document = UnsealedDocument(path, data, manifest, {})
    record = read_manifest(manifest).get("outputs", {}).get(document.name, {})
    if record.get("sha256") != hashlib.sha256(data).hexdigest():
        raise SealError(f"does not match {MANIFEST}", "rebuild the case")
    if document.sealed.exists():
        raise SealError(f"already has a sealed file: {document.sealed.name}", "move it away first")
    faults = [check.text for check in check_content(data) if check.outcome is Outcome.DIFFERS]
    if faults:
        raise SealError(f"does not agree with its own data: {'; '.join(faults)}")
    request = _request(path, data)
    if reasons := request["draft"]:
        raise SealError(
            f"is a draft: {'; '.join(reasons)}",
            "`demarche check` says what to do about each; then rebuild the case",
        )
    return replace(document, request=request)


def _request(path: Path, data: bytes) -> Mapping[str, Any]:
    """The data of a document; a restricted annex has those of the documents it belongs to.

    It is a draft where any of them is. Raises SealError where there is none.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        paper, reference = paper_of(pdf)
        if paper != "restricted":
            return payload_of(pdf).data
    above = [payload.data for payload in data_of(reference, documents_beside(path))]
    if not above:
        raise SealError("none of the documents that it belongs to is in its folder", "rebuild")
    drafts = dict.fromkeys(reason for found in above for reason in found["draft"])
    return {**above[0], "draft": list(drafts)}


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a case. Raises SealError, OSError."""
    try:
        data = json.loads(read_regular(path))
    except ValueError:
        raise SealError(f"{path.name} is not JSON") from None
    if not isinstance(data, dict) or data.get("schema") != "demarche-manifest/1":
        raise SealError(f"{path.name} is not the manifest of a case")
    return data


def seal_all(
    documents: Sequence[UnsealedDocument],
    signer: Signer,
    plan: Plan,
    now: dt.datetime,
    proof: Callable[[bytes], Sequence[str]],
) -> list[Path]:
    """Seal every document, write the sealed files, record them; the paths written.

    `proof` reads each sealed file as whoever gets it will, and says what speaks against it.
    Raises SealError before anything is written; OSError, after which nothing is left behind.
    """
    plan.check()
    for document in documents:
        _check_holder(document, signer.signing_cert)
    sealed = [(document, seal(document.data, signer, plan)) for document in documents]
    for document, data in sealed:
        if faults := proof(data):
            raise SealError(f"{document.name}: verify would refuse the seal: {'; '.join(faults)}")
    files: dict[Path, bytes] = {}
    for manifest in dict.fromkeys(document.manifest for document in documents):
        seals: dict[str, dict[str, Any]] = {}
        for document, data in sealed:
            if document.manifest == manifest:
                name = Path(document.name).with_name(document.sealed.name).as_posix()
                seals[name] = _record(document, data, signer, plan, now)
                files[folder_of(manifest) / name] = data
        files.update(_records(manifest, seals))
    root = Path(os.path.commonpath([folder_of(document.manifest).parent for document in documents]))
    write_files(root, {file.relative_to(root).as_posix(): data for file, data in files.items()})
    return [document.sealed for document, _ in sealed]


def _records(manifest: Path, seals: Mapping[str, dict[str, Any]]) -> dict[Path, bytes]:
    """The manifests with the seals entered: those of the recipients, then the one named."""
    record = read_manifest(manifest)
    record.setdefault("seals", {}).update(seals)
    found: dict[Path, bytes] = {}
    for name in sorted({f"{Path(path).parent.as_posix()}/{MANIFEST}" for path in seals}):
        file = folder_of(manifest) / name
        if name not in record["outputs"] or not file.is_file():
            continue  # of an older program, which wrote one manifest for all
        mine, folder = read_manifest(file), f"{Path(name).parent.as_posix()}/"
        for path, seal_ in seals.items():
            if path.startswith(folder):
                below = {**seal_["unsealed"], "file": Path(seal_["unsealed"]["file"]).name}
                own = {**seal_, "unsealed": below}
                mine.setdefault("seals", {})[path.removeprefix(folder)] = own
        found[file] = manifest_bytes(mine)
        digest = hashlib.sha256(found[file]).hexdigest()
        record["outputs"][name] = {"sha256": digest, "bytes": len(found[file])}
    return {**found, manifest: manifest_bytes(record)}


def _check_holder(document: UnsealedDocument, certificate: Any) -> None:
    """Refuse a seal by another than the page names: page and seal would say different things."""
    seal = announced(document.request)
    if seal is None:
        return
    fault = holder_fault(seal, names_of(certificate), fingerprint(certificate))
    if fault:
        remedy = "use the key given in `seal` of the office file, or correct it and rebuild"
        raise SealError(f"{document.name}: {fault}", remedy)


def _record(
    document: UnsealedDocument, data: bytes, signer: Signer, plan: Plan, now: dt.datetime
) -> dict[str, Any]:
    """What the manifest keeps of a seal: enough to know the file and the bytes below the seal."""
    return {
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "unsealed": {
            "file": document.name,
            "sha256": hashlib.sha256(document.data).hexdigest(),
            "bytes": len(document.data),
        },
        "certificate": fingerprint(signer.signing_cert),
        "level": plan.level.value,
        "sealed_at": now.replace(microsecond=0).isoformat(),
    }
