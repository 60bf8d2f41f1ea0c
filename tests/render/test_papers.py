"""What each paper says of itself, whom it lets be informed, and which answers it offers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from kit import FOLLOWUP, Built, build_case, command, read_pdf, squeezed

from demarche.model.followup import Done, Refusal
from demarche.model.kinds import SPECS, templates_of
from demarche.model.paper_specs import PAPERS

ORDER = "SPEC-ORD/2026/0072"
ENQUIRY = "SPEC-ENQ/2026/0093"
INVITES = re.compile(r"(?i)you may (?:tell|inform)|free to (?:tell|inform)|may be given to")


def test_an_order_is_in_the_paper_that_it_binds_and_nowhere_else(followup: Built) -> None:
    holding = set()
    for file in sorted(followup.folder.glob("*/*.pdf")):
        found = read_pdf(file)
        if squeezed(ORDER) in found.everything:
            holding.add(file.stem.removeprefix("SPEC-IRU-2026-0502-"))
    assert holding == {"preservation-extend"}
    enquiry = {
        name for name in followup.documents() if squeezed(ENQUIRY) in followup.pdf(name).everything
    }
    assert enquiry == {"x/preservation-extend", "telegram/emergency"}


def test_the_binding_itself_is_not_sent(followup: Built) -> None:
    for request in followup.requests().values():
        assert '"binds": {' not in json.dumps(request)
    (order,) = followup.requests()["x/preservation-extend"]["judicial_orders"]
    assert order["number"] == ORDER


def test_a_release_is_a_notice_that_asks_nothing(followup: Built) -> None:
    found = followup.pdf("x/preservation-release")
    assert "NOTICE Notice of release from preservation" in found.text
    for word in ("Answer by", "return form", "decline", "redress", "Reason", "identified"):
        assert word.casefold() not in found.text.casefold(), word
    assert not list(followup.folder.glob("x/*release-return-form.pdf"))
    assert not INVITES.search(found.text)
    request = followup.requests()["x/preservation-release"]
    for name in ("facts", "necessity", "purpose", "risk_of_loss", "changes", "investigations"):
        assert not request[name], name


def test_a_withdrawal_regrets_and_asks_to_restore(followup: Built) -> None:
    found = followup.pdf("x/withdrawal-removal")
    assert "NOTICE Notice of withdrawal" in found.text
    assert "We regret" in found.text
    assert "With effect from 20 November 2026, the date of this notice" in found.text
    assert "Please restore what was removed" in found.text
    assert "Please notify the holder of the account of this withdrawal at once" in found.text
    assert "we ask you not to publish it" in found.text
    assert "never named" not in found.text
    assert "section 37" not in found.text  # no redress, where nothing is asked for
    codes = [
        manner["code"] for manner in followup.requests()["x/withdrawal-removal"]["manner"]["done"]
    ]
    assert codes[0] == "B"


def test_a_reminder_permits_nothing_of_its_own(followup: Built) -> None:
    found = followup.pdf("x/reminder-removal")
    assert "REMINDER Reminder: Request for removal of accounts" in found.text
    assert not INVITES.search(found.text)
    assert "this reminder permits nothing more" in found.text


def test_a_preservation_paper_invites_nobody_to_tell(followup: Built) -> None:
    found = followup.pdf("x/preservation-extend")
    assert not INVITES.search(found.text)
    assert "no copy for them is made" in found.text


def test_the_officer_may_say_that_holders_may_be_told(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "cases" / "one"
    folder.mkdir(parents=True)
    text = FOLLOWUP.read_text(encoding="utf-8")
    said = text.replace(
        "    status: extend\n", "    status: extend\n    holder_may_be_told: true\n"
    )
    (folder / "case.yaml").write_text(said, encoding="utf-8")
    found = build_case(folder / "case.yaml").pdf("x/preservation-extend")
    assert "You may notify the holder of an account" in found.text
    assert "Only the copies that we make for that purpose may be handed on" in found.text

    wrong = text.replace("  - kind: letter\n", "  - kind: letter\n    holder_may_be_told: true\n")
    (folder / "case.yaml").write_text(wrong, encoding="utf-8")
    done = command("check", folder)
    assert done.returncode == 2
    assert "holder_may_be_told: not a field of a request of the kind letter" in done.stderr


def test_the_restricted_annex_says_what_is_held_and_why(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "cases" / "one"
    folder.mkdir(parents=True)
    text = FOLLOWUP.read_text(encoding="utf-8")
    why = "exhibits_held_because: each capture is too large to enclose\n"
    (folder / "case.yaml").write_text(why + text, encoding="utf-8")
    found = build_case(folder / "case.yaml").restricted("x/preservation-extend")
    assert re.search(
        r"Of (\w+) exhibits, \1 are held by the office because each capture is too large to "
        r"enclose; what is held is produced on request\.",
        found.text,
    )


def test_every_paper_is_in_the_table_and_every_code_on_a_form() -> None:
    papers = {name for kind in SPECS for name in templates_of(kind)}
    assert set(PAPERS) == papers
    done = {code for paper in PAPERS.values() for code in paper.done}
    assert done == set(Done.__args__)  # type: ignore[attr-defined]
    refused = {code for paper in PAPERS.values() for code in paper.refusals}
    assert refused == set(Refusal.__args__)  # type: ignore[attr-defined]
    for name, paper in PAPERS.items():
        if not paper.asks or paper.heading == "notice":
            assert not paper.redress, name


@pytest.mark.parametrize("name", ["removal", "prevention", "information"])
def test_a_request_says_what_may_be_handed_on(small: Built, name: str) -> None:
    text = small.pdf(f"x/{name}").text
    assert "Only the copies that we make for that purpose may be handed on" in text
    assert "You may publish" not in text


def test_a_preservation_with_a_wish_for_silence_does_not_end_it_with_leave(small: Built) -> None:
    text = small.pdf("x/preservation").text
    assert "do not notify the account holders of this document until after" in text
    assert not INVITES.search(text)
