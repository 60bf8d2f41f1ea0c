"""What a case says of earlier requests and of an emergency: for the letters beside the four kinds.

The codes of what was done, and of why not, are those of return form RF, so that a returned form,
the case file and a reminder speak one language (EU 2021/784 Annexes II and III; e-Evidence Form 3).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from demarche.model.base import Day, DayOrMoment, Line, Moment, Prose, Record, Slug, Words
from demarche.model.kinds import Kind

Done = Literal["R", "S", "T", "W", "L", "O", "G", "B", "P", "D", "F", "N"]
"""What a platform did, as return form RF has it.

W: withheld in the countries of the note; O: a post only; G: gone already; B: restored; F: referred
to another entity of the group; N: nothing yet.
"""

Refusal = Literal["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]
"""Why not, as return form RF has it; 10: no emergency as the platform sees it; 11: declined, and no
reason given."""

Status = Literal["new", "extend", "release"]
"""preservation: asked for anew, for longer, or no longer."""

WithdrawReason = Literal[
    "delisted",
    "wrong-account",
    "protected-speech",
    "duplicate",
    "unproven",
    "no-longer-needed",
]
"""Why a row is taken back."""


class Earlier(Record):
    """The request that a reminder, a withdrawal, an extension or a release goes back to."""

    kind: Kind
    """Its kind."""
    reference: Line
    """Its reference, as printed on it."""
    on: Day
    """The day on which it was issued."""
    form: Literal["request", "direction"] | None = None
    """Whether it asked or directed; else what its `data` say, or a request."""
    ticket: Line | None = None
    """The platform's own reference for it."""
    accounts: Words = ()
    """The rows of this case that stood in it; empty means every row that fits its kind."""
    data_categories: Words = ()
    """Categories of data that it named."""
    preserve_until: Day | None = None
    """extension and release: the day to which the data are preserved now."""
    data: Line | None = None
    """Its `request.json` in the case's folder, with which rows and categories are compared."""


class Needed(Record):
    """One item of data that an emergency calls for, and what it averts."""

    data: Line
    """The item."""
    purpose: Line
    """How it helps to avert the harm."""


class Emergency(Record):
    """An imminent danger to life or limb; never past conduct, never a removal that is in a hurry.

    Second Additional Protocol to the Budapest Convention, Art. 9; UNODC model form for emergencies.
    """

    threat: Prose
    """The threat, in three sentences."""
    persons: Line
    """Who is in danger; as little of their data as the platform needs."""
    place: Line
    """Where."""
    time: Line
    """When, or from when on."""
    expected_at: DayOrMoment | None = None
    """The same as a day, or as a time with its zone, where it is known."""
    seen_at: Moment | None = None
    """When the office first saw the threat."""
    basis: Prose
    """What the belief rests on."""
    reliability: Line
    """How reliable that is, and what would change it."""
    why_hours: Prose
    """Why hours matter and the usual way is too slow."""
    accounts: Words = Field(min_length=1)
    """The rows that it concerns."""
    data: tuple[Needed, ...] = Field(min_length=1)
    """The least data that avert the harm, each with its purpose."""
    supervisor_name: Line
    """The superior who answers for the request."""
    supervisor_post: Line
    """The superior's post."""
    process_by: Day
    """The day by which legal process follows."""


class Answer(Record):
    """One row of a returned form, as `answers.csv` keeps it."""

    platform: Slug
    reference: Line
    """The request that is answered."""
    row: int
    """The row's number in that request."""
    address: Line
    """The row's address, by which it is found again in another case."""
    done: Done | None = None
    on: Day | None = None
    reason: Refusal | None = None
    told: Literal["yes", "no"] | None = None
    """Whether the holder was told."""
    note: Line | None = None
    ticket: Line | None = None
    """The platform's own reference."""
    received: Day
    """The day on which the form came in."""
    form: Line
    """The name of the returned file."""
    sha256: Line
    """Its SHA-256."""
    received_there: Day | None = None
    """The day on which the platform received the request, as it says."""
    signed: Line | None = None
    """Who answered for the platform, by name and post."""


def outstanding(done: str | None, reason: str | None, *, clarified: bool) -> bool:
    """Whether a row still waits: neither done nor refused, or refused and since clarified.

    The time for a clarified row begins again (EU 2021/784 Art. 3(8)).
    """
    if done not in (None, "N"):
        return False
    return reason is None or clarified
