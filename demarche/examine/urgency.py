"""How soon a finding wants the officer: what stops the case, what to look at, what may stay."""

from __future__ import annotations

from enum import StrEnum

from demarche.kernel.problems import Problem, Severity


class Urgency(StrEnum):
    """The order of work; each value is the heading under which the findings are printed."""

    STOPS = "must be done: until then nothing can be built"
    DRAFT = "must be done before issue: until then every page is marked DRAFT"
    LOOK = "to be looked at"
    STAY = "may stay"


DRAFT_CODES = frozenset({"W25", "W59"})
"""Warnings that keep every document a draft."""

STAY_CODES = frozenset({"P02", "P04", "P14", "W02", "W12", "W14", "W20", "W21", "W22", "W90"})
"""Warnings of what is so and often cannot be otherwise: the document says it, or leaves out what is
unknown, and nothing in it is wrong for that."""


def urgency_of(problem: Problem) -> Urgency:
    """Where a problem stands in the order of work; what a second officer overrode may stay."""
    if problem.severity is Severity.ERROR:
        return Urgency.STOPS
    if problem.severity is Severity.NOTE or problem.code in STAY_CODES:
        return Urgency.STAY
    return Urgency.DRAFT if problem.code in DRAFT_CODES else Urgency.LOOK
