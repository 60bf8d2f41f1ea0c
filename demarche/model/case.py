"""The case: what an officer writes."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic.dataclasses import dataclass

from demarche.kernel.filenames import windows_fault
from demarche.model.authority import ActsFor, Consulted, Countersignature, Decision, PolicyChoice
from demarche.model.base import (
    LEAN,
    LONGEST,
    Clock,
    Country,
    Day,
    DayOrMoment,
    Language,
    Line,
    Moment,
    PartialDate,
    Prose,
    Record,
    Slug,
    Words,
)
from demarche.model.binding import Binding
from demarche.model.field_use import (
    HOLDER,
    INTERNAL,
    OFFICE,
    OTHER,
    PLAIN,
    exported,
    uses_of,
)
from demarche.model.followup import (
    Done,
    Earlier,
    Emergency,
    Refusal,
    Status,
    WithdrawReason,
)
from demarche.model.kinds import Kind

MAX_ACCOUNTS = 50_000


def _reference(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9./()_-]{2,59}", value) or ".." in value:
        raise ValueError(
            "use 3 to 60 letters, digits and . / - ( ) _ only, starting with a letter or digit "
            "(it becomes a file name)"
        )
    if fault := windows_fault(re.sub("[/()]", "-", value)):
        raise ValueError(f"it becomes the name of a folder, and {fault}")
    return value


def _sha256(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValueError("expected a SHA-256: 64 lowercase hex digits")
    return value


Loc = tuple[str | int, ...]
"""The steps to a field of the case."""

Reference = Annotated[str, AfterValidator(_reference)]
Sha256 = Annotated[str, AfterValidator(_sha256)]
RowId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
HolderIn = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|unknown)$")]

Link = Literal["official", "media-wing", "member", "supporter"]
"""How the account is tied to the organisation."""

Measure = Literal["suspend", "withhold", "block", "remove-posts", "close-group", "revoke-invite"]
"""What is asked for the account."""

Protected = Literal[
    "none",
    "journalist",
    "politician",
    "lawyer",
    "human-rights-defender",
    "academic",
    "religious-or-charity",
    "minor",
    "parody",
    "news",
    "unknown",
]
"""The result of the protected-status check."""


class Person(Record):
    """An officer, by name and post."""

    name: Line
    """The officer's name; it stands in the restricted annex only."""
    post: Line
    """The officer's post."""
    on: Day | None = None
    """The day on which the officer prepared or approved."""
    at: Moment | None = None
    """The same with time and zone; the approval of an emergency needs it."""


class Letter(Record):
    """The covering letter that the PDFs are enclosures to; blank until it is written."""

    number: Line | None = None
    """The office's number of the covering letter, where there is one recipient."""
    numbers: dict[Line, Line] = Field(default_factory=dict)
    """The number of each letter, where there are several recipients: by platform, or by platform
    and recipient (`x/x-ireland`). A number is used once."""
    date: Day | None = None
    """The date of the covering letter."""
    under_directions: bool = False
    """True where the letter is written under the Government's directions, and says so."""


class Investigation(Record):
    """The investigation that the request serves."""

    reference: Line
    """Number of the first information report, enquiry or court permission."""
    kind: Literal["first-information-report", "enquiry", "court-permission", "other"]
    """What that number is."""
    agency: Line
    """The agency that investigates."""
    on: Day | None = None
    """Its date."""
    court_permission: Line | None = None
    """Number of a court's permission, where the offence needs one."""
    binds: Binding | None = None
    """The documents and rows that it concerns; it is printed nowhere else (rule E81)."""


class JudicialOrder(Record):
    """A warrant or order of a court, where a category of data needs one."""

    court: Line
    """The court."""
    number: Line
    """The number of the order."""
    date: Day
    """Its date."""
    concerns: Prose
    """What it orders, in one or two sentences."""
    suspect: bool = False
    """True where the order says that the account holder is a suspect."""
    binds: Binding | None = None
    """The documents and rows that it concerns; it is printed nowhere else (rule E81)."""


class Window(Record):
    """The period that data are asked for; both ends belong to it."""

    start: Day
    """First day."""
    end: Day
    """Last day."""


