"""Two cases of one reference would write into one folder: refused, whichever is built."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit import command
from wrong import GOOD, build_refused, changed


@pytest.mark.parametrize(
    "other", [f"SPEC{sign}2026{sign}0007" for sign in "/-"] + ["spec/2026/0007"]
)
def test_a_reference_that_another_case_has_is_refused(workspace: Path, other: str) -> None:
    first = workspace / "data" / "cases" / "one"
    second = first.with_name("two")
    second.mkdir()
    for folder, name in ((first, "SPEC/2026/0007"), (second, other)):
        text = changed("reference: SPEC-IRU/2026/0007", f"reference: '{name}'")
        (folder / "case.yaml").write_text(text, encoding="utf-8")

    result = build_refused(first)

    assert result.status == 2
    result.line(
        "case.yaml:1:12: reference: ", f"two/case.yaml has the same reference {other}, and so"
    )


def test_two_files_of_one_reference_are_refused_in_one_run(workspace: Path) -> None:
    folder = workspace / "data" / "cases" / "one"
    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_text(GOOD, encoding="utf-8")

    result = build_refused(folder, "a.yaml", "b.yaml")

    assert result.status == 2
    result.line(
        "b.yaml:1:12: reference: ", "a.yaml has the same reference SPEC-IRU/2026/0007, and so"
    )


def test_the_same_case_twice_is_one_case(workspace: Path) -> None:
    case = workspace / "data" / "cases" / "one" / "case.yaml"
    case.write_text(GOOD, encoding="utf-8")

    done = command("check", case, case, cwd=workspace)

    assert done.returncode == 0, done.stderr


def test_a_command_that_is_nearly_one_is_told() -> None:
    done = command("biuld")

    assert done.returncode == 2
    assert "No such command 'biuld'. Did you mean 'build'?" in done.stderr
