"""The office's key: in a PKCS#12 file, or in a token that never gives it out (PKCS#11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from asn1crypto import crl, pem, x509
from pyhanko.sign.signers import Signer, SimpleSigner

from demarche.kernel.open_file import read_regular
from demarche.trust.certificates import unfit
from demarche.trust.seal import SealError


def read_certificates(files: Sequence[Path]) -> list[x509.Certificate]:
    """The certificates of PEM or DER files. Raises SealError, OSError."""
    found = []
    for file in files:
        data = read_regular(file)
        try:
            blocks = [block for _, _, block in pem.unarmor(data, multiple=True)]
        except ValueError:
            blocks = [data]
        try:
            for block in blocks:
                certificate = x509.Certificate.load(block, strict=True)
                certificate.native  # noqa: B018  (reads it through, which loading does not)
                found.append(certificate)
        except (ValueError, TypeError):
            raise SealError(f"{file.name} contains no certificate") from None
    return found


def read_list(file: Path) -> bytes:
    """A revocation list, PEM or DER, as DER. Raises SealError, OSError."""
    data = read_regular(file)
    try:
        if pem.detect(data):
            data = pem.unarmor(data)[2]
        crl.CertificateList.load(data, strict=True).native  # noqa: B018  (reads it through)
    except (ValueError, TypeError):
        raise SealError(f"{file.name} is not a revocation list") from None
    return data


def fingerprint(certificate: Any) -> str:
    """SHA-256 of a certificate in hexadecimal: what an office prints and publishes."""
    digest: bytes = certificate.sha256
    return digest.hex()


def open_p12(file: Path, passphrase: str, chain: Sequence[x509.Certificate]) -> Signer:
    """The key of a PKCS#12 file. Raises SealError, OSError."""
    data = read_regular(file)
    try:
        signer: Signer = SimpleSigner.load_pkcs12_data(
            data, other_certs=list(chain), passphrase=passphrase.encode() or None
        )
    except (ValueError, TypeError, AttributeError):
        # The libraries tell a wrong passphrase and a damaged file alike, or tell nothing at all.
        raise SealError(
            f"{file.name} does not open: the passphrase is wrong, "
            "or it is not a PKCS#12 file with a key and its certificate"
        ) from None
    check_certificate(signer.signing_cert, _now())
    return signer


@contextmanager
def open_token(
    library: str,
    token: str,
    pin: str,
    *,
    certificate: str,
    key: str | None,
    chain: Sequence[x509.Certificate],
) -> Iterator[Signer]:
    """The key of a token for as long as the session lasts. Raises SealError."""
    from pkcs11 import PKCS11Error
    from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PinLocked
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    if not Path(library).is_file():
        raise SealError(f"PKCS#11 library not found: {library}")
    try:
        session = open_pkcs11_session(
            library, token_criteria=TokenCriteria(label=token), user_pin=pin
        )
    except PinLocked:
        raise SealError(
            "the PIN of the token is locked", "unlock it with its own software"
        ) from None
    except (PinIncorrect, PinInvalid, PinLenRange):
        raise SealError("the PIN is wrong", "a token locks itself after a few tries") from None
    except (PKCS11Error, RuntimeError) as error:
        reason = str(error) or type(error).__name__
        raise SealError(f"the token {token!r} cannot be opened ({reason})") from None
    try:
        signer = PKCS11Signer(
            session, cert_label=certificate, key_label=key or certificate, ca_chain=list(chain)
        )
        try:
            found = signer.signing_cert
        except (PKCS11Error, SigningError) as error:
            raise SealError(f"the token {token!r}: {str(error) or type(error).__name__}") from None
        if found is None:
            raise SealError(f"the token {token!r} has no certificate labelled {certificate!r}")
        check_certificate(found, _now())
        yield signer
    finally:
        session.close()


def check_certificate(certificate: Any, now: dt.datetime) -> None:
    """Refuse a certificate that no verifier would accept today. Raises SealError."""
    if certificate is None:
        raise SealError("no certificate found for the key")
    first, last = certificate.not_valid_before, certificate.not_valid_after
    if not first <= now <= last:
        raise SealError(f"certificate is valid only from {first:%Y-%m-%d} to {last:%Y-%m-%d}")
    if faults := unfit(certificate):
        raise SealError(f"the certificate is not fit for a seal: {'; '.join(faults)}")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
