"""When the accounts of the specimen did something, were captured, seen and removed."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

PKT = dt.timezone(dt.timedelta(hours=5))
ISSUED = dt.datetime(2026, 11, 23, 10, 0, tzinfo=PKT)
FIRST_POST = dt.datetime(2026, 8, 27, 6, 0, tzinfo=PKT)
LAST_POST = dt.datetime(2026, 11, 12, 20, 0, tzinfo=PKT)
COLLECTED = dt.datetime(2026, 11, 14, 20, 0, tzinfo=PKT)
"""The evidence was there when the court decided, on 16 November."""
SEEN_AGAIN = dt.datetime(2026, 11, 20, 11, 0, tzinfo=PKT)
SEEN_LAST = dt.datetime(2026, 11, 22, 14, 0, tzinfo=PKT)
"""Before the approval, on 22 November at 18:30."""
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def day(moment: dt.datetime) -> str:
    """A day in words."""
    return f"{moment.day} {moment:%B %Y}"


@dataclass(frozen=True)
class Life:
    """When an account did what it is named for, and when it was captured, seen, removed."""

    posted: dt.datetime
    captured: dt.datetime
    seen: dt.datetime
    removed: dt.datetime | None = None
    first_seen: dt.datetime | None = None

    @property
    def counted_since(self) -> str:
        """The time in which further items were counted: none from before the first sighting."""
        if self.first_seen:
            return f"since {day(self.first_seen)}"
        if self.removed:
            return f"between {day(FIRST_POST)} and {day(self.seen)}"
        return "over 90 days"


def between(rng: random.Random, first: dt.datetime, last: dt.datetime) -> dt.datetime:
    """A full minute from the first moment to the last."""
    minutes = max(0, int((last - first).total_seconds() // 60))
    return (first + dt.timedelta(minutes=rng.randint(0, minutes))).replace(second=0, microsecond=0)


def captured_after(rng: random.Random, posted: dt.datetime) -> dt.datetime:
    """An item is captured within some days, and before the court decides."""
    return between(rng, posted + HOUR, min(posted + 2 * DAY, COLLECTED))


def life(rng: random.Random) -> Life:
    """An account that is still there."""
    posted = between(rng, FIRST_POST, LAST_POST)
    return Life(posted, captured_after(rng, posted), between(rng, SEEN_AGAIN, SEEN_LAST))


def ended_life(rng: random.Random, removed: dt.datetime) -> Life:
    """An account that was removed, after it was reported, and was not seen again."""
    posted = between(rng, FIRST_POST, FIRST_POST + 20 * DAY)
    seen = between(rng, removed - 10 * DAY, removed - 2 * DAY)
    return Life(posted, captured_after(rng, posted), seen, removed=removed)


def continued_life(rng: random.Random, removed: dt.datetime) -> Life:
    """An account that was first seen some days after the removal of another."""
    first = (removed + rng.randint(1, 6) * DAY).replace(hour=0, minute=0)
    posted = between(rng, first + HOUR, min(first + 8 * DAY, LAST_POST))
    seen = between(rng, SEEN_AGAIN, SEEN_LAST)
    return Life(posted, captured_after(rng, posted), seen, first_seen=first)
