"""What is known of a platform: who receives, what a valid request holds, how its URLs read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from demarche.kernel.filenames import INTERNAL, windows_fault
from demarche.model.base import Country, Day, Line, Prose, Record, Slug
from demarche.model.case import Measure
from demarche.model.grammar import Clock, Doubt, Grammar, Identifier, PathRule
from demarche.model.kinds import Kind
from demarche.model.provenance import Datum, Source, SourceCheck
from demarche.model.target import TargetKind


def _folder_name(value: str) -> str:
    if fault := windows_fault(value):
        raise ValueError(f"it becomes the name of a folder, and {fault}")
    if value == INTERNAL:
        raise ValueError("the folder of this name holds what is never sent to a platform")
    return value


FolderName = Annotated[Slug, AfterValidator(_folder_name)]
"""A name that a folder of documents bears."""


Tier = Literal["subscriber", "identification", "traffic", "content"]
"""How deep data go, the narrowest first."""


class Recipient(Datum):
    """A legal entity that receives requests, and the holders that it receives them for."""

    id: Slug
    legal_entity: Line
    attention: Line | None = None
    address: tuple[Line, ...] = ()
    """Empty where no address for service is published; never invented."""
    seat: Country
    serves: tuple[str, ...]
    """Where the account holder is: ISO 3166-1 codes, `EEA`, `EU`, or `default` for all others."""
    requesters: tuple[str, ...] = ()
    """Whose requests it takes, where limited: ISO codes or `EU`; empty means any state's."""
    languages: tuple[str, ...] = ()
    """BCP 47, as declared; empty where none is stated."""


class Channel(Datum):
    """A way in: a portal, a form, an e-mail address."""

    id: Slug
    kinds: tuple[str, ...]
    """Kinds of request it takes (also `emergency`, `report` for an in-app or terms report)."""
    form: Literal["portal", "web-form", "email", "post", "in-app"]
    address: Line
    requesters: tuple[str, ...] = ()
    """Who may use it, where limited: `EU` for EU authorities only."""
    terms: Line | None = None
    """What it asks of the sender: an official mail domain, PDF only …"""
    message: Line | None = None
    """What the text of the message itself must hold, where attachments are not read there."""


class PolicyLine(Datum):
    """A rule of the platform's own that forbids the conduct."""

    id: Slug
    title: Line
    summary: Line
    """What the rule says, in our words."""
    covers: tuple[Literal["affiliation", "promotion", "incitement", "recruitment", "evasion"], ...]
    url: Line | None = None
    target_kinds: tuple[TargetKind, ...] = ()
    """What it is about, where that is limited: channels, or chats and groups; empty: anything."""
    requesters: tuple[str, ...] = ()
    """For the requests of which states it is of use, where that is limited: `EU`."""


class NamedList(Datum):
    """A designation list that the platform's own policy names; the order is the platform's."""

    authority: Slug
    words: Line
    """How the policy names it, in short."""


class Requirement(Datum):
    """A field that the platform asks for, and how much its absence weighs."""

    kinds: tuple[Kind, ...]
    field: Line
    """Dotted field of the case: `account.observed_at`, `office.badge`, `request.window` …"""
    level: Literal["error", "warning"]
    why: Line
    identifier_types: tuple[str, ...] = ()
    """Only for accounts known by one of these identifier types; empty means any."""


class Acceptance(Datum):
    """From whom the platform takes a kind of request, by its own published rules."""

    kinds: tuple[Kind, ...] = Field(min_length=1)
    accepts_from: Literal["law_enforcement", "mutual_legal_assistance"]
    """Law enforcement alone, or a request between states alone."""
    except_for: tuple[str, ...] = ()
    """States and regions whose requests it takes otherwise: ISO codes, `EU`, `EEA`."""
    level: Literal["error", "warning"]
    """How firmly it says so."""
    says: Line
    """What it says, in our words."""
    read_on: Day | None = None
    """The day on which the source was read for this."""


class SequenceStep(Datum):
    """One step of the order in which the platform takes a state's request for a measure."""

    step: Literal["report", "own-rules", "withhold"]
    """A report under its rules that comes before the request; its own rules; the asking state's
    law, for which it withholds in that state alone."""


class DataCategory(Datum):
    """A category of data that an information request may ask for here."""

    id: Slug
    tier: Tier
    label: Line
    obtainable: bool = True
    """False where the platform says that it does not hold or never gives it."""
    needs: Line | None = None
    """What legal process the platform asks for."""


class Said(Datum):
    """One thing that the platform says, in our words."""

    says: Line


class UserNotice(Datum):
    """Whether the platform tells the account holder."""

    default: Line
    with_copy: bool
    exceptions: tuple[Line, ...] = ()


class Preservation(Datum):
    """What the platform publishes about preserving data."""

    days: int | None = None
    extension: Line | None = None
    how: Line | None = None


class TargetNature(Datum):
    """What a kind of target is on this platform, and which words cannot be true of it."""

    kinds: tuple[TargetKind, ...] = Field(min_length=1)
    says: Line
    not_said: tuple[Line, ...] = Field(min_length=1)
    """Words that a row about it cannot use: a telephone number has no `followers`."""


