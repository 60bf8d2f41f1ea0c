"""Whether a regular expression can take time without an end, before it is ever tried.

Python's engine goes back and tries again. It does so for as good as ever where a repeated part can
read the same text in two ways, as `([a-z]+)+` can. Such a pattern is refused. The ways of reading
are found on the automaton of positions (Glushkov): two edges from one position to another, or two
different walks over the same text that begin and end at one position.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MANY = 10
"""A part that is repeated so often counts as repeated without an end."""

_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
_ASCII = tuple(map(chr, range(128)))
_OTHERS = ("é", "ß", "ب", "۱", "я", "漢", "\u00a0", "\u200c")
"""One of each kind of sign beyond ASCII."""


@functools.lru_cache(maxsize=4096)
def ambiguous(pattern: str) -> bool:
    """Whether a repeated part of a pattern can read a text in more ways than can be tried.

    Raises re.error as `re.compile` does. A reference back to a group counts as such a part.
    """
    tree = parser.parse(pattern)
    if not any(_nested(tree)):
        return False
    automaton = _Automaton(_signs(tree))
    automaton.add(tree)
    return automaton.twofold or _has_two_ways(automaton)


def _nested(tree: Any, inside: bool = False) -> Iterator[bool]:
    """True for each part that is repeated inside a part repeated often, and each reference."""
    for op, value in tree:
        if op in _REPEATS:
            least, most, body = value
            if inside and most != least:
                yield True
            yield from _nested(body, inside or most >= MANY)
        elif op in (ops.GROUPREF, ops.GROUPREF_EXISTS):
            yield inside
        else:
            for part in _parts(op, value):
                # Alternatives that are repeated may begin alike.
                yield inside and op is ops.BRANCH
                yield from _nested(part, inside)


def _parts(op: Any, value: Any) -> Iterable[Any]:
    if op is ops.SUBPATTERN:
        return (value[3],)
    if op is ops.BRANCH:
        return tuple(value[1])
    if op in (ops.ASSERT, ops.ASSERT_NOT):
        return (value[1],)
    if op is ops.ATOMIC_GROUP:
        return (value,)
    return ()


def _signs(tree: Any) -> tuple[str, ...]:
    """Signs by which any two classes of a pattern that have one in common are told to have one."""
    found = set(_OTHERS)

    def look(part: Any) -> None:
        for op, value in part:
            if op in (ops.LITERAL, ops.NOT_LITERAL):
                found.add(chr(value))
            elif op is ops.RANGE:
                found.update((chr(value[0]), chr(value[1])))
            elif op is ops.IN:
                look(value)
            elif op in _REPEATS:
                look(value[2])
            else:
                for inner in _parts(op, value):
                    look(inner)

    look(tree)
    return (*_ASCII, *sorted(found - set(_ASCII)))


@dataclass
class _Automaton:
    """Positions of a pattern, the signs that each reads, and what may follow it."""

    signs: tuple[str, ...]
    reads: list[frozenset[str]] = field(default_factory=list)
    edges: Counter[tuple[int, int]] = field(default_factory=Counter)
    twofold: bool = False
    """Whether nothing is read in two ways, or what was read before is read again."""

    def add(self, tree: Any) -> tuple[set[int], set[int], bool]:
        """Add a sequence: the positions it begins with, those it ends with, may it be empty."""
        first: set[int] = set()
        last: set[int] = set()
        empty = True
        for op, value in tree:
            begins, ends, nothing = self._one(op, value)
            self._join(last, begins)
            if empty:
                first |= begins
            last = last | ends if nothing else ends
            empty = empty and nothing
        return first, last, empty

    def _join(self, ends: Iterable[int], begins: Iterable[int]) -> None:
        self.edges.update((end, two) for end in ends for two in begins)

    def _one(self, op: Any, value: Any) -> tuple[set[int], set[int], bool]:
        if op in _REPEATS:
            return self._repeat(*value)
        if op is ops.BRANCH:
            found = [self.add(branch) for branch in value[1]]
            begins = set[int]().union(*(part[0] for part in found))
            ends = set[int]().union(*(part[1] for part in found))
            # What alternatives have in common is taken out of them, so that equal ones are empty.
            self.twofold = self.twofold or sum(part[2] for part in found) > 1
            return begins, ends, any(part[2] for part in found)
        if op in (ops.SUBPATTERN, ops.ATOMIC_GROUP):
            return self.add(value[3] if op is ops.SUBPATTERN else value)
        if op in (ops.ASSERT, ops.ASSERT_NOT):
            self.add(value[1])  # by itself: it reads nothing of what stands around it
            return set(), set(), True
        if op in (ops.GROUPREF, ops.GROUPREF_EXISTS):
            self.twofold = True
            return set(), set(), True
        if op is ops.AT:
            return set(), set(), True
        self.reads.append(frozenset(_read(op, value, self.signs)))
        return {len(self.reads) - 1}, {len(self.reads) - 1}, False

    def _repeat(self, least: int, most: int, body: Any) -> tuple[set[int], set[int], bool]:
        if most >= MANY:
            begins, ends, nothing = self.add(body)
            self._join(ends, begins)
            return begins, ends, nothing or least == 0
        first: set[int] = set()
        last: set[int] = set()
        empty = True
        for number in range(most):
            begins, ends, nothing = self.add(body)
            nothing = nothing or number >= least
            self._join(last, begins)
            if empty:
                first |= begins
            last = last | ends if nothing else ends
            empty = empty and nothing
        return first, last, empty


def _read(op: Any, value: Any, signs: tuple[str, ...]) -> set[str]:
    """The signs that an atom reads, letters in both cases."""
    if op is ops.ANY:
        return set(signs)
    if op in (ops.LITERAL, ops.NOT_LITERAL):
        character = chr(value)
        both = {character, character.lower(), character.upper()}
        return both if op is ops.LITERAL else set(signs) - {character}
    if op is ops.RANGE:
        low, high = chr(value[0]), chr(value[1])
        found = {character for character in signs if low <= character <= high}
        return (
            found
            | {character.lower() for character in found}
            | {character.upper() for character in found}
        )
    if op is ops.CATEGORY:
        return {character for character in signs if _CATEGORIES[value].match(character)}
    if op is ops.IN:
        parts = [part for part in value if part[0] is not ops.NEGATE]
        found = set[str]().union(*(_read(part[0], part[1], signs) for part in parts))
        return found if len(parts) == len(value) else set(signs) - found
    return set(signs)


_CATEGORIES = {
    ops.CATEGORY_DIGIT: re.compile(r"\d"),
    ops.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    ops.CATEGORY_SPACE: re.compile(r"\s"),
    ops.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    ops.CATEGORY_WORD: re.compile(r"\w"),
    ops.CATEGORY_NOT_WORD: re.compile(r"\W"),
}


def _has_two_ways(automaton: _Automaton) -> bool:
    """Whether two walks over one text lead from a position back to it."""
    after: dict[int, set[int]] = {}
    for start, two in automaton.edges:
        after.setdefault(start, set()).add(two)
    if any(
        count > 1 and start in _reached(two, after)
        for (start, two), count in automaton.edges.items()
    ):
        return True
    reads = automaton.reads
    for start in after:
        if start not in _reached(start, after, itself=False):
            continue
        # Pairs of positions that two walks from here come to over the same text.
        seen = {(start, start)}
        left = [(start, start)]
        back: dict[tuple[int, int], list[tuple[int, int]]] = {}
        while left:
            pair = left.pop()
            for first in after.get(pair[0], ()):
                for two in after.get(pair[1], ()):
                    if reads[first] & reads[two]:
                        back.setdefault((first, two), []).append(pair)
                        if (first, two) not in seen:
                            seen.add((first, two))
                            left.append((first, two))
        apart = {(start, start)}
        left = [(start, start)]
        while left:
            for pair in back.get(left.pop(), ()):
                if pair[0] != pair[1]:
                    return True
                if pair not in apart:
                    apart.add(pair)
                    left.append(pair)
    return False


def _reached(start: int, after: dict[int, set[int]], *, itself: bool = True) -> set[int]:
    seen = {start} if itself else set()
    left = [start]
    while left:
        for state in after.get(left.pop(), ()):
            if state not in seen:
                seen.add(state)
                left.append(state)
    return seen
