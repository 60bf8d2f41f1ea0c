"""Curated listings overlaid by the snapshots of official files; pure.

A listing meets its entry by reference, never by name. The newest list that is not later than the
case's day says what stands in force and how it is printed; a later list can only warn. A snapshot
older than what the library knows changes nothing. Where anything does not fit the listing becomes
one that no request can cite, with the reason: a wrong citation is worse than none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from demarche.listings import name_agreement
from demarche.listings.database import Snapshot
from demarche.listings.reading_days import BY_OFFICER, Comparison
from demarche.listings.references import key_of
from demarche.listings.status import latest_day, removal_known
from demarche.model.entry import Entry
from demarche.model.listing import Alias, Listing, Organisation, Status
from demarche.model.provenance import Verification

Seen = tuple[Snapshot, Entry | None]
"""A whole list, and the entry as it stood in it; None where it was absent."""

_ENTRIES = (Status.LISTED, Status.REMOVED, Status.UNCERTAIN, Status.PRESUMED_REMOVED)
"""The statuses that a newer list can confirm or change; the others are no entry of their own."""


class Lists(Protocol):
    """What the snapshots say; every sequence is of dated whole lists, oldest first."""

    def seen(self, authority: str, key: str) -> Sequence[Seen]:
        """An entry through the lists of its authority."""
        ...

    def named(self, authority: str, printed: str) -> Sequence[Seen]:
        """An entry of a list without references, by the very name that it prints."""
        ...

    def compared(self, authority: str, until: dt.date | None) -> Comparison | None:
        """The latest comparison of the library with a list, not later than a day."""
        ...

    def elsewhere(self, snapshot: Snapshot, authority: str, key: str) -> str | None:
        """Another authority under which the same file has the entry."""
        ...


@dataclass(frozen=True, slots=True)
class Laid:
    """An organisation as overlaid, and what lists later than the case's day say against it."""

    organisation: Organisation
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """An entry on the case's day: the list that speaks, the entry in it, the lists around it."""

    snapshot: Snapshot
    entry: Entry | None
    before: tuple[Seen, ...]
    after: tuple[Seen, ...]


def snapshot_day(snapshot: Snapshot) -> str:
    """The day of a dated snapshot."""
    return snapshot.as_of or ""


def view(seen: Sequence[Seen], day: dt.date | None) -> View | None:
    """What the lists say on a day, None where none is that old; without a day, the newest."""
    until = day.isoformat() if day else "9999"
    known = [state for state in seen if snapshot_day(state[0]) <= until]
    if not known:
        return None
    snapshot, entry = known[-1]
    after = tuple(state for state in seen if snapshot_day(state[0]) > until)
    return View(snapshot, entry, tuple(known[:-1]), after)


def overlay(
    organisation: Organisation,
    lists: Lists,
    day: dt.date | None,
    curated: Callable[[str], Organisation | None],
) -> Laid:
    """The organisation with its listings as the snapshots have them on `day`.

    `curated` gives the organisation that an alias belongs to, as the library has it.
    """
    later: list[str] = []
    listings = []
    for listing in organisation.listings:
        if listing.status is Status.ALIAS:
            listings.append(_alias(listing, lists, day, curated))
        elif listing.status in _ENTRIES:
            laid, warnings = _entry(listing, lists, day)
            listings.append(laid)
            later += warnings
        else:
            listings.append(listing)
    listings = [_compared(listing, lists, day) for listing in listings]
    if all(
        listing is other for listing, other in zip(listings, organisation.listings, strict=True)
    ):
        return Laid(organisation, tuple(later))
    return Laid(organisation.model_copy(update={"listings": tuple(listings)}), tuple(later))


def _compared(listing: Listing, lists: Lists, day: dt.date | None) -> Listing:
    """A listing in force as of the day on which somebody compared it with the list by hand."""
    if listing.status is not Status.LISTED or listing.why_not_citable:
        return listing
    found = lists.compared(listing.authority, day)
    if found is None:
        return listing
    if listing.as_of and found.day <= latest_day(listing.as_of).isoformat():
        return listing
    note = f"Compared with the list on {found.day} by {found.by}"
    note += f": {found.note}" if found.note else ""
    read_in = {**listing.read_in, "status": f"the list itself on {found.day}, by {found.by}"}
    update = {"as_of": found.day, "as_of_note": None, "notes": (*listing.notes, note)}
    return listing.model_copy(update={**update, "read_in": read_in})


