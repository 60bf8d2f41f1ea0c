"""Rules on emergencies and on letters that go back to an earlier request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.compose.earlier import goes_back
from demarche.compose.examination import Finding, Subject, rule
from demarche.model.followup import Emergency
from demarche.model.platform import Kind
from demarche.problems import Severity

_NEEDED = ("threat", "time", "basis", "reliability", "why_hours")
"""What nobody can leave open who says that harm is imminent; nor both of persons and place."""

_NOTHING = re.compile(
    r"(?i)(is |are |still |as yet )*(un(known|clear|certain|identified|specified)|not (yet )?known"
    r"|n/?a|none|nobody|nothing|no ?one|tb[cd]|-+|\?+|anybody|anyone|everybody|everyone)"
    r"( in particular| specific| yet| at present| so far)*\.?"
)


def _open(emergency: Emergency, name: str) -> bool:
    return bool(_NOTHING.fullmatch(getattr(emergency, name).strip()))


_EVERYTHING = re.compile(r"(?i)(everything|all|anything|whatever)( (you have|there is))?\.?")


@rule(
    "E14",
    Severity.ERROR,
    "the emergency is not described, or nobody can be called back at any hour",
    remedy="complete `emergency`, and `duty` with a telephone number in the office's file",
    source="forms catalogue E14; Second Additional Protocol Art. 9; forms.md 10, rows 9, 43 and 44",
)
def incomplete_emergency(subject: Subject) -> Iterator[Finding]:
    """Harm, person, place and the purpose of each item are read; the call-back is the office's."""
    duty = subject.matter.office.duty
    emergency = subject.matter.case.emergency
    for index, wanted in enumerate(subject.matter.case.requests):
        if wanted.kind is not Kind.EMERGENCY:
            continue
        if emergency:
            left = [name for name in (*_NEEDED, "persons", "place") if _open(emergency, name)]
            for name in left:
                if name in _NEEDED or {"persons", "place"} <= set(left):
                    detail = "left open, so that imminent harm is not shown"
                    yield Finding(("emergency", name), detail)
            for number, one in enumerate(emergency.data):
                if _EVERYTHING.fullmatch(one.data.strip()):
                    at = ("emergency", "data", number, "data")
                    yield Finding(at, f"{one.data!r} is no item of data")
        if duty is None or duty.phone is None:
            detail = f"{subject.matter.office.id} has no telephone number for any hour"
            yield Finding(("requests", index, "kind"), detail)


@rule(
    "E17",
    Severity.ERROR,
    "a follow-up has a row or a category that the earlier request did not have",
    remedy="ask for it in a new request",
    source="forms catalogue E17; forms.md 10, row 55",
)
def something_new(subject: Subject) -> Iterator[Finding]:
    """No new account and no wider data come in by way of a reminder, extension or withdrawal."""
    matter = subject.matter
    for index, wanted in enumerate(matter.case.requests):
        earlier = wanted.earlier
        if earlier is None or not goes_back(wanted):
            continue
        known = matter.earlier.get(earlier.reference)
        before = set(earlier.data_categories) | (known.categories if known else set())
        if before:
            for name in wanted.data_categories:
                if name not in before:
                    at = ("requests", index, "data_categories")
                    yield Finding(at, f"{name!r} was not in {earlier.reference}")
        if known is None and not earlier.accounts:
            detail = f"what {earlier.reference} held is not recorded (`accounts` or `data`)"
            yield Finding(("requests", index, "earlier"), detail)
        if known is None:
            continue
        for name in earlier.accounts:
            row = matter.row_named(name)
            if row and row.target.canonical not in known.addresses:
                detail = f"{name!r} was not in {earlier.reference}"
                yield Finding(("requests", index, "earlier", "accounts"), detail)
