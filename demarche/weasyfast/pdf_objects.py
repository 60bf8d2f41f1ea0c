"""PDF objects made as bytes: dictionaries are too slow for the tags and fields of rows."""

from __future__ import annotations

from typing import Any

import pydyf


class Item(pydyf.Object):  # type: ignore[misc]
    """An object with less in it than pydyf's own, which sets six attributes each time."""

    number: int | None = None
    reference = b""
    offset = generation = 0
    free, compressible = "n", True

    def __init__(self) -> None:
        """Skip pydyf's, which would set what the class says already."""

    def join(self, pdf: Any) -> bytes:
        """Become the next object of the file. Returns the reference to it."""
        self.number = len(pdf.objects)
        pdf.objects.append(self)
        self.reference = reference = b"%d 0 R" % self.number
        return reference


class Ready(Item):
    """An object that is given as bytes."""

    data = b""

    def __init__(self, data: bytes) -> None:
        self.data = data


def text(string: str) -> bytes:
    """A string as it is written in a PDF (ISO 32000-1, 7.3.4)."""
    if string.isascii() and not ("(" in string or ")" in string or "\\" in string):
        return b"(" + string.encode() + b")"
    encoded: bytes = pydyf.String(string).data
    return encoded
