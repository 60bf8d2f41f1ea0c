"""The weights of evidence: `data/mirrors/weights.yaml`, which `benchmarks` counted."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from demarche.kernel.workspace import Workspace, shown
from demarche.mirrors.mirror_words import SIGNS
from demarche.model.base import Day, Line, Record
from demarche.model.record_reader import load

Bits = NDArray[np.float64]
Share = Annotated[float, Field(gt=0, lt=1)]


class WeightLevel(Record):
    """How often pairs are at least this alike, and less than at the level before."""

    least: float
    """The lowest score of the level."""
    same: Share
    """Share of the pairs of one holder."""
    others: Share
    """Share of all other pairs."""


class KindWeights(Record):
    """The levels of one kind of evidence, the most alike first."""

    levels: tuple[WeightLevel, ...] = Field(min_length=1)


class MirrorWeights(Record):
    """The file of weights, with where they come from."""

    made_by: Line
    """The program that counted."""
    protocol: Line
    """What was counted."""
    made_on: Day
    prior: Share
    """The share of observed accounts expected to replace a removed one, where nobody says it."""
    least_probability: Share
    """Findings below are not proposed."""
    replacements_expected: Annotated[int, Field(ge=0)]
    """So many observed accounts may be as like a removed one before its evidence shrinks: they may
    all replace it."""
    kinds: dict[str, KindWeights]
    against: dict[str, float]
    """Bits by sign: fan, news, parody; negative."""
    slope: float
    """The sum of bits is multiplied by it: kinds of evidence are not wholly independent."""
    offset: float

    def bits_of(self, kind: str, scores: Bits, sharing: NDArray[np.int64], observed: int) -> Bits:
        """The bits of pairs of one kind; `sharing` says how many observed are as like."""
        bits = np.zeros(len(scores))
        many = np.maximum(sharing - self.replacements_expected, 0) / observed
        done = np.zeros(len(scores), dtype=bool)
        for level in self.kinds[kind].levels:
            here = ~done & (scores >= level.least)
            done |= here
            bits[here] = np.log2(level.same / np.maximum(level.others, many[here]))
        return np.maximum(bits, 0.0)

    def different(self, kind: str) -> float:
        """The bits of a pair that both have this kind of evidence, and not alike."""
        levels = self.kinds[kind].levels
        same = max(1 - sum(level.same for level in levels), 1e-3)
        others = max(1 - sum(level.others for level in levels), 1e-3)
        return float(np.log2(same / others))

    def bits_against(self, signs: NDArray[np.uint8]) -> Bits:
        """The bits of the signs that the observed account has and the removed one has not."""
        bits = np.zeros(len(signs))
        for number, sign in enumerate(SIGNS):
            bits += np.where(signs >> number & 1, self.against.get(sign, 0.0), 0.0)
        return bits

    def calibrated(self, bits: Bits) -> Bits:
        """The sum of bits, corrected for what the kinds have in common."""
        return self.slope * bits + self.offset


def open_mirror_weights(workspace: Workspace) -> MirrorWeights:
    """The weights in use: the workspace's own file, else what is built in."""
    file = workspace.files("mirrors")["weights"]
    return load(MirrorWeights, file, shown(file))
