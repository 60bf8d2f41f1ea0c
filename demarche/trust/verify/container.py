"""The container of a signature, held to the one form in which it is written.

A signature covers the whole file but for the gap in which it stands itself (ISO 32000-1, 12.8.1).
In the gap a byte can be changed without the signature noticing: in the filling behind it, in the
case of a hexadecimal digit, in a certificate that nobody needs, in a field that readers skip. So
every part of the gap is compared with what it must be, and a changed byte has no place to hide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from asn1crypto import cms, parser
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature

_HEXADECIMAL = re.compile(rb"<(?:[0-9A-F]+|[0-9a-f]+)>")
_PLAIN = frozenset({b"", b"\x05\x00"})
"""Parameters of the algorithms in use: none, or NULL."""
_TOKEN = "signature_time_stamp_token"  # noqa: S105  (the name of an attribute)


def gap_faults(data: bytes, byte_range: Sequence[int], roots: Sequence[Any]) -> Iterator[str]:
    """What is not as it must be in the gap of a signature.

    `roots` are trusted certificates; without them it stays open who vouches for the topmost one.
    """
    start, first, second, rest = byte_range
    gap = data[first:second]
    if start != 0 or not 0 < first < second <= second + rest <= len(data):
        yield "the signed ranges are not as this kind of signature has them"
        return
    if not _HEXADECIMAL.fullmatch(gap):
        yield "the gap of the signature holds more than the signature"
        return
    packed = bytes.fromhex(gap[1:-1].decode("ascii"))
    try:
        info = cms.ContentInfo.load(packed)
        der = info.dump()
        if packed[len(der) :].strip(b"\0"):
            yield "the filling behind the signature is not empty"
        yield from container_faults(der, roots)
    except (ValueError, TypeError, KeyError):
        # What the libraries say of it is of use to nobody who holds the document.
        yield "the signature cannot be read: its bytes were changed"


def container_faults(der: bytes, roots: Sequence[Any]) -> Iterator[str]:
    """What is not as it must be in a CMS signature (RFC 5652) with one signer."""
    info = cms.ContentInfo.load(der, strict=True)
    signed = info["content"]
    if info["content_type"].native != "signed_data" or len(signed["signer_infos"]) != 1:
        yield "the container has something other than one signature"
        return
    signer = signed["signer_infos"][0]
    content = signed["encap_content_info"]
    plain = content["content_type"].native == "data"
    if signed["version"].native != ("v1" if plain else "v3") or signer["version"].native != "v1":
        yield "the container has another version"
    if plain and content["content"].native is not None:
        yield "the container holds content of its own"
    if signed["crls"].native:
        yield "the container holds revocation lists"
    if len(signed["digest_algorithms"]) != 1 or not _same(
        signed["digest_algorithms"][0], signer["digest_algorithm"]
    ):
        yield "the container names two digest algorithms"
    yield from _algorithms(signer)
    yield from _certificates(signed, signer, roots)
    yield from _unsigned(signer, roots)
    if not _canonical(der):
        yield "the container is not in its canonical form"


def _same(value: Any, other: Any) -> bool:
    same: bool = value.dump() == other.dump()
    return same


def _algorithms(signer: Any) -> Iterator[str]:
    digest, signature = signer["digest_algorithm"], signer["signature_algorithm"]
    protection = next(
        (
            attribute["values"][0]
            for attribute in signer["signed_attrs"]
            if attribute["type"].native == _PROTECTION
        ),
        None,
    )
    if protection is not None:
        kept = (protection["digest_algorithm"], protection["signature_algorithm"])
        pairs = zip(kept, (digest, signature), strict=True)
        # The second is tagged otherwise there, so the parts are compared.
        if any(_parts(inner) != _parts(other) for inner, other in pairs):
            yield "the algorithms are not those that were signed (RFC 6211)"
    elif not {_parameters(digest), _parameters(signature)} <= _PLAIN:
        yield "the algorithms have parameters that nothing vouches for"


_PROTECTION = "cms_algorithm_protection"


def _parts(algorithm: Any) -> tuple[bytes, bytes]:
    return algorithm["algorithm"].dump(), _parameters(algorithm)


def _parameters(algorithm: Any) -> bytes:
    raw: bytes = algorithm["parameters"].dump()
    return raw


def _certificates(signed: Any, signer: Any, roots: Sequence[Any]) -> Iterator[str]:
    """Each certificate in the container is the signer's, or vouches for one that is needed."""
    held = (
        [certificate.chosen for certificate in signed["certificates"]]
        if signed["certificates"]
        else []
    )
    if not all(isinstance(certificate, asn1_x509.Certificate) for certificate in held):
        yield "the container has something other than certificates"
        return
    if len({certificate.dump() for certificate in held}) != len(held):
        yield "the container holds a certificate twice"
    if any(certificate["signature_value"].contents[:1] != b"\0" for certificate in held):
        # A signature has whole bytes; how many bits are left over is not signed itself.
        yield "the container holds a certificate that is not in its canonical form"
    pool = {root.dump(): x509.load_der_x509_certificate(root.dump()) for root in [*held, *roots]}
    sid = signer["sid"].chosen
    mine = [
        certificate
        for certificate in held
        if isinstance(sid, cms.IssuerAndSerialNumber)
        and certificate.issuer.dump() == sid["issuer"].dump()
        and certificate.serial_number == sid["serial_number"].native
    ]
    if len(mine) != 1:
        yield "the container does not hold the signer's certificate"
        return
    needed, step = {mine[0].dump()}, [pool[mine[0].dump()]]
    known = {root.dump() for root in roots}
    while step:
        child = step.pop()
        for raw, parent in pool.items():
            if raw not in needed and _issued(child, parent):
                needed.add(raw)
                step.append(parent)
    for certificate in held:
        raw = certificate.dump()
        if raw not in needed:
            yield "the container holds a certificate that is not needed or was changed"
        elif (
            known
            and raw not in known
            and not any(_issued(pool[raw], parent) for parent in pool.values())
        ):
            if raw == mine[0].dump():
                continue  # who vouches for the signer is the business of the trust check
            whose = certificate.subject.human_friendly
            yield f"a certificate in the container is not vouched for: {whose}"


