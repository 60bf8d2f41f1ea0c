"""The kinds of request, and everything that tells one kind from another.

A kind is a name of `Kind`, its record in `SPECS`, its template and its words in `data/locale/`.
Nothing else in the program asks which kind a document is: it asks the record for the property. A
record has no defaults, so that a new kind answers every question; what does not fit together, and a
template that is missing, is refused when this module is imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from demarche.kernel.workspace import builtin


class Kind(StrEnum):
    """The kinds of request."""

    REMOVAL = "removal"
    PREVENTION = "prevention"
    INFORMATION = "information"
    PRESERVATION = "preservation"
    EMERGENCY = "emergency"
    REMINDER = "reminder"
    WITHDRAWAL = "withdrawal"
    CONTACT = "contact"
    LETTER = "letter"

    @property
    def spec(self) -> KindSpec:
        """What is particular to the kind."""
        return SPECS[self]


class KindError(Exception):
    """The table of kinds is not complete, or contradicts itself."""


@dataclass(frozen=True, slots=True)
class Need:
    """A part of the case that a kind cannot do without (rule E30)."""

    field: str
    """A field of the wanted request, or else of the case."""
    what: str
    """What it says, for the message."""


Owed = Literal["redress", "contact", "certificate"]
"""A section that a finished document may owe its reader (rule E18)."""

COMPLETE: tuple[Owed, ...] = ("redress", "contact", "certificate")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSpec:
    """What is particular to one kind of request."""

    role: Literal["request", "follow-up", "letter"]
    """Asks for something of its own, goes back to an earlier request, or does neither."""
    directed: bool
    """True where an office with the power may direct it."""
    power: str | None
    """The kind whose power the office needs for it; None where it takes no power."""
    channel: str
    """The kind of request by whose channel it is sent, where it goes back to none."""

    rows: Literal["schedule", "named", "none"]
    """Rows stand in annex A1, are only named on the page, or it speaks of no account.

    `verify` looks for them accordingly.
    """
    takes: Literal["all", "open", "mirrors", "with-holder", "withdrawn", "waiting", "endangered"]
    """Which rows of the case it is for.

    All; those not removed yet; those that continue a removed account; those with a holder, which
    an invitation link has not; those taken back; those of the earlier request that still wait;
    those that the emergency names.
    """
    divided: bool
    """True where many rows make several parts."""
    most_pages: int | None
    """No document of the kind is longer; None: of any length."""

    measures: Literal["none", "each", "continuations"]
    """What is asked to be done: a measure for each row, or measures against continuations."""
    data: Literal["none", "least", "disclosed", "preserved"]
    """What is asked of data: the least that averts a danger, disclosure or preservation."""
    statuses: tuple[str, ...]
    """What it can be: new; an extension or a release of an earlier one."""
    urgent: bool
    """True for an emergency: one is described, and the answer may be due on the day of issue."""
    needs: tuple[Need, ...]
    """What the case must say for it, unless it is a release."""

    reply_days: int
    """Days for an answer where the office's file names none: requested, no time limit of law."""
    owes: tuple[Owed, ...]
    """What the finished text must have."""
    restricted: Literal["none", "contacts", "exhibits"]
    """What its restricted annex holds, if it has one."""
    return_form: bool
    """True where a form for the answer goes with it."""
    encloses: bool
    """True for the letter that encloses and names all other documents to its recipient."""

    lumen: str | None
    """`request_type` of the Lumen database, which has Agency, Civil Subpoena, Email, Records
    Preservation, Subpoena and Warrant; None where there is nothing to publish."""
    etsi: str | None
    """Task of ETSI TS 103 120; None where the standard has none."""

    @property
    def has_rows(self) -> bool:
        """Whether it speaks of accounts."""
        return self.rows != "none"

    @property
    def acts(self) -> bool:
        """Whether it asks for a measure."""
        return self.measures != "none"

    @property
    def by_category(self) -> bool:
        """Whether it names categories of data and a period."""
        return self.data in ("disclosed", "preserved")

    def annexed(self, status: str) -> bool:
        """Whether a document of this status has annexes A1 and A2: only what is first asked for."""
        return self.rows == "schedule" and status == "new"


_PURPOSE = Need("purpose", "why the data are needed")
_INVESTIGATION = Need("investigation", "the investigation they serve")
_RISK = Need("risk_of_loss", "why the data would be lost")
_FORMAL = Need("formal_request_by", "the date by which a formal request follows")
_TERM = Need("term_until", "the end date of the term")

