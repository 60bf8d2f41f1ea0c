"""The schemas of the data files: for each kind, and every shipped file is valid by its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from kit import DATA, command

from demarche.case.case_schema import DATA_FILES, DIALECT
from demarche.cli.main import SCHEMAS

FOLDERS = {
    "office": "offices",
    "jurisdiction": "jurisdictions",
    "authority": "authorities",
    "organisation": "organisations",
    "platform": "platforms",
}


def printed(name: str) -> dict[str, Any]:
    """The schema as the command prints it."""
    done = command("schema", name)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def as_an_editor(file: Path) -> Any:
    """The file as an editor reads YAML: with truth values and numbers, days as text."""
    return json.loads(json.dumps(yaml.safe_load(file.read_text(encoding="utf-8")), default=str))


def test_every_kind_of_data_file_can_be_asked_for() -> None:
    assert set(SCHEMAS) == {"case", *DATA_FILES}


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_every_shipped_file_is_valid(name: str) -> None:
    schema = printed(name)
    validator = jsonschema.Draft202012Validator(schema)

    assert schema["$schema"] == DIALECT
    files = sorted((DATA / FOLDERS[name]).glob("*.yaml"))
    assert files
    for file in files[:12]:
        record = as_an_editor(file)
        errors = [(error.json_path, error.message[:120]) for error in validator.iter_errors(record)]
        assert not errors, (file.name, errors[:3])


def test_a_wrong_field_is_found() -> None:
    validator = jsonschema.Draft202012Validator(printed("jurisdiction"))
    record = as_an_editor(DATA / "jurisdictions" / "gb.yaml")
    record["provisions"][0]["verification"] = "certain"

    assert [error.json_path for error in validator.iter_errors(record)]


def test_an_unknown_kind_is_refused() -> None:
    assert command("schema", "letter").returncode == 2
