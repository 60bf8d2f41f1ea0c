"""The officer's page without a browser: its order, its landmarks and names, its escaping."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import cssselect2
import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit import lay_small_case

from demarche.build.recipient_lines import (
    DocumentLine,
    by_recipient,
    document_line,
    lines_of_case,
    severities_of,
    severity_labels,
)
from demarche.kernel import fonts
from demarche.kernel.problems import Place, Problem, Severity
from demarche.kernel.workspace import Workspace
from demarche.model.kinds import Kind
from demarche.preview.finding_groups import order_findings
from demarche.preview.preview_pages import case_page, paper_page
from demarche.preview.preview_state import Maker, State
from demarche.preview.screen_fonts import font_faces, font_files

HOSTILE = '</td><script>alert(1)</script><img src=x onerror=alert(2)> & "quoted" \u202egnp.exe'


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_small_case(tmp_path_factory.mktemp("officer"))


@pytest.fixture(scope="module")
def state(case: Path) -> State:
    return Maker(case, Workspace.around(case.parent)).next(State())


def read(page: str) -> lxml.html.HtmlElement:
    assert page.startswith("<!doctype html>")
    return lxml.html.document_fromstring(page)


def text_of(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def every(page: lxml.html.HtmlElement, selector: str) -> list[lxml.html.HtmlElement]:
    root = cssselect2.ElementWrapper.from_html_root(page)
    return [found.etree_element for found in root.query_all(selector)]


def broken(state: State) -> State:
    """The state with an error at a row, which stands last in the list."""
    error = Problem(Place("c/accounts.csv", 7, 3), "accounts[2].link", "required, but empty")
    return replace(state, problems=(*state.problems, error))


def test_errors_come_before_everything_else(state: State) -> None:
    page = read(case_page("c/case.yaml", broken(state)))
    assert [heading.get("id") for heading in page.iter("h2")] == [
        *("next-h", "errors-h", "documents-h", "severity-h", "look-h", "settled-h"),
    ]
    assert "1 error" in text_of(page.get_element_by_id("next"))
    assert page.find("head/title").text.startswith("1 error, ")
    weights = [item.get("class") for item in every(page, ".findings > li")]
    assert weights == sorted(weights, key=["error", "warning", "note"].index)
    assert weights[0] == "error"


def test_each_finding_names_its_place_and_the_officers_row(state: State) -> None:
    page = read(case_page("c/case.yaml", broken(state)))
    found = text_of(every(page, "#errors .places li")[0])
    assert found == "c/accounts.csv:7:3 row x-new link"
    assert len(every(page, ".places li")) == len(state.problems) + 1
    places = [text_of(code) for code in every(page, ".places li > code:first-child")]
    assert all(re.search(r":[0-9]+:[0-9]+$", place) for place in places)
    assert state.head is not None
    numbered = [problem for problem in state.problems if problem.field.startswith("accounts[")]
    assert numbered
    rows = [text_of(row) for row in every(page, ".places li b")]
    assert set(rows) <= {str(row) for row in state.head.row_ids}


def test_an_unread_case_says_its_errors_and_keeps_its_documents(state: State) -> None:
    error = Problem(
        Place("c/case.yaml", 3, 1), "accounts[9].url", "required, but empty", "write it"
    )
    page = read(case_page("c/case.yaml", state.unread((error,))))
    assert "cannot be read now" in text_of(page.get_element_by_id("next"))
    assert "row 9" in text_of(page.get_element_by_id("errors"))
    assert len(every(page, "#documents tbody tr")) > len(state.lines)
    assert "demarche build" not in text_of(page)
    first = read(case_page("c/case.yaml", State().unread((error,))))
    assert "cannot be read yet" in text_of(first)
    assert not every(first, "#documents a")


def test_the_table_has_every_document_of_every_recipient(state: State) -> None:
    page = read(case_page("c/case.yaml", state))
    table = every(page, "#documents table")[0]
    links = [link.get("href") for link in every(table, "a")]
    assert sorted(links) == sorted(f"view/{paper.id}" for paper in state.pages)
    assert len(set(links)) == len(links) == len(state.pages)
    papers = {paper.paper for paper in state.pages}
    assert papers == {"document", "restricted", "return-form"}
    recipient, removal, *_ = every(table, "tbody tr")
    assert len(every(table, "tr.who")) == len(by_recipient(state.lines))
    assert text_of(recipient[0]) == "X X Corp."
    assert text_of(recipient[3]).startswith("Restricted annex to X Corp. for X, Return form to")
    line = state.lines[0]
    cells = [text_of(cell) for cell in removal]
    assert cells[0] == "Removal to X Corp. for X"
    assert cells[1] == str(line.rows) == "3"
    codes = re.findall(r"T[1-4] ([0-9]+)", cells[2])
    assert sum(map(int, codes)) == line.rows
    assert cells[3:] == ["26 November 2026", "legalrequests.x.com"]


def test_landmarks_names_and_headers_are_there(state: State) -> None:
    page = read(case_page("c/case.yaml", broken(state)))
    assert page.get("lang") == "en"
    for landmark in ("header", "main", "footer"):
        assert len(every(page, f"body > {landmark}")) == 1, landmark
    assert [int(heading.tag[1]) for heading in every(page, "h1, h2")] == [1, *[2] * 6]
    for section in page.iter("section"):
        assert page.get_element_by_id(section.get("aria-labelledby")).tag == "h2"
    skip = every(page, "body > a")[0]
    assert page.get_element_by_id(skip.get("href")[1:]).tag == "main"
    assert page.get_element_by_id("news").get("role") == "status"
    assert all(cell.get("scope") for cell in page.iter("th"))
    names = [text_of(link) for link in every(page, "#documents a")]
    assert len(set(names)) == len(names), "two links of one name lead to two documents"
    names_of_parts = [element.get("id") for element in every(page, "[id]")]
    assert len(set(names_of_parts)) == len(names_of_parts)
    # What a colour says, a word says too.
    assert all("Error" in text_of(item) for item in every(page, "li.error"))
    assert not every(page, "[style], [onclick], script:not([src])")


def test_the_frame_leads_back_and_to_the_papers_beside_it(state: State) -> None:
    paper = state.pages[0]
    page = read(paper_page(state, paper))
    assert page.get_element_by_id("back").get("href") == f"../#d-{paper.id}"
    assert every(page, "nav")[0].get("aria-label")
    assert text_of(every(page, "[aria-current=page]")[0]) == "Removal"
    ways = [text_of(link) for link in every(page, "nav a")]
    assert {"Information", "Preservation", "Restricted annex", "Return form"} < set(ways)
    frame = every(page, "main > iframe")[0]
    assert frame.get("title") == paper.title
    assert every(page, "a.skip")[0].get("href") == f"#{frame.get('id')}"
    assert not every(page, "#previous")
    assert page.get_element_by_id("following").get("href") == state.pages[1].id


def line(**changes: object) -> DocumentLine:
    made = DocumentLine(
        reference="A/1/x/removal",
        kind=Kind.REMOVAL,
        name="Removal",
        part="",
        title="Request",
        reply_by=None,
        form="request",
        draft=(),
        platform_id="x",
        platform="X",
        legal_entity="X Corp.",
        channel=None,
        graded={1: "T2", 2: "T1", 3: ""},
        labels={"T1": "Threat to life", "T2": "Recruitment"},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_gravest_come_first_and_each_account_counts_once() -> None:
    other = line(reference="A/1/x/information", kind=Kind.INFORMATION, graded={2: "T1", 4: "T1"})
    recipient = by_recipient([line(), other, line(legal_entity="X Ireland", graded={9: "T3"})])[0]
    counts = [(count.code, count.rows) for count in recipient.severities]
    assert counts == [("T1", 2), ("T2", 1), ("", 1)]
    assert recipient.rows == 4
    assert [count.label for count in recipient.severities][:2] == ["Threat to life", "Recruitment"]
    page = read(case_page("c/case.yaml", State(1, lines=(line(), other))))
    assert "T1 1, T2 1, not graded 1" in text_of(page.get_element_by_id("documents"))
    gravest = every(page, "#severity tbody tr")[0]
    assert [text_of(cell) for cell in gravest] == ["T1 Threat to life", "2"]
    assert page.get_element_by_id("severity").get("hidden") is None


def test_lines_come_from_the_case_itself(state: State) -> None:
    assert state.prepared is not None
    assert lines_of_case(state.prepared) == state.lines
    request = state.prepared.requests[0]
    labels = severity_labels(state.prepared)
    made = document_line(state.prepared.documents[0], request, labels)
    assert list(made.graded) == [row.number for row in request.accounts]
    assert [(count.code, count.label, count.rows) for count in made.severities] == [
        (level.code, level.label, level.rows) for level in request.severities
    ]
    assert sum(count.rows for count in severities_of(state.lines)) == len(
        {number for line in state.lines for number in line.graded}
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60) | st.just(HOSTILE))
def test_hostile_text_stays_text(text: str) -> None:
    text = "".join(character for character in text if not "\ud800" <= character <= "\udfff")
    hostile = line(legal_entity=text, platform=text, channel=text, name=text, part=text)
    problems = tuple(
        Problem(Place(f"{text}.csv", 2, 1), f"accounts[1].{text}", text, text, weight, "W99")
        for weight in Severity
    )
    plain = read(case_page("c/case.yaml", State(1, problems, lines=(line(),))))
    page = read(case_page(f"{text}/case.yaml", State(1, problems, lines=(hostile,))))
    for tag in ("script", "img", "table", "a", "section", "iframe"):
        assert len(every(page, tag)) == len(every(plain, tag)), tag
    for element in page.iter():
        assert not any(str(name).startswith("on") for name in element.attrib)


def test_invisible_characters_are_seen() -> None:
    page = case_page("c/case.yaml", State(1, lines=(line(legal_entity=HOSTILE),)))
    assert "\u202e" not in page.split('<section id="documents"')[1].replace("&#x202E;", "")


@given(st.permutations(["error", "warning", "note"] * 3))
def test_findings_are_grouped_without_losing_any(weights: list[str]) -> None:
    problems = [
        Problem(Place("a.yaml", number), "", f"message {number}", "", Severity(weight))
        for number, weight in enumerate(weights, start=1)
    ]
    found = order_findings(problems)
    assert found.counts == (3, 3, 3)
    for groups, weight in zip((found.errors, found.warnings, found.notes), Severity, strict=True):
        kept = [placed.problem for group in groups for placed in group.findings]
        assert kept == [problem for problem in problems if problem.severity is weight]


def test_every_character_of_the_paper_has_its_font_on_the_screen() -> None:
    faces = font_faces("fonts/")
    served = set(re.findall(r'url\("fonts/([^"]+)"\)', faces))
    assert served <= set(font_files())
    upright = [
        face
        for face in faces.splitlines()
        if f'"{fonts.SERIF}"' in face and "weight:400;font-style:normal" in face
    ]
    covered = set(fonts.points_of(font_files()["SourceSerif4-Regular.ttf"]))
    for face in upright[1:]:
        for first, _, last in (
            span.removeprefix("U+").partition("-")
            for span in face.rpartition("unicode-range:")[2].rstrip("}").split(",")
        ):
            span = set(range(int(first, 16), int(last or first, 16) + 1))
            assert not span & covered, "two fonts for one character"
            covered |= span
    lacking = fonts.coverage() - covered
    assert not {point for point in lacking if point > 0x7F}
