"""Which orders and enquiries a document prints: those that the case binds to it, and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from demarche.compose.plan import Document
from demarche.kernel.problems import did_you_mean, one_of
from demarche.model.binding import (
    ALL,
    Binding,
    BoundConfidentiality,
    BoundInvestigation,
    BoundOrder,
)
from demarche.model.case import Case, Confidentiality, Investigation, JudicialOrder, Loc
from demarche.model.kinds import SPECS, Kind, template_name, templates_of
from demarche.model.paper_specs import PAPERS, paper_of
from demarche.model.resolved_case import Library, Matter

Fault = Callable[..., None]

_FIRST = [kind for kind, spec in SPECS.items() if spec.role == "request"]
_AFTER = [kind for kind, spec in SPECS.items() if spec.role == "follow-up"]

NAMES: tuple[str, ...] = (
    *(name for kind in Kind for name in templates_of(kind)),
    *(f"{kind}-{earlier}" for kind in _AFTER for earlier in _FIRST),
)
"""What `binds.kinds` may name: papers, and follow-ups by the kind that they follow."""

_SPOKEN = {"extension": "preservation-extend", "release": "preservation-release"}
"""What an officer may call a paper."""


def names_of(document: Document) -> set[str]:
    """The names by which a binding means a document."""
    return {document.name, template_name(document.kind, document.wanted.status)}


def bound_rows(matter: Matter, binding: Binding | None, document: Document) -> tuple[int, ...]:
    """The rows of a document that a binding reaches; none where it does not reach the document.

    Without a binding nothing is reached.
    """
    if binding is None or not names_of(document) & set(binding.kinds):
        return ()
    platform = document.platform.id
    here = {platform, f"{platform}/{document.recipient.id}"}
    if binding.platforms and not here & set(binding.platforms):
        return ()
    numbers = (row.number for row in document.rows)
    if ALL in binding.rows:
        return tuple(numbers)
    named = {matter.names.get(name) for name in binding.rows}
    return tuple(number for number in numbers if number in named)


def concerns(matter: Matter, binding: Binding | None, number: int) -> bool:
    """Whether a binding is for a row, in whatever document."""
    if binding is None:
        return False
    return ALL in binding.rows or number in {matter.names.get(name) for name in binding.rows}


def bound_orders(matter: Matter, document: Document) -> tuple[BoundOrder, ...]:
    """The orders of courts that a document prints."""
    return tuple(
        BoundOrder(
            court=order.court,
            number=order.number,
            date=order.date,
            concerns=order.concerns,
            suspect=order.suspect,
            rows=rows if len(rows) < len(document.rows) else (),
        )
        for _, order in matter.case.orders
        if (rows := bound_rows(matter, order.binds, document))
    )


def bound_investigations(matter: Matter, document: Document) -> tuple[BoundInvestigation, ...]:
    """The investigations that a document prints."""
    return tuple(
        BoundInvestigation(
            reference=investigation.reference,
            kind=investigation.kind,
            agency=investigation.agency,
            on=investigation.on,
            court_permission=investigation.court_permission,
            rows=rows if len(rows) < len(document.rows) else (),
        )
        for _, investigation in matter.case.investigations
        if (rows := bound_rows(matter, investigation.binds, document))
    )


def bound_confidentiality(matter: Matter, document: Document) -> BoundConfidentiality | None:
    """The wish that holders are not informed yet, where the document carries it."""
    wish = matter.case.confidentiality
    if wish is None or not paper_of(document.kind, document.wanted.status).confidential:
        return None
    if wish.binds and not bound_rows(matter, wish.binds, document):
        return None
    return BoundConfidentiality(until=wish.until, reason=wish.reason, court_order=wish.court_order)


def ordered_rows(matter: Matter, document: Document) -> frozenset[int]:
    """The rows of a document that an order of a court reaches."""
    orders = (order.binds for _, order in matter.case.orders)
    return frozenset(row for order in orders for row in bound_rows(matter, order, document))


def numbers_of(bound: JudicialOrder | Investigation | Confidentiality) -> tuple[str, ...]:
    """The numbers by which an order, an enquiry or a wish is known."""
    if isinstance(bound, JudicialOrder):
        return (bound.number,)
    if isinstance(bound, Investigation):
        return (bound.reference, *((bound.court_permission,) if bound.court_permission else ()))
    return (bound.court_order,) if bound.court_order else ()


def bindings(case: Case) -> Iterator[tuple[Loc, str, JudicialOrder | Investigation]]:
    """Every order and enquiry, with the steps to it and what it is called in a message."""
    yield from ((loc, "order", order) for loc, order in case.orders)
    yield from ((loc, "enquiry", investigation) for loc, investigation in case.investigations)


def foreign_numbers(matter: Matter, document: Document) -> tuple[str, ...]:
    """The numbers of orders and enquiries of the case that the document may not hold."""
    case = matter.case
    every: list[JudicialOrder | Investigation | Confidentiality]
    every = [binding for _, _, binding in bindings(case)]
    every += [case.confidentiality] if case.confidentiality else []
    mine: set[str] = set()
    others: dict[str, None] = {}
    for binding in every:
        reached = bool(bound_rows(matter, binding.binds, document))
        if reached:
            mine.update(numbers_of(binding))
        else:
            others.update(dict.fromkeys(numbers_of(binding)))
    return tuple(number for number in others if number not in mine)


def check_bindings(case: Case, library: Library, numbers: Mapping[str, int], fault: Fault) -> None:
    """Report orders and enquiries that are bound to nothing, or to what there is not (E81)."""
    seen: dict[tuple[str, str], Loc] = {}
    for loc, what, binding in bindings(case):
        number = numbers_of(binding)[0]
        if (what, number) in seen:
            text = f"duplicate {what} {number!r}"
            fault(loc, text, "record it once, with all that it binds", code="E81")
        seen[what, number] = loc
        if binding.binds is None:
            text = (
                f"{what} {numbers_of(binding)[0]!r} is not bound to the documents that it concerns"
            )
            fault((*loc, "binds"), text, f"add `{_example(case, what)}`", code="E81")
        else:
            _check(binding.binds, (*loc, "binds"), case, library, numbers, fault)
    wish = case.confidentiality
    if wish and wish.binds:
        _check(wish.binds, ("confidentiality", "binds"), case, library, numbers, fault)
    elif wish and wish.court_order:
        text = f"order {wish.court_order!r} is not bound to the documents that it concerns"
        example = f"add `{_example(case, 'order')}`"
        fault(("confidentiality", "binds"), text, example, code="E81")
    for index, wanted in enumerate(case.requests):
        paper = PAPERS.get(template_name(wanted.kind, wanted.status))
        if wanted.holder_may_be_told and paper and paper.telling != "if-said":
            text = f"not a field of a request of the kind {wanted.kind}"
            remedy = "remove it; what its holders may be given follows from the kind"
            fault(("requests", index, "holder_may_be_told"), text, remedy)
        if wanted.status == "release" and wanted.changes:
            text = "a release gives no reason and no source"
            fault(("requests", index, "changes"), text, "remove it")


def _example(case: Case, what: str) -> str:
    """What to write for the documents that the case asks for."""
    fitting = [
        template_name(request.kind, request.status)
        for request in case.requests
        if request.kind.spec.data != "none"
        and request.status != "release"
        and request.kind != Kind.EMERGENCY
    ]
    every = [template_name(request.kind, request.status) for request in case.requests]
    names = list(dict.fromkeys(fitting or every))
    chosen = names[:1] if what == "order" else names
    return f"binds: {{kinds: [{', '.join(chosen)}], rows: all}}"


def _check(
    binding: Binding,
    loc: Loc,
    case: Case,
    library: Library,
    numbers: Mapping[str, int],
    fault: Fault,
) -> None:
    for name in _wrong(binding.kinds, NAMES):
        near = f"did you mean {_SPOKEN[name]!r}?" if name in _SPOKEN else did_you_mean(name, NAMES)
        wanted = dict.fromkeys(
            template_name(request.kind, request.status) for request in case.requests
        )
        fault((*loc, "kinds"), f"unknown document {name!r}", near or one_of(wanted), code="E81")
    if ALL in binding.rows and len(binding.rows) > 1:
        fault(
            (*loc, "rows"), f"{ALL!r} is combined with single rows", "keep one of them", code="E81"
        )
    for name in _wrong(binding.rows, {*numbers, ALL}):
        near = did_you_mean(name, numbers) or "use a row's id or number, or `all`"
        fault((*loc, "rows"), f"unknown account row {name!r}", near, code="E81")
    known = {
        *library.platforms,
        *(
            f"{platform.id}/{to.id}"
            for platform in library.platforms.values()
            for to in platform.recipients
        ),
    }
    for name in _wrong(binding.platforms, known):
        near = did_you_mean(name, known) or one_of(library.platforms)
        fault((*loc, "platforms"), f"unknown platform {name!r}", near, code="E81")


def _wrong(names: Iterable[str], known: Iterable[str]) -> list[str]:
    allowed = set(known)
    return [name for name in dict.fromkeys(names) if name not in allowed]
