"""Rules on days: each in its order, and none so far off that it must be a slip."""

from __future__ import annotations

from collections.abc import Iterator

from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity
from demarche.model.case import Case

_LONG_ANSWER = 90
_LONG_TERM = 366
_LATE_LETTER = 30

_PAST = ("actioned_on", "first_seen", "prior_report_on", "outcome_on")
"""Days of a row that tell what happened already."""


@rule(
    "E28",
    Severity.ERROR,
    "date is out of order",
    remedy="correct the date",
    source="docs/sources/request-forms.md#element-3, #element-52",
)
def days_in_order(subject: Subject) -> Iterator[Finding]:
    """What is to come lies after the day of issue, what was done not after it."""
    case = subject.matter.case
    yield from _to_come(subject)
    yield from _too_soon(subject)
    yield from _done(case)
    day = case.date.date()
    for index, account in enumerate(case.accounts):
        for name in _PAST:
            value = getattr(account, name)
            if value and value > day:
                yield Finding(("accounts", index, name), _AFTER, index + 1)


def _too_soon(subject: Subject) -> Iterator[Finding]:
    """A first-contact sheet says that no request follows within a day, save in an emergency."""
    requests = subject.matter.case.requests
    met = {
        document.recipient
        for document in subject.documents
        if document.kind.spec.restricted == "contacts"
    }
    for document in subject.documents:
        spec = document.kind.spec
        follows = spec.has_rows and not spec.urgent
        if follows and document.recipient in met:
            at = ("requests", requests.index(document.wanted), "kind")
            name = document.platform.name
            yield Finding(
                at, f"first contact with {name} says that no request follows within a day"
            )


_AFTER = "is after the date of issue"


def _to_come(subject: Subject) -> Iterator[Finding]:
    case = subject.matter.case
    day = case.date.date()
    kept = {
        id(document.wanted): request.preserve_until
        for document, request in zip(subject.documents, subject.requests, strict=True)
    }
    for index, wanted in enumerate(case.requests):
        for name in ("reply_by", "term_until", "formal_request_by"):
            value = getattr(wanted, name)
            same_day = wanted.kind.spec.urgent and name == "reply_by" and value == day
            if value and value <= day and not same_day:
                yield Finding(("requests", index, name), "must be after the date of issue")
        until = kept.get(id(wanted))
        if wanted.formal_request_by and until and wanted.formal_request_by > until:
            detail = f"data are kept only until {until}"
            yield Finding(("requests", index, "formal_request_by"), detail)
        earlier = wanted.earlier
        reminds = wanted.kind.spec.takes == "waiting"
        if earlier and (earlier.on > day or (earlier.on == day and reminds)):
            detail = "earlier request must be before the date of issue"
            yield Finding(("requests", index, "earlier", "on"), detail)
        ended = earlier and earlier.preserve_until
        if earlier and ended and wanted.status != "new":
            at = ("requests", index, "earlier", "preserve_until")
            if ended < earlier.on:
                yield Finding(at, f"preservation was requested on {earlier.on}")
            elif ended < day and wanted.status == "extend":
                yield Finding(at, "preservation has ended; request a new one")
    if case.emergency and case.emergency.process_by < day:
        yield Finding(("emergency", "process_by"), "must not be before the date of issue")


def _done(case: Case) -> Iterator[Finding]:
    day = case.date.date()
    prepared, approved = case.prepared_by.on, case.approved_by and case.approved_by.on
    if prepared and prepared > day:
        yield Finding(("prepared_by", "on"), "case was prepared after the date of issue")
    if approved and approved > day:
        yield Finding(("approved_by", "on"), "approval is dated after the date of issue")
    elif approved and prepared and approved < prepared:
        yield Finding(("approved_by", "on"), "case was approved before it was prepared")
    for loc, order in case.orders:
        if order.date > day:
            yield Finding((*loc, "date"), "order is dated after the date of issue")
    for loc, investigation in case.investigations:
        if investigation.on and investigation.on > day:
            yield Finding((*loc, "on"), _AFTER)
    if case.letter.date and case.letter.date < day:
        yield Finding(("letter", "date"), "covering letter is dated before its enclosure")


@rule(
    "W46",
    Severity.WARNING,
    "date is so far off that it may be a mistake",
    remedy="correct it, or have the reviewer explain it",
    source="docs/sources/request-forms.md#element-34, #element-52, #time-limits",
)
def far_off(subject: Subject) -> Iterator[Finding]:
    """An answer is wanted within three months, a term is reviewed within a year."""
    case = subject.matter.case
    day = case.date.date()
    for index, wanted in enumerate(case.requests):
        for name, most in (("reply_by", _LONG_ANSWER), ("term_until", _LONG_TERM)):
            value = getattr(wanted, name)
            if value and (value - day).days > most:
                yield Finding(("requests", index, name), f"{(value - day).days} days after issue")
    if case.letter.date and (case.letter.date - day).days > _LATE_LETTER:
        detail = f"covering letter, {(case.letter.date - day).days} days after issue"
        yield Finding(("letter", "date"), detail)