class Wording(Record):
    """Sentences that fit this service, where the general ones would not. Data, not template."""

    service: Line | None = None
    """What the service is, for the opening paragraph."""
    removal: tuple[Prose, ...] = ()
    prevention: tuple[Prose, ...] = ()
    information: tuple[Prose, ...] = ()
    preservation: tuple[Prose, ...] = ()

    def of(self, kind: Kind) -> tuple[str, ...]:
        """The sentences for a kind of request; none for the letters beside the four."""
        found: tuple[str, ...] = getattr(self, kind, ())
        return found


class Platform(Record):
    """A platform: one data file."""

    id: FolderName
    name: Line
    owner: Line | None = None
    private_messages: Literal["none", "readable", "encrypted", "optional-encryption"]
    """Whether the service itself can read private messages."""
    recipients: tuple[Recipient, ...] = Field(min_length=1)
    by_requester: tuple[Kind, ...] = ()
    """Kinds of request for which `serves` says where the request comes from, not where the account
    holder is."""
    channels: tuple[Channel, ...] = ()
    policies: tuple[PolicyLine, ...] = ()
    lists: tuple[NamedList, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    accepts: tuple[Acceptance, ...] = ()
    """From whom it takes which kinds of request, where that is limited."""
    sequence: tuple[SequenceStep, ...] = ()
    """removal: the order that it publishes; empty where it publishes none."""
    identifiers: tuple[Identifier, ...] = Field(min_length=1)
    data_categories: tuple[DataCategory, ...] = ()
    notice: UserNotice
    preservation: Preservation
    preservation_notice: Said | None = None
    """What it says of notice to the holder of a request to preserve, where it gives that too."""
    retention: tuple[Said, ...] = ()
    """How long the platform keeps data of its own accord."""
    refusals: tuple[Said, ...] = ()
    """Reasons for refusal that the platform publishes."""
    limits: tuple[Said, ...] = ()
    """How much one request may hold, and what it may cost."""
    natures: tuple[TargetNature, ...] = ()
    """What kinds of target are here, where a text could mistake one for another."""
    measure_labels: dict[str, Line] = Field(default_factory=dict)
    """What is asked here by a measure, where the general words ask what the platform never does."""
    file_rules: tuple[Line, ...] = ()
    rows_per_request: int | None = None
    data_first: bool = False
    """True where data are to be produced before an account is closed, as they may be lost then."""
    wording: Wording = Wording()
    grammar: Grammar
    sources: dict[str, Source]
    checked: SourceCheck
    stale_after_days: int = Field(gt=0)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        faults = list(self._loose_ends())
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _loose_ends(self) -> Iterator[str]:
        """References inside the file that lead nowhere."""
        known = Counter(identifier.id for identifier in self.identifiers)
        yield from (f"identifiers: duplicate {name!r}" for name, n in known.items() if n > 1)
        for where, names in self._named_identifiers():
            for name in names:
                if name not in known:
                    yield f"{where}: unknown identifier {name!r}"
        for name in self.measure_labels:
            if name not in get_args(Measure):
                yield f"measure_labels: unknown measure {name!r}"
        for where, datum in self.data():
            if datum.source is not None and datum.source not in self.sources:
                yield f"{where}: unknown source {datum.source!r}"
        for where, source in self._form_sources():
            if source is not None and source not in self.sources:
                yield f"{where}: unknown source {source!r}"

    def _named_identifiers(self) -> Iterator[tuple[str, set[str]]]:
        yield "grammar.bare", {self.grammar.bare} if self.grammar.bare else set()
        yield "grammar.within", {part.identifier for part in self.grammar.within}
        for number, rule in enumerate(self.grammar.paths, 1):
            yield f"grammar.paths[{number}]", rule.named()
        for identifier in self.identifiers:
            where = f"identifiers: {identifier.id}"
            yield where, identifier.named()
        for number, requirement in enumerate(self.requirements, 1):
            yield f"requirements[{number}].identifier_types", set(requirement.identifier_types)

    def _form_sources(self) -> Iterator[tuple[str, str | None]]:
        """The sources of the identifiers and of the addresses."""
        yield "grammar", self.grammar.source
        for identifier in self.identifiers:
            yield f"identifiers: {identifier.id}", identifier.source

    def data(self) -> Iterator[tuple[str, Datum]]:
        """Every fact that has a source, with the name of its place."""
        groups = (
            *("recipients", "channels", "policies", "lists", "requirements", "accepts"),
            *("sequence", "data_categories", "retention", "refusals", "limits", "natures"),
        )
        for group in groups:
            for number, datum in enumerate(getattr(self, group), 1):
                yield f"{group}[{number}]", datum
        yield "notice", self.notice
        yield "preservation", self.preservation
        if self.preservation_notice:
            yield "preservation_notice", self.preservation_notice


__all__ = ["Clock", "Doubt", "Grammar", "Identifier", "Kind", "PathRule", "Platform"]
