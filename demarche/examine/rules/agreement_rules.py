"""Rules on papers of one case to one recipient, which are read side by side."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from demarche.compose.plan import Document
from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity
from demarche.model.request import Request

_ORDER = r"\b(?:orders?|warrants?)\b"
_AWAITED = re.compile(
    rf"(?i){_ORDER}[^.;]{{0,60}}?\b(?:will (?:follow|be (?:sent|obtained|given))|follows"
    r"|(?:is|are) (?:awaited|pending|expected|applied for|being sought|to follow)"
    r"|has (?:not yet|yet to) be(?:en)? (?:made|given|issued|obtained))\b"
    rf"|\b(?:until|once|when|as soon as)\b[^.;]{{0,40}}?{_ORDER}[^.;]{{0,20}}?"
    r"\b(?:reaches|arrives?|comes|is (?:made|given|issued|obtained))\b"
    rf"|\b(?:await(?:s|ing)?|applied for|pending)\b[^.;]{{0,30}}?{_ORDER}"
)
"""A court order that is still to come."""
_ENCLOSED = re.compile(
    rf"(?i){_ORDER}[^.;]{{0,60}}?\b(?:accompan(?:y|ies)|(?:is|are) (?:enclosed|attached|annexed))\b"
    rf"|\b(?:enclosed|attached)\b[^.;]{{0,30}}?{_ORDER}"
)
"""A court order that is said to lie in the same envelope."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """A document, its request, and where the case asks for it."""

    document: Document
    request: Request
    index: int

    @property
    def rows(self) -> frozenset[int]:
        return frozenset(row.number for row in self.document.rows)

    def at(self, name: str) -> tuple[str | int, ...]:
        """The place of a field of the request, or of its kind where the field is not written."""
        written = getattr(self.document.wanted, name)
        return ("requests", self.index, name if written is not None else "kind")


def _by_recipient(subject: Subject) -> Iterator[list[_Paper]]:
    """The papers of the case, those to one recipient together."""
    requests = subject.matter.case.requests
    index = {id(wanted): number for number, wanted in enumerate(requests)}
    found: dict[tuple[str, str], list[_Paper]] = defaultdict(list)
    for document, request in zip(subject.documents, subject.requests, strict=True):
        paper = _Paper(document, request, index[id(document.wanted)])
        found[document.platform.id, document.recipient.id].append(paper)
    yield from found.values()


@rule(
    "E79",
    Severity.ERROR,
    "papers of the case to one recipient contradict each other",
    remedy="make the dates and texts agree, or leave one of the two out",
    source="docs/sources/order-of-events.md#agreement; docs/sources/platform-practice.md#finding-3",
)
def papers_agree(subject: Subject) -> Iterator[Finding]:
    """Order, dates and enclosures are the same in every paper that one recipient gets."""
    message: set[Finding] = set()
    for papers in _by_recipient(subject):
        for finding in (*_in_turn(papers), *_kept_and_released(papers), *_met(papers)):
            if finding not in message:
                message.add(finding)
                yield finding
    yield from _order_here_or_awaited(subject)


def _in_turn(papers: list[_Paper]) -> Iterator[Finding]:
    """Data are preserved, and where the service wants it so produced, before the measure."""
    measures = [paper for paper in papers if paper.document.kind.spec.measures == "each"]
    for paper in papers:
        data, platform = paper.document.kind.spec.data, paper.document.platform
        new = paper.document.wanted.status == "new"
        first = (data == "preserved" and new) or (data == "disclosed" and platform.data_first)
        if not first:
            continue
        for other in measures:
            if paper.request.reply_by > other.request.reply_by and paper.rows & other.rows:
                detail = (
                    f"{platform.name}: data are to be {data} by {_day(paper)}, after the "
                    f"{other.document.kind} due by {_day(other)}"
                )
                yield Finding(paper.at("reply_by"), detail)


def _day(paper: _Paper) -> dt.date:
    return paper.request.reply_by


def _kept_and_released(papers: list[_Paper]) -> Iterator[Finding]:
    """What is released is not asked for in another paper of the same day."""
    asked = [paper for paper in papers if paper.document.kind.spec.data != "none"]
    released = [paper for paper in asked if paper.document.wanted.status == "release"]
    for paper in released:
        for other in asked:
            common = paper.rows & other.rows
            if other not in released and common:
                named = {row.number: row.name for row in paper.document.rows}[min(common)]
                detail = (
                    f"{paper.document.platform.name}: data of row {named} are released, "
                    f"and asked for by the {other.document.name}"
                )
                yield Finding(("requests", paper.index, "earlier"), detail, min(common))


def _met(papers: list[_Paper]) -> Iterator[Finding]:
    """A first contact is the first paper that a recipient gets."""
    if not any(paper.document.kind.spec.restricted == "contacts" for paper in papers):
        return
    for paper in papers:
        name = paper.document.platform.name
        if paper.document.wanted.earlier is not None:
            yield Finding(
                ("requests", paper.index, "earlier"),
                f"first contact with {name}, and an earlier request to it",
            )
        for row in paper.document.listed:
            if row.account.preservation_ref:
                at = ("accounts", row.number - 1, "preservation_ref")
                yield Finding(at, f"first contact with {name}, and earlier request", row.number)


def _order_here_or_awaited(subject: Subject) -> Iterator[Finding]:
    """A court order accompanies the papers, or it is still to come."""
    ordered = subject.matter.case.judicial_order is not None
    words = _AWAITED if ordered else _ENCLOSED
    detail = (
        "court order is recorded, and accompanies the letter; the text says that it is to come"
        if ordered
        else "text says that a court order is enclosed, and none is recorded"
    )
    for text in subject.texts:
        if words.search(text.text):
            yield Finding(text.loc, detail, text.row)
    kinds = {(paper.platform.id, paper.kind): paper for paper in subject.documents}
    requests = subject.matter.case.requests
    for (_, kind), document in kinds.items():
        if any(words.search(text) for text in document.platform.wording.of(kind)):
            index = requests.index(document.wanted)
            yield Finding(("requests", index, "kind"), f"{document.platform.name}: {detail}")
