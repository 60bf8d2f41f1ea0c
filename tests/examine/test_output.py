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
from wrong import GOOD

from benchmarks.cases import make_case
from demarche.examine.engine import rules
from demarche.examine.urgency import DRAFT_CODES, STAY_CODES
from demarche.kernel.problems import Severity

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


HEADINGS = (
    "must be done: until then nothing can be built",
    "must be done before issue: until then every page is marked DRAFT",
    "to be looked at",
    "may stay",
)
PLACE = re.compile(r"\S+\.(?:yaml|csv):\d+:\d+: (?:warning: |note: )?(?:([EWP]\d\d): )?")


def sections(text: str) -> dict[str, list[str]]:
    """The lines of each section, and below `""` those that come after."""
    found: dict[str, list[str]] = {}
    lines = found.setdefault("", [])
    for line in text.splitlines():
        heading = line.partition(" (")[0]
        if heading in HEADINGS and line.endswith("):"):
            lines = found.setdefault(heading, [])
        elif line.startswith(("next: ", "each on its own line: ")):
            found[""].append(line)
        else:
            lines.append(line)
    return found


def test_a_reader_sees_each_rule_once_and_places_to_jump_to() -> None:
    short, whole = command("check", SPECIMEN), command("check", "--all", SPECIMEN)

    assert short.returncode == whole.returncode == 0
    assert len(short.stderr.splitlines()) < 40 < len(whole.stderr.splitlines())
    for done in (short, whole):
        parts = sections(done.stderr)
        after = parts.pop("")
        assert list(parts) == [heading for heading in HEADINGS if heading in parts]
        for line in (line for lines in parts.values() for line in lines):
            assert PLACE.match(line), line
        assert after[-1] == "next: demarche build data/cases/specimen/case.yaml"
        assert re.fullmatch(
            r"\S+case\.yaml: 481 accounts, \d+ documents; 0 errors, \d+ warnings\n", done.stdout
        )
    codes = [match[1] for line in short.stderr.splitlines() if (match := PLACE.match(line))]
    assert len(codes) == len(set(codes)) > 10
    assert "each on its own line: demarche check --all" in short.stderr
    assert "each on its own line" not in whole.stderr
    found = json.loads(command("check", "--json", SPECIMEN).stdout)["problems"]
    places = [line for line in whole.stderr.splitlines() if PLACE.match(line)]
    assert len(places) == len(found)


def test_errors_come_first_then_what_keeps_a_draft_then_the_rest(workspace: Path) -> None:
    case, _ = lay(
        workspace,
        change(
            ("- kind: removal", "- kind: removal\n    term_until: 2026-11-23"), ("C. N.", "B. N.")
        ),
    )
    done = command("check", case)
    assert done.returncode == 1
    parts = sections(done.stderr)
    assert "E" in {match[1][0] for line in parts[HEADINGS[0]] if (match := PLACE.match(line))}
    assert parts[""][-1].startswith("next: correct the errors, then `demarche check ")


def test_every_rule_in_the_order_of_work_is_a_warning() -> None:
    known = {rule.code: rule for rule in rules()}
    for code in DRAFT_CODES | STAY_CODES:
        assert known[code].severity is Severity.WARNING
    assert not DRAFT_CODES & STAY_CODES


ROWS = 12


def table(rows: int, **cells: str) -> str:
    """A table of accounts with the officer's own names; `protected` and the like as given."""
    head = "id,url,organisation,link,ground,justification,protected"
    lines = []
    for number in range(1, rows + 1):
        row = {
            "id": f"desk-{number:03}",
            "url": f"https://t.me/specimen_row_{number}",
            "organisation": "ttp",
            "link": "media-wing",
            "ground": "propaganda",
            "justification": f"On {number} November 2026 the channel published claim {number}.",
            "protected": "none",
        } | cells
        lines.append(",".join(row[name] for name in head.split(",")))
    return "\n".join([head, *lines]) + "\n"


def lay_table(workspace: Path, text: str) -> Path:
    """A case whose accounts stand in a table."""
    case = workspace / "data" / "cases" / "one" / "case.yaml"
    head = GOOD[: GOOD.index("accounts:\n  - id")]
    case.write_text(head + "accounts: accounts.csv\n", encoding="utf-8")
    case.with_name("accounts.csv").write_text(text, encoding="utf-8")
    return case


def test_a_row_has_the_officers_name_everywhere(workspace: Path) -> None:
    case = lay_table(workspace, table(ROWS))
    for options in ((), ("--all",)):
        done = command("check", case, *options)
        assert "accounts[" not in done.stderr
        assert "desk-001" in done.stderr
    found = json.loads(command("check", "--json", case).stdout)["problems"]
    assert {"accounts[1].exhibits"} <= {problem["field"] for problem in found}
    assert set(found[0]) == {
        *("file", "line", "column", "severity", "code", "field", "message", "remedy")
    }
    assert any(f"({ROWS} rows: desk-001, desk-002, " in problem["message"] for problem in found)
    bad = lay_table(workspace, table(ROWS, organisation="nobody"))
    for name in ("check", "build"):
        done = command(name, bad)
        assert done.returncode == 2
        assert "row desk-001: organisation: unknown organisation 'nobody'" in done.stderr or (
            f"({ROWS} rows: desk-001, desk-002, " in done.stderr
        )


def test_many_faults_of_one_kind_are_one_line_with_count_and_rows(workspace: Path) -> None:
    case = lay_table(workspace, table(ROWS, ground="Propaganda!"))
    short, whole = command("check", case), command("check", "--all", case)
    assert short.returncode == whole.returncode == 2
    (line,) = [line for line in short.stderr.splitlines() if "'Propaganda!'" in line]
    assert PLACE.match(line)
    assert f"({ROWS} rows: desk-001, desk-002, desk-003, " in line
    lines = [line for line in whole.stderr.splitlines() if "'Propaganda!'" in line]
    assert len(lines) == ROWS
    assert ": row desk-012: ground: " in lines[-1]


def test_an_unfilled_case_gets_what_to_do_in_the_order_of_work(workspace: Path) -> None:
    sheet = workspace / "sheet.csv"
    addresses = (f"https://x.com/specimen_{number}" for number in range(56))
    sheet.write_text("url\n" + "\n".join(addresses) + "\n", encoding="utf-8")
    case = workspace / "data" / "cases" / "fresh"
    taken = command("import", sheet, "--case", case)
    assert taken.returncode == 0
    assert taken.stderr.splitlines()[-1].startswith("next: ")
    assert "demarche check " in taken.stderr.splitlines()[-1]
    for name in ("check", "build"):
        done = command(name, case)
        assert done.returncode == 2
        lines = done.stderr.splitlines()
        assert len(lines) < 30
        parts = [line.partition(". ")[2] for line in lines if re.match(r"\d\. ", line)]
        assert parts[:3] == [
            "name the case",
            "choose the kinds of request",
            "decide on each account",
        ]
        (ground,) = [line for line in lines if ": ground (" in line]
        assert "accounts.csv:2:1: ground (56 rows: r1, r2, " in ground
        assert sum(": ground" in line for line in lines) == 1
    done = command("check", case)
    assert "demarche exhibits add FILE --account ROW --case " in done.stderr
    assert done.stderr.splitlines()[-1].startswith(
        "next: complete the above, then `demarche check "
    )
    whole = command("check", "--all", case).stderr
    assert whole.count("required, but ") == 11 + 56 * 5
    found = json.loads(command("check", "--json", case).stdout)["problems"]
    assert whole.count("required, but ") == len(found)


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
