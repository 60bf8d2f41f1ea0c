"""Write data/mirrors/weights.yaml: how much each degree of likeness is worth, counted in a world.

    python -m benchmarks.calibrate_mirrors

The levels are counted on two worlds of `mirror_world_fit`, slope, offset and signs on three others.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from benchmarks.mirror_world_fit import FitWorld
from demarche.kernel.workspace import Workspace
from demarche.mirrors import propose_pairs
from demarche.mirrors.match_shards import KINDS
from demarche.mirrors.mirror_weights import KindWeights, MirrorWeights, WeightLevel
from demarche.mirrors.mirror_words import SIGNS, open_mirror_words
from demarche.mirrors.shard_features import features_of, unpacked
from demarche.mirrors.weigh_pairs import WeighedPairs, carried_by

ROOT = Path(__file__).resolve().parent.parent
LEVELS = {
    "picture": (32 - 8, 32 - 16, 32 - 24, 32 - 31),
    "name": (0.9, 0.8, 0.7, 0.6, 0.5, 0.4),
    "bio": (0.9, 0.75, 0.6, 0.5),
    "contact": (2.0, 1.0),
}
FLOORS = {
    "picture": (1e-5, 2e-5, 5e-5, 1.2e-4),
    "name": (4e-7, 2e-6, 4e-6, 6e-6, 1.5e-5, 5e-5),
    "bio": (2e-6, 2e-6, 4e-6, 1e-5),
    "contact": (1e-6, 1e-6),
}
"""No level is worth more than these shares of chance say. Pictures: measured on emblems. Names:
about 5 channels in a million are as like as 0.7 among 11,571 public channel names."""
PRIOR = 0.01
EXPECTED = 5


def run(
    world: FitWorld, shards: int, weights: MirrorWeights, folder: Path, prior: float
) -> tuple[WeighedPairs, int]:
    """Compare the world's accounts: the pairs, and how many accounts were observed."""
    wanted = comparison(world, shards, folder)
    return propose_pairs.compare(wanted, weights, prior), shards * world.shard_size


def all_pairs(
    world: FitWorld, shards: int, folder: Path
) -> tuple[Mapping[str, tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]], int]:
    """Every pair of each kind, also those that one kind alone joins."""
    return propose_pairs.pairs_of(comparison(world, shards, folder)), shards * world.shard_size


def comparison(world: FitWorld, shards: int, folder: Path) -> propose_pairs.MirrorComparison:
    """The world's accounts as files of features."""
    words = open_mirror_words(Workspace(ROOT))
    files = []
    for number in range(shards):
        file = folder / f"{world.seed}-{number}.npz"
        file.write_bytes(features_of(world.shard(number), words).packed())
        files.append(file)
    known = features_of(world.removed, words)
    return propose_pairs.MirrorComparison(known, np.arange(len(known)), files, folder)


def levels(folder: Path) -> dict[str, KindWeights]:
    """The levels of each kind, counted."""
    same: dict[str, NDArray[np.float64]] = {k: np.zeros(len(v)) for k, v in LEVELS.items()}
    others = {k: np.zeros(len(v)) for k, v in LEVELS.items()}
    able = dict.fromkeys(KINDS, 0)
    space = 0
    for seed in (11, 12):
        world = FitWorld(seed, 800, 20_000)
        pairs, observed = all_pairs(world, 2, folder)
        space += world.removed_count * observed
        for kind, (rows, columns, scores) in pairs.items():
            true = np.array(
                [
                    world.truth.get(int(o), (-1, 0))[0] == r
                    for r, o in zip(rows, columns, strict=True)
                ]
            )
            number = np.full(len(scores), len(LEVELS[kind]))
            # What many share is weighed by how many share it; the levels are for the others.
            few = carried_by(kind, (rows, columns, scores)) <= EXPECTED
            for at in reversed(range(len(LEVELS[kind]))):
                number[scores >= LEVELS[kind][at]] = at
            same[kind] += np.bincount(number[true], minlength=len(LEVELS[kind]) + 1)[:-1]
            others[kind] += np.bincount(number[~true & few], minlength=len(LEVELS[kind]) + 1)[:-1]
        for replaced, _ in world.truth.values():
            old = world.removed[replaced]
            able["picture"] += bool(old.hashes)
            able["name"] += 1
            able["bio"] += bool(old.bios[0])
            able["contact"] += bool(old.marks)
    found = {}
    for kind in KINDS:
        made = [
            WeightLevel(
                least=LEVELS[kind][at],
                same=round(float(max(same[kind][at], 0.5) / able[kind]), 4),
                others=float(f"{max(others[kind][at] / space, FLOORS[kind][at]):.2e}"),
            )
            for at in range(len(LEVELS[kind]))
        ]
        found[kind] = KindWeights(levels=tuple(made))
    return found


