"""The command line: help, exit statuses, JSON for programs, completion, the schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator, ValidationError
from kit import DATA, ROOT, plain, process

import demarche
from demarche.cli.main import cli

MINIMAL = DATA / "cases" / "minimal" / "case.yaml"
SPECIMEN = DATA / "cases" / "specimen" / "case.yaml"
COMMANDS = ["build", "check", "list", "new", "rules", "schema", "show"]


class EditorLoader(yaml.BaseLoader):
    """YAML as an editor's language server reads it (the core schema of YAML 1.2)."""


_TAG = "tag:yaml.org,2002:"
EditorLoader.add_implicit_resolver(f"{_TAG}null", re.compile(r"(~|null|)$"), ["~", "n", ""])
EditorLoader.add_implicit_resolver(f"{_TAG}bool", re.compile("(true|false)$"), list("tf"))
EditorLoader.add_implicit_resolver(f"{_TAG}int", re.compile("[0-9]+$"), list("0123456789"))
EditorLoader.add_constructor(f"{_TAG}null", lambda *_: None)
EditorLoader.add_constructor(f"{_TAG}bool", lambda loader, node: node.value == "true")
EditorLoader.add_constructor(f"{_TAG}int", lambda loader, node: int(node.value))


def run(*arguments: str | Path, code: int = 0) -> Result:
    """Run the command in this process; its status must be as wanted, and it must not crash."""
    done = CliRunner().invoke(cli, [*map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == code, done.output
    return done


def as_json(*arguments: str | Path, code: int = 0) -> Any:
    """What a command prints for a program."""
    return json.loads(run(*arguments, code=code).stdout)


def test_help_names_every_command_and_the_exit_statuses() -> None:
    text = run("--help").stdout
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\S", text, re.MULTILINE)
    assert "Exit status: 0 success, 1 errors found, 2 invalid input or usage." in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    long, short = run(name, "--help").stdout, run(name, "-h").stdout
    assert long == short
    assert long.startswith("Usage: ")
    assert len(long.splitlines()) > 4


def test_the_version_is_the_packages() -> None:
    assert run("--version").stdout.strip().endswith(demarche.__version__)


def test_the_module_and_the_script_are_the_same_command() -> None:
    script = process("list", "offices")
    assert script.returncode == 0
    assert script.stdout == run("list", "offices").stdout


def test_status_0_for_a_good_case() -> None:
    done = run("check", MINIMAL)
    assert re.search(r"case\.yaml: 1 accounts?, 1 documents?; 0 errors, \d+ warnings", done.stdout)


def test_status_1_for_what_the_examination_finds(minimal: Path) -> None:
    text = minimal.read_text(encoding="utf-8").replace("organisation: ttp", "organisation: mek")
    minimal.write_text(text, encoding="utf-8")

    assert "E03" in run("check", minimal, code=1).stderr
    found = as_json("check", "--json", minimal, code=1)
    assert [problem["code"] for problem in found["problems"] if problem["severity"] == "error"] == [
        "E03"
    ]
    assert "no files written" in run("build", minimal, code=1).stderr


def test_status_2_for_bad_input_and_bad_usage(minimal: Path) -> None:
    minimal.write_text("title: x\n", encoding="utf-8")

    done = run("check", minimal, code=2)
    assert "to do, in this order (required, but empty or missing):" in done.stderr
    assert "case.yaml:1:1: reference\n" in done.stderr
    done = run("check", "--all", minimal, code=2)
    assert "case.yaml:1:1: reference: required, but missing\n" in done.stderr
    found = as_json("check", "--json", minimal, code=2)["problems"]
    assert {"file", "line", "column", "field", "message", "remedy", "severity", "code"} <= set(
        found[0]
    )
    for arguments in (
        ["check"],
        ["build"],
        ["nothing"],
        ["list", "cats"],
        ["build", "--jobs", "0"],
    ):
        assert run(*arguments, code=2).stderr.startswith("Usage: ")


def test_several_cases_are_told_together(minimal: Path) -> None:
    done = run("check", minimal, MINIMAL, minimal.with_name("none.yaml"), code=2)
    assert "none.yaml: no such file" in done.stderr
    assert len(run("check", minimal, SPECIMEN).stdout.splitlines()) == 2


def test_quiet_prints_no_warning(minimal: Path) -> None:
    assert run("build", "--quiet", minimal).stderr == ""


@pytest.mark.parametrize("kind", ["platforms", "authorities", "organisations", "offices"])
def test_list_names_every_file_of_the_data(kind: str) -> None:
    wanted = sorted(file.stem for file in (DATA / kind).glob("*.yaml"))

    rows = as_json("list", kind, "--json")
    assert [row["id"] for row in rows] == wanted
    assert all(row["name"] for row in rows)
    lines = run("list", kind).stdout.splitlines()
    assert [line.split(" ")[0] for line in lines] == wanted


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ttp", "organisations"),
        ("un-1267", "authorities"),
        ("telegram", "platforms"),
        ("pk-specimen", "offices"),
        ("pk", "jurisdictions"),
    ],
)
def test_show_prints_a_record(name: str, kind: str) -> None:
    record = plain(DATA / kind / f"{name}.yaml")

    found = as_json("show", name, "--json")
    assert found["record"] == kind
    assert found["name"] == record["name"]
    assert record["name"] in run("show", name).stdout


