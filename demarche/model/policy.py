"""Policies of the asking state: agreed plans that give no power and make no offence."""

from __future__ import annotations

from pydantic import Field

from demarche.model.base import Day, Line, Prose, Record, Slug
from demarche.model.provenance import Verification


class PolicyPoint(Record):
    """One numbered point, in the words of the source that it was read in."""

    number: int = Field(gt=0)
    words: Line
    source: str
    """Key of the file's `sources`: one wording a plan, never two mixed."""
    verification: Verification
    """`verified` where the official page shows it; else a reproduction, and it is marked."""


class PolicyPlan(Record):
    """A plan with its points."""

    id: Slug
    title: Line
    what: Prose
    """What it is, and that no power is drawn from it; printed with the points."""
    points: tuple[PolicyPoint, ...] = Field(min_length=1)
    default_points: tuple[int, ...] = ()
    """The points that are named where neither case nor office chooses."""
    read_on: Day
    """The day on which the sources were read."""
    note: Prose | None = None
