"""The rows of a CSV text by the strict rules of quoting: no text comes out changed.

After a closing quotation mark only a separator or the end of the line may come. A file that
escapes quotation marks by a backslash is known by that it can be read in no other way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from demarche.kernel.problems import InputError, Place, Problem
from demarche.sheets.sheet import SheetRow
from demarche.sheets.text_encoding import place

_MOST = 20
"""Faults after which a file is read no further."""

_LINE = re.compile("\r\n|\r|\n")


@dataclass(slots=True)
class CsvReading:
    """Rows, and the faults with the place of the sign in the text where each was found."""

    rows: list[SheetRow] = field(default_factory=list)
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def rows_of(text: str, delimiter: str, quote: str, name: str) -> tuple[list[SheetRow], str]:
    """The rows with their lines, and what is to be said of the quoting.

    `delimiter` is empty for a list of one column. InputError with every fault at line and column.
    """
    plain = _read(text, delimiter, quote)
    if f"\\{quote}" not in text:
        return _whole(plain, text, name), ""
    escaped = _read(text, delimiter, quote, escape="\\")
    if escaped.faults:
        return _whole(plain, text, name), ""
    said = f"a quotation mark inside a cell is written \\{quote}, and was read as {quote}"
    if plain.faults:
        return escaped.rows, said
    if [row.cells for row in plain.rows] == [row.cells for row in escaped.rows]:
        return plain.rows, ""
    even = [
        len({len(row.cells) for row in reading.rows if any(row.cells)})
        for reading in (plain, escaped)
    ]
    if even[0] == 1 < even[1]:
        return plain.rows, ""
    if even[1] == 1 < even[0]:
        return escaped.rows, said
    differing = zip(plain.rows, escaped.rows, strict=False)
    line = next((a.number for a, b in differing if a.cells != b.cells), 1)
    raise InputError.single(
        Place(name, line),
        "",
        f"\\{quote} can be the end of a cell or a quotation mark inside it",
        f"double a quotation mark inside a cell, {quote}{quote}",
    )


def _whole(found: CsvReading, text: str, name: str) -> list[SheetRow]:
    if found.faults:
        raise InputError(
            Problem(Place(name, *place(text, at)), "", message, remedy)
            for at, message, remedy in found.faults
        )
    return found.rows


def _read(text: str, delimiter: str, quote: str, escape: str = "") -> CsvReading:
    """Read a text cell by cell; a line with a fault is left, so that the next can be read."""
    done = CsvReading()
    sign = re.escape(quote)
    end = re.compile(f"\r\n|\r|\n|{re.escape(delimiter)}" if delimiter else "\r\n|\r|\n")
    inner = re.compile(f"{sign}|{re.escape(escape)}" if escape else sign)
    at, line = 0, 1
    while at < len(text) and len(done.faults) < _MOST:
        stop = _LINE.search(text, at)
        whole = text[at : stop.start() if stop else len(text)]
        if quote not in whole:
            done.rows.append(SheetRow(line, whole.split(delimiter) if delimiter else [whole]))
            at, line = stop.end() if stop else len(text), line + 1
            continue
        row, next_at = _row(text, at, (end, inner, quote, escape), done)
        if row is not None:
            done.rows.append(SheetRow(line, row))
        line += sum(1 for _ in _LINE.finditer(text, at, next_at))
        at = next_at
    return done


_Signs = tuple[re.Pattern[str], re.Pattern[str], str, str]


def _row(text: str, at: int, signs: _Signs, done: CsvReading) -> tuple[list[str] | None, int]:
    """The cells of the row that begins there, None where one is faulty; where the next begins."""
    end, inner, quote, escape = signs
    cells: list[str] = []
    odd = -1
    while True:
        if text.startswith(quote, at):
            cell, closed, fault = _quoted(text, at, inner, quote, escape)
            if cell is None:
                return _fault(text, done, closed, fault, quote)
            found = end.match(text, closed)
            if not found and closed < len(text):
                if stop := _LINE.search(text, at, closed):
                    opened = f"unclosed quotation mark (the next one is before {text[closed]!r})"
                    done.faults.append((at, opened, f"close it with {quote}"))
                    return None, stop.end()
                after = "expected a separator or the end of the line after a closing quotation mark"
                return _fault(text, done, closed, f"{after}, not {text[closed]!r}", quote)
            if cell.endswith("\\") and not escape:
                odd = at  # perhaps the mark was one inside the cell
        else:
            found = end.search(text, at)
            cell = text[at : found.start() if found else len(text)]
            if cell.lstrip().startswith(quote):
                return _fault(text, done, at, "a space before the quotation mark of a cell", quote)
            if cell.count(quote) % 2:
                if odd >= 0:
                    both = "a cell whose quotation marks are not at its beginning and end"
                    return _fault(text, done, odd, both, quote)
                odd = at + cell.index(quote)
        cells.append(cell)
        if not found or found[0] in ("\r\n", "\r", "\n"):
            return cells, found.end() if found else len(text)
        at = found.end()


def _fault(text: str, done: CsvReading, at: int, message: str, quote: str) -> tuple[None, int]:
    """Note a fault; reading goes on in the line after it, or not at all behind an open mark."""
    if message.startswith("unclosed quotation mark"):
        done.faults.append((at, message, f"close it with {quote}"))
        return None, len(text)
    remedy = f"double a quotation mark inside a cell, {quote}{quote}, and quote that cell"
    if message.startswith("a space"):
        remedy = "remove the space"
    done.faults.append((at, message, remedy))
    stop = _LINE.search(text, at)
    return None, stop.end() if stop else len(text)


def _quoted(
    text: str, start: int, inner: re.Pattern[str], quote: str, escape: str
) -> tuple[str | None, int, str]:
    """A quoted cell and where it ends; or None, the place of a fault, and the fault."""
    parts: list[str] = []
    at = start + 1
    while found := inner.search(text, at):
        parts.append(text[at : found.start()])
        after = text[found.end() : found.end() + 1]
        if found[0] == escape:
            if after not in (quote, escape) or not after:
                return None, found.start(), f"a backslash before {after!r}"
            parts.append(after)
        elif after == quote:
            parts.append(quote)
        else:
            return "".join(parts), found.end(), ""
        at = found.end() + 1
    return None, start, "unclosed quotation mark"
