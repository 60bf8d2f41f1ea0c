"""Who issues: letterhead, powers, signatory, contacts."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from demarche.model.authority import ActsFor, Countersignature, PolicyChoice
from demarche.model.base import (
    LONGEST,
    PROGRAM_LANGUAGE,
    Clock,
    Country,
    Day,
    Language,
    Line,
    Prose,
    Record,
    Slug,
    Words,
)
from demarche.model.grammar import Pattern
from demarche.model.kinds import Kind


def _email(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", value):
        raise ValueError("expected an email address, for example unit@agency.example")
    return value


def _phone(value: str) -> str:
    if not re.fullmatch(r"\+[0-9][0-9 ()-]{5,24}[0-9]( ext\. ?[0-9]{1,6})?", value):
        raise ValueError("expected a number with its country code, for example +1 202 555 0100")
    return value


Email = Annotated[str, AfterValidator(_email)]
Phone = Annotated[str, AfterValidator(_phone)]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Weekday = Annotated[str, StringConstraints(max_length=80)]


class Contact(Record):
    """A way to reach somebody of the office. Direct numbers stand in the restricted annex only."""

    role: Line
    name: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    hours: Line | None = None


class Signatory(Record):
    """Who signs. The signature itself is blank until it is given."""

    name: Line
    designation: Line
    email: Email
    phone: Phone
    badge: Line | None = None
    """Badge or identity number, where a platform asks for one."""


class Delegation(Record):
    """How the body that holds a power handed it on to this office."""

    by: Slug
    """The body of the jurisdiction that holds the power."""
    instrument: Line
    """The instrument of delegation, with its number."""
    on: Day
    """The day from which it has effect."""
    until: Day | None = None
    """Its last day, where it ends."""


class Power(Record):
    """What the office may do for a kind of request, and under which provision."""

    kinds: tuple[Kind, ...]
    form: Literal["request", "direction"]
    provision: Slug | None = None
    """A provision of the jurisdiction; none where the request is voluntary for the recipient."""
    verified: bool = False
    delegation: Delegation | None = None
    """Needed where another body holds the power, and may hand it on."""


class Seal(Record):
    """The electronic seal that the office puts on its finished documents."""

    holder: Line
    """Whose seal it is: a name that stands in the certificate's subject, as it stands there."""
    certificate: Fingerprint | None = None
    """SHA-256 of the certificate, for offices that print it."""
    published: Line | None = None
    """Where the office publishes that fingerprint."""


class Office(Record):
    """An issuing office: one data file."""

    id: Slug
    specimen: bool = False
    """True for an invented office: every page says so."""
    jurisdiction: Slug
    state: Country
    letterhead: tuple[Line, ...] = Field(min_length=1)
    """The lines at the head of the first page, the government first."""
    name: Line
    kind: Literal["law-enforcement", "ministry", "regulator", "court", "prosecution", "other"]
    body: Slug | None = None
    """The body of the jurisdiction that the office belongs to, where that body holds a power."""
    address: tuple[Line, ...] = Field(min_length=1)
    place: Line
    """The town in the date line."""
    email: Email
    phone: Phone
    website: Line | None = None
    official_domains: tuple[Line, ...] = Field(min_length=1)
    """The mail domains that are this office's; a sender outside them is refused."""
    hours: Line
    time_zone: Line
    date_order: Literal["day-first", "month-first"] | None = None
    """How the office reads a day in figures that a platform sends back: 03/12/2026."""
    languages: tuple[str, ...] = Field(min_length=1)
    document_language: Language = PROGRAM_LANGUAGE
    """The language of its documents, where the case names none: a file of `data/locale`."""
    salutation: Line | None = None
    """How its letters begin: `Dear Sir or Madam,`; else the forms of the language."""
    opening: Line | None = None
    """The first words of its covering letter: `I have the honour to enclose`, `I enclose`."""
    opening_directed: Line | None = None
    """The same where the letter is written under directions: `I am directed to enclose`."""
    close: Line | None = None
    """The complimentary close: `Yours truly,`, `Yours faithfully,`."""
    capacity: Prose
    """In what capacity it asks; the opening paragraph of every request."""
    powers: tuple[Power, ...]
    rests_on: dict[Kind, Words] = Field(default_factory=dict)
    """The powers of the jurisdiction that a kind of request rests on here, where the case names
    none and the law has several."""
    acts_for: tuple[ActsFor, ...] = ()
    """Bodies in whose name the office issues documents."""
    countersigned_by: tuple[Countersignature, ...] = ()
    """Officers of the bodies that hold a power, who countersign what rests on it."""
    signatory: Signatory
    authenticity: Contact
    """Who confirms by call-back that a request is genuine."""
    feedback: Contact
    """Who receives the answer."""
    seal: Seal | None = None
    """Set where documents are sealed: a place for the seal is then drawn, and says whose it is."""
    duty: Contact | None = None
    """Reachable at any hour, for emergencies."""
    single_point: Line | None = None
    reference_form: Pattern | None = None
    """A pattern that this office's references follow."""
    reply_days: dict[Kind, Annotated[int, Field(ge=0, le=LONGEST)]]
    """Days allowed for an answer where the case names no date; always labelled as requested."""
    reply_time: Clock = dt.time(17)
    """The hour by which an answer is requested on its day, where the case names none."""
    liaison: Contact | None = None
    """The standing contact of platforms, whom the covering letter names: a person or a desk."""
    continued_monitoring: Prose | None = None
    """What the office goes on watching and offers to report; printed in the covering letter."""
    policy: PolicyChoice | None = None
    """The points of policy that its documents name, where the case chooses none."""
    copies: tuple[Line, ...] = ()
    """Who gets a copy; a body of the jurisdiction is named by its id in braces: `{regulator}`."""
    emblem: Line | None = None
    """File of the emblem (SVG, PNG or JPEG) in the same folder as this file."""
    local_support: Prose | None = None
    """The state's offer to a platform that has, or opens, a local office; printed if asked for."""
    review: Prose
    """What the office itself does when an account holder objects."""
    data_delivery: Prose
    """Where and how data are to be sent."""
    retention: Prose
    """How long received data are kept."""
