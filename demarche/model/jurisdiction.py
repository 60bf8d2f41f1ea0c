"""The asking state's law as data: provisions, grounds, limits, redress."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from demarche.model.base import LONGEST, Country, Line, Prose, Record, Slug
from demarche.model.followup import Status
from demarche.model.grammar import Pattern
from demarche.model.platform import Kind
from demarche.model.policy import PolicyPlan
from demarche.model.provenance import Source, SourceCheck, Verification

Cover = Literal["affiliation", "promotion", "incitement", "recruitment", "evasion"]
"""The sort of conduct, by which a ground meets the platform rule that forbids the same."""


class Provision(Record):
    """One section of one instrument. `gist` and `penalty` are printed only where verified.

    Verified means that it was read in a print, on the pages named.
    """

    id: Slug
    instrument: Line
    section: Line
    """As cited in running text: `section 9`."""
    cited: Line
    """As cited in a table, the Act with the section: `PECA 2016, s. 9`."""
    heading: Line
    """The section's own heading, as printed, since numbering differs between prints."""
    short_heading: Line | None = None
    """In our words, where the printed heading is too long for a table."""
    actor: Line | None = None
    """Who acts: who commits the offence, or holds the power."""
    reaches: Line | None = None
    """On whom or what it acts, where the section says so."""
    gist: Prose | None = None
    """What it covers, in our words, close to the text."""
    mental: Line | None = None
    """The mental element of an offence, or that none is printed."""
    exception: Line | None = None
    """What the section itself excepts."""
    penalty: Line | None = None
    """The whole penalty: imprisonment, fine, and whether one excludes the other."""
    presupposes: tuple[Slug, ...] = ()
    """Lists on one of which the organisation must be for the section to reach an account."""
    words: tuple[Line, ...] = ()
    """Words of the print that the gist rests on; a misprint is followed by [sic]."""
    pages: tuple[int, ...] = ()
    """Pages of the print on which it was read."""
    read_at: Line | None = None
    """Where it was read in a text that has no pages: the section, as it is numbered there."""
    verification: Verification
    """Grade of all that is said of it."""
    needs_permission: bool = False
    """The offence may be investigated only with a court's permission (non-cognizable)."""
    offence: bool = True
    """False for a power or a procedure, which says nothing of what an account did."""
    sources: tuple[str, ...] = ()
    note: Prose | None = None

    @property
    def title(self) -> str:
        """What a table prints as its heading."""
        return self.short_heading or self.heading

    @model_validator(mode="after")
    def _read_on_a_page(self) -> Self:
        placed = self.pages or self.read_at
        if self.verification is Verification.VERIFIED and not (placed and self.sources):
            raise ValueError(
                "verified needs `pages` and `sources`: the pages of the print on which it was "
                "read, or `read_at` for a text without pages; otherwise grade it to-check"
            )
        return self


class Ground(Record):
    """A reason for which an account may be named, tied to provisions."""

    id: Slug
    title: Line
    describes: Line
    """What the account must have done, for the officer who chooses."""
    covers: tuple[Cover, ...] = Field(min_length=1)
    provisions: tuple[Slug, ...] = Field(min_length=1)
    presupposes: tuple[Slug, ...] = ()
    """Lists on one of which the organisation must be, since the ground says that it is."""
    incitement: bool = False
    """True where the six-part threshold test has to be answered."""


class RefusedGround(Record):
    """A ground that the law knows and that no request of this kind may rest on."""

    id: Slug
    section: Line
    title: Line
    why: Line
    """Why it is not a ground here."""


BodyKind = Literal["law-enforcement", "regulator", "court", "ministry", "prosecution", "other"]


class Body(Record):
    """A body to which the law gives a power."""

    id: Slug
    name: Line
    """Its full name, with an article where a sentence needs one: `the Court …`."""
    kind: BodyKind = "other"
    """By which a platform's own rule on who may ask is met or not."""
    established: Literal["verified", "secondary", "not-verified"] = "not-verified"
    """Whether the act that set it up was read, is known from others only, or was not found."""
    until_then: Slug | None = None
    """The body that performs its functions until it is established, where the law says so."""
    until_then_by: Line | None = None
    """The provision that says so."""
    note: Prose | None = None


