"""The rows of a sheet that were not taken whole, as a sheet that can be mended and imported again.

It has the titles and cells of the sheet that was handed over, and before them the number of the row
and what is wrong with it. What a cell lost for good, or what a formula came to, is not in its cell
again: it would be taken the next time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from demarche.facts.sheet_vocabulary import Vocabulary, plain_title
from demarche.intake.columns import SheetColumns
from demarche.intake.date_columns import DateColumn, cell_of
from demarche.intake.import_lines import Understood
from demarche.intake.written_days import DayReading
from demarche.sheets.sheet import Sheet, SheetRow

_LONGEST = 4000
"""Characters of what is wrong with a row; a spreadsheet's cell holds 32,767."""

TITLES = ("row in the sheet", "what is wrong")


def refused_table(
    sheet: Sheet,
    columns: SheetColumns,
    done: Understood,
    words: Vocabulary,
    mapping: Mapping[str, str],
    days: Mapping[int, DateColumn],
) -> list[list[str]]:
    """Titles and rows; empty where everything was taken."""
    reasons = _reasons(columns, done)
    if not reasons:
        return []
    old = [n for n, t in enumerate(columns.head.cells) if _is_ours(t, words)]
    width = max(len(columns.head.cells), *(len(row.cells) for row in sheet.rows), 1)
    kept = [n for n in range(width) if n not in old]
    with_platform = "platform" not in columns.fields.values() and any(
        number in done.contexts for number in reasons
    )
    head = [*TITLES, *(["platform"] if with_platform else [])]
    head += [_title(columns, column, mapping) for column in kept]
    table = [head]
    for row in sheet.rows:
        if row.number in reasons:
            said = "; ".join(dict.fromkeys(reasons[row.number]))
            cells = [str(row.number), said[:_LONGEST]]
            cells += [done.contexts.get(row.number, "")] if with_platform else []
            table.append(cells + [_cell(row, column, columns, days) for column in kept])
    return table


def _reasons(columns: SheetColumns, done: Understood) -> dict[int, Sequence[str]]:
    """What is wrong with each row that was not taken whole."""
    found: dict[int, list[str]] = {}
    for line in done.lines:
        lost = line.outcome == "duplicate" and any("ignored" in note for note in line.notes)
        if (line.outcome == "not taken" and line.mendable) or lost:
            shown = f"{line.written}: " if line.written else ""
            said = "; ".join([*line.notes, *([line.remedy] if line.remedy else [])])
            found.setdefault(line.row, []).append(shown + said)
    head = columns.head.number
    for number, doubt in done.doubts:
        if doubt.refused and number > head:
            title = f"{columns.title(doubt.column)}: " if doubt.column >= 0 else ""
            said = f"{doubt.message}; {doubt.remedy}".removesuffix("; ")
            found.setdefault(number, []).append(title + said)
    return dict(found)


def _is_ours(title: str, words: Vocabulary) -> bool:
    return plain_title(title) in {plain_title(word) for word in words.refused}


def _title(columns: SheetColumns, column: int, mapping: Mapping[str, str]) -> str:
    """A title as it is; the field where the officer had to say what the title means."""
    title = columns.title(column)
    meant = {plain_title(name): goal for name, goal in mapping.items()}.get(plain_title(title))
    return meant if meant and meant != "ignore" else title


def _cell(row: SheetRow, column: int, columns: SheetColumns, days: Mapping[int, DateColumn]) -> str:
    text = cell_of(row, column)
    mark = row.marks.get(column)
    if column in days and text.strip() and (mark is None or mark.kind == "date"):
        reading = days[column].reader.read(text, by_spreadsheet=mark is not None)
        return reading.text() if isinstance(reading, DayReading) else text
    if mark is None or mark.kind in ("link", "number"):
        return text
    is_kept = mark.kind == "date" and column not in columns.addresses
    return text if is_kept and column not in columns.fields else ""
