"""Recording that somebody compared a list again: with its newest file here, or without one."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace

from demarche.kernel.problems import InputError, Place
from demarche.listings.database import Snapshot, newest, transaction
from demarche.listings.reading_days import (
    BY_OFFICER,
    Comparison,
    ReadingDay,
    record,
    record_comparison,
)


def read_again(
    db: sqlite3.Connection,
    authority: str,
    day: dt.date,
    now: dt.datetime,
    by: str = "",
    note: str = "",
) -> Snapshot | None:
    """Record that an officer compared an authority's list on a day; the newest file as of it.

    None where no file of the list was imported: the officer, who has to be named then, compared
    what the library has. InputError where nobody is named for that, or where the day is after today
    or before what is known.
    """
    place = Place("demarche lists read")
    text = day.isoformat()
    with transaction(db):
        found = newest(db, authority)
        if text > now.date().isoformat():
            raise InputError.single(place, "--on", f"{text} is after today ({now.date()})")
        if found is None or found.as_of is None:
            if not by:
                raise nothing_imported(authority)
            record_comparison(db, Comparison(authority, text, by, note), now)
            return None
        if text < found.as_of:
            what = f"{text} is before {found.as_of}, the date of snapshot {found.id}"
            raise InputError.single(
                place, "--on", what, "a reading cannot be before an earlier one"
            )
        message = "; ".join(filter(None, (by and f"by {by}", note)))
        record(db, [ReadingDay(found.id, authority, text, BY_OFFICER, message)], now)
    return replace(found, as_of=text, as_of_from=BY_OFFICER)


def nothing_imported(authority: str) -> InputError:
    """The error where a list is to be read again of which there is no file and nobody is named."""
    return InputError.single(
        Place("demarche lists read"),
        authority,
        "no dated list of it has been imported",
        "import its file first: `demarche lists import FILE…`; or, if you compared every listing "
        "that the library has of it with the list, pass `--by NAME`",
    )
