"""The names of the library's own listings, ready to be searched.

Reading a hundred and fifty files takes longer than a search may: in a workspace with lists the
names are kept beside them, and made anew whenever a file of the library changes.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from demarche.kernel.staging import write_file
from demarche.kernel.workspace import shown
from demarche.listings.index import PLACE_ONLY, Listed
from demarche.listings.names import normalise
from demarche.model.entry import STRONG

if TYPE_CHECKING:
    from demarche.model.listing import Listing

CACHE = "curated-names.json"
_VERSION = 4

_AND = re.compile(r",\s+and\s+|,\s+|\s+and\s+")
_STANDINGS = {
    "removed": "removed, according to the library",
    "presumed-removed": "presumed removed, according to the library",
    "uncertain": "of uncertain status, according to the library",
    "contested": "of contested status, according to the library",
    "under-observation": "under observation, which is not a proscription",
}


class CuratedListing(NamedTuple):
    """A listing of the library as far as a search needs it."""

    organisation: str
    authority: str
    printed: str
    reference: str | None
    status: str
    as_of: str
    aliases: list[list[str]]
    native: list[str]
    parent: str
    """For an alias: the organisation whose entry it belongs to."""
    settled: str
    """Of a removal or a doubt: the last day on which a list says nothing against it."""
    barred: str
    """Why no request may cite the entry although it stands."""

    @property
    def standing(self) -> str:
        """Why the listing decides nothing; empty where it is in force."""
        barred = f"not cited: {self.barred}, according to the library" if self.barred else ""
        return _STANDINGS.get(self.status, barred)

    def listed(self, others: Iterable[str] = ()) -> Listed:
        """As the index takes it; `others` are organisations that stand in the entry as aliases."""
        aliases = [(name, strength) for name, strength in self.aliases]
        aliases += [(name, STRONG) for name in others]
        return Listed(
            self.authority, self.printed, self.reference, aliases, self.native, self.standing
        )


def listed(rows: Iterable[CuratedListing]) -> Iterator[Listed]:
    """The entries for the index, each with the organisations that stand in it as an alias."""
    rows = list(rows)
    within: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.parent and not row.barred:
            within.setdefault((row.authority, row.parent), []).append(row.printed)
    for row in rows:
        if not row.parent:
            yield row.listed(within.get((row.authority, row.organisation), ()))


def known(files: Mapping[str, Path], folder: Path | None = None) -> list[CuratedListing]:
    """The listings of organisations' files; with `folder`, kept there for the next time."""
    stamp = [[name, os.path.realpath(file), *_state(file)] for name, file in files.items()]
    cache = folder / CACHE if folder and folder.is_dir() else None
    if cache and (kept := _kept(cache, stamp)) is not None:
        return kept
    found = list(_read(files))
    if cache:
        _keep(cache, {"version": _VERSION, "files": stamp, "listings": found})
    return found


def _state(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_size, status.st_mtime_ns


def _kept(cache: Path, stamp: list[list[Any]]) -> list[CuratedListing] | None:
    """What was kept, where it is whole and of these very files; anything else is made anew."""
    try:
        data = json.loads(cache.read_bytes())
        if data["version"] != _VERSION or data["files"] != stamp:
            return None
        return [CuratedListing(*row) for row in data["listings"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(cache: Path, data: dict[str, Any]) -> None:
    """Written beside and moved into place; a folder that cannot be written is no fault."""
    with contextlib.suppress(OSError):
        write_file(cache, json.dumps(data, ensure_ascii=False).encode())


def _read(files: Mapping[str, Path]) -> Iterator[CuratedListing]:
    from demarche.listings.status import removal_known
    from demarche.model.listing import Organisation
    from demarche.model.record_reader import load

    records = [load(Organisation, file, shown(file)) for file in files.values()]
    for record in records:
        native = [name.name for name in record.native_names]
        for listing in record.listings:
            if listing.status not in ("listed", "alias", *_STANDINGS) or not listing.listed_name:
                continue
            script = [listing.original_script] if listing.original_script else []
            yield CuratedListing(
                record.id,
                listing.authority,
                listing.listed_name,
                listing.reference,
                listing.status.value,
                listing.as_of or "",
                [
                    *([alias.name, alias.strength or STRONG] for alias in listing.aliases),
                    *_amended(listing),
                ],
                [*dict.fromkeys([*script, *native])],
                listing.alias_of or "",
                removal_known(listing),
                listing.why_not_citable or "",
            )


def _amended(listing: Listing) -> Iterator[list[str]]:
    """The names that published amendments added to an entry, one amendment often several."""
    for amendment in listing.amendments:
        if amendment.verification == "verified":
            yield from ([name, STRONG] for name in _AND.split(amendment.name) if name)


class Names:
    """Which organisation of the library an entry is."""

    def __init__(self, rows: list[CuratedListing]) -> None:
        self._aliases = {(row.authority, normalise(row.printed)): row for row in rows if row.parent}
        self._entries: dict[tuple[str, str], CuratedListing] = {}
        for row in rows:
            if not row.parent:
                self._entries.setdefault((row.authority, identity(row)), row)

    def alias(self, authority: str, matched: str) -> CuratedListing | None:
        """The organisation that stands in another's entry by the name that was matched."""
        return self._aliases.get((authority, normalise(matched)))

    def entry(self, authority: str, known_as: str) -> CuratedListing | None:
        """The organisation whose own entry it is, by what identifies the entry."""
        return self._entries.get((authority, known_as))


def identity(row: CuratedListing) -> str:
    """What makes a listing this entry, the same as `index.IndexMatch.identity`."""
    if row.reference and not PLACE_ONLY.search(row.reference):
        return row.reference
    return normalise(row.printed)
