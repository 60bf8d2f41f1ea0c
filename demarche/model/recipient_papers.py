"""The papers of one recipient: what goes once with all documents of a case to it.

A restricted annex, a form for the answers and the lists beside them belong to a platform and the
company that receives, whatever the number of the documents. An order or an enquiry is bound to
certain documents; what stands in a paper of all of them is bound to every one.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from demarche.model.base import Record
from demarche.model.binding import number_pattern
from demarche.model.case import Exhibit
from demarche.model.kinds import Kind
from demarche.model.request import Code, RelatedTarget, Request, Restricted, SeverityCount

PaperFile = Literal["restricted", "return-form"]
"""The end of a file's name, and what it is."""

PAPER_TITLES: Mapping[PaperFile, str] = {"restricted": "restricted", "return-form": "return_form"}
"""The title of each in `Locale.files`."""

ALL_ROWS = "all"
"""How part A of the return form names every row of a document."""

_PART = re.compile(r"-part-[1-9][0-9]*$")

_Item = TypeVar("_Item", bound=Hashable)


class PaperRow(Record):
    """A row of annex A1 as the return form has it."""

    number: int
    row_id: str | None
    canonical: str
    severity: str
    """The code of its tier: T1 is the gravest."""


class PaperDocument(Record):
    """A document that the papers belong to."""

    reference: str
    asked: str
    """What is asked, as the columns of the form are named: `removal`, `preservation-extend`."""
    kind: Kind
    title: str
    issued_at: dt.datetime
    reply_by: dt.date
    asks: bool
    answered: bool
    """Whether the recipient answers it row by row."""
    done: tuple[Code, ...]
    refusals: tuple[Code, ...]
    rows: tuple[PaperRow, ...]
    tiers: tuple[SeverityCount, ...]
    """The tiers of its rows, the gravest first."""
    draft: tuple[str, ...]


class AskedOfRow(Record):
    """What the columns of one kind are headed with, and the codes that it knows."""

    asked: str
    title: str
    done: tuple[Code, ...]
    refusals: tuple[Code, ...]
    rows: int


class RowToAnswer(Record):
    """One row of part B: the documents that name it, by what they ask."""

    number: int
    row_id: str | None
    canonical: str
    severity: str
    references: dict[str, str]
    """The reference of the document by what is asked."""


class LineForMany(Record):
    """One line of part A: all rows of what is asked, or those of one tier."""

    asked: str
    title: str
    scope: str
    """`all`, or the code of a tier."""
    label: str
    """The tier in words."""
    rows: int


class DayDue(Record):
    """A day by which an answer is requested, with what is asked."""

    day: dt.date
    asked: tuple[str, ...]


class FormView(Record):
    """What the template of the return form sees: pure data, as every template."""

    documents: tuple[PaperDocument, ...]
    asked: tuple[AskedOfRow, ...]
    due: tuple[DayDue, ...]
    done: tuple[Code, ...]
    """Every answer that some row may have, each once."""
    refusals: tuple[Code, ...]
    """Every reason that some row may have, each once."""
    lines: tuple[LineForMany, ...]
    rows: tuple[RowToAnswer, ...]
    """None where there are more than a form can hold."""


