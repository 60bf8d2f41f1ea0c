"""When something happened, as exactly as it is known, and whether one thing lies before another.

A day without a clock time is not a moment: it is all the time from its beginning to its end. So a
day is never found to be before or after a moment that could lie on it.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

_LAST = dt.time(23, 59, 59, 999_999)
_EAST = dt.timezone(dt.timedelta(hours=14))
_WEST = dt.timezone(dt.timedelta(hours=-12))
"""Where a day begins first on earth, and where it ends last."""


class When(NamedTuple):
    """The first and the last moment that are meant, and the days as they were written."""

    first: dt.datetime
    last: dt.datetime
    first_day: dt.date
    last_day: dt.date
    exact: bool = False
    """True for a moment: a clock time with its zone."""

    @classmethod
    def moment(cls, value: dt.datetime, zone: dt.tzinfo | None) -> When:
        """A clock time; its day is that of `zone`, the zone of the case."""
        day = value.astimezone(zone).date()
        return cls(value, value, day, day, exact=True)

    @classmethod
    def day(cls, value: dt.date, zone: dt.tzinfo | None) -> When:
        """A day of the office's calendar."""
        return cls.days(value, value, zone)

    @classmethod
    def days(cls, first: dt.date, last: dt.date, zone: dt.tzinfo | None) -> When:
        """A partly known day, such as a month."""
        begins = dt.datetime.combine(first, dt.time(), zone)
        return cls(begins, dt.datetime.combine(last, _LAST, zone), first, last)

    @classmethod
    def anywhere(cls, value: dt.date) -> When:
        """A day that somebody else wrote, whose zone is not known."""
        begins = dt.datetime.combine(value, dt.time(), _EAST)
        return cls(begins, dt.datetime.combine(value, _LAST, _WEST), value, value)

    @classmethod
    def of(cls, value: dt.date, zone: dt.tzinfo | None) -> When:
        """A day or a moment, as it comes."""
        return cls.moment(value, zone) if isinstance(value, dt.datetime) else cls.day(value, zone)

    def before(self, other: When, slack: dt.timedelta = dt.timedelta(0)) -> bool:
        """Whether this lies before the other whatever hour of its day is meant.

        Two days are compared as days of one calendar. `slack` is how much of it counts for nothing.
        """
        if self.exact or other.exact or slack:
            return self.last + slack < other.first
        return self.last_day < other.first_day

    def same_day(self, other: When) -> bool:
        """Whether the other lies on the same day, as far as that is known."""
        return self.last_day >= other.first_day and other.last_day >= self.first_day
