"""Where each field of a listing was read, and when: for `demarche show` and the page of provenance.

A listing names its sources, and where it has several and it was recorded, the one of each field.
Where that was not recorded, every source of the listing stands for the field: it was read in one of
them. What is from memory was read nowhere, whatever sources the listing names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from demarche.model.listing import READ_FIELDS, Listing
from demarche.model.provenance import Source, Verification

_UNREAD = (Verification.MEMORY, Verification.UNKNOWN)
_LABELS = {
    "listed_name": "name",
    "date_listed": "date listed",
    "federal_register": "Federal Register",
    "original_script": "original script",
}


@dataclass(frozen=True, slots=True)
class FieldReading:
    """A field with what was read of it; no source where it is from memory, or none is named."""

    field: str
    value: str
    grade: Verification | None
    """None for a field that is not graded."""
    sources: tuple[str, ...]
    exact: bool
    """False where the field was read in one of several sources, and which was not recorded."""

    @property
    def label(self) -> str:
        """The field in words."""
        return _LABELS.get(self.field, self.field.replace("_", " "))

    @property
    def read(self) -> bool:
        """Whether it was read at all."""
        return bool(self.sources)


def readings(listing: Listing) -> Iterator[FieldReading]:
    """Each field of a listing that has a value, with where it was read."""
    graded = set(listing.verification)
    for name in READ_FIELDS:
        value = getattr(listing, name)
        if not value:
            continue
        grade = listing.grade(name) if name in graded else None
        key = listing.read_in.get(name)
        sources = (key,) if key else listing.sources
        if grade in _UNREAD:
            sources = ()
        yield FieldReading(name, _shown(value), grade, sources, exact=len(sources) < 2)


def by_source(listing: Listing) -> dict[tuple[str, ...], list[FieldReading]]:
    """The fields of a listing together that were read in the same place, in order."""
    found: dict[tuple[str, ...], list[FieldReading]] = {}
    for reading in readings(listing):
        found.setdefault(reading.sources, []).append(reading)
    return found


def when(source: Source | None) -> str:
    """The day that a source speaks for, in its own words."""
    return source.as_of if source and source.as_of else "not recorded"


def sources_of(listings: tuple[Listing, ...], known: Mapping[str, Source]) -> dict[str, Source]:
    """The sources that listings name, by key, in the order in which they are first named."""
    keys = dict.fromkeys(key for listing in listings for key in listing.sources)
    return {key: known[key] for key in keys if key in known}


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return f"{len(value)}"
    return str(value)
