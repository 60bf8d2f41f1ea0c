"""Listed persons: an account is run for one person, named in a case by the reference of the entry.

Only a reference names a person, `qdi-427` for QDi.427: a personal name does not tell namesakes
apart. The entry comes out as an organisation with that one listing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from demarche.listings.overlay import Lists, View, aliases_of, snapshot_day, source, stated, view
from demarche.listings.references import looks_like_slug, slug_of
from demarche.model.entry import Entry
from demarche.model.listing import Authority, Listing, Organisation, Status
from demarche.model.provenance import Verification

PERSON = "person"
"""The focus of an organisation that stands for a listed person."""


def citable_person(authority: Authority, reference: str) -> bool:
    """Whether a list is one to cite, and the reference has the form of its references."""
    pattern = authority.reference_pattern
    return authority.citable and bool(pattern and re.fullmatch(pattern, reference))


def person(
    name: str, authority: str, key: str, lists: Lists, day: dt.date | None
) -> tuple[Organisation, tuple[str, ...]] | None:
    """The listed person as an organisation, and what later lists say; None where no list has it.

    A person who stood on a list and is gone on the case's day comes with a removed listing, so that
    the examination says why no request can be made.
    """
    seen = lists.seen(authority, key)
    entries = [(snapshot, entry) for snapshot, entry in seen if entry is not None]
    if not entries:
        return None
    now = view(seen, day)
    snapshot, entry = entries[-1]
    if now is not None and now.entry is not None:
        snapshot, entry = now.snapshot, now.entry
    listing = stated(_bare(authority, entry), snapshot, entry)
    if now is None:
        first = snapshot_day(seen[0][0])
        why = f"is on no list in force on the date of issue: the oldest imported list is of {first}"
        listing = _stopped(listing, Status.UNCERTAIN, why)
    elif now.entry is None:
        listing = _stopped(listing, Status.REMOVED, _gone(now))
    later: tuple[str, ...] = ()
    if now is not None and now.entry is not None and now.after and now.after[-1][1] is None:
        gone_on = snapshot_day(now.after[-1][0])
        later = (f"{entry.name} ({entry.reference}) is no longer on the list of {gone_on}",)
    made = Organisation(id=name, name=entry.name, focus=PERSON, listings=(listing,))
    return made, later


def _gone(now: View) -> str:
    had = [snapshot_day(snapshot) for snapshot, entry in now.before if entry is not None]
    if not had:
        return f"is not yet on the list of {now.snapshot.as_of} ({source(now.snapshot)})"
    return (
        f"is no longer on the list of {now.snapshot.as_of}; it was there on {max(had)} "
        f"({source(now.snapshot)})"
    )


def _bare(authority: str, entry: Entry) -> Listing:
    """What `stated` fills in: nothing is known of the entry but what the file says."""
    return Listing(
        authority=authority,
        listed_name=entry.name,
        status=Status.LISTED,
        aliases=aliases_of(entry),
        verification={"status": Verification.VERIFIED},
    )


def _stopped(listing: Listing, status: Status, why: str) -> Listing:
    return listing.model_copy(update={"status": status, "why_not_citable": why})


def remedy(name: str, organisations: Mapping[str, Organisation]) -> str:
    """What to do about a name that has the form of a reference; empty for any other name."""
    if not looks_like_slug(name):
        return ""
    for organisation in organisations.values():
        for listing in organisation.listings:
            listed = listing.status in (Status.LISTED, Status.REMOVED)
            if listed and listing.reference and slug_of(listing.reference) == name:
                return f"that is the entry of an organisation: write {organisation.id!r}"
    known = getattr(organisations, "has_lists", False)
    if not known:
        return (
            "a listed person is given by the reference of the entry, and no official list has "
            "been imported yet: `demarche lists import FILE`"
        )
    return (
        "no imported list has a person with that reference: `demarche lists search NAME` finds "
        "persons, `demarche lists status` shows which lists are imported"
    )
