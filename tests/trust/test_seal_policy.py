"""What verify would refuse of a certificate, seal refuses before anything is sealed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from demarche.trust.seal import SealError
from demarche.trust.seal.signing_keys import open_p12

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
RSA = rsa.generate_private_key(65537, 2048)
ISSUER = ec.generate_private_key(ec.SECP256R1())


def p12(
    folder: Path,
    key: Any = RSA,
    *,
    digest: Any = hashes.SHA256,
    uses: tuple[Any, ...] = (),
    authority: bool = False,
    issued: bool = False,
    signs: bool = True,
    days: tuple[int, int] = (-1, 30),
) -> Path:
    """A PKCS#12 file with a certificate of that kind."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Specimen office")])
    above = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Specimen issuer")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(above if issued else name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW + days[0] * DAY)
        .not_valid_after(NOW + days[1] * DAY)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(
            x509.KeyUsage(signs, False, not signs, False, False, False, False, False, False), True
        )
    )
    if uses:
        builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    own = isinstance(key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)) and not issued
    certificate = builder.sign(ISSUER if issued else key, None if own else digest())
    path = folder / "key.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal", key, certificate, None, serialization.BestAvailableEncryption(b"secret")
        )
    )
    return path


def short_rsa() -> Any:
    """An RSA key of 1,024 bits, as old tools draw them."""
    return rsa.generate_private_key(65537, 1024)  # noqa: S505


MAIL, SERVER = ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.SERVER_AUTH
DOCUMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"key": short_rsa()}, "its RSA key has 1,024 bits, at least 2,048 are needed"),
        ({"key": ec.generate_private_key(ec.SECP192R1())}, "on a curve of 192 bits"),
        ({"key": ec.generate_private_key(ec.SECP224R1())}, "on a curve of 224 bits"),
        ({"key": ed25519.Ed25519PrivateKey.generate()}, "its key is of the kind Ed25519, with whi"),
        ({"key": ed448.Ed448PrivateKey.generate()}, "its key is of the kind Ed448"),
        ({"signs": False}, "not meant for signing documents (key usage)"),
        ({"uses": (SERVER,)}, "meant for server auth, not for signing documents (extended key"),
        ({"uses": (ExtendedKeyUsageOID.TIME_STAMPING,)}, "meant for time stamping"),
        ({"uses": (ExtendedKeyUsageOID.CODE_SIGNING, SERVER)}, "extended key usage"),
        ({"authority": True, "issued": True}, "the certificate of an authority (CA)"),
        ({"days": (-30, -1)}, "certificate is valid only from"),
        ({"days": (1, 30)}, "certificate is valid only from"),
    ],
)
def test_a_certificate_that_is_not_fit_is_refused(
    given: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(SealError) as caught:
        open_p12(p12(tmp_path, **given), "secret", [])

    assert message in str(caught.value)


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SealError) as caught:
        open_p12(p12(tmp_path, short_rsa(), uses=(SERVER,), signs=False), "secret", [])

    assert str(caught.value).count("; ") == 2


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"uses": (MAIL,)},
        {"uses": (SERVER, DOCUMENTS)},
        {"uses": (x509.ObjectIdentifier("1.2.840.113583.1.1.5"),)},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"key": ec.generate_private_key(ec.SECP384R1()), "issued": True},
        {"authority": True},
    ],
)
def test_a_certificate_that_is_fit_is_taken(given: dict[str, Any], tmp_path: Path) -> None:
    assert open_p12(p12(tmp_path, **given), "secret", []).signing_cert is not None
