"""The rules by which listings are chosen and ordered for a recipient: data, not code."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from demarche.model.base import Line, Record

Condition = Literal[
    "named-by-platform", "binds-recipient", "universal", "asking-state", "supporting"
]


class RankingRule(Record):
    """A condition, and the role and reason of the listings that meet it."""

    when: Condition
    role: Line
    reason: Line
    """May hold {platform}, {entity} and {seat}."""


class Ranking(Record):
    """The rules in the order in which they are tried."""

    rules: tuple[RankingRule, ...] = Field(min_length=1)
