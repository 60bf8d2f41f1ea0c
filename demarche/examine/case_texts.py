"""The texts of a case that an officer wrote, each with the steps to its field.

What the account's holder wrote (names, posts, translations of them) is not among them: it is shown,
never said.
"""

from __future__ import annotations

import functools
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, NamedTuple

from demarche.facts.banned_phrases import fold
from demarche.model.case import ACCOUNT_USES, Case

_CASE = ("title", "facts", "purpose", "necessity", "alternatives", "defences", "risk_of_loss")
_ROW = tuple(name for name, use in ACCOUNT_USES.items() if use.voice == "office")
_ROW_OTHERS = tuple(name for name, use in ACCOUNT_USES.items() if use.voice == "other")
_REQUEST = ("scope_reason", "clarifications", "changes")
_EMERGENCY = ("threat", "persons", "place", "time", "basis", "reliability", "why_hours")
_EXHIBIT = ("shows", "redactions", "corroboration")
_OTHERS = ("translation", "translated_by", "tool", "posted_at", "archive")
_WORD = re.compile(r"\w+")
_BETWEEN = {sign: " " for sign in range(128) if not _WORD.match(chr(sign))}
_of_row, _of_exhibit, _of_others = (attrgetter(*names) for names in (_ROW, _EXHIBIT, _OTHERS))
"""All of these fields of a record in one go."""