class Confidentiality(Record):
    """A wish that the account holder is not told yet; it always ends."""

    until: Day
    """Last day of confidentiality."""
    reason: Prose
    """Why telling the holder would do harm."""
    court_order: Line | None = None
    """Number of a court's order, where the period is longer than the law lets an officer ask."""
    binds: Binding | None = None
    """The documents and rows that it concerns; needed with `court_order`, else every document."""


class Override(Record):
    """A warning that a second officer has weighed and lets pass; told in the office's record only.

    An error cannot be overridden. Nothing of it reaches a platform.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[EWP][0-9]{2}$")]
    """The code of the warning, for example W05."""
    reason: Prose
    """Why the request may go all the same."""
    reviewer: Person
    """Who decided: another officer than the one who prepared the case."""
    rows: Words = ()
    """Only for these rows; empty means wherever the warning is given."""


class PersonalData(Record):
    """A number or address of a person that has to stand in a text of the case, and why."""

    text: Line
    """The number or address, exactly as it stands in the text."""
    reason: Prose
    """Why the request cannot do without it."""


class RequestWanted(Record):
    """One kind of request wanted, for all platforms of the case or for some."""

    kind: Kind
    """removal, prevention, information, preservation; emergency, reminder, withdrawal, contact,
    letter."""
    form: Literal["request", "direction"] | None = None
    """Ask although the office may direct, or insist on a direction; else what its powers allow."""
    status: Status = "new"
    """preservation: asked for anew, for longer, or no longer."""
    rests_on: Words = ()
    """information, preservation, emergency: the powers of the jurisdiction that it rests on, where
    the law has several; else the office's."""
    earlier: Earlier | None = None
    """reminder, withdrawal, extension, release: the request that it goes back to."""
    platforms: Words = ()
    """Only for these platforms; empty means every platform that the case has accounts on."""
    reply_by: Day | None = None
    """The day by which an answer is requested; else the office's own number of days."""
    reply_time: Clock | None = None
    """The hour of that day, in the zone of the case; without it, the office's."""
    scope: Literal["asking-state", "global"] = "asking-state"
    """removal: territory of a measure under the asking state's law."""
    scope_reason: Prose | None = None
    """removal: why a global scope, where it is asked for."""
    data_categories: Words = ()
    """information, preservation: categories by name; empty means the narrow ones."""
    window: Window | None = None
    """information, preservation: the period, where an account names no other."""
    period_days: int | None = Field(default=None, gt=0, le=LONGEST)
    """preservation: for how many days."""
    term_until: Day | None = None
    """prevention: last day of the term; removal: the day on which the measure is reviewed."""
    formal_request_by: Day | None = None
    """preservation: by when a formal request will follow."""
    clarifications: Prose | None = None
    """reminder: answers to what the platform asked about the request as a whole."""
    changes: Prose | None = None
    """reminder: what has changed since."""
    facts: Prose | None = None
    """The facts for these documents alone; else those of the case."""
    purpose: Prose | None = None
    """What the data of these documents alone are needed for; else the purpose of the case."""
    necessity: Prose | None = None
    """Why these documents alone are necessary; else the necessity of the case."""
    alternatives: Prose | None = None
    """Less intrusive means considered for these documents alone; else those of the case."""
    defences: Prose | None = None
    """Defences considered for these documents alone; else those of the case."""
    risk_of_loss: Prose | None = None
    """Why the data of these documents alone would be lost; else the risk of the case."""
    holder_may_be_told: bool = False
    """preservation, extension: true where the recipient may tell the account holders."""


