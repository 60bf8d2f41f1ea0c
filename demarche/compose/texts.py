"""The texts of a case that an officer wrote, each with the steps to its field, and its exhibits.

What the account's holder wrote (names, posts, translations of them) is not among them: it is shown,
never said.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from demarche.model.case import Case, Exhibit
from demarche.model.matter import Matter
from demarche.wording import fold

_CASE = ("title", "facts", "purpose", "necessity", "alternatives", "defences", "risk_of_loss")
_ROW = (
    *("justification", "link_basis", "context", "intent", "reach", "imminence"),
    *("measure_reason", "protected_decision", "clarification", "change", "withdraw_note"),
)
_REQUEST = ("scope_reason", "clarifications", "changes")
_EMERGENCY = ("threat", "persons", "place", "time", "basis", "reliability", "why_hours")
_EXHIBIT = ("shows", "redactions", "corroboration")
_OTHERS = ("translation", "translated_by", "tool", "posted_at", "archive")
_WORD = re.compile(r"\w+")
_BETWEEN = {sign: " " for sign in range(128) if not _WORD.match(chr(sign))}
_of_row, _of_exhibit, _of_others = (attrgetter(*names) for names in (_ROW, _EXHIBIT, _OTHERS))
"""All of these fields of a record in one go."""


class Written(NamedTuple):
    """One text, where it stands, and the row that it is about."""

    loc: tuple[str | int, ...]
    text: str
    row: int | None = None


class Lines:
    """Texts put on one line each, equal ones once, so that all are searched in one go."""

    def __init__(self, texts: Iterable[Written]) -> None:
        self._written: dict[str, list[Written]] = defaultdict(list)
        known: dict[str, list[Written]] = {}
        for one in texts:
            if one.text not in known:  # equal texts are many
                known[one.text] = self._written[fold(" ".join(one.text.split()))]
            known[one.text].append(one)
        self.all = "\n".join(self._written)
        self._starts: list[int] = []
        at = 0
        for line in self._written:
            self._starts.append(at)
            at += len(line) + 1
        self._order = list(self._written.values())

    def holding(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, list[Written]]]:
        """The lines in which a pattern is found, each with where it stands in the case."""
        seen = -1
        for match in pattern.finditer(self.all):
            number = bisect_right(self._starts, match.start()) - 1
            if number != seen:
                seen = number
                start = self._starts[number]
                end = self.all.find("\n", start)
                yield self.all[start : end if end >= 0 else None], self._order[number]

    def at(self, place: int) -> list[Written]:
        """Where the line stands in the case that holds this place of `all`."""
        return self._order[bisect_right(self._starts, place) - 1]


def texts_of(case: Case) -> tuple[Written, ...]:
    """Every text of the case that its officers wrote."""
    return tuple(_every(case))


def _every(case: Case) -> Iterator[Written]:
    for name in _CASE:
        text = getattr(case, name)
        if text:
            yield Written((name,), text)
    if case.confidentiality:
        yield Written(("confidentiality", "reason"), case.confidentiality.reason)
    if case.judicial_order:
        yield Written(("judicial_order", "concerns"), case.judicial_order.concerns)
    for index, wanted in enumerate(case.requests):
        for name in _REQUEST:
            text = getattr(wanted, name)
            if text:
                yield Written(("requests", index, name), text)
    if case.emergency:
        for name in _EMERGENCY:
            yield Written(("emergency", name), getattr(case.emergency, name))
        for index, needed in enumerate(case.emergency.data):
            yield Written(("emergency", "data", index, "data"), needed.data)
            yield Written(("emergency", "data", index, "purpose"), needed.purpose)
    for index, indicator in enumerate(case.indicators):
        yield Written(("indicators", index, "false_positives"), indicator.false_positives)
    for index, account in enumerate(case.accounts):
        for name, text in zip(_ROW, _of_row(account), strict=True):
            if text:
                yield Written(("accounts", index, name), text, index + 1)
    for index, exhibit in enumerate(case.exhibits):
        for name, text in zip(_EXHIBIT, _of_exhibit(exhibit), strict=True):
            if text:
                yield Written(("exhibits", index, name), text)


def others_of(case: Case) -> Iterator[Written]:
    """What is not in the office's words, and its responsibility to print all the same."""
    if case.investigation:
        yield Written(("investigation", "agency"), case.investigation.agency)
    if case.judicial_order:
        yield Written(("judicial_order", "court"), case.judicial_order.court)
    if case.formal_language_copy:
        yield Written(("formal_language_copy",), case.formal_language_copy)
    for index, account in enumerate(case.accounts):
        if account.prior_report_answer:
            at = ("accounts", index, "prior_report_answer")
            yield Written(at, account.prior_report_answer, index + 1)
    for index, exhibit in enumerate(case.exhibits):
        for name, text in zip(_OTHERS, _of_others(exhibit), strict=True):
            if text:
                yield Written(("exhibits", index, name), text)


def words_of(text: str) -> str:
    """The words of a text in small letters, a space between them."""
    # The quicker way, for plain ASCII: what stands between words becomes a space first.
    words = text.translate(_BETWEEN).split() if text.isascii() else _WORD.findall(text)
    return " ".join(words).casefold()


def exhibits_of(matter: Matter) -> dict[int, list[tuple[int, Exhibit]]]:
    """The exhibits of each row by its number: those it names and those that name it."""
    index = {one.id: number for number, one in enumerate(matter.case.exhibits)}
    found: dict[int, dict[int, Exhibit]] = defaultdict(dict)
    for row in matter.rows:
        for name in row.account.exhibits:
            if name in index:
                found[row.number][index[name]] = matter.case.exhibits[index[name]]
    for number, exhibit in enumerate(matter.case.exhibits):
        for name in exhibit.accounts:
            if name in matter.names:
                found[matter.names[name]][number] = exhibit
    return {number: sorted(one.items(), key=lambda pair: pair[0]) for number, one in found.items()}
