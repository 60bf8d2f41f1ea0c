"""The words of the search for replacement accounts: `data/mirrors/words.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from pydantic import Field

from demarche.kernel.workspace import Workspace, shown
from demarche.listings.names import normalise
from demarche.model.base import Line, Record
from demarche.model.record_reader import load

SIGNS = ("fan", "news", "parody")
"""What a sign says an account to be, in the order of their bits."""


class MirrorWords(Record):
    """The file of words."""

    titles: dict[str, tuple[Line, ...]]
    """Titles of columns, by what they hold: bio, picture, links, created."""
    affixes: tuple[Line, ...] = ()
    """What is added to a name when an account begins again."""
    signs: dict[str, tuple[Line, ...]] = Field(default_factory=dict)
    """Words that speak for a fan account, for reporting, for parody."""
    lookalikes: dict[str, str] = Field(default_factory=dict)
    """Letters that look like a Latin one."""
    digits: dict[str, str] = Field(default_factory=dict)
    """Digits that are written for a letter."""

    def signs_in(self, *texts: str) -> int:
        """The signs in some texts, as bits in the order of `SIGNS`."""
        joined = f" {' '.join(normalise(text) for text in texts if text)} "
        found = 0
        for sign, words in _plain_signs(self):
            if any(word in joined for word in words):
                found |= 1 << SIGNS.index(sign)
        return found

    def __hash__(self) -> int:
        return id(self)


@functools.lru_cache(maxsize=8)
def _plain_signs(words: MirrorWords) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (sign, tuple(f" {normalise(word)} " for word in words.signs.get(sign, ())))
        for sign in SIGNS
    )


def sign_names(bits: int) -> Iterator[str]:
    """The names of the signs in a number of bits."""
    return (sign for number, sign in enumerate(SIGNS) if bits >> number & 1)


def open_mirror_words(workspace: Workspace) -> MirrorWords:
    """The words in use: the workspace's own file, else what is built in."""
    file = workspace.files("mirrors")["words"]
    return load(MirrorWords, file, shown(file))
