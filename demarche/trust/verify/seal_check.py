"""Whether the one seal of a document is whole, covers all of it, and is whose it should be.

pyHanko computes the signature, the chain and the changes after signing; `container` holds the gap
of each signature to its form. Common viewers stop earlier: what they call "valid" may be the old
signature of a document that was changed afterwards (docs/trust.md).
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import (
    NoDSSFoundError,
    ValidationInfoReadingError,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from demarche.trust.certificates import names_of, unfit
from demarche.trust.verify.container import gap_faults
from demarche.trust.verify.pdf_reader import StrictReader
from demarche.trust.verify.verify_report import (
    CLOSING,
    Check,
    agrees,
    differs,
    left_open,
    reason,
)

_ALLOWED = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES)


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose seal it should be: a fingerprint, roots, or both; and lists of what was revoked."""

    fingerprint: str | None = None
    roots: Sequence[Any] = ()
    lists: Sequence[bytes] = ()


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What a manifest is compared with."""

    fingerprint: str
    names: tuple[str, ...]
    """The names in the subject of the certificate."""
    unsealed: int
    """Length of the bytes below the seal."""


@dataclass(slots=True)
class SealReading:
    """The outcome of `check_seal`: its lines, and the facts where there is a seal."""

    checks: list[Check]
    facts: SealFacts | None


def has_signature(data: bytes) -> bool:
    """Whether the file claims a signature, however broken."""
    return b"/ByteRange" in data


def check_seal(data: bytes, trust: Trust) -> SealReading:
    """All checks of the seal of a file that claims one."""
    checks: list[Check] = []
    facts: SealFacts | None = None
    with _quiet():
        try:
            reader = StrictReader(data)
            seals = reader.embedded_regular_signatures
            stamps = reader.embedded_timestamp_signatures
            if len(seals) != 1:
                checks.append(differs("seal", f"there are {len(seals)} signatures, not one"))
            else:
                certificate = seals[0].signer_cert
                facts = SealFacts(
                    certificate.sha256.hex(), names_of(certificate), _unsealed(reader, data)
                )
                checks.extend(_seal(data, reader, seals[0], stamps, trust))
        except Exception as error:  # noqa: BLE001
            # A damaged or hostile file may break the libraries in any way; none of them is genuine.
            checks.append(differs("seal", f"the seal cannot be read: {reason(error)}"))
    return SealReading(checks, facts)


def _seal(
    data: bytes, reader: StrictReader, seal: Any, stamps: Sequence[Any], trust: Trust
) -> Iterator[Check]:
    faults = [
        fault for stamp in (seal, *stamps) for fault in gap_faults(data, _range(stamp), trust.roots)
    ]
    if faults:
        yield differs("container", "; ".join(dict.fromkeys(faults)))
    else:
        yield agrees("container", "only the signature is in its gap")
    yield from _signer(seal, trust)
    known = _known(reader, trust)
    moment, lines = _stamps(stamps, known, trust)
    yield from lines
    status = _status(seal, known, _anchors(seal, trust), trust, moment)
    if status.intact and status.valid:
        yield agrees("signature", f"the signed bytes are as they were, {status.md_algorithm}")
    else:
        yield differs("signature", "the signed bytes were changed, or the signature is not theirs")
    if not (status.intact and status.valid):
        yield left_open("chain", "not followed, since the signature is not that of these bytes")
    elif status.trusted:
        yield agrees("chain", "the certificate is valid for the trusted certificates")
    else:
        yield differs("chain", f"the certificate is not valid: {_problem(status)}")
    yield _coverage(len(data), seal, stamps, status)
    yield _time(status, trust)
    yield _revocation(known)


def _range(signature: Any) -> list[int]:
    return [int(number) for number in signature.sig_object["/ByteRange"]]


def _anchors(seal: Any, trust: Trust) -> list[Any]:
    """What the chain must end in; where a fingerprint alone is given, the certificate itself."""
    if trust.roots:
        return list(trust.roots)
    named = trust.fingerprint and seal.signer_cert.sha256.hex() == trust.fingerprint
    return [seal.signer_cert] if named else []


def _signer(seal: Any, trust: Trust) -> Iterator[Check]:
    found = seal.signer_cert.sha256.hex()
    name = seal.signer_cert.subject.human_friendly
    if trust.fingerprint is None and not trust.roots:
        yield differs(
            "signer",
            f"sealed by {name} ({found}); nothing was given to check that against: "
            "use --cert or --trust",
        )
    elif trust.fingerprint is None:
        yield agrees("signer", f"sealed by {name} ({found})")
    elif found == trust.fingerprint:
        yield agrees("signer", f"sealed by {name}, the expected certificate")
    else:
        yield differs("signer", f"sealed by another certificate: {name} ({found})")
    if faults := unfit(seal.signer_cert):
        yield differs("certificate", f"it is not fit for a seal: {'; '.join(faults)}")


@dataclass(frozen=True, slots=True)
class _Known:
    """Certificates and revocation data that the document carries."""

    certificates: tuple[Any, ...]
    lists: tuple[Any, ...]
    answers: tuple[Any, ...]


def _known(reader: StrictReader, trust: Trust) -> _Known:
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except (NoDSSFoundError, ValidationInfoReadingError):
        return _Known((), tuple(trust.lists), ())
    lists = [crl.get_object().data for crl in store.crls]
    answers = [ocsp.get_object().data for ocsp in store.ocsps]
    return _Known(
        tuple(store.load_certs()),
        (*trust.lists, *(bytes(revocation_list) for revocation_list in lists)),
        tuple(answers),
    )


def _context(known: _Known, anchors: Sequence[Any], moment: dt.datetime | None) -> Any:
    return ValidationContext(
        trust_roots=list(anchors),
        other_certs=list(known.certificates),
        crls=list(known.lists),
        ocsps=list(known.answers),
        moment=moment,
        # Data of a later day may speak of an earlier one.
        retroactive_revinfo=moment is not None,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def _stamps(
    stamps: Sequence[Any], known: _Known, trust: Trust
) -> tuple[dt.datetime | None, list[Check]]:
    """The closing time stamps, newest first, each at the time that the next one shows."""
    moment: dt.datetime | None = None
    lines: list[Check] = []
    for stamp in reversed(stamps):
        context = _context(known, trust.roots, moment)
        status = validate_pdf_timestamp(stamp, context)
        at = status.timestamp.strftime("%Y-%m-%d %H:%M:%S UTC")
        if not (status.intact and status.valid):
            lines.append(differs(CLOSING, "it is not that of these bytes"))
        elif status.modification_level not in _ALLOWED:
            lines.append(differs(CLOSING, "something was changed after it"))
        elif status.trusted:
            lines.append(agrees(CLOSING, f"closed at {at} by {_issued(stamp)}"))
            moment = status.timestamp
        elif trust.roots:
            text = f"the authority behind it is not valid: {_problem(status)}"
            lines.append(differs(CLOSING, text))
        else:
            text = (
                f"one by {_issued(stamp)} was added after the seal, and says {at}; whose it is was "
                "not checked: pass its authority's root with --trust"
            )
            lines.append(left_open(CLOSING, text))
    return moment, lines


def _issued(stamp: Any) -> str:
    """Whom the certificate of a time stamp names, and its SHA-256."""
    certificate = stamp.signer_cert
    return f"{certificate.subject.human_friendly} ({certificate.sha256.hex()})"


def _status(
    seal: Any, known: _Known, anchors: Sequence[Any], trust: Trust, moment: dt.datetime | None
) -> Any:
    """The state of the signature at the earliest time that is shown: its stamp, or now."""
    stamps = _context(known, trust.roots, moment)
    usage = KeyUsageConstraints(key_usage=set())

    def state(at: dt.datetime | None, again: bool = False) -> Any:
        context = _context(known, anchors, at)
        # What was changed after signing does not hang on the time; the first look at it is kept.
        return validate_pdf_signature(
            seal, context, stamps, key_usage_settings=usage, skip_diff=again
        )

    status = state(moment)
    shown = status.timestamp_validity
    if shown is not None and shown.valid and shown.intact and shown.trusted:
        return state(shown.timestamp, again=True)
    return status


def _coverage(size: int, seal: Any, stamps: Sequence[Any], status: Any) -> Check:
    """Every byte is covered by the seal, or by a closing time stamp over nothing but its needs."""
    last = stamps[-1] if stamps else seal
    _, _, start, length = _range(last)
    if status.modification_level not in _ALLOWED or status.docmdp_ok is False:
        return differs("coverage", "the document was changed after it was sealed")
    if seal.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return differs("coverage", "the seal does not cover the document as it was sealed")
    # The library follows the file's own pointers, which may lead past what was appended; so the
    # end is compared as it stands.
    covered = last.evaluate_signature_coverage()
    if covered != SignatureCoverageLevel.ENTIRE_FILE or start + length != size:
        return differs("coverage", "there is data after the covered part")
    return agrees("coverage", "the whole file is covered, to the last byte")


def _time(status: Any, trust: Trust) -> Check:
    stamp = status.timestamp_validity
    if stamp is None:
        return left_open("time", "no time stamp: when it was sealed is not shown")
    at = stamp.timestamp.strftime("%Y-%m-%d %H:%M:%S UTC")
    if not (stamp.valid and stamp.intact):
        return differs("time", "the time stamp is not that of this signature")
    if stamp.trusted:
        return agrees("time", f"sealed before {at}, according to the time-stamp authority")
    if trust.roots:
        return differs("time", f"the time-stamp authority is not valid: {_problem(stamp)}")
    return left_open("time", f"the time stamp says {at}; pass its authority's root with --trust")


def _revocation(known: _Known) -> Check:
    if known.lists or known.answers:
        return agrees("revocation", "compared with the revocation data at hand")
    return left_open("revocation", "no revocation data inside; pass a list with --crl")


def _problem(status: Any) -> str:
    """Why a chain is not trusted, in a few words."""
    problem = getattr(status, "trust_problem_indic", None)
    error = getattr(status, "error_time_horizon", None)
    if getattr(status, "revocation_details", None) is not None:
        return "revoked"
    name = getattr(problem, "name", None) or getattr(problem, "standard_name", None)
    words = str(name).replace("_", " ").lower() if name else "no chain to the trusted certificates"
    return f"{words}, {error:%Y-%m-%d}" if error else words


def _unsealed(reader: StrictReader, data: bytes) -> int:
    """Where the first revision ends: its own `startxref`, then the mark of the end."""
    start = reader.xrefs.get_startxref_for_revision(0)
    pattern = rb"startxref[\r\n]+%d[\r\n]+%%%%EOF(?:\r\n|\n|\r)?" % start
    found = re.search(pattern, data)
    return found.end() if found else 0


class _quiet:  # noqa: N801  (used as a context manager only)
    """pyHanko logs what the report says."""

    _names = ("pyhanko", "pyhanko_certvalidator")

    def __enter__(self) -> None:
        loggers = [logging.getLogger(name) for name in self._names]
        self._levels = [(logger, logger.level) for logger in loggers]
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)

    def __exit__(self, *error: object) -> None:
        for logger, level in self._levels:
            logger.setLevel(level)
