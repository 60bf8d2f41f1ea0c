"""Reading CSV of any dialect and encoding; what was found out about both is said."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from demarche.kernel.formula_guard import freed
from demarche.sheets.csv_quoting import rows_of
from demarche.sheets.sheet import Sheet, SheetRow, bounded_rows
from demarche.sheets.text_encoding import decoded

_DELIMITERS = ",;\t|؛"
_SAMPLE = 200_000
_SAMPLE_ROWS = 200
_SAYS_DELIMITER = re.compile(r'\A"?sep=([^"\r\n\w])"?(?=[\r\n])', re.IGNORECASE)
_SINGLE_QUOTED = re.compile(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|]|$)", re.MULTILINE)


def read(data: bytes, name: str, encoding: str | None = None) -> Sheet:
    """The rows of a text file. InputError where it can not be read whole."""
    text, note = decoded(data, name, encoding)
    sheet = Sheet(name, [])
    if said := _SAYS_DELIMITER.match(text):
        delimiter, text = said[1], text[said.end() :]  # the line's end stays: numbers agree
    else:
        delimiter = _delimiter(text)
    quote = "'" if _single_quoted(text) else '"'
    rows, quoting = rows_of(text, delimiter, quote, name)
    if not delimiter:
        rows = [SheetRow(row.number, [cell.strip() for cell in row.cells]) for row in rows]
    sheet.rows = bounded_rows(rows, name)
    if count := sum(map(_free, sheet.rows)):
        sheet.note(f"{count:,} cells: a leading apostrophe (formula guard) was removed")
    shown = {"\t": "a tab", ";": "a semicolon", ",": "a comma", "|": "a bar"}.get(delimiter, "")
    parts = f"cells are separated by {shown or repr(delimiter)}" if delimiter else "one column"
    sheet.note(f"{note}; {parts}" + ("; quoted by '" if quote == "'" else ""))
    if quoting:
        sheet.note(quoting)
    return sheet


def _free(row: SheetRow) -> int:
    """Take off the apostrophes that an export put before formulas; how many cells had one."""
    count = 0
    for number, cell in enumerate(row.cells):
        if cell.startswith("'") and (plain := freed(cell)) != cell:
            row.cells[number] = plain
            count += 1
    return count


def _delimiter(text: str) -> str:
    """The sign that splits most first rows into the same number of cells; none for a list."""
    sample = text[:_SAMPLE]
    best, most = "", 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        try:
            rows = list(_first(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if any(row))
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = count / max(1, sum(widths.values())) * min(width, 12) if width > 1 else 0.0
        if score > most:
            best, most = delimiter, score
    return best


def _first(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number >= _SAMPLE_ROWS:
            return
        yield row


def _single_quoted(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_SINGLE_QUOTED.findall(sample)) > 3 and '"' not in sample
