"""An account that another case or a report asks the same for is told, with case and row."""

from __future__ import annotations

import csv
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from good_case import GOOD, Change, change, check_json, lay, of
from kit import SPECIMEN, command

OTHER = "SPEC-IRU/2026/0008"
DRAFT = ("approved_by: {name: C. N. Specimen, post: Deputy director, on: 2026-11-22}\n", "")


FIRST = ("  - id: old\n", "  - id: old\n    requests: [prevention]\n")
"""Only the second row is asked for anything."""


def new_row(field: str) -> tuple[str, str]:
    """A field more in the second row."""
    return ("    prior_report: SPEC", f"    {field}\n    prior_report: SPEC")


def other(workspace: Path, *changes: tuple[str, str], name: str = "two") -> Path:
    """A second case of the workspace with the same accounts, unless it is changed."""
    text = GOOD.replace("2026/0007", "2026/0008")
    for old, new in changes:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    case = workspace / "data" / "cases" / name / "case.yaml"
    case.parent.mkdir(parents=True)
    case.write_text(text, encoding="utf-8")
    return case


def found(workspace: Path, code: str = "E22", changed: Change | None = None) -> list[str]:
    """The messages of one rule on the case."""
    case, _ = lay(workspace, changed or change())
    return [str(problem["message"]) for problem in of(check_json(case)["problems"], code)]


def test_an_open_request_of_another_case_stops_the_same_one(workspace: Path) -> None:
    other(workspace)
    case, place = lay(
        workspace,
        change(
            (
                "url: https://x.com/specimen_x_new\n    native",
                "url: ‸twitter.com/Specimen_X_New/\n    native",
            ),
        ),
    )

    problems = of(check_json(case)["problems"], "E22")

    assert place in {f"case.yaml:{problem['line']}:{problem['column']}" for problem in problems}
    assert sorted(problem["message"].split(": ", 1)[1] for problem in problems) == [
        "information, SPEC-IRU/2026/0008, rows 1, 2 (../two/case.yaml) (2 rows: old, new)",
        "preservation, SPEC-IRU/2026/0008, rows 1, 2 (../two/case.yaml) (2 rows: old, new)",
        "removal, SPEC-IRU/2026/0008, row 2 (../two/case.yaml)",
    ]


@pytest.mark.parametrize(
    "changed",
    [
        (
            "url: https://x.com/specimen_x_new\n    native",
            "url: https://x.com/specimen_x\n    native",
        ),
        new_row("outcome: S"),
        new_row("outcome_reason: '6'"),
        new_row("withdraw_reason: duplicate"),
        new_row("requests: [prevention]"),
        # a case that is at fault is told when it is checked itself
        ("accounts:\n", "accounts: [\n"),
    ],
)
def test_what_is_settled_or_other_is_no_conflict(changed: tuple[str, str], workspace: Path) -> None:
    other(workspace, changed, FIRST)

    assert found(workspace) == []
    assert found(workspace, "W45") == []


def test_a_draft_warns(workspace: Path) -> None:
    other(workspace, DRAFT)

    assert found(workspace) == []
    assert any(
        "removal, SPEC-IRU/2026/0008, row 2 " in message for message in found(workspace, "W45")
    )


def test_a_returned_form_settles_a_row(workspace: Path) -> None:
    case = other(workspace, FIRST)
    head = "platform,reference,row,address,done,on,reason,told,note,ticket,received,form,sha256\n"
    rows = [
        f"x,{OTHER}/x/{kind},2,https://x.com/specimen_x_new,{done},,{reason},,,,2026-11-23,f.pdf,00\n"
        for kind, done, reason in (("removal", "S", ""), ("information", "", "5"))
    ]
    (case.parent / "answers.csv").write_text(head + "".join(rows), encoding="utf-8")

    messages = found(workspace)

    assert len(messages) == 1
    assert "preservation" in messages[0]


def test_the_report_of_a_case_that_is_gone_still_counts(workspace: Path) -> None:
    case = other(workspace)
    _, _ = lay(workspace, change())
    shutil.move(workspace / "data" / "cases" / "one", workspace / "aside")
    done = command("build", "--quiet", case)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(case.parent)
    shutil.rmtree(workspace / "aside")

    messages = found(workspace)

    assert "request.json" in messages[0]
    assert any("removal, SPEC-IRU/2026/0008, row 2 " in message for message in messages)


def test_the_report_of_the_case_itself_is_none(workspace: Path) -> None:
    case, _ = lay(workspace, change())
    assert command("build", "--quiet", case).returncode == 0

    assert of(check_json(case)["problems"], "E22") == []


def test_a_number_written_otherwise_is_found(workspace: Path) -> None:
    new = "url: https://x.com/specimen_x_new\n    native_id"
    number = "url: {}\n    platform: whatsapp\n    native_id"
    posts = ("    posts: [https://x.com/specimen_x_new/status/2117949982110646273]\n", "")
    other(workspace, (new, number.format('"+44 7700 900-042"')), posts)

    messages = found(workspace, changed=change((new, number.format("+447700900042")), posts))

    assert any("removal, SPEC-IRU/2026/0008, row 2" in message for message in messages)


def test_fifty_cases_are_looked_through_quickly(workspace: Path) -> None:
    with (SPECIMEN.parent / "accounts.csv").open(encoding="utf-8", newline="") as stream:
        rows: list[dict[str, Any]] = list(csv.DictReader(stream))
    for number in range(50):
        case = other(
            workspace,
            (
                GOOD[GOOD.index("accounts:\n") : GOOD.index("exhibits:\n")],
                "accounts: accounts.csv\n",
            ),
            name=f"c{number}",
        )
        with (case.parent / "accounts.csv").open("w", encoding="utf-8", newline="") as stream:
            table = csv.DictWriter(stream, rows[0].keys())
            table.writeheader()
            table.writerows(rows)
    case, _ = lay(workspace, change())
    check_json(case)  # what is loaded once
    start = time.process_time()
    assert of(check_json(case)["problems"], "E22") == []
    took = time.process_time() - start

    assert took < 3, took
