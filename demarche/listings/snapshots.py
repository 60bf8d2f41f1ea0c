"""Dated snapshots of official lists, in one SQLite file in the office's folder.

A snapshot is one imported file (or set of files) and never changes. Entries are stored once for
each content and shared by the snapshots that contain them, so that a weekly import costs little.
An import is one transaction: it succeeds whole or leaves what was there.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from demarche.listings.database import (
    COLUMNS,
    FILE_NAME,
    OLDEST_FIRST,
    Snapshot,
    connect,
    newest,
    snapshot_by_id,
    snapshot_of,
    snapshots,
)
from demarche.listings.reading_days import dated
from demarche.listings.snapshot_store import ImportReport, import_file, keep
from demarche.model.entry import Entry, from_json

__all__ = [
    "FILE_NAME",
    "HasLimit",
    "ImportReport",
    "ListStatus",
    "Snapshot",
    "connect",
    "entries",
    "entries_by_reference",
    "history",
    "import_file",
    "keep",
    "newest",
    "show",
    "snapshot_by_id",
    "snapshots",
    "status",
]


class HasLimit(Protocol):
    """What `status` needs of an authority."""

    @property
    def id(self) -> str:
        """The authority's name."""
        ...

    @property
    def max_age_days(self) -> int:
        """From when on its list is too old, in days."""
        ...


@dataclass(frozen=True, slots=True)
class ListStatus:
    """How old what is known of an authority's list is; `age_days` None where no date is known."""

    authority: str
    snapshot: Snapshot | None
    age_days: int | None
    max_age_days: int
    stale: bool
    entries: int


def entries(db: sqlite3.Connection, snapshot: int, authority: str | None = None) -> Iterator[Entry]:
    """The entries of a snapshot, of one authority or of all."""
    wanted = "" if authority is None else " AND e.authority = ?"
    given = (snapshot,) if authority is None else (snapshot, authority)
    for body, locator in db.execute(
        "SELECT e.body, m.locator FROM member m JOIN entry e ON e.id = m.entry_id"  # noqa: S608
        f" WHERE m.snapshot_id = ?{wanted} ORDER BY e.id",
        given,
    ):
        yield from_json(body, locator)


def entries_by_reference(db: sqlite3.Connection, authority: str) -> dict[str, Entry]:
    """An authority's newest list by reference; entries without one under their key."""
    found = newest(db, authority)
    if found is None:
        return {}
    return {entry.reference or entry.key: entry for entry in entries(db, found.id, authority)}


def show(
    db: sqlite3.Connection, reference: str, authority: str | None = None
) -> list[tuple[Entry, Snapshot]]:
    """The newest state of the entries with a reference, `7140` standing for `OFAC uid 7140`.

    An entry that is in an older snapshot only comes with that snapshot: it was removed since.
    """
    texts = (reference.strip(), f"OFAC uid {reference.strip()}")
    places = db.execute(
        "SELECT DISTINCT authority, key FROM entry WHERE reference COLLATE NOCASE IN (?, ?)", texts
    ).fetchall()
    shown = []
    for found_in, key in places:
        if authority in (None, found_in):
            states = [state for state in history(db, found_in, key) if state[1] is not None]
            if states:
                snapshot, entry = states[-1]
                assert entry is not None  # noqa: S101  (filtered above)
                shown.append((entry, snapshot))
    return shown


def history(
    db: sqlite3.Connection, authority: str, key: str
) -> list[tuple[Snapshot, Entry | None]]:
    """An entry through all whole lists of its authority, oldest first; None where it was absent.

    A list that was read again unchanged comes once more, as of that day.
    """
    rows = db.execute(
        f"SELECT {COLUMNS} FROM snapshot JOIN covers ON snapshot_id = id WHERE authority = ?"  # noqa: S608
        f" ORDER BY {OLDEST_FIRST}",
        (authority,),
    ).fetchall()
    states: dict[int, Entry] = {}
    # Asked by snapshot and entry together, which is how the members are stored and found at once.
    for number, body, locator in db.execute(
        "SELECT m.snapshot_id, e.body, m.locator FROM entry e JOIN covers c"
        " ON c.authority = e.authority JOIN member m"
        " ON m.snapshot_id = c.snapshot_id AND m.entry_id = e.id"
        " WHERE e.authority = ? AND e.key = ?",
        (authority, key),
    ):
        states[number] = from_json(body, locator)
    lists = dated(db, [snapshot_of(db, row) for row in rows], authority)
    return [(snapshot, states.get(snapshot.id)) for snapshot in lists]


def status(
    db: sqlite3.Connection, authorities: Iterable[HasLimit], today: dt.date
) -> list[ListStatus]:
    """How old each authority's newest list is; one without a date counts as too old."""
    found = []
    for authority in authorities:
        snapshot = newest(db, authority.id)
        day = dt.date.fromisoformat(snapshot.as_of) if snapshot and snapshot.as_of else None
        age = (today - day).days if day else None
        number = 0
        if snapshot:
            number = db.execute(
                "SELECT count(*) FROM member m JOIN entry e ON e.id = m.entry_id"
                " WHERE m.snapshot_id = ? AND e.authority = ?",
                (snapshot.id, authority.id),
            ).fetchone()[0]
        limit = authority.max_age_days
        stale = age is None or age > limit
        found.append(ListStatus(authority.id, snapshot, age, limit, stale, number))
    return found
