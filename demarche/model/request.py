"""The request: one document, one recipient, one kind. Pure data, and all that a template may see.

Every value is final: places, citations and dates were decided before. Texts are exactly as written
in the case; a template shows them through the filters that make hostile characters visible.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from demarche.model.authority import AuthorityView, DecisionView, PolicyView
from demarche.model.base import DayOrMoment, Record
from demarche.model.binding import BoundConfidentiality, BoundInvestigation, BoundOrder
from demarche.model.case import (
    ACCOUNT_USES,
    Exhibit,
    Indicator,
    Letter,
    Person,
    Window,
)
from demarche.model.field_use import HOLDER, OFFICE, OTHER, PLAIN, exported, inherited
from demarche.model.jurisdiction import Limits
from demarche.model.letter_parts import EarlierRef, EmergencyView, Enclosed
from demarche.model.office import Contact, Seal, Signatory
from demarche.model.platform import Kind, Preservation, UserNotice

SCHEMA = "demarche-request/2"


class Citation(Record):
    """A listing as cited to one recipient, with its rank and reason.

    A field that is not verified is None here and its name stands in `left_out`, so that no template
    can print it; `spelling_checked` is False where the name was read in a reproduction.
    """

    rank: int
    role: str
    reason: str
    legal_ground: bool
    """True where the asking state may rest the request on it."""
    for_information: bool
    """True where the asking state gives effect to the list, but not by measures on accounts."""
    authority: str
    authority_short: str
    authority_code: str
    printed_name: str
    spelling_checked: bool
    alias: str | None
    """The alias under which the organisation stands in the entry, if it is not the entry's name."""
    alias_date: str | None = None
    """When that alias came into an entry that stood already."""
    covered_by: str | None = None
    """The rule by which the entry of another organisation covers this one; None for its own."""
    reference: str | None
    date_listed: str | None
    instrument: str | None
    federal_register: str | None
    as_of: str | None
    text: str
    """The citation in one line."""
    left_out: tuple[str, ...]


class ListRef(Record):
    """A list that the request cites: who keeps it, under which law, and what it obliges whom to."""

    authority: str
    code: str
    """Its shortest form, as annex A1 has it."""
    short: str
    binds: bool
    """True where the list binds the recipient by its own force."""
    confirms_only: bool
    """True where every entry of it is cited for confirmation only."""
    title: str
    body: str
    law: tuple[str, ...]
    effect: str | None


class NameInScript(Record):
    """A name in the organisation's own script; `language` is a BCP 47 tag."""

    name: str
    language: str


class CitedOrganisation(Record):
    """An organisation of the request with its citations, best first."""

    key: str
    """Its short form, the same in all documents of the case: how annex A1 refers to annex A2."""
    id: str
    label: str
    person: bool
    """True for a listed person, in whose name the account is run."""
    native_names: tuple[NameInScript, ...]
    citations: tuple[Citation, ...]
    asking_state_alone: bool
    binding: bool
    """True where one of the lists binds the recipient."""
    accounts: int


class ProvisionRef(Record):
    """A provision as printed; what is said of it only where verified."""

    id: str
    instrument: str
    section: str
    cited: str
    """The Act with the section, as a table cites it."""
    heading: str
    gist: str | None
    exception: str | None
    penalty: str | None
    offence: bool
    pages: tuple[int, ...]
    """Pages of the print on which it was read; none where it was not verified."""
    source: str | None
    """The print and its date, in words."""


class GroundRef(Record):
    """A ground of the request, with the provisions behind it and the rows that rest on it."""

    id: str
    """How the data of the rows refer to it; the same in all documents of the state."""
    title: str
    provisions: tuple[str, ...]
    """The Act with the section, of each provision that a row here rests on."""
    rows: int


class PolicyRef(Record):
    """A rule of the platform's own."""

    id: str
    """How the data of the rows refer to it; the same in all documents to the platform."""
    title: str
    summary: str
    url: str | None
    verified: bool
    copy_date: str | None


class Post(Record):
    """An item that an account posted."""

    written: str
    canonical: str
    kind: str
    created: dt.datetime | None


class Answered(Record):
    """One part of the threshold test with its answer."""

    part: str
    """context, speaker, intent, content and form, extent, likelihood including imminence."""
    answer: str


