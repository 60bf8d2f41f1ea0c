"""How old what is known of each list is: `lists status`."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from demarche.listings.curated import CuratedListing
from demarche.listings.database import Snapshot
from demarche.listings.reading_days import compared_on
from demarche.listings.snapshots import status
from demarche.listings.states import StoredLists
from demarche.listings.status import latest_day
from demarche.model.listing import Authority


@dataclass(frozen=True, slots=True)
class Age:
    """One list: what was imported, what the library has, and the day that citations print.

    `as_of` is the oldest day that a citation of the list can print now: that of the newest snapshot
    where entries are joined by reference and it is not older than the library, otherwise the
    library's own. `stale` where that is longer ago than the authority's limit, or not known.
    """

    authority: str
    short: str
    snapshot: Snapshot | None
    entries: int
    listings: int
    curated_from: str | None
    curated_to: str | None
    joined: bool
    as_of: str | None
    age_days: int | None
    max_age_days: int
    stale: bool
    citable: bool

    def as_dict(self) -> dict[str, Any]:
        """Plain data for a program."""
        snapshot = self.snapshot
        return {
            "authority": self.authority,
            "list": self.short,
            "as_of": self.as_of,
            "age_days": self.age_days,
            "max_age_days": self.max_age_days,
            "stale": self.stale,
            "citable": self.citable,
            "joined_by_reference": self.joined,
            "library": {
                "listings": self.listings,
                "oldest_as_of": self.curated_from,
                "newest_as_of": self.curated_to,
            },
            "snapshot": snapshot
            and {
                "id": snapshot.id,
                "file": snapshot.file,
                "sha256": snapshot.sha256,
                "format": snapshot.format,
                "as_of": snapshot.as_of,
                "as_of_from": snapshot.as_of_from,
                "imported_at": snapshot.imported_at,
                "entries": self.entries,
                "private": snapshot.private,
                "notes": list(snapshot.notes),
            },
        }


def ages(
    db: sqlite3.Connection | None,
    authorities: Mapping[str, Authority],
    rows: Iterable[CuratedListing],
    today: dt.date,
) -> list[Age]:
    """Every authority's list, with those beside that a snapshot covers and no authority has."""
    curated: dict[str, list[CuratedListing]] = {}
    for row in rows:
        if row.status == "listed":  # an alias is cited with its entry, as of the entry's day
            curated.setdefault(row.authority, []).append(row)
    states = (
        {state.authority: state for state in status(db, authorities.values(), today)} if db else {}
    )
    found = []
    for name, authority in sorted(authorities.items()):
        state = states.get(name)
        snapshot = state.snapshot if state else None
        joined = bool(db and snapshot and _has_references(db, name))
        days = [row.as_of for row in curated.get(name, [])]
        if db and snapshot and snapshot.as_of and not joined:
            days = [_compared(db, snapshot, row) for row in curated.get(name, [])]
        by_hand = compared_on(db, name, today) if db else None
        if by_hand:
            days = [max(day, by_hand.day) for day in days]
        known = sorted(latest_day(day).isoformat() for day in days if day)
        as_of = _printed(known, len(days), snapshot, joined=joined)
        age = (today - dt.date.fromisoformat(as_of)).days if as_of else None
        something = bool(days) or snapshot is not None
        stale = authority.citable and something and (age is None or age > authority.max_age_days)
        found.append(
            Age(
                name,
                authority.short,
                snapshot,
                state.entries if state else 0,
                len(days),
                known[0] if known else None,
                known[-1] if known else None,
                joined,
                as_of,
                age,
                authority.max_age_days,
                stale,
                authority.citable,
            )
        )
    return found


def _printed(
    known: list[str], listings: int, snapshot: Snapshot | None, *, joined: bool
) -> str | None:
    """The oldest day that a citation prints: see `Age`; None where some listing has none."""
    oldest = known[0] if known and len(known) == listings else None
    if snapshot is None or snapshot.as_of is None or (listings and not joined):
        return oldest
    # Whatever the library read before the snapshot's day is overlaid by it.
    return oldest if oldest and oldest > snapshot.as_of else snapshot.as_of


def _compared(db: sqlite3.Connection, snapshot: Snapshot, row: CuratedListing) -> str:
    """The day of a listing after an officer compared its list: see `overlay`."""
    day = snapshot.as_of or ""
    then = [entry for listed_in, entry in StoredLists(db).named(row.authority, row.printed)
            if listed_in.as_of == day and listed_in.id == snapshot.id]  # fmt: skip
    stands = any(entry is not None and entry.date_removed is None for entry in then)
    return max(day, row.as_of) if stands else row.as_of


def _has_references(db: sqlite3.Connection, authority: str) -> bool:
    """Whether the entries of a list have references of their own, by which a listing is joined."""
    row = db.execute(
        "SELECT 1 FROM entry WHERE authority = ? AND reference IS NOT NULL"
        " AND (key = reference OR reference LIKE '% ' || key) AND key NOT LIKE '%name:%' LIMIT 1",
        (authority,),
    ).fetchone()
    return row is not None


def unlisted(db: sqlite3.Connection, authorities: Mapping[str, Authority]) -> list[tuple[str, int]]:
    """Parts of imported lists that no authority's file is there for, with their entries."""
    rows = db.execute(
        "SELECT e.authority, count(*) FROM live l JOIN entry e ON e.id = l.entry_id"
        " GROUP BY e.authority ORDER BY e.authority"
    )
    return [(name, number) for name, number in rows if name not in authorities]
