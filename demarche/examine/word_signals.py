"""Looking for the signs of a rule (data/wording/signs.yaml) in the texts of many accounts.

Names of ten thousand accounts differ mostly in their numbers, and the basis of a link is written
in the same words again and again: what was looked for in one text is not looked for in its like.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from demarche.facts.banned_phrases import Signs, fold

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9]+")


class SignsSought:
    """Looks for the signs of one rule; every text, and every text like it, once."""

    def __init__(self, signs: Iterable[Signs], rule: Literal["W15", "W16"]) -> None:
        self._groups = [_Group(group) for group in signs if group.rule == rule]
        self._known: dict[tuple[str, bool], tuple[Signs, str] | None] = {}

    def found_in(self, texts: Mapping[str, str]) -> tuple[Signs, str, str] | None:
        """The first sign in an account's texts, by field: the group, the field, the word."""
        for field, text in texts.items():
            key = text, field != "handle"
            if key not in self._known:
                self._known[key] = self._look(*key)
            if found := self._known[key]:
                return found[0], field, found[1]
        return None

    def _look(self, text: str, whole: bool) -> tuple[Signs, str] | None:
        for group in self._groups:
            if word := group.word_in(text, whole) or group.match_in(text):
                return group.signs, word
        return None


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a group as they are looked for."""

    single: frozenset[str]
    several: tuple[str, ...]
    ends: tuple[str, ...]
    """Long enough to be told at the end of a name whose words are joined."""


def _words_of(written: Iterable[str]) -> _Words:
    words = [" ".join(_apart(phrase)) for phrase in written]
    return _Words(
        frozenset(word for word in words if " " not in word),
        tuple(word for word in words if " " in word),
        tuple(word for word in words if len(word) > 3 and " " not in word),
    )


@functools.lru_cache(maxsize=10_000)
def _apart(text: str) -> tuple[str, ...]:
    """The words of a text in small letters."""
    return tuple(_WORD.findall(fold(text).lower()))


class _Group:
    """One group of signs, made ready."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        self._words = _words_of(signs.words)
        self._patterns = [re.compile(pattern, re.IGNORECASE) for pattern in signs.patterns]
        self._longer, self._like = self._longer_numbers()
        self._known: dict[tuple[str, bool], str | None] = {}

    def word_in(self, text: str, whole: bool) -> str | None:
        """The first word of the group in a text; unless `whole`, within its words too."""
        if self._longer:
            text = self._longer.sub(self._like, text)
        if (text, whole) not in self._known:
            self._known[text, whole] = self._word_in(text, whole)
        return self._known[text, whole]

    def match_in(self, text: str) -> str | None:
        """What the first of the group's patterns finds in a text that holds a digit."""
        for pattern in self._patterns if _DIGIT.search(text) else ():
            if match := pattern.search(text):
                return match.group()
        return None

    def _longer_numbers(self) -> tuple[re.Pattern[str] | None, str]:
        """Numbers of more digits than any of the group's words has, and one to stand for them all.

        None where a number is part of a word, which may then stand inside a longer number.
        """
        if any(map(_DIGIT.search, self._words.single)):
            return None, ""
        numbers = _NUMBER.findall(" ".join(self._words.several))
        least = max(map(len, numbers), default=0) + 1
        return re.compile(rf"[0-9]{{{least},}}"), "0" * least

    def _word_in(self, text: str, whole: bool) -> str | None:
        apart, words = _apart(text), self._words
        if not words.single.isdisjoint(apart):
            return next(word for word in apart if word in words.single)
        if words.several and len(apart) > 1:
            low = f" {' '.join(apart)} "
            for several in words.several:
                if f" {several} " in low:
                    return several
        if whole:
            return None
        joined = "".join(apart)
        if joined.startswith(words.ends) or joined.endswith(words.ends):
            return next(end for end in words.ends if joined.startswith(end) or joined.endswith(end))
        # A long word is told anywhere in a name.
        return next((end for end in words.ends if len(end) > 5 and end in joined), None)
