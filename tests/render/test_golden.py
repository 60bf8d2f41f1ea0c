"""The HTML of each kind of document, kept under `tests/golden`.

A change of a sentence shows in the difference of these files. `pytest tests/render/test_golden.py
--update-golden` writes them after a change that is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kit import FOLLOWUP, ROOT, TESTS, lay_small_case

from demarche.build.prepare import prepare
from demarche.build.recipient_work import GatheredPapers, PaperWork
from demarche.kernel.workspace import builtin
from demarche.model.request import Request
from demarche.render.first_page import ROOMS
from demarche.render.html import Templates
from demarche.render.recipient_files import annex_values
from demarche.render.return_form import form_values

GOLDEN = TESTS / "golden"
HEAD = {"digest": "0" * 64, "emblem": "", **ROOMS[0].values()}
"""The hash of a request and its emblem, which change with what this test is not about."""

RECIPIENT = "/telegram/"
"""The platform of the documents, where it has the kind."""


def name_of(request: Request) -> str:
    """The template of a request."""
    return str(request.kind) if request.status == "new" else f"{request.kind}-{request.status}"


def gathered(case: Path) -> Iterator[PaperWork]:
    """The papers of each recipient of a case."""
    prepared, found = prepare(case), GatheredPapers()
    for number, request in enumerate(prepared.requests):
        found.add(number, prepared.documents[number], request, "")
    return found.work("")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The HTML by the name of its template: one document of each kind, its annex and form."""
    templates = Templates([builtin("templates")])
    small = lay_small_case(tmp_path_factory.mktemp("golden"))
    found: dict[str, str] = {}
    requests = [request for case in (small, FOLLOWUP) for request in prepare(case).requests]
    for request in sorted(requests, key=lambda request: RECIPIENT not in request.reference):
        name = name_of(request)
        if name not in found:
            found[name] = templates.html(name, request, HEAD)
    for work in gathered(small):
        if work.recipient == ("telegram", ""):
            papers = work.papers
            annex = templates.html("restricted", work.lead, annex_values(papers, {}, {}))
            values = form_values(papers, templates.locale.return_columns)
            found |= {
                "restricted": annex,
                "return-form": templates.html("return-form", work.lead, values),
            }
    return found


def test_every_template_of_a_document_has_its_page(pages: dict[str, str]) -> None:
    whole = {file.name.split(".")[0] for file in (ROOT / "templates").glob("*.html.j2")}
    frames = {"base", "front-page", "follow-up"}
    shared = {"parts", "authority", "schedule", "follow-up-parts"}
    documents = whole - frames - shared - {"copy-holder", "copy-public", "index"}
    assert set(pages) == documents


def differences(new: str, old: Path) -> str:
    """The lines that differ, as `diff` shows them."""
    import difflib

    kept = old.read_text(encoding="utf-8") if old.is_file() else ""
    lines = difflib.unified_diff(kept.splitlines(), new.splitlines(), "kept", "now", lineterm="")
    return "\n".join(lines)


def test_the_pages_are_those_that_are_kept(
    pages: dict[str, str], request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        for file in GOLDEN.glob("*.html"):
            file.unlink()
        for name, html in pages.items():
            (GOLDEN / f"{name}.html").write_text(html, encoding="utf-8")
    assert {file.stem for file in GOLDEN.glob("*.html")} == set(pages)
    changed = {name: differences(html, GOLDEN / f"{name}.html") for name, html in pages.items()}
    changed = {name: lines for name, lines in changed.items() if lines}
    assert not changed, "\n".join((*changed.values(), "meant? then run with --update-golden"))
