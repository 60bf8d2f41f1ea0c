"""Rules on single accounts: evidence, reasons of their own, protected status."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from demarche.compose.bindings import concerns, ordered_rows
from demarche.examine.case_texts import words_of
from demarche.examine.engine import Finding, Subject, rule
from demarche.examine.timeline.compare import out_of_order
from demarche.kernel.problems import Severity
from demarche.model.case import Indicator
from demarche.model.kinds import Kind, KindSpec
from demarche.model.resolved_case import Row

_PRIVILEGED = {"journalist", "politician", "lawyer", "human-rights-defender"}
_STATUS_CHECK = dt.timedelta(hours=72)
_SHORTEST_MARK = 5
_SHORTEST_REASON = 16
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _at(row: Row, name: str) -> tuple[str | int, ...]:
    return ("accounts", row.number - 1, name)


@rule(
    "E05",
    Severity.ERROR,
    "no exhibit shows what the account did",
    remedy="cite at least one exhibit for the row, or remove the row",
    source="DSA Art. 16(2)(a); Berkeley Protocol; docs/sources/request-forms.md#e05",
)
def no_exhibit(subject: Subject) -> Iterator[Finding]:
    """Every row of a removal or prevention request has evidence."""
    for row in subject.rows_of(lambda spec: spec.acts):
        if not subject.exhibits_of(row):
            yield Finding(_at(row, "exhibits"), row=row.number)


@rule(
    "E06",
    Severity.ERROR,
    "row has no justification of its own",
    remedy="describe what this account did and when, for this account alone",
    source="EU 2021/784 Annex I B; Manila Principles; docs/sources/request-forms.md#e06",
)
def repeated_justification(subject: Subject) -> Iterator[Finding]:
    """Every row has a justification of its own, of more than a word or two."""
    first: dict[str, str] = {}
    for row in subject.rows:
        words = words_of(row.account.justification)
        if len(words) < _SHORTEST_REASON:
            detail = f"{row.account.justification!r} does not say what the account did and when"
            yield Finding(_at(row, "justification"), detail, row.number)
        elif words in first:
            detail = f"same text as row {first[words]}"
            yield Finding(_at(row, "justification"), detail, row.number)
        first.setdefault(words, row.name)


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_DATED = re.compile(
    rf"\b\d{{4}}-\d\d(?:-\d\d)?\b|\b\d{{1,2}}([./-])\d{{1,2}}\1\d{{2,4}}\b"
    rf"|\b{_NTH}\s+(?:of\s+)?{_MONTH}|\b{_MONTH},?\s+(?:{_NTH}|\d{{4}})\b"
    r"|\b\d{1,2}\.?\s+\w+,?\s+\d{4}\b"
)
"""A day, or a month with its year, in figures or words; the last line is for other languages."""
_UNKNOWN_DATE = re.compile(
    r"(?i)\b(?:undated|not dated|no date|without a date)\b"
    r"|\b(?:date|day)s?\b[^.;]{0,40}?\b(?:unknown|hidden)\b"
    r"|\b(?:date|day)s?\b[^.;]{0,40}?\b(?:not|no longer|cannot be)\b[^.;]{0,15}?"
    r"\b(?:known|shown|visible|stated|recorded|established|found)\b"
    r"|\b(?:not|no longer|cannot)\b[^.;]{0,20}?"
    r"\b(?:shows?|states?|displays?|tells?|gives?|reveals?)\b[^.;]{0,20}?\b(?:date|day)s?\b"
    r"|\bhides?\b[^.;]{0,20}?\b(?:date|day)s?\b"
)
"""A reason for having none: `undated`, `the platform does not show the date`."""


@rule(
    "W50",
    Severity.WARNING,
    "row gives no date of the act, and no reason why there is none",
    remedy="give it in `acted_at`, or say why it is unknown: `the post is undated`",
    source="EU 2021/784 Annex I B; DSA Art. 16(2)(a); docs/sources/request-forms.md#e06",
)
def undated_justification(subject: Subject) -> Iterator[Finding]:
    """Every row says when the account did what is told of it, or why the day is not known."""
    for row in subject.rows:
        text = row.account.justification
        if row.account.acted_at or any(post.created for post in row.posts):
            continue
        if not _DATED.search(text) and not _UNKNOWN_DATE.search(text):
            yield Finding(_at(row, "justification"), row=row.number)


@rule(
    "E08",
    Severity.ERROR,
    "account may be protected, and no decision is recorded",
    remedy="record the reviewer's decision in `protected_decision`, or remove the row",
    source="EU 2021/784 Art. 1(3); e-Evidence Form 3; docs/sources/request-forms.md#e08",
)
def protected(subject: Subject) -> Iterator[Finding]:
    """A found or unsettled status has a decision; a privileged one also a court's order."""
    ordered = {
        number
        for document in subject.documents
        for number in ordered_rows(subject.matter, document)
    }
    for row in subject.rows:
        status = row.account.protected
        if status in _PRIVILEGED and row.number not in ordered:
            detail = f"{status}: needs a court order"
            yield Finding(_at(row, "protected"), detail, row.number)
        elif status != "none" and not row.account.protected_decision:
            yield Finding(_at(row, "protected"), status, row.number)


