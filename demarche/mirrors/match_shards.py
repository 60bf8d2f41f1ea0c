"""The removed accounts against one shard of observed ones: every pair that some evidence joins.

Plain functions of bytes, so that any executor can run them: processes of this machine or the
workers of a cluster, with the same result. What a pair is worth is weighed later, when all shards
are known.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demarche.kernel.open_file import read_regular
from demarche.mirrors.gram_search import alike
from demarche.mirrors.hash_search import near_hashes
from demarche.mirrors.shard_features import AccountFeatures, unpacked

KINDS: Final = ("picture", "name", "bio", "contact")
"""The kinds of evidence. Handle and display name are one; so are links and numbers."""

LEAST_NAME, LEAST_SOUND, LEAST_BIO = 0.4, 0.6, 0.5
"""Likeness below which a pair is not looked at."""
SOUND_FACTOR = 0.85
"""The likeness of sounds counts for less than the same likeness of letters."""
SHARED_MARK, NAMES_REMOVED = 1.0, 2.0
"""Scores of the kind contact: gives the same link or number; names the removed account itself."""

Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
"""Removed accounts, observed accounts, scores: the higher, the more alike."""


def match_features(
    known: AccountFeatures, shard: AccountFeatures, weights: Mapping[str, NDArray[np.float64]]
) -> dict[str, Pairs]:
    """The pairs of each kind, ordered, each once with its highest score."""
    name_pairs = [
        alike(known.tables[0], shard.tables[0], weights["letters"], LEAST_NAME),
        _scaled(
            alike(known.tables[1], shard.tables[1], weights["sounds"], LEAST_SOUND), SOUND_FACTOR
        ),
    ]
    rows, others, apart = near_hashes(known.hashes, shard.hashes)
    picture: Pairs = (
        known.hash_owners[rows],
        shard.hash_owners[others],
        (32 - apart).astype(np.float64),
    )
    return {
        "picture": highest([picture]),
        "name": highest(name_pairs),
        "bio": highest([alike(known.tables[2], shard.tables[2], weights["words"], LEAST_BIO)]),
        "contact": highest([_shared_marks(known, shard), _named_removed(known, shard)]),
    }


def _scaled(pairs: Pairs, factor: float) -> Pairs:
    return pairs[0], pairs[1], pairs[2] * factor


def highest(parts: list[Pairs]) -> Pairs:
    """The pairs of several searches, ordered, each once with its highest score."""
    rows = np.concatenate([part[0] for part in parts])
    others = np.concatenate([part[1] for part in parts])
    joined = np.concatenate([part[2] for part in parts])
    scores: NDArray[np.float64] = np.round(joined, 6)
    order = np.lexsort((-scores, others, rows))
    rows, others, scores = rows[order], others[order], scores[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (others[1:] != others[:-1])
    return rows[first], others[first], scores[first]


def _shared_marks(known: AccountFeatures, shard: AccountFeatures) -> Pairs:
    return _joined(known.marks, known.mark_owners, shard.marks, shard.mark_owners, SHARED_MARK)


def _named_removed(known: AccountFeatures, shard: AccountFeatures) -> Pairs:
    owners = np.arange(len(known))
    return _joined(known.keys, owners, shard.marks, shard.mark_owners, NAMES_REMOVED)


def _joined(
    ours: NDArray[np.int64],
    our_owners: NDArray[np.int64],
    theirs: NDArray[np.int64],
    their_owners: NDArray[np.int64],
    score: float,
) -> Pairs:
    """The owners of equal marks."""
    order = np.argsort(theirs, kind="stable")
    ordered = theirs[order]
    begins = np.searchsorted(ordered, ours, side="left")
    counts = np.searchsorted(ordered, ours, side="right") - begins
    rows = np.repeat(our_owners, counts)
    at = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    others = their_owners[order[at + np.repeat(begins, counts)]]
    return (
        rows.astype(np.int64),
        others.astype(np.int64),
        np.full(len(rows), score, dtype=np.float64),
    )


def match_packed(known: bytes, weights: bytes, shard: bytes) -> str:
    """The same of packed features; the result is text, which every executor can carry."""
    with np.load(io.BytesIO(weights), allow_pickle=False) as found:
        by_name = {name: found[name] for name in found.files}
    pairs = match_features(unpacked(known), unpacked(shard), by_name)
    out = io.BytesIO()
    arrays = {
        f"{kind}_{part}": array
        for kind, three in pairs.items()
        for part, array in zip(("rows", "others", "scores"), three, strict=True)
    }
    np.savez(out, allow_pickle=False, **arrays)
    return base64.b64encode(out.getvalue()).decode("ascii")


def match_files(known: str, weights: str, shard: str) -> str:
    """The same of files, for processes that share a disk."""
    return match_packed(*(read_regular(Path(name)) for name in (known, weights, shard)))


def matched(text: str) -> dict[str, Pairs]:
    """The pairs in a result."""
    with np.load(io.BytesIO(base64.b64decode(text)), allow_pickle=False) as found:
        return {
            kind: (found[f"{kind}_rows"], found[f"{kind}_others"], found[f"{kind}_scores"])
            for kind in KINDS
        }


def packed_weights(weights: Mapping[str, NDArray[np.float64]]) -> bytes:
    """The rarity of groups in one piece."""
    out = io.BytesIO()
    np.savez(out, allow_pickle=False, **weights)
    return out.getvalue()