@dataclass(config=LEAN, frozen=True, slots=True, kw_only=True)
class Account:
    """One subject account: what it is, whose it is said to be, and why it is named."""

    id: Annotated[RowId | None, INTERNAL] = None
    """A name for the row, if other rows or exhibits refer to it; else its number."""
    url: Annotated[Line, INTERNAL]
    """Its address or identifier, exactly as copied."""
    platform: Annotated[Slug | None, INTERNAL] = None
    """Needed where the address does not tell it (`@name`, a telephone number)."""
    identifier_type: Annotated[Slug | None, INTERNAL] = None
    """Needed where a bare identifier could be several things."""
    native_id: Annotated[Line | None, exported(HOLDER)] = None
    """The platform's own unchangeable number."""
    handle: Annotated[Line | None, exported(HOLDER)] = None
    """The name as shown when it was observed."""
    display_name: Annotated[Line | None, exported(HOLDER)] = None
    """The display name as shown."""
    former_handles: Annotated[Words, HOLDER] = ()
    """Earlier names, separated by spaces."""
    observed_at: Annotated[Moment | None, exported(PLAIN)] = None
    """When the name was observed."""
    observed_on: Annotated[Day | None, exported(PLAIN)] = None
    """The day on which the name was observed, where the time was not recorded."""
    status_checked_at: Annotated[Moment | None, exported(PLAIN)] = None
    """When it was last seen to exist."""
    holder_in: Annotated[HolderIn, PLAIN] = "unknown"
    """Where the holder is: a country code, or `unknown`."""
    language: Annotated[Line | None, PLAIN] = None
    """Language of the account's posts."""
    organisation: Annotated[Slug, exported(PLAIN)]
    """The listed organisation that it is run for."""
    link: Annotated[Link, exported(PLAIN)]
    """official, media-wing, member or supporter."""
    link_basis: Annotated[Line | None, OFFICE] = None
    """What shows the link."""
    ground: Annotated[Slug, exported(PLAIN)]
    """The ground, by its name in the jurisdiction's data."""
    justification: Annotated[Line, exported(OFFICE)]
    """What this account did and when, in words of its own."""
    acted_at: Annotated[DayOrMoment | None, PLAIN] = None
    """When the gravest act named was done: a day, or a time with its zone. Needed only where the
    numbers of the posts do not tell it."""
    posts: Annotated[Words, exported(HOLDER)] = ()
    """Addresses of the posts that prove it, separated by spaces."""
    posts_of_others: Annotated[Line | None, OFFICE] = None
    """How posts or exhibits that name another account are tied to this one: shared by it, in its
    group."""
    exhibits: Annotated[Words, exported(PLAIN)] = ()
    """Exhibits that show it, separated by spaces."""
    measure: Annotated[Measure | None, exported(PLAIN)] = None
    """What is asked for it; else what fits its kind."""
    measure_reason: Annotated[Line | None, OFFICE] = None
    """Why removal of the single posts, or a lesser measure, would not do for this account."""
    protected: Annotated[Protected, PLAIN]
    """Result of the check for journalists, politicians, lawyers and others."""
    protected_decision: Annotated[Line | None, OFFICE] = None
    """The reviewer's decision, where the check found something."""
    context: Annotated[Line | None, OFFICE] = None
    """Context of the statements (threshold test)."""
    intent: Annotated[Line | None, OFFICE] = None
    """What the statements were meant to bring about, and what shows it (threshold test)."""
    reach: Annotated[Line | None, OFFICE] = None
    """Followers or members, with the day of counting; the extent in the threshold test."""
    imminence: Annotated[Line | None, OFFICE] = None
    """Likelihood and imminence of harm (threshold test)."""
    threat_time: Annotated[DayOrMoment | None, INTERNAL] = None
    """The day, or the time with its zone, that a threat names."""
    prior_report: Annotated[Line | None, PLAIN] = None
    """Reference of an earlier report under the platform's own rules."""
    prior_report_on: Annotated[Day | None, PLAIN] = None
    """Its date."""
    prior_report_answer: Annotated[Line | None, OTHER] = None
    """The platform's answer to it."""
    prior_report_answered_on: Annotated[Day | None, INTERNAL] = None
    """The date of that answer."""
    preservation_ref: Annotated[Line | None, PLAIN] = None
    """Reference of a preservation already asked for."""
    actioned_on: Annotated[Day | None, exported(PLAIN)] = None
    """The day on which the platform already removed it."""
    actioned_ref: Annotated[Line | None, exported(PLAIN)] = None
    """The platform's reference of that removal."""
    mirror_of: Annotated[RowId | None, exported(PLAIN)] = None
    """The row of the removed account that this one continues."""
    first_seen: Annotated[Day | None, exported(PLAIN)] = None
    """The day on which the mirror was first seen."""
    data_from: Annotated[Day | None, exported(PLAIN)] = None
    """First day of the data asked for, if not the request's."""
    data_to: Annotated[Day | None, exported(PLAIN)] = None
    """Last day of the data asked for, if not the request's."""
    requests: Annotated[Words, INTERNAL] = ()
    """Only in these kinds of request; empty means all that fit."""
    outcome: Annotated[Done | None, PLAIN] = None
    """What the platform did, by the code of return form RF; a returned form comes before it."""
    outcome_on: Annotated[Day | None, PLAIN] = None
    """The day on which it did."""
    outcome_reason: Annotated[Refusal | None, PLAIN] = None
    """Why it did not, by the code of return form RF."""
    clarification: Annotated[Line | None, OFFICE] = None
    """reminder: the answer to what the platform asked about this row."""
    change: Annotated[Line | None, OFFICE] = None
    """reminder: what has changed with this account since."""
    withdraw_reason: Annotated[WithdrawReason | None, PLAIN] = None
    """withdrawal: why the row is taken back; it is then in no request any more."""
    withdraw_note: Annotated[Line | None, OFFICE] = None
    """withdrawal: the same in a sentence or two."""
    restore: Annotated[bool, PLAIN] = True
    """withdrawal: whether it is asked that what was done be undone."""
    note: Annotated[Line | None, INTERNAL] = None
    """The office's own note on the row; it is in no document."""


