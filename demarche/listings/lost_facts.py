"""Facts that a list had and has no more: a form that changed in a way that no reader noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from demarche.model.entry import Entry

_FEW = 20
_SHARE = 0.05
_FACTS = {
    "name": "printed name",
    "reference": "reference",
    "date_listed": "date of listing",
    "dates_amended": "dates of amendment",
    "original_script": "name in its own script",
    "aliases": "alias",
    "regime": "regime",
    "program_tags": "program",
}


def lost_facts(
    older: Iterable[Entry], newer: Iterable[Entry], lacks: Iterable[str] = ()
) -> list[str]:
    """What entries of the older list have and those of the newer have not, each in words.

    A fact counts where every older entry had it, or at least twenty and a twentieth of them; it is
    lost where of the newer not a hundredth of that share has it. `lacks` are facts for which the
    form of one of the lists has no place.
    """
    old, before = _count(older)
    new, after = _count(newer)
    if not before or not after:
        return []
    left_out = set(lacks)
    lost = []
    for fact, words in _FACTS.items():
        had, has = old[fact], new[fact]
        telling = had == before or (had >= _FEW and had >= _SHARE * before)
        if had and fact not in left_out and telling and has * before * 100 < had * after:
            lost.append(
                f"{words}: {had:,} of {before:,} entries had one, {has:,} of {after:,} have"
            )
    return lost


def _count(entries: Iterable[Entry]) -> tuple[Counter[str], int]:
    found: Counter[str] = Counter()
    number = 0
    for entry in entries:
        number += 1
        found.update(fact for fact in _FACTS if getattr(entry, fact))
    return found, number
