"""The case as it stands: its problems and its documents as HTML; only what changed is made anew."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from demarche.build.prepare import Prepared, prepare
from demarche.build.recipient_work import GatheredPapers
from demarche.kernel import limits
from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.workspace import Workspace, shown
from demarche.model.kinds import template_name
from demarche.model.locale import Locale
from demarche.model.recipient_papers import PAPER_TITLES, RecipientPapers
from demarche.model.request import Request
from demarche.render import annex
from demarche.render.assets import PNG, SVG, Asset, AssetError
from demarche.render.exhibit_files import attached_originals
from demarche.render.html import TemplateFaultError, Templates
from demarche.render.pictures import Picture, PictureError, decode_picture
from demarche.render.recipient_files import annex_values
from demarche.render.return_form import form_values
from demarche.render.template_files import read_template, template_names

_SCREEN = "@media screen { body { max-width: 165mm; margin: 12mm auto; padding: 0 6mm; } }"
"""The sheet has its margins from `@page`, which a screen does not know."""


@dataclass(frozen=True, slots=True)
class Page:
    """One document, ready for a browser: nothing in it is fetched."""

    name: str
    title: str
    html: str
    style_hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """What is shown. `version` counts up whenever something of it changes."""

    version: int = 0
    problems: tuple[Problem, ...] = ()
    pages: tuple[Page, ...] = ()
    stale: bool = False
    """True where the pages are older than the files, because these can not be read now."""
    prepared: Prepared | None = None


@dataclass(slots=True)
class Maker:
    """Makes states; keeps the pages of documents that did not change."""

    case: Path
    workspace: Workspace
    _kept: dict[str, tuple[str, Page]] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    """The documents that were made anew the last time."""

    def next(self, before: State) -> State:
        """The state after a change."""
        self.made = []
        try:
            prepared = prepare(self.case, self.workspace)
        except InputError as error:
            return State(before.version + 1, error.problems, before.pages, bool(before.pages))
        except OSError as error:
            place = Place(shown(self.case))
            problem = Problem(place, "", f"cannot be read: {error.strerror}")
            return State(before.version + 1, (problem,), before.pages, bool(before.pages))
        problems = list(prepared.findings)
        templates = Templates(self.workspace.template_folders(), prepared.matter.locale)
        ground = _fingerprint(self.workspace, prepared.matter.locale)
        pages = []
        for request, papers, name in _sheets(prepared):
            try:
                pictures = sum(map(len, prepared.file.enclosed.values()))
                rows = sum(len(document.rows) for document in papers.documents) if papers else 0
                allowed = limits.for_document(len(request.accounts) + rows, pictures)
                with limits.bounded(allowed, kill=False):
                    pages.append(self._page(prepared, request, papers, name, templates, ground))
            except limits.LimitError as error:
                place = Place(shown(self.case))
                what = f"{request.reference}: {name}.html.j2: {error}"
                problems.append(Problem(place, "", what))
            except TemplateFaultError as error:
                file = shown(Path(error.file)) if "/" in error.file else error.file
                problems.append(Problem(Place(file, error.line), "", error.message))
            except (AssetError, PictureError) as error:
                place = Place(request.reference)
                problems.append(Problem(place, "", str(error)))
        found = tuple(dict.fromkeys(problems))
        return State(before.version + 1, found, tuple(pages), prepared=prepared)

    def _page(
        self,
        case: Prepared,
        request: Request,
        papers: RecipientPapers | None,
        name: str,
        templates: Templates,
        ground: bytes,
    ) -> Page:
        key = f"{request.reference}/{name}"
        digest = hashlib.sha256(annex.request_json(request))
        mark = hashlib.sha256(ground + digest.digest() + (case.emblem or b""))
        if papers:
            mark.update(papers.model_dump_json().encode())
            mark.update(request.restricted.model_dump_json().encode())
        before = self._kept.get(key)
        if before and before[0] == mark.hexdigest():
            return before[1]
        extra: Mapping[str, object]
        assets: list[Asset] = []
        if papers is None:
            head = {"digest": digest.hexdigest(), "emblem": ""}
            if case.emblem:
                assets = [Asset(SVG, case.emblem)]
                head["emblem"] = assets[0].url
            extra = head
        elif name == "restricted":
            pictures = self._pictures(case, request)
            assets = [Asset(PNG, picture.png) for picture in pictures.values()]
            enclosed = {name: case.file.enclosed[name] for name in pictures}
            extra = annex_values(papers, pictures, attached_originals(request, enclosed, templates))
        else:
            extra = form_values(papers, templates.locale.return_columns)
        html = templates.html(name, request, extra)
        title = request.title if papers is None else _title(templates.locale, name, request)
        page = _whole(key, title, html, templates.style(), assets)
        self._kept[key] = (mark.hexdigest(), page)
        self.made.append(key)
        return page

    @staticmethod
    def _pictures(case: Prepared, request: Request) -> dict[str, Picture]:
        """The enclosed pictures; their hashes stand in the restricted part, which was compared."""
        enclosed = case.file.enclosed
        wanted = [name for name in request.restricted.pictures if name in enclosed]
        return {name: decode_picture(enclosed[name]) for name in wanted}


def _whole(key: str, title: str, html: str, css: str, assets: list[Asset]) -> Page:
    """The document with its style sheet and pictures inside it."""
    for asset in assets:
        data = base64.b64encode(asset.data).decode()
        html = html.replace(asset.url, f"data:{asset.media_type};base64,{data}")
    css = css.replace("</", "<\\/")
    styles = f"<style>{css}</style><style>{_SCREEN}</style>"
    html = html.replace("</head>", f"{styles}</head>", 1)
    hashes = tuple(_csp_hash(text) for text in (css, _SCREEN))
    return Page(key, title, html, hashes)


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _sheets(case: Prepared) -> Iterator[tuple[Request, RecipientPapers | None, str]]:
    """The documents with their templates, then the papers of each recipient."""
    gathered = GatheredPapers()
    for number, request in enumerate(case.requests):
        gathered.add(number, case.documents[number], request, "")
        yield request, None, template_name(request.kind, request.status)
    for work in gathered.work(""):
        for file in work.files:
            yield work.lead, work.papers, file


def _title(locale: Locale, name: str, request: Request) -> str:
    """The title of a recipient's paper."""
    titles = {str(file): title for file, title in PAPER_TITLES.items()}
    return locale.files[titles[name]].format(title=request.title)


def _fingerprint(workspace: Workspace, locale: Locale) -> bytes:
    """The bytes of all templates, and the words: a page depends on them as well."""
    digest = hashlib.sha256(locale.model_dump_json().encode())
    for folder in workspace.template_folders():
        for name in template_names(folder):
            digest.update(name.encode() + b"\0")
            with suppress(OSError):  # the page that needs it tells
                digest.update(read_template(folder, name) + b"\0")
    return digest.digest()
