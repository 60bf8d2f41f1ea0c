"""What is known of a platform, an organisation or an authority, as a page to read on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from demarche.kernel.visible_text import one_line
from demarche.model.base import Record
from demarche.model.listing import Authority, Listing, Organisation
from demarche.model.locale import english
from demarche.model.platform import Platform, Said
from demarche.model.provenance import Datum, Verification

WIDTH = 96
"""Characters of a line."""


def page(record: Record, authorities: Mapping[str, Authority]) -> str:
    """The page of a record; fields by name for a kind that has no page of its own."""
    makers: dict[type[Record], Callable[[Any], Iterable[str]]] = {
        Platform: _platform,
        Authority: _authority,
        Organisation: lambda one: _organisation(one, authorities),
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


def _doubt(one: Datum) -> str:
    """Where a fact was read; or that it was not, and what a reader has to know of it."""
    if not one.verified:
        return " [not verified]" if one.note is None else f" [not verified: {one.note}]"
    return f" [{'; '.join(filter(None, (one.source, one.note)))}]"


def _said(what: str, said: Sequence[Said]) -> Iterator[str]:
    """A line for each thing that the platform says; one that says so where it says nothing."""
    for each in said:
        yield from _wrapped(f"{what}: {each.says}{_doubt(each)}")
    if not said:
        yield from _wrapped(f"{what}: nothing was found")


def _read_in(source: str | None) -> str:
    return f" [{source}]" if source else " [not verified]"


def _platform(one: Platform) -> Iterator[str]:
    yield f"{one.name} ({one.id})"
    days = f"warns after {one.stale_after_days} days"
    yield f"  checked by {one.checked.by}, {english().day(one.checked.at)}; {days}"
    messages = one.private_messages.replace("-", " ")
    yield f"  private messages: {messages}"
    yield from _head("Who receives")
    for entity in one.recipients:
        places = ", ".join("all other places" if p == "default" else p for p in entity.serves)
        only = (
            f"; takes requests of {', '.join(entity.requesters)} only" if entity.requesters else ""
        )
        yield from _wrapped(f"{entity.legal_entity}, for holders in {places}{only}{_doubt(entity)}")
        address = ", ".join(filter(None, (entity.attention, *entity.address)))
        yield from _wrapped(address or "no address for service is published", 4)
    yield from _head("Through which channel")
    for channel in one.channels:
        only = f"; only for {', '.join(channel.requesters)}" if channel.requesters else ""
        kinds = ", ".join(channel.kinds)
        yield from _wrapped(f"{kinds}: {channel.form}, {channel.address}{only}{_doubt(channel)}")
        if channel.terms:
            yield from _wrapped(channel.terms, 4)
    yield from _head("Its own rules")
    for policy in one.policies:
        yield from _wrapped(f"{policy.title} ({', '.join(policy.covers)}){_doubt(policy)}")
        yield from _wrapped(policy.summary, 4)
    lists = ", ".join(f"{named.words} ({named.authority})" for named in one.lists)
    yield from _wrapped(f"lists that its policy names: {lists or 'none'}")
    yield from _head("What a request must hold")
    for need in one.requirements:
        weight = "must" if need.level == "error" else "should"
        kinds = "every kind" if len(need.kinds) == 4 else ", ".join(need.kinds)
        yield from _wrapped(f"{weight}  {need.field} ({kinds}): {need.why}{_doubt(need)}", 2, 6)
    yield from _head("Identifiers")
    for identifier in one.identifiers:
        fixed = "cannot be changed by the holder" if identifier.stable else "can be changed"
        doubt = f" [{identifier.source}]" if identifier.verified else " [not verified]"
        yield from _wrapped(
            f"{identifier.name} ({identifier.id}), {fixed}: {identifier.example}{doubt}"
        )
    yield from _head("Data that it can be asked for")
    for category in one.data_categories:
        never = "" if category.obtainable else "; never given"
        needs = f"; needs {category.needs}" if category.needs else ""
        yield from _wrapped(f"{category.tier}: {category.label}{needs}{never}{_doubt(category)}")
    yield from _head("Notice, preservation, retention, refusals, limits")
    copy = ", with a copy of the request" if one.notice.with_copy else ""
    yield from _wrapped(
        f"notice to holders: {one.notice.default.rstrip('.')}{copy}{_doubt(one.notice)}"
    )
    if one.notice.exceptions:
        yield from _wrapped(f"exceptions: {'; '.join(one.notice.exceptions)}")
    kept = f"{one.preservation.days} days" if one.preservation.days else "no period is published"
    more = "; ".join(filter(None, (one.preservation.extension, one.preservation.how)))
    yield from _wrapped(
        f"preservation: {'; '.join(filter(None, (kept, more)))}{_doubt(one.preservation)}"
    )
    if one.preservation_notice:
        yield from _said("notice of preservation", (one.preservation_notice,))
    yield from _said("kept without being asked", one.retention)
    yield from _said("refused", one.refusals)
    yield from _said("limits", one.limits)
    if one.rows_per_request:
        yield from _wrapped(f"limits: {one.rows_per_request:,} rows in a request")
    for rule in one.file_rules:
        yield from _wrapped(f"files: {rule}")
    yield from _head("Addresses that are read")
    yield from _wrapped(f"hosts: {', '.join(one.grammar.hosts)}{_read_in(one.grammar.source)}")
    for what, hosts in (
        ("sites of others that show it", one.grammar.mirrors),
        ("hide their target", one.grammar.short_hosts),
    ):
        if hosts:
            yield from _wrapped(f"{what}: {', '.join(hosts)}")
    yield from _head("Sources")
    for key, source in one.sources.items():
        copied = f", copy of {english().partial(source.copy_date)}" if source.copy_date else ""
        where = f", {source.url}" if source.url else ""
        yield from _wrapped(f"{key}: {source.title}{copied}{where}")


def _authority(one: Authority) -> Iterator[str]:
    yield f"{one.name} ({one.id})"
    yield from _wrapped(f"kept by: {one.body}")
    yield from _wrapped(f"title of the list: {one.list_title}")
    if not one.citable:
        yield from _wrapped(f"no request may rely on it: {one.why_not_citable}")
    yield from _wrapped(f"binding in itself on: {', '.join(one.binds) or 'states only'}")
    for law in one.law:
        yield from _wrapped(f"law: {law.text}{_grade(law.verification)}")
    yield from _wrapped(f"effect: {one.effect}{_grade(one.effect_verification)}")
    yield from _wrapped(f"cited as: {one.citation_form}")
    if one.official_url:
        yield from _wrapped(f"official page: {one.official_url}")
    yield from _wrapped(f"the check warns if its snapshot is older than {one.max_age_days} days")
    for note in one.notes:
        yield from _wrapped(f"note: {note}")


def _grade(grade: Verification) -> str:
    return "" if grade is Verification.VERIFIED else f" [{grade.value.replace('-', ' ')}]"


def _organisation(one: Organisation, authorities: Mapping[str, Authority]) -> Iterator[str]:
    yield f"{one.name} ({one.id})"
    natives = [f"{name.name}{_grade(name.verification)}" for name in one.native_names]
    if natives:
        yield from _wrapped(f"in other scripts: {', '.join(natives)}")
    yield from _head("Listings")
    for listing in one.listings:
        yield from _listing(listing, authorities[listing.authority])
    if one.not_listed:
        yield from _head("Searched and not found")
        for absent in one.not_listed:
            yield from _wrapped(f"{absent.authority}: {absent.note or 'no entry'}")
    if one.media_wings:
        yield from _head("Media")
        for wing in one.media_wings:
            yield from _wrapped(f"{wing.name}{_grade(wing.verification)}")
    if one.hazards:
        yield from _head("Easily mistaken")
        for hazard in one.hazards:
            yield from _wrapped(hazard)


def _listing(one: Listing, authority: Authority) -> Iterator[str]:
    def graded(name: str, value: str | None) -> str:
        return f"{value}{_grade(one.grade(name))}" if value else ""

    parts = [
        f"{authority.short}: {graded('listed_name', one.listed_name) or 'no entry'}",
        graded("reference", one.reference),
        f"listed {graded('date_listed', english().partial(one.date_listed))}"
        if one.date_listed
        else "",
        f"removed {english().partial(one.date_removed)}" if one.date_removed else "",
        "" if one.status == "listed" else one.status.value.replace("-", " "),
        f"alias of {one.alias_of}" if one.alias_of else "",
        f"as of {english().partial(one.as_of)}" if one.as_of else "date of reading not recorded",
    ]
    yield from _wrapped(", ".join(filter(None, parts)))
    if one.why_not_citable:
        yield from _wrapped(f"not cited: {one.why_not_citable}", 4)
    if one.aliases:
        names = "; ".join(
            f"{alias.name} (weak)" if alias.strength == "weak" else alias.name
            for alias in one.aliases
        )
        yield from _wrapped(f"also: {names}", 4)
    if one.status_note:
        yield from _wrapped(one.status_note, 4)


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
            for one in inner:
                block = list(_plain(one, depth + 2))
                yield f"{pad}  - {block[0].lstrip()}" if block else f"{pad}  -"
                yield from block[1:]
        elif isinstance(inner, list):
            yield from _wrapped(f"{label}: {', '.join(map(str, inner))}", len(pad))
        else:
            yield from _wrapped(f"{label}: {inner}", len(pad))
