"""Authorities, their listings, and the organisations listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from string import Formatter
from typing import Self

from pydantic import Field, field_validator, model_validator

from demarche.model.base import Country, Line, PartialDate, Prose, Record, Slug
from demarche.model.provenance import SourceCheck, Verification
from demarche.model.regex_ambiguity import ambiguous


class Status(StrEnum):
    """What an authority's list says of an organisation.

    Only `listed` and `alias` can carry a citation, and `covered-by-parent` where the rule by which
    the parent's entry covers the organisation was read; every other status says why it can not.
    """

    LISTED = "listed"
    REMOVED = "removed"
    ALIAS = "alias"
    COVERED_BY_PARENT = "covered-by-parent"
    UNDER_OBSERVATION = "under-observation"
    NOT_LISTED = "not-listed"
    PRESUMED_REMOVED = "presumed-removed"
    UNCERTAIN = "uncertain"
    CONTESTED = "contested"
    RELATED = "related"


class Nature(StrEnum):
    """What kind of act a list is."""

    DESIGNATION = "designation"
    PROSCRIPTION = "proscription"
    SANCTIONS = "sanctions"
    OBSERVATION = "observation"
    IMMIGRATION = "immigration"


_GRADED = (
    *("listed_name", "reference", "date_listed", "instrument", "federal_register", "status"),
    "parent_rule",
)
READ_FIELDS = (
    *("listed_name", "original_script", "reference", "date_listed", "date_removed", "amended_on"),
    *("status", "instrument", "federal_register", "program_tags", "regime", "aliases"),
    *("amendments", "parent_rule"),
)
"""The fields of a listing that are read somewhere, in the order in which they are shown."""
_VALUES = "{name}, {reference}, {date} and {list}"


class Law(Record):
    """An instrument behind a list: its title and provision, and how far that was checked."""

    text: Line
    verification: Verification


class ParentRule(Record):
    """The rule of a list's own law by which an entry covers parts and branches of what it names."""

    text: Prose
    """As printed after `Covers this organisation by`: the section and Act, a colon, its words."""
    verification: Verification


