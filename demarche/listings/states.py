"""What the snapshots of a workspace say of one entry over time, read when it is asked for."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence

from demarche.listings.database import Snapshot
from demarche.listings.overlay import Seen
from demarche.listings.reading_days import Comparison, compared_on
from demarche.listings.snapshots import history
from demarche.listings.sources.entry_keys import name_key
from demarche.model.entry import EntryKind, from_json


class StoredLists:
    """The dated whole lists of a database; an undated one says nothing about any day."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def seen(self, authority: str, key: str) -> Sequence[Seen]:
        """See `overlay.Lists`. Empty where no list of that authority was imported."""
        return [state for state in history(self._db, authority, key) if state[0].as_of]

    def named(self, authority: str, printed: str) -> Sequence[Seen]:
        """See `overlay.Lists`; empty where no file ever printed the very name."""
        wanted = name_key(printed)
        keys = [
            key
            for (key,) in self._db.execute(
                "SELECT DISTINCT key FROM entry WHERE authority = ?", (authority,)
            )
            if _bare(key) == wanted
        ]
        seen: dict[tuple[int, str | None], Seen] = {}
        for key in keys:
            for snapshot, entry in self.seen(authority, key):
                at = snapshot.id, snapshot.as_of
                was = seen.get(at, (snapshot, None))[1]
                if was is None or (was.date_removed and entry and not entry.date_removed):
                    seen[at] = (snapshot, entry)
        return sorted(seen.values(), key=lambda state: (state[0].as_of or "", state[0].id))

    def compared(self, authority: str, until: dt.date | None) -> Comparison | None:
        """See `overlay.Lists`."""
        return compared_on(self._db, authority, until)

    def elsewhere(self, snapshot: Snapshot, authority: str, key: str) -> str | None:
        """See `overlay.Lists`."""
        row = self._db.execute(
            "SELECT e.authority FROM entry e JOIN member m"
            " ON m.snapshot_id = ? AND m.entry_id = e.id"
            " WHERE e.key = ? AND e.authority <> ? AND e.authority IN"
            " (SELECT authority FROM covers WHERE snapshot_id = ?)",
            (snapshot.id, key, authority, snapshot.id),
        ).fetchone()
        return str(row[0]) if row else None

    def references(self, spellings: Sequence[str]) -> list[tuple[str, str, EntryKind]]:
        """Authority, key and kind of the entries with one of these references; none of a private
        list, and none whose reference does not identify it."""
        marks = ",".join("?" * len(spellings))
        rows = self._db.execute(
            "SELECT authority, key, body FROM entry WHERE reference COLLATE NOCASE"  # noqa: S608
            f" IN ({marks}) AND EXISTS (SELECT 1 FROM member m JOIN snapshot s"
            " ON s.id = m.snapshot_id WHERE m.entry_id = entry.id AND NOT s.private"
            " AND NOT s.partial) ORDER BY authority, entry.id",
            tuple(spellings),
        )
        return list(dict.fromkeys((row[0], row[1], from_json(row[2]).kind) for row in rows))


def _bare(key: str) -> str:
    """A key without the annex before it and without what tells equal names apart."""
    start = key.find("name:")
    text = key[max(start, 0) :]
    for mark in (", removed ", ", below ", " #"):
        text = text.partition(mark)[0]
    return text
