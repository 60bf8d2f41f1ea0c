"""Where names are looked up: in the database of snapshots, or in memory for curated listings."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from rapidfuzz import fuzz, process

from demarche.listings import names
from demarche.model.entry import EntryKind

NATIVE = "native"
"""The strength of a name in another script that the library itself gives."""

_CANDIDATES = 250
_ENOUGH = 80.0
"""A likeness, of 100, below which all names are looked at and not only those that share a word."""

PLACE_ONLY = re.compile(r"unnumbered|^CELEX(?!.*\bentry\b)", re.IGNORECASE)
"""A reference that names an annex and no number in it: many entries share it."""


class IndexMatch(NamedTuple):
    """A name in an index, with the entry that it belongs to."""

    authority: str
    key: str
    reference: str | None
    printed: str
    kind: str
    regime: str
    text: str
    normal: str
    folded: str
    strength: str
    primary: bool
    part: str
    decides: bool
    removed: str = ""
    """The day of removal, for lists that print what they removed."""
    standing: str = ""
    """Why the entry decides nothing whatever its name, where the library says so."""

    @property
    def identity(self) -> str:
        """What makes it this entry within its authority: a real reference, or the printed name.

        Namesakes are many: a person without a reference is told apart by what the list adds.
        """
        if self.reference and not PLACE_ONLY.search(self.reference):
            return self.reference
        if self.kind == EntryKind.INDIVIDUAL.value:
            return self.key
        return f"{names.normalise(self.printed)} {self.removed}".strip()


class Index(Protocol):
    """Where names are looked up."""

    def equal(self, normal: str) -> Iterable[IndexMatch]:
        """The names that are equal after normalisation."""
        ...

    def candidates(self, normal: str, folded: str) -> Iterable[IndexMatch]:
        """Names that share something with these words; every one when there are few."""
        ...

    def names_of(self, authority: str, key: str) -> Iterable[str]:
        """All normalised names of an entry."""
        ...


class Listed(NamedTuple):
    """A curated listing, for an index in memory; aliases are (name, strength).

    `native` are names in other scripts that the library knows and the authority may not print.
    """

    authority: str
    printed: str
    reference: str | None = None
    aliases: Sequence[tuple[str, str]] = ()
    native: Sequence[str] = ()
    standing: str = ""
    """Why the entry decides nothing, where it is not simply listed."""


class MemoryIndex:
    """An index over curated listings; made once, searched often."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self._all: list[IndexMatch] = []
        self._shapes: list[tuple[int, str, str]] = []
        self._equal: dict[str, list[IndexMatch]] = {}
        self._of: dict[tuple[str, str], set[str]] = {}
        for item in listed:
            self._add(item)

    def _add(self, item: Listed) -> None:
        key = names.normalise(item.printed)
        given = [
            *([names.IndexName(item.reference, part=names.REFERENCE)] if item.reference else []),
            *names.index_printed(item.printed, None, iter(item.aliases)),
            *(names.IndexName(native, NATIVE) for native in item.native),
        ]
        for name in given:
            normal = names.normalise(name.text)
            if not normal:
                continue
            found = IndexMatch(
                item.authority,
                key,
                item.reference,
                item.printed,
                EntryKind.ENTITY.value,
                "",
                name.text,
                normal,
                names.folded(normal),
                name.strength,
                name.primary,
                name.part,
                name.decides,
                standing=item.standing,
            )
            self._shapes.append((len(self._all), found.folded, normal))
            self._all.append(found)
            self._equal.setdefault(normal, []).append(found)
            self._of.setdefault((item.authority, key), set()).add(normal)

    def equal(self, normal: str) -> Iterable[IndexMatch]:
        """See `Index`."""
        return self._equal.get(normal, ())

    def candidates(self, normal: str, folded: str) -> Iterable[IndexMatch]:
        """See `Index`: the nearest of all."""
        best = _preselect(self._shapes, normal, folded)
        return [self._all[number] for number, _ in best]

    def names_of(self, authority: str, key: str) -> Iterable[str]:
        """See `Index`."""
        return self._of.get((authority, key), ())


