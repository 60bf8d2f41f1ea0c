"""Tables: CSV with its line numbers, and the rows of an OpenDocument spreadsheet.

The spreadsheet reader is our own forty lines over zipfile and lxml: the libraries for ODS build a
tree of the whole document (7 MB of XML here, of which 1,043,268 rows are repeated blanks), and
none of them limits what a hostile archive unpacks to.
"""

from __future__ import annotations

import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from demarche.listings.sources.base import InputFile
from demarche.listings.sources.markup import children, elements, local

_MAX_UNPACKED = 256 * 2**20
_MAX_CELLS = 1000
"""The widest list has some fifty columns; more cells are repeated blanks, or a bomb."""
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
)
_BLANKS = {"s": " ", "tab": " ", "line-break": "\n"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FIELD_LIMIT = 1_000_000

Row = tuple[int, list[str]]
"""The line (in a spreadsheet the row) from 1 and its cells."""


def csv_rows(file: InputFile) -> Iterator[Row]:
    """The rows of a CSV file with the line on which each begins; quotes must be well-formed.

    A lone Ctrl-Z that ends a file, as OFAC's files have since the days of DOS, is dropped.
    """
    text = file.text()
    end = re.search(r"\x1a[,\s]*\Z", text)
    if end:
        text = text[: end.start()]
    if control := _CONTROL.search(text):
        raise file.refuse(
            f"a control character, U+{ord(control[0]):04X}",
            text.count("\n", 0, control.start()) + 1,
            "the file is damaged; fetch it again",
        )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    csv.field_size_limit(_FIELD_LIMIT)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise file.refuse(
            f"not well-formed CSV: {error}", line, "the file is damaged or cut off; fetch it again"
        ) from None


def same_width(file: InputFile, line: int, row: Sequence[str], width: int) -> None:
    """Refuse a row that is shorter or longer than the header says."""
    if len(row) != width:
        raise file.refuse(
            f"{len(row)} columns, where {width} belong", line, "the file is damaged or cut off"
        )


def ods_rows(file: InputFile) -> Iterator[Row]:
    """The rows of the first sheet of an OpenDocument spreadsheet, blank ones left out."""
    try:
        with zipfile.ZipFile(file.open()) as archive:
            info = archive.getinfo("content.xml")
            if info.file_size > _MAX_UNPACKED:
                raise file.refuse(f"unpacks to {info.file_size:,} bytes")
            with archive.open(info) as stream:
                content = stream.read(_MAX_UNPACKED + 1)
    except _DAMAGED as error:
        raise file.refuse(
            f"not a whole OpenDocument spreadsheet ({error})", remedy="fetch the file again"
        ) from None
    if len(content) > _MAX_UNPACKED:
        raise file.refuse(f"unpacks to more than {_MAX_UNPACKED:,} bytes")
    inner = InputFile(f"{file.name}/content.xml", content)
    number = 0
    for element in elements(inner, "table-row", "table"):
        if local(element) == "table":
            return
        cells: list[str] = []
        for cell in element:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            text = "\n".join("".join(_pieces(p)) for p in children(cell, "p")).strip()
            cells.extend([text] * min(_repeat(cell, "columns"), _MAX_CELLS - len(cells)))
        while cells and not cells[-1]:
            cells.pop()
        number += 1
        if cells:
            yield number, cells
        number += _repeat(element, "rows") - 1


def _pieces(element: Any) -> Iterator[str]:
    """The text below an element; spaces, tabs and ends of lines can be elements of their own."""
    yield element.text or ""
    for part in element:
        yield _BLANKS.get(local(part), "")
        yield from _pieces(part)
        yield part.tail or ""


def _repeat(element: object, what: str) -> int:
    attributes = getattr(element, "attrib", {})
    for name, value in attributes.items():
        if str(name).endswith(f"}}number-{what}-repeated") and str(value).isdigit():
            return max(1, int(value))
    return 1
