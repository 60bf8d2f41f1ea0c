"""Organisations as the workspace's imported lists have them, laid over the library's records.

Iteration and `in` concern the files, as with the records beneath; asking for the reference of a
listed person gives that person besides, as a default dictionary gives what it does not hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from demarche.listings import snapshots
from demarche.listings.overlay import Laid, overlay
from demarche.listings.persons import citable_person, person
from demarche.listings.references import key_of, looks_like_slug, spellings
from demarche.listings.regimes import names_terrorists
from demarche.listings.states import StoredLists
from demarche.model.entry import EntryKind
from demarche.model.listing import Authority, Organisation


class LayeredOrganisations(Mapping[str, Organisation]):
    """The records of a workspace with `data/lists`, as of the day of a case.

    Without a day the newest lists speak. Raises KeyError for a name that is neither a file nor the
    reference of a listed person, InputError for a file that is at fault.
    """

    has_lists = True

    def __init__(
        self,
        records: Mapping[str, Organisation],
        authorities: Mapping[str, Authority],
        folder: Path,
        day: dt.date | None = None,
    ) -> None:
        self._records = records
        self._authorities = authorities
        self._folder = folder
        self._day = day
        self._laid: dict[str, Laid] = {}

    def __getitem__(self, key: str) -> Organisation:
        return self._lay(key).organisation

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, key: object) -> bool:
        return key in self._records

    @property
    def records(self) -> Mapping[str, Organisation]:
        """The library's own records, as they are without any imported list."""
        return self._records

    def later(self, key: str) -> tuple[str, ...]:
        """What lists later than the case's day say against the organisation's entries."""
        return self._lay(key).later

    def _lay(self, key: str) -> Laid:
        if key not in self._laid:
            if key not in self._records and not looks_like_slug(key):
                raise KeyError(key)
            with closing(snapshots.connect(self._folder, create=False)) as db:
                lists = StoredLists(db)
                if key in self._records:
                    record = self._records[key]
                    laid = overlay(record, lists, self._day, self._records.get)
                else:
                    laid = self._person(key, lists)
            self._laid[key] = laid
        return self._laid[key]

    def _person(self, name: str, lists: StoredLists) -> Laid:
        for authority, key, kind in lists.references(spellings(name)):
            known = authority in self._authorities and kind is EntryKind.INDIVIDUAL
            if not known:
                continue
            found = person(name, authority, key, lists, self._day)
            if found is None:
                continue
            organisation, later = found
            listing = organisation.listings[0]
            reference = listing.reference or ""
            if not names_terrorists(authority, listing.regime):
                continue
            # The reference must identify the entry, and be one that the authority's file knows.
            if key_of(reference) == key and citable_person(self._authorities[authority], reference):
                return Laid(organisation, later)
        raise KeyError(name)
