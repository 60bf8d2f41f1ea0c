"""What a person or a spreadsheet writes into return-form.csv, as the codes of the form.

Only what can be meant in one way is taken: a code in small letters, the words of a code, a day in
another form. All else stays as it was written, and is told where the form is checked.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal

from demarche.model.locale import english

Order = Literal["day-first", "month-first"]
"""How an office writes a day in figures: 03/12/2026 is 3 December, or 12 March."""

_FORM_SAYS = {
    "W": "withheld",
    "B": "reinstated",
    "6": "no breach of our rules or of the law",
    "10": "emergency declined",
}
"""Codes in further words of recipients and of earlier forms."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(
    r"[T,\s]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?\s*([ap]\.?m\.?)?"
    r"\s*(z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?$",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"([0-9]{4})([-/. ])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{4})([0-9]{2})([0-9]{2})"
)
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4})")
_DAY_NAME = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-\s.]+([a-z]+)[-\s.,]+([0-9]{4})")
_NAME_DAY = re.compile(r"([a-z]+)[-\s.]+([0-9]{1,2})(?:st|nd|rd|th)?[-\s,]+([0-9]{4})")


def _plain(text: str) -> str:
    """Without the spaces and the apostrophe of a spreadsheet around it, and with plain figures."""
    kept = unicodedata.normalize("NFKC", text).strip().removeprefix("'").strip()
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in kept
    )


def _words(text: str) -> str:
    """Small letters, single spaces, nothing at the ends that only sets a word off."""
    return " ".join(_plain(text).replace("’", "'").casefold().split()).strip(" .,;:!()[]-–")


def _codes(*labels: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Every way to write a code: itself, its words, both."""
    found: dict[str, str] = {}
    for code, words in (pair for table in labels for pair in table):
        for text in (code, words, *(f"{code}{mark}{words}" for mark in (" ", ": ", " - ", "-"))):
            found[_words(text)] = code
    return found


def _with_notes(labels: Mapping[str, str], notes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Codes in the words of the printed form: `withheld in some countries (list the countries)`."""
    return [(code, f"{labels[code]} ({note})") for code, note in notes.items()]


_LOCALE = english()
_SAID, _SAID_NOT = _LOCALE.done, _LOCALE.refusals
_EARLIER = {"W": "withheld (say where)"}
_DONE = _codes(
    _SAID.items(),
    _with_notes(_SAID, _LOCALE.done_notes),
    _EARLIER.items(),
    ((code, _FORM_SAYS[code]) for code in _SAID if code in _FORM_SAYS),
)
_REASON = {
    **_codes(
        _SAID_NOT.items(),
        _with_notes(_SAID_NOT, _LOCALE.refusal_notes),
        ((code, _FORM_SAYS[code]) for code in _SAID_NOT if code in _FORM_SAYS),
    ),
    **{f"{code}.0": code for code in _SAID_NOT},
    "no breach": "6",
}
_TOLD = {**dict.fromkeys(("yes", "y", "true"), "yes"), **dict.fromkeys(("no", "n", "false"), "no")}
_CHOICES = {"done": _DONE, "reason": _REASON, "told": _TOLD}


def code_of(column: str, text: str) -> str:
    """The code that a cell of `done`, `reason` or `told` means; else the text as it is."""
    return _CHOICES[column].get(_words(text), text)


def number_of(text: str) -> str:
    """A row's number as the form had it: a spreadsheet may add `.0`."""
    return re.sub(r"^([0-9]+)\.0+$", r"\1", _plain(text))


def days_of(text: str) -> dict[Order | None, dt.date]:
    """The days that a cell can mean, by the order of its figures; None where that is no matter.

    Empty where it is not a day of four figures for the year.
    """
    kept = _CLOCK.sub("", _plain(text)).casefold().strip(" .,")
    weekday, kept = _weekday(re.sub(r"\s*([-/.])\s*", r"\1", kept))
    found: dict[Order | None, dt.date] = {}
    if match := _YEAR_FIRST.fullmatch(kept):
        year, month, day = (
            (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        )
        _put(found, None, year, month, day)
    elif match := _YEAR_LAST.fullmatch(kept):
        _put(found, "day-first", match[4], match[3], match[1])
        _put(found, "month-first", match[4], match[1], match[3])
        if len(set(found.values())) == 1 and len(found) == 2:
            found = {None: found["day-first"]}
    elif match := _DAY_NAME.fullmatch(kept):
        _put(found, None, match[3], _month(match[2]), match[1])
    elif match := _NAME_DAY.fullmatch(kept):
        _put(found, None, match[3], _month(match[1]), match[2])
    if weekday is not None:
        return {order: day for order, day in found.items() if day.weekday() == weekday}
    return found


def _weekday(text: str) -> tuple[int | None, str]:
    first, _, rest = text.partition(" ")
    name = first.strip(",.")
    if len(name) >= 3 and rest:
        for number, whole in enumerate(_WEEKDAYS):
            if name in (whole, whole[:3]):
                return number, rest.strip()
    return None, text


def _month(name: str) -> str:
    if name in _MONTH_NAMES:
        return str(_MONTH_NAMES.index(name) + 1)
    return str(_MONTHS.index(name) + 1) if name in _MONTHS else "9" if name == "sept" else "0"


def _put(
    found: dict[Order | None, dt.date], order: Order | None, year: str, month: str, day: str
) -> None:
    try:
        found[order] = dt.date(int(year), int(month), int(day))
    except ValueError:
        return


def written_out(day: dt.date) -> str:
    """`3 December 2026`."""
    return f"{day.day} {_MONTH_NAMES[day.month - 1].capitalize()} {day.year}"
