"""The texts of a case that an officer wrote, each with the steps to its field.

What the account's holder wrote (names, posts, translations of them) is not among them: it is shown,
never said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from demarche.facts.banned_phrases import fold
from demarche.model.case import ACCOUNT_USES, Case

_CASE = (
    "title",
    "facts",
    "purpose",
    "identity",
    "necessity",
    "alternatives",
    "defences",
    "risk_of_loss",
)
_ROW = tuple(name for name, use in ACCOUNT_USES.items() if use.voice == "office")
_ROW_OTHERS = tuple(name for name, use in ACCOUNT_USES.items() if use.voice == "other")
_REQUEST = (
    *("scope_reason", "clarifications", "changes", "facts", "purpose", "necessity"),
    *("alternatives", "defences", "risk_of_loss"),
)
_EMERGENCY = ("threat", "persons", "place", "time", "basis", "reliability", "why_hours")
_EXHIBIT = ("shows", "redactions", "corroboration")
_OTHERS = ("original", "translation", "translated_by", "tool", "posted_at", "archive")
_WORD = re.compile(r"\w+")
_of_row, _of_exhibit, _of_others = (attrgetter(*names) for names in (_ROW, _EXHIBIT, _OTHERS))
"""All of these fields of a record in one go."""


class CaseText(NamedTuple):
    """One text, where it stands, and the row that it is about."""

    loc: tuple[str | int, ...]
    text: str
    row: int | None = None


class Spot(NamedTuple):
    """Where a text stands, and the row that it is about."""

    loc: tuple[str | int, ...]
    row: int | None


class Lines:
    """Texts put on one line each, equal ones once, so that all are searched in one go."""

    def __init__(self, texts: Iterable[CaseText]) -> None:
        self._spots: dict[str, list[Spot]] = {}
        for text in texts:
            line = fold(" ".join(text.text.split()))
            self._spots.setdefault(line, []).append(Spot(text.loc, text.row))
        self.all = "\n".join(self._spots)

    def holding(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, list[Spot]]]:
        """The lines in which a pattern is found, each with where it stands in the case."""
        return ((line, spots) for line, spots in self._spots.items() if pattern.search(line))

    def at(self, place: int) -> list[Spot]:
        """Where the line stands in the case that holds this place of `all`."""
        start = self.all.rfind("\n", 0, place) + 1
        end = self.all.find("\n", place)
        return self._spots[self.all[start : end if end >= 0 else None]]


def texts_of(case: Case) -> Iterator[CaseText]:
    """Every text of the case that its officers wrote."""
    yield from _of_case(case)
    for index, account in enumerate(case.accounts):
        for name, text in zip(_ROW, _of_row(account), strict=True):
            if text:
                yield CaseText(("accounts", index, name), text, index + 1)
    for index, exhibit in enumerate(case.exhibits):
        for name, text in zip(_EXHIBIT, _of_exhibit(exhibit), strict=True):
            if text:
                yield CaseText(("exhibits", index, name), text)


def _of_case(case: Case) -> Iterator[CaseText]:
    """The texts outside the tables of accounts and exhibits."""
    for name in _CASE:
        text = getattr(case, name)
        if text:
            yield CaseText((name,), text)
    if case.confidentiality:
        yield CaseText(("confidentiality", "reason"), case.confidentiality.reason)
    for loc, order in case.orders:
        yield CaseText((*loc, "concerns"), order.concerns)
    if case.exhibits_held_because:
        yield CaseText(("exhibits_held_because",), case.exhibits_held_because)
    for index, decision in enumerate(case.decisions):
        yield CaseText(("decisions", index, "decided"), decision.decided)
    for index, wanted in enumerate(case.requests):
        for name in _REQUEST:
            text = getattr(wanted, name)
            if text:
                yield CaseText(("requests", index, name), text)
    if case.emergency:
        for name in _EMERGENCY:
            yield CaseText(("emergency", name), getattr(case.emergency, name))
        for index, needed in enumerate(case.emergency.data):
            yield CaseText(("emergency", "data", index, "data"), needed.data)
            yield CaseText(("emergency", "data", index, "purpose"), needed.purpose)
    for index, indicator in enumerate(case.indicators):
        yield CaseText(("indicators", index, "false_positives"), indicator.false_positives)


def _others_of_case(case: Case) -> Iterator[CaseText]:
    for loc, investigation in case.investigations:
        yield CaseText((*loc, "agency"), investigation.agency)
    for loc, order in case.orders:
        yield CaseText((*loc, "court"), order.court)
    for index, decision in enumerate(case.decisions):
        yield CaseText(("decisions", index, "authority"), decision.authority)
    if case.formal_language_copy:
        yield CaseText(("formal_language_copy",), case.formal_language_copy)


def others_of(case: Case) -> Iterator[CaseText]:
    """What is not in the office's words, and its responsibility to print all the same."""
    yield from _others_of_case(case)
    for index, account in enumerate(case.accounts):
        for name in _ROW_OTHERS:
            if text := getattr(account, name):
                yield CaseText(("accounts", index, name), text, index + 1)
    for index, exhibit in enumerate(case.exhibits):
        for name, text in zip(_OTHERS, _of_others(exhibit), strict=True):
            if text:
                yield CaseText(("exhibits", index, name), text)


def words_of(text: str) -> str:
    """The words of a text in small letters, a space between them."""
    return " ".join(_WORD.findall(text)).casefold()
