"""Dates as officers write them: `22/11/2026`, `Nov 22, 2026`, `22-11-2026 09:15`, `٢٢/١١/٢٠٢٦`.

Which of two numbers is the day is never guessed. The officer says it once, or the column does: by
one date whose first or second number is over 12. What neither settles is not taken.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from demarche.facts.sheet_names import MonthNames

DayOrder = Literal["day-first", "month-first"]

YEARS = range(1970, 2200)
"""A sheet of accounts has no older date; 1447 and 2569 are years of other calendars."""

_CENTURY = 2000
_EXCEL = re.compile(r"[34][0-9]{4}(?:\.[0-9]+)?")
_EXCEL_START = dt.date(1899, 12, 30)

_CLOCK = (
    r"(?:[\s,T]+(?:at\s+)?(?P<hour>[0-2]?[0-9])[:h](?P<minute>[0-5][0-9])"
    r"(?::(?P<second>[0-5][0-9])(?:\.[0-9]+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"(?:\s*(?:hrs?|hours|h)\.?)?\s*(?P<zone>Z|(?:UTC|GMT)?\s*[+-][0-9]{1,2}(?::?[0-9]{2})?|UTC|GMT)?)?"
)
_YEAR_FIRST = re.compile(
    rf"(?P<y>[0-9]{{4}})(?P<s>[-/.])(?P<m>[0-9]{{1,2}})(?P=s)(?P<d>[0-9]{{1,2}}){_CLOCK}"
)
_NUMBERS = re.compile(
    rf"(?P<a>[0-9]{{1,2}})\s?(?P<s>[-/.])\s?(?P<b>[0-9]{{1,2}})\s?(?P=s)\s?(?P<y>[0-9]{{4}}|[0-9]{{2}}){_CLOCK}"
)
_WEEKDAY = r"(?:[^\W\d_]+[,،]\s*)?"
_NAMED = re.compile(
    rf"{_WEEKDAY}(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th|er)?[\s.,-]*(?:of\s+)?"
    rf"(?P<name>[^\W\d_]+(?:\s[^\W\d_]+)?)[\s.,،-]*(?P<y>[0-9]{{4}}|'?[0-9]{{2}}){_CLOCK}"
)
_NAME_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<name>[^\W\d_]+(?:\s[^\W\d_]+)?)[\s.-]*(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:\s*,\s*|\s+)(?P<y>[0-9]{{4}}){_CLOCK}"
)


class DayReading(NamedTuple):
    """A date that was read: the day, and the time as written, with or without its zone."""

    day: dt.date
    clock: str = ""
    """`09:15:00`, empty where only the day is written."""
    zone: str = ""

    def text(self) -> str:
        """As a case has it."""
        return f"{self.day.isoformat()}T{self.clock}{self.zone}" if self.clock else f"{self.day}"


class NotRead(NamedTuple):
    """Why a date was not taken, and what to write."""

    why: Literal["order", "form", "calendar", "serial", "century", "swapped"]
    message: str
    remedy: str


@dataclass(slots=True)
class DayReader:
    """Reads the dates of one column."""

    months: MonthNames
    by_option: DayOrder | None = None
    """The order that the officer named with `--dates`."""
    order: DayOrder | None = None
    """The order that holds in this column; None where nothing settles it."""
    mixed: bool = False
    """Whether some of its dates can only be day first, and others only month first."""
    shown_by: str = ""
    """The date of the column that settles its order, where others need it."""
    swapped: bool = False
    """Whether a spreadsheet may have read some dates month first, before they came here."""

    def settle(self, texts: Iterable[str], cells: Iterable[str] = ()) -> DayReader:
        """Learn the order from the column: its texts, and the dates that a spreadsheet has read.

        A spreadsheet set to month first makes 5/6 a date of May, and leaves 22/11 as text. Where
        the texts are all day first and no date of the spreadsheet has a day over 12, nobody can
        tell whether its days and months were exchanged.
        """
        texts = list(texts)
        telling = [(order, text) for text in texts if (order := self._only_order(text))]
        orders = {order for order, _ in telling}
        self.mixed = len(orders) > 1
        if self.by_option:
            self.order = self.by_option
        elif len(orders) == 1:
            self.order = next(iter(orders))
            if any(_in_both_orders(text) for text in texts):
                self.shown_by = telling[0][1]
        dates = [found for text in cells if (found := _year_first(text)) is not None]
        self.swapped = bool(
            self.by_option is None
            and orders == {"day-first"}
            and dates
            and all(date.day.day <= 12 for date in dates)
        )
        return self

    def read(self, text: str, *, by_spreadsheet: bool = False) -> DayReading | NotRead:
        """A date and, where there is one, its time."""
        plain = _plain(text)
        if (reading := _year_first(plain)) is not None:
            if by_spreadsheet and self.swapped and reading.day.day != reading.day.month:
                return NotRead(
                    "swapped",
                    "the spreadsheet may have exchanged day and month: the column's other dates "
                    "are day first, and it understood only those with a day up to 12",
                    "write the column as text (2026-11-20); or, if its dates are right, "
                    "pass `--dates day-first`",
                )
            return reading
        if found := _NUMBERS.fullmatch(plain):
            return self._numbers(found)
        named = (found for form in (_NAMED, _NAME_FIRST) if (found := form.fullmatch(plain)))
        for found in named:
            if (month := self.months.number(found["name"])) is not None:
                return self._named(found, month)
        if _EXCEL.fullmatch(plain):
            day = _EXCEL_START + dt.timedelta(int(float(plain)))
            message = f"{plain} is a number; as a spreadsheet's date it would be {day}"
            return NotRead("serial", message, f"format the cell as a date, or write {day}")
        if _YEAR_FIRST.fullmatch(plain):
            return _impossible(plain)
        return NotRead("form", "not a date that is known", "write it as 2026-11-20")

    def _numbers(self, found: re.Match[str]) -> DayReading | NotRead:
        first, second = int(found["a"]), int(found["b"])
        if max(first, second) > 31 or min(first, second) < 1 or min(first, second) > 12:
            return _impossible(found[0])
        short = len(found["y"]) == 2
        if short and self.by_option is None:
            message = "a year of two digits: it can be read in several ways"
            return NotRead(
                "century", message, "write four digits, or pass `--dates day-first` or month-first"
            )
        year = int(found["y"]) + (_CENTURY if short else 0)
        order = _only(first, second) or self.order
        if first == second:
            order = order or "day-first"
        if order is None:
            days = " or ".join(
                f"{d} {_ENGLISH[m - 1]} {year}" for d, m in ((first, second), (second, first))
            )
            return NotRead(
                "order",
                f"it can be {days}",
                "say which with `--dates day-first` or `--dates month-first`",
            )
        if self.by_option and order != self.by_option and first != second:
            return NotRead(
                "order",
                f"it is not {self.by_option}, as `--dates` says",
                "write it as year-month-day, for example 2026-11-20",
            )
        day, month = (first, second) if order == "day-first" else (second, first)
        return _reading(found, year, month, day)

    def _named(self, found: re.Match[str], month: int) -> DayReading | NotRead:
        written = found["y"].removeprefix("'")
        if len(written) == 2 and self.by_option is None:
            message = "a year of two digits: it can be read in several ways"
            return NotRead(
                "century", message, "write four digits, or pass `--dates day-first` or month-first"
            )
        year = int(written) + (_CENTURY if len(written) == 2 else 0)
        return _reading(found, year, month, int(found["d"]))

    @staticmethod
    def _only_order(text: str) -> DayOrder | None:
        """The one order in which a text is a date."""
        found = _NUMBERS.fullmatch(_plain(text))
        if not found or len(found["y"]) != 4:
            return None
        return _only(int(found["a"]), int(found["b"]))


def _only(first: int, second: int) -> DayOrder | None:
    if first > 12 >= second:
        return "day-first"
    return "month-first" if second > 12 >= first else None


def _in_both_orders(text: str) -> bool:
    """Whether a date has another meaning when day and month are exchanged."""
    found = _NUMBERS.fullmatch(_plain(text))
    return bool(found and max(int(found["a"]), int(found["b"])) <= 12 and found["a"] != found["b"])


_ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def _plain(text: str) -> str:
    """The text with digits 0 to 9, plain blanks, and without marks of direction."""
    out = []
    for character in text.strip():
        category = unicodedata.category(character)
        if category == "Nd":
            out.append(str(unicodedata.digit(character)))
        elif category == "Zs":
            out.append(" ")
        elif category != "Cf":
            out.append(character)
    return "".join(out).strip()


def _year_first(text: str) -> DayReading | None:
    found = _YEAR_FIRST.fullmatch(_plain(text))
    if not found:
        return None
    reading = _reading(found, int(found["y"]), int(found["m"]), int(found["d"]))
    return reading if isinstance(reading, DayReading) else None


def _reading(found: re.Match[str], year: int, month: int, day: int) -> DayReading | NotRead:
    if year not in YEARS:
        message = f"the year {year} is not one of the calendar that cases use"
        return NotRead("calendar", message, "write the date of the common calendar, as 2026-11-20")
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return _impossible(found[0])
    clock = _clock(found)
    if clock is None:
        return NotRead("form", "not a possible time", "write it as 14:30")
    return DayReading(date, clock, _zone(found["zone"]) if clock else "")


def _impossible(text: str) -> NotRead:
    return NotRead("form", f"{text} is not a possible date", "write it as 2026-11-20")


def _clock(found: re.Match[str]) -> str | None:
    """The time as `14:30:00`; empty where there is none, None for one that cannot be."""
    if found["hour"] is None:
        return ""
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    half = (found["half"] or "").lower().replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minute:02}:{second:02}" if hour < 24 else None


def _zone(text: str | None) -> str:
    if not text:
        return ""
    plain = re.sub(r"\s|UTC|GMT", "", text)
    if plain in ("", "Z"):
        return "+00:00"
    sign, digits = plain[0], plain[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{sign}{int(hours):02}:{minutes}"
