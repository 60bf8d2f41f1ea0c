"""The papers of one recipient as files: the restricted annex and the form for the answers."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from demarche.facts.banned_phrases import Phrase
from demarche.model.paper_mark import Paper
from demarche.model.recipient_papers import (
    PAPER_TITLES,
    PaperFile,
    RecipientPapers,
    lead_of,
)
from demarche.model.request import Request
from demarche.render.assets import PNG, Asset
from demarche.render.document_files import Origin, metadata_of, refuse_wording
from demarche.render.exhibit_files import attached_originals, look_of
from demarche.render.html import Templates
from demarche.render.pdf import Attachment, Metadata, RenderError, render_pdf
from demarche.render.pictures import Picture, decode_picture
from demarche.render.return_form import return_form
from demarche.render.text_check import betrayed

_SMALL = 256 * 1024
"""Bytes of a picture's file that is kept, as it is printed, for the next paper."""


def render_papers(
    lead: Request,
    papers: RecipientPapers,
    files: Sequence[PaperFile],
    templates: Templates,
    pictures: Mapping[str, bytes],
    phrases: Sequence[Phrase] = (),
    *,
    plain: bool | None = None,
    made: str | None = None,
) -> dict[PaperFile, bytes]:
    """Typeset the papers of a recipient: those of `files`.

    `lead` is what their templates see as the request; `pictures` maps the identifier of an enclosed
    exhibit to the bytes of its file. Raises as `render_request`.
    """
    origin = Origin(made)
    done: dict[PaperFile, bytes] = {}
    if "restricted" in files:
        done["restricted"] = _restricted(lead, papers, templates, pictures, phrases, origin, plain)
    if "return-form" in files and papers.answered:
        done["return-form"] = _form(lead, papers, templates, origin, plain, check=True)
    return done


def form_again(
    requests: Sequence[Request],
    papers: RecipientPapers,
    templates: Templates,
    origin: Origin,
    *,
    plain: bool | None = None,
) -> bytes:
    """The return form from the data that its documents carry. Raises as `render_request`."""
    lead = lead_of(requests[0], papers)
    return _form(lead, papers, templates, origin, plain, check=False)


def _form(
    lead: Request,
    papers: RecipientPapers,
    templates: Templates,
    origin: Origin,
    plain: bool | None,
    *,
    check: bool,
) -> bytes:
    metadata = origin.enter(paper_metadata(lead, templates, "return-form"))
    html, form = return_form(lead, papers, templates, metadata, plain=plain)
    if check and (found := betrayed([html], lead)):
        raise RenderError(found)
    return form


def paper_metadata(lead: Request, templates: Templates, paper: PaperFile) -> Metadata:
    """What a paper says of itself."""
    named: Paper = paper
    title = templates.locale.files[PAPER_TITLES[paper]].format(title=lead.title)
    return replace(metadata_of(lead, title, named), subject=title)


def annex_values(
    papers: RecipientPapers, pictures: Mapping[str, Picture], originals: Mapping[str, Attachment]
) -> dict[str, object]:
    """What the template of the restricted annex sees beside the request."""
    return {
        "documents": papers.documents,
        "pictures": {name: Asset(PNG, picture.png).url for name, picture in pictures.items()},
        "looks": {name: look_of(picture) for name, picture in pictures.items()},
        "originals": {name: attachment.name for name, attachment in originals.items()},
    }


def _restricted(
    lead: Request,
    papers: RecipientPapers,
    templates: Templates,
    pictures: Mapping[str, bytes],
    phrases: Sequence[Phrase],
    origin: Origin,
    plain: bool | None,
) -> bytes:
    wanted = {name: pictures[name] for name in lead.restricted.pictures if name in pictures}
    printed = {name: _printed(data) for name, data in wanted.items()}
    assets = {name: Asset(PNG, picture.png) for name, picture in printed.items()}
    originals = attached_originals(lead, wanted, templates)
    html = templates.html("restricted", lead, annex_values(papers, printed, originals))
    refuse_wording(html, "restricted", lead, phrases)
    inside = papers.model_dump_json() + lead.restricted.model_dump_json()
    return render_pdf(
        html,
        templates.style(),
        metadata=origin.enter(paper_metadata(lead, templates, "restricted")),
        identifier=hashlib.sha256(b"restricted" + inside.encode()).digest(),
        assets={asset.digest: asset for asset in assets.values()}.values(),
        attachments=dict.fromkeys(originals.values()),
        plain=plain,
    )


def _printed(data: bytes) -> Picture:
    return _printed_once(data) if len(data) <= _SMALL else decode_picture(data)


@functools.lru_cache(maxsize=64)
def _printed_once(data: bytes) -> Picture:
    return decode_picture(data)
