"""Rules on texts that stand in many rows: they do not show that each account was looked at."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from operator import attrgetter

from demarche.examine.engine import Finding, Subject, once, rule
from demarche.kernel.problems import Severity
from demarche.model.case import ACCOUNT_USES
from demarche.model.resolved_case import Row

_MOST = 5
"""So many rows may have one text."""
_SHOWN = 40
"""Letters of a text that a message shows."""
_SINGLE = ("imminence", "measure_reason")
"""What is shown in the single case, or not at all: likelihood of harm, and necessity."""
_COUNTS = ("reach",)
"""A count is the same text in every row."""
_TEXTS = tuple(
    name for name, use in ACCOUNT_USES.items() if use.voice == "office" and name not in _COUNTS
)
_of_row = attrgetter(*_TEXTS)
_NAMES = re.compile(r"https?://\S+|[@#]\S+|\S*\d\S*")
"""Addresses, handles, and whatever has a digit."""
_DAYS = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
)
_WORD = re.compile(r"\w+")

Places = list[tuple[tuple[str | int, ...], int]]
Repeated = list[tuple[str, str, Places]]
"""Of each text that is repeated: its field, its words, and its places with their rows."""


@functools.lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return " ".join(_WORD.findall(_DAYS.sub(" ", _NAMES.sub(" ", text.casefold()))))


def _names_of(row: Row) -> tuple[str, ...]:
    """What the account is called, in small letters: the text names each its own."""
    account = row.account
    names = (account.handle, account.display_name, account.id, row.target.identifier)
    return tuple({name.casefold() for name in names if name and len(name) > 2})


def _shape(text: str, row: Row) -> str:
    """The words of a text, without numbers, days and the names of its account."""
    low = text.casefold()
    for name in _names_of(row):
        if name in low:
            low = low.replace(name, " ")
    return _bare(low)


@once
def _repeated(subject: Subject) -> Repeated:
    """The texts that stand in more rows than may have one; each text is looked at once."""
    found: dict[tuple[str, str], Places] = defaultdict(list)
    captions: set[int] = set()
    for row in subject.rows:
        for name, text in zip(_TEXTS, _of_row(row.account), strict=True):
            if text and (shape := _shape(text, row)):
                found[name, shape].append((("accounts", row.number - 1, name), row.number))
        for index, exhibit in subject.exhibits_of(row):
            if index not in captions and (shape := _shape(exhibit.shows, row)):
                captions.add(index)  # one exhibit of many rows has one caption
                found["shows", shape].append((("exhibits", index, "shows"), row.number))
    return [
        (name, shape, places)
        for (name, shape), places in found.items()
        if len({row for _, row in places}) > _MOST
    ]


def _told(subject: Subject, *, single: bool) -> Iterator[Finding]:
    whole = len(subject.rows)
    for name, shape, places in _repeated(subject):
        if (name in _SINGLE) is not single:
            continue
        count = len({row for _, row in places})
        begins = shape if len(shape) <= _SHOWN else f"{shape[:_SHOWN].rstrip()} …"
        share = f"`{name}`, {count} of {whole} rows ({count * 100 // whole} %), {begins!r}"
        for loc, row in places:
            yield Finding(loc, share, row)


@rule(
    "W74",
    Severity.WARNING,
    "same text in more than five rows, apart from numbers, dates and names",
    remedy="write for each account what was found on it, or have the reviewer say why not",
    source="docs/sources/order-of-events.md#repetition; EU 2021/784 Annex I B; Manila Principles",
)
def repeated_text(subject: Subject) -> Iterator[Finding]:
    """Reasons, captions and decisions are written for the row."""
    return _told(subject, single=False)


@rule(
    "E80",
    Severity.ERROR,
    "same reason for imminence or necessity in more than five rows",
    remedy="write for each account why harm is likely, and why a lesser measure would not do",
    source="docs/sources/order-of-events.md#repetition; Rabat Plan of Action; GC 34",
)
def repeated_reason(subject: Subject) -> Iterator[Finding]:
    """Likelihood of harm and necessity are shown in the single case."""
    return _told(subject, single=True)
