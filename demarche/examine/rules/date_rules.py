"""Rules on days: each in its order, and none so far off that it must be a slip."""

from __future__ import annotations

from collections.abc import Iterator

from demarche.examine.engine import Finding, Subject, rule
from demarche.examine.timeline.compare import out_of_order
from demarche.kernel.problems import Severity

_LONG_ANSWER = 90
_LONG_TERM = 366
_LATE_LETTER = 30


@rule(
    "E28",
    Severity.ERROR,
    "date is out of order",
    remedy="correct the date",
    source=(
        "docs/sources/order-of-events.md#issue, #follow-ups, #preservation, #reports; "
        "docs/sources/request-forms.md#element-3, #element-52"
    ),
)
def days_in_order(subject: Subject) -> Iterator[Finding]:
    """What is to come lies after the day of issue, what was done not after it."""
    yield from out_of_order(subject, "E28")
    yield from _too_soon(subject)


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


@rule(
    "W78",
    Severity.WARNING,
    "`observed_on` is another day than `observed_at`",
    remedy="correct the one that is wrong, or remove `observed_on`",
    source="docs/sources/request-forms.md#evidence",
)
def two_days_of_observation(subject: Subject) -> Iterator[Finding]:
    """Where the time of observation is known it is what is printed; its day is no other one."""
    zone = subject.matter.case.date.tzinfo
    for row in subject.rows:
        at, on = row.account.observed_at, row.account.observed_on
        if at and on and on not in (at.date(), at.astimezone(zone).date()):
            where = ("accounts", row.number - 1, "observed_on")
            yield Finding(where, f"{on} and {at.isoformat()}", row.number)