class RecipientPapers(Record):
    """What goes once with the documents of a case to one recipient."""

    reference: str
    """The reference of the papers: the case's, the platform's and, beside the first, the
    company's."""
    recipient: str
    documents: tuple[PaperDocument, ...]

    @property
    def answered(self) -> tuple[PaperDocument, ...]:
        """The documents whose rows are answered in the form."""
        return tuple(document for document in self.documents if document.answered)

    @property
    def asked(self) -> tuple[AskedOfRow, ...]:
        """What is asked, each once however many parts it has."""
        found: dict[str, list[PaperDocument]] = {}
        for document in self.answered:
            found.setdefault(document.asked, []).append(document)
        return tuple(
            AskedOfRow(
                asked=asked,
                title=several[0].title,
                done=several[0].done,
                refusals=several[0].refusals,
                rows=sum(len(document.rows) for document in several),
            )
            for asked, several in found.items()
        )

    @property
    def due(self) -> tuple[DayDue, ...]:
        """The days by which an answer is requested, the first first."""
        days: dict[dt.date, dict[str, None]] = {}
        for document in self.answered:
            if document.asks:
                days.setdefault(document.reply_by, {}).setdefault(document.asked)
        return tuple(DayDue(day=day, asked=tuple(days[day])) for day in sorted(days))

    @property
    def rows(self) -> tuple[RowToAnswer, ...]:
        """Every row that some document names, once, in the order of annex A1."""
        references: dict[int, dict[str, str]] = {}
        rows: dict[int, PaperRow] = {}
        for document in self.answered:
            for row in document.rows:
                rows.setdefault(row.number, row)
                references.setdefault(row.number, {})[document.asked] = document.reference
        orders = [[row.number for row in document.rows] for document in self.answered]
        return tuple(
            RowToAnswer(**rows[number].model_dump(), references=references[number])
            for number in merged_order(orders)
        )

    @property
    def lines(self) -> tuple[LineForMany, ...]:
        """Part A: a line for all rows of what is asked, and one for each of its tiers."""
        found = []
        for asked in self.asked:
            tiers: dict[str, LineForMany] = {}
            every = LineForMany(
                asked=asked.asked, title=asked.title, scope=ALL_ROWS, label="", rows=asked.rows
            )
            for document in self.answered:
                for tier in document.tiers if document.asked == asked.asked else ():
                    before = tiers.get(tier.code, every.model_copy(update={"rows": 0}))
                    rows = before.rows + tier.rows
                    known = {"scope": tier.code, "label": tier.label, "rows": rows}
                    tiers[tier.code] = every.model_copy(update=known)
            found.append(every)
            found += [tiers[code] for code in sorted(tiers)] if len(tiers) > 1 else []
        return tuple(found)


def form_view(papers: RecipientPapers, most_rows: int) -> FormView:
    """The form of these papers; above `most_rows` rows it has part A alone."""
    answered, rows = papers.answered, papers.rows
    return FormView(
        documents=answered,
        asked=papers.asked,
        due=papers.due,
        done=_once(code for document in answered for code in document.done),
        refusals=_once(code for document in answered for code in document.refusals),
        lines=papers.lines,
        rows=rows if len(rows) <= most_rows else (),
    )


def _once(codes: Iterable[Code]) -> tuple[Code, ...]:
    found = {code.code: code for code in codes}
    return tuple(found.values())


def merged_order(orders: Sequence[Sequence[_Item]]) -> list[_Item]:
    """One order of all items: that of the longest, with what the others have besides put in.

    An item that is put in comes behind the one behind which its own order has it.
    """
    merged: list[_Item] = []
    for order in sorted(orders, key=len, reverse=True):
        known = set(merged)
        if known.issuperset(order):
            continue
        behind: dict[_Item | None, list[_Item]] = {}
        last: _Item | None = None
        for item in order:
            if item in known:
                last = item
            else:
                behind.setdefault(last, []).append(item)
        merged = [
            *behind.get(None, ()),
            *(more for item in merged for more in (item, *behind.get(item, ()))),
        ]
    return merged


def asked_by(request: Request) -> str:
    """What a request asks, as the columns of a form and its files are named."""
    if request.status != "new":
        return f"{request.kind}-{request.status}"
    return f"{request.kind}-{request.earlier.kind}" if request.earlier else str(request.kind)


def recipient_id(request: Request) -> str:
    """The company that receives, as file names have it; empty for the platform's first."""
    above = f"{request.case_reference}/{request.recipient.platform_id}/"
    rest = request.reference.removeprefix(above).removeprefix(asked_by(request))
    return _PART.sub("", rest).removeprefix("-")


def papers_reference(request: Request) -> str:
    """The reference of the papers that a request's recipient gets."""
    parts = (request.case_reference, request.recipient.platform_id, recipient_id(request))
    return "/".join(part for part in parts if part)


def paper_document(request: Request) -> PaperDocument:
    """A request as the papers of its recipient have it."""
    answered = bool(request.manner.done) and request.kind.spec.has_rows
    return PaperDocument(
        reference=request.reference,
        asked=asked_by(request),
        kind=request.kind,
        title=request.title,
        issued_at=request.issued_at,
        reply_by=request.reply_by,
        asks=request.manner.asks,
        answered=answered and bool(request.accounts),
        done=request.manner.done if answered else (),
        refusals=request.manner.refusals if answered else (),
        rows=tuple(
            PaperRow(
                number=row.number,
                row_id=row.row_id,
                canonical=row.canonical,
                severity=row.severity,
            )
            for row in request.accounts
        ),
        tiers=request.severities if answered else (),
        draft=request.draft,
    )


