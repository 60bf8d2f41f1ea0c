"""Rules on secrets: an order, an enquiry and a reason are in the documents that they concern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from demarche.compose.bindings import (
    bindings,
    bound_confidentiality,
    bound_rows,
    foreign_numbers,
    numbers_of,
)
from demarche.compose.plan import Document
from demarche.compose.reasons import reason
from demarche.examine.case_texts import Spot
from demarche.examine.engine import RENDERED, Finding, Subject, read_rule, rule
from demarche.kernel.problems import Severity
from demarche.model.binding import ALL, number_pattern
from demarche.model.case import Loc
from demarche.model.paper_specs import Reason

_SOURCE = "docs/sources/principles.md#secrets-stay-apart"

read_rule(
    "E81",
    "order or enquiry is not bound to documents, or bound to what the case does not have",
    remedy="add `binds: {kinds: […], rows: all}` with the documents and rows that it concerns",
    source=_SOURCE,
)


@rule(
    "E82",
    Severity.ERROR,
    "order or enquiry is bound to no document, or to a row or platform that is in none of them",
    remedy="correct `binds`, or request the document that it concerns",
    source=_SOURCE,
)
def reaches_nothing(subject: Subject) -> Iterator[Finding]:
    """A binding reaches a document, and every platform and row that it names."""
    matter = subject.matter
    for loc, _, bound in bindings(matter.case):
        if bound.binds is None:
            continue
        binding, at = bound.binds, (*loc, "binds")
        reached = [doc for doc in subject.documents if bound_rows(matter, binding, doc)]
        if not reached:
            yield Finding((*at, "kinds"), f"no document of the case: {', '.join(binding.kinds)}")
            continue
        numbers = {row for doc in reached for row in bound_rows(matter, binding, doc)}
        for name in binding.rows:
            if name != ALL and matter.names.get(name) not in numbers:
                yield Finding((*at, "rows"), f"row {name!r} is in none of these documents")
        here = {doc.platform.id for doc in reached}
        here |= {f"{doc.platform.id}/{doc.recipient.id}" for doc in reached}
        for name in binding.platforms:
            if name not in here:
                yield Finding((*at, "platforms"), f"no such document to {name!r}")


@rule(
    "E83",
    Severity.ERROR,
    "row of a document is bound to two orders, or to two enquiries",
    remedy="bind each row of a document to one order and one enquiry",
    source=_SOURCE,
)
def bound_twice(subject: Subject) -> Iterator[Finding]:
    """A row of a document rests on one order and one enquiry."""
    matter = subject.matter
    for document in subject.documents:
        taken: dict[tuple[str, int], str] = {}
        for loc, what, binding in bindings(matter.case):
            number = numbers_of(binding)[0]
            twice = [
                (row, taken[what, row])
                for row in bound_rows(matter, binding.binds, document)
                if (what, row) in taken
            ]
            for row in bound_rows(matter, binding.binds, document):
                taken.setdefault((what, row), number)
            if twice:
                rows = ", ".join(matter.row_name(row) for row, _ in twice[:6])
                rows += ", …" if len(twice) > 6 else ""
                detail = f"{document.platform.name} {document.name}, row {rows}: {twice[0][1]}"
                yield Finding((*loc, "binds"), f"{detail} and {number}")


@rule(
    "E84",
    Severity.ERROR,
    "text of a document gives the number of an order or enquiry that is not bound to it",
    remedy="remove the number, or bind the order to these documents",
    source=_SOURCE,
    checked=RENDERED,
)
def names_what_is_not_bound(subject: Subject) -> Iterator[Finding]:
    """The number of an order or enquiry is in no text of a document that it does not bind."""
    for number in _numbers(subject):
        pattern = number_pattern(number)
        strangers = [
            document
            for document in subject.documents
            if number in foreign_numbers(subject.matter, document)
        ]
        for _, spots in subject.lines.holding(pattern) if strangers else ():
            for spot in spots:
                found = [stranger for stranger in strangers if _prints(subject, stranger, spot)]
                if found:
                    names = ", ".join(dict.fromkeys(_name(number) for number in found))
                    yield Finding(spot.loc, f"{number} in {names}", spot.row)


def _numbers(subject: Subject) -> list[str]:
    case = subject.matter.case
    found = [number for _, _, binding in bindings(case) for number in numbers_of(binding)]
    found += numbers_of(case.confidentiality) if case.confidentiality else ()
    return list(dict.fromkeys(found))


def _name(document: Document) -> str:
    return f"{document.platform.name} {document.name}"


_OWN = ("facts", "purpose", "necessity", "alternatives", "defences", "risk_of_loss")


def _prints(subject: Subject, document: Document, spot: Spot) -> bool:
    """Whether a document, its data or its restricted annex hold the text of this place."""
    matter, head = subject.matter, spot.loc[0]
    if spot.row:
        return any(row.number == spot.row for row in document.listed)
    if head == "exhibits":
        shown = matter.case.exhibits[int(spot.loc[1])].accounts
        numbers = {matter.names.get(name) for name in shown}
        return any(row.number in numbers for row in document.listed)
    if head == "requests":
        mine = matter.case.requests[int(spot.loc[1])] is document.wanted
        own = spot.loc[2] not in _OWN or _stated(subject, document, str(spot.loc[2]))
        return mine and bool(own)
    if head in _OWN:
        return bool(_stated(subject, document, str(head))) and not getattr(
            document.wanted, str(head)
        )
    if head == "confidentiality":
        return bound_confidentiality(matter, document) is not None
    if head in ("judicial_order", "further_orders"):
        order = dict(matter.case.orders)[_record(spot.loc)]
        return bool(bound_rows(matter, order.binds, document))
    if head in ("investigation", "further_investigations"):
        enquiry = dict(matter.case.investigations)[_record(spot.loc)]
        return bool(bound_rows(matter, enquiry.binds, document))
    if head == "emergency":
        return document.kind.spec.urgent
    return head == "exhibits_held_because"


def _stated(subject: Subject, document: Document, name: str) -> tuple[str, ...]:
    """A reason as the document states it; empty where its kind states none."""
    return reason(subject.matter.case, document.wanted, cast(Reason, name))


def _record(loc: Loc) -> Loc:
    """The steps to the order or enquiry that a text is of."""
    return loc[:2] if isinstance(loc[1], int) else loc[:1]


@rule(
    "E85",
    Severity.ERROR,
    "reason names a row or account that is not in the document",
    remedy="write the reason in the request that has the row, as `requests[…].facts` and the like",
    source=_SOURCE,
)
def names_another_row(subject: Subject) -> Iterator[Finding]:
    """The reasons of a document speak of its own rows alone."""
    named: dict[str, set[int]] = {}
    for row in subject.matter.rows:
        for name in (*_spellings(row.target.canonical), f"@{row.target.identifier.lstrip('@')}"):
            named.setdefault(name.casefold(), set()).add(row.number)
    reported: set[tuple[Loc, str]] = set()
    for document in subject.documents:
        mine = {row.number for row in document.rows}
        mine |= {
            original.number
            for row in document.rows
            if (original := subject.matter.row_named(row.account.mirror_of or ""))
        }
        for loc, text in _reasons(subject, document):
            for numbers, name in _rows_named(text, named, len(subject.matter.rows)):
                if not numbers & mine and (loc, name) not in reported:
                    reported.add((loc, name))
                    yield Finding(loc, f"{name} in {_name(document)}")


def _reasons(subject: Subject, document: Document) -> Iterator[tuple[Loc, str]]:
    """The texts of a document that are not those of a row, with where they were written."""
    matter, wanted = subject.matter, document.wanted
    case = matter.case
    index = case.requests.index(wanted)
    for name in _OWN:
        loc: Loc = ("requests", index, name) if getattr(wanted, name) else (name,)
        yield loc, " ".join(_stated(subject, document, name))
    for name in ("changes", "clarifications", "scope_reason"):
        if text := getattr(wanted, name):
            yield ("requests", index, name), text
    if wish := bound_confidentiality(matter, document):
        yield ("confidentiality", "reason"), wish.reason
    for loc, order in case.orders:
        if bound_rows(matter, order.binds, document):
            yield (*loc, "concerns"), order.concerns


_ROWS = re.compile(r"\brows?\s+([0-9]+(?:\s*(?:,|and|or|to|–|-)\s*[0-9]+)*)", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s,;()<>\"“”]+")


def _rows_named(text: str, named: dict[str, set[int]], last: int) -> Iterator[tuple[set[int], str]]:
    """The rows that a text names: by a number, or by what one or several accounts are called."""
    for found in _ROWS.finditer(text):
        for number in _series(found[1]):
            if number <= last:
                yield {number}, f"row {number}"
    for token in _TOKEN.findall(text):
        name = token.rstrip(".:!?'’").casefold()
        if name in named:
            yield named[name], name


def _series(written: str) -> Iterator[int]:
    """The numbers of `1, 2 and 5 to 7`."""
    before, joined = 0, False
    for part in re.findall(r"[0-9]{1,6}|to|–|-", written):
        if not part.isdigit():
            joined = True
            continue
        number = int(part)
        if joined and before < number <= before + 100_000:
            yield from range(before + 1, number)
        yield number
        before, joined = number, False


def _spellings(address: str) -> Iterator[str]:
    """An address as running text has it: with and without its scheme."""
    whole = address.casefold().rstrip("/")
    yield whole
    yield whole.partition("://")[2] or whole
