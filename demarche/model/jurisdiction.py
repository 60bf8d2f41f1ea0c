"""The asking state's law as data: provisions, grounds, limits, redress."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from demarche.model.base import LONGEST, Country, Line, Prose, Record, Slug
from demarche.model.grammar import Pattern
from demarche.model.platform import Kind
from demarche.model.provenance import Check, Source, Verification

Cover = Literal["affiliation", "promotion", "incitement", "recruitment", "evasion"]
"""The sort of conduct, by which a ground meets the platform rule that forbids the same."""


class Provision(Record):
    """One section of one instrument. `gist` and `penalty` are printed only where verified."""

    id: Slug
    instrument: Line
    section: Line
    """As cited: `section 9`."""
    heading: Line
    """The section's own heading; always printed, since numbering differs between prints."""
    gist: Prose | None = None
    penalty: Line | None = None
    verification: Verification
    """Grade of `gist` and `penalty`."""
    needs_permission: bool = False
    """The offence may be investigated only with a court's permission (non-cognizable)."""
    offence: bool = True
    """False for a power or a procedure, which says nothing of what an account did."""
    sources: tuple[str, ...] = ()
    note: Prose | None = None


class Ground(Record):
    """A reason for which an account may be named, tied to provisions."""

    id: Slug
    title: Line
    describes: Line
    """What the account must have done, for the officer who chooses."""
    covers: tuple[Cover, ...] = Field(min_length=1)
    provisions: tuple[Slug, ...] = Field(min_length=1)
    incitement: bool = False
    """True where the six-part threshold test has to be answered."""


class RefusedGround(Record):
    """A ground that the law knows and that no request of this kind may rest on."""

    id: Slug
    section: Line
    title: Line
    why: Line
    """Why it is not a ground here."""


class Body(Record):
    """A body to which the law gives a power."""

    id: Slug
    name: Line


class LegalPower(Record):
    """A power to direct, the bodies that hold it, and whether they may hand it on."""

    id: Slug
    provision: Slug
    kinds: tuple[Kind, ...] = Field(min_length=1)
    bodies: tuple[Slug, ...] = Field(min_length=1)
    """Who holds it."""
    delegable: bool = False
    """True only where the law was read to let the holder delegate it."""
    time_limit: Line | None = None
    """The time that the provision itself sets, in words; a direction prints no other as law."""
    verification: Verification
    note: Prose | None = None
    """A reservation: what was not settled when the power was read."""


class Quotation(Record):
    """Words of a statute that must be quoted as they are printed."""

    mentions: Pattern
    """How a text refers to the provision."""
    needs: Line
    """What must stand in a text that refers to it."""
    why: Line


class NationalNumber(Record):
    """A number by which the state knows a person."""

    name: Line
    pattern: Pattern


class LegalGround(Record):
    """A list that the asking state may rest a request on, and why it has force there."""

    authority: Slug
    effect: Prose
    verification: Verification


class Redress(Record):
    """A remedy, for whom, before whom, within how long."""

    open_to: Literal["provider", "user", "both"]
    forms: tuple[Literal["request", "direction"], ...] = ()
    """Only in documents of these forms; empty means all."""
    text: Prose
    verification: Verification
    sources: tuple[str, ...] = ()


class Limit(Record):
    """A limit of time in the asking state's law."""

    days: int = Field(gt=0, le=LONGEST)
    basis: Line
    verification: Verification
    extension: Line | None = None


class Limits(Record):
    """The limits that bind every request of this state."""

    preservation: Limit
    confidentiality: Limit
    measure: Limit | None = None
    """How long a blocking measure of the competent body may last."""
    own_lists_days: int = Field(default=180, gt=0)
    """A document that cites a list of this state stays a draft where the list was read longer ago
    than this, counted to the date of issue, or on a day that is not recorded."""


class Jurisdiction(Record):
    """One asking state."""

    id: Slug
    state: Country
    name: Line
    government: Line
    adjective: Line
    languages: tuple[str, ...]
    legal_grounds: tuple[LegalGround, ...] = Field(min_length=1)
    """In the order in which they are cited as legal ground."""
    supporting: tuple[Slug, ...] = ()
    """Lists of others that a request may name in support; none may be its legal ground."""
    provisions: tuple[Provision, ...]
    grounds: tuple[Ground, ...]
    refused_grounds: tuple[RefusedGround, ...] = ()
    """Grounds in the law that a request may not rest on, with the reason."""
    bodies: tuple[Body, ...] = ()
    """The bodies that the law gives powers to."""
    powers: tuple[LegalPower, ...] = ()
    """The powers to direct; a kind without one can only be requested."""
    quotations: tuple[Quotation, ...] = ()
    """Passages that may not be corrected silently."""
    national_numbers: tuple[NationalNumber, ...] = ()
    """Numbers of persons that may not stand in a request."""
    limits: Limits
    redress: tuple[Redress, ...] = Field(min_length=1)
    handling: Prose
    """What binds the requester when it holds data received."""
    no_monitoring: Prose | None = None
    """The provision by which no provider owes general monitoring."""
    identification: Prose | None = None
    """The provision that asks for unique identifiers, if there is one."""
    protected_speech: Prose
    """What is not touched: news, research, art, debate."""
    formal_route: Prose
    """The channel of mutual legal assistance."""
    no_threat: Prose
    """What does not follow from a refusal."""
    sources: dict[str, Source]
    checked: Check
