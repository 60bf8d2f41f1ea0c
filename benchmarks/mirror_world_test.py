"""The synthetic world on which the calibrated weights are tested; it shares no code with the other.

Other names (real-looking first and last parts drawn with other frequencies), other ways of changing
them, other pictures (stock pictures that many use), other self-descriptions, other look-alikes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from demarche.mirrors.picture_hashes import form_names
from demarche.mirrors.shard_features import ComparedAccount

TODAY = 740_000
FORMS = len(form_names())
"""Hashes of each removed picture, as many as the program makes."""

_FRONT = (
    *("ab", "al", "an", "bal", "dar", "el", "far", "gul", "har", "ib", "jan", "kam", "lal"),
    *("mar", "naz", "or", "par", "qas", "rah", "sal", "tar", "um", "vak", "wal", "yas", "zar"),
)
_MIDDLE = ("a", "i", "u", "aba", "ari", "ida", "ola", "una", "ezi", "omi", "ush", "ank")
_BACK = ("n", "r", "d", "sh", "m", "z", "khan", "pur", "stan", "dil", "gar", "mand", "wari", "li")
_CYRILLIC = dict(zip("abdeghiklmnoprstuvz", "абдегхиклмнопрстувз", strict=True))
_KEPT = {"picture": 0.7, "name": 0.6, "bio": 0.4, "contact": 0.3}


class TestWorld:
    """A world of a seed; `truth[number]` is the removed account that an observed one replaces."""

    def __init__(self, seed: int, removed: int, shard_size: int, share: float = 0.02) -> None:
        self.seed, self.removed_count, self.shard_size = seed, removed, shard_size
        self.share = share
        dice = np.random.default_rng([seed, 0])
        self.vocabulary = sorted({f + m + b for f in _FRONT for m in _MIDDLE for b in _BACK})
        dice.shuffle(self.vocabulary)
        self.topics = [
            "".join(dice.choice(list("bcdfglmnprstv")) + dice.choice(list("aeiou"))
                    for _ in range(dice.integers(1, 5)))
            for _ in range(6000)
        ]  # fmt: skip
        self.stock = dice.integers(0, 256, (3000, 32), dtype=np.uint8)
        self.emblems = dice.integers(0, 256, (40, 32), dtype=np.uint8)
        self.names = [self.name(dice) for _ in range(removed)]
        self.forms = dice.integers(0, 256, (removed, FORMS, 32), dtype=np.uint8)
        shared = dice.random(removed) < 0.25
        self.forms[shared, 0] = self.emblems[dice.integers(0, 40, int(shared.sum()))]
        self.pictured = dice.random(removed) < 0.92
        self.bios = [self._bio(dice) if dice.random() < 0.85 else "" for _ in range(removed)]
        self.marks = [self._contacts(dice) if dice.random() < 0.7 else () for _ in range(removed)]
        self.truth: dict[int, int] = {}
        self.kept: dict[int, int] = {}
        """How many kinds of evidence a replacement kept."""

    def removed(self) -> Iterator[ComparedAccount]:
        """The removed accounts."""
        for number in range(self.removed_count):
            hashes = [row.tobytes() for row in self.forms[number]] if self.pictured[number] else []
            yield ComparedAccount(
                f"gone-{number}",
                (self.names[number],),
                (self.bios[number],),
                self.marks[number],
                hashes,
                TODAY,
            )

    def shard(self, number: int) -> Iterator[ComparedAccount]:
        """The observed accounts of a shard."""
        dice = np.random.default_rng([self.seed, 1, number])
        sorts = dice.random(self.shard_size)
        first = number * self.shard_size
        for place, sort in enumerate(sorts.tolist()):
            key = f"seen-{first + place}"
            if sort < self.share:
                yield self._replacement(dice, key, first + place)
            elif sort < self.share + 0.1:
                yield self._lookalike(dice, key)
            else:
                yield self._anybody(dice, key)

    def _anybody(self, dice: np.random.Generator, key: str) -> ComparedAccount:
        return ComparedAccount(
            key,
            (self.name(dice),),
            (self._bio(dice) if dice.random() < 0.65 else "",),
            self._contacts(dice) if dice.random() < 0.25 else (),
            self._picture(dice),
            TODAY + int(dice.integers(-1500, 45)),
        )

    def _replacement(self, dice: np.random.Generator, key: str, observed: int) -> ComparedAccount:
        old = int(dice.integers(self.removed_count))
        name, bio, hashes, kept = self.name(dice), self._bio(dice), [], 0
        marks: tuple[str, ...] = ()
        if dice.random() < _KEPT["picture"] and self.pictured[old]:
            hashes, kept = [self._copy(dice, self.forms[old, dice.integers(FORMS)])], kept + 1
        else:
            hashes = self._picture(dice)
        if dice.random() < _KEPT["name"]:
            name, kept = self.renamed(dice, self.names[old]), kept + 1
        if dice.random() < _KEPT["bio"] and self.bios[old]:
            words = self.bios[old].split()
            start = int(dice.integers(0, max(len(words) // 4, 1)))
            bio, kept = " ".join([*words[start:], *self._bio(dice).split()[:2]]), kept + 1
        if dice.random() < _KEPT["contact"] and self.marks[old]:
            marks, kept = (self.marks[old][0], *self._contacts(dice)[:1]), kept + 1
        self.truth[observed], self.kept[observed] = old, kept
        day = TODAY + int(dice.integers(0, 40))
        return ComparedAccount(key, (name,), (bio,), marks, hashes, day)

    def _lookalike(self, dice: np.random.Generator, key: str) -> ComparedAccount:
        old = int(dice.integers(self.removed_count))
        handle, shown = self.names[old]
        parts = shown.split()
        name, bio, hashes = self.name(dice), self._bio(dice), self._picture(dice)
        marks: tuple[str, ...] = ()
        sort = dice.random()
        if sort < 0.3:  # relatives and namesakes
            other = self._word(dice)
            name = (f"{other}{parts[-1].lower()}", f"{other.title()} {parts[-1]}")
        elif sort < 0.55:  # the flag of a movement
            hashes = [self._copy(dice, self.emblems[dice.integers(40)])]
            if dice.random() < 0.1:
                name = (f"{parts[0].lower()}{dice.integers(99)}", parts[0])
        elif sort < 0.7:  # admirers
            name = (f"{handle}_lovers", f"{shown} lovers")
            hashes = [self._copy(dice, self.forms[old, 0])] if self.pictured[old] else hashes
            bio = f"we are fans of {shown} {bio}"
        elif sort < 0.85:  # those who report
            name = (f"{parts[0].lower()}_monitor", f"{parts[0]} monitor")
            bio = f"journalist reporting on {handle} {bio}"
            marks = (f"account:gone-{old}",) if dice.random() < 0.5 else ()
        elif sort < 0.93:
            bio = f"parody of {shown} not affiliated {bio}"
            name = (f"{handle}{dice.integers(9)}", shown)
        else:  # who quotes the text
            bio = self.bios[old] or bio
        return ComparedAccount(
            key, (name,), (bio,), marks, hashes, TODAY + int(dice.integers(0, 45))
        )

    def _word(self, dice: np.random.Generator) -> str:
        if dice.random() < 0.2:
            return self.vocabulary[min(int(dice.pareto(0.8) * 4), 300)]
        return self.vocabulary[int(dice.integers(len(self.vocabulary)))]

    def name(self, dice: np.random.Generator) -> tuple[str, str]:
        """A handle and a display name."""
        parts = [self._word(dice) for _ in range(2 if dice.random() < 0.7 else 3)]
        way = dice.random()
        if way < 0.4:
            handle = "".join(parts)
        elif way < 0.7:
            handle = "_".join(parts)
        else:
            handle = parts[0][0] + parts[-1] + str(dice.integers(10, 9999))
        return handle, " ".join(part.title() for part in parts)

    def _bio(self, dice: np.random.Generator) -> str:
        at = np.minimum(dice.pareto(0.6, int(dice.integers(6, 20))) * 20, 5999).astype(int)
        return " ".join(self.topics[number] for number in at.tolist())

    def _contacts(self, dice: np.random.Generator) -> tuple[str, ...]:
        if dice.random() < 0.15:
            return (f"link:portal.example/{dice.integers(30)}",)
        return tuple(f"number:{dice.integers(10**9, 10**14)}" for _ in range(dice.integers(1, 3)))

    def _picture(self, dice: np.random.Generator) -> list[bytes]:
        way = dice.random()
        if way < 0.12:
            return []
        if way < 0.3:
            return [self._copy(dice, self.stock[min(int(dice.pareto(0.9) * 3), 2999)])]
        if way < 0.34:
            return [self._copy(dice, self.emblems[dice.integers(40)])]
        return [dice.bytes(32)]

    def _copy(self, dice: np.random.Generator, picture: NDArray[np.uint8]) -> bytes:
        """A picture stored again: most copies differ little, a few are past recognition."""
        bits = np.unpackbits(picture)
        bits[dice.choice(256, int(min(dice.gamma(2.0, 5.0), 50)), replace=False)] ^= 1
        return np.packbits(bits).tobytes()

    def renamed(self, dice: np.random.Generator, old: tuple[str, str]) -> tuple[str, str]:
        """What the holder of a name calls the next account."""
        handle, shown = old
        way = dice.random()
        if way < 0.35:
            handle = f"{handle}{dice.integers(1, 99)}"
        elif way < 0.5:
            handle = "the" + handle
        elif way < 0.65:
            handle = handle.replace("_", "") + "backup"
        elif way < 0.8:
            at = int(dice.integers(1, len(handle)))
            handle = handle[:at] + handle[at - 1] + handle[at:]
        else:
            handle = self.name(dice)[0]
        way = dice.random()
        if way < 0.1:
            shown = "".join(_CYRILLIC.get(letter, letter) for letter in shown.lower())
        elif way < 0.25:
            shown = " ".join(reversed(shown.split()))
        elif way < 0.4:
            shown = f"{shown} official"
        elif way < 0.5:
            shown = shown.replace("a", "4", 1)
        return handle, shown
