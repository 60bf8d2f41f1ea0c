"""The case as it stands: its problems and its documents as HTML; only what changed is made anew."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from demarche.build.prepare import Prepared, prepare
from demarche.build.recipient_lines import DocumentLine, document_line, severity_labels
from demarche.kernel import limits
from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.workspace import Workspace, shown
from demarche.model.locale import Locale
from demarche.preview.case_head import CaseHead, head_of
from demarche.preview.screen_document import Page, ScreenSheet, screen_page, sheets_of
from demarche.render import annex
from demarche.render.assets import AssetError
from demarche.render.html import TemplateFaultError, Templates
from demarche.render.pictures import PictureError
from demarche.render.template_files import read_template, template_names


@dataclass(frozen=True, slots=True)
class State:
    """What is shown. `version` counts up whenever something of it changes."""

    version: int = 0
    problems: tuple[Problem, ...] = ()
    pages: tuple[Page, ...] = ()
    stale: bool = False
    """True where the pages are older than the files, because these can not be read now."""
    prepared: Prepared | None = None
    lines: tuple[DocumentLine, ...] = ()
    """The documents of the case, as the table has them."""
    head: CaseHead | None = None
    """The case itself; None until it could be read once."""

    def unread(self, problems: tuple[Problem, ...]) -> State:
        """The next state where the files cannot be read: the documents stay as they were."""
        version, stale = self.version + 1, bool(self.pages)
        return State(version, problems, self.pages, stale, lines=self.lines, head=self.head)


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
            return before.unread(error.problems)
        except OSError as error:
            place = Place(shown(self.case))
            return before.unread((Problem(place, "", f"cannot be read: {error.strerror}"),))
        problems = list(prepared.findings)
        templates = Templates(self.workspace.template_folders(), prepared.matter.locale)
        ground = _fingerprint(self.workspace, prepared.matter.locale)
        labels = severity_labels(prepared)
        pages, lines = [], []
        for sheet in sheets_of(prepared):
            if sheet.document:
                lines.append(document_line(sheet.document, sheet.request, labels))
            made = self._made(prepared, sheet, templates, ground)
            if isinstance(made, Page):
                pages.append(made)
            else:
                problems.append(made)
        return State(
            before.version + 1,
            tuple(dict.fromkeys(problems)),
            tuple(pages),
            prepared=prepared,
            lines=tuple(lines),
            head=head_of(prepared),
        )

    def _made(
        self, case: Prepared, sheet: ScreenSheet, templates: Templates, ground: bytes
    ) -> Page | Problem:
        """The page of a paper, or what stands against it."""
        request = sheet.request
        try:
            pictures = sum(map(len, case.file.enclosed.values()))
            papers = sheet.papers.documents if sheet.papers else ()
            rows = sum(len(document.rows) for document in papers)
            allowed = limits.for_document(len(request.accounts) + rows, pictures)
            with limits.bounded(allowed, kill=False):
                return self._page(case, sheet, templates, ground)
        except limits.LimitError as error:
            what = f"{request.reference}: {sheet.template}.html.j2: {error}"
            return Problem(Place(shown(self.case)), "", what)
        except TemplateFaultError as error:
            file = shown(Path(error.file)) if "/" in error.file else error.file
            return Problem(Place(file, error.line), "", error.message)
        except (AssetError, PictureError) as error:
            return Problem(Place(request.reference), "", str(error))

    def _page(
        self, case: Prepared, sheet: ScreenSheet, templates: Templates, ground: bytes
    ) -> Page:
        digest = hashlib.sha256(annex.request_json(sheet.request))
        mark = hashlib.sha256(ground + digest.digest() + (case.emblem or b""))
        if sheet.papers:
            mark.update(sheet.papers.model_dump_json().encode())
            mark.update(sheet.request.restricted.model_dump_json().encode())
        before = self._kept.get(sheet.name)
        if before and before[0] == mark.hexdigest():
            return before[1]
        page = screen_page(case, sheet, templates)
        self._kept[sheet.name] = (mark.hexdigest(), page)
        self.made.append(sheet.name)
        return page


def _fingerprint(workspace: Workspace, locale: Locale) -> bytes:
    """The bytes of all templates, and the words: a page depends on them as well."""
    digest = hashlib.sha256(locale.model_dump_json().encode())
    for folder in workspace.template_folders():
        for name in template_names(folder):
            digest.update(name.encode() + b"\0")
            with suppress(OSError):  # the page that needs it tells
                digest.update(read_template(folder, name) + b"\0")
    return digest.digest()
