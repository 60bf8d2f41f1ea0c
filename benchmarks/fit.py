"""A straight line through measured costs, and what it says of numbers that were not measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """cost = fixed + each * accounts."""

    fixed: float
    each: float
    worst: float
    """The largest deviation of a measured cost from the line, as a share of the cost."""

    def at(self, accounts: int) -> float:
        """The cost of so many accounts."""
        return self.fixed + self.each * accounts


def line(points: Sequence[tuple[int, float]]) -> Line:
    """The line of least relative deviation through points of accounts and cost.

    Relative, because a second matters at 100 accounts and not at 100,000. Raises ValueError for
    fewer than two different numbers of accounts.
    """
    if len({count for count, _ in points}) < 2:
        raise ValueError("a line needs two different numbers of accounts")
    weights = [1 / cost**2 for _, cost in points]
    whole = math.fsum(weights)
    x = math.fsum(w * n for w, (n, _) in zip(weights, points, strict=True)) / whole
    y = math.fsum(w * c for w, (_, c) in zip(weights, points, strict=True)) / whole
    over = math.fsum(w * (n - x) * (c - y) for w, (n, c) in zip(weights, points, strict=True))
    under = math.fsum(w * (n - x) ** 2 for w, (n, _) in zip(weights, points, strict=True))
    each = over / under
    found = Line(y - each * x, each, 0.0)
    worst = max(abs(found.at(count) - cost) / cost for count, cost in points)
    return Line(found.fixed, found.each, worst)


def exponent(points: Sequence[tuple[int, float]]) -> float:
    """p where the cost grows as accounts^p, by the two largest numbers: 1 is in step."""
    (few, low), (many, high) = sorted(points)[-2:]
    return math.log(high / low) / math.log(many / few)
