"""What an import says: a line for each address in a table, and a summary in words."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from demarche.intake.columns import SheetColumns
from demarche.intake.import_lines import NewAccount, ReportLine, Understood
from demarche.intake.row_fields import REQUIRED
from demarche.kernel.formula_guard import formula_guarded
from demarche.kernel.problems import Problem, Severity
from demarche.sheets.sheet import Sheet, letters

HEAD = (
    *("row", "cell", "written", "outcome", "account", "platform", "kind", "identifier"),
    *("canonical", "notes"),
)


def report_csv(sheet: Sheet, columns: SheetColumns, done: Understood) -> bytes:
    """The report as CSV for a spreadsheet: nothing in it can run as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for line in done.lines:
        writer.writerow(map(formula_guarded, _cells(sheet, line)))
    for number, doubt in done.doubts:
        cell = _cell(sheet, number, doubt.column)
        note = f"{columns.title(doubt.column)}: " if doubt.column >= 0 else ""
        text = f"{note}{doubt.message}; {doubt.remedy}".removesuffix("; ")
        writer.writerow(map(formula_guarded, [str(number), cell, "", "cell", *[""] * 5, text]))
    return out.getvalue().encode("utf-8-sig")


def _cells(sheet: Sheet, line: ReportLine) -> Iterator[str]:
    yield str(line.row)
    yield _cell(sheet, line.row, line.column)
    yield line.written
    yield line.outcome
    yield line.entry.id if line.entry else ""
    target = line.target
    if target:
        yield from (target.platform, str(target.kind), target.identifier, target.canonical)
        dropped = [f"ignored text in it: {' '.join(target.dropped)}"] if target.dropped else []
    else:
        yield from ("", "", "", "")
        dropped = []
    remedy = [line.remedy] if line.remedy else []
    yield "; ".join([*line.notes, *dropped, *remedy, *_beside(line)])


def _beside(line: ReportLine) -> Iterator[str]:
    """What else the row of an address says that was not taken, so that it is not lost."""
    if line.outcome == "not taken":
        yield from (f"{name} of the row: {value}" for name, value in line.beside.items())


def _cell(sheet: Sheet, row: int, column: int | None) -> str:
    if column is None or column < 0:
        return ""
    return f"{sheet.name}!{letters(column)}{row}" if sheet.name else letters(column)


def problems(sheet: Sheet, columns: SheetColumns, done: Understood) -> Iterator[Problem]:
    """Everything that was not taken, or not as it stands, at its place in the sheet."""
    for line in done.lines:
        place = sheet.place(line.row, line.column)
        title = columns.title(line.column) if line.column is not None else ""
        shown = f"{_short(line.written)!r}: " if line.written else ""
        if line.outcome == "not taken":
            yield Problem(place, title, f"{shown}{'; '.join(line.notes)}", line.remedy)
        elif line.outcome in ("duplicate", "words"):
            message = f"{shown}{'; '.join(line.notes)}"
            yield Problem(place, title, message, "", Severity.WARNING)
        elif notes := [note for note in line.notes if not note.endswith(", not an account")]:
            message = f"{shown}{'; '.join(notes)}"
            yield Problem(place, title, message, "", Severity.WARNING)
    for number, doubt in done.doubts:
        column = doubt.column if doubt.column >= 0 else None
        title = columns.title(doubt.column) if doubt.column >= 0 else ""
        place = sheet.place(number, column)
        if doubt.severity is not None:
            yield Problem(place, title, doubt.message, doubt.remedy, doubt.severity)


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "…"


def counted(number: int, noun: str, many: str = "") -> str:
    """`1 account`, `2 accounts`."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def summary(sheet: Sheet, columns: SheetColumns, done: Understood) -> Iterator[str]:
    """What was understood, in a few lines."""
    rows = sum(row.number > columns.head.number for row in sheet.rows)
    where = f" of {sheet.name!r}" if sheet.name else ""
    below = f"below the header in row {columns.head.number}"
    below_what = below if columns.head.number else "with the names of their fields"
    yield f"{sheet.file}{where}: {counted(rows, 'row')} {below_what}"
    for name, of in _columns(columns):
        yield f"  column {name!r}: {of}"
    outcomes = Counter(line.outcome for line in done.lines)
    platforms = Counter(entry.target.platform for entry in done.entries)
    yield f"  {counted(len(done.entries), 'account')} accepted" + _by(platforms)
    if outcomes["post"]:
        yield f"  {counted(outcomes['post'], 'post')} added to their accounts"
    if outcomes["duplicate"]:
        yield f"  {counted(outcomes['duplicate'], 'duplicate')} skipped"
    if outcomes["not taken"]:
        yield f"  {counted(outcomes['not taken'], 'entry', 'entries')} rejected"


def _columns(columns: SheetColumns) -> Iterator[tuple[str, str]]:
    names = dict(columns.addresses)
    for column, platform in sorted(names.items()):
        also = f", also {columns.fields[column]}" if column in columns.fields else ""
        yield columns.title(column), (f"addresses on {platform}" if platform else "url") + also
    for column, name in sorted(columns.fields.items()):
        if column not in names:
            yield columns.title(column), name
    for column in sorted(columns.archiver):
        yield columns.title(column), "exhibit"
    for column in sorted(columns.serial):
        yield columns.title(column), "not imported"
    for column in columns.unmapped:
        yield columns.title(column), "UNKNOWN, ignored"


def _by(counts: Mapping[str, int]) -> str:
    listed = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
    return f": {listed}" if listed else ""


def open_fields(
    entries: Sequence[NewAccount], names: Iterable[str] = REQUIRED
) -> list[tuple[str, int]]:
    """The required fields that rows leave empty, with the number of rows."""
    counts = [(name, sum(not entry.fields.get(name) for entry in entries)) for name in names]
    return [(name, number) for name, number in counts if number]
