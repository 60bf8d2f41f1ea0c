"""A time of capture that cannot be: nothing was captured after the case was issued."""

from __future__ import annotations

import datetime as dt

from pydantic import TypeAdapter, ValidationError

from demarche.intake.capture_facts import CapturedItem
from demarche.intake.open_case import Here
from demarche.model.base import Moment

_MOMENT: TypeAdapter[Moment] = TypeAdapter(Moment)


def read_moment(text: str) -> dt.datetime | None:
    """A time as the case writes it; None for anything else."""
    try:
        return _MOMENT.validate_python(text)
    except ValidationError:
        return None


def latest_capture(here: Here) -> dt.datetime | None:
    """The date of issue of the case, where it has one yet."""
    written = here.tree.get("date")
    return read_moment(str(written)) if isinstance(written, str) and written else None


def too_late(written: str, latest: dt.datetime | None) -> tuple[str, str] | None:
    """What is wrong with a stated time that is after the date of issue, and what to do."""
    moment = read_moment(written) if written else None
    if moment is None or latest is None or moment <= latest:
        return None
    what = f"{written!r} is after the date of the case ({latest.isoformat()})"
    return what, "correct the time, or the case's `date`"


def distrust_late_time(item: CapturedItem, latest: dt.datetime | None) -> None:
    """Take from a file no time that is after the date of issue: its clock was wrong, or it lies."""
    moment = read_moment(item.captured_at) if item.captured_at else None
    if moment is None or latest is None or moment <= latest:
        return
    item.doubts.append(
        f"the time that it gives, {item.captured_at}, is after the date of the case "
        f"({latest.isoformat()}) and is not used"
    )
    item.captured_at = ""
