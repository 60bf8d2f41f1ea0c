"""The rules by which listings are chosen and ordered for a recipient: data, not code."""

from __future__ import annotations

from string import Formatter
from typing import Literal

from pydantic import Field, field_validator

from demarche.model.base import Line, Record

Condition = Literal[
    "named-by-platform", "binds-recipient", "universal", "asking-state", "supporting"
]

_VALUES = ("platform", "entity", "seat")


class RankingRule(Record):
    """A condition, and the role and reason of the listings that meet it."""

    when: Condition
    role: Line
    reason: Line
    """May hold {platform}, {entity} and {seat}."""

    @field_validator("reason")
    @classmethod
    def _filled(cls, reason: str) -> str:
        """Every value can be filled in."""
        may = "write {platform}, {entity} and {seat}"
        try:
            parts = list(Formatter().parse(reason))
        except ValueError as error:
            raise ValueError(f"is not well-formed: {error}; {may}") from None
        for _, name, form, conversion in parts:
            if name is not None and (name not in _VALUES or form or conversion):
                raise ValueError(f"has {{{name}}}, which is an unknown placeholder; {may}")
        return reason


class Ranking(Record):
    """The rules in the order in which they are tried."""

    rules: tuple[RankingRule, ...] = Field(min_length=1)
