"""The ground that every record stands on: frozen, no unknown field, text kept as written."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic.fields import FieldInfo


class Record(BaseModel):
    """A frozen record; an unknown field is an error and no text is trimmed or changed."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=False, use_attribute_docstrings=True
    )

    def model_post_init(self, context: Any, /) -> None:  # noqa: ARG002  (pydantic's own form)
        """Forget which fields were given: nobody asks, and a set a record would be much memory."""
        # All share one empty set. It can not be written to through a frozen record, and a copy of
        # the record has a set of its own.
        object.__setattr__(self, "__pydantic_fields_set__", _NONE_GIVEN)


_NONE_GIVEN: set[str] = set()


LEAN = ConfigDict(extra="forbid", use_attribute_docstrings=True)
"""For records of which a case has tens of thousands: dataclasses of pydantic's with slots, since a
dictionary in each would be most of a run's memory. They are frozen and checked as others are."""


_Made = TypeVar("_Made")


def made_of(model: type[_Made], data: object) -> _Made:
    """A record, or a lean one, of unchecked data. Raises ValidationError."""
    made: _Made = model.__pydantic_validator__.validate_python(data)  # type: ignore[attr-defined]
    return made


def is_record(value: object) -> bool:
    """Whether a value, or a class, is a record or a lean one."""
    return hasattr(value, "__pydantic_validator__")


def fields_of(model: type) -> Mapping[str, FieldInfo]:
    """The fields of a record or of a lean one, by name."""
    fields: Mapping[str, FieldInfo] = model.__pydantic_fields__  # type: ignore[attr-defined]
    return fields


_WHEN = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PARTIAL = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_YEARS = range(1900, 2200)
"""Days are counted on from a date; one at the end of the calendar has none after it."""

NOT_BLANK = r"[^\s\x1c-\x1f]"
"""Anything but white space, as Python sees it, for a pattern that is tried outside Python."""

LONGEST = 3650
"""Days: no term, reply time or limit is longer."""


def _moment(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value
    return _moment_of(value if isinstance(value, str) else "")


@functools.lru_cache(maxsize=4096)
def _moment_of(value: str) -> dt.datetime:
    """Kept, since the rows of a table and their exhibits tell the same moments."""
    if not _WHEN.fullmatch(value):
        raise ValueError("expected date, time and zone, for example 2026-11-20T14:30:00+05:00")
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"not a valid date or time ({error})") from None
    _plausible(moment.year)
    return moment


def _day(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value
    return _day_of(value if isinstance(value, str) else "")


@functools.lru_cache(maxsize=4096)
def _day_of(value: str) -> dt.date:
    if not _DAY.fullmatch(value):
        raise ValueError("expected a date as YYYY-MM-DD, for example 2026-11-20")
    try:
        day = dt.date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"not a valid date ({error})") from None
    _plausible(day.year)
    return day


def _day_or_moment(value: Any) -> Any:
    if isinstance(value, dt.date):  # a moment is one too
        return value
    text = value if isinstance(value, str) else ""
    if _DAY.fullmatch(text):
        return _day_of(text)
    if _WHEN.fullmatch(text):
        return _moment_of(text)
    raise ValueError(
        "expected a date, or a date with time and zone, for example 2026-11-20 or "
        "2026-11-20T14:30:00+05:00"
    )


def _plausible(year: int) -> None:
    if year not in _YEARS:
        raise ValueError(f"the year {year:04} is out of range; use 1900 to 2199")


def _partial(value: str) -> str:
    if not _PARTIAL.fullmatch(value):
        raise ValueError("expected YYYY, YYYY-MM or YYYY-MM-DD")
    if len(value) == 10:
        _day(value)
    elif len(value) == 7 and not 1 <= int(value[5:]) <= 12:
        raise ValueError("not a valid month")
    _plausible(int(value[:4]))
    return value


def _words(value: Any) -> Any:
    """A CSV cell or a single text stands for a list: its words, separated by white space."""
    return tuple(value.split()) if isinstance(value, str) else value


Moment = Annotated[dt.datetime, BeforeValidator(_moment)]
"""A time with its zone, written `2026-11-20T14:30:00+05:00`."""

Day = Annotated[dt.date, BeforeValidator(_day)]
"""A calendar day, written `2026-11-20`."""

DayOrMoment = Annotated[dt.datetime | dt.date, BeforeValidator(_day_or_moment)]
"""A calendar day, or a time with its zone, as far as it is known."""


def _clock(value: Any) -> Any:
    if isinstance(value, dt.time):
        return value
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return dt.time.fromisoformat(value)
    raise ValueError("expected an hour and minute of the day, for example 17:00")


_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)

Clock = Annotated[dt.time, BeforeValidator(_clock)]
"""An hour and minute of the day, written `17:00`."""

PartialDate = Annotated[str, AfterValidator(_partial)]
"""A date known to the year, the month or the day: `2001`, `2001-12`, `2001-12-26`."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""A name that files and references can carry: small letters, digits, single hyphens."""

Line = Annotated[str, StringConstraints(max_length=2000, pattern=NOT_BLANK)]
"""One line of text."""

Prose = Annotated[str, StringConstraints(max_length=20000, pattern=NOT_BLANK)]
"""Running text; an empty line starts a new paragraph."""

Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
"""A list of texts without spaces; a single text is split at white space."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language by its BCP 47 tag: `en`, `ur`, `pt-BR`."""

PROGRAM_LANGUAGE = "en"
"""The language of the program itself, and of documents where neither case nor office names one."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""A country by ISO 3166-1 alpha-2; `EU` and `UN` stand for the bodies, `ZZ` for unknown."""