_SELECT = (
    "SELECT e.authority, e.key, e.reference, json_extract(e.body, '$.name'),"
    " json_extract(e.body, '$.kind'), coalesce(json_extract(e.body, '$.regime'), ''), n.text,"
    " n.normal, n.folded, n.strength, n.is_primary, n.part, n.decides,"
    " coalesce(json_extract(e.body, '$.date_removed'), '')"
    " FROM name n JOIN live l ON l.entry_id = n.entry_id JOIN entry e ON e.id = n.entry_id"
    " JOIN snapshot s ON s.id = l.snapshot_id WHERE s.private <= ? AND "
)
_SHAPE = (
    "SELECT n.id, n.folded, n.normal FROM name n JOIN live l ON l.entry_id = n.entry_id"
    " JOIN snapshot s ON s.id = l.snapshot_id WHERE s.private <= ? AND "
)
_SHAPE_MATCHING = f"{_SHAPE} n.id IN (SELECT rowid FROM name_text WHERE name_text MATCH ?)"  # noqa: S608


class StoredIndex:
    """The index in the database of snapshots: the newest list of each authority.

    Private lists are searched only with `private`.
    """

    def __init__(self, db: sqlite3.Connection, *, private: bool = False) -> None:
        self._db = db
        self._private = private

    def equal(self, normal: str) -> Iterable[IndexMatch]:
        """See `Index`."""
        rows = self._db.execute(f"{_SELECT} n.normal = ?", (self._private, normal))
        return [_found(row) for row in rows]

    def candidates(self, normal: str, folded: str) -> Iterable[IndexMatch]:
        """See `Index`: by a shared word or consonant skeleton; by all names if that finds few."""
        match = _match(normal)
        shapes: list[tuple[int, str, str]] = []
        if match:
            shapes = self._db.execute(_SHAPE_MATCHING, (self._private, match)).fetchall()
        best = _preselect(shapes, normal, folded)
        if not best or best[0][1] < _ENOUGH:
            everything = self._db.execute(f"{_SHAPE} 1", (self._private,)).fetchall()
            best = _preselect(everything, normal, folded)
        marks = ",".join("?" * len(best))
        rows = self._db.execute(
            f"{_SELECT} n.id IN ({marks})", (self._private, *(number for number, _ in best))
        )
        return [_found(row) for row in rows]

    def names_of(self, authority: str, key: str) -> Iterable[str]:
        """See `Index`."""
        rows = self._db.execute(
            "SELECT DISTINCT n.normal FROM entry e JOIN live l ON l.entry_id = e.id"
            " JOIN name n ON n.entry_id = e.id WHERE e.authority = ? AND e.key = ?",
            (authority, key),
        )
        return [normal for (normal,) in rows]


def _found(row: Sequence[object]) -> IndexMatch:
    found = IndexMatch(*row)  # type: ignore[arg-type]  # the columns are in the order of the fields
    return found._replace(primary=bool(found.primary), decides=bool(found.decides))


def _match(normal: str) -> str:
    """The full-text query: any telling word as it stands or by its skeleton.

    Common words (Muhammad, army) are asked for only where there is no other: they have thousands
    of names.
    """
    every = names.words(normal)
    telling = [word for word in every if names.weight(word) == 1.0] or every
    parts = []
    for word in telling:
        made = names.skeleton(word)
        parts.append(f'normal:"{word}"')
        if len(made) >= 2:
            parts.append(f'folded:"{made}"' + ("*" if len(made) >= 4 else ""))
    return " OR ".join(parts)


def _preselect(
    shapes: Sequence[tuple[int, str, str]], normal: str, folded: str
) -> list[tuple[int, float]]:
    """The numbers of the names nearest in skeleton or in letters, best first."""
    best: dict[int, float] = {}
    by_skeleton = [shape[1] for shape in shapes]
    by_letters = [shape[2] for shape in shapes]
    for query, texts in ((folded, by_skeleton), (normal, by_letters)):
        for _, score, place in process.extract(
            query, texts, scorer=fuzz.token_set_ratio, limit=_CANDIDATES
        ):
            number = shapes[place][0]
            best[number] = max(score, best.get(number, 0.0))
    return sorted(best.items(), key=lambda item: -item[1])[: 2 * _CANDIDATES]
