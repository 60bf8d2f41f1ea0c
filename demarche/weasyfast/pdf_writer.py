"""The objects of a PDF put into bytes once, and written in one go.

pydyf puts every object into bytes two or three times, compressing as often: to see how long it is,
to write it, and for the digest of the file. A long request has tens of thousands of objects, so
that this is a tenth of its time. The bytes are those that pydyf writes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import md5
from math import ceil, log
from typing import Any

import pydyf

from demarche.weasyfast.deflate_streams import Zlib
from demarche.weasyfast.patching import instead

pydyf.zlib = Zlib
_to_bytes: Callable[[Any], bytes] = pydyf._to_bytes
_write = pydyf.PDF.write

_KEYS: dict[str, bytes] = {}
"""The keys of dictionaries as they are written: a hundred names, asked for a million times."""
_MOST_KEYS = 5000
"""Keys kept. Those of a page's resources are few, but no two documents need have the same."""


class Item(pydyf.Object):  # type: ignore[misc]
    """An object of ours; a dictionary of pydyf's would cost three times as much."""

    number: int | None = None
    reference = b""
    offset = generation = 0
    free, compressible = "n", True

    def __init__(self) -> None:
        """Nothing of pydyf's, which would set what the class says already."""

    def join(self, pdf: Any) -> bytes:
        """Become the next object of the file; its reference."""
        self.number = len(pdf.objects)
        pdf.objects.append(self)
        self.reference = made = b"%d 0 R" % self.number
        return made


class Ready(Item):
    """An object that comes as bytes."""

    data = b""

    def __init__(self, data: bytes) -> None:
        self.data = data


def text(string: str) -> bytes:
    """A string as it is written in a PDF (ISO 32000-1, 7.3.4)."""
    if string.isascii() and not ("(" in string or ")" in string or "\\" in string):
        return b"(" + string.encode() + b")"
    made: bytes = pydyf.String(string).data
    return made


def _string(item: Any) -> bytes:
    string = item.string
    return text(string) if type(string) is str else item.data


def _float(item: float) -> bytes:
    return b"%d" % item if item.is_integer() else f"{item:f}".rstrip("0").encode()


def _array(item: Any) -> bytes:
    return b"[" + b" ".join([to_bytes(one) for one in item]) + b"]"


def _dictionary(item: Any) -> bytes:
    out = [b"<<"]
    for key, value in item.items():
        name = _KEYS.get(key)
        if name is None:
            if len(_KEYS) >= _MOST_KEYS:
                _KEYS.clear()
            name = _KEYS[key] = b"/" + _to_bytes(key) + b" "
        kind = type(value)
        if kind is str:
            value = value.encode("ascii")
        elif kind is not bytes:
            value = to_bytes(value)
        out += (name, value)
    out.append(b">>")
    return b"".join(out)


_KINDS: dict[type, Callable[[Any], bytes]] = {
    bytes: lambda item: item,
    str: lambda item: item.encode("ascii"),
    int: lambda item: b"%d" % item,
    float: _float,
    pydyf.Array: _array,
    pydyf.Dictionary: _dictionary,
    pydyf.String: _string,
}


def to_bytes(item: Any) -> bytes:
    """What pydyf does, but with a look at the kind in place of a row of questions."""
    return _KINDS.get(type(item), _to_bytes)(item)


pydyf._to_bytes = to_bytes


def written_once() -> AbstractContextManager[None]:
    """Write PDFs so inside; one document at a time, under the caller's lock."""
    pages = property(_references_of_pages)
    return instead((pydyf.PDF, "write", _write_once), (pydyf.PDF, "page_references", pages))


def _references_of_pages(pdf: Any) -> tuple[bytes, ...]:
    """What pydyf makes anew for each element of a page, of all pages of the file."""
    known: tuple[bytes, ...] = getattr(pdf, "known_pages", ())
    if len(known) != pdf.pages["Count"]:
        known = tuple([b"%d 0 R" % number for number in pdf.pages["Kids"][::3]])
        pdf.known_pages = known
    return known