def papers_of(requests: Sequence[Request]) -> RecipientPapers:
    """The papers of requests to one recipient of a case; at least one request."""
    return RecipientPapers(
        reference=papers_reference(requests[0]),
        recipient=requests[0].recipient.legal_entity,
        documents=tuple(paper_document(request) for request in requests),
    )


_OF_ONE_DOCUMENT: Mapping[str, object] = {
    "accounts": (),
    "removed_before": (),
    "judicial_orders": (),
    "investigations": (),
    "confidentiality": None,
    "decisions": (),
    "facts": (),
    "purpose": (),
    "identity": (),
    "necessity": (),
    "alternatives": (),
    "defences": (),
    "risk_of_loss": (),
    "clarifications": (),
    "changes": (),
    "answered": (),
    "indicators": (),
    "emergency": None,
    "earlier": None,
    "related": (),
    "severities": (),
    "common": None,
    "enclosures": (),
    "enclosed": (),
}
"""What is of one document and in no paper of all: not even a template of the workspace has it."""


def of_no_document(request: Request) -> Request:
    """A request without what is of it alone: office, recipient and law are left."""
    return request.model_copy(update=dict(_OF_ONE_DOCUMENT))


def lead_of(first: Request, papers: RecipientPapers) -> Request:
    """The request as the papers' templates see it: office, recipient, law; nothing of one document.

    Its `restricted` part is still that of the first document.
    """
    draft = dict.fromkeys(reason for document in papers.documents for reason in document.draft)
    whole = {
        **_OF_ONE_DOCUMENT,
        "reference": papers.reference,
        "title": papers.recipient,
        "draft": tuple(draft),
    }
    return first.model_copy(update=whole)


def common_restricted(
    parts: Sequence[tuple[str, Restricted]],
) -> tuple[Restricted, dict[str, Restricted]]:
    """The restricted part of all documents, and what is in that of one document alone.

    `parts` are the references with their restricted parts. An exhibit whose text holds the number
    of an order or enquiry that is not bound to every document goes into an annex of the document
    to which it is bound; where there is none, it stays, and the paper is refused.
    """
    foreign = dict.fromkeys(number for _, part in parts for number in part.foreign_numbers)
    exhibits: dict[str, Exhibit] = {}
    apart: dict[str, list[Exhibit]] = {}
    for reference, part in parts:
        for exhibit in part.exhibits:
            held = set(_numbers_in(exhibit, foreign))
            if held and held.isdisjoint(part.foreign_numbers):
                apart.setdefault(reference, []).append(exhibit)
            else:
                before = exhibits.get(exhibit.id)
                exhibits[exhibit.id] = _with_rows(before, exhibit) if before else exhibit
    for several in apart.values():
        for exhibit in several:
            exhibits.pop(exhibit.id, None)
    listed = merged_order([[exhibit.id for exhibit in part.exhibits] for _, part in parts])
    pictures = {name for _, part in parts for name in part.pictures}
    first = parts[0][1]
    approved = all(part.approved_by for _, part in parts)
    common = first.model_copy(
        update={
            **_shown([exhibits[name] for name in listed if name in exhibits], pictures),
            "approved_by": first.approved_by if approved else None,
            "related_targets": _related([part.related_targets for _, part in parts]),
            "foreign_numbers": tuple(foreign),
        }
    )
    by_reference = dict(parts)
    return common, {
        reference: by_reference[reference].model_copy(
            update={**_shown(several, pictures), "related_targets": ()}
        )
        for reference, several in apart.items()
    }


def _shown(exhibits: Iterable[Exhibit], pictures: set[str]) -> dict[str, object]:
    listed = tuple(exhibits)
    return {
        "exhibits": listed,
        "pictures": tuple(exhibit.id for exhibit in listed if exhibit.id in pictures),
        "held": sum(exhibit.id not in pictures for exhibit in listed),
    }


def _numbers_in(exhibit: Exhibit, foreign: Iterable[str]) -> Iterator[str]:
    values = (getattr(exhibit, field.name) for field in dataclasses.fields(exhibit))
    text = "\n".join(value for value in values if isinstance(value, str)).casefold()
    return (number for number in foreign if number_pattern(number).search(text))


def _with_rows(exhibit: Exhibit, more: Exhibit) -> Exhibit:
    rows = sorted({*exhibit.accounts, *more.accounts}, key=int)
    return dataclasses.replace(exhibit, accounts=tuple(rows))


def _related(several: Iterable[Iterable[RelatedTarget]]) -> tuple[RelatedTarget, ...]:
    found = {target: None for targets in several for target in targets}
    return tuple(sorted(found, key=lambda target: target.number))
