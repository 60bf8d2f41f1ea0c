"""The texts of a case that an officer wrote, each with the steps to its field.

What the account's holder wrote (names, posts, translations of them) is not among them: it is shown,
never said.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from operator import attrgetter
from typing import Any, NamedTuple

from demarche.model.case import Case
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

_KNOWN = 20_000
"""Texts that are remembered before all are forgotten."""
_PIECE = 1 << 20
"""Characters."""


class Written(NamedTuple):
    """One text, where it stands, and the row that it is about."""

    loc: tuple[str | int, ...]
    text: str
    row: int | None = None


class Spot(NamedTuple):
    """Where a text stands, and the row that it is about."""

    loc: tuple[str | int, ...]
    row: int | None


class _Spots:
    """Spots as numbers: a case has some hundred thousand, of few fields."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[Any, ...], int] = {}
        self._order: list[tuple[Any, ...]] = []
        self._packed = array("q")

    def add(self, loc: tuple[str | int, ...], row: int | None) -> int:
        """Keep a spot; its number."""
        shape: tuple[Any, ...]
        index = loc[1] if len(loc) > 1 else None
        if isinstance(index, int) and (row is None or row == index + 1):
            shape = (loc[0], loc[2:], row is not None)
        else:
            shape, index = (loc, row), 0
        kind = self._shapes.get(shape)
        if kind is None:
            kind = self._shapes[shape] = len(self._order)
            self._order.append(shape)
        self._packed.append(kind << 32 | index)
        return len(self._packed) - 1

    def __getitem__(self, number: int) -> Spot:
        kind, index = divmod(self._packed[number], 1 << 32)
        shape = self._order[kind]
        if len(shape) == 2:
            return Spot(*shape)
        first, rest, of_row = shape
        return Spot((first, index, *rest), index + 1 if of_row else None)


class Lines:
    """Texts put on one line each, equal ones once, so that all are searched in one go."""

    def __init__(self, texts: Iterable[Written]) -> None:
        self._spots = _Spots()
        self._first = array("l")
        """For each line the first spot that it stands at."""
        self._after = array("l")
        """For each spot the next one of the same line, or -1."""
        last = array("l")
        numbers: dict[str, int] = {}
        known: dict[str, int] = {}
        for one in texts:
            number = known.get(one.text)
            if number is None:  # equal texts are many
                line = fold(" ".join(one.text.split()))
                number = numbers.setdefault(one.text if line == one.text else line, len(numbers))
                if len(known) > _KNOWN:
                    known.clear()
                known[one.text] = number
            spot = self._spots.add(one.loc, one.row)
            self._after.append(-1)
            if number == len(self._first):
                self._first.append(spot)
                last.append(spot)
            else:
                self._after[last[number]] = spot
                last[number] = spot
        self.all = "\n".join(numbers)
        ends = accumulate(len(line) + 1 for line in numbers)
        self._starts = array("q", [0, *ends][: len(numbers)])

    def holding(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, list[Spot]]]:
        """The lines in which a pattern is found, each with where it stands in the case."""
        seen = -1
        for match in pattern.finditer(self.all):
            number = bisect_right(self._starts, match.start()) - 1
            if number != seen:
                seen = number
                start = self._starts[number]
                end = self.all.find("\n", start)
                yield self.all[start : end if end >= 0 else None], self._of(number)

    def at(self, place: int) -> list[Spot]:
        """Where the line stands in the case that holds this place of `all`."""
        return self._of(bisect_right(self._starts, place) - 1)

    def pieces(self) -> Iterator[tuple[int, str]]:
        """All lines in pieces of about a megabyte, each with its place in `all`.

        For a search that makes copies of what it searches.
        """
        start = 0
        while start < len(self.all):
            end = self.all.find("\n", start + _PIECE)
            yield start, self.all[start : end if end >= 0 else None]
            start = end + 1 if end >= 0 else len(self.all)

    def _of(self, number: int) -> list[Spot]:
        found = []
        spot = self._first[number]
        while spot >= 0:
            found.append(self._spots[spot])
            spot = self._after[spot]
        return found


def texts_of(case: Case) -> Iterator[Written]:
    """Every text of the case that its officers wrote."""
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
