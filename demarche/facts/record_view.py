"""What is known of a platform, an organisation or an authority, as a page to read on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from demarche.facts.field_readings import by_source, sources_of, when
from demarche.kernel.visible_text import one_line
from demarche.model.base import Record
from demarche.model.listing import Authority, Listing, Organisation, Status
from demarche.model.locale import english
from demarche.model.platform import Platform, Said
from demarche.model.provenance import Datum, Source, Verification

WIDTH = 96
"""Characters of a line."""


def page(
    record: Record,
    authorities: Mapping[str, Authority],
    sources: Mapping[str, Source] | None = None,
) -> str:
    """The page of a record; fields by name for a kind that has no page of its own.

    With `sources`, an organisation's or authority's page says where each field was read, and when.
    """
    known = sources or {}
    makers: dict[type[Record], Callable[[Any], Iterable[str]]] = {
        Platform: _platform,
        Authority: lambda record: _authority(record, known),
        Organisation: lambda record: _organisation(record, authorities, known),
    }
    maker = makers.get(type(record))
    if maker is None:
        lines = _plain(record.model_dump(mode="json", exclude_defaults=True), 0)
        return "\n".join(map(one_line, lines))
    return "\n".join(map(one_line, maker(record)))


def _wrapped(text: str, indent: int = 2, hang: int = 2) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _head(title: str) -> Iterator[str]:
    yield ""
    yield title.upper()


def _doubt(datum: Datum) -> str:
    """Where a fact was read; or that it was not, and what a reader has to know of it."""
    if not datum.verified:
        return " [not verified]" if datum.note is None else f" [not verified: {datum.note}]"
    return f" [{'; '.join(filter(None, (datum.source, datum.note)))}]"


def _said(what: str, said: Sequence[Said]) -> Iterator[str]:
    """A line for each thing that the platform says; one that says so where it says nothing."""
    for each in said:
        yield from _wrapped(f"{what}: {each.says}{_doubt(each)}")
    if not said:
        yield from _wrapped(f"{what}: nothing was found")


def _read_in(source: str | None) -> str:
    return f" [{source}]" if source else " [not verified]"


def _platform(platform: Platform) -> Iterator[str]:
    yield f"{platform.name} ({platform.id})"
    days = f"warns after {platform.stale_after_days} days"
    yield f"  checked by {platform.checked.by}, {english().day(platform.checked.at)}; {days}"
    messages = platform.private_messages.replace("-", " ")
    yield f"  private messages: {messages}"
    yield from _receivers(platform)
    yield from _own_rules(platform)
    yield from _head("What a request must hold")
    for need in platform.requirements:
        weight = "must" if need.level == "error" else "should"
        kinds = "every kind" if len(need.kinds) == 4 else ", ".join(need.kinds)
        yield from _wrapped(f"{weight}  {need.field} ({kinds}): {need.why}{_doubt(need)}", 2, 6)
    yield from _head("Identifiers")
    for identifier in platform.identifiers:
        fixed = "cannot be changed by the holder" if identifier.stable else "can be changed"
        doubt = f" [{identifier.source}]" if identifier.verified else " [not verified]"
        yield from _wrapped(
            f"{identifier.name} ({identifier.id}), {fixed}: {identifier.example}{doubt}"
        )
    yield from _head("Data that it can be asked for")
    for category in platform.data_categories:
        never = "" if category.obtainable else "; never given"
        needs = f"; needs {category.needs}" if category.needs else ""
        yield from _wrapped(f"{category.tier}: {category.label}{needs}{never}{_doubt(category)}")
    yield from _head("Notice, preservation, retention, refusals, limits")
    copy = ", with a copy of the request" if platform.notice.with_copy else ""
    yield from _wrapped(
        f"notice to holders: {platform.notice.default.rstrip('.')}{copy}{_doubt(platform.notice)}"
    )
    if platform.notice.exceptions:
        yield from _wrapped(f"exceptions: {'; '.join(platform.notice.exceptions)}")
    kept = (
        f"{platform.preservation.days} days"
        if platform.preservation.days
        else "no period is published"
    )
    more = "; ".join(filter(None, (platform.preservation.extension, platform.preservation.how)))
    yield from _wrapped(
        f"preservation: {'; '.join(filter(None, (kept, more)))}{_doubt(platform.preservation)}"
    )
    if platform.preservation_notice:
        yield from _said("notice of preservation", (platform.preservation_notice,))
    yield from _said("kept without being asked", platform.retention)
    yield from _said("refused", platform.refusals)
    yield from _said("limits", platform.limits)
    if platform.rows_per_request:
        yield from _wrapped(f"limits: {platform.rows_per_request:,} rows in a request")
    for rule in platform.file_rules:
        yield from _wrapped(f"files: {rule}")
    yield from _natures(platform)
    yield from _head("Addresses that are read")
    yield from _wrapped(
        f"hosts: {', '.join(platform.grammar.hosts)}{_read_in(platform.grammar.source)}"
    )
    for what, hosts in (
        ("sites of others that show it", platform.grammar.mirrors),
        ("hide their target", platform.grammar.short_hosts),
    ):
        if hosts:
            yield from _wrapped(f"{what}: {', '.join(hosts)}")
    yield from _head("Sources")
    for key, source in platform.sources.items():
        copied = f", copy of {english().partial(source.copy_date)}" if source.copy_date else ""
        where = f", {source.url}" if source.url else ""
        yield from _wrapped(f"{key}: {source.title}{copied}{where}")


def _receivers(platform: Platform) -> Iterator[str]:
    yield from _head("Who receives")
    for entity in platform.recipients:
        places = ", ".join("all other places" if p == "default" else p for p in entity.serves)
        only = (
            f"; takes requests of {', '.join(entity.requesters)} only" if entity.requesters else ""
        )
        yield from _wrapped(f"{entity.legal_entity}, for holders in {places}{only}{_doubt(entity)}")
        address = ", ".join(filter(None, (entity.attention, *entity.address)))
        yield from _wrapped(address or "no address for service is published", 4)
    if platform.by_requester:
        kinds = ", ".join(platform.by_requester)
        yield from _wrapped(f"for {kinds}: by where the request comes from, not by the holder")
    yield from _head("Through which channel")
    for channel in platform.channels:
        only = f"; only for {', '.join(channel.requesters)}" if channel.requesters else ""
        kinds = ", ".join(channel.kinds)
        yield from _wrapped(f"{kinds}: {channel.form}, {channel.address}{only}{_doubt(channel)}")
        if channel.terms:
            yield from _wrapped(channel.terms, 4)
        if channel.message:
            yield from _wrapped(f"in the text of the message: {channel.message}", 4)


def _own_rules(platform: Platform) -> Iterator[str]:
    yield from _head("Its own rules")
    for policy in platform.policies:
        about = f"; about {', '.join(policy.target_kinds)} only" if policy.target_kinds else ""
        about += f"; for {', '.join(policy.requesters)} only" if policy.requesters else ""
        covered = ", ".join(policy.covers)
        yield from _wrapped(f"{policy.title} ({covered}{about}){_doubt(policy)}")
        yield from _wrapped(policy.summary, 4)
    lists = ", ".join(f"{named.words} ({named.authority})" for named in platform.lists)
    yield from _wrapped(f"lists that its policy names: {lists or 'none'}")


def _natures(platform: Platform) -> Iterator[str]:
    for nature in platform.natures:
        yield from _wrapped(f"{', '.join(nature.kinds)}: {nature.says}{_doubt(nature)}")
    for measure, label in platform.measure_labels.items():
        yield from _wrapped(f"measure {measure}: {label}")


def _authority(authority: Authority, sources: Mapping[str, Source]) -> Iterator[str]:
    yield f"{authority.name} ({authority.id})"
    yield from _wrapped(f"kept by: {authority.body}")
    yield from _wrapped(f"title of the list: {authority.list_title}")
    if not authority.citable:
        yield from _wrapped(f"no request may rely on it: {authority.why_not_citable}")
    yield from _wrapped(f"binding in itself on: {', '.join(authority.binds) or 'states only'}")
    for law in authority.law:
        yield from _wrapped(f"law: {law.text}{_grade(law.verification)}")
    yield from _wrapped(f"effect: {authority.effect}{_grade(authority.effect_verification)}")
    yield from _wrapped(f"cited as: {authority.citation_form}")
    if authority.official_url:
        yield from _wrapped(f"official page: {authority.official_url}")
    yield from _wrapped(
        f"the check warns if its snapshot is older than {authority.max_age_days} days"
    )
    for note in authority.notes:
        yield from _wrapped(f"note: {note}")
    yield from _sources({key: sources[key] for key in authority.sources if key in sources})


def _sources(named: Mapping[str, Source]) -> Iterator[str]:
    """The sources of a record with the day that each speaks for, and how it was read."""
    if not named:
        return
    yield from _head("Sources")
    for key, source in named.items():
        how = f"; {source.how_read}" if source.how_read else ""
        graded = f", grade {source.grade}" if source.grade else ""
        yield from _wrapped(f"{key}: {source.title}, as of {when(source)}{graded}{how}")


def _grade(grade: Verification) -> str:
    return "" if grade is Verification.VERIFIED else f" [{grade.value.replace('-', ' ')}]"


def _organisation(
    organisation: Organisation, authorities: Mapping[str, Authority], sources: Mapping[str, Source]
) -> Iterator[str]:
    yield f"{organisation.name} ({organisation.id})"
    natives = [f"{name.name}{_grade(name.verification)}" for name in organisation.native_names]
    if natives:
        yield from _wrapped(f"in other scripts: {', '.join(natives)}")
    yield from _head("Listings")
    for listing in organisation.listings:
        yield from _listing(listing, authorities[listing.authority])
    if organisation.not_listed:
        yield from _head("Searched and not found")
        for absent in organisation.not_listed:
            yield from _wrapped(f"{absent.authority}: {absent.note or 'no entry'}")
    if organisation.media_wings:
        yield from _head("Media")
        for wing in organisation.media_wings:
            yield from _wrapped(f"{wing.name}{_grade(wing.verification)}")
    if organisation.hazards:
        yield from _head("Easily mistaken")
        for hazard in organisation.hazards:
            yield from _wrapped(hazard)
    yield from _sources(sources_of(organisation.listings, sources))


def _listing(listing: Listing, authority: Authority) -> Iterator[str]:
    def graded(name: str, value: str | None) -> str:
        return f"{value}{_grade(listing.grade(name))}" if value else ""

    parts = [
        f"{authority.short}: {graded('listed_name', listing.listed_name) or 'no entry'}",
        graded("reference", listing.reference),
        f"listed {graded('date_listed', english().partial(listing.date_listed))}"
        if listing.date_listed
        else "",
        f"removed {english().partial(listing.date_removed)}" if listing.date_removed else "",
        "" if listing.status == "listed" else listing.status.value.replace("-", " "),
        f"alias of {listing.alias_of}" if listing.alias_of else "",
        f"parent {listing.parent}" if listing.parent else "",
        f"as of {english().partial(listing.as_of)}"
        if listing.as_of
        else "date of reading not recorded",
    ]
    yield from _wrapped(", ".join(filter(None, parts)))
    if listing.why_not_citable:
        yield from _wrapped(f"not cited: {listing.why_not_citable}", 4)
    if listing.aliases:
        names = "; ".join(
            f"{alias.name} (weak)" if alias.strength == "weak" else alias.name
            for alias in listing.aliases
        )
        yield from _wrapped(f"also: {names}", 4)
    if listing.status is Status.COVERED_BY_PARENT:
        rule = (
            graded("parent_rule", listing.parent_rule) or "none was read, so that it covers nothing"
        )
        yield from _wrapped(f"rule: {rule}", 4)
    if listing.status_note:
        yield from _wrapped(listing.status_note, 4)
    for keys, fields in by_source(listing).items():
        names = ", ".join(reading.label for reading in fields)
        if not keys:
            yield from _wrapped(f"read nowhere: {names}", 4)
        else:
            which = keys[0] if len(keys) == 1 else f"one of {', '.join(keys)}"
            yield from _wrapped(f"read in {which}: {names}", 4)


def _plain(value: Any, depth: int) -> Iterator[str]:
    """Fields by name, lists indented."""
    pad = "  " * depth
    for key, inner in value.items():
        label = key.replace("_", " ")
        if isinstance(inner, dict):
            yield f"{pad}{label}:"
            yield from _plain(inner, depth + 1)
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            yield f"{pad}{label}:"
            for item in inner:
                block = list(_plain(item, depth + 2))
                yield f"{pad}  - {block[0].lstrip()}" if block else f"{pad}  -"
                yield from block[1:]
        elif isinstance(inner, list):
            yield from _wrapped(f"{label}: {', '.join(map(str, inner))}", len(pad))
        else:
            yield from _wrapped(f"{label}: {inner}", len(pad))
