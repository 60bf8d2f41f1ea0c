"""Days on which a list was read again and found unchanged.

A snapshot has the day that its file speaks of. A list that changes a few times a year is compared
far more often: each such day is kept beside the snapshot, and from it on the list counts as of that
day, in ages, warnings and what is printed. The snapshot itself never changes.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from demarche.listings.database import Snapshot

BY_OFFICER, BY_FILE = "read", "file again"
"""How a reading was made: somebody compared the list; or the unchanged file was imported again."""
_TABLE = """
CREATE TABLE IF NOT EXISTS reading (
  snapshot_id INTEGER NOT NULL REFERENCES snapshot ON DELETE CASCADE, authority TEXT NOT NULL,
  day TEXT NOT NULL, how TEXT NOT NULL, note TEXT NOT NULL, recorded_at TEXT NOT NULL,
  PRIMARY KEY (snapshot_id, authority, day)) WITHOUT ROWID
"""


_LIBRARY = """
CREATE TABLE IF NOT EXISTS library_reading (
  authority TEXT NOT NULL, day TEXT NOT NULL, by_whom TEXT NOT NULL, note TEXT NOT NULL,
  recorded_at TEXT NOT NULL, PRIMARY KEY (authority, day)) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A day on which somebody compared what the library has of a list with the official list.

    For a list that comes without a file, or whose file nobody imported: every listing in force that
    the library has of it counts as read on that day.
    """

    authority: str
    day: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReadingDay:
    """A day on which an authority's part of a snapshot was found unchanged."""

    snapshot: int
    authority: str
    day: str
    how: str
    note: str = ""


def readings(db: sqlite3.Connection, authority: str) -> list[ReadingDay]:
    """The readings of an authority's lists, oldest first."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'reading'").fetchone():
        return []
    rows = db.execute(
        "SELECT snapshot_id, authority, day, how, note FROM reading WHERE authority = ?"
        " ORDER BY day, recorded_at",
        (authority,),
    )
    return [ReadingDay(*row) for row in rows]


def record(db: sqlite3.Connection, found: Iterable[ReadingDay], now: dt.datetime) -> None:
    """Keep readings; inside of a transaction."""
    db.execute(_TABLE)
    db.executemany(
        "INSERT INTO reading VALUES (?,?,?,?,?,?) ON CONFLICT (snapshot_id, authority, day)"
        " DO UPDATE SET how = excluded.how, note = excluded.note WHERE how <> 'read'",
        [
            (
                reading.snapshot,
                reading.authority,
                reading.day,
                reading.how,
                reading.note,
                now.isoformat("T", "seconds"),
            )
            for reading in found
        ],
    )


def comparisons(db: sqlite3.Connection, authority: str) -> list[Comparison]:
    """The comparisons of the library with an authority's list, oldest first."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'library_reading'").fetchone():
        return []
    rows = db.execute(
        "SELECT authority, day, by_whom, note FROM library_reading WHERE authority = ?"
        " ORDER BY day",
        (authority,),
    )
    return [Comparison(*row) for row in rows]


def compared_on(db: sqlite3.Connection, authority: str, until: dt.date | None) -> Comparison | None:
    """The latest comparison that is not later than a day; without a day, the latest."""
    last = until.isoformat() if until else "9999"
    found = [comparison for comparison in comparisons(db, authority) if comparison.day <= last]
    return found[-1] if found else None


def record_comparison(db: sqlite3.Connection, found: Comparison, now: dt.datetime) -> None:
    """Keep a comparison; one of the same day takes its place. Inside of a transaction."""
    db.execute(_LIBRARY)
    db.execute(
        "INSERT OR REPLACE INTO library_reading VALUES (?,?,?,?,?)",
        (found.authority, found.day, found.by, found.note, now.isoformat("T", "seconds")),
    )


def withdraw_comparison(db: sqlite3.Connection, authority: str, day: str) -> bool:
    """Take back a comparison; False where there is none of that day. Inside of a transaction."""
    if not any(comparison.day == day for comparison in comparisons(db, authority)):
        return False
    db.execute("DELETE FROM library_reading WHERE authority = ? AND day = ?", (authority, day))
    return True


def forget_readings(db: sqlite3.Connection, snapshot: int) -> None:
    """Drop what was recorded of a snapshot; inside of a transaction."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'reading'").fetchone():
        db.execute("DELETE FROM reading WHERE snapshot_id = ?", (snapshot,))


def dated(db: sqlite3.Connection, lists: Sequence[Snapshot], authority: str) -> list[Snapshot]:
    """An authority's lists (oldest first) once for each day on which they were read.

    One that was read again comes a second time, as of that day; a file of the same day is newer.
    """
    by_number = {snapshot.id: snapshot for snapshot in lists}
    again = [
        replace(by_number[reading.snapshot], as_of=reading.day, as_of_from=reading.how)
        for reading in readings(db, authority)
        if reading.snapshot in by_number and reading.day > (by_number[reading.snapshot].as_of or "")
    ]
    undated = [snapshot for snapshot in lists if snapshot.as_of is None]
    known = [snapshot for snapshot in lists if snapshot.as_of is not None]
    return [*undated, *sorted([*again, *known], key=lambda snapshot: snapshot.as_of or "")]
