"""A workspace's own templates: what there is, copying one out, trying them on sample requests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from demarche.build.prepare import Prepared, prepare
from demarche.build.recipient_work import GatheredPapers
from demarche.kernel.problems import InputError, Place, Problem, did_you_mean, one_of
from demarche.kernel.staging import recover, write_file
from demarche.kernel.workspace import Workspace, builtin, shown
from demarche.model.request import Request
from demarche.render.template_files import read_template, template_names

SAMPLE = "specimen"
"""The built-in case whose requests are the samples."""

ROWS = 3
"""Rows of each sample request: enough to show every part, few enough to be quick."""


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A template by name, and whether the workspace has its own."""

    name: str
    own: bool
    path: Path


def template_files(workspace: Workspace) -> list[TemplateFile]:
    """Every template and style sheet that is in use here."""
    own, base = workspace.root / "templates", builtin("templates")
    names = {name for folder in (own, base) for name in template_names(folder)}
    apart = own.resolve() != base.resolve()
    found = []
    for name in sorted(names):
        mine = apart and os.path.lexists(own / name)
        found.append(TemplateFile(name, mine, (own if mine else base) / name))
    return found


def copy_template(workspace: Workspace, name: str) -> Path:
    """Copy a built-in template into the workspace; InputError where it stands there already."""
    known = list(template_names(builtin("templates")))
    full = name if name in known else f"{name}.html.j2"
    if full not in known:
        remedy = did_you_mean(name, known) or one_of(sorted(known))
        raise InputError.single(Place("templates"), "", f"unknown template {name!r}", remedy)
    target = workspace.root / "templates" / full
    recover(target.parent)
    if os.path.lexists(target):
        raise InputError.single(
            Place(shown(target)), "", "already exists", "edit it, or remove it first"
        )
    write_file(target, read_template(builtin("templates"), full))
    return target


def try_templates(workspace: Workspace, plain: bool | None = None) -> list[str]:
    """Typeset one sample request of each kind with the workspace's templates; their references.

    `plain` is as `render_pdf` has it. Raises InputError with the template's file and line
    where one is at fault.
    """
    from demarche.render.document_files import render_request
    from demarche.render.html import TemplateFaultError, Templates
    from demarche.render.pdf import RenderError
    from demarche.render.recipient_files import render_papers

    case = prepare(builtin("data") / "cases" / SAMPLE / "case.yaml")
    templates = Templates(workspace.template_folders(), case.matter.locale)
    problems: list[Problem] = []
    tried = []
    samples = _samples(case)
    gathered = GatheredPapers()
    for number, request in samples.items():
        gathered.add(number, case.documents[number], request, "")
        try:
            done = render_request(request, templates, case.emblem, plain=plain)
            problems.extend(_lost(request, done.document))
        except TemplateFaultError as error:
            file = shown(Path(error.file))
            problems.append(Problem(Place(file, error.line, 1), "", error.message))
        except RenderError as error:
            place = Place(f"templates, {request.kind}")
            problems.extend(Problem(place, "", problem) for problem in error.problems)
        tried.append(request.reference)
    for work in gathered.work(""):
        try:
            render_papers(
                *(work.lead, work.papers, work.files, templates, case.file.enclosed), plain=plain
            )
        except TemplateFaultError as error:
            file = shown(Path(error.file))
            problems.append(Problem(Place(file, error.line, 1), "", error.message))
        except RenderError as error:
            place = Place(f"templates, {' or '.join(work.files)}")
            problems.extend(Problem(place, "", problem) for problem in error.problems)
    if problems:
        raise InputError(dict.fromkeys(problems))
    return tried


def _lost(request: Request, document: bytes) -> Iterator[Problem]:
    """What the pages do not show as the data have it: a style may hide a row without a word."""
    from demarche.trust.verify.content_check import check_content
    from demarche.trust.verify.verify_report import Outcome

    for check in check_content(document):
        if check.outcome is Outcome.DIFFERS:
            yield Problem(Place(f"templates, {request.kind}"), check.name, check.text)


def _samples(case: Prepared) -> dict[int, Request]:
    """The first request of each kind, with a few rows, by its number in the case."""
    first: dict[str, int] = {}
    for number, head in enumerate(case.heads):
        first.setdefault(head.kind, number)
    found = {}
    for number in first.values():
        request = case.requests[number]
        found[number] = request.model_copy(update={"accounts": request.accounts[:ROWS]})
    return found
