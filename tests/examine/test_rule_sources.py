"""What rules, data and pages cite can be opened: every anchor is there, and no file outside."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from kit import ROOT, command, plain

from demarche.examine.engine import rules
from demarche.examine.rule_sources import INSTRUMENTS, anchor, citations

SOURCES = ROOT / "docs" / "sources"
PAGES = {page.name: page.read_text(encoding="utf-8") for page in SOURCES.glob("*.md")}

OUTSIDE = re.compile(
    r"(?<![\w-])(?:forms|platforms|security|anchors|design)\.md"
    r"|(?<![\w-])lists\.md,? (?:section )?\d|[Ff]orms catalogue|[Dd]esign rule"
)
"""How research files outside the repository were once cited."""


def headings(text: str) -> list[str]:
    return [anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)]


ANCHORS = {name: headings(text) for name, text in PAGES.items()}


def committed() -> list[Path]:
    """The text files of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    endings = {".py", ".md", ".yaml", ".yml", ".toml", ".j2", ".css", ".sh", ".txt"}
    files = [ROOT / name for name in listed.split("\0") if name]
    return [file for file in files if file.suffix in endings and file.is_file()]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_has_each_anchor_once(name: str) -> None:
    assert len(ANCHORS[name]) == len(set(ANCHORS[name]))


@pytest.mark.parametrize("code", [rule.code for rule in rules()])
def test_what_a_rule_cites_can_be_opened(code: str) -> None:
    (rule,) = [rule for rule in rules() if rule.code == code]
    for cited in citations(rule.source):
        assert cited.anchor in ANCHORS[cited.page], cited
    assert any(cited.ours for cited in citations(rule.source)), "no page says what was read"


def test_every_instrument_is_cited_and_has_its_heading() -> None:
    used = {
        cited.anchor
        for rule in rules()
        for cited in citations(rule.source)
        if cited.page == "instruments.md"
    }
    assert {anchor(name) for name in INSTRUMENTS} == used
    assert used <= set(ANCHORS["instruments.md"])


@pytest.mark.parametrize(
    "source",
    [
        "forms catalogue E01",
        "DSAX Art. 3",
        "docs/sources/request-forms.md",
        "docs/sources/request-forms.md#e01, #",
        "DSA Art. 9; ",
        "",
    ],
)
def test_a_source_that_leads_nowhere_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="a source"):
        citations(source)


def test_every_mention_of_a_page_leads_to_an_anchor_of_it() -> None:
    seen = 0
    for file in committed():
        if file.name in ("test_rule_sources.py", "rule_sources.py"):
            continue
        text = file.read_text(encoding="utf-8")
        for page, points in re.findall(r"docs/sources/([\w-]+\.md)((?:(?:, )?#[\w-]+)*)", text):
            assert page in PAGES, f"{file}: {page}"
            for point in re.findall(r"#([\w-]+)", points):
                assert point in ANCHORS[page], f"{file}: {page}#{point}"
                seen += 1
    assert seen > 100


def test_links_between_the_pages_lead_to_anchors() -> None:
    for name, text in PAGES.items():
        for page, point in re.findall(r"\]\(([\w.-]*)#([\w-]+)\)", text):
            assert point in ANCHORS[page or name], f"{name}: {page}#{point}"


def test_no_file_of_the_repository_cites_research_outside_it() -> None:
    found = []
    for file in committed():
        if file.name == "test_rule_sources.py":
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if OUTSIDE.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_what_data_were_read_from_is_a_published_file() -> None:
    """A location under a folder that nobody else has would say nothing."""
    for key, source in plain(ROOT / "data" / "sources.yaml")["sources"].items():
        location = source.get("location", "")
        assert not re.match(r"(lists|research|shared|law)/", location), key
        assert location, key


def test_the_command_names_the_pages() -> None:
    printed = command("rules").stdout
    assert "[DSA Art. 9(2)(a)(iv); docs/sources/request-forms.md#e01; " in printed
