"""Which listings are cited to a recipient, in which order, and in which words.

The rules stand in data/citations/ranking.yaml and in the asking state's jurisdiction file. A field
that is not verified never reaches the citation: it is left out and its name recorded.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from demarche.listings.status import ListingStatus, citable, standings
from demarche.model.jurisdiction import Jurisdiction
from demarche.model.listing import Authority, Listing, Organisation
from demarche.model.locale import Locale
from demarche.model.platform import Platform, Recipient
from demarche.model.provenance import Verification
from demarche.model.request import Citation, ListRef
from demarche.model.resolved_case import Library

UNIVERSAL = "UN"


def cite(
    organisation: Organisation,
    day: dt.date,
    library: Library,
    jurisdiction: Jurisdiction,
    platform: Platform,
    recipient: Recipient,
    seat_name: str,
    locale: Locale,
) -> tuple[Citation, ...]:
    """The citations of one organisation to one recipient on one day, best first.

    Empty where no listing is in force that this asking state may cite.
    """
    found = citable(standings(organisation, day, library.authorities, library.organisations))
    reach = {ground.authority: ground.reach for ground in jurisdiction.legal_grounds}
    grounds = list(reach)
    admitted = {*grounds, *jurisdiction.supporting}
    named = [policy_list.authority for policy_list in platform.lists]
    words = {"platform": platform.name, "entity": recipient.legal_entity, "seat": seat_name}
    ranked: list[tuple[tuple[int, int, int, str], ListingStatus, int]] = []
    for standing in found:
        assert standing.entry is not None  # noqa: S101  (citable() keeps no other)
        authority = library.authorities[standing.entry.authority]
        if authority.id not in admitted:
            continue
        rule = _rule(authority, named, recipient.seat, jurisdiction.state, library)
        if rule is None:
            continue
        within = named.index(authority.id) if authority.id in named else len(named)
        law = grounds.index(authority.id) if authority.id in grounds else len(grounds)
        ranked.append(((rule, within, law, authority.id), standing, rule))
    ranked.sort(key=lambda item: item[0])
    citations = []
    for rank, (_, standing, rule) in enumerate(ranked, start=1):
        chosen = library.ranking.rules[rule]
        assert standing.entry is not None  # noqa: S101
        citations.append(
            _citation(
                rank,
                chosen.role,
                chosen.reason.format(**words),
                library.authorities[standing.entry.authority],
                standing,
                locale,
                reach=reach.get(standing.entry.authority),
            )
        )
    return tuple(citations)


def _rule(
    authority: Authority, named: list[str], seat: str, asking: str, library: Library
) -> int | None:
    meets = {
        "named-by-platform": authority.id in named,
        "binds-recipient": any(library.regions.holds(place, seat) for place in authority.binds),
        "universal": authority.state == UNIVERSAL,
        "asking-state": authority.state == asking,
        "supporting": True,
    }
    for number, rule in enumerate(library.ranking.rules):
        if meets[rule.when]:
            return number
    return None


def _citation(
    rank: int,
    role: str,
    reason: str,
    authority: Authority,
    standing: ListingStatus,
    locale: Locale,
    *,
    reach: str | None,
) -> Citation:
    entry = standing.entry
    assert entry is not None  # noqa: S101
    left_out: list[str] = []

    def sure(name: str, value: str | None) -> str | None:
        if value is None:
            return None
        if entry.grade(name) is Verification.VERIFIED:
            return value
        left_out.append(name)
        return None

    alias = _alias(standing, entry)
    reference = sure("reference", entry.reference)
    date = sure("date_listed", entry.date_listed)
    alias_date = _alias_date(standing, date)
    instrument = sure("instrument", entry.instrument)
    register = sure("federal_register", entry.federal_register)
    checked = entry.grade("listed_name") is Verification.VERIFIED and (
        alias is None or standing.listing.grade("listed_name") is Verification.VERIFIED
    )
    return Citation(
        rank=rank,
        role=role,
        reason=reason,
        legal_ground=reach == "measures",
        for_information=reach == "information",
        authority=authority.id,
        authority_short=authority.short,
        authority_code=authority.code or authority.short,
        printed_name=entry.listed_name,
        spelling_checked=checked,
        alias=alias,
        alias_date=alias_date,
        covered_by=standing.rule,
        reference=reference,
        date_listed=date,
        instrument=instrument,
        federal_register=register,
        as_of=entry.as_of,
        text=citation_text(
            *(
                authority,
                locale,
                entry.listed_name,
                reference,
                date,
                entry.as_of,
                alias,
                alias_date,
            ),
            rule=standing.rule,
        ),
        left_out=tuple(left_out),
    )


def list_ref(authority: Authority, roles: Collection[str]) -> ListRef:
    """The list behind a citation; law and effect only where verified."""
    verified = authority.effect_verification is Verification.VERIFIED
    return ListRef(
        authority=authority.id,
        code=authority.code or authority.short,
        short=authority.short,
        binds="binding" in roles,
        confirms_only=set(roles) == {"supporting"},
        title=authority.list_title,
        body=authority.body,
        law=tuple(law.text for law in authority.law if law.verification is Verification.VERIFIED),
        effect=authority.effect if verified else None,
    )


def _alias(standing: ListingStatus, entry: Listing) -> str | None:
    """The alias exactly as the primary entry prints it, where the library has it there."""
    if standing.alias is None:
        return entry.known_as
    wanted = _folded(standing.alias)
    for alias in entry.aliases:
        if _folded(alias.name) == wanted:
            return alias.name
    return standing.alias


def _alias_date(standing: ListingStatus, listed: str | None) -> str | None:
    """The day on which the alias came into an entry that stood already, where it is verified."""
    listing = standing.listing
    if standing.alias is None or listing.grade("date_listed") is not Verification.VERIFIED:
        return None
    return listing.date_listed if listing.date_listed != listed else None


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def citation_text(
    authority: Authority,
    locale: Locale,
    name: str,
    reference: str | None,
    date: str | None,
    as_of: str | None,
    alias: str | None,
    alias_date: str | None = None,
    *,
    rule: str | None = None,
) -> str:
    """The citation in one line; a part of the authority's form without its value is dropped."""
    words = locale.citation
    values = {
        "name": name,
        "reference": reference,
        "date": locale.partial(date) if date else None,
        "list": authority.list_title,
    }
    parts = []
    for part in authority.citation_form.split(", "):
        needed = re.findall(r"\{(\w+)\}", part)
        if all(values[field] for field in needed):
            if date and not _whole_day(date):  # "on August 2025" is not English
                part = part.replace(words["on_day"], words["in_month"])
            parts.append(part.format(**values))
    text = ", ".join(parts)
    if alias:
        text = words["alias"].format(alias=alias, entry=text)
    if alias and alias_date:
        text = words["alias_added"].format(entry=text, when=locale.when(alias_date))
    if rule:
        text = words["covered"].format(entry=text, rule=rule)
    if not as_of:
        return words["undated"].format(entry=text)
    return words["as_of"].format(entry=text, date=locale.partial(as_of))


def _whole_day(date: str) -> bool:
    return len(date) == len("2001-12-26")
