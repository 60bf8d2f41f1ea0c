"""What is asked of whom: a line for each document of a case, gathered by who receives it.

Pure functions from documents and their requests to rows of a table; how the table looks is for
those who print it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from demarche.build.prepare import Prepared
from demarche.compose.plan import Document
from demarche.model.kinds import Kind
from demarche.model.request import Request


@dataclass(frozen=True, slots=True)
class SeverityLine:
    """How many accounts have one severity."""

    code: str
    """`T1`; empty for accounts without one."""
    label: str
    rows: int


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document in the table."""

    reference: str
    kind: Kind
    name: str
    """The kind, with its status or the kind that it goes back to: `Reminder: removal`."""
    part: str
    """`part 1 of 2` where a request is divided, else empty."""
    title: str
    reply_by: dt.date | None
    """The day by which an answer is requested; None where none is."""
    form: str
    """`request` or `direction`."""
    draft: tuple[str, ...]
    """Why the document is a draft; empty when it may be issued."""
    platform_id: str
    platform: str
    legal_entity: str
    channel: str | None
    """The way that the document goes; None where the platform publishes none for it."""
    graded: Mapping[int, str]
    """The code of each row's severity, by the row's number; empty where it has none."""
    labels: Mapping[str, str]
    """What the codes of severity mean, the gravest first."""

    @property
    def rows(self) -> int:
        """How many accounts stand in it."""
        return len(self.graded)

    @property
    def severities(self) -> tuple[SeverityLine, ...]:
        """Its accounts by severity, the gravest first."""
        return tuple(_counted(self.graded, self.labels))


@dataclass(frozen=True, slots=True)
class RecipientLines:
    """The documents that one company receives for one platform."""

    platform_id: str
    platform: str
    legal_entity: str
    documents: tuple[DocumentLine, ...]

    @property
    def key(self) -> str:
        """What tells it apart, as `recipient_key` has it."""
        return recipient_key(self.platform_id, self.legal_entity)

    @property
    def rows(self) -> int:
        """How many accounts its documents concern, each counted once."""
        return len(self.graded)

    @property
    def graded(self) -> dict[int, str]:
        """The severity of each account of its documents."""
        return _merged(self.documents)

    @property
    def severities(self) -> tuple[SeverityLine, ...]:
        """The same accounts by severity, the gravest first."""
        return severities_of(self.documents)


def document_line(document: Document, request: Request, labels: Mapping[str, str]) -> DocumentLine:
    """The line of one document; `request` is what was composed of it."""
    recipient = request.recipient
    return DocumentLine(
        reference=request.reference,
        kind=document.kind,
        name=": ".join(document.name.split("-", 1)).capitalize(),
        part=f"part {document.part} of {document.parts}" if document.parts > 1 else "",
        title=request.title,
        reply_by=request.reply_by if request.manner.asks else None,
        form=request.form,
        draft=request.draft,
        platform_id=recipient.platform_id,
        platform=recipient.platform,
        legal_entity=recipient.legal_entity,
        channel=recipient.channel,
        graded={row.number: row.severity for row in request.accounts},
        labels=labels,
    )


def severity_labels(prepared: Prepared) -> Mapping[str, str]:
    """What the codes of severity mean in the language of a case, the gravest first."""
    words = prepared.matter.locale.severities
    return {code: words.get(code, code) for code in prepared.matter.library.severity.levels}


def recipient_key(platform_id: str, legal_entity: str) -> str:
    """What tells a recipient apart: one company may receive for several platforms."""
    return f"{platform_id}/{legal_entity}"


def by_recipient(lines: Iterable[DocumentLine]) -> tuple[RecipientLines, ...]:
    """The lines gathered by platform and company, in the order in which these first occur."""
    gathered: dict[str, list[DocumentLine]] = {}
    for line in lines:
        gathered.setdefault(recipient_key(line.platform_id, line.legal_entity), []).append(line)
    return tuple(
        RecipientLines(first.platform_id, first.platform, first.legal_entity, (first, *rest))
        for first, *rest in gathered.values()
    )


def severities_of(lines: Iterable[DocumentLine]) -> tuple[SeverityLine, ...]:
    """The accounts of several documents by severity, each account counted once."""
    kept = tuple(lines)
    labels = {code: label for line in kept for code, label in line.labels.items()}
    return tuple(_counted(_merged(kept), labels))


def lines_of_case(prepared: Prepared) -> tuple[DocumentLine, ...]:
    """The line of every document of a case; each request is composed and let go of."""
    pairs = zip(prepared.documents, prepared.requests, strict=True)
    labels = severity_labels(prepared)
    return tuple(document_line(document, request, labels) for document, request in pairs)


def _merged(lines: Iterable[DocumentLine]) -> dict[int, str]:
    graded: dict[int, str] = {}
    for line in lines:
        for number, code in line.graded.items():
            graded[number] = code or graded.get(number, "")
    return graded


def _counted(graded: Mapping[int, str], labels: Mapping[str, str]) -> Iterator[SeverityLine]:
    counted = Counter(graded.values())
    for code in (*labels, *sorted(set(counted) - set(labels) - {""}), ""):
        if counted[code]:
            yield SeverityLine(code, labels.get(code, ""), counted[code])
