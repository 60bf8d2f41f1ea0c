"""Sealing the documents of a case: all that are named or none, each recorded in the manifest."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pyhanko.sign.signers import Signer

from demarche.certificates import names_of
from demarche.exchange.give_back import write_whole
from demarche.exchange.payload import PayloadError, payload_of
from demarche.problems import InputError, Place, Problem
from demarche.seal import SealError
from demarche.seal.keys import fingerprint
from demarche.seal.sign import Plan, seal
from demarche.verify.content import check_content
from demarche.verify.holder import announced, holder_fault
from demarche.verify.report import Outcome
from demarche.workspace import shown

MANIFEST = "manifest.json"
SEALED = "-sealed"
_RESTRICTED = "-restricted"
_LEFT_OUT = (SEALED, "-return-form")
"""What a folder holds besides documents to be sealed: a form is there to be changed."""


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF to be sealed, with the manifest that records it."""

    path: Path
    data: bytes
    manifest: Path
    request: Mapping[str, Any]
    """The data of the request that it is, or belongs to."""

    @property
    def name(self) -> str:
        """Its name in the manifest."""
        return self.path.resolve().relative_to(self.manifest.parent.resolve()).as_posix()

    @property
    def sealed(self) -> Path:
        """Where the sealed file goes."""
        return self.path.with_name(f"{self.path.stem}{SEALED}.pdf")


def find_documents(named: Sequence[Path]) -> list[Document]:
    """The PDFs of files and folders, each fit to be sealed.

    Raises InputError with everything that stands against it.
    """
    problems: list[Problem] = []
    found: list[Document] = []
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
        inside = [one for one in sorted(path.rglob("*.pdf")) if not one.stem.endswith(_LEFT_OUT)]
        if not inside:
            problems.append(Problem(Place(shown(path)), "", "holds no PDF to seal"))
        found += inside
    return found


def _document(path: Path) -> Document:
    data = path.read_bytes()
    if path.stem.endswith(SEALED):
        raise SealError("is sealed already")
    if path.stem.endswith(_LEFT_OUT):
        raise SealError("is a form to be filled in, which a seal would forbid")
    manifest = next(
        (one / MANIFEST for one in path.resolve().parents[:2] if (one / MANIFEST).is_file()), None
    )
    if manifest is None:
        raise SealError(f"has no {MANIFEST} above it", "seal it in the folder of its case")
    document = Document(path, data, manifest, {})
    record = read_manifest(manifest).get("outputs", {}).get(document.name, {})
    if record.get("sha256") != hashlib.sha256(data).hexdigest():
        raise SealError(f"is not the file that {MANIFEST} records", "build the case anew")
    if document.sealed.exists():
        raise SealError(f"has a sealed file already: {document.sealed.name}", "move it away first")
    faults = [one.text for one in check_content(data) if one.outcome is Outcome.DIFFERS]
    if faults:
        raise SealError(f"does not agree with its own data: {'; '.join(faults)}")
    request = _request(path, data)
    if reasons := request["draft"]:
        raise SealError(f"is a draft: {'; '.join(reasons)}", "complete the case and build it anew")
    return replace(document, request=request)


def _request(path: Path, data: bytes) -> Mapping[str, Any]:
    """The data of a document; a restricted annex has those of the document it belongs to."""
    import io

    import pikepdf

    if path.stem.endswith(_RESTRICTED):
        main = path.with_name(f"{path.stem.removesuffix(_RESTRICTED)}.pdf")
        data = main.read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return payload_of(pdf).data


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a case. Raises SealError, OSError."""
    try:
        data = json.loads(path.read_bytes())
    except ValueError:
        raise SealError(f"{path.name} is not JSON") from None
    if not isinstance(data, dict) or data.get("schema") != "demarche-manifest/1":
        raise SealError(f"{path.name} is not the manifest of a case")
    return data


def seal_all(
    documents: Sequence[Document],
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
    sealed = [(one, seal(one.data, signer, plan)) for one in documents]
    for document, data in sealed:
        if faults := proof(data):
            raise SealError(f"{document.name}: verify would refuse the seal: {'; '.join(faults)}")
    written: list[Path] = []
    try:
        for document, data in sealed:
            write_whole(document.sealed, data)
            written.append(document.sealed)
        for manifest in dict.fromkeys(one.manifest for one in documents):
            record = read_manifest(manifest)
            seals = record.setdefault("seals", {})
            for document, data in sealed:
                if document.manifest == manifest:
                    name = Path(document.name).with_name(document.sealed.name).as_posix()
                    seals[name] = _record(document, data, signer, plan, now)
            write_whole(manifest, json.dumps(record, indent=1, sort_keys=True).encode() + b"\n")
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return written


def _check_holder(document: Document, certificate: Any) -> None:
    """Refuse a seal by another than the page names: page and seal would say different things."""
    seal = announced(document.request)
    if seal is None:
        return
    fault = holder_fault(seal, names_of(certificate), fingerprint(certificate))
    if fault:
        remedy = "use the key that the office's file names in `seal`, or correct it and build anew"
        raise SealError(f"{document.name}: {fault}", remedy)


def _record(
    document: Document, data: bytes, signer: Signer, plan: Plan, now: dt.datetime
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