@rule(
    "E15",
    Severity.ERROR,
    "replacement account is claimed but not shown, or an indicator is open-ended",
    remedy="record `actioned_on` and `first_seen` of the two accounts; give exact indicator values",
    source="Terrorism Act 2006 s. 3(4); CJEU C-18/18; docs/sources/request-forms.md#e15",
)
def mirror_without_removal(subject: Subject) -> Iterator[Finding]:
    """A mirror continues an account that the platform removed, and was seen after that."""
    for row in subject.rows_of(lambda spec: spec.takes == "mirrors"):
        account = row.account
        original = subject.matter.row_named(account.mirror_of or "")
        if original is None or original.account.actioned_on is None:
            yield Finding(
                _at(row, "mirror_of"), "removal of the original is not recorded", row.number
            )
        elif account.first_seen is None:
            yield Finding(_at(row, "first_seen"), "`first_seen` is missing", row.number)
    yield from out_of_order(subject, "E15")
    for index, indicator in enumerate(subject.matter.case.indicators):
        why = _open_ended(indicator)
        if why:
            yield Finding(("indicators", index, "value"), why)
        for name in indicator.accounts:
            row_named = subject.matter.row_named(name)
            if row_named is None or row_named.target.platform != indicator.platform:
                detail = f"{name!r} is not a row of {indicator.platform}"
                yield Finding(("indicators", index, "accounts"), detail)


def _open_ended(indicator: Indicator) -> str | None:
    """Why a mark could be met anywhere; CJEU C-18/18: identical or essentially unchanged only."""
    value = indicator.value
    if indicator.kind.endswith("sha256"):
        return None if _SHA256.fullmatch(value) else "expected a SHA-256: 64 lowercase hex digits"
    if indicator.kind == "invite-link":
        value = re.sub(r"^(?:\w+:/*)?[^/]*/?", "", value)
    if re.search(r"[*?]|\.\.\.|…", value):
        return "contains a wildcard"
    if re.search(r"(?i)\b(and|or) (similar|the like|any other|others?)\b|\betc\b", value):
        return "also covers what is similar"
    if sum(character.isalnum() for character in value) < _SHORTEST_MARK:
        return f"has fewer than {_SHORTEST_MARK} letters or digits"
    return None


@rule(
    "E22",
    Severity.ERROR,
    "account is requested twice",
    remedy="keep one row; for an earlier request, send a reminder or record its outcome there",
    source=(
        "docs/sources/request-forms.md#e22; docs/sources/platform-practice.md#finding-12, #check-22"
    ),
)
def duplicate(subject: Subject) -> Iterator[Finding]:
    """No two rows name the same target, and no other request that is open asks the same for it."""
    first: dict[str, str] = {}
    for row in subject.rows:
        key, number = row.target.key, row.account.native_id
        # A renamed account keeps its number; two names with one number are one account.
        same = f"{row.target.platform} {number or row.target.identifier}"
        stable = bool(number) or row.target.stable
        if key in first:
            yield Finding(_at(row, "url"), f"already in row {first[key]}", row.number)
        elif stable and same in first:
            detail = f"its number {number or row.target.identifier} is already in row {first[same]}"
            yield Finding(_at(row, "native_id" if number else "url"), detail, row.number)
        first.setdefault(key, row.name)
        if stable:
            first.setdefault(same, row.name)
    yield from _open_elsewhere(subject, issued=True)


@rule(
    "W45",
    Severity.WARNING,
    "another unissued case requests the same for this account",
    remedy="keep the row in one case only",
    source="docs/sources/request-forms.md#e22",
)
def drafted_elsewhere(subject: Subject) -> Iterator[Finding]:
    """No draft of the workspace asks the same for an account."""
    return _open_elsewhere(subject, issued=False)


_SHOWN = 4


def _open_elsewhere(subject: Subject, *, issued: bool) -> Iterator[Finding]:
    """The rows that another case asks the same for, those of one case in the same words."""
    if not subject.standings:
        return
    asked: dict[tuple[str, Kind], Row] = {}
    for document in subject.documents:
        if document.kind.spec.role == "request" and document.wanted.status == "new":
            asked.update({(row.target.key, document.kind): row for row in document.rows})
    met: dict[tuple[Kind, str, str], dict[int, Row]] = {}
    for standing in subject.standings:
        mine = asked.get((standing.key, standing.kind))
        if mine and standing.issued is issued:
            met.setdefault((standing.kind, standing.reference, standing.file), {})[
                standing.number
            ] = mine
    for (kind, reference, file), rows in met.items():
        numbers = [str(number) for number in sorted(rows)]
        there = ", ".join(numbers[:_SHOWN]) + (", …" if len(numbers) > _SHOWN else "")
        noun = "row" if len(numbers) == 1 else "rows"
        for row in rows.values():
            detail = f"{kind}, {reference}, {noun} {there} ({file})"
            yield Finding(_at(row, "url"), detail, row.number)


