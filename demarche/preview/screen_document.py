"""One paper of a request as a page for the browser: the template and style sheet of the paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from demarche.build.prepare import Prepared
from demarche.model.kinds import template_name
from demarche.model.request import Request
from demarche.preview.screen_fonts import font_faces
from demarche.render import annex
from demarche.render.assets import PNG, SVG, Asset
from demarche.render.form_rows import form_columns, has_form
from demarche.render.html import Templates
from demarche.render.pictures import decode_picture

PaperName = Literal["document", "restricted", "return-form"]

PAPER_LABELS: Mapping[PaperName, str] = {
    "document": "Request",
    "restricted": "Restricted annex",
    "return-form": "Return form",
}

FONTS = "fonts/"
"""Where the fonts are, seen from the page of the case."""

_SCREEN = """\
@media screen {
  :root { color-scheme: light; background: #fff; }
  html { font-synthesis: none; }
  body { max-width: 165mm; margin: 8mm auto 24mm; padding: 0 6mm; }
  body::before { content: attr(data-mark) "  ·  " attr(data-reference); display: block;
    font: 600 8.5pt/1.4 "Source Serif 4"; color: #8a1c1c; margin: 0 0 5mm; }
  figure img { max-width: 100%; height: auto; }
}
@media screen and (max-width: 40rem) {
  body { margin: 3mm auto 12mm; padding: 0 3mm; overflow-wrap: anywhere; }
  table, table.long { table-layout: auto; }
  p.n::before { margin-left: 0; }
  .whole, span.id, .blank, .blank.sign { white-space: normal; max-width: 100%; }
}
"""
"""The sheet has its margins, its mark and its reference from `@page`, which a screen does not
know."""


@dataclass(frozen=True, slots=True)
class Page:
    """One paper, ready for a browser: but for the fonts nothing in it is fetched."""

    name: str
    """Reference and template: `SPEC-IRU/2026/0042/x/removal/restricted`."""
    title: str
    html: str
    style_hashes: tuple[str, ...]
    reference: str = ""
    """The document that it belongs to."""
    paper: PaperName = "document"
    id: str = ""
    """What its address is made of: the same as long as the document is there."""
    digest: str = ""
    """Another one as soon as anything on it changes."""


def papers_of(request: Request) -> tuple[tuple[PaperName, str], ...]:
    """The papers of a request with their templates: the document, its annex, its return form."""
    found: list[tuple[PaperName, str]] = [
        ("document", template_name(request.kind, request.status)),
    ]
    if request.kind.spec.restricted != "none":
        found.append(("restricted", "restricted"))
    if has_form(request):
        found.append(("return-form", "return-form"))
    return tuple(found)


def screen_page(
    case: Prepared, request: Request, paper: PaperName, template: str, templates: Templates
) -> Page:
    """The page of one paper. Raises as the rendering of the PDF does."""
    assets: list[Asset] = []
    extra: Mapping[str, object]
    if paper == "restricted":
        pictures = _pictures(case, request)
        assets = list(pictures.values())
        extra = {"pictures": {name: asset.url for name, asset in pictures.items()}}
    elif paper == "return-form":
        extra = {"columns": form_columns(templates.locale)}
    else:
        assets = [Asset(SVG, case.emblem)] if case.emblem else []
        digest = hashlib.sha256(annex.request_json(request)).hexdigest()
        extra = {"digest": digest, "emblem": assets[0].url if assets else ""}
    html = templates.html(template, request, extra)
    for asset in assets:
        data = base64.b64encode(asset.data).decode()
        html = html.replace(asset.url, f"data:{asset.media_type};base64,{data}")
    styles = (font_faces(f"../{FONTS}"), templates.style().replace("</", "<\\/"), _SCREEN)
    written = "".join(f"<style>{style}</style>" for style in styles)
    width = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    html = html.replace("</head>", f"{width}{written}</head>", 1)
    title = request.title if paper == "document" else f"{PAPER_LABELS[paper]}: {request.title}"
    name = f"{request.reference}/{template}"
    return Page(
        name,
        title,
        html,
        tuple(map(_csp_hash, styles)),
        reference=request.reference,
        paper=paper,
        id=_short(name),
        digest=_short(html),
    )


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _pictures(case: Prepared, request: Request) -> dict[str, Asset]:
    """The enclosed pictures; their hashes stand in the restricted part, which was compared."""
    enclosed = case.file.enclosed
    wanted = [name for name in request.restricted.pictures if name in enclosed]
    return {name: Asset(PNG, decode_picture(enclosed[name]).png) for name in wanted}


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
