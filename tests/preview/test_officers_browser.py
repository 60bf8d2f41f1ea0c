"""The officer's page in a real browser: by keyboard alone, read by axe-core, kept in its place.

With DEMARCHE_PICTURES a folder is named in which the pictures of the gallery are kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import Tab, tab
from kit import lay_small_case

from demarche.kernel.workspace import Workspace
from demarche.preview.preview_state import Maker, State
from demarche.preview.server import Server

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("browser")]

CLAIM = "On 3 November 2026 the account published the same claim again."
FOCUSED = "document.activeElement.id || document.activeElement.className"


class Watched:
    """A case that is watched, with the tab that shows it."""

    def __init__(self, case: Path) -> None:
        self.case = case
        self.maker = Maker(case, Workspace.around(case.parent))
        self.state = self.maker.next(State())

    def change(self, old: str, new: str) -> None:
        """Edit the case, as an officer saves it."""
        text = self.case.read_text(encoding="utf-8")
        assert old in text
        self.case.write_text(text.replace(old, new), encoding="utf-8")
        self.state = self.maker.next(self.state)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Watched, str, Tab]]:
    workspace = tmp_path_factory.mktemp("browser")
    case = lay_small_case(workspace)
    with tab() as opened, chdir(workspace):
        watched = Watched(case)
        with Server("data/cases/small/case.yaml", lambda: watched.state) as server:
            yield watched, server.address, opened


def keep(name: str, shown: Tab) -> None:
    """A picture for the gallery, in few colours so that the file stays small."""
    if folder := os.environ.get("DEMARCHE_PICTURES"):
        shown.picture().quantize(32).save(Path(folder) / f"{name}.png", optimize=True)


def press_to(shown: Tab, wanted: str, most: int = 60) -> None:
    """Press Tab until the focus is there, and see each time that it is seen."""
    for _ in range(most):
        shown.press("Tab")
        if shown.run(FOCUSED) == wanted:
            assert shown.wait(
                "(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)"
                "(getComputedStyle(document.activeElement))",
                5,
            ), wanted
            return
    raise AssertionError(f"{wanted} is not reached by the keyboard")


def test_by_keyboard_alone_to_a_document_and_back(page: tuple[Watched, str, Tab]) -> None:
    watched, address, shown = page
    shown.open(address)
    shown.press("Tab")
    assert shown.run(FOCUSED) == "skip"
    assert shown.run("document.activeElement.getBoundingClientRect().top >= 0")
    shown.press("Enter")
    assert shown.wait("document.activeElement.id === 'main'")
    paper = next(paper for paper in watched.state.pages if paper.paper == "return-form")
    press_to(shown, f"d-{paper.id}")
    shown.press("Enter")
    assert shown.wait(f"location.pathname.endsWith('/view/{paper.id}')")
    shown.wait("document.readyState === 'complete'")
    press_to(shown, "p-" + watched.state.pages[0].id)
    shown.press("Enter")
    assert shown.wait(f"location.pathname.endsWith('/view/{watched.state.pages[0].id}')")
    shown.wait("document.readyState === 'complete'")
    press_to(shown, "paper")
    for _ in range(3):
        shown.press("PageDown")
    at = "document.getElementById('paper').contentWindow.scrollY"
    assert shown.wait(f"{at} > 600")
    press_to(shown, "back")
    shown.press("Enter")
    assert shown.wait(f"{FOCUSED} === 'd-{watched.state.pages[0].id}'"), "back to the link it was"
    assert shown.complaints == []


def test_what_is_shown_comes_from_loopback_in_the_fonts_of_the_paper(
    page: tuple[Watched, str, Tab],
) -> None:
    watched, address, shown = page
    restricted = next(paper for paper in watched.state.pages if paper.paper == "restricted")
    for path in ("", f"view/{watched.state.pages[0].id}", f"document/{restricted.id}"):
        shown.open(address + path)
    hosts = {urlsplit(asked).hostname for asked in shown.asked_for if asked.startswith("http")}
    assert hosts == {"127.0.0.1"}
    shown.open(f"{address}document/{watched.state.pages[0].id}")
    root = shown.call("DOM.getDocument")["root"]["nodeId"]
    shown.call("CSS.enable")
    for selector, family in (("h1", "Source Serif 4"), (".id", "Noto Sans Mono")):
        node = shown.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        used = shown.call("CSS.getPlatformFontsForNode", nodeId=node)["fonts"]
        assert {font["isCustomFont"] for font in used} == {True}
        assert all(family in font["familyName"] for font in used), used


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages(page: tuple[Watched, str, Tab], scheme: str) -> None:
    watched, address, shown = page
    shown.prefer(color_scheme=scheme, reduced_motion="reduce")
    shown.open(address)
    for width in (1200, 320):
        shown.size(width, 900)
        assert shown.run("document.documentElement.scrollWidth") <= width
        wrong, passed = shown.axe()
        assert wrong == []
        assert passed > 20
    shown.open(f"{address}view/{watched.state.pages[1].id}")
    assert shown.run("document.documentElement.scrollWidth") <= 320
    wrong, passed = shown.axe(frames=False)  # each paper is looked at by itself
    assert wrong == []
    assert passed > 10
    shown.size(1200, 900)
    shown.prefer()


def test_axe_finds_nothing_against_wcag_on_the_papers(page: tuple[Watched, str, Tab]) -> None:
    watched, _, shown = page
    first = {paper.name.rpartition("/")[2]: paper for paper in reversed(watched.state.pages)}
    assert {"removal", "prevention", "information", "preservation", "restricted"} < set(first)
    for name, paper in first.items():
        shown.show(paper.html)
        wrong, passed = shown.axe("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
        # What axe-core cannot decide on a dense page of paper (`incomplete`) is not counted here.
        assert [found for found in wrong if found.startswith("violations")] == [], name
        assert passed > 8


def test_a_change_comes_without_moving_the_reader(page: tuple[Watched, str, Tab]) -> None:
    watched, address, shown = page
    shown.open(address)
    keep("watch", shown)
    last = watched.state.pages[-1]
    press_to(shown, f"d-{last.id}", 200)
    shown.run("document.querySelector('#look details').open = true")
    top = "Math.round(document.activeElement.getBoundingClientRect().top)"
    before = shown.run(top)
    assert shown.run("scrollY") > 200
    watched.change("reply_by: 2026-11-26", "reply_by: 2026-11-20")
    said = shown.wait("document.getElementById('news').textContent")
    assert re.match(r"Checked again at [0-9:]{8}: [1-9][0-9]* errors?, ", said), said
    assert shown.run("document.querySelector('#errors li .kind').textContent").startswith("Error")
    assert shown.run(FOCUSED) == f"d-{last.id}"
    assert abs(shown.run(top) - before) <= 1
    assert shown.run("document.querySelector('#look details').open")
    shown.open(address)
    keep("watch-errors", shown)
    wrong, _ = shown.axe()
    assert wrong == []
    shown.size(320, 640)
    keep("watch-narrow", shown)
    shown.size(1200, 900)
    watched.change("reply_by: 2026-11-20", "reply_by: 2026-11-26")


def test_a_document_is_renewed_where_it_is_read(page: tuple[Watched, str, Tab]) -> None:
    watched, address, shown = page
    shown.open(f"{address}view/{watched.state.pages[0].id}")
    keep("watch-document", shown)
    press_to(shown, "paper")
    shown.press("PageDown")
    inside = "document.getElementById('paper').contentWindow"
    shown.wait(f"{inside}.scrollY > 200")
    shown.run("new Promise(done => setTimeout(done, 400, true))")  # until it rests
    at = shown.run(f"{inside}.scrollY")
    watched.change(CLAIM, CLAIM.replace("3 November", "4 November"))
    assert "changed" in shown.wait("document.getElementById('news').textContent")
    changed = "document.getElementById('paper').contentDocument.body.textContent"
    assert "On 4 November 2026 the account" in shown.run(changed)
    assert abs(shown.run(f"{inside}.scrollY") - at) <= 1
    assert shown.run(FOCUSED) == "paper"
    watched.change(CLAIM.replace("3 November", "4 November"), CLAIM)


def test_nothing_of_the_case_runs_in_the_browser(page: tuple[Watched, str, Tab]) -> None:
    watched, address, shown = page
    hostile = next(
        paper
        for paper in watched.state.pages
        if "alert(1)" in paper.html and "removal" in paper.name
    )
    shown.run("sessionStorage.clear()")
    shown.open(f"{address}view/{hostile.id}")
    inside = "document.getElementById('paper').contentDocument"
    assert "alert(1)" in shown.wait(f"{inside}.body && {inside}.body.textContent")
    assert shown.run(f"{inside}.querySelectorAll('script').length") == 0
    # A script that got in all the same would not run: the frame is closed to every one.
    shown.run(
        f"(d => {{ const s = d.createElement('script'); s.textContent = 'parent.ran = 1';"
        f" d.body.append(s); }})({inside})"
    )
    assert shown.run("typeof window.ran") == "undefined"
