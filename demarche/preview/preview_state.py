"""The case as it stands: its problems and its documents as HTML; only what changed is made anew."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from demarche.build.prepare import Prepared, prepare
from demarche.kernel import limits
from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.workspace import Workspace, shown
from demarche.model.kinds import template_name
from demarche.model.locale import Locale
from demarche.model.request import Request
from demarche.render import annex
from demarche.render.assets import PNG, Asset, AssetError
from demarche.render.emblem import emblem_asset
from demarche.render.html import TemplateFaultError, Templates
from demarche.render.pictures import PictureError, decode_picture
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
        for request in prepared.requests:
            for name in _papers(request):
                try:
                    pictures = sum(map(len, prepared.file.enclosed.values()))
                    allowed = limits.for_document(len(request.accounts), pictures)
                    with limits.bounded(allowed, kill=False):
                        pages.append(self._page(prepared, request, name, templates, ground))
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
        self, case: Prepared, request: Request, name: str, templates: Templates, ground: bytes
    ) -> Page:
        key = f"{request.reference}/{name}"
        digest = hashlib.sha256(annex.request_json(request))
        head = {"digest": digest.hexdigest(), "emblem": ""}
        assets: list[Asset] = []
        mark = hashlib.sha256(ground + digest.digest() + (case.emblem or b""))
        if name == "restricted":
            mark.update(request.restricted.model_dump_json().encode())
        before = self._kept.get(key)
        if before and before[0] == mark.hexdigest():
            return before[1]
        if name == "restricted":
            pictures = self._pictures(case, request)
            assets = list(pictures.values())
            extra: Mapping[str, object] = {
                "pictures": {name: asset.url for name, asset in pictures.items()}
            }
        else:
            if case.emblem:
                assets = [emblem_asset(case.emblem)]
                head["emblem"] = assets[0].url
            extra = head
        html = templates.html(name, request, extra)
        page = _whole(key, request, name, html, templates.style(), assets)
        self._kept[key] = (mark.hexdigest(), page)
        self.made.append(key)
        return page

    @staticmethod
    def _pictures(case: Prepared, request: Request) -> dict[str, Asset]:
        """The enclosed pictures; their hashes stand in the restricted part, which was compared."""
        enclosed = case.file.enclosed
        wanted = [name for name in request.restricted.pictures if name in enclosed]
        return {name: Asset(PNG, decode_picture(enclosed[name]).png) for name in wanted}


def _whole(key: str, request: Request, name: str, html: str, css: str, assets: list[Asset]) -> Page:
    """The document with its style sheet and pictures inside it."""
    for asset in assets:
        data = base64.b64encode(asset.data).decode()
        html = html.replace(asset.url, f"data:{asset.media_type};base64,{data}")
    css = css.replace("</", "<\\/")
    styles = f"<style>{css}</style><style>{_SCREEN}</style>"
    html = html.replace("</head>", f"{styles}</head>", 1)
    title = request.title if name != "restricted" else f"Restricted annex: {request.title}"
    hashes = tuple(_csp_hash(text) for text in (css, _SCREEN))
    return Page(key, title, html, hashes)


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _papers(request: Request) -> tuple[str, ...]:
    """The templates of a request's pages: the document, and its restricted annex if it has one."""
    name = template_name(request.kind, request.status)
    return (name, "restricted") if request.kind.spec.restricted != "none" else (name,)


def _fingerprint(workspace: Workspace, locale: Locale) -> bytes:
    """The bytes of all templates, and the words: a page depends on them as well."""
    digest = hashlib.sha256(locale.model_dump_json().encode())
    for folder in workspace.template_folders():
        for name in template_names(folder):
            digest.update(name.encode() + b"\0")
            with suppress(OSError):  # the page that needs it tells
                digest.update(read_template(folder, name) + b"\0")
    return digest.digest()
