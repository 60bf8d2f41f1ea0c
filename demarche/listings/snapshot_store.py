"""Importing: an official file read and kept as a snapshot, in one transaction or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from demarche.listings import names, sources
from demarche.listings.database import Snapshot, newest, snapshot_by_id, transaction
from demarche.listings.lost_facts import lost_facts
from demarche.listings.reading_days import BY_FILE, ReadingDay, readings, record
from demarche.model.entry import Entry, ListFile, content_hash, from_json, to_json

if TYPE_CHECKING:
    from demarche.listings.sources.list_reader import InputFile


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, to be said aloud. `new` is False where the file was there already."""

    snapshot: Snapshot
    new: bool
    newest_for: tuple[str, ...]
    """The authorities whose newest list this now is; an old file that arrives late is none's."""
    entries_new: int
    """How many entries had not been seen in this state before."""


def import_file(
    db: sqlite3.Connection,
    path: Path,
    now: dt.datetime,
    *,
    companions: Iterable[Path] = (),
    as_of: dt.date | None = None,
) -> ImportReport:
    """Read an official file and keep it as a snapshot; the same file twice is one snapshot.

    `as_of` is the day that the officer states for a file without a date of its own. `companions`
    are ALT.CSV and SDN_COMMENTS.CSV beside SDN.CSV. InputError leaves everything as it was.
    """
    file = sources.InputFile.load(path, companions)
    return keep(db, file, sources.read(file), now, as_of=as_of)


def keep(
    db: sqlite3.Connection,
    file: InputFile,
    read: ListFile,
    now: dt.datetime,
    *,
    as_of: dt.date | None = None,
) -> ImportReport:
    """Store a list that was read; see `import_file`."""
    return keep_all(db, [(file, read, as_of)], now)[0]


def keep_all(
    db: sqlite3.Connection,
    lists: Iterable[tuple[InputFile, ListFile, dt.date | None]],
    now: dt.datetime,
) -> list[ImportReport]:
    """Store several lists, each with the day stated for it, in one transaction: all or none."""
    stored: list[tuple[int, bool, int]] = []
    with transaction(db):
        for file, read, as_of in lists:
            known = db.execute(
                "SELECT id, as_of, as_of_from FROM snapshot WHERE sha256 = ?", (read.sha256,)
            ).fetchone()
            again = known is not None and known[1] is not None
            day, source = list_day(file, read, now, as_of, again=again)
            if known is None:
                _refuse_lost(db, file, read, day)
                number, fresh = _store(db, file, read, now, day, source)
            else:
                number, fresh = known[0], 0
                _restate(db, file, known, day, source, now)
            stored.append((number, known is None, fresh))
        refresh_live(db)
    return [_report(db, *kept) for kept in stored]


def _refuse_lost(db: sqlite3.Connection, file: InputFile, read: ListFile, day: str | None) -> None:
    """Refuse a newer list of which no entry has a fact that those of the one before it had."""
    if read.partial or day is None:
        return
    row = db.execute(
        "SELECT id, lacks, as_of FROM snapshot WHERE family = ? AND NOT partial AND as_of <= ?"
        " ORDER BY as_of DESC, imported_at DESC, id DESC",
        (read.family, day),
    ).fetchone()
    if row is None:
        return
    bodies = db.execute(
        "SELECT e.body FROM member m JOIN entry e ON e.id = m.entry_id WHERE m.snapshot_id = ?",
        (row[0],),
    )
    lacks = {*json.loads(row[1]), *read.lacks}
    if lost := lost_facts((from_json(body) for (body,) in bodies), read.entries, lacks):
        raise file.refuse(
            f"compared with snapshot {row[0]} of {row[2]}, a field is missing from all entries: "
            + "; ".join(lost),
            remedy="the format of the file changed, or it is damaged; the earlier list is kept",
        )


def _report(db: sqlite3.Connection, number: int, new: bool, fresh: int) -> ImportReport:
    snapshot = snapshot_by_id(db, number)
    later = [
        reading
        for a in snapshot.covers
        for reading in readings(db, a)
        if reading.snapshot == number
    ]
    if later and not new:
        last = max(later, key=lambda reading: reading.day)
        snapshot = replace(snapshot, as_of=last.day, as_of_from=last.how)
    leading = (a for a in snapshot.covers if (found := newest(db, a)) and found.id == number)
    return ImportReport(snapshot, new, tuple(leading), fresh)


def list_day(
    file: InputFile,
    read: ListFile,
    now: dt.datetime,
    stated: dt.date | None,
    *,
    again: bool = False,
) -> tuple[str | None, str]:
    """The day as of which the list speaks, checked against what the file itself shows.

    With `again` the file already exists, and a later day is that of another reading.
    """
    later = again and stated is not None and stated.isoformat() > (read.as_of or "")
    if read.as_of is not None and stated is not None and read.as_of != stated.isoformat():
        if later and stated <= now.date():
            return stated.isoformat(), "officer"
        raise file.refuse(
            f"the file is dated {read.as_of}, not {stated}",
            remedy="omit the date: the file has its own",
        )
    day = read.as_of or (stated.isoformat() if stated else None)
    if day is None:
        return None, "unknown"
    if day > now.date().isoformat():
        raise file.refuse(f"as of {day}, which is after today ({now.date()})")
    inside = max(
        (d for e in read.entries for d in (e.date_listed, e.date_removed, *e.dates_amended) if d),
        default="",
    )
    if read.as_of is None and inside[: len(day)] > day:
        raise file.refuse(f"not as of {day}: the file has the date {inside}")
    return day, "file" if read.as_of else "officer"