_TOGETHER = 500
"""Texts that are looked at in one go."""
_PIECE, _SMALL_PIECE = 1 << 20, 1 << 16
"""Characters."""
_NOT_PLAIN = ("  ", " \n", "\n ", "- ", *"\t\v\f\r\x1c\x1d\x1e\x1f")
"""White space that is not a single space between words, and what may be a parted word."""


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

    def __init__(
        self, texts: Callable[[], Iterable[Written]], bare: Iterable[str] | None = None
    ) -> None:
        """`texts` gives them anew whenever it is called; `bare` are the same, their text alone."""
        self._texts = texts
        lines = _distinct(one.text for one in texts()) if bare is None else _distinct(bare)
        self.all = "\n".join(lines)
        ends = accumulate(len(line) + 1 for line in lines)
        self._starts = array("q", [0, *ends][: len(lines)])

    def holding(
        self, pattern: re.Pattern[str], may: Callable[[str], bool] | None = None
    ) -> Iterator[tuple[str, int]]:
        """The lines in which a pattern is found, each with its place in `all`.

        `may` tells of a piece of many lines, sooner than the pattern, that it is found in none.
        """
        seen = -1
        for start, piece in self.pieces(_SMALL_PIECE if may else _PIECE):
            if may and not may(piece):
                continue
            for match in pattern.finditer(piece):
                number = self._number(start + match.start())
                if number != seen:
                    seen = number
                    begin = self._starts[number]
                    end = self.all.find("\n", begin)
                    yield self.all[begin : end if end >= 0 else None], begin

    def at(self, place: int) -> list[Spot]:
        """Where the line stands in the case that holds this place of `all`."""
        return self._spots.of(self._number(place))

    def pieces(self, size: int = _PIECE) -> Iterator[tuple[int, str]]:
        """All lines in pieces of about a megabyte, each with its place in `all`.

        For a search that makes copies of what it searches.
        """
        start = 0
        while start < len(self.all):
            end = self.all.find("\n", start + size)
            yield start, self.all[start : end if end >= 0 else None]
            start = end + 1 if end >= 0 else len(self.all)

    def _number(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1

    @functools.cached_property
    def _spots(self) -> _SpotsOfLines:
        """Looked for when the first line was found that something is to be told of: few cases have
        one."""
        return _SpotsOfLines(self._texts())


class _SpotsOfLines:
    """Where each of the lines stands in the case."""

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
                number = numbers.setdefault(_on_one_line(one.text), len(numbers))
                known[one.text] = number
            spot = self._spots.add(one.loc, one.row)
            self._after.append(-1)
            if number == len(self._first):
                self._first.append(spot)
                last.append(spot)
            else:
                self._after[last[number]] = spot
                last[number] = spot

    def of(self, number: int) -> list[Spot]:
        """Where the line of this number stands, in the order of the case."""
        found = []
        spot = self._first[number]
        while spot >= 0:
            found.append(self._spots[spot])
            spot = self._after[spot]
        return found


def _on_one_line(text: str) -> str:
    """The text as it is searched; the very text where nothing is to be changed."""
    line = fold(" ".join(text.split()))
    return text if line == text else line


def _distinct(texts: Iterable[str]) -> list[str]:
    """Every text on one line, equal lines once, in the order of the first of each."""
    once = list(dict.fromkeys(texts))
    found: dict[str, None] = {}
    for at in range(0, len(once), _TOGETHER):
        some = once[at : at + _TOGETHER]
        changed = some if _all_plain(some) else map(_on_one_line, some)
        found.update(dict.fromkeys(changed))
    return list(found)


def _all_plain(texts: Sequence[str]) -> bool:
    """Whether all of the texts are one line already, and of letters that are not folded."""
    joined = "\n".join(texts)
    return (
        joined.isascii()
        and joined.count("\n") == len(texts) - 1
        and not any(sign in joined for sign in _NOT_PLAIN)
        and not joined.startswith(" ")
        and not joined.endswith(" ")
    )


def own_lines(case: Case) -> Lines:
    """The lines of `texts_of`."""
    bare = chain(
        (one.text for one in _of_case(case)),
        filter(None, chain.from_iterable(map(_of_row, case.accounts))),
        filter(None, chain.from_iterable(map(_of_exhibit, case.exhibits))),
    )
    return Lines(functools.partial(texts_of, case), bare)


def other_lines(case: Case) -> Lines:
    """The lines of `others_of`."""
    bare = chain(
        (one.text for one in _others_of_case(case)),
        filter(None, (getattr(one, name) for one in case.accounts for name in _ROW_OTHERS)),
        filter(None, chain.from_iterable(map(_of_others, case.exhibits))),
    )
    return Lines(functools.partial(others_of, case), bare)


def texts_of(case: Case) -> Iterator[Written]:
    """Every text of the case that its officers wrote."""
    yield from _of_case(case)
    for index, account in enumerate(case.accounts):
        for name, text in zip(_ROW, _of_row(account), strict=True):
            if text:
                yield Written(("accounts", index, name), text, index + 1)
    for index, exhibit in enumerate(case.exhibits):
        for name, text in zip(_EXHIBIT, _of_exhibit(exhibit), strict=True):
            if text:
                yield Written(("exhibits", index, name), text)


def _of_case(case: Case) -> Iterator[Written]:
    """The texts outside the tables of accounts and exhibits."""
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


def _others_of_case(case: Case) -> Iterator[Written]:
    if case.investigation:
        yield Written(("investigation", "agency"), case.investigation.agency)
    if case.judicial_order:
        yield Written(("judicial_order", "court"), case.judicial_order.court)
    if case.formal_language_copy:
        yield Written(("formal_language_copy",), case.formal_language_copy)


def others_of(case: Case) -> Iterator[Written]:
    """What is not in the office's words, and its responsibility to print all the same."""
    yield from _others_of_case(case)
    for index, account in enumerate(case.accounts):
        for name in _ROW_OTHERS:
            if text := getattr(account, name):
                yield Written(("accounts", index, name), text, index + 1)
    for index, exhibit in enumerate(case.exhibits):
        for name, text in zip(_OTHERS, _of_others(exhibit), strict=True):
            if text:
                yield Written(("exhibits", index, name), text)


def words_of(text: str) -> str:
    """The words of a text in small letters, a space between them."""
    # The quicker way, for plain ASCII: what stands between words becomes a space first.
    words = text.translate(_BETWEEN).split() if text.isascii() else _WORD.findall(text)
    return " ".join(words).casefold()
