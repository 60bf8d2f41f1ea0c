"""One document against everything that there is: itself, a manifest, a seal.

A register of issued documents (a later issue) is one more function here: it takes the bytes and
gives checks, like `check_manifest`.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf

from demarche.exchange.payload import Payload, payload_of
from demarche.kernel.open_file import read_regular
from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import shown
from demarche.trust.verify.content_check import check_content, paper_of
from demarche.trust.verify.documents_beside import data_of
from demarche.trust.verify.made_again import later_version, make_again, make_form_again
from demarche.trust.verify.paper_check import check_form, check_sight
from demarche.trust.verify.paper_form import Paper
from demarche.trust.verify.seal_holder import announced, holder_fault
from demarche.trust.verify.verify_report import (
    LATER,
    MADE,
    Check,
    Outcome,
    Report,
    agrees,
    differs,
    left_open,
)

if TYPE_CHECKING:
    from demarche.trust.verify.seal_check import SealFacts, Trust

_HEAD, _TAIL = b"%PDF-", re.compile(rb"%%EOF[\r\n]*\Z")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the caller named: a manifest, a fingerprint, roots, revocation lists.

    `workspace` is one that the user trusts by name: its templates, words and emblems may be used.
    """

    manifest: dict[str, Any] | None = None
    fingerprint: str | None = None
    roots: tuple[Path, ...] = ()
    lists: tuple[bytes, ...] = ()
    workspace: Path | None = None


def verify(path: Path, wanted: Expected, beside: Sequence[Path] = ()) -> Report:
    """Check one file; `beside` are the files that a return form lies beside, its documents too.

    Raises InputError where it is no PDF at all, OSError where unread.
    """
    data = read_regular(path)
    if _HEAD not in data[:1024]:
        raise InputError.single(Place(shown(path)), "", "is not a PDF")
    checks = list(check_content(data))
    sealed, recorded = b"/ByteRange" in data, False
    facts: SealFacts | None = None
    if sealed:
        lines, facts = _seal(data, wanted, path)
        checks += lines
        if facts is not None:
            checks += [_below(data, facts), *_holder(data, facts)]
    else:
        checks += _no_seal(data, wanted)
    if not _TAIL.search(data):
        checks.append(differs("end", "there is data after the end of the document"))
    if wanted.manifest is not None:
        found = list(check_manifest(data, wanted.manifest, facts))
        recorded = bool(found)
        checks += found
    if not sealed:
        checks += _unsealed(data, wanted.workspace, beside, checks, recorded=recorded)
    return Report(shown(path), tuple(checks), sealed, recorded)


def _seal(data: bytes, wanted: Expected, path: Path) -> tuple[list[Check], SealFacts | None]:
    try:
        from demarche.trust.seal import SealError
        from demarche.trust.seal.signing_keys import read_certificates
        from demarche.trust.verify.seal_check import Trust, check_seal
    except ModuleNotFoundError as error:
        remedy = "pip install 'demarche[seal]'"
        text = f"is sealed; checking the seal needs the package {error.name}"
        raise InputError.single(Place(shown(path)), "", text, remedy) from None
    try:
        roots = read_certificates(wanted.roots)
    except SealError as error:
        raise InputError.single(Place("--trust"), "", error.message) from None
    trust: Trust = Trust(wanted.fingerprint, roots, wanted.lists)
    reading = check_seal(data, trust)
    return reading.checks, reading.facts


def _unsealed(
    data: bytes,
    workspace: Path | None,
    beside: Sequence[Path],
    before: list[Check],
    *,
    recorded: bool,
) -> Iterator[Check]:
    """What a seal would vouch for: that the file is as it was made.

    Everything in it beside its words is looked at, unless its hash stands in the manifest, which
    decides then. A file that nothing speaks against is rebuilt; where that cannot be done, what
    is seen of it is compared with what is read.
    """
    inside = _inside(data)
    refused = _refused(before)
    vouched = recorded and not refused
    if inside is None:  # told by the checks of the content
        if refused:
            yield from check_form(data, "main", "", None)
        return
    if not vouched:
        request = inside.payload.data if inside.payload else None
        form = list(check_form(data, inside.paper, inside.reference, request))
        if _refused(form) and not refused and (later := later_version(data)):
            yield from map(_unknown, form)
            text = f"made by {later}, a later version: verify it with that one"
            yield left_open(LATER, text)
            return
        yield from form
        refused = refused or _refused(form)
    if refused:
        return
    again = _again(data, inside, beside, workspace)
    if again is not None:
        yield again
        if again.outcome is Outcome.AGREES:
            return
    if not vouched:
        yield from check_sight(data, inside.paper)


def _unknown(check: Check) -> Check:
    """A check that this version is too old for."""
    return left_open(check.name, check.text) if check.outcome is Outcome.DIFFERS else check


def _refused(checks: Iterable[Check]) -> bool:
    return any(check.outcome is Outcome.DIFFERS for check in checks)


