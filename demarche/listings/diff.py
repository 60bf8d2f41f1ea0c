"""What changed between two snapshots of a list: by content, never by date."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from demarche.kernel.problems import InputError, Place
from demarche.listings.database import Snapshot, snapshot_by_id
from demarche.listings.snapshots import entries
from demarche.model.entry import CITED_FIELDS, CONTENT_FIELDS, Entry, changed_fields


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that says something else than before."""

    old: Entry
    new: Entry
    fields: tuple[str, ...]

    @property
    def cited(self) -> bool:
        """Whether a field changed that a citation prints or rests on."""
        return any(name in CITED_FIELDS for name in self.fields)

    @property
    def silent(self) -> bool:
        """Whether the list shows no new update date for it."""
        return not set(self.new.dates_amended) - set(self.old.dates_amended)


@dataclass(frozen=True, slots=True)
class Diff:
    """The older and the newer snapshot, and what lies between them.

    `authorities` are those that both files cover whole; of others nothing can be said. `ignored`
    are fields that one of the two formats does not carry.
    """

    old: Snapshot
    new: Snapshot
    authorities: tuple[str, ...]
    ignored: tuple[str, ...]
    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    changed: tuple[Change, ...]


def diff(
    db: sqlite3.Connection, a: int, b: int, authorities: Collection[str] | None = None
) -> Diff:
    """Compare snapshot `a` with the later `b`, entry by entry under its key.

    InputError where a snapshot is missing, is an amendment, or shares no authority with the other.
    """
    old, new = snapshot_by_id(db, a), snapshot_by_id(db, b)
    for snapshot in (old, new):
        if snapshot.partial:
            raise InputError.single(
                Place(snapshot.file), "", "an amendment is not a complete list to compare with"
            )
    given = None if authorities is None else tuple(authorities)
    wanted = common(old, new, given)
    return compare(old, _entries(db, a, wanted), new, _entries(db, b, wanted), given)


def common(old: Snapshot, new: Snapshot, authorities: Collection[str] | None) -> tuple[str, ...]:
    """The authorities that both lists cover; InputError where there is none."""
    shared = set(old.covers) & set(new.covers)
    wanted = tuple(sorted(shared if authorities is None else shared & set(authorities)))
    if not wanted:
        raise InputError.single(
            Place(new.file),
            "",
            f"has no list in common with {old.file}",
            "compare two snapshots of the same list",
        )
    return wanted


def compare(
    old: Snapshot,
    old_entries: Iterable[Entry],
    new: Snapshot,
    new_entries: Iterable[Entry],
    authorities: Collection[str] | None = None,
) -> Diff:
    """Compare the entries of two lists, each under its key, within what both cover."""
    wanted = common(old, new, authorities)
    ignored = set(old.lacks | new.lacks)
    if old.format != new.format:
        ignored |= {"regime", "native"}  # the formats of one list word these differently
    names = [name for name in CONTENT_FIELDS if name not in ignored]
    before, after = _by_key(old_entries, wanted), _by_key(new_entries, wanted)
    changed = []
    for key in before.keys() & after.keys():
        fields = changed_fields(before[key], after[key], names)
        if fields:
            changed.append(Change(before[key], after[key], fields))
    return Diff(
        old,
        new,
        wanted,
        tuple(sorted(ignored)),
        tuple(after[key] for key in sorted(after.keys() - before.keys())),
        tuple(before[key] for key in sorted(before.keys() - after.keys())),
        tuple(sorted(changed, key=lambda change: (change.new.authority, change.new.key))),
    )


def _entries(
    db: sqlite3.Connection, snapshot: int, authorities: Collection[str]
) -> Iterator[Entry]:
    for authority in authorities:
        yield from entries(db, snapshot, authority)


def _by_key(found: Iterable[Entry], authorities: Collection[str]) -> dict[tuple[str, str], Entry]:
    return {
        (entry.authority, entry.key): entry for entry in found if entry.authority in authorities
    }