class Authority(Record):
    """A body with a list and the law behind it.

    `binds` names the states whose residents the list binds by its own force; for a list of the
    United Nations it is empty, because the measures bind states and not companies.
    """

    id: Slug
    name: Line
    short: Line
    """A few words for a table: `UN 1267 list`."""
    code: Line | None = None
    """The shortest form, for the rows of annex A1: `FTO`; annex A2 explains it."""
    body: Line
    """Who decides: `Security Council Committee pursuant to resolutions 1267 …`."""
    list_title: Line
    """The list's own title, as a citation prints it."""
    state: Country
    """Whose act it is: ISO 3166-1, or `UN`, `EU`."""
    nature: Nature
    citable: bool = True
    """False for lists that no content request may rest on (observation, immigration)."""
    why_not_citable: Line | None = None
    binds: tuple[Country, ...] = ()
    law: tuple[Law, ...] = Field(min_length=1)
    effect: Prose
    """What the listing obliges whom to do, in one or two sentences that claim no more."""
    effect_verification: Verification
    parent_rule: ParentRule | None = None
    """The rule by which an entry covers parts of the organisation; None where none was read."""
    reference_form: Line | None = None
    """What a reference looks like, or why there is none."""
    reference_pattern: str | None = None
    citation_form: Line
    """How an entry is cited: text with {name}, {reference}, {date}; parts without a value drop."""
    official_url: Line | None = None
    max_age_days: int = Field(gt=0)
    """Older snapshots of this list make the examination warn."""
    sources: tuple[str, ...] = ()
    notes: tuple[Line, ...] = ()
    checked: SourceCheck | None = None

    @field_validator("citation_form")
    @classmethod
    def _cites(cls, form: str) -> str:
        """Every value can be filled in, and a part without its value dropped alone."""
        try:
            named = [name for _, name, _, _ in Formatter().parse(form) if name is not None]
        except ValueError as error:
            raise ValueError(f"is not well-formed: {error}; write {_VALUES}") from None
        for name in named:
            if name not in ("name", "reference", "date", "list"):
                raise ValueError(f"has {{{name}}}, which is an unknown placeholder; use {_VALUES}")
        if named[:1] != ["name"]:
            raise ValueError("does not begin with {name}; an entry is cited by its printed name")
        return form

    @field_validator("reference_pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"is not a regular expression: {error}") from None
        if ambiguous(pattern or ""):
            raise ValueError("could run endlessly; write no repetition inside another")
        return pattern


class Alias(Record):
    """Another name that the authority itself prints for the entry."""

    name: Line
    kind: Line | None = None
    """The authority's own word: a.k.a., f.k.a., n.k.a. …"""
    strength: str | None = Field(default=None, pattern="^(strong|weak)$")
    verification: Verification = Verification.VERIFIED


class Amendment(Record):
    """A published change of an entry: an alias added, a name changed."""

    name: Line
    date: PartialDate | None = None
    federal_register: Line | None = None
    verification: Verification


class Listing(Record):
    """One authority's act on one organisation; never merged across authorities.

    `verification` grades the fields by name: listed_name, reference, date_listed, instrument,
    federal_register, status, parent_rule. A field without a grade counts as unknown.
    """

    authority: Slug
    listed_name: Line = ""
    """As the list prints it; empty only where the list has no entry (status `not-listed`)."""
    original_script: Line | None = None
    reference: Line | None = None
    date_listed: PartialDate | None = None
    date_removed: PartialDate | None = None
    amended_on: tuple[PartialDate, ...] = ()
    status: Status
    status_note: Prose | None = None
    alias_of: Slug | None = None
    """For an alias: the organisation whose entry carries this name."""
    parent: Slug | None = None
    """For what a parent covers: the organisation whose entry it is."""
    parent_rule: Line | None = None
    """The provision and its words by which that entry covers this organisation; none is none."""
    why_not_citable: Line | None = None
    """Set where an entry stands on the list and yet no request may cite it, and why."""
    as_of: PartialDate | None = None
    """The day on which the list was read to say this."""
    as_of_note: Line | None = None
    instrument: Line | None = None
    federal_register: Line | None = None
    program_tags: tuple[Line, ...] = ()
    regime: Line | None = None
    aliases: tuple[Alias, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    known_as: Line | None = None
    """An alias in the entry by which the organisation is known; cited with the entry's name."""
    citation_rule: Prose | None = None
    notes: tuple[Prose, ...] = ()
    read_in: Mapping[str, str] = Field(default_factory=dict)
    """Field → the source in which it was read, where there are several and that was recorded."""
    sources: tuple[str, ...] = ()
    verification: Mapping[str, Verification] = Field(default_factory=dict)

    @field_validator("verification")
    @classmethod
    def _grades_fields(cls, grades: Mapping[str, Verification]) -> Mapping[str, Verification]:
        """A grade under a misspelt name would be lost, and its field left out of every citation."""
        for name in grades:
            if name not in _GRADED:
                raise ValueError(f"{name!r} is not a graded field; use one of {', '.join(_GRADED)}")
        return grades

    @field_validator("read_in")
    @classmethod
    def _reads_fields(cls, read_in: Mapping[str, str]) -> Mapping[str, str]:
        """A source under a misspelt name would say nothing of the field that it means."""
        for name in read_in:
            if name not in READ_FIELDS:
                known = ", ".join(READ_FIELDS)
                raise ValueError(f"{name!r} is not a field that is read; use one of {known}")
        return read_in

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.listed_name and self.status is not Status.NOT_LISTED:
            raise ValueError("listed_name is required unless the status is not-listed")
        if (self.alias_of is None) == (self.status is Status.ALIAS):
            raise ValueError("alias_of is required with the status alias, and only there")
        covered = self.status is Status.COVERED_BY_PARENT
        if covered != (self.parent is not None):
            raise ValueError("parent is required with the status covered-by-parent, and only there")
        if self.parent_rule and not covered:
            raise ValueError("parent_rule is allowed only with the status covered-by-parent")
        return self

    @property
    def citable(self) -> bool:
        """Whether a citation may rest on this entry, as far as the entry itself decides."""
        return self.status in (Status.LISTED, Status.ALIAS) and self.why_not_citable is None

    def grade(self, name: str) -> Verification:
        """How far the field `name` was checked."""
        return self.verification.get(name, Verification.UNKNOWN)


class NativeName(Record):
    """The organisation's name in another script."""

    name: Line
    language: str = Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
    verification: Verification
    source: str | None = None


class MediaWing(Record):
    """An outlet said to speak for the organisation; itself listed only where a listing says so."""

    name: Line
    verification: Verification
    source: str | None = None


class NotListed(Record):
    """A negative fact: searched in a list and not found."""

    authority: Slug
    """An authority, or `un` or `eu` for every list of that body."""
    note: Line | None = None
    as_of: PartialDate | None = None
    verification: Verification = Verification.VERIFIED
    sources: tuple[str, ...] = ()


class Organisation(Record):
    """An organisation with every authority's listing of it."""

    id: Slug
    name: Line
    """The name that this project uses; a citation prints the authority's, never this one."""
    code: Line | None = None
    """A short form for the rows of annex A1, the same in all documents: `TTP`. Not a citation."""
    focus: Line | None = None
    other_names: tuple[Line, ...] = ()
    native_names: tuple[NativeName, ...] = ()
    media_wings: tuple[MediaWing, ...] = ()
    listings: tuple[Listing, ...] = ()
    not_listed: tuple[NotListed, ...] = ()
    hazards: tuple[Prose, ...] = ()
    """Names that are easily mistaken for this one, and other traps."""
    to_check: tuple[Prose, ...] = ()
    notes: tuple[Prose, ...] = ()
