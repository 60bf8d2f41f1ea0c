"""Dates as official lists print them, made `YYYY-MM-DD`; an unknown form is None, not a guess."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        1,
    )
    for name in names
}

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*|Z|[+-]\d\d:?\d\d)?")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([A-Za-z]+)\.?,?[\s-]+(\d{4})")
_MONTH_DAY = re.compile(r"([A-Za-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTH_YEAR = re.compile(r"([A-Za-z]+)\.?,?\s+(\d{4})")


def iso(text: str) -> str | None:
    """`2015-03-27-04:00` or `2018-10-29T19:09:49Z` as its day; the zone suffix is not applied.

    The list means the printed day: moving it by the zone would make another date of it.
    """
    found = _ISO.fullmatch(text.strip())
    return _day(found[1], found[2], found[3]) if found else None


def day_first(text: str) -> str | None:
    """`29/06/2012`, `29-06-2012`, `6.10.2001`, `07.03.2022`: day, month, year in digits."""
    found = _DAY_FIRST.fullmatch(text.strip())
    return _day(found[4], found[3], found[1]) if found else None


def month_first(text: str) -> str | None:
    """`03/28/2025`: month, day, year in digits, as United States agencies print it."""
    found = _DAY_FIRST.fullmatch(text.strip())
    return _day(found[4], found[1], found[3]) if found else None


def in_words(text: str) -> str | None:
    """`12 April 2010`, `21 Oct. 2013`, `14th August, 2001`, `June 26, 2014`, `August 2012`."""
    text = " ".join(text.split())
    if found := _DAY_MONTH.fullmatch(text):
        return _day(found[3], _month(found[2]), found[1])
    if found := _MONTH_DAY.fullmatch(text):
        return _day(found[3], _month(found[1]), found[2])
    if found := _MONTH_YEAR.fullmatch(text):
        month = _month(found[1])
        return f"{found[2]}-{month:0>2}" if month else None
    return None


def day_first_or_words(text: str) -> str | None:
    """Any of the forms in which the day cannot be taken for the month."""
    return day_first(text) or in_words(text) or iso(text)


def _month(word: str) -> str:
    return str(_MONTHS.get(word.casefold(), ""))


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
