"""Times of capture as sheets have them: in one cell or in two, with the zone or without."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal

DateOrder = Literal["day-first", "month-first"]

_ZONE = r"(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
_HALF = r"(?:\s*(?P<half>[ap])\.?m\.?)?"
_TIME = rf"(?:T|,?\s+(?:at\s+)?){_CLOCK}{_HALF}\s*{_ZONE}"
_DAY, _YEAR = r"(?P<day>[0-9]{1,2})", r"(?P<year>[0-9]{4})"
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_FORMS = tuple(
    re.compile(rf"{date}(?:{_TIME})?", re.IGNORECASE)
    for date in (
        rf"{_YEAR}[-/:.](?P<month>[0-9]{{1,2}})[-/:.]{_DAY}",
        r"(?P<one>[0-9]{1,2})[-/.](?P<two>[0-9]{1,2})[-/.]" + _YEAR,
        rf"{_DAY}[ -]{_NAME},?[ -]{_YEAR}",
        rf"{_NAME} {_DAY},? {_YEAR}",
    )
)
_FIGURES = _FORMS[1]
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_CLOCK_ONLY = re.compile(r"(?:18|19)[0-9]{2}-[0-9]{2}-[0-9]{2}T([0-9:]{5,8})")
"""A cell of a spreadsheet that shows a time alone counts it from the first of its days."""
_DURATION = re.compile(r"PT([0-9]{1,2})H([0-9]{1,2})M(?:([0-9]{1,2})(?:[.,][0-9]+)?S)?")


def order_of_dates(texts: Iterable[str]) -> DateOrder | None:
    """How a column writes dates in figures, by a day that can be no month; None where no day is."""
    found: set[DateOrder] = set()
    for text in texts:
        if match := _FIGURES.match(text.strip()):
            if int(match["one"]) > 12:
                found.add("day-first")
            if int(match["two"]) > 12:
                found.add("month-first")
    return found.pop() if len(found) == 1 else None


def one_text(day: str, clock: str) -> str:
    """The day and the time of two cells as one text."""
    clock = clock.strip()
    if match := _CLOCK_ONLY.fullmatch(clock):
        clock = match[1]
    if match := _DURATION.fullmatch(clock):
        clock = f"{int(match[1]):02}:{int(match[2]):02}:{int(match[3] or 0):02}"
    return f"{day.strip().removesuffix('T00:00:00')} {clock}".strip()


def moment_of(text: str, zone: str = "", order: DateOrder | None = None) -> str:
    """A time as the case writes it, with its zone, to the second or the minute as written.

    `zone` is that of a time without one. Raises ValueError with what is wrong and what to write.
    """
    matches = (form.fullmatch(text.strip()) for form in _FORMS)
    match = next((found for found in matches if found), None)
    if match is None:
        raise ValueError("is not a date and time; write it as 2026-11-20T09:30:00+05:00")
    parts = match.groupdict()
    day = _day(parts, order)
    if not parts["hour"]:
        raise ValueError("has no time of day; write it as 2026-11-20T09:30:00+05:00")
    hour = int(parts["hour"])
    if parts["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("is not a time; write the hour in 24 hours, without am or pm")
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    second = f":{parts['second']}" if parts["second"] else ""
    offset = _offset(parts["zone"] or "") or zone
    if not offset:
        raise ValueError("has no zone; give it with `--zone`")
    result = f"{day.isoformat()}T{hour:02}:{parts['minute']}{second}{offset}"
    try:
        dt.datetime.fromisoformat(result)
    except ValueError:
        raise ValueError("is not a possible time; check it") from None
    return result


def _day(parts: dict[str, str], order: DateOrder | None) -> dt.date:
    day, month = _day_and_month(parts, order)
    try:
        return dt.date(int(parts["year"]), month, day)
    except ValueError:
        raise ValueError("is not a possible date; check day and month") from None


def _day_and_month(parts: dict[str, str], order: DateOrder | None) -> tuple[int, int]:
    if "one" in parts:
        first, second = int(parts["one"]), int(parts["two"])
        if order is None and first != second and max(first, second) <= 12:
            raise ValueError(
                "may be read in two ways; add `--dates day-first` or `--dates month-first`"
            )
        first_is_day = order == "day-first" or (order is None and first > 12)
        return (first, second) if first_is_day else (second, first)
    if "name" in parts:
        named = parts["name"].lower()
        numbers = [n for n, name in enumerate(_MONTHS, 1) if name.startswith(named)]
        return int(parts["day"]), numbers[0] if numbers else 0
    return int(parts["day"]), int(parts["month"])


def _offset(zone: str) -> str:
    text = zone.upper().removeprefix("UTC").removeprefix("GMT")
    if not text:
        return "Z" if zone else ""
    if text == "Z":
        return "Z"
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{text[0]}{int(hours):02}:{minutes}"
