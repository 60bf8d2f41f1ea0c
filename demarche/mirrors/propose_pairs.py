"""The whole comparison: shards of observed accounts one by one, then all weighed together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demarche.kernel.open_file import read_regular
from demarche.mirrors.gram_search import SLOTS, rarity
from demarche.mirrors.match_shards import (
    KINDS,
    Pairs,
    match_files,
    match_packed,
    matched,
    packed_weights,
)
from demarche.mirrors.mirror_weights import MirrorWeights
from demarche.mirrors.shard_features import TEXTS, AccountFeatures, unpacked
from demarche.mirrors.weigh_pairs import ObservedFacts, WeighedPairs, facts_of, weigh

_AHEAD = 4
"""Shards that are handed to an executor before the first is taken back."""


@dataclass(frozen=True, slots=True)
class MirrorComparison:
    """What is compared: the removed accounts, and files of packed features of the observed."""

    known: AccountFeatures
    families: NDArray[np.int64]
    shards: Sequence[Path]
    scratch: Path
    """A folder for what the processes share."""


def compare(
    wanted: MirrorComparison,
    weights: MirrorWeights,
    prior: float,
    executor: Executor | None = None,
    *,
    shares_disk: bool = True,
) -> WeighedPairs:
    """Weigh every pair of a removed and an observed account that two kinds of evidence join.

    The result is the same with any executor and any division into shards. An executor of other
    machines does not share the disk, and is sent the features themselves.
    """
    rare, facts, sizes = _first_look(wanted)
    pairs = _searched(wanted, rare, sizes, executor, shares_disk=shares_disk)
    return weigh(pairs, facts_of(wanted.known), facts, wanted.families, weights, prior)


def pairs_of(wanted: MirrorComparison) -> Mapping[str, Pairs]:
    """Every pair of each kind, also those that one kind alone joins: for calibration."""
    rare, _, sizes = _first_look(wanted)
    return _searched(wanted, rare, sizes, None, shares_disk=True)


def _searched(
    wanted: MirrorComparison,
    rare: Mapping[str, NDArray[np.float64]],
    sizes: Sequence[int],
    executor: Executor | None,
    *,
    shares_disk: bool,
) -> Mapping[str, Pairs]:
    files = _files(wanted, rare)
    if executor is None:
        results: Iterable[str] = (match_files(*map(str, three)) for three in files)
    elif shares_disk:
        results = _in_order(executor, match_files, (tuple(map(str, three)) for three in files))
    else:
        results = _in_order(executor, match_packed, map(_read, files))
    return _joined_pairs(results, sizes)


def _first_look(
    wanted: MirrorComparison,
) -> tuple[Mapping[str, NDArray[np.float64]], ObservedFacts, list[int]]:
    """The rarity of every group over all shards, and the facts of all observed accounts."""
    counts = {name: np.zeros(SLOTS, dtype=np.int64) for name in TEXTS}
    facts: list[ObservedFacts] = []
    sizes: list[int] = []
    for features in (*(unpacked(read_regular(shard)) for shard in wanted.shards), wanted.known):
        for name, table in zip(TEXTS, features.tables, strict=True):
            counts[name] += table.counts()
        facts.append(facts_of(features))
        sizes.append(len(features))
    observed = facts[:-1]
    total = sum(sizes)
    days = [np.zeros(0, dtype=np.int32), *(part.days for part in observed)]
    none = np.zeros(0, dtype=np.uint8)
    everyone = ObservedFacts(
        np.concatenate(days),
        np.concatenate([none, *(part.signs for part in observed)]),
        np.concatenate([none, *(part.has for part in observed)]),
    )
    rare = {name: rarity(counted, total) for name, counted in counts.items()}
    return rare, everyone, sizes[:-1]


def _files(
    wanted: MirrorComparison, rare: Mapping[str, NDArray[np.float64]]
) -> list[tuple[Path, Path, Path]]:
    """The three files of each call."""
    known, weights = wanted.scratch / "known.npz", wanted.scratch / "rarity.npz"
    known.write_bytes(wanted.known.packed())
    weights.write_bytes(packed_weights(rare))
    return [(known, weights, shard) for shard in wanted.shards]


def _read(files: tuple[Path, Path, Path]) -> tuple[bytes, ...]:
    return tuple(read_regular(file) for file in files)


def _in_order(
    executor: Executor, function: Callable[..., str], calls: Iterable[tuple[object, ...]]
) -> Iterable[str]:
    """The results of some calls in their order, a few of them under way at a time."""
    waiting = []
    for call in calls:
        waiting.append(executor.submit(function, *call))
        if len(waiting) >= _AHEAD:
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()


def _joined_pairs(results: Iterable[str], sizes: Sequence[int]) -> Mapping[str, Pairs]:
    """The pairs of all shards, observed accounts numbered over all of them, in one order."""
    parts: dict[str, list[Pairs]] = {kind: [] for kind in KINDS}
    before = 0
    for text, size in zip(results, sizes, strict=True):
        for kind, (rows, others, scores) in matched(text).items():
            parts[kind].append((rows, others + before, scores))
        before += size
    return {kind: _ordered(found) for kind, found in parts.items()}


def _ordered(parts: Sequence[Pairs]) -> Pairs:
    none = np.zeros(0, dtype=np.int64)
    rows = np.concatenate([none, *(part[0] for part in parts)])
    others = np.concatenate([none, *(part[1] for part in parts)])
    scores = np.concatenate([np.zeros(0), *(part[2] for part in parts)])
    order = np.lexsort((others, rows))
    return rows[order], others[order], scores[order]