def test_show_marks_what_is_not_verified() -> None:
    text = run("show", "ttp").stdout
    file = run("show", "ttp", "--file").stdout.strip()
    assert Path(file).read_text(encoding="utf-8").startswith("id: ttp\n")
    assert "QDe.132" in text
    assert re.search("memory|not verified|to be checked|spelling", text, re.IGNORECASE)


def test_show_suggests_a_near_name() -> None:
    assert "did you mean 'telegram'?" in run("show", "telegrm", code=2).stderr


def test_rules_have_a_code_a_weight_a_sentence_and_a_source() -> None:
    found = as_json("rules", "--json")
    codes = [rule["code"] for rule in found]
    assert len(codes) == len(set(codes)) >= 30
    assert {"E03", "E04", "E05", "E06", "E08", "E10", "E12", "E13", "E15", "E22", "E25"} <= set(
        codes
    )
    for rule in found:
        assert re.fullmatch(r"[EWP]\d\d", rule["code"])
        assert rule["severity"] in ("error", "warning")
        assert rule["sentence"]
        assert rule["source"]
    lines = run("rules").stdout.splitlines()
    assert [line.split(" ")[0] for line in lines] == codes


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The JSON Schema of the case file."""
    found = as_json("schema")
    assert isinstance(found, dict)
    return found


def faults(schema: dict[str, Any], text: str) -> list[str]:
    """Where a case departs from the schema, as an editor would show it."""
    tree = yaml.load(text, Loader=EditorLoader)  # noqa: S506  (plain values only)
    return list(_paths(Draft202012Validator(schema).iter_errors(tree)))


def _paths(errors: Iterable[ValidationError]) -> Iterator[str]:
    for error in errors:
        yield error.json_path
        yield from _paths(error.context)


def test_the_schema_is_one_and_documents_every_field(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    for name, definition in [("Case", schema), *schema["$defs"].items()]:
        for field, about in definition.get("properties", {}).items():
            assert about.get("description"), f"{name}.{field}"


def test_the_schema_admits_the_cases_that_are_delivered(schema: dict[str, Any]) -> None:
    starter = (ROOT / "demarche" / "app" / "starter" / "case.yaml").read_text(encoding="utf-8")
    starter = re.sub("@[A-Z]+@", "2026-11-23T10:00:00+05:00", starter)
    for text in (
        MINIMAL.read_text(encoding="utf-8"),
        SPECIMEN.read_text(encoding="utf-8"),
        starter,
    ):
        assert faults(schema, text) == []


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("title:", "titel:", "$"),
        ("kind: removal", "kind: removel", "$.requests[0].kind"),
        ("    ground: propaganda\n", "", "$.accounts[0]"),
        ("protected: none", "protected: nobody", "$.accounts[0].protected"),
        ("organisation: ttp", "organisation: TTP!", "$.accounts[0].organisation"),
        ('accounts: ["1"]', "accounts: {a: b}", "$.exhibits[0].accounts"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(
    schema: dict[str, Any], minimal: Path, old: str, new: str, path: str
) -> None:
    text = MINIMAL.read_text(encoding="utf-8")
    assert old in text
    wrong = text.replace(old, new, 1)

    assert path in faults(schema, wrong)
    minimal.write_text(wrong, encoding="utf-8")
    run("check", minimal, code=2)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(shell: str) -> None:
    source = CliRunner().invoke(
        cli, prog_name="demarche", env={"_DEMARCHE_COMPLETE": f"{shell}_source"}
    )
    assert "_DEMARCHE_COMPLETE" in source.stdout
    done = process("", environment={"_DEMARCHE_COMPLETE": f"{shell}_source"})
    assert done.stdout == source.stdout


def test_completion_answers_with_commands_and_choices() -> None:
    def answers(words: str, at: int) -> set[str]:
        done = process(
            environment={
                "_DEMARCHE_COMPLETE": "bash_complete",
                "COMP_WORDS": words,
                "COMP_CWORD": str(at),
            }
        )
        return {line.split(",", 1)[1] for line in done.stdout.splitlines()}

    assert set(COMMANDS) <= answers("demarche ", 1)
    assert answers("demarche list pl", 2) == {"platforms"}


def test_a_folder_that_cannot_be_written_is_told(minimal: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file", encoding="utf-8")

    done = run("build", "-q", minimal, "--reports", blocked / "inside", code=2)

    assert "blocked" in done.stderr
    assert blocked.read_text(encoding="utf-8") == "a file"
