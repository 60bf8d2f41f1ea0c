"""The rules by which an account is put into a level of severity: data, not code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from pydantic import Field, model_validator

from demarche.model.base import Record
from demarche.model.case import Link
from demarche.model.jurisdiction import Cover

Level = Annotated[str, Field(pattern=r"^[A-Z][0-9]$")]
"""The code of a level, as annex A1 prints it: `T1`."""


class SeverityRule(Record):
    """Conditions that must all hold, and the level that they give."""

    level: Level
    covers: tuple[Cover, ...] = ()
    """One of these is covered by the account's ground."""
    links: tuple[Link, ...] = ()
    """The account is tied to the organisation in one of these ways."""
    within_days: Annotated[int, Field(gt=0)] | None = None
    """The newest act named is at most so many days old, or its day is not known."""

    def holds(self, covers: Collection[str], link: str, days: int | None) -> bool:
        """Whether all conditions hold; `days` since the newest act, None where not known."""
        if self.covers and not set(self.covers) & set(covers):
            return False
        if self.links and link not in self.links:
            return False
        return self.within_days is None or days is None or days <= self.within_days


class SeverityScale(Record):
    """The levels, the gravest first, and the rules in the order in which they are tried."""

    levels: tuple[Level, ...] = Field(min_length=1)
    rules: tuple[SeverityRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _complete(self) -> SeverityScale:
        """Every rule gives a known level, and the last one holds for every account."""
        for rule in self.rules:
            if rule.level not in self.levels:
                raise ValueError(f"a rule gives {rule.level}, which is not one of the levels")
        last = self.rules[-1]
        if last.covers or last.links or last.within_days is not None:
            raise ValueError("the last rule must have no condition, so that every account fits one")
        return self

    def level_of(self, covers: Collection[str], link: str, days: int | None) -> str:
        """The level of an account: that of the first rule that holds."""
        return next(rule.level for rule in self.rules if rule.holds(covers, link, days))
