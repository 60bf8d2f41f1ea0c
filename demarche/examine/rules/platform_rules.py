"""Rules fed by the platforms' own data: what each asks for, and how sure we are of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from demarche.compose.bindings import bound_investigations, bound_orders
from demarche.compose.plan import Document
from demarche.compose.recipients import depends_on_holder
from demarche.compose.views import channel_kind
from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity
from demarche.model.platform import Platform, Requirement
from demarche.model.resolved_case import Matter, Row


def _without_offence(matter: Matter) -> set[str]:
    """Grounds used whose provisions are powers or procedures only: what is forbidden is not said.

    TikTok asks for the offence apart from the power on which a request rests.
    """
    offences = {provision.id for provision in matter.jurisdiction.provisions if provision.offence}
    used = {row.account.ground for row in matter.rows}
    return {
        ground.id
        for ground in matter.jurisdiction.grounds
        if ground.id in used and not offences & set(ground.provisions)
    }


_OFFICE_FIELDS: dict[str, Callable[[Matter], bool]] = {
    "office.official_email": lambda matter: bool(matter.office.email),
    "office.phone": lambda matter: bool(matter.office.phone),
    "office.badge": lambda matter: bool(matter.office.signatory.badge),
    "office.letterhead": lambda matter: bool(matter.office.letterhead),
    "case.offence": lambda matter: not _without_offence(matter),
    "request.language": lambda _: True,  # every document is in English
    "request.user_notice": lambda _: True,  # every document says whether the holder may be told
}
"""How a requirement on the case as a whole is met, by the name that the data use."""


_BOUND_FIELDS: dict[str, Callable[[Matter, Document], bool]] = {
    "case.investigation": lambda matter, document: bool(bound_investigations(matter, document)),
    "case.judicial_order": lambda matter, document: bool(bound_orders(matter, document)),
    "case.suspect_statement": lambda matter, document: any(
        order.suspect for order in bound_orders(matter, document)
    ),
}
"""The same for what is bound to single documents."""


_CASE_FIELDS = {"suspect_statement": "judicial_order"}
"""Where a requirement on the case stands, if the field has another name."""

_TOLD_ELSEWHERE = {"account.holder_in"}
"""P04 tells it, with the entity that is addressed."""


def _asked_of(name: str, document: Document, matter: Matter) -> Callable[[Row], object]:
    """What is true of a row that has what a requirement of this name asks for."""
    if name == "window" and not document.wanted.window:
        return lambda row: row.account.data_from and row.account.data_to
    if name in ("window", "data_categories"):
        return lambda _: True  # chosen, or the narrow ones by default
    if name == "screenshot":
        return lambda row: any(exhibit.id in matter.pictures for exhibit in matter.exhibits_of(row))
    if name == "holder_in":
        return lambda row: row.account.holder_in != "unknown"
    if name == "native_id":
        return lambda row: row.account.native_id or row.target.stable
    if name == "observed_at":
        return lambda row: row.account.observed_at or row.account.observed_on
    if name == "handle":
        return lambda row: row.account.handle or row.target.identifier
    return lambda row: getattr(row.account, name, True)


def _where(name: str) -> str:
    """The case file's field for a requirement's name."""
    return {"screenshot": "exhibits", "window": "data_from"}.get(name, name)


def _unmet(subject: Subject, level: str) -> Iterator[Finding]:
    """What a platform asks for and a row lacks; the kinds that ask for it are told together."""
    lacking: dict[tuple[str, str, int | None], tuple[str, ...]] = {}
    for document in subject.documents:
        for requirement in document.platform.requirements:
            if (
                requirement.level != level
                or document.kind not in requirement.kinds
                or requirement.field in _TOLD_ELSEWHERE
            ):
                continue
            said = (
                requirement.why
                if requirement.verified
                else f"{requirement.why} ({requirement.note or 'not verified'})"
            )
            said = f"{document.platform.name}: {said}"
            kind = (document.kind,)
            for where, number in _lacks(subject, document, requirement):
                key = said, where, number
                lacking[key] = lacking.get(key, ()) + kind
    details: dict[tuple[str, tuple[str, ...]], str] = {}
    for (said, where, number), kinds in lacking.items():
        detail = details.get((said, kinds))
        if detail is None:  # a few for thousands of rows
            detail = details[said, kinds] = f"{said} [{', '.join(dict.fromkeys(kinds))}]"
        at = (where,) if number is None else ("accounts", number - 1, where)
        yield Finding(at, detail, number)


def _lacks(
    subject: Subject, document: Document, requirement: Requirement
) -> Iterable[tuple[str, int | None]]:
    """Where a requirement is not met: the field, and the row's number."""
    scope, _, name = requirement.field.partition(".")
    if scope != "account":
        met, bound = _OFFICE_FIELDS.get(requirement.field), _BOUND_FIELDS.get(requirement.field)
        if (met and not met(subject.matter)) or (bound and not bound(subject.matter, document)):
            return [(scope if scope == "office" else _CASE_FIELDS.get(name, name), None)]
        return ()
    has, where = _asked_of(name, document, subject.matter), _where(name)
    types = requirement.identifier_types
    return [
        (where, row.number)
        for row in document.rows
        if (not types or row.target.identifier_type in types) and not has(row)
    ]