class AccountRow(Record):
    """One row of annex A1. `number` is the row's number in the case, the same in every document."""

    number: Annotated[int, exported(PLAIN)]
    severity: Annotated[str, exported(PLAIN)]
    """The code of its level: T1, the gravest, to T4."""
    acted_at: DayOrMoment | None
    """The newest of the posts named, where the service's numbers tell their time; else as the case
    has it."""
    row_id: Annotated[str | None, exported(PLAIN)]
    written: Annotated[str, exported(HOLDER)]
    canonical: Annotated[str, exported(HOLDER)]
    kind: Annotated[str, exported(PLAIN)]
    identifier: Annotated[str, exported(HOLDER)]
    identifier_name: Annotated[str, exported(PLAIN)]
    stable: Annotated[bool, PLAIN]
    native_id: str | None
    handle: str | None
    display_name: str | None
    former_handles: tuple[str, ...]
    observed_at: dt.datetime | None
    observed_on: dt.date | None
    status_checked_at: dt.datetime | None
    holder_in: str
    language: str | None
    organisation: str
    organisation_label: Annotated[str, exported(PLAIN)]
    link: str
    tie: Annotated[str, exported(PLAIN)]
    """The same in a word or two, for a cell."""
    link_basis: Annotated[str | None, exported(OFFICE)]
    lists: Annotated[tuple[str, ...], exported(PLAIN)]
    """The lists that bind the recipient, then those of the United Nations and of the asking state,
    each by its code with the entry's reference."""
    binding: Annotated[int, PLAIN]
    """How many of these bind the recipient."""
    ground: str
    """Identifier of the ground."""
    ground_title: Annotated[str, exported(PLAIN)]
    provisions: Annotated[tuple[str, ...], exported(PLAIN)]
    """The Act with the section, of each provision of the ground that reaches this account."""
    policies: Annotated[tuple[str, ...], PLAIN]
    """Identifiers of the platform's rules that it concerns."""
    rules: Annotated[tuple[str, ...], exported(PLAIN)]
    """The titles of these rules."""
    justification: str
    posts: tuple[Post, ...]
    posts_of_others: str | None
    """How posts that name another account are tied to this one."""
    exhibits: tuple[str, ...]
    measure: str | None
    measure_reason: Annotated[str | None, exported(OFFICE)]
    """Why a lesser measure would not do; None where no measure is asked."""
    protected: Annotated[str, exported(PLAIN)]
    protected_decision: str | None
    context: str | None
    intent: str | None
    reach: str | None
    imminence: str | None
    threshold: Annotated[tuple[Answered, ...], OFFICE]
    """Where the ground is incitement: the parts of the test that are answered, of six."""
    prior_report: Annotated[str | None, exported(PLAIN)]
    prior_report_on: Annotated[dt.date | None, exported(PLAIN)]
    prior_report_answer: Annotated[str | None, exported(OTHER)]
    preservation_ref: str | None
    data_from: dt.date | None
    data_to: dt.date | None
    actioned_on: dt.date | None
    actioned_ref: str | None
    mirror_of: int | None
    mirror_of_canonical: Annotated[str | None, HOLDER]
    first_seen: dt.date | None
    interval_days: Annotated[int | None, PLAIN]
    """Days from the removal to the first sight of the mirror."""
    outcome: str | None
    """What the platform answered, in words; None where nothing was answered."""
    outcome_on: dt.date | None
    outcome_reason: str | None
    clarification: str | None
    change: str | None
    withdraw_reason: str | None
    withdraw_note: str | None
    restore: bool


ROW_USES = inherited(AccountRow, ACCOUNT_USES)
"""The same for a row: what is declared for an account, and what a row has besides."""


class SeverityCount(Record):
    """A level of severity with the rows of the document that are in it."""

    code: str
    label: str
    rows: int


class Common(Record):
    """What most rows of a document have in common; a row prints what differs."""

    measure: str | None
    protected: str
    holder_in: str
    policies: tuple[str, ...]
    prior_report_answer: str | None
    seen_from: dt.date | None
    seen_to: dt.date | None
    """The first and the last day on which an account of the document was last seen."""


class Count(Record):
    """A label with the number of rows it stands for."""

    label: str
    rows: int


class Category(Record):
    """A category of data asked for."""

    id: str
    tier: str
    label: str
    needs: str | None


