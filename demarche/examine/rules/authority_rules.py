"""Rules on whose power a document rests: who issues it, who countersigns, from whom it is taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from demarche.compose.bindings import bound_orders
from demarche.compose.plan import Document
from demarche.compose.power_decision import PowerDecision, asked_kind, authority
from demarche.examine.engine import Finding, Subject, once, rule
from demarche.kernel.problems import Severity
from demarche.model.case import RequestWanted
from demarche.model.platform import Acceptance


@once
def _decided(subject: Subject) -> list[tuple[int, RequestWanted, PowerDecision]]:
    """What each wanted request of the case rests on: where one of its documents lacks, that one."""
    matter = subject.matter
    decided = []
    for index, request in enumerate(matter.case.requests):
        bound = [bound_orders(matter, d) for d in subject.documents if d.wanted == request] or [()]
        found = [authority(matter, request, orders) for orders in bound]
        worst = next((outcome for outcome in found if outcome.unordered), found[0])
        decided.append((index, request, worst))
    return decided


@rule(
    "E90",
    Severity.ERROR,
    "no body that holds the power issues or countersigns this document",
    remedy=(
        "have an officer of that body countersign it (`countersigned_by`), issue it in its name "
        "where the power can be delegated (`acts_for`), or ask for preservation only"
    ),
    source="PECA ss. 2(1)(vi), 30 to 34; docs/sources/powers.md#who-may-ask-for-what",
)
def unheld(subject: Subject) -> Iterator[Finding]:
    """Data are asked for by the body that may collect them, or with its countersignature."""
    for index, _, found in _decided(subject):
        for why in found.lacking:
            yield Finding(("requests", index, "kind"), why)


@rule(
    "E91",
    Severity.ERROR,
    "power is exercised by an order of a court alone, and the case names none",
    remedy="record `judicial_order`, or rest the request on a power that needs none (`rests_on`)",
    source="PECA ss. 31(2), 32(1), 34(1); docs/sources/powers.md#orders-first",
)
def unordered(subject: Subject) -> Iterator[Finding]:
    """The order comes first: its number, court, date and operative words."""
    for index, wanted, found in _decided(subject):
        for why in found.unordered:
            yield Finding(("requests", index, "kind"), f"{wanted.kind}: {why}")


@rule(
    "E92",
    Severity.ERROR,
    "power that the request rests on is not settled",
    remedy="name it in `rests_on`, in the case or in the office file",
    source="PECA ss. 31 to 34; docs/sources/powers.md#who-may-ask-for-what",
)
def unsettled(subject: Subject) -> Iterator[Finding]:
    """Where the law has several powers, one is chosen by a person and none is guessed."""
    for index, wanted, found in _decided(subject):
        for why in found.unsettled:
            yield Finding(("requests", index, "rests_on" if wanted.rests_on else "kind"), why)


@rule(
    "E93",
    Severity.ERROR,
    "authorisation or countersignature cannot carry the document",
    remedy="correct it in the office file or in the case",
    source="PECA ss. 2(1)(vi), 30; docs/sources/powers.md#acting-for-another-body",
)
def void(subject: Subject) -> Iterator[Finding]:
    """An authorisation is in time and verified, and carries no power that cannot be delegated."""
    message: set[str] = set()
    for index, _, found in _decided(subject):
        for why in found.void:
            if why not in message:
                message.add(why)
                yield Finding(("requests", index, "kind"), why)


@rule(
    "E94",
    Severity.ERROR,
    "data are asked directly of a company in a region whose law wants another route",
    remedy=(
        "leave these rows out of this kind of request (`requests` of the row) and ask through the "
        "state's central authority; in an imminent danger use an emergency request"
    ),
    source="docs/sources/powers.md#companies-in-the-european-union",
)
def wrong_route(subject: Subject) -> Iterator[Finding]:
    """A company seated there gets a request between states, or one in an emergency."""
    matter = subject.matter
    regions = matter.library.regions
    for document in subject.documents:
        for route in regions.foreign_data:
            inside = regions.holds(route.region, document.recipient.seat)
            if not inside or regions.holds(route.region, matter.office.state):
                continue
            if document.asks not in route.kinds:
                continue
            seat = regions.name(document.recipient.seat)
            entity = document.recipient.legal_entity
            detail = f"{entity}, {seat}: {route.law} leaves {route.route}"
            for row in document.rows:
                yield Finding(("accounts", row.number - 1, "holder_in"), detail, row.number)


@rule(
    "E96",
    Severity.ERROR,
    "what was done before issue is dated after it",
    remedy="correct the date",
    source="docs/sources/powers.md#who-may-ask-for-what, #decisions-of-other-bodies",
)
def done_later(subject: Subject) -> Iterator[Finding]:
    """Countersignatures, consultations and decisions are not later than the issue."""
    case = subject.matter.case
    day = case.date.date()
    for name in ("countersigned_by", "consulted", "decisions"):
        for index, item in enumerate(getattr(case, name)):
            if item.on and item.on > day:
                yield Finding((name, index, "on"), f"{item.on} is after {day}")
    prepared = case.prepared_by.on
    for index, sign in enumerate(case.countersigned_by):
        if sign.on and prepared and sign.on < prepared:
            detail = f"countersigned on {sign.on}, before it was prepared on {prepared}"
            yield Finding(("countersigned_by", index, "on"), detail)


@rule(
    "E97",
    Severity.ERROR,
    "copy goes to a body that is not named",
    remedy="name it, or write its id of the jurisdiction file in braces: `{regulator}`",
    source="docs/sources/powers.md#named-bodies",
)
def unnamed_copy(subject: Subject) -> Iterator[Finding]:
    """Whoever reads who has a copy can write to that body."""
    for line in subject.matter.office.copies:
        if re.search(r"(?i)\b(competent|relevant|concerned)\b", line):
            yield Finding(("office",), line)


@rule(
    "W90",
    Severity.WARNING,
    "document is a plain voluntary request, without the body that holds the power",
    remedy="have an officer of that body countersign it, where the data are to be kept for sure",
    source="PECA s. 31(1); docs/sources/powers.md#who-may-ask-for-what",
)
def voluntary(subject: Subject) -> Iterator[Finding]:
    """A power that exists is used; else the recipient may decline, and the document says so."""
    for index, wanted, found in _decided(subject):
        if found.view.standing == "voluntary":
            names = " or ".join(body.name for body in found.view.competent)
            yield Finding(("requests", index, "kind"), f"{wanted.kind}: {names}")


def _not_taken(subject: Subject, level: str) -> Iterator[Finding]:
    """Documents that the platform's published rules take from others alone."""
    message: set[tuple[int, str]] = set()
    for document in subject.documents:
        index, found = _of(subject, document)
        if document.wanted.status == "release" or index is None or found is None:
            continue
        for acceptance in document.platform.accepts:
            kind = asked_kind(document.wanted)
            if (
                acceptance.level != level
                or kind not in acceptance.kinds
                or _taken(subject, acceptance, found)
            ):
                continue
            said = acceptance.says if acceptance.verified else f"{acceptance.says} (not verified)"
            detail = f"{document.platform.name}: {said} [{kind}]"
            if (index, detail) not in message:
                message.add((index, detail))
                yield Finding(("requests", index, "kind"), detail)


