"""Whether a listing is in force on a day, and whether it may be cited at all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from demarche.listings.regimes import concerns_terrorism
from demarche.model.listing import Authority, Listing, Organisation, Status
from demarche.model.provenance import Verification

_PRINTABLE_NAME = {Verification.VERIFIED, Verification.SPELLING_TO_CHECK}

_NOT_LISTED = {
    Status.UNDER_OBSERVATION: "is under observation, which is not a proscription",
    Status.NOT_LISTED: "has no entry as an organisation",
    Status.PRESUMED_REMOVED: "is presumed removed",
    Status.UNCERTAIN: "has an uncertain status",
    Status.CONTESTED: "has a contested status",
    Status.RELATED: "is related to an entry, but is not the same",
}


@dataclass(frozen=True, slots=True)
class ListingStatus:
    """A listing on a day: in force and citable, or why not.

    `entry` is the listing to cite; for an alias it is the primary entry, and `alias` the name under
    which the organisation stands in it. For what a parent covers it is the parent's entry, and
    `rule` the provision by which it covers the organisation.
    """

    listing: Listing
    in_force: bool
    why: str = ""
    entry: Listing | None = None
    alias: str | None = None
    rule: str | None = None
    """The rule by which `entry`, another organisation's, covers this one."""


def latest_day(date: str) -> dt.date:
    """The last day that a partly known date can mean: `2001-12` is 31 December 2001."""
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 3:
        return dt.date(*parts)
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12)
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def earliest_day(date: str) -> dt.date:
    """The first day that a partly known date can mean."""
    parts = [int(part) for part in date.split("-")]
    return dt.date(*[*parts, 1, 1][:3])


def removal_known(listing: Listing) -> str:
    """The last day on which a list that has the entry says nothing against what the library knows
    of its removal, or of a doubt; empty for an entry that stands.

    A list of the very day may have been made in the night before: that of 27 February 2026 still
    has the entry that was removed on that day. Only a list of a later day lists again.
    """
    if listing.status in (Status.LISTED, Status.ALIAS):
        return ""
    days = [latest_day(day).isoformat() for day in (listing.as_of, listing.date_removed) if day]
    return max(days, default="")


def date_faults(listing: Listing) -> Iterator[str]:
    """What no reading of its partly known dates makes possible."""
    made = listing.date_listed
    if made is None:
        return
    begins = earliest_day(made)
    later = [("removed", listing.date_removed), *(("amended", on) for on in listing.amended_on)]
    if listing.status is Status.LISTED:  # what is not listed was read of another entry
        later.append(("read", listing.as_of))
    later += [("amended", amendment.date) for amendment in listing.amendments]
    for what, day in later:
        if day and latest_day(day) < begins:
            yield f"{what} on {day}, listed on {made}"
    if listing.date_removed:
        ends = latest_day(listing.date_removed)
        for day in listing.amended_on:
            if earliest_day(day) > ends:
                yield f"amended on {day}, removed on {listing.date_removed}"


def standings(
    organisation: Organisation,
    day: dt.date,
    authorities: Mapping[str, Authority],
    organisations: Mapping[str, Organisation],
) -> list[ListingStatus]:
    """Every listing of the organisation with its standing on `day`, in the file's order."""
    return [_standing(row, day, authorities, organisations) for row in organisation.listings]


def _standing(
    listing: Listing,
    day: dt.date,
    authorities: Mapping[str, Authority],
    organisations: Mapping[str, Organisation],
) -> ListingStatus:
    authority = authorities[listing.authority]
    if not authority.citable:
        return ListingStatus(listing, False, authority.why_not_citable or "is not a list to cite")
    if listing.why_not_citable:
        return ListingStatus(listing, False, listing.why_not_citable)
    if why := _unlike(listing.reference, authority):
        return ListingStatus(listing, False, why)
    if not concerns_terrorism(listing.authority, listing.regime):
        return ListingStatus(listing, False, f"is an entry under the regime {listing.regime}")
    if listing.status is Status.ALIAS:
        return _by_alias(listing, day, organisations)
    if listing.status is Status.COVERED_BY_PARENT and listing.parent:
        return _by_parent(listing, day, authority, organisations)
    why = _why_not(listing, day)
    return ListingStatus(listing, not why, why, None if why else listing)


def _unlike(reference: str | None, authority: Authority) -> str:
    """Why a reference can be none of the list's; a slip of the pen would cite another entry."""
    pattern = authority.reference_pattern
    if reference is None or pattern is None or re.fullmatch(pattern, reference):
        return ""
    form = f" ({authority.reference_form})" if authority.reference_form else ""
    return f"has the reference {reference}, which does not match the list's format{form}"


