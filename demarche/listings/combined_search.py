"""`lists search`: the library's listings and the imported lists searched together.

An entry that both have is told once, and what is newer speaks: a list newer than the library says
what stands, a library newer than the list keeps a removal that the old list does not know of.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from demarche.kernel.problems import InputError, Place
from demarche.listings import curated, snapshots
from demarche.listings.database import FILE_NAME, newest
from demarche.listings.index import Index, MemoryIndex, StoredIndex
from demarche.listings.references import key_of, slug_of
from demarche.listings.regimes import names_terrorists
from demarche.listings.search import Hit, search
from demarche.model.entry import EntryKind, from_json

LONGEST = 500
"""Characters of a name; the longest that a list prints, with all its parentheses, has fewer."""

EVERY = 1000
"""As many hits as `--all` shows."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """A hit, with what a case writes for it and the day of the list that says so."""

    hit: Hit
    organisation: str
    """What to write as `organisation` in a case; empty where the library has no record yet."""
    as_of: str
    source: str
    """`list` for an imported list, `library` for a listing that the library alone has."""
    details: tuple[tuple[str, str], ...] = ()
    """What a private list adds to a name, by its own words: without it namesakes are one."""

    def as_dict(self) -> dict[str, Any]:
        """Plain data for a program."""
        hit = self.hit
        return {
            "authority": hit.authority,
            "printed": hit.printed,
            "matched": hit.matched,
            "strength": hit.strength,
            "reference": hit.reference,
            "kind": hit.kind,
            "regime": hit.regime or None,
            "exact": hit.exact,
            "decides": hit.decides,
            "score": hit.score,
            "why": hit.why,
            "organisation": self.organisation or None,
            "as_of": self.as_of or None,
            "source": self.source,
            "details": dict(self.details),
        }


def find(
    text: str,
    files: Mapping[str, Path],
    folder: Path,
    limit: int,
    *,
    private: bool = False,
    authorities: Collection[str] = (),
) -> list[SearchAnswer]:
    """The entries with that name or one like it, best first; persons of private lists on demand.

    `authorities` are those with a file: a case can name the persons of no other list.
    InputError for what is too long to be a name: it would be compared with every name there is.
    """
    if len(text) > LONGEST:
        message = f"{len(text):,} characters is too long for a name (limit {LONGEST})"
        raise InputError.single(Place("search"), "", message, "search for the name alone")
    rows = curated.known(files, folder)
    memory = MemoryIndex(curated.listed(rows))
    names = curated.Names(rows)
    if not (folder / FILE_NAME).is_file():
        return [_answer(None, names, hit) for hit in search(memory, text, limit)]
    with closing(snapshots.connect(folder, create=False)) as db:
        sources: list[Index] = [StoredIndex(db, private=private), memory]
        hits = search(sources, text, limit)
        answers = [_answer(db, names, hit, authorities) for hit in hits]
    return sorted(answers, key=lambda answer: not answer.hit.exact)


def _answer(
    db: sqlite3.Connection | None,
    names: curated.Names,
    hit: Hit,
    authorities: Collection[str] = (),
) -> SearchAnswer:
    """What the newer of library and list says of a hit."""
    alias = names.alias(hit.authority, hit.matched)
    own = names.entry(hit.authority, hit.identity)
    organisation = alias.organisation if alias else own.organisation if own else ""
    if hit.kind == EntryKind.INDIVIDUAL.value and hit.reference:
        named = hit.authority in authorities and names_terrorists(hit.authority, hit.regime)
        organisation = slug_of(hit.reference) if named else ""
    as_of = own.as_of if own else ""
    if own and own.barred:  # stands whatever a list says of the entry
        hit = replace(hit, exact=False, why=own.standing)
    snapshot = newest(db, hit.authority) if db else None
    if db is None or snapshot is None or not snapshot.as_of:
        return SearchAnswer(hit, organisation, as_of, "library")
    key = key_of(hit.reference)
    state = snapshots.history(db, hit.authority, key)[-1][1] if key else None
    newer = as_of[: len(snapshot.as_of)] > snapshot.as_of
    if own and (newer or (own.standing and snapshot.as_of <= own.settled)):
        if own.standing and state is not None:
            hit = replace(hit, exact=False, why=f"{own.standing} as of {as_of}")
        return SearchAnswer(hit, organisation, as_of, "library")
    if key and state is None:
        why = f"no longer on the list of {snapshot.as_of}"
        return SearchAnswer(replace(hit, exact=False, why=why), organisation, as_of, "library")
    in_list = key is not None or _is_live(db, hit)
    if not in_list:
        return SearchAnswer(hit, organisation, as_of, "library")
    details = _details(db, hit) if snapshot.private else ()
    return SearchAnswer(hit, organisation, snapshot.as_of, "list", details)


def _details(db: sqlite3.Connection, hit: Hit) -> tuple[tuple[str, str], ...]:
    row = db.execute(
        "SELECT e.body FROM entry e JOIN live l ON l.entry_id = e.id"
        " WHERE e.authority = ? AND e.key = ?",
        (hit.authority, hit.identity),
    ).fetchone()
    return from_json(row[0]).native if row else ()


def _is_live(db: sqlite3.Connection, hit: Hit) -> bool:
    """Whether an entry without a reference is one that the newest list prints by that name."""
    row = db.execute(
        "SELECT 1 FROM entry e JOIN live l ON l.entry_id = e.id"
        " WHERE e.authority = ? AND json_extract(e.body, '$.name') = ?",
        (hit.authority, hit.printed),
    ).fetchone()
    return row is not None
