"""pyHanko's reader, with the head of each object stream read once.

The library reads it again for every object inside. WeasyPrint puts all objects of a document into a
few such streams, so the time would grow with the square of their number.
"""

from __future__ import annotations

import io
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import PdfReadError, PdfStreamError, PdfStrictReadError
from pyhanko.pdf_utils.reader import PdfFileReader


class StrictReader(PdfFileReader):  # type: ignore[misc,unused-ignore]
    """Strict, and linear in the size of the file (ISO 32000-1, 7.5.7)."""

    def __init__(self, data: bytes) -> None:
        self._heads: dict[int, tuple[bytes, int, list[int]]] = {}
        super().__init__(io.BytesIO(data), strict=True)

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
        """The object `idnum`, which is number `idx` in the stream `stmnum`."""
        data, first, numbers = self._head(stmnum)
        if not 0 <= idx < len(numbers) // 2 or numbers[2 * idx] != idnum:
            raise PdfStrictReadError("Object is not where the file says.")
        stream = io.BytesIO(data)
        stream.seek(first + numbers[2 * idx + 1])
        try:
            found = generic.read_object(stream, generic.Reference(idnum, 0, self))
        except (PdfStreamError, PdfReadError) as error:
            raise PdfStrictReadError(f"Can't read object stream: {error}") from error
        if isinstance(found, (generic.StreamObject, generic.IndirectObject)):
            raise PdfStrictReadError("Forbidden object type in object stream")
        return found

    def _head(self, number: int) -> tuple[bytes, int, list[int]]:
        """The bytes of an object stream, where its objects begin, and its pairs of numbers."""
        if number not in self._heads:
            stream = generic.Reference(number, 0, self).get_object()
            if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
                raise PdfStrictReadError("Not an object stream")
            data = bytes(stream.read_data(DecodePurpose.OBJECT_STREAM))
            first, count = int(stream["/First"]), int(stream["/N"])
            numbers = [int(number) for number in data[:first].split()]
            if len(numbers) != 2 * count or min(numbers, default=0) < 0:
                raise PdfStrictReadError("Object stream header possibly corrupted")
            self._heads[number] = (data, first, numbers)
        return self._heads[number]
