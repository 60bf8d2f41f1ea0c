"""From a request to its files: the document, the restricted annex, the data."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from demarche.facts.banned_phrases import Phrase
from demarche.model.kinds import template_name
from demarche.model.paper_mark import Paper, paper_mark
from demarche.model.request import Request
from demarche.render import annex
from demarche.render.assets import PNG, SVG, Asset
from demarche.render.form_rows import has_form
from demarche.render.html import Templates
from demarche.render.pdf import Attachment, Metadata, RenderError, render_pdf
from demarche.render.pictures import PictureError, decode_picture
from demarche.render.return_form import return_form
from demarche.render.text_check import betrayed, faults, text_of

_SMALL = 256 * 1024
"""Bytes of a picture's file that is kept, as it is printed, for the next document."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The bytes of one request's files."""

    document: bytes
    restricted: bytes | None
    """None for a covering letter, which encloses those of the others."""
    return_form: bytes | None
    """None where there is no row to answer, or more than a form can hold."""
    request_json: bytes
    accounts_csv: bytes


def render_request(
    request: Request,
    templates: Templates,
    pictures: Mapping[str, bytes],
    emblem: bytes | None = None,
    phrases: Sequence[Phrase] = (),
    *,
    plain: bool | None = None,
    made: str | None = None,
) -> Rendered:
    """Typeset one request.

    `pictures` maps the identifier of an enclosed exhibit to the bytes of its file; `emblem` is the
    office's emblem as SVG; `phrases` are those that no document may have; `plain` is as
    `render_pdf` has it; `made` goes into the metadata as `Metadata` has it. Raises AssetError where
    the emblem is not plain shapes, RenderError where anything would be dropped or a document says
    what it may not, TemplateFaultError for a template at fault.
    """
    data = annex.request_json(request)
    table = annex.accounts_csv(request.accounts)
    digest = hashlib.sha256(data).digest()
    css, words = templates.style(), templates.locale.files
    spec = request.kind.spec
    page = _Page(request, templates, emblem, digest)
    _refuse(page.html, page.name, request, phrases)
    own = _metadata(request, request.title)
    inside = [request.model_dump_json(exclude={"restricted"}), table.decode()]
    if found := betrayed([*inside, own.title, own.subject, own.author], request):
        raise RenderError(found)
    document = _document(page, data, table, Origin(made), plain)
    if spec.most_pages and page_count(document) > spec.most_pages:
        raise RenderError([_too_long(request, spec.most_pages)])
    restricted = None
    if spec.restricted != "none":
        restricted = _restricted(request, templates, css, digest, pictures, phrases, plain, made)
    form = None
    if has_form(request):
        title = _metadata(request, words["return_form"].format(title=request.title), "return-form")
        form = return_form(request, templates, css, replace(title, made=made), plain=plain)
    return Rendered(document, restricted, form, data, table)


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
        self.drawn = [Asset(SVG, emblem)] if emblem else []
        head = {"digest": digest.hex(), "emblem": self.drawn[0].url if self.drawn else ""}
        self.name = template_name(request.kind, request.status)
        self.html = templates.html(self.name, request, head)


def _document(page: _Page, data: bytes, table: bytes, origin: Origin, plain: bool | None) -> bytes:
    words = page.templates.locale.files
    return render_pdf(
        page.html,
        page.templates.style(),
        assets=page.drawn,
        metadata=origin.enter(_metadata(page.request, page.request.title)),
        identifier=page.digest,
        attachments=(
            Attachment("accounts.csv", table, words["accounts_csv"]),
            Attachment("request.json", data, words["request_json"]),
        ),
        plain=plain,
    )


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


def form_again(
    request: Request, templates: Templates, origin: Origin, *, plain: bool | None = None
) -> bytes:
    """The return form of a document from the data that this carries. Raises as `render_request`."""
    words = templates.locale.files["return_form"]
    metadata = _metadata(request, words.format(title=request.title), "return-form")
    whole = origin.enter(metadata)
    return return_form(request, templates, templates.style(), whole, plain=plain)


def _too_long(request: Request, most: int) -> str:
    if request.kind.spec.urgent:
        return "emergency request does not fit on one page; shorten `emergency` or its rows"
    return f"a document of the kind {request.kind} has at most {most} pages; shorten its texts"


def page_count(pdf: bytes) -> int:
    """The number of pages of a finished document."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as opened:  # reads no more than it is asked for
        return len(opened)


def _restricted(
    request: Request,
    templates: Templates,
    css: str,
    digest: bytes,
    pictures: Mapping[str, bytes],
    phrases: Sequence[Phrase],
    plain: bool | None,
    made: str | None,
) -> bytes:
    wanted = {name: pictures[name] for name in request.restricted.pictures if name in pictures}
    assets = {name: Asset(PNG, _printed(data)) for name, data in wanted.items()}
    urls = {name: asset.url for name, asset in assets.items()}
    html = templates.html("restricted", request, {"pictures": urls})
    _refuse(html, "restricted", request, phrases)
    return render_pdf(
        html,
        css,
        metadata=replace(
            _metadata(
                request,
                templates.locale.files["restricted"].format(title=request.title),
                "restricted",
            ),
            made=made,
        ),
        identifier=hashlib.sha256(b"restricted" + digest).digest(),
        assets={asset.digest: asset for asset in assets.values()}.values(),
        plain=plain,
    )


def _printed(data: bytes) -> bytes:
    return _printed_once(data) if len(data) <= _SMALL else decode_picture(data).png


@functools.lru_cache(maxsize=64)
def _printed_once(data: bytes) -> bytes:
    """A picture is enclosed again with every kind of request for its account."""
    return decode_picture(data).png


def _refuse(html: str, name: str, request: Request, phrases: Sequence[Phrase]) -> None:
    """Stop where the page says what no request may, or lacks what every request owes."""
    found = (*faults(html, name, request, phrases), *betrayed([text_of(html), html], request))
    if found:
        raise RenderError(found)


def _metadata(request: Request, title: str, paper: Paper | None = None) -> Metadata:
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