def _entry(listing: Listing, lists: Lists, day: dt.date | None) -> tuple[Listing, list[str]]:
    key = joining_key(listing)
    if key is None:
        return _without_reference(listing, lists, day), []
    seen = lists.seen(listing.authority, key)
    later = _later(listing, seen, day)
    now = view(seen, day)
    if now is None or older(now.snapshot, listing.as_of):
        return listing, later
    if now.entry is None:
        return _gone(listing, now, lists.elsewhere(now.snapshot, listing.authority, key)), later
    if snapshot_day(now.snapshot) <= removal_known(listing):
        return listing, later
    return stated(listing, now.snapshot, now.entry), later


def joining_key(listing: Listing) -> str | None:
    """The key that joins a listing to its entry: that of a reference which was verified."""
    if listing.grade("reference") is not Verification.VERIFIED:
        return None
    return key_of(listing.reference)


def older(snapshot: Snapshot, as_of: str | None) -> bool:
    """Whether a list is older than the day on which the library read the listing."""
    return as_of is not None and snapshot_day(snapshot) < latest_day(as_of).isoformat()


def _later(listing: Listing, seen: Sequence[Seen], day: dt.date | None) -> list[str]:
    """What a list later than the case's day, and than the library, says against the listing."""
    after = [state for state in seen if day and snapshot_day(state[0]) > day.isoformat()]
    if not after or older(after[-1][0], listing.as_of) or listing.status is Status.REMOVED:
        return []
    snapshot, entry = after[-1]
    named = f"{listing.listed_name} ({listing.reference})"
    if entry is None:
        return [f"{named} is no longer on the list of {snapshot.as_of}"]
    if not name_agreement.same_name(entry.name, listing.listed_name):
        return [f"{named} is printed as {entry.name} on the list of {snapshot.as_of}"]
    return []


def _gone(listing: Listing, now: View, elsewhere: str | None) -> Listing:
    """The listing of an entry that the list of the day does not have."""
    if listing.status is Status.REMOVED:
        return listing.model_copy(update={"as_of": now.snapshot.as_of, "as_of_note": None})
    had = [snapshot_day(snapshot) for snapshot, entry in now.before if entry is not None]
    last = max([*had, listing.as_of or ""])
    between = f"; it was there on {last}" if last else ""
    if elsewhere:
        what = f"is an entry of {elsewhere} on the list of {now.snapshot.as_of}, not of this one"
    else:
        what = f"is no longer on the list of {now.snapshot.as_of}"
    return listing.model_copy(
        update={
            "status": Status.REMOVED,
            "why_not_citable": f"{what}{between} ({source(now.snapshot)})",
            "as_of": now.snapshot.as_of,
            "as_of_note": None,
            "verification": {**listing.verification, "status": Verification.VERIFIED},
        }
    )


def _without_reference(listing: Listing, lists: Lists, day: dt.date | None) -> Listing:
    """A list without references overlays nothing, but a name that vanished is not cited.

    A listing whose very name stands in the newest file is as of the day of that file, or of the
    later day on which an officer compared it; what is printed of it stays the library's.

    Exact name stood in one file of the list and stands no more in a newer one. Whether it was
    removed or is printed otherwise now, only a reader of the list can tell.
    """
    if listing.status is not Status.LISTED or not listing.listed_name:
        return listing
    now = view(lists.named(listing.authority, listing.listed_name), day)
    if now is None or older(now.snapshot, listing.as_of):
        return listing
    removed = now.entry.date_removed if now.entry else None
    if now.entry is not None and removed is None:
        by_hand = now.snapshot.as_of_from == BY_OFFICER
        word = f"Compared on {now.snapshot.as_of} with" if by_hand else "The name is in"
        note = f"{word} {source(now.snapshot)}, {now.entry.locator}"
        read = {"as_of": now.snapshot.as_of, "as_of_note": None, "notes": (*listing.notes, note)}
        read_in = {**listing.read_in, "status": file_and_day(now.snapshot)}
        return listing.model_copy(update={**read, "read_in": read_in})
    had = [snapshot_day(snapshot) for snapshot, entry in now.before if entry is not None]
    if removed:
        why = f"was removed on {removed}, according to the list of {now.snapshot.as_of}"
    elif had:
        why = f"is not printed on the list of {now.snapshot.as_of}, as it was on {max(had)}"
    else:
        return listing
    return listing.model_copy(update={"why_not_citable": f"{why} ({source(now.snapshot)})"})