def _store(
    db: sqlite3.Connection,
    file: InputFile,
    read: ListFile,
    now: dt.datetime,
    day: str | None,
    source: str,
) -> tuple[int, int]:
    cursor = db.execute(
        "INSERT INTO snapshot (family, format, file, sha256, stamp, as_of, as_of_from, imported_at,"
        " partial, private, lacks, counts, notes) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            read.family,
            read.format,
            Path(file.name).name,
            read.sha256,
            read.stamp,
            day,
            source,
            now.isoformat(timespec="seconds"),
            read.partial,
            read.private,
            json.dumps(sorted(read.lacks)),
            json.dumps(read.counts),
            json.dumps(read.notes, ensure_ascii=False),
        ),
    )
    number = int(cursor.lastrowid or 0)
    # An amendment is the state of no list, so that it covers no authority.
    covered = () if read.partial else sorted(read.covers)
    db.executemany("INSERT INTO covers VALUES (?, ?)", ((number, a) for a in covered))
    return number, _store_entries(db, number, read.entries)


def _store_entries(db: sqlite3.Connection, number: int, entries: Sequence[Entry]) -> int:
    """Keep each entry once for each state; returns how many states were new."""
    authorities = {entry.authority for entry in entries}
    known: dict[tuple[str, str, str], int] = {}
    for authority in authorities:
        for row in db.execute("SELECT key, state, id FROM entry WHERE authority = ?", (authority,)):
            known[authority, row[0], row[1]] = row[2]
    next_entry = 1 + (db.execute("SELECT max(id) FROM entry").fetchone()[0] or 0)
    next_name = 1 + (db.execute("SELECT max(id) FROM name").fetchone()[0] or 0)
    new_entries, new_names, new_texts, members = [], [], [], []
    for entry in entries:
        body = to_json(entry)
        state = hashlib.blake2b(body.encode(), digest_size=16).hexdigest()
        place = (entry.authority, entry.key, state)
        if place not in known:
            known[place] = next_entry
            digest = content_hash(entry)
            new_entries.append(
                (next_entry, entry.authority, entry.key, entry.reference, digest, state, body)
            )
            for text, normal, folded, strength, primary, part, decides in _name_rows(entry):
                new_names.append(
                    (next_name, next_entry, text, normal, folded, strength, primary, part, decides)
                )
                new_texts.append((next_name, normal, folded))
                next_name += 1
            next_entry += 1
        members.append((number, known[place], entry.locator))
    db.executemany("INSERT INTO entry VALUES (?,?,?,?,?,?,?)", new_entries)
    db.executemany("INSERT INTO name VALUES (?,?,?,?,?,?,?,?,?)", new_names)
    db.executemany("INSERT INTO name_text (rowid, normal, folded) VALUES (?,?,?)", new_texts)
    db.executemany("INSERT INTO member VALUES (?,?,?)", members)
    return len(new_entries)


def _name_rows(entry: Entry) -> Iterator[tuple[str, str, str, str, bool, str, bool]]:
    seen: set[tuple[str, str]] = set()
    for item in names.index_names(entry):
        normal = names.normalise(item.text)
        if normal and (normal, item.strength) not in seen:
            seen.add((normal, item.strength))
            yield (
                item.text,
                normal,
                names.folded(normal),
                item.strength,
                item.primary,
                item.part,
                item.decides,
            )


def _restate(
    db: sqlite3.Connection,
    file: InputFile,
    known: tuple[int, str | None, str],
    day: str | None,
    source: str,
    now: dt.datetime,
) -> None:
    """A file that already exists gets the date that it lacked, or a later reading day."""
    number, was, _ = known
    if day is None or day == was:
        return
    if was is None:
        db.execute(
            "UPDATE snapshot SET as_of = ?, as_of_from = ? WHERE id = ?", (day, source, number)
        )
        return
    covers = [
        row[0]
        for row in db.execute("SELECT authority FROM covers WHERE snapshot_id = ?", (number,))
    ]
    for authority in covers:
        if fault := _backwards(db, authority, number, was, day):
            raise file.refuse(fault, remedy="a reading cannot be before an earlier one")
    record(
        db,
        [ReadingDay(number, authority, day, BY_FILE, Path(file.name).name) for authority in covers],
        now,
    )


def _backwards(
    db: sqlite3.Connection, authority: str, number: int, was: str, day: str
) -> str | None:
    """Why a day cannot be that of a further reading: it is before what is known; None if it can."""
    days = [reading.day for reading in readings(db, authority) if reading.snapshot == number]
    if day not in days and day < max([was, *days]):
        return f"imported before as of {max([was, *days])}; now given as {day}"
    leading = newest(db, authority)
    if day not in days and leading and leading.id != number and day <= (leading.as_of or ""):
        return f"snapshot {leading.id} of {leading.as_of} is newer; now given as {day}"
    return None


def refresh_live(db: sqlite3.Connection) -> None:
    """The entries of each authority's newest list are what searches look at."""
    db.execute("DELETE FROM live")
    for (authority,) in db.execute("SELECT DISTINCT authority FROM covers").fetchall():
        found = newest(db, authority)
        if found:
            db.execute(
                "INSERT OR IGNORE INTO live SELECT m.entry_id, m.snapshot_id FROM member m"
                " JOIN entry e ON e.id = m.entry_id WHERE m.snapshot_id = ? AND e.authority = ?",
                (found.id, authority),
            )
