"""On what a document rests: whose power it is, who countersigns, what others decided, which policy.

The first records are what an officer or an office's file says; the views are what a template sees.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from demarche.model.base import Day, Line, Prose, Record, Slug, Words
from demarche.model.binding import BoundOrder
from demarche.model.kinds import Kind


class ActsFor(Record):
    """A body in whose name the office issues documents, by an instrument of that body."""

    body: Slug
    """The body, by its name in the jurisdiction's data."""
    kinds: tuple[Kind, ...] = ()
    """For these kinds of request only; empty means all that the body has a power for."""
    instrument: Line
    """The instrument that lets the office act for it, with its number."""
    on: Day
    """The day from which it has effect."""
    until: Day | None = None
    """Its last day, where it ends."""
    verified: bool = False
    """True where the instrument itself was read."""


class Countersignature(Record):
    """An officer of the body that holds the power, who signs beside the office's signatory.

    The office's file says who that is; the case says on which day it was given, and may say more.
    """

    body: Slug
    """The body, by its name in the jurisdiction's data."""
    kinds: tuple[Kind, ...] = ()
    """For these kinds of request only; empty means all that the body has a power for."""
    name: Line | None = None
    """The officer's name; in the case, where it is not the one of the office's file."""
    post: Line | None = None
    """The officer's post."""
    office: Line | None = None
    """The officer's own office, with its place."""
    badge: Line | None = None
    """The officer's badge or identity number, where a platform asks for one."""
    on: Day | None = None
    """The day on which it was given; until then the document is a draft, and says so."""


class Consulted(Record):
    """A body that was consulted or informed before the documents were issued."""

    body: Slug
    """The body, by its name in the jurisdiction's data."""
    how: Literal["consulted", "informed"]
    """What was done."""
    on: Day
    """The day on which it was done."""
    reference: Line | None = None
    """The number of the letter, or the body's own reference."""
    kinds: tuple[Kind, ...] = ()
    """For these kinds of request only; empty means all."""


class Decision(Record):
    """What another body decided already. It is printed where it is bound to, and nowhere else."""

    authority: Line
    """Who decided."""
    number: Line
    """The number of the decision."""
    on: Day
    """Its date."""
    decided: Prose
    """What it decided, in one or two sentences."""
    accounts: Words = ()
    """The rows that it concerns; a document prints it only for its own rows among them."""
    kinds: tuple[Kind, ...] = ()
    """The kinds of request that it is printed in; empty means all with rows."""
    platforms: Words = ()
    """Only for these platforms; empty means every platform with such a row."""


class PolicyChoice(Record):
    """Which points of a policy the documents name as policy; no power is drawn from one."""

    plan: Slug | None = None
    """The plan, by its name in the jurisdiction's data; else the only one there is."""
    points: tuple[int, ...] = ()
    """The points by their numbers; empty means that none is named."""


# --- what a template sees ------------------------------------------------------------------------


class PowerView(Record):
    """A power that a document rests on, as cited."""

    id: str
    section: str
    instrument: str
    heading: str
    says: str | None
    """What it lets whom do; only where that was read."""
    holder: str
    """The body that the law gives it to; a court, where others only apply for its exercise."""
    needs_order: bool


class ActsForView(Record):
    """In whose name the office issues."""

    body: str
    instrument: str
    on: dt.date
    until: dt.date | None


class CountersignatureView(Record):
    """Who countersigns; `on` is None until it is given."""

    body: str
    name: str
    post: str | None
    office: str | None
    badge: str | None
    on: dt.date | None


class CompetentBody(Record):
    """A body that the law lets decide what the document only asks for."""

    name: str
    sections: tuple[str, ...]
    for_body: str | None
    """The body whose functions it performs, where that is not shown to be established."""
    by: str | None
    """The provision by which it does."""


class ConsultedView(Record):
    """A body that was consulted or informed."""

    body: str
    how: Literal["consulted", "informed"]
    on: dt.date
    reference: str | None


class DecisionView(Record):
    """A decision of another body, for the rows of one document."""

    authority: str
    number: str
    on: dt.date
    decided: str
    rows: tuple[int, ...]
    """The rows of this document that it concerns; empty where it concerns the document."""


class PolicyPointView(Record):
    """A point of a policy in the words in which it was read."""

    number: int
    words: str
    checked: bool
    """True where it was read on the official page."""


class PolicyView(Record):
    """The policy that a document names beside its legal basis."""

    title: str
    what: str
    """What it is, and what it is not."""
    points: tuple[PolicyPointView, ...]
    read_on: dt.date
    sources: tuple[str, ...]
    """Where the points were read, each source once."""


class AuthorityView(Record):
    """On what the document rests."""

    standing: Literal["direction", "power", "voluntary", "request", "notice", "none"]
    """A direction; a request under a power that a body holds; a plain voluntary request where a
    power exists and is not exercised; a request that needs none; the end of an earlier request;
    none where nothing is asked anew."""
    body: str | None = None
    """The body whose power it is."""
    powers: tuple[PowerView, ...] = ()
    acts_for: ActsForView | None = None
    countersigned: CountersignatureView | None = None
    orders: tuple[BoundOrder, ...] = ()
    """Where a power is exercised by an order of a court alone: the orders, which come first."""
    competent: tuple[CompetentBody, ...] = ()
    """Who holds the powers that the document does not exercise."""
    consulted: tuple[ConsultedView, ...] = ()