ACCOUNT_USES = uses_of(Account)
"""Whose words each field of an account holds, and who may see it."""


class Indicator(Record):
    """A finite, verifiable mark by which a continuation can be recognised."""

    kind: Literal[
        "handle-stem",
        "display-name",
        "profile-picture-sha256",
        "profile-picture-pdq",
        "media-sha256",
        "media-pdq",
        "invite-link",
        "bio-text",
        "public-phone",
    ]
    """What the mark is."""
    value: Line
    """The mark itself, exactly; a PDQ hash with its quality, as 64 hex digits and `q=87`."""
    platform: Slug
    """The platform that it was seen on."""
    accounts: Words
    """The rows that it was seen on."""
    false_positives: Line
    """What innocent use could show the same mark."""
    seen_on: Day | None = Field(default=None, exclude=True)
    """The day on which it was seen; a PDQ hash needs it. In the indicator annex only."""
    withdrawn_on: Day | None = Field(default=None, exclude=True)
    """The day on which it was withdrawn: in no document any more, deleted in the annex."""


@dataclass(config=LEAN, frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One item of evidence. A file in the pack is hashed and compared; else the item is held."""

    id: RowId
    """Its name: E1, E2 …"""
    accounts: Words
    """The rows that it is evidence for."""
    shows: Line
    """What it shows, in one sentence."""
    url: Line
    """Exact address that was captured."""
    captured_at: Moment
    """When it was captured."""
    tool: Line
    """Tool and version."""
    captured_by: Line
    """Role or code of the collector; never printed for the platform."""
    sha256: Sha256
    """SHA-256 of the item as captured."""
    file: Line | None = None
    """The item in this folder, if it is enclosed; PNG, JPEG or WebP."""
    held_file: Line | None = None
    """The item in this folder, if it is held and not enclosed: a WACZ, a film, a page."""
    media_type: Line | None = None
    """Media type of the item, for example image/png or application/wacz."""
    size: Annotated[int, Field(gt=0)] | None = None
    """Bytes of the item."""
    posted_at: Line | None = None
    """Time of the post as shown, with its zone."""
    language: Line | None = None
    """Language of the item."""
    original: Prose | None = None
    """The words that are shown, in the language of the item."""
    translation: Prose | None = None
    """Translation of what is shown."""
    translated_by: Line | None = None
    """Role of the translator."""
    custody: Line | None = None
    """Where it is held; never printed for the platform."""
    redactions: Line | None = None
    """What was blacked out, and why."""
    archive: Line | None = None
    """Reference of an archive copy."""
    corroboration: Line | None = None
    """A second source, or `single source`."""
    graphic: bool = False
    """True where it shows violence."""
    access: Literal["public", "closed-group", "private-message"] | None = None
    """Who could see the item: everybody, the members of a group, or one person."""
    lawful_source: Line | None = None
    """How the office came by an item that not everybody could see; never printed."""

    @model_validator(mode="after")
    def _one_file(self) -> Self:
        if self.file and self.held_file:
            raise ValueError("give either `file` or `held_file`: the SHA-256 is that of one item")
        return self


class Case(Record):
    """One matter: the office's file with its accounts, exhibits and reasons."""

    reference: Reference
    """The unique reference, printed on every page."""
    title: Line
    """What the case is about, in one line."""
    office: Slug
    """The issuing office: a file of `data/offices`."""
    date: Moment
    """Date and time of issue, with zone."""
    language: Language | None = None
    """The language of the documents, a file of `data/locale`; else the office's."""
    letter: Letter = Letter()
    """The covering letter."""
    marking: Literal["none", "confidential"] = "none"
    """The mark at the head and foot of every page."""
    investigation: Investigation | None = None
    """The investigation."""
    further_investigations: tuple[Investigation, ...] = ()
    """Further investigations, each bound to documents and rows of its own."""
    judicial_order: JudicialOrder | None = None
    """A court's order."""
    further_orders: tuple[JudicialOrder, ...] = ()
    """Further orders of courts, each bound to documents and rows of its own."""
    acts_for: tuple[ActsFor, ...] = ()
    """In whose name the documents are issued, where that is not the office's own standing."""
    countersigned_by: tuple[Countersignature, ...] = ()
    """Which countersignatures were given, and when; what is left out is the office's."""
    consulted: tuple[Consulted, ...] = ()
    """Bodies that were consulted or informed before issue."""
    decisions: tuple[Decision, ...] = ()
    """What other bodies decided already, each bound to rows or kinds of request."""
    policy: PolicyChoice | None = None
    """The points of policy that the documents name; else the office's, or the jurisdiction's."""
    prepared_by: Person
    """Who prepared the case."""
    approved_by: Person | None = None
    """Who approved it: another person. Until then every page says DRAFT."""
    facts: Prose
    """Brief facts of the matter."""
    purpose: Prose | None = None
    """information: what the data are needed for."""
    identity: Prose | None = None
    """information: why it is not known who holds the accounts, for example names that are not
    real and an identity that nobody verified."""
    necessity: Prose
    """Why the measure is necessary and proportionate."""
    alternatives: Prose
    """Less intrusive means that were considered."""
    defences: Prose
    """Defences and exceptions that were considered."""
    risk_of_loss: Prose | None = None
    """preservation: why the data would be lost."""
    confidentiality: Confidentiality | None = None
    """A wish that holders are not told yet."""
    emergency: Emergency | None = None
    """emergency: the danger and what averts it."""
    publication: Literal["allowed", "redacted", "not-yet"] = "redacted"
    """Whether the recipient may publish the request."""
    local_support: bool = False
    """Print the office's paragraph on support for local offices."""
    formal_language_copy: Line | None = None
    """A courtesy copy in another language, if enclosed."""
    requests: tuple[RequestWanted, ...] = Field(min_length=1)
    """The kinds of request wanted."""
    indicators: tuple[Indicator, ...] = ()
    """prevention: marks of continuations."""
    personal_data: tuple[PersonalData, ...] = ()
    """Numbers and addresses of persons in the texts that have to stay, each with its reason."""
    overrides: tuple[Override, ...] = ()
    """Warnings that a second officer lets pass, with the reason; never shown to a platform."""
    accounts: tuple[Account, ...] = Field(min_length=1, max_length=MAX_ACCOUNTS)
    """The accounts, or the name of a CSV file beside the case."""
    exhibits: tuple[Exhibit, ...] = ()
    """The exhibits, or the name of a CSV file beside the case."""
    exhibits_held_because: Line | None = None
    """Why exhibits are held and not enclosed; a clause, printed once in the restricted annex."""

    @property
    def orders(self) -> tuple[tuple[Loc, JudicialOrder], ...]:
        """Every order of a court, each with the steps to it."""
        first = [(("judicial_order",), self.judicial_order)] if self.judicial_order else []
        rest = enumerate(self.further_orders)
        return (*first, *((("further_orders", index), order) for index, order in rest))

    @property
    def investigations(self) -> tuple[tuple[Loc, Investigation], ...]:
        """Every investigation, each with the steps to it."""
        first = [(("investigation",), self.investigation)] if self.investigation else []
        rest = enumerate(self.further_investigations)
        return (
            *first,
            *((("further_investigations", index), investigation) for index, investigation in rest),
        )


__all__ = ["Account", "Case", "Country", "Exhibit", "PartialDate", "RequestWanted"]
