"""Rules on picture hashes as indicators: reliable ones, of accounts that replace each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity
from demarche.model.case import Indicator
from demarche.model.resolved_case import Matter

_VALUE = re.compile(r"([0-9a-f]{64}) q=([0-9]{1,3})")
_LEAST_QUALITY = 50
_SAME_PICTURE = 31
"""Bits in which two PDQ hashes of one picture may differ."""


def pdq_value(value: str) -> tuple[str, int] | None:
    """The hash and the quality in an indicator's value; None where it has not that format."""
    found = _VALUE.fullmatch(value)
    return (found[1], int(found[2])) if found and int(found[2]) <= 100 else None


@rule(
    "E98",
    Severity.ERROR,
    "picture hash (PDQ) is incomplete or of low quality",
    remedy="give the hash as 64 lowercase hex digits and `q=` with a quality of 50 to 100, and "
    "`seen_on`; remove the hash of a picture of lower quality",
    source="docs/sources/request-forms.md#e98",
)
def unreliable_hash(subject: Subject) -> Iterator[Finding]:
    """Each hash has its quality and its day, and the quality is enough to rely on."""
    for index, indicator in _hashes(subject.matter):
        found = pdq_value(indicator.value)
        if found is None:
            detail = "expected 64 lowercase hex digits and `q=87`"
            yield Finding(("indicators", index, "value"), detail)
        elif found[1] < _LEAST_QUALITY:
            yield Finding(("indicators", index, "value"), f"quality {found[1]} is below 50")
        if indicator.seen_on is None:
            yield Finding(("indicators", index, "value"), "`seen_on` is missing")


@rule(
    "E99",
    Severity.ERROR,
    "picture of an indicator is shared by unrelated accounts",
    remedy="remove the indicator, or the rows that do not replace each other",
    source="CJEU C-18/18; docs/sources/request-forms.md#e99",
)
def shared_picture(subject: Subject) -> Iterator[Finding]:
    """All rows that carry a picture belong to one chain of replaced accounts."""
    matter = subject.matter
    carried: list[tuple[int, set[int]]] = []
    for index, indicator in _hashes(matter):
        if indicator.withdrawn_on is not None:
            continue
        families = {_family(matter, name) for name in indicator.accounts} - {0}
        if len(families) > 1:
            detail = f"rows {', '.join(indicator.accounts)} do not replace each other"
            yield Finding(("indicators", index, "accounts"), detail)
        found = pdq_value(indicator.value)
        if found is None:
            continue
        bits = int(found[0], 16)
        for other, theirs in carried:
            if (bits ^ other).bit_count() <= _SAME_PICTURE and not families & theirs:
                detail = "another indicator has the same picture for rows that are not related"
                yield Finding(("indicators", index, "value"), detail)
                break
        carried.append((bits, families))


def _hashes(matter: Matter) -> Iterator[tuple[int, Indicator]]:
    for index, indicator in enumerate(matter.case.indicators):
        if indicator.kind.endswith("-pdq"):
            yield index, indicator


def _family(matter: Matter, name: str) -> int:
    """The number of the row at which a chain of replaced accounts begins; 0 for no row."""
    row = matter.row_named(name)
    if row is None:
        return 0
    passed = {row.number}
    while before := matter.row_named(row.account.mirror_of or ""):
        if before.number in passed:
            break
        passed.add(before.number)
        row = before
    return row.number
