"""All pairs of PDQ hashes that differ in few bits: exact, in NumPy, without an index server.

A hash is sixteen pieces of 16 bits. Two hashes that differ in 31 bits or fewer differ in at most
one bit of at least one piece (16 × 2 would be 32), so that pairs are looked up by each piece and
its sixteen neighbours, and only those are counted out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

LIMIT = 31
"""Bits in which two hashes of one picture may differ; more cannot be found exactly here."""
_PIECES, _VALUES = 16, 1 << 16
_ROWS = 1 << 16
"""Known hashes that are looked up at once."""
_BLOCK = 1 << 19
"""Pairs that are counted out at once: some 20 MB."""
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
    found = [
        (rows + at, others, apart)
        for piece in range(_PIECES)
        for at, rows, others, apart in _pairs_of_piece(known, observed, piece, limit)
    ]
    none = np.zeros(0, dtype=np.int64)
    count = max(len(observed), 1)
    codes, first = np.unique(
        np.concatenate([none, *(rows * count + others for rows, others, _ in found)]),
        return_index=True,
    )
    distances = np.concatenate([none, *(apart for _, _, apart in found)])[first]
    return codes // count, codes % count, distances


def _pairs_of_piece(
    known: Hashes, observed: Hashes, piece: int, limit: int
) -> Iterator[tuple[int, Numbers, Numbers, Numbers]]:
    """The pairs that one piece finds, for one block of known hashes after another."""
    theirs = np.ascontiguousarray(observed).view(np.uint16)[:, piece]
    order = np.argsort(theirs, kind="stable")
    words = np.ascontiguousarray(np.ascontiguousarray(observed).view(np.uint64)[order].T)
    starts = np.searchsorted(theirs[order], np.arange(_VALUES + 1))
    for at in range(0, len(known), _ROWS):
        block = np.ascontiguousarray(known[at : at + _ROWS])
        rows, places, apart = _counted_out(block, words, starts, piece, limit)
        yield at, rows, order[places], apart


def _counted_out(
    known: Hashes, words: NDArray[np.uint64], starts: Numbers, piece: int, limit: int
) -> tuple[Numbers, Numbers, Numbers]:
    """The pairs of a block of known hashes; `words` are the observed ones, sorted by the piece."""
    ours = np.ascontiguousarray(known.view(np.uint64).T)
    values = (known.view(np.uint16)[:, piece][:, None] ^ _FLIPS).astype(np.int32).ravel()
    begins = starts[values]
    counts = starts[values + 1] - begins
    ends = np.cumsum(counts)
    none = np.zeros(0, dtype=np.int64)
    found: list[tuple[Numbers, Numbers, Numbers]] = [(none, none, none)]
    at = 0
    while at < len(counts):
        done = int(ends[at - 1]) if at else 0
        to = max(int(np.searchsorted(ends, done + _BLOCK, side="right")), at + 1)
        some = counts[at:to]
        row = np.repeat(np.arange(at, to) // len(_FLIPS), some)
        other = np.arange(len(row)) + np.repeat(begins[at:to] - (ends[at:to] - some - done), some)
        # Half of the hash first: nearly all pairs that are not alike differ enough in it.
        bits = np.bitwise_count(ours[0].take(row) ^ words[0].take(other))
        bits += np.bitwise_count(ours[1].take(row) ^ words[1].take(other))
        kept = np.flatnonzero(bits <= limit)
        row, other, bits = row[kept], other[kept], bits[kept].astype(np.int64)
        for word in (2, 3):
            bits += np.bitwise_count(ours[word].take(row) ^ words[word].take(other))
        near = bits <= limit
        found.append((row[near], other[near], bits[near]))
        at = to
    rows, others, apart = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return rows, others, apart
