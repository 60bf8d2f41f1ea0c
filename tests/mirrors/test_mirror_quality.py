"""How well replacement accounts are found, in small: pictures, names, and a whole world.

The full size is measured by `python -m benchmarks.mirrors`; docs/mirrors.md has its figures.
"""

from __future__ import annotations

import sys

import pytest
from kit import ROOT

pytest.importorskip("pdqhash", reason="the extra `mirrors` is not installed")

sys.path.insert(0, str(ROOT))
from benchmarks import mirrors
from benchmarks.mirror_emblems import CHANGES


def test_pictures_are_recognised_after_what_platforms_do_to_them() -> None:
    found = mirrors.pictures(25, 200)

    hard = {"band of text": 0.8, "rotated by 3 degrees": 0.9}
    for change in CHANGES:
        assert found[change] >= hard.get(change, 0.95), change
    assert found["chance"] <= 2e-4


def test_names_are_recognised_among_many() -> None:
    found = mirrors.names(200, 5000)

    assert found["right one first"] >= 0.93
    assert found["recall at precision 0.90"] >= 0.9


def test_a_world_that_the_weights_were_not_calibrated_on() -> None:
    found = mirrors.whole(400, 12_000, 1, 6000)

    assert found["of which with two kinds kept"] > 100
    assert found["precision"] >= 0.99
    assert found["recall of those with two kinds"] >= 0.8
    assert found["calibration error"] <= 0.03
    assert found["false proposals per 100,000 observed"] <= 10  # one of 12,000 would be 8
