"""The subject line: terrorism, the organisations and the number, and what it keeps to itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from kit import DATA, FOLLOWUP, TINY, lay_small_case, plain

from demarche.build.prepare import prepare
from demarche.model.request import Request

BLA, ISKP, JUA = "balochistan-liberation-army", "isil-khorasan", "jamaat-ul-ahrar"


def requests_of(case: Path) -> dict[str, Request]:
    """The requests of a case by platform and name."""
    return {request.reference.split("/", 3)[-1]: request for request in prepare(case).requests}


def with_rows(workspace: Path, rows: list[tuple[str, str]], more: str = "") -> Path:
    """The least case with further rows on X: organisation and tie of each."""
    text = TINY.read_text(encoding="utf-8")
    head, tail = text.split("  - id: tg-one\n")
    block = "".join(
        f"  - id: x-more-{number}\n    url: https://x.com/specimen_more_{number}\n"
        f"    organisation: {organisation}\n    link: {link}\n    ground: projection\n"
        "    justification: On 12 November 2026 the account praised an attack.\n"
        "    protected: none\n"
        for number, (organisation, link) in enumerate(rows, start=1)
    )
    case = workspace / "data" / "cases" / "one" / "case.yaml"
    case.parent.mkdir(parents=True)
    case.write_text(f"{more}{head}{block}  - id: tg-one\n{tail}", encoding="utf-8")
    return case


def test_a_subject_names_the_matter_the_organisation_and_the_number(tmp_path: Path) -> None:
    subject = requests_of(with_rows(tmp_path, []))["x/removal"].subject
    assert subject == "Terrorism: request to remove 1 account on X in the name of " + name_of("ttp")


def name_of(organisation: str) -> str:
    """The name of an organisation as the register has it."""
    return str(plain(DATA / "organisations" / f"{organisation}.yaml")["name"])


def test_of_many_organisations_three_are_named_and_the_others_counted(tmp_path: Path) -> None:
    rows = [(BLA, "official")] * 2 + [(ISKP, "official"), (JUA, "official")] * 3
    subject = requests_of(with_rows(tmp_path, [*rows, ("hamas", "member")]))["x/removal"].subject
    assert subject.startswith("Terrorism: request to remove 10 accounts on X in the name of ")
    # Those of most accounts first; then in the order of their rows.
    named = f"{name_of(ISKP)}, {name_of(JUA)}, {name_of(BLA)}"
    assert subject.endswith(f"{named} and 2 other listed organisations")


@pytest.mark.parametrize(
    ("ties", "said"),
    [
        (["official", "media-wing"], "in the name of "),
        (["official", "supporter"], "in the name or in support of "),
    ],
)
def test_who_only_supports_is_not_said_to_act_in_its_name(
    tmp_path: Path, ties: list[str], said: str
) -> None:
    case = with_rows(tmp_path, [("ttp", tie) for tie in ties])
    assert f"on X {said}{name_of('ttp')}" in requests_of(case)["x/removal"].subject


def test_supporters_alone_are_in_support(tmp_path: Path) -> None:
    case = with_rows(tmp_path, [])
    case.write_text(case.read_text().replace("link: media-wing", "link: supporter"))
    assert f"on X in support of {name_of('ttp')}" in requests_of(case)["x/removal"].subject


def test_a_confidential_paper_has_no_organisation_in_its_subject(tmp_path: Path) -> None:
    found = requests_of(lay_small_case(tmp_path))
    text = found["x/preservation"].subject
    assert re.fullmatch(r"Terrorism: preservation request, \d+ accounts on X", text)
    # That account holders are not to be informed yet keeps the accounts secret, not the matter.
    assert f" {name_of('al-qaida')} and " in found["x/removal"].subject


def test_a_case_that_is_marked_confidential_names_none(tmp_path: Path) -> None:
    subject = requests_of(with_rows(tmp_path, [], "marking: confidential\n"))["x/removal"].subject
    assert subject == "Terrorism: request to remove 1 account on X"


def test_what_may_have_been_a_mistake_is_not_called_terrorism() -> None:
    found = requests_of(FOLLOWUP)
    assert found["x/withdrawal-removal"].subject == "Notice of withdrawal: 1 account on X"
    release = found["x/preservation-release"].subject
    assert release == "Notice of release from preservation: 1 account on X"


def test_a_reminder_names_the_request_that_it_is_about() -> None:
    subject = requests_of(FOLLOWUP)["x/reminder-removal"].subject
    assert subject.startswith(
        "Terrorism: reminder of our request SPEC-IRU/2026/0431/x/removal of 19 October 2026, "
        "3 accounts outstanding on X in "
    )


def test_no_subject_has_a_number_in_words(tmp_path: Path) -> None:
    case = lay_small_case(tmp_path)
    for request in (*requests_of(case).values(), *requests_of(FOLLOWUP).values()):
        assert not re.search(r"\((?:one|two|three|[a-z]+teen|[a-z]+ty)", request.subject)
        assert re.match(r"Terrorism|EMERGENCY|Notice of|Follow-up|Introduction", request.subject)
        assert "  " not in request.subject
