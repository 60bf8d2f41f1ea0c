"""Dates in running text: `On 8 August 2026 at 19:30 the account …`, `2026-08-08`, `8.8.2026`.

Only a date with its year is read, and one in figures only where there is one way to read it.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from demarche.examine.timeline.when import When


class WrittenDate(NamedTuple):
    """A date in a text: where it begins and ends, and when it is."""

    start: int
    end: int
    when: When


class DateReader:
    """Reads the dates of a text in the words of one language, in the zone of a case."""

    def __init__(
        self, months: Sequence[str], zone: dt.tzinfo | None, order: str | None = None
    ) -> None:
        self._pattern = _pattern(tuple(months))
        self._months = {name.casefold()[:3]: number for number, name in enumerate(months, 1)}
        self.zone, self._order = zone, order

    def dates(self, text: str) -> Iterator[WrittenDate]:
        """Every date of the text, in its order."""
        for found in self._pattern.finditer(text):
            day = self._day(found)
            if day is None:
                continue
            clock = _CLOCK.match(text, found.end())
            end = clock.end() if clock else found.end()
            yield WrittenDate(found.start(), end, self._when(day, clock))

    def last(self, text: str) -> When | None:
        """The latest date of the text."""
        return max(
            (date.when for date in self.dates(text)), key=lambda found: found.last, default=None
        )

    def acts(self, text: str) -> Iterator[When]:
        """The dates of which the text says that the account did something then."""
        for date in self.dates(text):
            if _BEGINS.search(text[: date.start]) and _SUBJECT.match(text, date.end):
                yield date.when

    def _when(self, day: dt.date, clock: re.Match[str] | None) -> When:
        if clock is None or int(clock["hour"]) > 23 or int(clock["minute"]) > 59:
            return When.day(day, self.zone)
        time = dt.time(int(clock["hour"]), int(clock["minute"]))
        zone = self.zone
        if clock["zone"]:
            sign = -1 if clock["sign"] == "-" else 1
            hours, minutes = int(clock["hours"] or 0), int(clock["minutes"] or 0)
            if hours < 24:
                zone = dt.timezone(sign * dt.timedelta(hours=hours, minutes=minutes))
        # A clock without seconds is a minute long.
        begins = dt.datetime.combine(day, time, zone)
        exact = When.moment(begins, self.zone)
        return exact._replace(last=begins + dt.timedelta(seconds=59))

    def _day(self, found: re.Match[str]) -> dt.date | None:
        parts = found.groupdict()
        if parts["iso"]:
            year, month, day = map(int, parts["iso"].split("-"))
        elif parts["figures"]:
            split = re.split(r"\D", parts["figures"])
            number, other, year = map(int, split)
            dotted = "." in parts["figures"]
            if dotted or number > 12 or self._order == "day-first":
                day, month = number, other
            elif other > 12 or self._order == "month-first":
                month, day = number, other
            else:
                return None
        else:
            name = (parts["month"] or parts["month2"]).casefold()[:3]
            month = self._months.get(name, 0)
            day = int(parts["day"] or parts["day2"])
            year = int(parts["year"] or parts["year2"])
        try:
            return dt.date(year, month, day)
        except ValueError:
            return None


@functools.lru_cache(maxsize=8)
def _pattern(months: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(
        rf"{re.escape(month)}|{re.escape(month[:3])}\b\.?" if len(month) > 3 else re.escape(month)
        for month in months
    )
    return re.compile(
        r"(?<![\w-])(?:"
        r"(?P<iso>\d{4}-\d\d-\d\d)(?![\d-])"
        rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<month>{names}),?\s+"
        r"(?P<year>\d{4})\b"
        rf"|(?P<month2>{names})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>\d{{4}})\b"
        r"|(?P<figures>\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)\d{4})\b)",
        re.IGNORECASE,
    )


_CLOCK = re.compile(
    r",?\s*(?:\(|at\s+|from\s+|about\s+|around\s+)*(?P<hour>\d{1,2}):(?P<minute>\d\d)(?!\d)"
    r"(?::\d\d)?"
    r"(?:\s*\(?(?P<zone>UTC|GMT|Z\b)\s*(?:(?P<sign>[+-])(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?)?"
    r"\)?)?",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(?i)(?:^|[.;:!?]\s+|\b(?:and|then),?\s+)on\s+$")
_SUBJECT = re.compile(
    r"(?i),?\s+(?:(?:the|this|that|its|their)\s+(?:same\s+)?(?:account|channel|page|group|profile"
    r"|user|holder|owner|administrator|number|bot|server|community|site)\b|(?:it|he|she|they)\b)"
)
"""Who did something on the day, right after it: a date of another's deed is none of the account's.
"""
