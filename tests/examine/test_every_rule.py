"""Every rule finds what it is for, at its place, and passes what it should pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from good_case import Change, lay, of, place_of, told
from table_errors import ERRORS
from table_warnings import WARNINGS

from demarche.examine.engine import rules

TABLE = {**ERRORS, **WARNINGS}
ELSEWHERE = {"W40": "tests/app/test_affected.py", "W45": "tests/examine/test_elsewhere.py"}
"""Rules that need more than a case and its data, with the tests that they have."""

FAILING = [(code, n) for code, (failing, _) in TABLE.items() for n in range(len(failing))]
PASSING = [(code, n) for code, (_, passing) in TABLE.items() for n in range(len(passing))]


def test_every_rule_has_both() -> None:
    known = {one.code for one in rules()} - set(ELSEWHERE)

    assert known == set(TABLE)
    assert all(failing and passing for failing, passing in TABLE.values())


def test_the_good_case_is_good(workspace: Path) -> None:
    case, _ = lay(workspace, Change())

    answer = told(case)

    assert [one["code"] for one in answer["problems"]] == ["P02"]  # no picture is enclosed
    assert answer["counts"] == {"error": 0, "warning": 1, "note": 0}


@pytest.mark.parametrize(("code", "number"), FAILING)
def test_finds(code: str, number: int, workspace: Path) -> None:
    case, place = lay(workspace, TABLE[code][0][number])
    severity = next(one.severity.value for one in rules() if one.code == code)

    answer = told(case)

    found = of(answer["problems"], code)
    assert found, [(one["code"], one["message"]) for one in answer["problems"]]
    assert {one["severity"] for one in found} == {severity}
    assert place is None or place in map(place_of, found), (place, found)
    assert all(one["message"] and one["line"] for one in found)


@pytest.mark.parametrize(("code", "number"), PASSING)
def test_passes(code: str, number: int, workspace: Path) -> None:
    case, _ = lay(workspace, TABLE[code][1][number])

    answer = told(case)

    assert not of(answer["problems"], code)
    assert all(one["code"] for one in answer["problems"]), "the case was read and examined"
    assert answer["cases"], answer["problems"]
