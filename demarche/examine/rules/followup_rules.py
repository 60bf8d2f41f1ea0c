"""Rules on emergencies and on letters that go back to an earlier request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.compose.earlier import goes_back, period_of
from demarche.compose.plan import Document
from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity
from demarche.model.followup import Emergency
from demarche.model.resolved_case import EarlierData, Matter

_NEEDED = ("threat", "time", "basis", "reliability", "why_hours")
"""What nobody can leave open who says that harm is imminent; nor both of persons and place."""

_NOTHING = re.compile(
    r"(?i)(is |are |still |as yet )*(un(known|clear|certain|identified|specified)|not (yet )?known"
    r"|n/?a|none|nobody|nothing|no ?one|tb[cd]|-+|\?+|anybody|anyone|everybody|everyone)"
    r"( in particular| specific| yet| at present| so far)*\.?"
)


def _open(emergency: Emergency, name: str) -> bool:
    return bool(_NOTHING.fullmatch(getattr(emergency, name).strip()))


_ANY_HOUR = re.compile(
    r"(?i)\b(any|every|all) (hours?|times?)\b|\b24\b|\balways\b|\bround.the.clock\b"
    r"|\bday and night\b"
)
_EVERYTHING = re.compile(r"(?i)(everything|all|anything|whatever)( (you have|there is))?\.?")


@rule(
    "E14",
    Severity.ERROR,
    "emergency is not described, or has no 24-hour call-back contact",
    remedy="complete `emergency`, and give the office's `duty` contact a telephone number",
    source=(
        "Second Additional Protocol Art. 9; "
        "docs/sources/request-forms.md#e14, #element-9, #element-43, #element-44"
    ),
)
def incomplete_emergency(subject: Subject) -> Iterator[Finding]:
    """Harm, person, place and the purpose of each item are read; the call-back is the office's."""
    duty = subject.matter.office.duty
    emergency = subject.matter.case.emergency
    for index, wanted in enumerate(subject.matter.case.requests):
        if not wanted.kind.spec.urgent:
            continue
        if emergency:
            left = [name for name in (*_NEEDED, "persons", "place") if _open(emergency, name)]
            for name in left:
                if name in _NEEDED or {"persons", "place"} <= set(left):
                    detail = "left open, so imminent harm is not shown"
                    yield Finding(("emergency", name), detail)
            for number, datum in enumerate(emergency.data):
                if _EVERYTHING.fullmatch(datum.data.strip()):
                    at = ("emergency", "data", number, "data")
                    yield Finding(at, f"{datum.data!r} is not a specific item of data")
        if duty is None or duty.phone is None:
            detail = f"{subject.matter.office.id}: `duty` has no telephone number"
            yield Finding(("requests", index, "kind"), detail)
        elif duty.hours and not _ANY_HOUR.search(duty.hours):
            detail = f"{subject.matter.office.id}: `duty` is available only {duty.hours!r}"
            yield Finding(("requests", index, "kind"), detail)


@rule(
    "E17",
    Severity.ERROR,
    "follow-up goes beyond the earlier request in a row, category, ground or date",
    remedy="ask for it in a new request",
    source="docs/sources/request-forms.md#e17, #element-55",
)
def something_new(subject: Subject) -> Iterator[Finding]:
    """No account, ground or wider data come in by way of a reminder, extension or withdrawal."""
    matter = subject.matter
    for index, wanted in enumerate(matter.case.requests):
        earlier = wanted.earlier
        if earlier is None or not goes_back(wanted):
            continue
        known = matter.earlier.get(earlier.reference)
        # What the earlier request itself holds counts, else what the case says of it.
        before = known.categories if known else set(earlier.data_categories)
        at: tuple[str | int, ...] = ("requests", index, "data_categories")
        if known or before:
            for name in wanted.data_categories or earlier.data_categories:
                if name not in before:
                    yield Finding(at, f"{name!r} was not in {earlier.reference}")
        elif wanted.data_categories:
            message = f"categories in {earlier.reference} are not recorded"
            yield Finding(at, f"{message} (`earlier.data_categories` or `earlier.data`)")
        if known is None and not earlier.accounts:
            detail = f"contents of {earlier.reference} are not recorded (`accounts` or `data`)"
            yield Finding(("requests", index, "earlier"), detail)
        if known is None:
            continue
        for name in earlier.accounts:
            row = matter.row_named(name)
            if row and row.target.canonical not in known.addresses:
                detail = f"{name!r} was not in {earlier.reference}"
                yield Finding(("requests", index, "earlier", "accounts"), detail)
        if wanted.kind.spec.takes != "withdrawn" and wanted.status != "release":
            for document in subject.documents:
                if document.wanted is wanted:
                    yield from _beyond(
                        matter, document, known, earlier.reference, ("requests", index)
                    )


def _beyond(
    matter: Matter,
    document: Document,
    known: EarlierData,
    reference: str,
    place: tuple[str | int, ...],
) -> Iterator[Finding]:
    """The grounds and days of a document's rows that the earlier request did not name for them."""
    of_data = document.asks.spec.by_category
    for row in document.rows:
        at, address = ("accounts", row.number - 1), row.target.canonical
        ground = known.grounds.get(address, row.account.ground)
        if ground != row.account.ground:
            yield Finding((*at, "ground"), f"{reference} named {ground!r}", row.number)
        before = known.periods.get(address)
        first, last = period_of(matter, row, document.wanted)
        if of_data and before and first and last and (first < before[0] or last > before[1]):
            detail = f"{first} to {last}; {reference} named {before[0]} to {before[1]}"
            if row.account.data_from or row.account.data_to:
                yield Finding((*at, "data_from"), detail, row.number)
            else:
                yield Finding((*place, "window"), detail)