def _why_not(listing: Listing, day: dt.date) -> str:
    if listing.status in _NOT_LISTED:
        return _NOT_LISTED[listing.status]
    if listing.grade("status") is not Verification.VERIFIED:
        return "has a status that is not verified"
    if listing.grade("listed_name") not in _PRINTABLE_NAME:
        return "has a printed name not found in any source"
    # A day within a partly known date of listing counts as before it: never cite in doubt.
    if listing.date_listed and latest_day(listing.date_listed) > day:
        return f"was listed only on {listing.date_listed}"
    if listing.status is Status.REMOVED:
        if listing.date_removed is None or listing.date_listed is None:
            return "was removed"
        # A day within a partly known date of removal counts as after it: never cite in doubt.
        if earliest_day(listing.date_removed) <= day:
            return f"was removed on {listing.date_removed}"
        if listing.grade("date_listed") is not Verification.VERIFIED:
            return "was removed, and the date is not verified"
    return ""


def _by_alias(
    listing: Listing, day: dt.date, organisations: Mapping[str, Organisation]
) -> ListingStatus:
    """An alias is cited only with the primary entry of the same authority, never alone."""
    if listing.grade("status") is not Verification.VERIFIED:
        return ListingStatus(listing, False, "has a status that is not verified")
    if listing.grade("listed_name") not in _PRINTABLE_NAME:
        return ListingStatus(listing, False, "has a printed name not found in any source")
    # The alias has force only from the day it was added to the entry.
    if listing.date_listed and latest_day(listing.date_listed) > day:
        return ListingStatus(listing, False, f"became an alias only on {listing.date_listed}")
    for entry in _entries_of(listing.alias_of, listing.authority, organisations):
        why = entry.why_not_citable or _why_not(entry, day)
        return ListingStatus(listing, not why, why, None if why else entry, listing.listed_name)
    return ListingStatus(listing, False, "is an alias of an entry that is not in the library")


def _by_parent(
    listing: Listing,
    day: dt.date,
    authority: Authority,
    organisations: Mapping[str, Organisation],
) -> ListingStatus:
    """The parent's entry, cited only with the rule by which it covers this organisation."""
    parent = organisations.get(listing.parent or "")
    name = parent.name if parent else listing.parent
    rule, missing = _rule(listing, authority)
    if rule is None:
        why = f"has no entry of its own, and {missing} by which the entry of {name} covers it"
        return ListingStatus(listing, False, why)
    for entry in _entries_of(listing.parent, listing.authority, organisations):
        reason = entry.why_not_citable or _why_not(entry, day)
        if reason:
            return ListingStatus(listing, False, reason)
        return ListingStatus(listing, True, "", entry, rule=rule)
    return ListingStatus(
        listing, False, f"is covered by an entry of {name} that is not in the library"
    )


def _rule(listing: Listing, authority: Authority) -> tuple[str | None, str]:
    """The rule of the listing, else of its list's law, if it was read; else what is missing.

    A full stop at its end is left out, since it is printed within sentences.
    """
    if listing.parent_rule and listing.grade("parent_rule") is Verification.VERIFIED:
        return listing.parent_rule.rstrip("."), ""
    general = authority.parent_rule
    if general and general.verification is Verification.VERIFIED:
        return general.text.rstrip("."), ""
    known = listing.parent_rule or general
    return None, "the rule is not verified" if known else "no rule was read"


def _entries_of(
    key: str | None, authority: str, organisations: Mapping[str, Organisation]
) -> list[Listing]:
    """An organisation's own entries on a list: one in force before one that was removed, whose
    reason is reported where it is the only one."""
    organisation = organisations.get(key or "")
    entries = [
        entry
        for entry in (organisation.listings if organisation else ())
        if entry.authority == authority and entry.status in (Status.LISTED, Status.REMOVED)
    ]
    return sorted(entries, key=lambda entry: entry.status is Status.REMOVED)


def citable(found: Iterable[ListingStatus]) -> list[ListingStatus]:
    """Those in force, once per authority and reference."""
    kept: dict[tuple[str, str, str], ListingStatus] = {}
    for standing in found:
        if standing.in_force and standing.entry is not None:
            key = (
                standing.entry.authority,
                standing.entry.listed_name,
                standing.entry.reference or "",
            )
            kept.setdefault(key, standing)
    return list(kept.values())