class OfficeView(Record):
    """The office as the recipient sees it; direct numbers are in `Restricted`."""

    name: str
    specimen: bool
    letterhead: tuple[str, ...]
    address: tuple[str, ...]
    place: str
    state_name: str
    email: str
    phone: str
    website: str | None
    official_domains: tuple[str, ...]
    kind: str
    hours: str
    time_zone: str
    languages: tuple[str, ...]
    salutation: str
    opening: str
    """The first words of its covering letter; `opening_directed` where it is under directions."""
    opening_directed: str
    close: str
    capacity: str
    signatory_name: str
    signatory_designation: str
    signatory_email: str
    badge: str | None
    seal: Seal | None
    authenticity_role: str
    feedback_role: str
    feedback_email: str
    copies: tuple[str, ...]
    liaison: Contact | None
    """The standing contact of platforms; its telephone is in `Restricted`."""
    continued_monitoring: str | None
    single_point: str | None
    review: str
    data_delivery: str
    retention: str
    local_support: str | None
    emblem: str | None


class RecipientView(Record):
    """Who receives, through which channel, and where that was read."""

    platform: str
    platform_id: str
    service: str | None
    legal_entity: str
    attention: str | None
    address: tuple[str, ...]
    seat: str
    languages: tuple[str, ...]
    channel: str | None
    channel_form: str | None
    channel_terms: str | None
    channels_closed_to_us: tuple[str, ...]
    """Who alone may use the channels for this kind, where none is open to the asking state."""
    verified: bool
    source: str | None
    copy_date: str | None
    private_messages: str
    notice: UserNotice
    preservation: Preservation
    preservation_read: str | None
    """The day of the copy in which the practice on preservation was read."""
    wording: tuple[str, ...]
    """Sentences that fit this service and this kind of request."""
    file_rules: tuple[str, ...]
    holders: str
    """Which holders this entity serves, in words."""


class LawView(Record):
    """The asking state's law as far as this request uses it."""

    state: str
    government: str
    adjective: str
    limits: Limits
    effects: tuple[str, ...]
    """Why each list used as legal ground has force in the asking state."""
    for_information: tuple[str, ...]
    """Lists that are cited for information alone: no measure is asked on this basis."""
    provider_redress: tuple[str, ...]
    user_redress: tuple[str, ...]
    holder_redress: tuple[str, ...]
    """The same in the words of a copy for an account holder."""
    handling: str
    no_monitoring: str | None
    protected_speech: str
    formal_route: str
    no_threat: str


class DirectionBasis(Record):
    """The power that a direction rests on: every particular is verified in the data."""

    instrument: str
    section: str
    heading: str
    gist: str | None
    holder: str
    """The body to which the law gives the power, or that performs its functions."""
    holder_for: str | None = None
    """The body whose functions the holder performs, where that is not shown to be established."""
    holder_by: str | None = None
    """The provision by which it does."""
    delegated_on: dt.date | None
    """The day from which the holder handed it on to the office; None where the office is of it."""
    delegated_until: dt.date | None
    delegation: str | None
    """The instrument of delegation."""
    time_limit: str | None
    """The time that the provision itself sets, in words."""


class Related(Record):
    """Another document of the same case to the same recipient."""

    kind: Kind
    status: str
    form: Literal["request", "direction"]
    reference: str
    rows: int


class RelatedTarget(Record):
    """A target that is not this recipient's, but tied to one of its rows."""

    number: int
    platform: str
    canonical: str
    relation: str


class Restricted(Record):
    """What belongs in the restricted annex only."""

    contacts: tuple[Contact, ...]
    liaison: Contact | None
    signatory: Signatory
    prepared_by: Person
    approved_by: Person | None
    exhibits: tuple[Exhibit, ...]
    pictures: tuple[str, ...]
    """Identifiers of the exhibits whose picture is enclosed."""
    related_targets: tuple[RelatedTarget, ...]
    held: int
    """Exhibits that are held and not enclosed."""
    held_because: str | None
    """Why they are, as a clause."""
    foreign_numbers: tuple[str, ...]
    """Numbers of orders and enquiries that no page of this document may hold."""


class Code(Record):
    """An answer of the return form by its code."""

    code: str
    label: str
    note: str | None
    """What the answer is to add: the countries, the day, the entity."""