@dataclass
class Judged:
    """Pairs that two kinds join, in worlds whose truth is known."""

    bits: NDArray[np.float64]
    signs: NDArray[np.uint8]
    true: NDArray[np.bool_]
    prior: NDArray[np.float64]
    """Log-odds of any pair of its world, in bits."""


def judged(first: MirrorWeights, folder: Path) -> Judged:
    """The pairs of two further worlds; their signs are not weighed yet."""
    parts: list[Judged] = []
    for seed in (21, 22, 23):
        world = FitWorld(seed, 800, 20_000)
        pairs, _ = run(world, 2, first, folder, PRIOR)
        signs = np.concatenate(
            [unpacked((folder / f"{seed}-{shard}.npz").read_bytes()).signs for shard in range(2)]
        )
        true = [
            world.truth.get(int(observed), (-1, 0))[0] == removed
            for removed, observed in zip(pairs.removed, pairs.observed, strict=True)
        ]
        prior = np.full(len(true), math.log2(world.share / world.removed_count))
        parts.append(
            Judged(pairs.bits.sum(1), signs[pairs.observed], np.array(true, dtype=bool), prior)
        )
    names = ("bits", "signs", "true", "prior")
    return Judged(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def against(found: Judged) -> dict[str, float]:
    """Bits of each sign: how much rarer it is in pairs of one holder. At least one pair of each is
    assumed, so that what was never seen is not impossible."""
    bits = {}
    for number, sign in enumerate(SIGNS):
        has = (found.signs >> number & 1).astype(bool)
        same = (has[found.true].sum() + 1) / (found.true.sum() + 2)
        others = (has[~found.true].sum() + 1) / ((~found.true).sum() + 2)
        bits[sign] = round(float(min(math.log2(same / others), 0.0)), 1)
    bits["parody"] = min(bits["parody"], bits["fan"])  # the worlds have no parodies
    return bits


def fitted(found: Judged, signs: dict[str, float]) -> tuple[float, float]:
    """Slope and offset by which the sum of bits becomes log-odds: the likeliest, near 1 and 0.

    Evidence is never worth more than the sum of its parts, whatever a small world says.
    """
    x = found.bits.copy()
    for number, sign in enumerate(SIGNS):
        x += np.where(found.signs >> number & 1, signs[sign], 0.0)
    best = (math.inf, 1.0, 0.0)
    for slope in np.arange(0.5, 1.01, 0.05):
        for offset in np.arange(-6, 1.1, 0.5):
            odds = np.clip((slope * x + offset + found.prior) * math.log(2), -40, 40)
            loss = np.logaddexp(0, np.where(found.true, -odds, odds)).sum()
            loss += 20 * (slope - 1) ** 2 + 0.3 * offset**2
            best = min(best, (float(loss), float(slope), float(offset)))
    return round(best[1], 2), round(best[2], 1)


def main() -> None:
    """Count, fit, write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = MirrorWeights(
            made_by="benchmarks/calibrate_mirrors.py",
            protocol=(
                "two synthetic worlds of 800 removed and 40,000 observed accounts, 1 in 50 of "
                "which replaces a removed one; slope, offset and signs on three others; chance "
                "of pictures and names not below what was measured on emblems and on public "
                "channel names"
            ),
            made_on=dt.date(2026, 12, 1),
            prior=PRIOR,
            least_probability=0.9,
            replacements_expected=EXPECTED,
            kinds=levels(folder),
            against=dict.fromkeys(SIGNS, 0.0),
            slope=1.0,
            offset=0.0,
        )
        found = judged(first, folder)
    signs = against(found)
    slope, offset = fitted(found, signs)
    done = first.model_copy(update={"against": signs, "slope": slope, "offset": offset})
    head = (
        "# Weights of the evidence for replacement accounts, counted by\n"
        "# `python -m benchmarks.calibrate_mirrors`; docs/mirrors.md says how. Shares of pairs:\n"
        "# at least so alike, not at the level before. Bits are the logarithm of their ratio.\n"
    )
    text = yaml.safe_dump(done.model_dump(mode="json"), sort_keys=False, width=10_000)
    (ROOT / "data" / "mirrors" / "weights.yaml").write_text(head + text, "utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
