"""When an item was created, read out of its number: a cross-check, to within minutes."""

from __future__ import annotations

import datetime as dt
import string

from demarche.model.grammar import Clock

_BASE64URL = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
_VALUE = {letter: value for value, letter in enumerate(_BASE64URL)}
_TOLERANCE = dt.timedelta(days=2)
"""The clock of this computer may go wrong a little."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def created(identifier: str, clock: Clock) -> dt.datetime | None:
    """The moment that the number holds (UTC); None where it holds none or an impossible one."""
    number = _number(identifier[: clock.take] if clock.take else identifier, clock)
    if number is None or number < clock.least:
        return None
    elapsed = (number >> clock.shift) + clock.epoch
    try:
        if clock.unit == "seconds":
            return _EPOCH + dt.timedelta(seconds=elapsed)
        return _EPOCH + dt.timedelta(milliseconds=elapsed)
    except OverflowError:
        return None


def doubt(moment: dt.datetime, clock: Clock, now: dt.datetime | None = None) -> str | None:
    """Why no item can have been created at this moment; None where one can.

    `now` is the date of a case, which reads no clock; without it that of this computer counts.
    """
    day = f"{moment:%Y-%m-%d}"
    if moment > (now or dt.datetime.now(dt.UTC)) + _TOLERANCE:
        return f"the ID gives {day} as its creation date, which is in the future"
    if clock.since and moment.date() < clock.since:
        return f"the ID gives {day} as its creation date, before the service existed"
    return None


def _number(text: str, clock: Clock) -> int | None:
    if clock.digits == "decimal":
        return int(text) if text.isascii() and text.isdigit() else None
    if clock.take and len(text) < clock.take:
        # A shorter code is an older number with leading zeros: its value is the same.
        text = text.rjust(clock.take, "A")
    number = 0
    for letter in text:
        if letter not in _VALUE:
            return None
        number = number * 64 + _VALUE[letter]
    return number
