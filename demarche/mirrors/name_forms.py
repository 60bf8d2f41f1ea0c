"""Names as sets of letter groups: by their letters, and by their sound across scripts.

A handle and a display name are one piece of evidence: who copies one copies the other. Both are
folded (case, accents, letters that only look like Latin ones, digits written for letters, words
such as `backup`), run together, and cut into groups of three letters.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from itertools import pairwise

from demarche.listings.names import normalise, skeleton
from demarche.mirrors.mirror_words import MirrorWords

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"(?<=[^\W\d_])\d(?=[^\W\d_])")
_LATIN = re.compile("[A-Za-z]")
_SHORTEST = 4
"""Letters that must be left where a word such as `backup` is cut off a name."""


def letter_groups(handle: str, display_name: str, words: MirrorWords) -> set[str]:
    """The groups of three letters of both names, with `^` and `$` at their ends."""
    found: set[str] = set()
    for parts in _parts(handle, display_name, words):
        found |= _groups("".join(parts))
    return found


def sound_groups(handle: str, display_name: str, words: MirrorWords) -> set[str]:
    """The same of the consonants over all transliterations, so that scripts can meet."""
    found: set[str] = set()
    for parts in _parts(handle, display_name, words):
        sound = "".join(skeleton(part) for part in parts)
        if len(sound) > 3:
            found |= _groups(sound)
    return found


def _groups(text: str) -> set[str]:
    if len(text) < 2:
        return set()
    text = f"^{text}$"
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _parts(handle: str, display_name: str, words: MirrorWords) -> Iterable[list[str]]:
    yield bare_words(_CAMEL.sub(" ", handle.removeprefix("@")), words)
    yield bare_words(display_name, words)


def bare_words(text: str, words: MirrorWords) -> list[str]:
    """The words of a name without digits and without what marks a new beginning."""
    if not text:
        return []
    tables = _tables(words)
    parts: list[str] = []
    kept: list[str] = []
    for word in normalise(_folded(text, words)).split():
        read = _BETWEEN.sub(lambda found: words.digits.get(found[0], ""), word)
        if bare := _DIGITS.sub("", read):
            parts.append(bare)
            if tables.affixes.isdisjoint((word, bare)):
                kept.append(bare)
    if sum(map(len, kept)) < _SHORTEST:
        return parts
    if kept[-1:] == parts[-1:] and (cut := tables.ending.sub("", kept[-1])) != kept[-1]:
        kept[-1] = cut if len(cut) >= _SHORTEST else kept[-1]
    if (cut := tables.beginning.sub("", kept[0])) != kept[0] and len(cut) >= _SHORTEST:
        kept[0] = cut
    return kept


def _folded(text: str, words: MirrorWords) -> str:
    """The text with letters that look like Latin ones changed, in words that have Latin ones."""
    if text.isascii():
        return text
    table = _tables(words).lookalikes
    return " ".join(word.translate(table) if _LATIN.search(word) else word for word in text.split())


class _Tables:
    """The words made ready for quick use."""

    def __init__(self, words: MirrorWords) -> None:
        self.affixes = frozenset(map(normalise, words.affixes))
        longer = sorted(
            (word for word in self.affixes if len(word) > 3), key=lambda w: (-len(w), w)
        )
        either = "|".join(map(re.escape, longer)) or "(?!)"
        self.ending = re.compile(f"(?:{either})$")
        self.beginning = re.compile(f"^(?:{either})")
        both = dict(words.lookalikes)
        both |= {letter.upper(): latin for letter, latin in words.lookalikes.items()}
        self.lookalikes = str.maketrans(both)


@functools.lru_cache(maxsize=8)
def _tables(words: MirrorWords) -> _Tables:
    return _Tables(words)


_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+\.\S{2,}/\S*|@\w+|\+?\d[\d ()-]{6,}\d")
_LONG = 24
"""Letters of a word that is a sentence of a script without spaces."""
FEWEST_WORDS = 4
"""A shorter self-description is no evidence."""


def text_groups(bio: str) -> set[str]:
    """The words of a self-description and its pairs of neighbouring words; links apart."""
    words = bio_words(bio)
    if len(words) < FEWEST_WORDS:
        return set()
    return {*words, *(f"{first} {second}" for first, second in pairwise(words))}


def bio_words(bio: str) -> list[str]:
    """The words of a self-description as they are compared; of long words every four letters."""
    if not bio:
        return []
    found: list[str] = []
    for word in normalise(_ADDRESS.sub(" ", bio)).split():
        if len(word) < _LONG:
            found.append(word)
        else:
            found += [word[at : at + 4] for at in range(0, len(word) - 3, 2)]
    return found
