"""How findings are told: to a reader, as JSON, as SARIF; and that no source's rule is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from good_case import Change, change, check_json, lay, place_of
from kit import SPECIMEN, command

from benchmarks.cases import make_case
from demarche.examine.engine import rules

TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1}},
}
SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs", "$schema"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "shortDescription"],
                                            "properties": {
                                                "shortDescription": TEXT,
                                                "fullDescription": TEXT,
                                                "help": TEXT,
                                                "defaultConfiguration": {
                                                    "properties": {
                                                        "level": {"enum": ["error", "warning"]}
                                                    }
                                                },
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "message": TEXT,
                                "locations": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {
                                        "type": "object",
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "required": ["uri"],
                                                        "properties": {
                                                            "uri": {
                                                                "type": "string",
                                                                "format": "uri-reference",
                                                            }
                                                        },
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "required": ["startLine", "startColumn"],
                                                        "properties": {
                                                            "startLine": {
                                                                "type": "integer",
                                                                "minimum": 1,
                                                            },
                                                            "startColumn": {
                                                                "type": "integer",
                                                                "minimum": 1,
                                                            },
                                                        },
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""The parts of SARIF 2.1.0 that the program writes, as the standard constrains them."""


@pytest.mark.parametrize(
    "changed",
    [
        Change(),
        change(("title: Two accounts\n", "")),
        change(("- kind: removal", "- kind: removal\n    scope: global\n    reply_by: 2026-11-23")),
    ],
    ids=["good", "unreadable", "wrong"],
)
def test_sarif_says_what_json_says(workspace: Path, changed: Change) -> None:
    case, _ = lay(workspace, changed)

    log, plain = check_json(case, "--sarif"), check_json(case)

    jsonschema.validate(log, SARIF, format_checker=jsonschema.FormatChecker())
    (run,) = log["runs"]
    for described in run["tool"]["driver"]["rules"][:-1]:
        page, _, point = described["helpUri"].removeprefix("file://").partition("#")
        assert Path(page).is_file()
        assert point
    assert len(run["results"]) == len(plain["problems"])
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    places = set()
    for result in run["results"]:
        physical = result["locations"][0]["physicalLocation"]
        region = physical["region"]
        places.add(
            f"{physical['artifactLocation']['uri']}:{region['startLine']}:{region['startColumn']}"
        )
    assert places == {place_of(problem) for problem in plain["problems"]}


def test_json_has_errors_first(workspace: Path) -> None:
    case, _ = lay(
        workspace, change(("- kind: removal", "- kind: removal\n    term_until: 2026-11-23"))
    )

    answer = check_json(case)

    weights = [problem["severity"] for problem in answer["problems"]]
    assert weights == sorted(weights) == ["error", "warning"]
    assert answer["cases"] == [{"file": "case.yaml", "reference": "SPEC-IRU/2026/0007"}]


def test_a_reader_sees_each_rule_once_and_places_to_jump_to() -> None:
    short, whole = command("check", SPECIMEN), command("check", "--all", SPECIMEN)

    assert short.returncode == whole.returncode == 0
    assert len(short.stderr.splitlines()) < len(whole.stderr.splitlines())
    headings = [
        line for line in whole.stderr.splitlines() if re.match(r"(warning: )?[EWP]\d\d: ", line)
    ]
    assert len({line.removeprefix("warning: ")[:3] for line in headings}) == len(headings)
    for line in whole.stderr.splitlines():
        assert line in headings or re.match(r"\S+\.(yaml|csv):\d+:\d+: ", line), line
    assert "… and 20 more (use --all to show them)" not in whole.stderr
    assert re.fullmatch(
        r"\S+case\.yaml: 481 accounts, \d+ documents; 0 errors, \d+ warnings\n", whole.stdout
    )


def test_rules_as_json_have_all_that_a_reader_needs() -> None:
    listed = json.loads(command("rules", "--json").stdout)

    assert [rule["code"] for rule in listed] == [rule.code for rule in rules()]
    for rule in listed:
        assert rule["sentence"]
        assert rule["remedy"]
        assert rule["source"]
        assert rule["checked"].startswith("when the case is ")


def test_the_catalogues_are_whole() -> None:
    codes = {rule.code for rule in rules()}
    sources = " ".join(rule.source for rule in rules())

    assert {f"E{n:02}" for n in range(1, 25)} <= codes
    assert {f"W{n:02}" for n in range(1, 18)} <= codes
    checks = {int(number) for number in re.findall(r"#check-(\d+)", sources)}
    assert checks == set(range(1, 30))  # of docs/sources/platform-practice.md


def test_documents_of_one_kind_are_counted_together(tmp_path: Path) -> None:
    """A case of thousands has dozens of documents; one line of W12 must stay readable."""
    done = command("check", make_case(tmp_path, 2_000), "--json")
    findings = json.loads(done.stdout)["problems"]
    (text,) = (finding["message"] for finding in findings if finding["code"] == "W12")
    assert re.search(r"X removal \d{3} in 2 documents; ", text)
    assert text.count("X removal") == 1
