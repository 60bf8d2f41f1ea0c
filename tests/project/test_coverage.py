"""What other forms and the platforms ask for stands on our pages: the table is what they say."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from kit import DATA, ROOT, Built, plain

FIVE = ("x", "facebook", "instagram", "whatsapp", "telegram")


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_coverage", ROOT / "scripts" / "make_coverage.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def coverage() -> ModuleType:
    return _script()


@pytest.mark.specimen
def test_the_page_is_current_and_has_no_empty_cell(
    coverage: ModuleType, small: Built, followup: Built
) -> None:
    page, empty = coverage.page(coverage.samples([small, followup]))

    assert empty == 0
    written = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert written == page, "run scripts/make_coverage.py"


def test_an_element_that_is_not_there_leaves_an_empty_cell(
    coverage: ModuleType, followup: Built
) -> None:
    """The table can fail: what no page says is not found on one."""
    source = {
        "id": "made-up",
        "elements": [
            {"ref": "1", "element": "the threat", "find": "threat", "kinds": ["emergency"]},
            {"ref": "2", "element": "mirrors", "find": "mirror", "kinds": ["emergency"]},
            {"ref": "3", "element": "none", "not_ours": "a reason"},
        ],
    }

    rows = list(coverage.rows(source, coverage.samples([followup])))

    assert rows[0][3] == "Threat, p. 1 (1)"
    assert rows[1][3:] == ("", "")
    assert rows[2][3] == "n/a: a reason"


@pytest.mark.parametrize("file", sorted((DATA / "coverage").glob("*.yaml")), ids=lambda f: f.stem)
def test_every_element_has_kinds_and_a_pattern_or_a_reason(file: Path) -> None:
    known = plain(DATA / "coverage" / "patterns.yaml")["patterns"]
    for element in plain(file).get("elements", []):
        if "not_ours" in element:
            assert len(element["not_ours"]) > 10
        else:
            assert element["find"] in known
            assert element["kinds"]


def test_every_pattern_is_used() -> None:
    files = [plain(file) for file in (DATA / "coverage").glob("*.yaml")]
    used = {element.get("find") for file in files for element in file.get("elements", [])}
    assert used >= set(plain(DATA / "coverage" / "patterns.yaml")["patterns"])


ON_THE_PAGE = {
    "account.url": r"https://",
    "account.observed_at": r"(seen|observed) \d+ [A-Z][a-z]{2} 20\d\d(, \d\d:\d\d)?",
    "account.native_id": r"Annex A1: Schedule .* \d{9,}",
    "account.handle": r"https://",
    "account.posts": r"Annex A1: Schedule .* (/[\w/]*\d+\b|\w+\.com/(p|reel)/\w+)",
    "account.prior_report": r"Reported: \w",
    "account.prior_report_answer": r"Reported: [^;]+; answer: \w",
    "account.data_categories": r"Category Data",
    "account.window": r"Data period: \d+ \w+ 20\d\d to \d+",
    "account.holder_in": r"holder's location: \w+",
    "account.justification": r"Annex A1: Schedule .*(On|In) (\d+ )?\w+ 20\d\d,? \w.{20}",
    "case.offence": r"imprisonment (of up to|for life)",
    "case.investigation": r"Enquiry No\.",
    "case.judicial_order": r"Court order: ",
    "case.suspect_statement": r"names the account holders as suspects",
    "office.official_email": r"@iru\.specimen\.example",
    "office.letterhead": r"Government of Pakistan",
    "office.badge": r"Officer ID SPEC-",
    "request.language": r"Languages: English",
    "request.user_notice": r"do not notify the account holders|You may notify the holder",
}
"""How a page shows what a platform's requirement names."""

IN_THE_ANNEX = {
    "office.phone": r"\+1 202 555 01\d\d",
    "account.screenshot": r"SHA-?256|What it shows, and where Captured",
    "account.exhibits": r"What it shows, and where Captured",
}
"""The same for what stands in the restricted annex: direct numbers and exhibits."""


@pytest.mark.parametrize("name", FIVE)
def test_a_full_dossier_holds_what_the_platform_publishes_that_it_asks_for(
    specimen: Built, name: str
) -> None:
    """Read aloud against data/platforms/*.yaml: every field named there is on the page."""
    documents = {key: specimen.pdf(key) for key in specimen.documents() if key.startswith(name)}
    assert {key.split("/")[1].split("-")[0] for key in documents} == {
        "removal",
        "prevention",
        "information",
        "preservation",
    }
    looked = 0
    for requirement in plain(DATA / "platforms" / f"{name}.yaml")["requirements"]:
        field = requirement["field"]
        assert field in ON_THE_PAGE or field in IN_THE_ANNEX, field
        for key in documents:
            if key.split("/")[1].split("-")[0] not in requirement["kinds"]:
                continue
            if field == "case.judicial_order" and "/information" not in key:
                continue  # the specimen's order is on data, and bound to the requests for them
            if field in IN_THE_ANNEX:
                found = re.search(IN_THE_ANNEX[field], specimen.restricted(key).text)
            else:
                found = re.search(ON_THE_PAGE[field], documents[key].text)
            ours = requirement.get("note", "").startswith(
                "our own rule"
            )  # asked of the officer, not by them
            if ours and field in specimen.warned():
                continue
            assert found, f"{key}: {field}: {requirement['why']}"
            looked += 1
    assert looked > 15
