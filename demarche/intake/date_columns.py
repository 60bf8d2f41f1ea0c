"""The columns of dates of one sheet: each learns its order first, then its cells are read.

What keeps many dates of a column from being read is said once, with their number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from demarche.facts.sheet_names import MonthNames
from demarche.intake.cells import quoted
from demarche.intake.columns import SheetColumns
from demarche.intake.field_doubt import CellDoubt
from demarche.intake.written_days import DayOrder, DayReader, DayReading, NotRead
from demarche.kernel.problems import Severity
from demarche.sheets.sheet import Sheet, SheetRow

MOMENTS = frozenset({"observed_at", "status_checked_at"})
"""Fields that need a time with its zone."""

DAYS = frozenset(
    {
        *("observed_on", "prior_report_on", "prior_report_answered_on", "actioned_on"),
        *("first_seen", "data_from", "data_to", "outcome_on"),
    }
)
EITHER = frozenset({"threat_time"})
DATES = MOMENTS | DAYS | EITHER

_OWN = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")
"""The form of a case: it stays as it was written."""

_GROUPED = ("order", "century", "swapped", "zone", "time")
"""Reasons that most cells of a column share."""


@dataclass(slots=True)
class DateColumn:
    """One column: how its dates are read, and what has been said of it."""

    name: str
    reader: DayReader
    zone: str
    counts: Counter[str] = field(default_factory=Counter)
    said: set[str] = field(default_factory=set)

    def value(
        self, column: int, text: str, *, by_spreadsheet: bool
    ) -> tuple[str, str, CellDoubt | None]:
        """The field, its value, and a doubt; the value is empty where the cell is not taken."""
        name, value, fault = self._read(text, by_spreadsheet=by_spreadsheet)
        if fault is None:
            quiet = f"{quoted(text)} was read as {value}" if value != text.strip() else ""
            return name, value, CellDoubt(column, quiet, "", None) if quiet else None
        why, message, remedy = fault
        severity: Severity | None = Severity.WARNING
        text = f"{quoted(text)} was ignored: {message}"
        if why in _GROUPED:
            if why in self.said:
                severity = None
            elif self.counts[why] > 1:
                text = f"{self.counts[why]} dates were ignored; {text}"
            self.said.add(why)
        return name, "", CellDoubt(column, text, remedy, severity, lost=True)

    def count(self, text: str, *, by_spreadsheet: bool) -> None:
        """Count beforehand what cannot be read, so that it can be said once."""
        fault = self._read(text, by_spreadsheet=by_spreadsheet)[2]
        if fault:
            self.counts[fault[0]] += 1

    def _read(
        self, text: str, *, by_spreadsheet: bool
    ) -> tuple[str, str, tuple[str, str, str] | None]:
        reading = self.reader.read(text, by_spreadsheet=by_spreadsheet)
        if isinstance(reading, NotRead):
            return self.name, "", (reading.why, reading.message, reading.remedy)
        return self._fitting(reading, text.strip())

    def _fitting(
        self, reading: DayReading, written: str
    ) -> tuple[str, str, tuple[str, str, str] | None]:
        if self.name in DAYS or (self.name in EITHER and not reading.clock):
            return self.name, str(reading.day), None
        if not reading.clock:
            if self.name == "observed_at":
                return "observed_on", str(reading.day), None
            message = "the time is missing"
            return self.name, "", ("time", message, "write the time with its zone, as 14:30+05:00")
        if not reading.zone and not self.zone:
            remedy = "write it with its zone, or give the sheet's zone with `--zone`"
            return self.name, "", ("zone", "the time has no zone", remedy)
        zone = "" if reading.zone else self.zone
        return self.name, (written if _OWN.fullmatch(written) else reading.text()) + zone, None


def date_columns(
    sheet: Sheet,
    columns: SheetColumns,
    months: MonthNames,
    *,
    order: DayOrder | None,
    zone: str,
) -> dict[int, DateColumn]:
    """The columns of dates, by their place in the sheet."""
    found = {}
    for column, name in columns.fields.items():
        if name not in DATES:
            continue
        cells = list(_cells(sheet, columns.head.number, column))
        reader = DayReader(months, order).settle(
            (text for text, dated in cells if not dated), (text for text, dated in cells if dated)
        )
        made = DateColumn(name, reader, zone)
        if reader.shown_by:
            sheet.note(
                f"dates of the column {columns.title(column)!r} are read {reader.order}, "
                f"as {quoted(reader.shown_by)} shows"
            )
        for text, dated in cells:
            made.count(text, by_spreadsheet=dated)
        found[column] = made
    return found


def _cells(sheet: Sheet, head: int, column: int) -> Iterator[tuple[str, bool]]:
    """The cells of a column that hold a text, and whether it is a spreadsheet's date."""
    for row in sheet.rows:
        if row.number > head and (text := cell_of(row, column).strip()):
            mark = row.marks.get(column)
            if mark is None or mark.kind == "date":
                yield text, mark is not None


def cell_of(row: SheetRow, column: int) -> str:
    """A cell's text; empty where the row is shorter."""
    return row.cells[column] if column < len(row.cells) else ""
