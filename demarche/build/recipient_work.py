"""The papers of each recipient of a case, gathered while its documents are handed out.

What a request gives to them is kept without its texts: of a large case all requests at once would
fill the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from demarche.compose.plan import Document
from demarche.model.recipient_papers import (
    PaperDocument,
    PaperFile,
    RecipientPapers,
    common_restricted,
    lead_of,
    of_no_document,
    paper_document,
    papers_reference,
    recipient_id,
)
from demarche.model.request import Request, Restricted

Recipient = tuple[str, str]
"""A platform, and the company by its name in files; empty for the platform's first."""


class PaperWork(NamedTuple):
    """One or two papers to be made."""

    recipient: Recipient
    base: str
    """What the names of the files begin with, behind the folder of the platform."""
    lead: Request
    papers: RecipientPapers
    files: tuple[PaperFile, ...]


@dataclass(slots=True)
class _Kept:
    """What a document gives to the papers of its recipient."""

    name: str
    lead: Request
    reference: str
    document: PaperDocument
    restricted: Restricted | None
    """None where it has no restricted annex."""


class GatheredPapers:
    """The papers of a case in the making."""

    def __init__(self) -> None:
        self._kept: dict[Recipient, dict[int, _Kept]] = {}

    def add(self, number: int, document: Document, request: Request, name: str) -> None:
        """Take in a document of the case; `name` is what its file begins with."""
        if request.kind.spec.encloses:
            return
        annexed = request.kind.spec.restricted != "none"
        recipient = document.platform.id, recipient_id(request)
        self._kept.setdefault(recipient, {})[number] = _Kept(
            name=name,
            lead=of_no_document(request),
            reference=papers_reference(request),
            document=paper_document(request),
            restricted=request.restricted if annexed else None,
        )

    def papers(self) -> Iterator[tuple[Recipient, RecipientPapers]]:
        """The papers of each recipient, in the order of its first document."""
        for recipient in sorted(self._kept, key=lambda recipient: min(self._kept[recipient])):
            yield recipient, self._of(recipient)

    def work(self, reference: str) -> Iterator[PaperWork]:
        """What is to be made; `reference` is the case's, as files are named by it."""
        for recipient, papers in self.papers():
            kept = [self._kept[recipient][number] for number in sorted(self._kept[recipient])]
            parts = [(item.document.reference, item.restricted) for item in kept if item.restricted]
            common, apart = common_restricted(parts) if parts else (None, {})
            lead = lead_of(kept[0].lead, papers)
            files: list[PaperFile] = ["restricted"] if common else []
            files += ["return-form"] if papers.answered else []
            if files:
                lead = lead.model_copy(update={"restricted": common}) if common else lead
                base = "-".join(part for part in (reference, recipient[1]) if part)
                yield PaperWork(recipient, base, lead, papers, tuple(files))
            for item in kept:
                if own := apart.get(item.document.reference):
                    alone = RecipientPapers(
                        reference=item.document.reference,
                        recipient=papers.recipient,
                        documents=(item.document,),
                    )
                    lead = lead_of(item.lead, alone).model_copy(update={"restricted": own})
                    yield PaperWork(recipient, item.name, lead, alone, ("restricted",))

    def _of(self, recipient: Recipient) -> RecipientPapers:
        kept = self._kept[recipient]
        numbers = sorted(kept)
        return RecipientPapers(
            reference=kept[numbers[0]].reference,
            recipient=kept[numbers[0]].lead.recipient.legal_entity,
            documents=tuple(kept[number].document for number in numbers),
        )


def without_annex(request: Request) -> Request:
    """A request without what its recipient's restricted annex alone prints."""
    emptied = {"exhibits": (), "pictures": (), "related_targets": ()}
    restricted = request.restricted.model_copy(update=emptied)
    return request.model_copy(update={"restricted": restricted})