@rule(
    "E27",
    Severity.ERROR,
    "observation or capture is later than the time of issue",
    remedy="correct that time, or the date of the case",
    source="docs/sources/request-forms.md#evidence",
)
def after_issue(subject: Subject) -> Iterator[Finding]:
    """Nothing was seen after the request was issued."""
    return out_of_order(subject, "E27")


def _says_it_exists(spec: KindSpec) -> bool:
    return spec.role == "request" or spec.takes == "waiting"


@rule(
    "W01",
    Severity.WARNING,
    "account not confirmed to exist in the last 72 hours",
    remedy="check again and record `status_checked_at`",
    source="docs/sources/request-forms.md#w01",
)
def old_status(subject: Subject) -> Iterator[Finding]:
    """The status of every row was checked lately; what was removed is there no more.

    A reminder says that nothing changed, which nobody knows of an account not looked at again.
    """
    issued = subject.matter.case.date
    for row in subject.rows_of(_says_it_exists):
        if row.account.actioned_on:
            continue
        checked = row.account.status_checked_at
        if checked is None or issued - checked > _STATUS_CHECK:
            yield Finding(_at(row, "status_checked_at"), row=row.number)


@rule(
    "W02",
    Severity.WARNING,
    "account is identified only by a name that can change",
    remedy="add the platform's own ID as `native_id`",
    source="docs/sources/request-forms.md#w02; docs/sources/platform-practice.md#finding-9",
)
def name_only(subject: Subject) -> Iterator[Finding]:
    """Every row has an identifier that its holder cannot change."""
    for row in subject.rows:
        if not row.target.stable and not row.account.native_id:
            yield Finding(_at(row, "native_id"), row=row.number)


@rule(
    "W05",
    Severity.WARNING,
    "account only supports the organisation, which needs stronger evidence",
    remedy="check that the exhibits show more than sympathy",
    source="Tech Against Terrorism; docs/sources/request-forms.md#w05",
)
def supporter(subject: Subject) -> Iterator[Finding]:
    """No row rests on support alone."""
    for row in subject.rows:
        if row.account.link == "supporter":
            yield Finding(_at(row, "link"), row=row.number)


_PERMITTED = ("first-information-report", "court-permission")
"""What shows that an offence is investigated lawfully; an enquiry or another number does not."""


@rule(
    "W09",
    Severity.WARNING,
    "offence needs a court's permission to investigate, and none is recorded",
    remedy="record `investigation.court_permission`, or do not mention an investigation",
    source="PECA s. 43; docs/sources/request-forms.md#w09",
)
def needs_permission(subject: Subject) -> Iterator[Finding]:
    """An offence that is not cognizable has a court's permission on file."""
    permitted = [
        investigation.binds
        for _, investigation in subject.matter.case.investigations
        if investigation.court_permission or investigation.kind in _PERMITTED
    ]
    law = subject.matter.jurisdiction
    restricted = {provision.id for provision in law.provisions if provision.needs_permission}
    grounds = {ground.id for ground in law.grounds if restricted & set(ground.provisions)}
    for row in subject.rows:
        if row.account.ground in grounds and not any(
            concerns(subject.matter, investigation, row.number) for investigation in permitted
        ):
            yield Finding(_at(row, "ground"), row=row.number)


@rule(
    "W23",
    Severity.WARNING,
    "post ID gives a time after the time of issue",
    remedy="check the post's address",
    source="docs/sources/platform-practice.md#finding-16, #check-23",
)
def post_in_future(subject: Subject) -> Iterator[Finding]:
    """No post was made after the request was issued."""
    return out_of_order(subject, "W23")


@rule(
    "W57",
    Severity.WARNING,
    "post ID gives a time before the service existed",
    remedy="check the post's address",
    source="docs/sources/platform-practice.md#finding-16, #check-23",
)
def post_before_the_service(subject: Subject) -> Iterator[Finding]:
    """No post is older than the service that it is on."""
    for row in subject.rows:
        for post in row.posts:
            platform = subject.matter.library.platforms[post.platform]
            clock = next(
                (
                    identifier.clock
                    for identifier in platform.identifiers
                    if identifier.id == post.identifier_type
                ),
                None,
            )
            first = clock.since if clock else None
            if first and post.created and post.created.date() < first:
                yield Finding(_at(row, "posts"), row=row.number)


@rule(
    "W24",
    Severity.WARNING,
    "address was resolved with a reservation",
    remedy="check the address",
    source="docs/sources/platform-practice.md#addresses",
)
def address_warning(subject: Subject) -> Iterator[Finding]:
    """Every address was understood without reservation."""
    for row in subject.rows:
        for warning in row.target.warnings:
            # Without the identifier in it, the same reservation on many rows is told once.
            same = warning.replace(row.target.identifier, "this identifier")
            yield Finding(_at(row, "url"), same, row.number)