class Manner(Record):
    """How the document speaks, and whom it may be given to (`model/paper_specs.py`)."""

    heading: str
    """The word above the title."""
    asks: bool
    """True where an answer is requested."""
    deadline: bool
    """True where a day for the answer is printed."""
    as_letter: bool
    """True where it has a salutation and a complimentary close."""
    redress: bool
    telling: Literal["copy", "if-said", "earlier", "after-danger", "at-once", "none"]
    """Who of the account holders may be told what."""
    holder_may_be_told: bool
    """True where the officer says so, for a paper that else says nothing of it."""
    copies: bool
    """True where copies for account holders and for publication can be made of it."""
    done: tuple[Code, ...]
    """What the return form can say was done."""
    refusals: tuple[Code, ...]
    """What it can say was not, and why."""


class Request(Record):
    """One document."""

    schema_version: str = SCHEMA
    kind: Kind
    status: Literal["new", "extend", "release"]
    nature: str
    """Kind and status in words: `new request`, `follow-up to an earlier request` …"""
    form: Literal["request", "direction"]
    direction: DirectionBasis | None
    """The power behind a direction; None for a request."""
    authority: AuthorityView
    """The power or standing that it rests on, and whose."""
    case_reference: str
    reference: str
    """The document's own reference: the case's, the platform and the kind."""
    title: str
    subject: str
    draft: tuple[str, ...]
    """Why the document is a draft; empty when it may be issued."""
    approved_on: dt.date | None
    """The day on which a second officer approved the case; who that was stays in the restricted
    annex."""
    marking: str
    issued_at: dt.datetime
    language: str
    letter: Letter
    office: OfficeView
    recipient: RecipientView
    law: LawView
    reply_by: dt.date
    reply_at: dt.datetime
    """The hour of that day, in the zone of the case."""
    manner: Manner
    investigations: tuple[BoundInvestigation, ...]
    """The investigations that are bound to this document."""
    judicial_orders: tuple[BoundOrder, ...]
    """The orders of courts that are bound to this document."""
    facts: tuple[str, ...]
    purpose: tuple[str, ...]
    identity: tuple[str, ...]
    """Why it is not known who holds the accounts."""
    decisions: tuple[DecisionView, ...]
    """What other bodies decided already about rows of this document."""
    policy: PolicyView | None
    necessity: tuple[str, ...]
    alternatives: tuple[str, ...]
    defences: tuple[str, ...]
    risk_of_loss: tuple[str, ...]
    scope: Literal["asking-state", "global"]
    scope_reason: str | None
    confidentiality: BoundConfidentiality | None
    publication: str
    organisations: tuple[CitedOrganisation, ...]
    lists: tuple[ListRef, ...]
    """The lists of all citations, each once."""
    provisions: tuple[ProvisionRef, ...]
    policies: tuple[PolicyRef, ...]
    policy_lists: tuple[str, ...]
    """Lists that the platform's own policy names, in words."""
    accounts: tuple[AccountRow, ...]
    """The rows, the gravest first; their numbers are those of the case."""
    severities: tuple[SeverityCount, ...]
    """The levels that occur, the gravest first."""
    common: Common | None
    """None where the document has no rows."""
    removed_before: tuple[AccountRow, ...]
    """prevention: rows that the platform removed already and that others continue."""
    by_measure: tuple[Count, ...]
    sequence: tuple[str, ...]
    """removal: what is asked first and what then, where the platform publishes an order."""
    grounds: tuple[GroundRef, ...]
    by_link: tuple[Count, ...]
    by_kind: tuple[Count, ...]
    categories: tuple[Category, ...]
    window: Window | None
    period_days: int | None
    preserve_until: dt.date | None
    formal_request_by: dt.date | None
    earlier: EarlierRef | None
    """The request that this one goes back to."""
    answered: tuple[Count, ...]
    """reminder: what was done, refused or taken back under the earlier request."""
    clarifications: tuple[str, ...]
    changes: tuple[str, ...]
    emergency: EmergencyView | None
    term_until: dt.date | None
    indicators: tuple[Indicator, ...]
    related: tuple[Related, ...]
    enclosures: tuple[str, ...]
    enclosed: tuple[Enclosed, ...]
    """covering letter: the files that go with it."""
    unchecked_spellings: bool
    """True where a citation of this document carries a spelling that is still to be compared."""
    restricted: Restricted
