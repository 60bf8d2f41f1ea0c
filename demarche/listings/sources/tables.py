"""Tables: CSV with its line numbers, and the rows of an OpenDocument spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from demarche.kernel.problems import InputError
from demarche.listings.sources.list_reader import InputFile
from demarche.sheets.ods import cell_text, cells_of, repeated, walk
from demarche.sheets.zip_package import Package, local

_MAX_CELLS = 1000
"""The widest list has some fifty columns; more cells are repeated blanks, or a bomb."""
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
            "the file is damaged; download it again",
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
            f"not well-formed CSV: {error}",
            line,
            "the file is damaged or cut off; download it again",
        ) from None


def same_width(file: InputFile, line: int, row: Sequence[str], width: int) -> None:
    """Refuse a row that is shorter or longer than the header says."""
    if len(row) != width:
        raise file.refuse(
            f"{len(row)} columns instead of {width}", line, "the file is damaged or cut off"
        )


def ods_rows(file: InputFile) -> Iterator[Row]:
    """The rows of the first sheet of an OpenDocument spreadsheet, blank ones left out."""
    number = 0
    try:
        for element in walk(Package(file.data, file.name)):
            if local(element) == "table":
                return
            cells: list[str] = []
            for cell, repeat in cells_of(element):
                cells.extend([cell_text(cell).strip()] * min(repeat, _MAX_CELLS - len(cells)))
            while cells and not cells[-1]:
                cells.pop()
            number += 1
            if cells:
                yield number, cells
            number += repeated(element, "rows") - 1
    except (InputError, ValueError) as error:
        said = error.problems[0].message if isinstance(error, InputError) else error
        raise file.refuse(
            f"not a complete OpenDocument spreadsheet ({said})", remedy="download the file again"
        ) from None