class LegalPower(Record):
    """A power, the bodies that hold it, and whether they may hand it on."""

    id: Slug
    provision: Slug
    section: Line | None = None
    """The subsection that gives it, as cited, where the provision's own number is wider."""
    kinds: tuple[Kind, ...] = Field(min_length=1)
    statuses: tuple[Status, ...] = ("new",)
    """For new requests, for an extension, for a release."""
    bodies: tuple[Slug, ...] = Field(min_length=1)
    """Who holds it."""
    applicants: tuple[Slug, ...] = ()
    """Who alone may apply for its exercise and carry it out, where a court holds it."""
    needs_order: bool = False
    """True where it is exercised by a warrant or order in the single case, which is then named."""
    says: Prose | None = None
    """What it lets whom do; printed only where it was verified."""
    read_at: Line | None = None
    """The page of the official print that it was read on."""
    delegable: bool = False
    """True only where the law was read to let the holder delegate it."""
    carried_on: bool = True
    """False where the power began with its holder: whoever performs the holder's functions until
    that is established does not have it."""
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
    """A list that the asking state gives effect to, and why it has force there."""

    authority: Slug
    reach: Literal["measures", "information"] = "measures"
    """What an entry carries: measures on accounts, or, where its law reaches assets only, no more
    than information."""
    effect: Prose
    verification: Verification


class Redress(Record):
    """A remedy, for whom, before whom, within how long."""

    open_to: Literal["provider", "user", "both"]
    forms: tuple[Literal["request", "direction"], ...] = ()
    """Only in documents of these forms; empty means all."""
    kinds: tuple[Kind, ...] = ()
    """Only in documents of these kinds; empty means all."""
    text: Prose
    for_holder: Prose | None = None
    """The same as an account holder reads it, in the copy for one account; `text` speaks to the
    provider. Without it, `text` is printed there too."""
    verification: Verification
    sources: tuple[str, ...] = ()


class Limit(Record):
    """A limit of time in the asking state's law."""

    days: int = Field(gt=0, le=LONGEST)
    basis: Line
    verification: Verification
    extension: Line | None = None


class Limits(Record):
    """The limits that bind every request of this state; none where no limit of its law was read."""

    preservation: Limit | None = None
    confidentiality: Limit | None = None
    own_lists_days: int = Field(default=180, gt=0)
    """A document that cites a list of this state stays a draft where the list was read longer ago
    than this, counted to the date of issue, or on a day that is not recorded."""


class Transition(Record):
    """A body that the law provides for, and who acts until it is established."""

    body: Slug
    name: Line
    mentions: Pattern
    """How a text names the body."""
    unless: Pattern
    """What makes a sentence innocent that names it: that it speaks of its establishment."""
    established: Literal["verified", "reported", "not verified"]
    """Whether its establishment was read in the official notice, in the press, or nowhere."""
    until_then: Line
    """The body that goes on until then."""
    provision: Slug
    """The provision that says so."""
    needs: Line
    """What would show that it is established."""
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
    """The powers; a kind without one can only be requested."""
    voluntary: tuple[Kind, ...] = (Kind.REMOVAL, Kind.PREVENTION, Kind.PRESERVATION)
    """What an office without a power may ask for all the same, as a plain voluntary request."""
    policy_plans: tuple[PolicyPlan, ...] = ()
    """Policies that a document may name beside its legal basis."""
    transitions: tuple[Transition, ...] = ()
    """Bodies that the law provides for and that may not be established yet."""
    quotations: tuple[Quotation, ...] = ()
    """Passages that may not be corrected silently."""
    national_numbers: tuple[NationalNumber, ...] = ()
    """Numbers of persons that may not stand in a request."""
    limits: Limits = Limits()
    redress: tuple[Redress, ...] = Field(min_length=1)
    handling: Prose
    """What binds the requester when it holds data received."""
    no_monitoring: Prose | None = None
    """The provision by which no provider owes general monitoring."""
    protected_speech: Prose
    """What is not touched: news, research, art, debate."""
    formal_route: Prose
    """The channel of mutual legal assistance."""
    no_threat: Prose
    """What does not follow from a refusal."""
    sources: dict[str, Source]
    checked: SourceCheck

    def provision(self, name: str) -> Provision | None:
        """The provision with this id, if the register has it."""
        return next((held for held in self.provisions if held.id == name), None)

    @model_validator(mode="after")
    def _read_in_a_print(self) -> Self:
        """What is verified was read in a source of this file that is a print with a date."""
        for provision in self.provisions:
            if provision.verification is not Verification.VERIFIED:
                continue
            for name in provision.sources:
                source = self.sources.get(name)
                if source is None or not source.copy_date:
                    raise ValueError(
                        f"provision {provision.id!r} is verified by {name!r}, but `sources` has no "
                        "print of that name with a `copy_date`; add the print and its date"
                    )
        return self