def _issued(child: x509.Certificate, parent: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(parent)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _unsigned(signer: Any, roots: Sequence[Any]) -> Iterator[str]:
    """Beside the signature stands at most one time stamp; it is checked like the signature."""
    attributes = signer["unsigned_attrs"]
    if attributes.native is None:
        return
    if [attribute["type"].native for attribute in attributes] != [_TOKEN] or len(
        attributes[0]["values"]
    ) != 1:
        yield "something other than one time stamp is next to the signature"
        return
    for fault in container_faults(attributes[0]["values"][0].dump(), roots):
        yield f"time stamp: {fault}"


def _canonical(der: bytes) -> bool:
    """Whether all lengths, tags and small values are written as DER has it (X.690, 10 and 11).

    Certificates, attributes and content are vouched for by their hashes; the wrapping is not.
    """
    place = 0
    while place < len(der):
        tag = der[place]
        if tag & 0x1F == 0x1F:
            return False  # no tag above 30 is in use
        class_, method, number, _, contents, trailer = parser.parse(der[place:])
        size = len(parser.emit(class_, method, number, contents))
        if trailer or der[place : place + size] != parser.emit(class_, method, number, contents):
            return False
        if class_ == 0 and (number == 0 or method != (number in _CONSTRUCTED)):
            return False  # number 0 would be filling that a wrong length took in
        if class_ == 0 and number in _SMALL and not _SMALL[number](contents):
            return False
        if method and not _canonical(contents):
            return False
        place += size
    return True


_CONSTRUCTED = (16, 17)
"""SEQUENCE and SET; every other universal type in use is primitive."""
_SMALL: dict[int, Callable[[bytes], bool]] = {
    1: lambda value: value in (b"\x00", b"\xff"),
    2: lambda value: (
        len(value) == 1
        or (len(value) > 1 and value[:2] != b"\0\0" and not (value[0] == 0 and value[1] < 0x80))
    ),
    5: lambda value: value == b"",
}
"""BOOLEAN, INTEGER and NULL: what their values must look like."""