def _write_once(
    pdf: Any, output: Any, version: Any = b"1.7", identifier: Any = False, compress: bool = False
) -> None:
    """What `pydyf.PDF.write` does, for a file with its objects in a compressed stream."""
    version = _to_bytes(version or b"1.7")
    if not (compress and version >= b"1.5" and isinstance(identifier, bytes)):
        _write(pdf, output, version, identifier, compress)
        return
    if pdf.info:
        pdf.add_object(pdf.info)
    at = _put(output, b"%PDF-" + version) + _put(output, b"%\xf0\x9f\x96\xa4")
    places: list[int] = []
    """Where each object stands, -1 in the compressed stream."""
    digest = md5(usedforsecurity=False)
    packed: list[bytes] = []
    numbers: list[int] = []
    for item in pdf.objects:
        if item.free == "f":
            places.append(item.offset)
            continue
        kind = type(item)
        data = _dictionary(item) if kind is pydyf.Dictionary else item.data
        digest.update(data)
        if kind is pydyf.Dictionary or item.compressible:
            places.append(-1)
            packed.append(data)
            numbers.append(item.number)
        else:
            places.append(at)
            at += _put(output, _indirect(item, data))
    stream = _object_stream(numbers, packed)
    pdf.add_object(stream)
    data = stream.data
    digest.update(data)
    places.append(at)
    at += _put(output, _indirect(stream, data))
    lengths = _lengths(pdf, at, len(packed))
    extra = _trailer(pdf, lengths, identifier, digest.hexdigest().encode())
    table = pydyf.Stream([_table(pdf, places, stream.number, at, lengths)], extra, compress=True)
    pdf.xref_position = at
    pdf.add_object(table)
    for part in (_indirect(table, table.data), b"startxref", b"%d" % at, b"%%EOF"):
        _put(output, part)


def _put(output: Any, part: bytes) -> int:
    """Write a part of the file and the end of its line; how many bytes that is."""
    output.write(part)
    output.write(b"\n")
    return len(part) + 1


def _indirect(item: Any, data: bytes) -> bytes:
    return b"%d %d obj\n%s\nendobj" % (item.number, item.generation, data)


def _object_stream(numbers: list[int], packed: list[bytes]) -> Any:
    """The stream that holds the objects; before them, the number and the place of each."""
    head, at = [], 0
    for number, data in zip(numbers, packed, strict=True):
        head.append(b"%d %d" % (number, at))
        at += len(data) + 1
    first = b" ".join(head)
    extra = {"Type": "/ObjStm", "N": len(packed), "First": len(first) + 1}
    return pydyf.Stream([b"\n".join((first, *packed))], extra, compress=True)


def _lengths(pdf: Any, at: int, packed: int) -> tuple[int, int, int]:
    """The bytes of the three columns of the table of places (ISO 32000-1, 7.5.8.3)."""
    generation = max(item.generation for item in pdf.objects)
    return 1, ceil(log(at + 1, 256)), ceil(log(max(generation, packed) + 1, 256))


def _table(
    pdf: Any, places: list[int], stream: int, at: int, lengths: tuple[int, int, int]
) -> bytes:
    """Where each object stands; at last the table itself, at `at`."""
    _, second, third = lengths
    inside = b"\x02" + stream.to_bytes(second, "big")
    out, index = [], 0
    for item, place in zip(pdf.objects, places, strict=True):
        if place < 0:
            out.append(inside + index.to_bytes(third, "big"))
            index += 1
        else:
            used = b"\x01" if item.number else b"\x00"
            generation = item.generation.to_bytes(third, "big")
            out.append(used + place.to_bytes(second, "big") + generation)
    out.append(b"\x01" + at.to_bytes(second, "big") + (0).to_bytes(third, "big"))
    return b"".join(out)


def _trailer(
    pdf: Any, lengths: tuple[int, int, int], identifier: bytes, digest: bytes
) -> dict[str, Any]:
    """What the table says of the file; the second identifier is the digest of all objects."""
    extra = {
        "Type": "/XRef",
        "Index": pydyf.Array((0, len(pdf.objects) + 1)),
        "W": pydyf.Array(lengths),
        "Size": len(pdf.objects) + 1,
        "Root": pdf.catalog.reference,
    }
    if pdf.info:
        extra["Info"] = pdf.info.reference
    extra["ID"] = pydyf.Array([pydyf.String(name).data for name in (identifier, digest)])
    return extra