@dataclass(frozen=True, slots=True)
class _Inside:
    """What a file is, the document that it is or belongs to, and the data inside a document."""

    paper: Paper
    reference: str
    payload: Payload | None


def _inside(data: bytes) -> _Inside | None:
    """What a file is; None where it cannot be read, or has no data."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            paper, reference = paper_of(pdf)
            if paper != "main":
                return _Inside(paper, reference, None)
            payload = payload_of(pdf)
            return _Inside(paper, str(payload.data.get("reference")), payload)
    except Exception:  # noqa: BLE001
        return None  # a hostile file may break the readers in any way


def _again(
    data: bytes, inside: _Inside, beside: Sequence[Path], workspace: Path | None
) -> Check | None:
    """The outcome of rebuilding a file; None where what it is made of is not in it."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if inside.payload is not None:
                return make_again(data, pdf, inside.payload, workspace)
            if inside.paper == "return-form":
                above = data_of(inside.reference, beside)
                return make_form_again(data, pdf, above, workspace) if above else None
    except Exception as error:  # noqa: BLE001
        return left_open(MADE, f"it cannot be rebuilt: {type(error).__name__}")
    return None


def _below(data: bytes, facts: SealFacts) -> Check:
    """The hash that a manifest or a covering letter has, to be compared by anyone who holds one."""
    if not facts.unsealed:
        return left_open("below the seal", "cannot tell where the sealed bytes end")
    digest = hashlib.sha256(data[: facts.unsealed]).hexdigest()
    text = f"the file begins with the {facts.unsealed:,} bytes that were sealed: {digest}"
    return agrees("below the seal", text)


def _holder(data: bytes, facts: SealFacts) -> Iterator[Check]:
    """The page says whose seal it is prepared for; a restricted annex says nothing of it."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            seal = announced(payload_of(pdf).data)
    except Exception:  # noqa: BLE001
        return  # told by the checks of the content
    if seal is None:
        return
    if fault := holder_fault(seal, facts.names, facts.fingerprint):
        yield differs("holder", fault)
    else:
        yield agrees("holder", f"the page names the same holder: {seal['holder']}")


def _no_seal(data: bytes, wanted: Expected) -> Iterator[Check]:
    """A document without a seal: refused where a seal was asked for, else told as what it is."""
    if wanted.fingerprint is not None or wanted.roots:
        yield differs("seal", "there is no seal, although a certificate was given")
    else:
        yield left_open("seal", "there is no seal")
    if data.count(b"startxref") != 1:
        yield differs("revisions", "the document was added to after it was made")


def check_manifest(
    data: bytes, manifest: dict[str, Any], facts: SealFacts | None
) -> Iterator[Check]:
    """The file, or the bytes below its seal, against what the manifest of its case records."""
    outputs = {
        output["sha256"]: (name, output["bytes"]) for name, output in manifest["outputs"].items()
    }
    digest = hashlib.sha256(data).hexdigest()
    seals = manifest.get("seals", {})
    if facts is None:
        if digest not in outputs:
            yield differs("manifest", f"no file of this content is recorded: {digest}")
            return
        yield agrees("manifest", f"recorded as {outputs[digest][0]}")
        if taken_off := [
            key for key, seal in seals.items() if seal["unsealed"]["sha256"] == digest
        ]:
            yield left_open("manifest", f"it was also sealed, as {', '.join(taken_off)}")
        return
    prefix = hashlib.sha256(data[: facts.unsealed]).hexdigest()
    if prefix not in outputs or outputs[prefix][1] != facts.unsealed:
        yield differs("manifest", f"the bytes below the seal are not recorded: {prefix}")
        return
    name = outputs[prefix][0]
    yield agrees("manifest", f"below the seal are the {facts.unsealed:,} bytes of {name}")
    known = [seal for seal in seals.values() if seal["unsealed"]["sha256"] == prefix]
    if not any(record["sha256"] == digest for record in known):
        yield differs("manifest", f"no seal of this content is recorded: {digest}")
    elif not any(record["certificate"] == facts.fingerprint for record in known):
        yield differs("manifest", "the seal is by another certificate than the recorded one")
    else:
        yield agrees("manifest", "the sealed file is recorded as it is")


def checked_manifest(path: Path) -> dict[str, Any]:
    """A manifest whose shape is as the checks need it. Raises InputError, OSError."""
    place = Place(shown(path))
    try:
        data = json.loads(read_regular(path))
        seals = data.get("seals", {})
        whole = data["schema"] == "demarche-manifest/1" and all(
            isinstance(output["sha256"], str) and isinstance(output["bytes"], int)
            for output in (
                *data["outputs"].values(),
                *seals.values(),
                *(seal["unsealed"] for seal in seals.values()),
            )
        )
        whole = whole and all(isinstance(seal["certificate"], str) for seal in seals.values())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        whole = False
    if not whole:
        raise InputError.single(place, "", "is not the manifest of a case")
    manifest: dict[str, Any] = data
    return manifest