@rule(
    "P01",
    Severity.ERROR,
    "platform requires this, and it is missing",
    remedy="add it, or leave the rows out of this kind of request",
    source=(
        "the platform's own guidelines; docs/sources/platform-practice.md#check-3, #check-4, "
        "#check-5, #check-6, #check-7, #check-8, #check-16"
    ),
)
def platform_error(subject: Subject) -> Iterator[Finding]:
    """What the platform's text makes mandatory is there."""
    return _unmet(subject, "error")


@rule(
    "P02",
    Severity.WARNING,
    "platform asks for this, or finds accounts by it, and it is missing",
    remedy="add it where it is available",
    source=(
        "the platform's own guidelines; "
        "docs/sources/platform-practice.md#check-4, #check-5, #check-6, #check-18, #check-25"
    ),
)
def platform_warning(subject: Subject) -> Iterator[Finding]:
    """What the platform asks for is there."""
    return _unmet(subject, "warning")


@rule(
    "P03",
    Severity.ERROR,
    "office email address is not on an official domain",
    remedy="use an address on one of the office's `official_domains`",
    source="docs/sources/platform-practice.md#finding-11, #check-1",
)
def official_mail(subject: Subject) -> Iterator[Finding]:
    """Every address of the office is of an official domain, and none of free mail."""
    office, wording = subject.matter.office, subject.wording
    official = {official_domain.casefold() for official_domain in office.official_domains}
    addresses = [office.email, office.signatory.email, office.feedback.email]
    addresses += [office.authenticity.email, office.duty.email if office.duty else None]
    for address in dict.fromkeys(filter(None, addresses)):
        domain = address.rpartition("@")[2].casefold()
        if wording.is_free_mail(domain):
            yield Finding(("office",), f"{address}: free webmail, open to anyone")
        elif domain not in official:
            yield Finding(("office",), f"{address}: not on {', '.join(office.official_domains)}")
    for domain in office.official_domains:
        if wording.is_free_mail(domain):
            detail = f"{domain}, in `official_domains`: free webmail, open to anyone"
            yield Finding(("office",), detail)


@rule(
    "P04",
    Severity.WARNING,
    "account holder's location is unknown, so the platform's default entity is addressed",
    remedy="record `holder_in` if it is known",
    source="docs/sources/platform-practice.md#finding-1, #check-13",
)
def unknown_holder(subject: Subject) -> Iterator[Finding]:
    """The holder's place is known where the platform splits users between entities."""
    asking, regions = subject.matter.office.state, subject.matter.library.regions
    by_holder = {
        document.platform.id
        for document in subject.documents
        if channel_kind(document) not in document.platform.by_requester
    }
    details: dict[tuple[str, str], str] = {}
    for row in subject.rows:
        if row.account.holder_in != "unknown":
            continue
        key = row.target.platform, row.recipient.legal_entity
        if key not in details:
            platform = subject.matter.library.platforms[key[0]]
            split = platform.id in by_holder and depends_on_holder(platform, asking, regions)
            details[key] = f"{platform.name}: {key[1]}" if split else ""
        if details[key]:
            yield Finding(("accounts", row.number - 1, "holder_in"), details[key], row.number)


def _platforms(subject: Subject) -> Iterator[tuple[Platform, Row]]:
    seen: set[str] = set()
    for row in subject.rows:
        if row.target.platform not in seen:
            seen.add(row.target.platform)
            yield subject.matter.library.platforms[row.target.platform], row


@rule(
    "W10",
    Severity.WARNING,
    "platform's file was last checked longer ago than its limit",
    remedy="compare it with the platform's published pages",
    source="docs/sources/request-forms.md#w10; docs/sources/platform-practice.md#check-26",
)
def stale_platform(subject: Subject) -> Iterator[Finding]:
    """The platform's file was checked lately."""
    day = subject.matter.case.date.date()
    for platform, row in _platforms(subject):
        age = day - platform.checked.at
        if age > dt.timedelta(platform.stale_after_days):
            at = ("accounts", row.number - 1, "url")
            yield Finding(at, f"{platform.name}, {age.days} days", row.number)


@rule(
    "W26",
    Severity.WARNING,
    "recipient details are not verified",
    remedy="confirm the entity, address and channel before sending",
    source=(
        "docs/sources/principles.md#exact-citations; "
        "docs/sources/platform-practice.md#unverified-recipients"
    ),
)
def unverified_recipient(subject: Subject) -> Iterator[Finding]:
    """Entity, address and channel were read in the platform's own text."""
    seen: set[tuple[str, str, str]] = set()
    for document, request in zip(subject.documents, subject.requests, strict=True):
        view = request.recipient
        missing = [] if view.verified else ["entity or channel not verified"]
        if view.channel is None and not view.channels_closed_to_us:  # else P09 tells it
            missing.append(f"no published channel for {channel_kind(document)}")
        for what in missing:
            key = (view.platform, view.legal_entity, what)
            if key not in seen:
                seen.add(key)
                number = document.rows[0].number
                at = ("accounts", number - 1, "url")
                yield Finding(at, f"{view.platform}, {view.legal_entity}: {what}", number)
