"""One paper of a request as a page for the browser: the template and style sheet of the paper."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from demarche.build.prepare import Prepared
from demarche.build.recipient_lines import recipient_key
from demarche.build.recipient_work import GatheredPapers
from demarche.compose.plan import Document
from demarche.model.kinds import template_name
from demarche.model.locale import Locale
from demarche.model.recipient_papers import PAPER_TITLES, RecipientPapers
from demarche.model.request import Request
from demarche.preview.screen_fonts import font_faces
from demarche.render import annex
from demarche.render.assets import PNG, Asset
from demarche.render.emblem import emblem_asset
from demarche.render.exhibit_files import attached_originals
from demarche.render.first_page import ROOMS
from demarche.render.html import Templates
from demarche.render.pictures import Picture, decode_picture
from demarche.render.recipient_files import annex_values
from demarche.render.return_form import form_values

PaperName = Literal["document", "restricted", "return-form"]

FONTS = "fonts/"
"""Where the fonts are, seen from the page of the case."""

_OUTSIDE = re.compile(r"""(<a\b[^<>]*?)\shref="(?!#)[^"]*["]""")
"""A link out of the page: a click on it would tell an account's holder that somebody looks."""

_SCREEN = """\
@media screen {
  :root { color-scheme: light; background: #fff; }
  html { font-synthesis: none; }
  body { max-width: 165mm; margin: 8mm auto 24mm; padding: 0 6mm; }
  body::before { content: attr(data-mark) "  ·  " attr(data-reference); display: block;
    font: 600 8.5pt/1.4 "Source Serif 4"; color: #8a1c1c; margin: 0 0 5mm; }
  figure img { max-width: 100%; height: auto; }
  a[href] { text-decoration: underline; }
  form input { height: 26px; min-width: 24px; }
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
    """Reference and template: `SPEC-IRU/2026/0042/x/removal/removal`."""
    title: str
    html: str
    style_hashes: tuple[str, ...]
    paper: PaperName = "document"
    owner: str = ""
    """The reference of the document that it is or belongs to; else whose paper it is, as
    `recipient_key` has it."""
    recipient: str = ""
    """Who receives it, as `recipient_key` has it."""
    id: str = ""
    """What its address is made of: the same as long as the document is there."""
    digest: str = ""
    """Another one as soon as anything on it changes."""


@dataclass(frozen=True, slots=True)
class ScreenSheet:
    """A paper to be made: a document of the case, or an annex or form that goes with several."""

    request: Request
    """What the template sees as the request."""
    template: str
    paper: PaperName
    owner: str
    document: Document | None = None
    papers: RecipientPapers | None = None

    @property
    def name(self) -> str:
        """What tells it apart."""
        return f"{self.request.reference}/{self.template}"


def sheets_of(case: Prepared) -> Iterator[ScreenSheet]:
    """The documents of a case, then the papers of each recipient."""
    gathered = GatheredPapers()
    references = set()
    for number, request in enumerate(case.requests):
        document = case.documents[number]
        references.add(request.reference)
        gathered.add(number, document, request, "")
        template = template_name(request.kind, request.status)
        yield ScreenSheet(request, template, "document", request.reference, document)
    for work in gathered.work(""):
        alone = work.papers.reference in references
        key = recipient_key(work.recipient[0], work.papers.recipient)
        owner = work.papers.reference if alone else key
        for file in work.files:
            yield ScreenSheet(work.lead, file, file, owner, papers=work.papers)


def screen_page(case: Prepared, sheet: ScreenSheet, templates: Templates) -> Page:
    """The page of one paper. Raises as the rendering of the PDF does."""
    request = sheet.request
    assets: list[Asset] = []
    extra: Mapping[str, object]
    if sheet.papers is None:
        assets = [emblem_asset(case.emblem)] if case.emblem else []
        digest = hashlib.sha256(annex.request_json(request)).hexdigest()
        emblem = assets[0].url if assets else ""
        extra = {"digest": digest, "emblem": emblem, **ROOMS[0].values()}
    elif sheet.paper == "restricted":
        pictures = _pictures(case, request)
        assets = [Asset(PNG, picture.png) for picture in pictures.values()]
        enclosed = {name: case.file.enclosed[name] for name in pictures}
        originals = attached_originals(request, enclosed, templates)
        extra = annex_values(sheet.papers, pictures, originals)
    else:
        extra = form_values(sheet.papers, templates.locale.return_columns)
    html = templates.html(sheet.template, request, extra)
    html = _OUTSIDE.sub(r"\1", html)
    for asset in assets:
        data = base64.b64encode(asset.data).decode()
        html = html.replace(asset.url, f"data:{asset.media_type};base64,{data}")
    styles = (font_faces(f"../{FONTS}"), templates.style().replace("</", "<\\/"), _SCREEN)
    written = "".join(f"<style>{style}</style>" for style in styles)
    width = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    html = html.replace("</head>", f"{width}{written}</head>", 1)
    return Page(
        sheet.name,
        _title(sheet, templates.locale),
        html,
        tuple(map(_csp_hash, styles)),
        paper=sheet.paper,
        owner=sheet.owner,
        recipient=recipient_key(request.recipient.platform_id, request.recipient.legal_entity),
        id=_short(sheet.name),
        digest=_short(html),
    )


def _title(sheet: ScreenSheet, words: Locale) -> str:
    if sheet.paper == "document":
        return sheet.request.title
    return words.files[PAPER_TITLES[sheet.paper]].format(title=sheet.request.title)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _pictures(case: Prepared, request: Request) -> dict[str, Picture]:
    """The enclosed pictures; their hashes stand in the restricted part, which was compared."""
    enclosed = case.file.enclosed
    wanted = [name for name in request.restricted.pictures if name in enclosed]
    return {name: decode_picture(enclosed[name]) for name in wanted}


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
