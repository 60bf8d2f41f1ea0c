"""The SQLite file of list snapshots: its tables, opening it, and the rows of `snapshot`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demarche.kernel.problems import InputError, Place
from demarche.listings.database_faults import ListsConnection, explain_faults

FILE_NAME = "lists.sqlite3"
_VERSION = 1
_SCHEMA = """
CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY, family TEXT NOT NULL, format TEXT NOT NULL, file TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE, stamp TEXT, as_of TEXT, as_of_from TEXT NOT NULL,
  imported_at TEXT NOT NULL, partial INTEGER NOT NULL, private INTEGER NOT NULL,
  lacks TEXT NOT NULL, counts TEXT NOT NULL, notes TEXT NOT NULL);
CREATE TABLE covers (
  snapshot_id INTEGER NOT NULL REFERENCES snapshot, authority TEXT NOT NULL,
  PRIMARY KEY (authority, snapshot_id)) WITHOUT ROWID;
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, authority TEXT NOT NULL, key TEXT NOT NULL, reference TEXT,
  hash TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (authority, key, state));
CREATE INDEX entry_reference ON entry (reference COLLATE NOCASE);
CREATE TABLE member (
  snapshot_id INTEGER NOT NULL REFERENCES snapshot, entry_id INTEGER NOT NULL REFERENCES entry,
  locator TEXT NOT NULL, PRIMARY KEY (snapshot_id, entry_id)) WITHOUT ROWID;
CREATE TABLE live (
  entry_id INTEGER PRIMARY KEY REFERENCES entry, snapshot_id INTEGER NOT NULL REFERENCES snapshot);
CREATE TABLE name (
  id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry, text TEXT NOT NULL,
  normal TEXT NOT NULL, folded TEXT NOT NULL, strength TEXT NOT NULL, is_primary INTEGER NOT NULL,
  part TEXT NOT NULL, decides INTEGER NOT NULL);
CREATE INDEX name_normal ON name (normal);
CREATE INDEX name_entry ON name (entry_id);
CREATE VIRTUAL TABLE name_text USING fts5 (
  normal, folded, content='', detail=column, columnsize=0,
  tokenize="unicode61 remove_diacritics 0");
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One imported file. `as_of_from` is `file`, `officer` or, where nobody said, `unknown`."""

    id: int
    family: str
    format: str
    file: str
    sha256: str
    stamp: str | None
    as_of: str | None
    as_of_from: str
    imported_at: str
    partial: bool
    private: bool
    lacks: frozenset[str]
    counts: dict[str, int]
    notes: tuple[str, ...]
    covers: tuple[str, ...]


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk has ended it already
            db.execute("ROLLBACK")
        raise


def connect(folder: Path, *, create: bool = True) -> sqlite3.Connection:
    """Open the lists of a folder; with `create` False a missing file is an error.

    Raises InputError, now and at every later use, where the file is not one of ours or is damaged,
    is in use by another program, or disk is full or fails: each in words of its own.
    """
    path = folder / FILE_NAME
    if not create and not path.exists():
        raise InputError.single(
            Place(str(path)), "", "no list has been imported yet", "`demarche lists import FILE…`"
        )
    folder.mkdir(parents=True, exist_ok=True)
    with explain_faults(path):
        db = sqlite3.connect(path, isolation_level=None, timeout=WAIT, factory=ListsConnection)
    db.path = path
    try:
        version = _version(db)
    except BaseException:
        db.close()
        raise
    if version != _VERSION:
        raise InputError.single(
            Place(str(path)), "", f"made by another version ({version})", "import the lists again"
        )
    return db


WAIT = 30.0
"""Seconds to wait for another program that uses the file."""


def _version(db: sqlite3.Connection) -> int:
    """The version of the tables, which are made where there are none."""
    db.execute("PRAGMA foreign_keys = ON")
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version == 0 and not db.execute("SELECT 1 FROM sqlite_master").fetchone():
        with transaction(db):
            for statement in filter(str.strip, _SCHEMA.split(";")):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {_VERSION}")
        return _VERSION
    return version


COLUMNS = (
    "id, family, format, file, sha256, stamp, as_of, as_of_from, imported_at, partial, private,"
    " lacks, counts, notes"
)


def snapshot_of(db: sqlite3.Connection, row: Any) -> Snapshot:
    covers = db.execute(
        "SELECT authority FROM covers WHERE snapshot_id = ? ORDER BY authority", (row[0],)
    )
    return Snapshot(
        id=row[0],
        family=row[1],
        format=row[2],
        file=row[3],
        sha256=row[4],
        stamp=row[5],
        as_of=row[6],
        as_of_from=row[7],
        imported_at=row[8],
        partial=bool(row[9]),
        private=bool(row[10]),
        lacks=frozenset(json.loads(row[11])),
        counts=json.loads(row[12]),
        notes=tuple(json.loads(row[13])),
        covers=tuple(authority for (authority,) in covers),
    )


def snapshot_by_id(db: sqlite3.Connection, number: int) -> Snapshot:
    """A snapshot by its number; InputError where there is none."""
    row = db.execute(f"SELECT {COLUMNS} FROM snapshot WHERE id = ?", (number,)).fetchone()  # noqa: S608
    if row is None:
        raise InputError.single(Place(FILE_NAME), "", f"there is no snapshot {number}")
    return snapshot_of(db, row)


def snapshots(db: sqlite3.Connection) -> list[Snapshot]:
    """All snapshots, in the order in which they were imported."""
    rows = db.execute(f"SELECT {COLUMNS} FROM snapshot ORDER BY id").fetchall()  # noqa: S608
    return [snapshot_of(db, row) for row in rows]


OLDEST_FIRST = "as_of IS NOT NULL, as_of, datetime(stamp), imported_at, id"
"""Of two files of one day the later stamp is the newer list, in whichever order they came in; a
stamp without an hour, or none, leaves it to the order of import."""


def newest(db: sqlite3.Connection, authority: str) -> Snapshot | None:
    """The newest whole list of an authority: by its as-of date, and by import where it has none.

    Where it was read again later and found unchanged, it is as of that day.
    """
    from demarche.listings.reading_days import dated  # which needs the rows of this module

    rows = db.execute(
        f"SELECT {COLUMNS} FROM snapshot JOIN covers ON snapshot_id = id WHERE authority = ?"  # noqa: S608
        f" ORDER BY {OLDEST_FIRST}",
        (authority,),
    ).fetchall()
    found = dated(db, [snapshot_of(db, row) for row in rows], authority)
    return found[-1] if found else None
