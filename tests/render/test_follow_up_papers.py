"""What follows a request: the ask first, two pages, and notices that are notices."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from kit import FOLLOWUP, TESTS, Built, build_case, lay_small_case

from demarche.build.prepare import prepare
from demarche.compose.views import office_view
from demarche.kernel.workspace import builtin
from demarche.model.paper_specs import PAPERS
from demarche.render.html import Templates
from demarche.render.text_check import text_of

FIRST = {
    "x/reminder-removal": "What we ask 1. Please tell us",
    "x/preservation-extend": "What we ask 1. We ask you to keep",
    "x/withdrawal-removal": "What we withdraw 1. With effect from 20 November 2026",
    "x/preservation-release": "What we release 1. With effect from 20 November 2026",
    "telegram/contact": "What this notice is for 1. This notice names no account",
}
NOTICES = ("x/withdrawal-removal", "x/preservation-release", "telegram/contact")

VALUES = {
    "digest": "0" * 64,
    "emblem": "",
    "gravest_rows": 3,
    "most_named": 3,
    "first_page_alone": False,
}
"""What a template is given besides the request."""

GREETINGS = re.compile(r"Dear Sir|Yours (?:truly|faithfully)")


@pytest.mark.parametrize("name", FIRST)
def test_the_first_paragraph_is_what_is_asked_or_given_up(followup: Built, name: str) -> None:
    text = followup.pdf(name).text
    assert FIRST[name] in text
    assert text.index(FIRST[name]) < len(text) / 3


@pytest.mark.parametrize("name", FIRST)
def test_none_is_longer_than_two_pages(followup: Built, name: str) -> None:
    assert len(followup.pdf(name).pages) <= 2, name


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_asks_for_no_decision(followup: Built, name: str) -> None:
    text = followup.pdf(name).text
    assert "NOTICE Notice of" in text
    for words in ("Reply by", "Declining it", "section 37", "redress", "You may decline"):
        assert words not in text, words
    assert not GREETINGS.search(text)


def test_letters_have_a_salutation_and_a_close_and_the_emergency_neither(followup: Built) -> None:
    for name in ("x/reminder-removal", "x/preservation-extend", "x/letter", "telegram/letter"):
        text = followup.pdf(name).text
        assert "Dear Sir or Madam," in text, name
        assert "Yours truly," in text, name
    assert not GREETINGS.search(followup.pdf("telegram/emergency").text)


def test_every_notice_of_the_table_is_without_redress_and_deadline() -> None:
    notices = {name for name, paper in PAPERS.items() if paper.notice}
    assert notices == {"preservation-release", "withdrawal", "contact"}
    for name in notices:
        assert not PAPERS[name].redress
        assert not (PAPERS[name].asks and PAPERS[name].deadline)


def changed(workspace: Path, changes: dict[str, str]) -> Path:
    """The case of follow-ups with some text replaced."""
    text = FOLLOWUP.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    case = workspace / "data" / "cases" / "two" / "case.yaml"
    case.parent.mkdir(parents=True)
    case.write_text(text, encoding="utf-8")
    return case


def test_a_reminder_of_four_rows_has_two_pages(tmp_path: Path) -> None:
    # The third row was suspended; here it still waits.
    built = build_case(changed(tmp_path, {"    outcome: S\n": "    outcome: N\n"}))
    assert len(built.requests()["x/reminder-removal"]["accounts"]) == 4
    assert len(built.pdf("x/reminder-removal").pages) <= 2


def page(case: Path, name: str) -> str:
    """The text of a document by `platform/name`, before it is typeset."""
    templates = Templates([builtin("templates")])
    for request in prepare(case).requests:
        if request.reference.endswith(f"/{name}"):
            template = str(request.kind)
            if request.status != "new":
                template += f"-{request.status}"
            return text_of(templates.html(template, request, VALUES))
    raise AssertionError(name)


def test_a_withdrawal_that_restores_nothing_asks_for_no_answer(tmp_path: Path) -> None:
    reason = "    withdraw_reason: protected-speech\n"
    case = changed(tmp_path, {reason: f"{reason}    restore: false\n"})
    (request,) = [
        request for request in prepare(case).requests if str(request.kind) == "withdrawal"
    ]
    assert not request.manner.asks
    assert request.manner.done == request.manner.refusals == ()
    assert not any("eturn form" in enclosure for enclosure in request.enclosures)
    text = page(case, "x/withdrawal-removal")
    assert "No reply is needed" in text
    assert "No restoration requested; please close this row" in text


def test_a_withdrawal_has_a_deadline_where_the_officer_sets_one(tmp_path: Path) -> None:
    case = changed(
        tmp_path, {"  - kind: withdrawal\n": "  - kind: withdrawal\n    reply_by: 2026-11-25\n"}
    )
    text = page(case, "x/withdrawal-removal")
    assert "Reply by\n25 November 2026, 17:00 (UTC+05:00; 12:00 UTC)" in text


def test_a_reminder_with_an_answer_does_not_deny_it(tmp_path: Path) -> None:
    text = page(FOLLOWUP, "x/reminder-removal")
    assert "no record of a reply" not in text
    assert "no action yet, 2 November 2026" in text


def test_salutation_and_close_are_those_of_the_office(tmp_path: Path) -> None:
    pakistan = page(lay_small_case(tmp_path), "x/removal")
    london = page(TESTS / "cases" / "gb" / "case.yaml", "x/removal")
    assert "Yours truly," in pakistan
    assert "Yours faithfully," in london
    assert "Yours truly," not in london
    assert "Dear Sir or Madam," in london


def test_an_office_without_forms_has_those_of_its_language(tmp_path: Path) -> None:
    matter = prepare(lay_small_case(tmp_path)).matter
    plain = matter.office.model_copy(
        update=dict.fromkeys(("salutation", "opening", "opening_directed", "close"))
    )
    shown = office_view(dataclasses.replace(matter, office=plain))
    assert (shown.salutation, shown.opening, shown.close) == (
        "Dear Sir or Madam,",
        "I enclose",
        "Yours faithfully,",
    )


def test_an_emergency_names_the_organisation_and_the_hour_in_two_zones(followup: Built) -> None:
    pdf = followup.pdf("telegram/emergency")
    assert len(pdf.pages) == 1
    request = followup.requests()["telegram/emergency"]
    assert request["accounts"][0]["organisation_label"] in pdf.text
    assert re.search(
        r"Reply requested by 20 November 2026, \d\d:\d\d \(UTC\+05:00; \d\d:\d\d UTC\)", pdf.text
    )
    assert "+1 202 555 0104" in pdf.text
    assert "+1 202 555 0100" in pdf.text
    assert "EMERGENCY DISCLOSURE REQUEST" in pdf.text
    assert "Declaration I declare that" in pdf.text