def _of(subject: Subject, document: Document) -> tuple[int | None, PowerDecision | None]:
    for index, wanted, found in _decided(subject):
        if wanted is document.wanted:
            return index, found
    return None, None


def _taken(subject: Subject, acceptance: Acceptance, found: PowerDecision) -> bool:
    """Whether the platform takes it from who issues or countersigns it."""
    matter = subject.matter
    if acceptance.accepts_from == "law_enforcement":
        return found.law_enforcement
    regions = matter.library.regions
    return any(regions.holds(place, matter.office.state) for place in acceptance.except_for)


@rule(
    "P30",
    Severity.ERROR,
    "platform takes this kind of request from law enforcement, or from states, alone",
    remedy="have law enforcement issue or countersign it, or use the route that the platform names",
    source="the platform's own guidelines; docs/sources/powers.md#whom-platforms-answer",
)
def not_taken(subject: Subject) -> Iterable[Finding]:
    """Who issues or countersigns is one whom the platform answers."""
    return _not_taken(subject, "error")


@rule(
    "P31",
    Severity.WARNING,
    "platform seems to take this kind of request from law enforcement, or from states, alone",
    remedy="have law enforcement issue or countersign it, or be ready for a refusal",
    source="the platform's own guidelines; docs/sources/powers.md#whom-platforms-answer",
)
def hardly_taken(subject: Subject) -> Iterable[Finding]:
    """Who issues or countersigns is one whom the platform is known to answer."""
    return _not_taken(subject, "warning")
