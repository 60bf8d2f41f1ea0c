"""All pairs of PDQ hashes that differ in few bits: exact, in NumPy, without an index server.

A hash is sixteen pieces of 16 bits. Two hashes that differ in 31 bits or fewer differ in at most
one bit of at least one piece (16 × 2 would be 32), so that pairs are looked up by each piece and
its sixteen neighbours, and only those are counted out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LIMIT = 31
"""Bits in which two hashes of one picture may differ; more cannot be found exactly here."""
_PIECES, _VALUES = 16, 1 << 16
_BLOCK = 1 << 20
"""Pairs that are counted out at once: 40 MB."""
_FLIPS = np.array([0, *(1 << bit for bit in range(16))], dtype=np.uint16)

Hashes = NDArray[np.uint8]
Numbers = NDArray[np.int64]


def near_hashes(
    known: Hashes, observed: Hashes, limit: int = LIMIT
) -> tuple[Numbers, Numbers, Numbers]:
    """The pairs at most `limit` bits apart: rows of `known`, rows of `observed`, distances.

    Each array has a row of 32 bytes for each hash. The pairs are ordered by both numbers.
    """
    if not 0 <= limit <= LIMIT:
        raise ValueError(f"limit {limit} is out of range: 0 to {LIMIT}")
    found = [_pairs_of_piece(known, observed, piece, limit) for piece in range(_PIECES)]
    count = max(len(observed), 1)
    codes, first = np.unique(
        np.concatenate([rows * count + others for rows, others, _ in found]), return_index=True
    )
    distances = np.concatenate([apart for _, _, apart in found])[first]
    return codes // count, codes % count, distances


def _pairs_of_piece(
    known: Hashes, observed: Hashes, piece: int, limit: int
) -> tuple[Numbers, Numbers, Numbers]:
    theirs = np.ascontiguousarray(observed).view(np.uint16)[:, piece]
    order = np.argsort(theirs, kind="stable")
    words = np.ascontiguousarray(observed).view(np.uint64)[order]
    starts = np.searchsorted(theirs[order], np.arange(_VALUES + 1))
    ours = np.ascontiguousarray(known).view(np.uint16)[:, piece]
    known_words = np.ascontiguousarray(known).view(np.uint64)
    rows: list[Numbers] = []
    others: list[Numbers] = []
    apart: list[Numbers] = []
    values = (ours[:, None] ^ _FLIPS[None, :]).astype(np.int64).ravel()
    owners = np.repeat(np.arange(len(ours)), len(_FLIPS))
    begins = starts[values]
    counts = starts[values + 1] - begins
    ends = np.cumsum(counts)
    at = 0
    while at < len(counts):
        done = int(ends[at - 1]) if at else 0
        to = max(int(np.searchsorted(ends, done + _BLOCK, side="right")), at + 1)
        some = counts[at:to]
        row = np.repeat(owners[at:to], some)
        other = np.arange(len(row)) + np.repeat(begins[at:to] - (ends[at:to] - some - done), some)
        # Half of the hash first: nearly all pairs that are not alike differ enough in it.
        bits = np.bitwise_count(known_words[row, :2] ^ words[other, :2]).sum(1, dtype=np.int64)
        kept = np.flatnonzero(bits <= limit)
        row, other = row[kept], other[kept]
        bits = bits[kept] + np.bitwise_count(known_words[row, 2:] ^ words[other, 2:]).sum(
            1, dtype=np.int64
        )
        near = bits <= limit
        rows.append(row[near])
        others.append(order[other[near]])
        apart.append(bits[near])
        at = to
    empty = np.zeros(0, dtype=np.int64)
    return (
        np.concatenate([empty, *rows]),
        np.concatenate([empty, *others]),
        np.concatenate([empty, *apart]),
    )
