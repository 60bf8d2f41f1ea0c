"""The search for replacement accounts measured: pictures by change, the whole world, peers.

    python -m benchmarks.mirrors [--removed 10000] [--observed 1000000] [--jobs 2] [--peers]

The world is `mirror_world_test`; the weights were calibrated on another one.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mirror_emblems import CHANGES, emblem
from benchmarks.mirror_world_test import TestWorld
from demarche.kernel.workspace import Workspace
from demarche.mirrors.gram_search import rarity
from demarche.mirrors.hash_search import near_hashes
from demarche.mirrors.match_shards import match_features
from demarche.mirrors.mirror_weights import open_mirror_weights
from demarche.mirrors.mirror_words import open_mirror_words
from demarche.mirrors.picture_hashes import (
    LEAST_QUALITY,
    distance,
    form_hashes,
    observed_hashes,
)
from demarche.mirrors.propose_pairs import MirrorComparison, compare
from demarche.mirrors.shard_features import TEXTS, ComparedAccount, features_of
from demarche.mirrors.weigh_pairs import WeighedPairs

ROOT = Path(__file__).resolve().parent.parent
PRIOR = 0.02
_SEED = 77


def pictures(count: int, strangers: int) -> dict[str, Any]:
    """Share of emblems recognised after each change, and of strangers recognised by chance."""
    known = [
        [hashed for hashed, quality in form_hashes(emblem(seed)) if quality >= LEAST_QUALITY]
        for seed in range(count)
    ]
    usable = [seed for seed in range(count) if known[seed]]
    found: dict[str, Any] = {"emblems": len(usable)}
    for name, change in CHANGES.items():
        hits = sum(_near(known[seed], change(emblem(seed))) for seed in usable)
        found[name] = round(hits / len(usable), 3)
    others = [observed_hashes(emblem(10_000 + seed)) for seed in range(strangers)]
    flat = [np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, 32) for hashes in known]
    theirs = np.array(
        [list(bytes.fromhex(it[0])) for it in others if it[2] >= LEAST_QUALITY], dtype=np.uint8
    )
    matches = sum(len(np.unique(near_hashes(hashes, theirs)[1])) for hashes in flat if len(hashes))
    found["chance"] = matches / (len(usable) * len(theirs))
    return found


def _near(hashes: list[bytes], image: Any) -> bool:
    plain, bare, quality = observed_hashes(image)
    theirs = [bytes.fromhex(text) for text in (plain, bare) if text]
    close = any(distance(hashed, other) <= 31 for hashed in hashes for other in theirs)
    return quality >= LEAST_QUALITY and close


def names(removed: int, strangers: int) -> dict[str, Any]:
    """Names alone: how often the right one comes first, and recall at precision 0.90.

    Each removed account has one other name of the same holder among many of others. A fifth of the
    words is common to many; a stranger of the very same name is left out, since nobody could tell.
    """
    words = open_mirror_words(Workspace(ROOT))
    dice = np.random.default_rng(6)
    vocabulary = [_word(dice) for _ in range(8000)]

    def drawn() -> tuple[str, str]:
        parts = [
            vocabulary[int(dice.integers(60 if dice.random() < 0.2 else 8000))]
            for _ in range(2 if dice.random() < 0.7 else 3)
        ]
        handle = dice.choice(["", "_", "."]).join(parts)
        return handle, " ".join(part.title() for part in parts)

    world = TestWorld(_SEED, 1, 1)
    ours = [drawn() for _ in range(removed)]
    taken = {name for _, name in ours}
    again = [world.renamed(dice, name) for name in ours]
    others = [name for name in (drawn() for _ in range(strangers)) if name[1] not in taken]
    gone = [ComparedAccount("", (name,), (), (), (), 0) for name in ours]
    seen = [ComparedAccount("", (name,), (), (), (), 0) for name in (*again, *others)]
    known, observed = features_of(gone, words), features_of(seen, words)
    rare = {
        name: rarity(known.tables[at].counts() + observed.tables[at].counts(), len(gone + seen))
        for at, name in enumerate(TEXTS)
    }
    rows, columns, scores = match_features(known, observed, rare)["name"]
    right = rows == columns
    order = np.argsort(-scores, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= 0.9)
    recall = right[order][: enough[-1] + 1].sum() / removed if len(enough) else 0.0
    best = {int(rows[at]): bool(right[at]) for at in order[::-1]}
    first = sum(best.values())
    return {
        "names": removed,
        "strangers": strangers,
        "right one first": round(first / removed, 3),
        "recall at precision 0.90": round(float(recall), 3),
    }


def _word(dice: np.random.Generator) -> str:
    """A made-up word: syllables of many beginnings and ends."""
    single = list("bdfghjklmnpqrstvwyz")
    begins = [*single, "br", "ch", "dr", "gh", "kh", "sh", "st", "tr", "zh"]
    ends = ("", "", "b", "d", "f", "g", "l", "m", "n", "nd", "r", "rk", "s", "sh", "t", "z")
    return "".join(
        dice.choice(begins) + dice.choice(list("aeiou")) + dice.choice(ends)
        for _ in range(dice.integers(2, 4))
    )


def write_shard(
    seed: int, removed: int, size: int, number: int, folder: str
) -> tuple[dict[int, int], dict[int, int]]:
    """Make a shard of the world and write its features; which accounts replace which."""
    world = TestWorld(seed, removed, size)
    features = features_of(world.shard(number), open_mirror_words(Workspace(ROOT)))
    (Path(folder) / f"{number:04}.npz").write_bytes(features.packed())
    return world.truth, world.kept


def whole(removed: int, observed: int, jobs: int, size: int = 50_000) -> dict[str, Any]:
    """The whole comparison of a world: how right it is, how long it takes."""
    size = min(size, observed)
    shards = observed // size
    truth: dict[int, int] = {}
    kept: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(jobs) as pool:
        begun = time.perf_counter()
        calls = [pool.submit(write_shard, _SEED, removed, size, n, name) for n in range(shards)]
        for call in calls:
            theirs, count = call.result()
            truth |= theirs
            kept |= count
        made = time.perf_counter() - begun
        world = TestWorld(_SEED, removed, size)
        known = features_of(world.removed(), open_mirror_words(Workspace(ROOT)))
        files = [Path(name) / f"{number:04}.npz" for number in range(shards)]
        wanted = MirrorComparison(known, np.arange(removed), files, Path(name))
        begun = time.perf_counter()
        weights = open_mirror_weights(Workspace(ROOT))
        pairs = compare(wanted, weights, PRIOR, pool if jobs > 1 else None)
        took = time.perf_counter() - begun
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "removed": removed,
        "observed": shards * size,
        "seconds for reading and features": round(made, 1),
        "seconds for comparing": round(took, 1),
        "MB, this process": own // 1024,
        "MB, largest other process": child // 1024,
        **quality(pairs, truth, kept, shards * size, weights.least_probability),
    }


def quality(
    pairs: WeighedPairs,
    truth: dict[int, int],
    kept: dict[int, int],
    observed: int,
    least: float,
) -> dict[str, Any]:
    """Precision, recall and calibration of the proposals: the best for each observed account."""
    best: dict[int, int] = {}
    for at in np.lexsort((pairs.removed, -pairs.probability)).tolist():
        best.setdefault(int(pairs.observed[at]), at)
    right = {o: truth.get(o) == int(pairs.removed[at]) for o, at in best.items()}
    said = {o: float(pairs.probability[at]) for o, at in best.items()}
    proposed = [o for o in best if said[o] >= least]
    hits = sum(right[o] for o in proposed)
    able = sum(1 for count in kept.values() if count >= 2)
    return {
        "replacements": len(truth),
        "of which with two kinds kept": able,
        "proposed": len(proposed),
        "precision": round(hits / max(len(proposed), 1), 4),
        "recall of those with two kinds": round(
            sum(right[o] for o in proposed if kept.get(o, 0) >= 2) / max(able, 1), 4
        ),
        "recall of all": round(hits / max(len(truth), 1), 4),
        "false proposals per 100,000 observed": round((len(proposed) - hits) * 1e5 / observed, 2),
        "calibration error": round(calibration_error(said, right), 4),
    }


def calibration_error(said: dict[int, float], right: dict[int, bool]) -> float:
    """The mean distance of what is said and what is so, in twenty bins above 1 in 100."""
    keys = [o for o in said if said[o] > 0.01]
    bins: dict[int, list[int]] = {}
    for o in keys:
        bins.setdefault(min(int(said[o] * 20), 19), []).append(o)
    total = 0.0
    for members in bins.values():
        mean = sum(said[o] for o in members) / len(members)
        true = sum(right[o] for o in members) / len(members)
        total += abs(mean - true) * len(members)
    return total / max(len(keys), 1)


def peers(removed: int, observed: int) -> dict[str, Any]:
    """The search of hashes beside brute force and, where it is installed, flat FAISS."""
    dice = np.random.default_rng(5)
    known = dice.integers(0, 256, (removed, 32), dtype=np.uint8)
    theirs = dice.integers(0, 256, (observed, 32), dtype=np.uint8)
    theirs[:removed] = known
    begun = time.process_time()
    found = near_hashes(known, theirs)
    result: dict[str, Any] = {"pairs": len(found[0])}
    result["ours, CPU seconds"] = round(time.process_time() - begun, 1)
    some = known[:50].view(np.uint64)
    begun = time.process_time()
    words = theirs.view(np.uint64)
    for row in some:
        np.flatnonzero(np.bitwise_count(words ^ row).sum(1, dtype=np.uint16) <= 31)
    took = (time.process_time() - begun) * removed / 50
    result["brute force, CPU seconds (from 50 rows)"] = round(took, 1)
    try:
        import faiss
    except ImportError:
        result["faiss"] = "not installed"
        return result
    faiss.omp_set_num_threads(1)
    index = faiss.IndexBinaryFlat(256)
    index.add(theirs)
    begun = time.process_time()
    index.range_search(known[:1000], 32)
    took = (time.process_time() - begun) * removed / 1000
    result["faiss IndexBinaryFlat, CPU seconds (from 1,000 rows)"] = round(took, 1)
    return result


def main() -> None:
    """Measure, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--removed", type=int, default=1000)
    parser.add_argument("--observed", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--emblems", type=int, default=100)
    parser.add_argument("--peers", action="store_true")
    given = parser.parse_args()
    result: dict[str, Any] = {"pictures": pictures(given.emblems, 1000)}
    result["names"] = names(1000, 50_000)
    json.dump(result, sys.stdout, indent=1)
    sys.stdout.flush()
    result = {"whole": whole(given.removed, given.observed, given.jobs)}
    if given.peers:
        result["peers"] = peers(given.removed, given.observed)
    json.dump(result, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