SPECS: Mapping[Kind, KindSpec] = {
    Kind.REMOVAL: KindSpec(
        role="request",
        directed=True,
        power="removal",
        channel="removal",
        rows="schedule",
        takes="open",
        divided=True,
        most_pages=None,
        measures="each",
        data="none",
        statuses=("new",),
        urgent=False,
        needs=(),
        reply_days=7,
        owes=COMPLETE,
        restricted="exhibits",
        return_form=True,
        encloses=False,
        lumen="Agency",
        etsi=None,
    ),
    Kind.PREVENTION: KindSpec(
        role="request",
        directed=True,
        power="prevention",
        channel="prevention",
        rows="schedule",
        takes="mirrors",
        divided=True,
        most_pages=None,
        measures="continuations",
        data="none",
        statuses=("new",),
        urgent=False,
        needs=(_TERM,),
        reply_days=7,
        owes=COMPLETE,
        restricted="exhibits",
        return_form=True,
        encloses=False,
        lumen="Agency",
        etsi=None,
    ),
    Kind.INFORMATION: KindSpec(
        role="request",
        directed=True,
        power="information",
        channel="information",
        rows="schedule",
        takes="with-holder",
        divided=True,
        most_pages=None,
        measures="none",
        data="disclosed",
        statuses=("new",),
        urgent=False,
        needs=(_PURPOSE, _INVESTIGATION),
        reply_days=7,
        owes=COMPLETE,
        restricted="exhibits",
        return_form=True,
        encloses=False,
        lumen="Agency",
        etsi="LDTask",
    ),
    Kind.PRESERVATION: KindSpec(
        role="request",
        directed=True,
        power="preservation",
        channel="preservation",
        rows="schedule",
        takes="all",
        divided=True,
        most_pages=None,
        measures="none",
        data="preserved",
        statuses=("new", "extend", "release"),
        urgent=False,
        needs=(_RISK, _FORMAL),
        reply_days=7,
        owes=COMPLETE,
        restricted="exhibits",
        return_form=True,
        encloses=False,
        lumen="Records Preservation",
        etsi="LPTask",
    ),
    Kind.EMERGENCY: KindSpec(
        role="request",
        directed=False,
        power="information",
        channel="emergency",
        rows="named",
        takes="endangered",
        divided=False,
        most_pages=1,
        measures="none",
        data="least",
        statuses=("new",),
        urgent=True,
        needs=(),
        reply_days=0,
        owes=(),
        restricted="exhibits",
        return_form=True,
        encloses=False,
        lumen=None,
        etsi=None,
    ),
    Kind.REMINDER: KindSpec(
        role="follow-up",
        directed=False,
        power=None,
        channel="reminder",
        rows="named",
        takes="waiting",
        divided=True,
        most_pages=None,
        measures="none",
        data="none",
        statuses=("new",),
        urgent=False,
        needs=(),
        reply_days=7,
        owes=COMPLETE,
        restricted="exhibits",
        return_form=True,
        encloses=False,
        lumen=None,
        etsi=None,
    ),
    Kind.WITHDRAWAL: KindSpec(
        role="follow-up",
        directed=False,
        power=None,
        channel="withdrawal",
        rows="named",
        takes="withdrawn",
        divided=True,
        most_pages=None,
        measures="none",
        data="none",
        statuses=("new",),
        urgent=False,
        needs=(),
        reply_days=7,
        owes=COMPLETE,
        restricted="exhibits",
        return_form=True,
        encloses=False,
        lumen=None,
        etsi=None,
    ),
    Kind.CONTACT: KindSpec(
        role="letter",
        directed=False,
        power=None,
        channel="removal",
        rows="none",
        takes="all",
        divided=False,
        most_pages=None,
        measures="none",
        data="none",
        statuses=("new",),
        urgent=False,
        needs=(),
        reply_days=14,
        owes=("contact", "certificate"),
        restricted="contacts",
        return_form=False,
        encloses=False,
        lumen=None,
        etsi=None,
    ),
    Kind.LETTER: KindSpec(
        role="letter",
        directed=False,
        power=None,
        channel="removal",
        rows="none",
        takes="all",
        divided=False,
        most_pages=None,
        measures="none",
        data="none",
        statuses=("new",),
        urgent=False,
        needs=(),
        reply_days=14,
        owes=(),
        restricted="none",
        return_form=False,
        encloses=True,
        lumen=None,
        etsi=None,
    ),
}


def templates_of(kind: Kind) -> Iterator[str]:
    """The names of the kind's templates: `preservation`, `preservation-extend` …"""
    for status in kind.spec.statuses:
        yield template_name(kind, status)


def template_name(kind: Kind, status: str) -> str:
    """The template of a document of this kind and status."""
    return str(kind) if status == "new" else f"{kind}-{status}"


def faults_of(specs: Mapping[Kind, KindSpec]) -> Iterator[str]:
    """What is missing in a table of kinds, or does not fit together."""
    yield from (f"{kind}: no record in SPECS" for kind in Kind if kind not in specs)
    for kind, spec in specs.items():
        for name, value in (("power", spec.power), ("channel", spec.channel)):
            if value is not None and value not in set(Kind):
                yield f"{kind}: {name}: no kind named {value!r}"
        if spec.directed and spec.power != kind:
            yield f"{kind}: what is directed rests on a power of its own"
        if spec.return_form and not spec.has_rows:
            yield f"{kind}: a return form has nothing to answer without rows"
        if spec.encloses and spec.has_rows:
            yield f"{kind}: a covering letter has no rows"
        if (spec.takes in ("withdrawn", "waiting")) != (spec.role == "follow-up"):
            yield f"{kind}: rows that wait or are taken back are those of a follow-up"
        if spec.urgent != (spec.takes == "endangered"):
            yield f"{kind}: an emergency is for the rows that it names"
        if spec.statuses[:1] != ("new",) or (spec.statuses != ("new",)) != (
            spec.data == "preserved"
        ):
            yield f"{kind}: only a preservation is extended or released"


def missing_templates() -> list[tuple[Kind, str]]:
    """The built-in templates that a kind of the table needs and that are not there."""
    names = [
        (kind, template_name(kind, status)) for kind in SPECS for status in SPECS[kind].statuses
    ]
    files = [(kind, f"{name}.html.j2") for kind, name in names]
    return [(kind, file) for kind, file in files if not (builtin("templates") / file).is_file()]


if _faults := list(faults_of(SPECS)):
    raise KindError("; ".join(_faults))
