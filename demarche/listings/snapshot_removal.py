"""Taking a snapshot out again: one that was given a wrong day, or persons no longer to be held."""

from __future__ import annotations

import sqlite3

from demarche.listings.database import Snapshot, snapshot_by_id, transaction
from demarche.listings.reading_days import forget_readings
from demarche.listings.snapshot_store import refresh_live


def forget(db: sqlite3.Connection, number: int) -> Snapshot:
    """Remove a snapshot and every entry that no other one has; InputError where it is not there.

    The file is rewritten, so that nothing of a private list stays in it.
    """
    snapshot = snapshot_by_id(db, number)
    with transaction(db):
        db.execute("DELETE FROM live")
        for table in ("member", "covers"):
            db.execute(f"DELETE FROM {table} WHERE snapshot_id = ?", (number,))  # noqa: S608
        forget_readings(db, number)
        db.execute("DELETE FROM snapshot WHERE id = ?", (number,))
        orphans = "entry_id NOT IN (SELECT entry_id FROM member)"
        # The text index holds no texts of its own: what is taken out has to be said again.
        db.execute(
            "INSERT INTO name_text (name_text, rowid, normal, folded)"  # noqa: S608
            f" SELECT 'delete', id, normal, folded FROM name WHERE {orphans}"
        )
        db.execute(f"DELETE FROM name WHERE {orphans}")  # noqa: S608
        db.execute("DELETE FROM entry WHERE id NOT IN (SELECT entry_id FROM member)")
        refresh_live(db)
    db.execute("VACUUM")
    return snapshot
