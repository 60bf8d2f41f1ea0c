"""The synthetic world on which the weights are calibrated. Another module has the one to test on.

Removed accounts have names of two or three made-up words, an emblem, a self-description and
contacts. Of the observed accounts a few replace a removed one and keep some of that; many others
only look alike: the same emblem, a word of the name, fans, reporters, quotations.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from demarche.mirrors.shard_features import ComparedAccount

FORMS = 8
"""Forms of each removed picture here; what a mirror shows is one of them, changed a little."""
_TODAY = 739_000

_CONSONANTS, _VOWELS = "bdfghjklmnrstwyz", "aeiou"
_ARABIC = dict(zip("abdfghjklmnrstwyzeiou", "ابدفغهجکلمنرستویزییوو", strict=True))
_AFFIXES = ("_backup", "2", "_new", "official", "_v2", "7", "_00", ".real", "_returns", "1", "_")


@dataclass
class FitWorld:
    """A world of a seed. `truth` fills as shards are made: observed number → removed number."""

    seed: int
    removed_count: int
    shard_size: int
    share: float = 0.02
    forms: int = FORMS
    removed: list[ComparedAccount] = field(default_factory=list)
    truth: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Observed number: the removed account and how many kinds were kept."""

    def __post_init__(self) -> None:
        dice = random.Random(f"fit-{self.seed}")  # noqa: S311
        self.words = [_word(dice) for _ in range(4000)]
        self.bios = [_word(dice) for _ in range(3000)]
        self.flags = [dice.randbytes(32) for _ in range(60)]
        self.names: list[tuple[str, str]] = []
        for number in range(self.removed_count):
            name = self._name(dice)
            self.names.append(name)
            picture = dice.choice(self.flags) if dice.random() < 0.2 else dice.randbytes(32)
            shown = [picture, *(dice.randbytes(32) for _ in range(self.forms - 1))]
            self.removed.append(
                ComparedAccount(
                    f"removed-{number}",
                    (name,),
                    (self._bio(dice) if dice.random() < 0.8 else "",),
                    self._marks(dice) if dice.random() < 0.6 else (),
                    shown if dice.random() < 0.9 else (),
                    _TODAY,
                )
            )

    def shard(self, number: int) -> Iterator[ComparedAccount]:
        """The observed accounts of a shard."""
        dice = random.Random(f"fit-{self.seed}-{number}")  # noqa: S311
        for place in range(self.shard_size):
            observed = number * self.shard_size + place
            sort = dice.random()
            if sort < self.share:
                yield self._mirror(dice, observed)
            elif sort < self.share + 0.08:
                yield self._lookalike(dice, observed)
            else:
                yield self._stranger(dice, observed)

    def _mirror(self, dice: random.Random, observed: int) -> ComparedAccount:
        number = dice.randrange(self.removed_count)
        old = self.removed[number]
        name, bio, hashes = self._name(dice), self._bio(dice), [dice.randbytes(32)]
        marks: tuple[str, ...] = ()
        kept = 0
        if dice.random() < 0.7 and old.hashes:
            hashes, kept = [changed(dice, dice.choice(old.hashes))], kept + 1
        if dice.random() < 0.6:
            name, kept = self._changed_name(dice, self.names[number]), kept + 1
        if dice.random() < 0.4 and old.bios[0]:
            bio, kept = _changed_bio(dice, old.bios[0]), kept + 1
        if dice.random() < 0.3 and old.marks:
            marks, kept = (dice.choice(old.marks),), kept + 1
        elif dice.random() < 0.1:
            marks, kept = (f"account:{old.key}",), kept + 1
        self.truth[observed] = (number, kept)
        day = _TODAY + int(dice.expovariate(0.1))
        return ComparedAccount(f"observed-{observed}", (name,), (bio,), marks, hashes, day)

    def _lookalike(self, dice: random.Random, observed: int) -> ComparedAccount:
        """An account of somebody else that has something of a removed one."""
        number = dice.randrange(self.removed_count)
        old = self.removed[number]
        handle, shown = self.names[number]
        sort = dice.random()
        name, bio, hashes = self._name(dice), self._bio(dice), [dice.randbytes(32)]
        marks: tuple[str, ...] = ()
        word = dice.choice(shown.split())
        if sort < 0.35:  # one word of the name, sometimes the flag
            name = (f"{word}_{dice.choice(self.words)}", f"{word} {self._pick(dice)}")
            if dice.random() < 0.2 and old.hashes:
                hashes = [dice.choice(self.flags)]
        elif sort < 0.6:
            hashes = [changed(dice, dice.choice(self.flags))]
        elif sort < 0.75:  # fans
            name = (f"{handle}fans", f"{shown} fans")
            hashes = (
                [changed(dice, old.hashes[0])] if old.hashes and dice.random() < 0.5 else hashes
            )
            bio = f"fan page for {shown} {self._bio(dice)}"
        elif sort < 0.9:  # reporters
            bio = f"news about {shown} {self._bio(dice)}"
            marks = (f"account:{old.key}",) if dice.random() < 0.3 else ()
            if dice.random() < 0.3:
                name = (f"{word}watch", f"{word} watch")
        else:
            bio = _changed_bio(dice, old.bios[0]) if old.bios[0] else bio
        day = _TODAY + dice.randint(-2000, 60)
        return ComparedAccount(f"observed-{observed}", (name,), (bio,), marks, hashes, day)

    def _stranger(self, dice: random.Random, observed: int) -> ComparedAccount:
        hashes = [dice.randbytes(32)] if dice.random() < 0.85 else []
        if hashes and dice.random() < 0.04:
            hashes = [changed(dice, dice.choice(self.flags))]
        return ComparedAccount(
            f"observed-{observed}",
            (self._name(dice),),
            (self._bio(dice) if dice.random() < 0.7 else "",),
            self._marks(dice) if dice.random() < 0.3 else (),
            hashes,
            _TODAY + dice.randint(-2000, 60),
        )

    def _pick(self, dice: random.Random) -> str:
        """A word of a name: some are common, most are not."""
        if dice.random() < 0.25:
            return self.words[min(int(dice.paretovariate(0.6)), 200)]
        return self.words[dice.randrange(len(self.words))]

    def _name(self, dice: random.Random) -> tuple[str, str]:
        parts = [self._pick(dice) for _ in range(dice.choice((2, 2, 3)))]
        joint = dice.choice(("", "_", "."))
        tail = str(dice.randrange(1000)) if dice.random() < 0.4 else ""
        return joint.join(parts) + tail, " ".join(part.title() for part in parts)

    def _bio(self, dice: random.Random) -> str:
        return " ".join(
            self.bios[min(int(dice.paretovariate(0.5)) + dice.randrange(60), 2999)]
            for _ in range(dice.randint(5, 16))
        )

    def _marks(self, dice: random.Random) -> tuple[str, ...]:
        if dice.random() < 0.1:
            return (f"link:site.example/{dice.randrange(50)}",)
        return tuple(f"link:t.example/{dice.getrandbits(60)}" for _ in range(dice.randint(1, 2)))

    def _changed_name(self, dice: random.Random, old: tuple[str, str]) -> tuple[str, str]:
        handle, shown = old
        how = dice.random()
        if how < 0.6:
            handle += dice.choice(_AFFIXES)
        elif how < 0.8:
            at = dice.randrange(len(handle))
            handle = handle[:at] + dice.choice(_CONSONANTS) + handle[at + 1 :]
        else:
            handle = self._name(dice)[0]
        how = dice.random()
        if how < 0.12:
            shown = "".join(_ARABIC.get(letter, letter) for letter in shown.lower())
        elif how < 0.3:
            parts = shown.split()
            dice.shuffle(parts)
            shown = " ".join(parts)
        elif how < 0.4:
            shown = shown.replace("o", "0").replace("i", "1")
        elif how < 0.5:
            shown += " backup"
        return handle, shown


def changed(dice: random.Random, picture: bytes) -> bytes:
    """A hash of the same picture after it was stored again."""
    bits = min(int(abs(dice.gauss(0, 12))), 60)
    value = int.from_bytes(picture)
    for at in dice.sample(range(256), bits):
        value ^= 1 << at
    return value.to_bytes(32)


def _changed_bio(dice: random.Random, bio: str) -> str:
    words = bio.split()
    for _ in range(dice.randrange(3)):
        words[dice.randrange(len(words))] = _word(dice)
    return " ".join(words) + (" backup account" if dice.random() < 0.3 else "")


def _word(dice: random.Random) -> str:
    return "".join(
        dice.choice(_CONSONANTS) + dice.choice(_VOWELS) for _ in range(dice.randint(2, 3))
    ) + (dice.choice("nrslm") if dice.random() < 0.5 else "")


def families_of(world: FitWorld) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Each removed account is a family of its own here."""
    return np.arange(world.removed_count)
