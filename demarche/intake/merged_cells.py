"""Merged cells: what they mean for the rows below, where their column lets them mean one thing.

One platform, organisation, country or date merged over several rows holds for all of them. One
address, name or reason does not: every account has its own.
"""

from __future__ import annotations

from bisect import bisect_right

from demarche.intake.columns import SheetColumns
from demarche.sheets.sheet import MergedBlock, Sheet, SheetRow, letters

_SPREAD = frozenset(
    {
        *("platform", "organisation", "holder_in", "language", "link", "ground", "measure"),
        *("observed_at", "observed_on"),
    }
)
"""Fields whose merged value holds for every row beside it."""


def with_merged_titles(sheet: Sheet, row: SheetRow) -> SheetRow:
    """A row as a head: titles that are merged over it and rows above are titles of it as well."""
    cells = list(row.cells)
    for block in sheet.merged:
        if not block.first_row < row.number <= block.last_row:
            continue
        above = next((r for r in sheet.rows if r.number == block.first_row), None)
        if above is None or block.first_column != block.last_column:
            continue
        cells.extend([""] * (block.first_column + 1 - len(cells)))
        if not cells[block.first_column].strip():
            cells[block.first_column] = above.cells[block.first_column]
    return row if cells == row.cells else SheetRow(row.number, cells, row.marks)


def spread_down(sheet: Sheet, columns: SheetColumns) -> None:
    """Give merged values to the rows that they stand beside, and tell of those that stay."""
    rows = {row.number: row for row in sheet.rows}
    numbers = sorted(rows)
    for block in sheet.merged:
        if block.first_row == block.last_row or block.last_row <= columns.head.number:
            continue
        column, first = block.first_column, rows[block.first_row]
        name = columns.fields.get(column)
        if column in columns.addresses or name not in _SPREAD or _is_wrong(first, column):
            if block.first_row > columns.head.number:
                _tell_merged(sheet, block)
            continue
        start, end = (bisect_right(numbers, n) for n in (block.first_row, block.last_row))
        for row in (rows[number] for number in numbers[start:end]):
            row.cells.extend([""] * (column + 1 - len(row.cells)))
            if not row.cells[column].strip() and column not in row.marks:
                row.cells[column] = first.cells[column]
                if column in first.marks:
                    row.marks[column] = first.marks[column]


def _is_wrong(row: SheetRow, column: int) -> bool:
    mark = row.marks.get(column)
    return mark is not None and mark.kind != "date"


def _tell_merged(sheet: Sheet, block: MergedBlock) -> None:
    start = f"{letters(block.first_column)}{block.first_row}"
    end = f"{letters(block.last_column)}{block.last_row}"
    sheet.note(
        f"{start}:{end} are merged; only row {block.first_row} has the value, "
        "and the others count as empty",
        "unmerge the cells, and fill them in if all have this value",
        sheet.place(block.first_row, block.first_column),
    )
