"""Every rule finds what it is for, at its place, and passes what it should pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from good_case import Change, check_json, lay, of, place_of
from rule_cases import RuleCase, codes, read

from demarche.examine.engine import rules

TABLE = {code: read(code) for code in codes()}
ELSEWHERE = {
    "W40": "tests/app/test_affected.py",
    "W45": "tests/examine/test_elsewhere.py",
    "W75": "tests/examine/test_timeline.py",
}
"""Rules that need more than a case and its data, with the tests that they have."""

FINDS = [case for finds, _ in TABLE.values() for case in finds]
PASSES = [case for _, passes in TABLE.values() for case in passes]


def test_every_rule_has_both() -> None:
    known = {rule.code for rule in rules()} - set(ELSEWHERE)

    assert known == set(TABLE)
    assert all(failing and passing for failing, passing in TABLE.values())


def test_the_good_case_is_good(workspace: Path) -> None:
    case, _ = lay(workspace, Change())

    answer = check_json(case)

    assert [problem["code"] for problem in answer["problems"]] == ["P02"]  # no picture is enclosed
    assert answer["counts"] == {"error": 0, "warning": 1, "note": 0}


@pytest.mark.parametrize("given", FINDS, ids=str)
def test_finds(given: RuleCase, workspace: Path) -> None:
    code = given.code
    case, place = given.lay(workspace / "data")
    severity = next(rule.severity.value for rule in rules() if rule.code == code)

    answer = check_json(case)

    found = of(answer["problems"], code)
    assert found, [(problem["code"], problem["message"]) for problem in answer["problems"]]
    assert {problem["severity"] for problem in found} == {severity}
    assert place is None or place in map(place_of, found), (place, found)
    assert all(problem["message"] and problem["line"] for problem in found)


@pytest.mark.parametrize("given", PASSES, ids=str)
def test_passes(given: RuleCase, workspace: Path) -> None:
    case, _ = given.lay(workspace / "data")

    answer = check_json(case)

    assert not of(answer["problems"], given.code)
    assert all(problem["code"] for problem in answer["problems"]), "the case was read and examined"
    assert answer["cases"], answer["problems"]
