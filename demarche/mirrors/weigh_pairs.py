"""What a pair is worth: bits of evidence of each kind, what speaks against, and a probability.

The weight of a kind is the logarithm of how much more often accounts of one holder are that alike
than others are. Where many observed accounts are as like a removed one (an emblem that many carry,
a name that many have), that share counts instead of the calibrated one, and the evidence shrinks.
Two kinds are needed, whatever the probability of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demarche.mirrors.match_shards import KINDS, SHARED_MARK, Pairs
from demarche.mirrors.mirror_weights import MirrorWeights
from demarche.mirrors.shard_features import AccountFeatures

Numbers = NDArray[np.int64]
Bits = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ObservedFacts:
    """Of every observed account what weighing asks, one entry each."""

    days: NDArray[np.int32]
    signs: NDArray[np.uint8]
    has: NDArray[np.uint8]
    """Which kinds of evidence it could show, as bits in the order of `KINDS`."""


def facts_of(features: AccountFeatures) -> ObservedFacts:
    """The facts of one shard, or of the removed accounts."""
    has = np.zeros(len(features), dtype=np.uint8)
    has[features.hash_owners] |= 1 << KINDS.index("picture")
    has[np.diff(features.tables[0].starts) > 0] |= 1 << KINDS.index("name")
    has[np.diff(features.tables[2].starts) > 0] |= 1 << KINDS.index("bio")
    has[features.mark_owners] |= 1 << KINDS.index("contact")
    return ObservedFacts(features.days, features.signs, has)


@dataclass(frozen=True, slots=True)
class WeighedPairs:
    """Pairs of at least two kinds of evidence, ordered by removed and observed account."""

    removed: Numbers
    observed: Numbers
    scores: Bits
    """A column for each kind; 0 where that kind does not join the pair."""
    shared: Numbers
    """A column for each kind: how many observed accounts are at least as like the removed one."""
    bits: Bits
    """A column for each kind, negative where both have it and it differs."""
    against: Bits
    """Bits that speak against, 0 or less."""
    probability: Bits


def weigh(
    pairs: Mapping[str, Pairs],
    removed: ObservedFacts,
    observed: ObservedFacts,
    families: Numbers,
    weights: MirrorWeights,
    prior: float,
) -> WeighedPairs:
    """Weigh all pairs.

    `families` has a number for each removed account, equal for those that replaced each other.
    `prior` is the share of observed accounts that are expected to replace a removed one.
    """
    total = max(len(observed.days), 1)
    shared = {kind: carried_by(kind, pairs[kind]) for kind in KINDS}
    codes = {kind: pairs[kind][0] * total + pairs[kind][1] for kind in KINDS}
    every, counts = np.unique(np.concatenate(list(codes.values())), return_counts=True)
    every = every[counts >= 2]  # one kind of evidence never suffices
    every = every[_independent(every, codes, pairs, removed, observed, total)]
    rows, others = every // total, every % total
    # An account that is older than the removal cannot replace what was not gone yet.
    late = (observed.days[others] == 0) | (observed.days[others] >= removed.days[rows])
    every, rows, others = every[late], rows[late], others[late]
    scores = np.zeros((len(every), len(KINDS)))
    sharing = np.zeros((len(every), len(KINDS)), dtype=np.int64)
    bits = np.zeros((len(every), len(KINDS)))
    for column, kind in enumerate(KINDS):
        at = np.searchsorted(codes[kind], every)
        found = np.zeros(len(every), dtype=bool)
        if len(codes[kind]):
            found = codes[kind][np.minimum(at, len(codes[kind]) - 1)] == every
        scores[found, column] = pairs[kind][2][at[found]]
        sharing[found, column] = shared[kind][at[found]]
        bits[found, column] = weights.bits_of(
            kind, scores[found, column], sharing[found, column], total
        )
        both = (removed.has[rows] & observed.has[others]) >> column & 1 == 1
        bits[both & ~found, column] = weights.different(kind)
    against = weights.bits_against(observed.signs[others] & ~removed.signs[rows])
    odds = weights.calibrated(bits.sum(1) + against)
    probability = _probability(rows, others, odds, families, prior)
    return WeighedPairs(rows, others, scores, sharing, bits, against, probability)


def _independent(
    every: Numbers,
    codes: Mapping[str, Numbers],
    pairs: Mapping[str, Pairs],
    removed: ObservedFacts,
    observed: ObservedFacts,
    total: int,
) -> NDArray[np.bool_]:
    """Which pairs have two kinds of evidence that do not come from what the account says it is.

    A fan, a reporter and a parody copy name and picture, and name the account that they are about:
    of an account with such a sign these are one kind, and that it names the other is none.
    """
    rows, others = every // total, every % total
    signed = (observed.signs[others] & ~removed.signs[rows]) != 0
    own = {kind: np.isin(every, codes[kind]) for kind in ("picture", "name", "bio")}
    shared = pairs["contact"][2] == SHARED_MARK
    kinds = (own["picture"] | own["name"]).astype(int) + own["bio"]
    kinds += np.isin(every, codes["contact"][shared])
    enough: NDArray[np.bool_] = ~signed | (kinds >= 2)
    return enough


def carried_by(kind: str, pairs: Pairs) -> Numbers:
    """For each pair how many observed accounts are as like its removed account.

    Of pictures all count that are like it at all: a copy of an emblem that many carry is not rarer
    for being a good copy.
    """
    rows, _, scores = pairs
    return as_alike(rows, np.zeros(len(rows)) if kind == "picture" else scores)


def as_alike(rows: Numbers, scores: Bits) -> Numbers:
    """For each pair how many observed accounts are at least as like its removed account."""
    order = np.lexsort((-scores, rows))
    sorted_rows, sorted_scores = rows[order], scores[order]
    counts = np.zeros(len(rows), dtype=np.int64)
    if len(rows):
        starts = np.flatnonzero(np.r_[True, sorted_rows[1:] != sorted_rows[:-1]])
        first = np.repeat(starts, np.diff(np.r_[starts, len(rows)]))
        last = np.r_[
            (sorted_rows[1:] != sorted_rows[:-1]) | (sorted_scores[1:] != sorted_scores[:-1]), True
        ]
        ends = np.flatnonzero(last)
        group = np.searchsorted(ends, np.arange(len(rows)))
        counts[order] = ends[group] - first + 1
    return counts


def _probability(
    rows: Numbers, others: Numbers, odds: Bits, families: Numbers, prior: float
) -> Bits:
    """The probability of each pair, where an account replaces one family of accounts at most."""
    if not len(rows):
        return np.zeros(0)
    count = len(np.unique(families))
    with np.errstate(over="ignore"):
        ratio = np.exp2(np.minimum(odds, 500.0)) * (prior / (1 - prior) / count)
    family = families[rows]
    order = np.lexsort((-ratio, family, others))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (others[order][1:] != others[order][:-1]) | (
        family[order][1:] != family[order][:-1]
    )
    best = order[first]
    _, number = np.unique(others, return_inverse=True)
    sums = np.bincount(number[best], weights=ratio[best])
    result: Bits = ratio / (1 + np.maximum(sums[number], ratio))
    return result
