"""What a certificate must be like for a seal: one policy, kept by `seal` and by `verify`.

What `verify` would refuse, `seal` refuses before anything is written, in the same words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MIN_RSA_BITS = 2048
MIN_CURVE_BITS = 256
_BROKEN_HASHES = frozenset({"md2", "md5", "sha1"})
_USES = frozenset({"non_repudiation", "digital_signature"})
_OTHER_USES = frozenset(
    {
        *("server_auth", "client_auth", "code_signing", "time_stamping", "ocsp_signing"),
        *("ipsec_end_system", "ipsec_tunnel", "ipsec_user", "ipsec_ike", "dvcs"),
        *("microsoft_smart_card_logon", "microsoft_time_stamp_signing", "pkinit_kpkdc"),
    }
)
"""Extended uses that are not the sealing of documents."""
TAKE = f"take an RSA key of {MIN_RSA_BITS:,} bits or more, or one on the curve P-256 or larger"


def unfit(certificate: Any) -> list[str]:
    """Why no seal can rest on a certificate (asn1crypto), each in words; empty where one can.

    Its days, its chain and its holder are other questions.
    """
    return [*_key(certificate), *_signature(certificate), *_uses(certificate)]


def names_of(certificate: Any) -> tuple[str, ...]:
    """The names in a certificate's subject that can be an office's: its own and those above it."""
    subject = certificate.subject.native
    found: list[str] = []
    for field in ("common_name", "organizational_unit_name", "organization_name"):
        value = subject.get(field, ())
        found += [value] if isinstance(value, str) else value
    return tuple(found)


def _key(certificate: Any) -> Iterator[str]:
    key = certificate.public_key
    kind = str(key.algorithm)
    if kind in ("rsa", "rsassa_pss", "rsaes_oaep"):
        if kind == "rsaes_oaep":
            yield f"its key is for encryption only; {TAKE}"
        elif key.bit_size < MIN_RSA_BITS:
            yield f"its RSA key has {key.bit_size:,} bits, at least {MIN_RSA_BITS:,} are needed"
    elif kind == "ec":
        try:
            bits = int(key.bit_size)
        except (ValueError, KeyError):  # a curve given by its numbers, or an unknown one
            yield f"its key is on a curve that is not known; {TAKE}"
            return
        if bits < MIN_CURVE_BITS:
            yield f"its key is on a curve of {bits} bits, at least {MIN_CURVE_BITS} are needed"
    else:
        name = {"ed25519": "Ed25519", "ed448": "Ed448"}.get(kind, kind.upper())
        yield f"its key is of the kind {name}, with which no seal is made here; {TAKE}"


def _signature(certificate: Any) -> Iterator[str]:
    try:
        name = str(certificate.hash_algo)
    except ValueError:  # Ed25519 and Ed448 hash by themselves
        return
    if name in _BROKEN_HASHES:
        yield f"it was signed by its issuer with {name.upper()}, which can be forged"


def _uses(certificate: Any) -> Iterator[str]:
    uses = certificate.key_usage_value
    if uses is not None and not _USES & set(uses.native):
        yield "it is not meant for signing documents (key usage)"
    extended = certificate.extended_key_usage_value
    if extended is not None and set(extended.native) <= _OTHER_USES:
        purposes = ", ".join(str(use).replace("_", " ") for use in extended.native)
        yield f"it is meant for {purposes}, not for signing documents (extended key usage)"
    if certificate.ca and certificate.self_signed == "no":
        yield "it is the certificate of an authority (CA), which signs certificates"
