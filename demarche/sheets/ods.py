"""Reading ODS (LibreOffice): the same marks as in XLSX.

`walk`, `cells_of` and `text_of` are all that reads the form; official lists are read by them too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from demarche.kernel.problems import InputError, Place
from demarche.sheets.links import bare_address, leads_to
from demarche.sheets.sheet import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Mark,
    MergedBlock,
    Sheet,
    SheetRow,
    bounded_rows,
    formula,
    number_cell,
    too_large,
)
from demarche.sheets.zip_package import Package, attribute, local

_LIST = "META-INF/manifest.xml"
_MAX_REPEAT = 10_000
"""Equal rows with something in them; the blank rest of a sheet is repeated more often."""


def walk(package: Package, *more: str) -> Iterator[Any]:
    """The rows of all tables and, behind its rows, each table; elements named in `more` besides."""
    return package.elements("content.xml", *more, "table-row", "table")


def cells_of(row: Any) -> Iterator[tuple[Any, int]]:
    """The cells of a row, merged ones too, with how often each stands there."""
    for cell in row:
        if local(cell) in ("table-cell", "covered-table-cell"):
            yield cell, repeated(cell, "columns")


def repeated(element: Any, what: str) -> int:
    """How often an element of `rows` or `columns` stands there. ValueError for no number."""
    return max(1, int(attribute(element, f"number-{what}-repeated") or 1))


def cell_text(cell: Any) -> str:
    """The text that a cell shows, a line for each paragraph."""
    paragraphs = [part for part in cell if local(part) == "p"]
    return "\n".join(map(_joined, paragraphs))


def read(data: bytes, name: str) -> list[Sheet]:
    """Every table that has something in it."""
    package = Package(data, name)
    if _LIST in package and b"encryption-data" in package.read(_LIST):
        raise InputError.single(Place(name), "", "is password-protected", "save it without one")
    found = []
    unshown: set[str | None] = set()
    rows: list[SheetRow] = []
    number = 1
    merged: list[MergedBlock] = []
    columns: list[bool] = []
    hidden = 0

    def finish(title: str, style: str | None) -> None:
        nonlocal rows, number, merged, columns, hidden
        sheet = Sheet(name, bounded_rows(rows, name), title, hidden=style in unshown)
        sheet.tell_hidden(hidden, [place for place, column in enumerate(columns) if column])
        sheet.merged = merged
        if sheet.rows:
            found.append(sheet)
        rows, number, merged, columns, hidden = [], 1, [], [], 0

    for element in walk(package, "style", "table-column"):
        if local(element) == "style":
            if any(attribute(part, "display") == "false" for part in element):
                unshown.add(attribute(element, "name"))
            continue
        if local(element) == "table":
            finish(attribute(element, "name") or "", attribute(element, "style-name"))
            continue
        if local(element) == "table-column":
            times = min(repeated(element, "columns"), MAX_COLUMNS)
            columns += [_unseen(element)] * min(times, MAX_COLUMNS - len(columns))
            continue
        repeat = repeated(element, "rows")
        row = _row(element, number, merged, name)
        if not row.empty():
            hidden += repeat if _unseen(element) else 0
            if repeat > _MAX_REPEAT:
                raise too_large(name, f"row {number} is repeated {repeat:,} times")
            steps = range(repeat)
            rows.extend(SheetRow(number + n, list(row.cells), dict(row.marks)) for n in steps)
            if len(rows) > MAX_ROWS:
                raise too_large(name, f"more than {MAX_ROWS:,} non-empty rows")
        number += repeat
    return found


def _unseen(element: Any) -> bool:
    """Whether a row or column is hidden, or filtered away."""
    return attribute(element, "visibility") in ("collapse", "filter")


def _row(element: Any, number: int, merged: list[MergedBlock], name: str) -> SheetRow:
    row = SheetRow(number, [])
    column = 0
    for cell, repeat in cells_of(element):
        text, mark = _cell(cell)
        if text or mark:
            if column + repeat > MAX_COLUMNS:
                raise too_large(name, f"row {number} has more than {MAX_COLUMNS:,} columns")
            row.cells.extend([""] * (column - len(row.cells)))
            for _ in range(repeat):
                if mark:
                    row.marks[len(row.cells)] = mark
                row.cells.append(text)
        down = int(attribute(cell, "number-rows-spanned") or 1)
        across = int(attribute(cell, "number-columns-spanned") or 1)
        if text and (down > 1 or across > 1):
            merged.append(MergedBlock(number, number + down - 1, column, column + across - 1))
        column += repeat
    return row


def _cell(cell: Any) -> tuple[str, Mark | None]:
    text = cell_text(cell)
    kind = attribute(cell, "value-type") or "string"
    mark: Mark | None = None
    if kind in ("float", "currency", "percentage"):
        text, mark = number_cell(attribute(cell, "value") or text)
    elif kind == "date":
        text = (attribute(cell, "date-value") or text).removesuffix("T00:00:00")
        mark = Mark("date", f"a date ({text})")
    elif kind == "time":
        mark = Mark("date", f"a time ({text})")
    elif kind == "boolean":
        mark = Mark("error", f"a true/false value ({text}), not text", "write it as text")
    elif kind == "string":
        text = text or attribute(cell, "string-value") or ""
        mark = _link(cell)
    written = attribute(cell, "formula")
    return (text, formula(written.partition(":")[2] or written, text)) if written else (text, mark)


def _joined(element: Any) -> str:
    """The text of a paragraph; cut where it is too long in any case, which stops the reading."""
    found: list[str] = []
    length = 0
    for piece in _pieces(element):
        found.append(piece)
        length += len(piece)
        if length > MAX_CELL:
            break
    return "".join(found)


def _pieces(element: Any) -> Iterator[str]:
    """The text below an element; a comment on the cell is none of it."""
    yield element.text or ""
    for part in element:
        name = local(part)
        if name == "s":
            yield " " * min(int(attribute(part, "c") or 1), 1_000)
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name != "annotation":
            yield from _pieces(part)
        yield part.tail or ""


def _link(cell: Any) -> Mark | None:
    """The mark of the first link of a cell that shows another address or other words."""
    for part in cell.iterdescendants("{*}a"):
        goal, shown = attribute(part, "href"), _joined(part)
        if goal and not goal.startswith("#") and bare_address(shown) != bare_address(goal):
            return leads_to(shown, goal)
    return None
