"""A letter says what the case records, on the day that it records, and nothing beyond that."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest
from kit import FOLLOWUP, read_lists

from demarche.kernel.workspace import Workspace
from demarche.preview.preview_state import Maker, State


@pytest.fixture
def case(workspace: Path) -> Path:
    """The built-in follow-up case, in which no change of a row is told."""
    folder = workspace / "data" / "cases" / "two"
    shutil.copytree(FOLLOWUP.parent, folder)
    file = folder / "case.yaml"
    text = re.sub(r"(?m)^    change: .*\n", "", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    read_lists(workspace)
    return file


def pages(case: Path, *changes: tuple[str, str]) -> dict[str, str]:
    """The text of every document by its name, with these changes of the case."""
    text = case.read_text(encoding="utf-8")
    for old, new in changes:
        assert re.search(old, text), old
        text = re.sub(old, new, text)
    case.write_text(text, encoding="utf-8")
    state = Maker(case, Workspace.around(case)).next(State())
    assert state.prepared, [str(problem) for problem in state.problems]
    return {page.name.split("/", 3)[-1]: _text(page.html) for page in state.pages}


def _text(page: str) -> str:
    body = re.sub(r"(?s)<style.*?</style>", "", page).replace("\u00ad", "")
    words = html.unescape(re.sub(r"<[^>]*>", " ", body))
    return re.sub(r"\s+([.,;])", r"\1", re.sub(r"\s+", " ", words))


def reminder(case: Path, *changes: tuple[str, str]) -> str:
    found = [text for name, text in pages(case, *changes).items() if "reminder" in name]
    return found[0]


STATUS = r"(?m)^    status_checked_at: .*\n"


def test_a_reminder_says_that_nothing_changed_with_the_day_of_the_last_look(case: Path) -> None:
    text = reminder(case)
    assert (
        "None known to us: each account was last seen on 19 November 2026,"
        " and no change since the earlier request is recorded." in text
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            ((r"status_checked_at: 2026-11-19T09:40", "status_checked_at: 2026-11-14T09:40"),),
            "The accounts were last seen between 14 November 2026 and 19 November 2026.",
        ),
        (
            ((r"status_checked_at: 2026-11-19", "status_checked_at: 2026-11-17"),),
            "The accounts were last seen on 17 November 2026.",
        ),
        (((STATUS, ""),), "The date on which the accounts were last seen is not recorded."),
        (
            ((r"    status_checked_at: 2026-11-19T09:40.*\n", ""),),
            "last seen on 19 November 2026; for 1 account no later date is recorded.",
        ),
    ],
)
def test_a_reminder_without_a_fresh_look_claims_nothing(
    case: Path, changes: tuple[tuple[str, str], ...], says: str
) -> None:
    text = reminder(case, *changes)
    assert "None known to us" not in text
    assert says in text
    assert "does not state whether an account was renamed, restored or removed since then" in text


def test_what_changed_is_told_as_before(case: Path) -> None:
    changed = (r"(?m)^(    status_checked_at: 2026-11-19T09:40.*\n)", r"\1    change: it moved\n")
    text = reminder(case, changed)
    assert "Row 5: it moved." in text
    assert "None known to us" not in text


APPROVAL = r"(?m)^approved_by:\n(?:  .*\n)+"


def test_a_certificate_names_the_second_officer_s_day_or_nobody(case: Path) -> None:
    named = [
        re.findall(r"a second officer examined (.*?) and approved .*? on 20 November 2026", text)
        for text in pages(case).values()
        if "I confirm in good faith" in text
    ]
    assert named.count(["it"]) == 1  # the first contact, which has no rows
    assert named.count(["the rows"]) >= 3
    without = pages(case, (APPROVAL, ""))
    assert without
    for name, text in without.items():
        assert "a second officer examined" not in text, name


def test_a_certificate_says_of_the_rows_what_they_record(case: Path) -> None:
    text = reminder(case)
    assert "accurate and complete at the dates it states" in text
    assert "accurate and complete on the day of issue" not in text
    assert "looked at on its own" not in text  # the earlier request has the times
