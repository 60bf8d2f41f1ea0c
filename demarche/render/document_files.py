"""From a request to its files: the document and the data inside it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from demarche.facts.banned_phrases import Phrase
from demarche.model.kinds import template_name
from demarche.model.paper_mark import Paper, paper_mark
from demarche.model.request import Request
from demarche.render import annex
from demarche.render.emblem import emblem_asset
from demarche.render.first_page import ROOMS, FirstPageError, Room, roomiest
from demarche.render.html import Templates
from demarche.render.pdf import Attachment, Metadata, RenderError, fits_first_page, render_pdf
from demarche.render.pictures import PictureError, decode_picture
from demarche.render.text_check import betrayed, faults, text_of

_OVERFULL = (
    "the first page does not fit on one page, even without a table of the gravest accounts; "
    "shorten the letterhead, the subject or the address"
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The bytes of one request's files."""

    document: bytes
    request_json: bytes
    accounts_csv: bytes


def render_request(
    request: Request,
    templates: Templates,
    emblem: bytes | None = None,
    phrases: Sequence[Phrase] = (),
    *,
    plain: bool | None = None,
    made: str | None = None,
) -> Rendered:
    """Typeset one request.

    `emblem` is the file of the office's emblem; `phrases` are those that no document may have;
    `plain` is as `render_pdf` has it; `made` goes into the metadata as `Metadata` has it. Raises
    AssetError where the emblem cannot be drawn, RenderError where anything would be dropped or a
    document says what it may not, TemplateFaultError for a template at fault.
    """
    data = annex.request_json(request)
    table = annex.accounts_csv(request.accounts)
    digest = hashlib.sha256(data).digest()
    spec = request.kind.spec
    page = _Page(request, templates, emblem, digest)
    refuse_wording(page.html, page.name, request, phrases)
    own = metadata_of(request, request.title)
    inside = [request.model_dump_json(exclude={"restricted"}), table.decode()]
    if found := betrayed([*inside, own.title, own.subject, own.author], request):
        raise RenderError(found)
    document = _document(page, data, table, Origin(made), plain)
    if spec.most_pages and page_count(document) > spec.most_pages:
        raise RenderError([_too_long(request, spec.most_pages)])
    return Rendered(document, data, table)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a finished file says of its making: `made` and `creator` of `Metadata`."""

    made: str | None = None
    creator: str | None = None

    def enter(self, metadata: Metadata) -> Metadata:
        """The metadata with this in them."""
        creator = self.creator or metadata.creator
        return replace(metadata, made=self.made, creator=creator)


class _Page:
    """The page of a document before it is typeset."""

    def __init__(
        self, request: Request, templates: Templates, emblem: bytes | None, digest: bytes
    ) -> None:
        self.request, self.templates, self.digest = request, templates, digest
        self.drawn = [emblem_asset(emblem)] if emblem else []
        self.name = template_name(request.kind, request.status)
        self.html = self.filled(ROOMS[0])

    def filled(self, room: Room, *, alone: bool = False) -> str:
        """The page with this much on its first sheet; `alone` leaves out what follows that."""
        head = {
            "digest": self.digest.hex(),
            "emblem": self.drawn[0].url if self.drawn else "",
            **room.values(alone=alone),
        }
        return self.templates.html(self.name, self.request, head)


def _document(page: _Page, data: bytes, table: bytes, origin: Origin, plain: bool | None) -> bytes:
    words = page.templates.locale.files
    css = page.templates.style()

    def fits(room: Room) -> bool:
        return fits_first_page(page.filled(room, alone=True), css, page.drawn, plain=plain)

    try:
        room = roomiest(page.name, fits)
        return render_pdf(
            page.html if room == ROOMS[0] else page.filled(room),
            css,
            assets=page.drawn,
            metadata=origin.enter(metadata_of(page.request, page.request.title)),
            identifier=page.digest,
            attachments=(
                Attachment("accounts.csv", table, words["accounts_csv"]),
                Attachment("request.json", data, words["request_json"]),
            ),
            plain=plain,
        )
    except FirstPageError:
        raise RenderError([_OVERFULL]) from None


def document_again(
    request: Request,
    templates: Templates,
    data: bytes,
    table: bytes,
    emblem: bytes | None,
    origin: Origin,
    *,
    plain: bool | None = None,
) -> bytes:
    """A document from the data that a finished one carries: `request` is `data` read back.

    It has no restricted part, and its wording is not examined again. Raises as `render_request`.
    """
    page = _Page(request, templates, emblem, hashlib.sha256(data).digest())
    return _document(page, data, table, origin, plain)


def _too_long(request: Request, most: int) -> str:
    if request.kind.spec.urgent:
        return "emergency request does not fit on one page; shorten `emergency` or its rows"
    return f"a document of the kind {request.kind} has at most {most} pages; shorten its texts"


def page_count(pdf: bytes) -> int:
    """The number of pages of a finished document."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as opened:  # reads no more than it is asked for
        return len(opened)


def refuse_wording(html: str, name: str, request: Request, phrases: Sequence[Phrase]) -> None:
    """Stop where the page says what no request may, or lacks what every request owes."""
    found = (*faults(html, name, request, phrases), *betrayed([text_of(html), html], request))
    if found:
        raise RenderError(found)


def metadata_of(request: Request, title: str, paper: Paper | None = None) -> Metadata:
    """What a file says of itself; `paper` where it is not the document."""
    return Metadata(
        title=f"{title} ({request.reference})",
        author=request.office.name,
        subject=request.subject,
        language=request.language,
        created=request.issued_at,
        mark=paper_mark(paper, request.reference) if paper else None,
    )


def picture_fault(data: bytes) -> str | None:
    """Why the bytes are not a picture that can be enclosed; None where they are."""
    try:
        decode_picture(data)
    except PictureError as error:
        return str(error)
    return None
