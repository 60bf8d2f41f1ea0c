"""One seal on one PDF: an invisible PAdES signature, added as an incremental update.

The bytes that were there stay the beginning of the sealed file, so that the hash recorded at the
build still speaks for them. The signature has no appearance, because pyHanko's own breaks PDF/UA-1
(7.18.4), and certifies the document (ISO 32000-1, 12.8.2.2): nothing but revocation data and time
stamps may follow. Revocation data go into the sealed revision itself and, at level B-LTA, below
the closing time stamp, so that no byte stays outside of what is signed.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, Signer
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSigner,
    SigDSSPlacementPreference,
)
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    InsufficientRevinfoError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)

from demarche.trust.seal import SealError
from demarche.trust.seal.network import NamedHosts, TimeStampAuthority

FIELD, CLOSING = "Seal", "Closing"


class Level(StrEnum):
    """The baseline levels of PAdES (ETSI EN 319 142-1)."""

    B_B = "b-b"
    B_T = "b-t"
    B_LT = "b-lt"
    B_LTA = "b-lta"

    @property
    def timed(self) -> bool:
        """Whether a time-stamp authority is needed."""
        return self is not Level.B_B

    @property
    def lasting(self) -> bool:
        """Whether revocation data are put in."""
        return self in (Level.B_LT, Level.B_LTA)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to seal: the level, whom to trust, whom to ask."""

    level: Level
    authority: str | None = None
    roots: Sequence[x509.Certificate] = ()
    chain: Sequence[x509.Certificate] = ()
    lists: Sequence[bytes] = ()
    """Revocation lists (CRL, DER) at hand."""
    ask: Sequence[str] = ()
    """Addresses that may be asked for revocation data."""

    def check(self) -> None:
        """Raises SealError where the parts do not fit."""
        if self.level.timed and self.authority is None:
            raise SealError(f"level {self.level} needs a time-stamp authority", "pass --tsa URL")
        if not self.level.timed and self.authority is not None:
            raise SealError("level b-b uses no time stamp", "remove --tsa, or use --level b-t")
        if self.level.lasting and not self.roots:
            raise SealError(
                f"level {self.level} needs the certificates at the top of the chains",
                "pass them with --trust",
            )


def seal(data: bytes, signer: Signer, plan: Plan) -> bytes:
    """The sealed bytes; they begin with `data`. Raises SealError."""
    plan.check()
    hosts = NamedHosts.of(plan.ask)
    if plan.roots:
        _check_path(signer, plan, hosts)
    try:
        with _quiet():
            out = _signed(data, signer, plan, hosts)
    except TimestampRequestError as error:
        raise SealError(f"time-stamp authority returned no time stamp: {error}") from None
    except (SigningError, ValidationError, PdfError) as error:
        raise SealError(f"the seal cannot be made: {_reason(error)}", _hint(hosts)) from None
    except ValueError as error:  # what libraries below raise for data they cannot take
        raise SealError(f"the seal cannot be made: {error}") from None
    if not out.startswith(data):
        raise SealError("the library changed the sealed bytes")
    return out


def _signed(data: bytes, signer: Signer, plan: Plan, hosts: NamedHosts) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        # A seal of an office may carry either use; `keys` asks for one of the two.
        signer_key_usage=set(),
        embed_validation_info=plan.level.lasting,
        use_pades_lta=plan.level is Level.B_LTA,
        timestamp_field_name=CLOSING,
        validation_context=_context(plan, hosts, "require") if plan.level.lasting else None,
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )
    pdf_signer = PdfSigner(
        metadata,
        signer,
        timestamper=TimeStampAuthority(plan.authority) if plan.authority else None,
        new_field_spec=SigFieldSpec(FIELD),
    )
    output: Any = pdf_signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)))
    sealed: bytes = output.getvalue()
    return sealed


def _context(plan: Plan, hosts: NamedHosts, mode: str) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(plan.roots),
        other_certs=list(plan.chain),
        crls=list(plan.lists),
        allow_fetching=bool(hosts.hosts),
        revocation_mode=mode,
        fetcher_backend=hosts,
    )


def _check_path(signer: Signer, plan: Plan, hosts: NamedHosts) -> None:
    """Refuse a revoked certificate, or one of another chain, before anything is signed."""
    mode = "require" if plan.level.lasting else "soft-fail"
    context = _context(plan, hosts, mode)
    others = [] if signer.cert_registry is None else list(signer.cert_registry)
    validator = CertificateValidator(
        signer.signing_cert, intermediate_certs=others, validation_context=context
    )
    try:
        with _quiet():
            asyncio.run(validator.async_validate_usage(set()))  # type: ignore[no-untyped-call]
    except RevokedError as error:
        raise SealError(f"the certificate is revoked: {_reason(error)}") from None
    except InsufficientRevinfoError:
        raise SealError(
            f"level {plan.level} needs revocation data for the certificates, and there are none",
            _hint(hosts) or "pass lists with --crl, or allow their servers with --ask",
        ) from None
    except PathBuildingError:
        raise SealError(
            "no chain from the certificate to those of --trust",
            "pass the intermediate certificates with --chain",
        ) from None
    except ValidationError as error:
        raise SealError(f"the certificate is not valid: {_reason(error)}") from None


def _hint(hosts: NamedHosts) -> str:
    if not hosts.refused:
        return ""
    return f"the certificates name {', '.join(sorted(hosts.refused))}: allow it with --ask"


def _reason(error: Exception) -> str:
    message = str(getattr(error, "failure_msg", None) or error)
    return " ".join(message.split()) or type(error).__name__


class _quiet:  # noqa: N801  (used as a context manager only)
    """pyHanko logs what it raises as well; an officer is told once."""

    _names = ("pyhanko", "pyhanko_certvalidator")

    def __enter__(self) -> None:
        self._levels = [
            (logging.getLogger(name), logging.getLogger(name).level) for name in self._names
        ]
        for logger, _ in self._levels:
            logger.setLevel(logging.CRITICAL + 1)

    def __exit__(self, *error: object) -> None:
        for logger, level in self._levels:
            logger.setLevel(level)