def stated(listing: Listing, snapshot: Snapshot, entry: Entry) -> Listing:
    """The listing as an official file states it; what the file has no place for stays."""
    grades = {**listing.verification}
    update: dict[str, object] = {
        "date_removed": None,
        "as_of": snapshot.as_of,
        "as_of_note": None,
        "notes": (*listing.notes, f"Read in {source(snapshot)}, {entry.locator}"),
        "verification": grades,
    }
    doubt = listing.why_not_citable or _doubt(listing, entry)
    if listing.status is Status.REMOVED:
        update["status_note"] = f"listed again, according to the list of {snapshot.as_of}"

    graded = {
        "listed_name": entry.name,
        "reference": entry.reference,
        "date_listed": entry.date_listed,
        "status": Status.LISTED,
    }
    plain = {
        "original_script": entry.original_script,
        "amended_on": entry.dates_amended,
        "program_tags": entry.program_tags,
        "regime": entry.regime,
    }
    read_in = {**listing.read_in}
    for name, value in (graded | plain).items():
        if value and name not in snapshot.lacks:
            update[name] = value
            read_in[name] = file_and_day(snapshot)
            if name in graded:
                grades[name] = Verification.VERIFIED
    if "aliases" not in snapshot.lacks:
        read_in["aliases"] = file_and_day(snapshot)
        update["aliases"] = aliases_of(entry)
        if listing.known_as:
            official = name_agreement.printed_alias(entry, listing.known_as)
            if official is None:
                doubt = doubt or (
                    f"does not have the alias {listing.known_as} on the list of {snapshot.as_of}"
                )
            update["known_as"] = official or listing.known_as
    update["why_not_citable"] = doubt
    update["read_in"] = read_in
    return listing.model_copy(update=update)


def aliases_of(entry: Entry) -> tuple[Alias, ...]:
    """The entry's aliases as a listing has them."""
    return tuple(
        Alias(name=alias.name, kind=alias.kind or None, strength=alias.strength)
        for alias in entry.aliases
        if alias.name.strip()
    )


def _doubt(listing: Listing, entry: Entry) -> str | None:
    """Why the entry under this reference may not be the one that the library means."""
    if not entry.name:
        return "has an entry without a printed name"
    known = (listing.listed_name, *(alias.name for alias in listing.aliases))
    if name_agreement.shares_a_name(entry, known):
        return None
    return f"prints {entry.name} under {entry.reference}, and the library {listing.listed_name}"


def _alias(
    listing: Listing,
    lists: Lists,
    day: dt.date | None,
    curated: Callable[[str], Organisation | None],
) -> Listing:
    """An alias holds only as long as the entry that it belongs to prints it."""
    parent = curated(listing.alias_of or "")
    for row in parent.listings if parent else ():
        key = joining_key(row) if row.authority == listing.authority else None
        if row.status not in _ENTRIES or key is None:
            continue
        now = view(lists.seen(row.authority, key), day)
        if now is None or now.entry is None or older(now.snapshot, listing.as_of or row.as_of):
            return listing  # what stands against the entry itself is said of the entry
        if "aliases" in now.snapshot.lacks:
            return listing
        official = name_agreement.printed_alias(now.entry, listing.listed_name)
        if official is None:
            why = f"is not an alias of {now.entry.name} on the list of {now.snapshot.as_of}"
            reason = f"{why} ({source(now.snapshot)})"
            return listing.model_copy(update={"why_not_citable": reason})
        graded = {**listing.verification, "listed_name": Verification.VERIFIED}
        update = {"listed_name": official, "as_of": now.snapshot.as_of, "verification": graded}
        return listing.model_copy(update=update)
    return listing


def file_and_day(snapshot: Snapshot) -> str:
    """The file behind a snapshot as `demarche show` names it."""
    return f"{snapshot.file} of {snapshot.as_of}"


def source(snapshot: Snapshot) -> str:
    """The file behind a snapshot, in words."""
    return f"{snapshot.file}, SHA-256 {snapshot.sha256}"
