"""A case with everything it refers to found: office, law, platforms, targets, listings."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

from demarche.model.case import Account, Case, Exhibit
from demarche.model.exhibit_index import Evidence
from demarche.model.followup import Answer
from demarche.model.jurisdiction import Jurisdiction
from demarche.model.kinds import Kind
from demarche.model.listing import Authority, Organisation
from demarche.model.locale import Locale
from demarche.model.office import Office
from demarche.model.platform import Platform, Recipient
from demarche.model.ranking import Ranking
from demarche.model.regions import Regions
from demarche.model.severity import SeverityScale
from demarche.model.target import Target


@dataclass(frozen=True, slots=True)
class Library:
    """What is known of lists, platforms and law."""

    authorities: Mapping[str, Authority]
    organisations: Mapping[str, Organisation]
    platforms: Mapping[str, Platform]
    jurisdictions: Mapping[str, Jurisdiction]
    offices: Mapping[str, Office]
    ranking: Ranking
    regions: Regions
    severity: SeverityScale
    locales: Mapping[str, Locale]
    """The languages that documents can be in, by tag."""


@dataclass(frozen=True, slots=True)
class Row:
    """An account with its number in the case (from 1), its target and its recipient."""

    number: int
    account: Account
    target: Target
    posts: tuple[Target, ...]
    recipient: Recipient

    @property
    def name(self) -> str:
        """What messages call the row: the officer's id, or else its number in the case."""
        return self.account.id or str(self.number)


@dataclass(frozen=True, slots=True)
class EarlierData:
    """What an earlier request held, by its own `request.json`."""

    addresses: frozenset[str]
    categories: frozenset[str]
    form: str = "request"
    """Whether it asked or directed."""
    grounds: Mapping[str, str] = field(default_factory=dict)
    """The ground of each row, by the row's address."""
    periods: Mapping[str, tuple[dt.date, dt.date]] = field(default_factory=dict)
    """The first and last day of the data that it asked for, by the row's address."""
    body: str | None = None
    """The body in whose name it was issued or that countersigned it, by its name."""


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Where else in the workspace an account is asked for: a row of another case, or of a report.

    Only what is still open: neither done nor refused by the platform, nor taken back.
    """

    key: str
    """`Target.key` of the account."""
    kind: Kind
    reference: str
    """The other case's reference."""
    number: int
    """The row's number there."""
    file: str
    issued: bool
    """False while the other case is a draft."""


@dataclass(frozen=True)
class Matter:
    """A case ready to be composed."""

    case: Case
    office: Office
    jurisdiction: Jurisdiction
    library: Library
    rows: tuple[Row, ...]
    pictures: frozenset[str]
    """Identifiers of the exhibits whose picture is enclosed."""

    names: Mapping[str, int]
    """Row numbers by the rows' ids, and by their numbers as text."""

    answers: tuple[Answer, ...] = ()
    """The rows of returned forms, in the order in which they came in."""

    earlier: Mapping[str, EarlierData] = field(default_factory=dict)
    """What earlier requests held, by their reference, where their data lie beside the case."""

    @property
    def language(self) -> str:
        """The language of the documents, by its tag."""
        return self.case.language or self.office.document_language

    @functools.cached_property
    def locale(self) -> Locale:
        """The words of that language."""
        return self.library.locales[self.language]

    def row_name(self, number: int) -> str:
        """What messages call the row of a number."""
        return self.rows[number - 1].name

    @functools.cached_property
    def evidence(self) -> Evidence:
        """Which exhibits show which rows."""
        return Evidence(self.case.accounts, self.case.exhibits, self.names)

    def exhibits_of(self, row: Row) -> tuple[Exhibit, ...]:
        """The exhibits of a row, in the case's order: those it names and those that name it."""
        return tuple(self.case.exhibits[index] for index in self.evidence.of(row.number))

    @functools.cached_property
    def moved(self) -> tuple[tuple[Row, Row], ...]:
        """The rows that continue an account of another platform, each with that account's row."""
        pairs = ((row, self.row_named(row.account.mirror_of or "")) for row in self.rows)
        return tuple(
            (row, original)
            for row, original in pairs
            if original and original.target.platform != row.target.platform
        )

    def row_named(self, name: str) -> Row | None:
        """The row with that id, or that number."""
        number = self.names.get(name)
        return self.rows[number - 1] if number else None
