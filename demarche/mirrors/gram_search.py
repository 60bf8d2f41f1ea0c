"""Texts as sets of groups, compared by the rare groups that they share: exact, in NumPy.

A group weighs as many bits as it is rare among all accounts; the likeness of two texts is the
cosine of their weights, 0 to 1. Groups are numbered by a hash of theirs, so that shards that were
read on different machines have the same numbers.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SLOTS = 1 << 19
"""Numbers for groups. Two groups of one number make a text a little more common than it is."""

_OTHERS = 1000
"""In a sheet of ten accounts a group is not common because the two that are compared have it."""

Numbers = NDArray[np.int64]
Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """The groups of some texts: those of text n are `slots[starts[n]:starts[n + 1]]`, sorted."""

    starts: NDArray[np.int64]
    slots: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def owners(self) -> Numbers:
        """The number of the text for each entry of `slots`."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def counts(self) -> Numbers:
        """In how many of the texts each group is."""
        return np.bincount(self.slots, minlength=SLOTS)


class GroupNumbers:
    """Numbers the groups of texts; keeps what it numbered, since groups come again."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def table(self, texts: Iterable[Iterable[str]]) -> GroupTable:
        """The table of some texts' groups."""
        known = self._known
        starts, slots = [0], list[int]()
        for groups in texts:
            numbers = set()
            for group in groups:
                number = known.get(group)
                if number is None:
                    number = known[group] = zlib.crc32(group.encode("utf-8", "replace")) % SLOTS
                numbers.add(number)
            slots += sorted(numbers)
            starts.append(len(slots))
            if len(known) > SLOTS:
                known.clear()
        return GroupTable(np.array(starts, dtype=np.int64), np.array(slots, dtype=np.int32))


def rarity(counts: Numbers, texts: int) -> Weights:
    """The weight of each group in bits, as if there were so many other texts without it."""
    weights: Weights = np.log2((texts + _OTHERS) / (np.minimum(counts, texts) + 1))
    return weights


def lengths(table: GroupTable, weights: Weights) -> Weights:
    """The length of each text's weights."""
    squares = np.bincount(table.owners(), weights=weights[table.slots] ** 2, minlength=len(table))
    long: Weights = np.sqrt(squares)
    return long


def alike(
    known: GroupTable, observed: GroupTable, weights: Weights, least: float
) -> tuple[Numbers, Numbers, Weights]:
    """The pairs whose likeness is `least` or more: numbers of both, and the likeness.

    The result does not depend on how the observed texts are divided into shards.
    """
    order = np.argsort(observed.slots, kind="stable")
    sorted_slots = observed.slots[order]
    owners = observed.owners()[order]
    length = lengths(observed, weights)
    safe = np.where(length > 0, length, 1.0)
    shares = weights[sorted_slots] / safe[owners]
    own = lengths(known, weights)
    begins = np.searchsorted(sorted_slots, known.slots, side="left")
    ends = np.searchsorted(sorted_slots, known.slots, side="right")
    factors = weights[known.slots]
    rows: list[Numbers] = []
    others: list[Numbers] = []
    values: list[Weights] = []
    for number in range(len(known)):
        first, last = int(known.starts[number]), int(known.starts[number + 1])
        if first == last or own[number] == 0:
            continue
        pieces = [slice(begins[at], ends[at]) for at in range(first, last)]
        texts = np.concatenate([owners[piece] for piece in pieces])
        if not len(texts):
            continue
        parts = np.concatenate(
            [shares[piece] * factors[first + at] for at, piece in enumerate(pieces)]
        )
        sums = np.bincount(texts, weights=parts, minlength=len(observed))
        near = np.flatnonzero(sums >= least * own[number])
        if len(near):
            rows.append(np.full(len(near), number, dtype=np.int64))
            others.append(near)
            values.append(np.minimum(sums[near] / own[number], 1.0))
    none = np.zeros(0, dtype=np.int64)
    return (
        np.concatenate([none, *rows]),
        np.concatenate([none, *others]),
        np.concatenate([np.zeros(0), *values]),
    )


def joined_counts(tables: Sequence[Numbers]) -> Numbers:
    """The sum of the counts of several shards."""
    total = np.zeros(SLOTS, dtype=np.int64)
    for counts in tables:
        total += counts
    return total
