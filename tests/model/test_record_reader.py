"""From YAML to records: every fault at once, at its line, in plain words."""

from __future__ import annotations

import importlib
import pkgutil
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError, field_validator

from demarche import model as models
from demarche.kernel.problems import InputError, Problem
from demarche.kernel.strict_yaml import Mapping, Sequence, Text, read
from demarche.model.base import Country, Day, Line, Record, Slug
from demarche.model.record_reader import _FORMS, load, validate

MODULES = [
    importlib.import_module(f"{models.__name__}.{iter_module.name}")
    for iter_module in pkgutil.iter_modules(models.__path__)
]


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Account(Record):
    url: Line
    display_name: Line | None = None
    colour: Colour = Colour.RED

    @field_validator("url")
    @classmethod
    def _web(cls, value: str) -> str:
        if not value.startswith("https://"):
            raise ValueError("write the address with https://")
        return value


class Case(Record):
    id: Slug
    day: Day
    state: Country = "PK"
    form: Literal["letter", "order"] = "letter"
    pages: int = Field(default=1, gt=0)
    sealed: bool = False
    accounts: tuple[Account, ...] = Field(min_length=1)
    either: Account | tuple[str, ...] | None = None


GOOD = "id: a-case\nday: 2026-11-20\naccounts:\n  - url: https://x.com/a\n"


def faults(text: str) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        validate(Case, read(text.encode(), "case.yaml"), "case.yaml")
    return list(caught.value.problems)


def messages_of(text: str) -> list[str]:
    return [str(problem) for problem in faults(text)]


def test_a_good_file_becomes_a_record() -> None:
    case = validate(Case, read(GOOD.encode(), "case.yaml"), "case.yaml")
    assert case.accounts[0].url == "https://x.com/a"
    assert type(case.accounts[0].url) is str
    assert case.day.isoformat() == "2026-11-20"


def test_text_that_looks_like_a_number_stays_text() -> None:
    text = GOOD.replace("https://x.com/a", '"https://x.com/0123"\n    display_name: 0123')
    case = validate(Case, read(text.encode(), "case.yaml"), "case.yaml")
    assert case.accounts[0].display_name == "0123"


def test_all_faults_at_once_in_the_order_of_the_file() -> None:
    text = (
        "id: A Case\n"
        "day: 2026-02-30\n"
        "stat: PK\n"
        "form: leter\n"
        "pages: many\n"
        "sealed: perhaps\n"
        "accounts:\n"
        "  - url: http://x.com/a\n"
        "    colour: gren\n"
        "  - display-name: B\n"
    )
    assert messages_of(text) == [
        "case.yaml:1:5: id: 'A Case' does not have the expected format; write lowercase letters, "
        "digits and single hyphens, for example lashkar-e-tayyiba",
        "case.yaml:2:6: day: not a valid date (day is out of range for month)",
        "case.yaml:3:1: stat: unknown field; did you mean 'state'?",
        "case.yaml:4:7: form: 'leter' is not a valid value; did you mean 'letter'? "
        "(one of letter, order)",
        "case.yaml:5:8: pages: 'many' is not a whole number; write digits only",
        "case.yaml:6:9: sealed: 'perhaps' is neither true nor false; write true or false",
        "case.yaml:8:10: accounts[1].url: write the address with https://",
        "case.yaml:9:13: accounts[1].colour: 'gren' is not a valid value; did you mean 'green'? "
        "(one of red, green)",
        "case.yaml:10:5: accounts[2].url: required, but missing",
        "case.yaml:10:5: accounts[2].display-name: unknown field; did you mean 'display_name'?",
    ]


def test_a_field_left_empty_is_told_where_it_stands() -> None:
    assert messages_of(GOOD.replace("a-case", "")) == ["case.yaml:1:1: id: required, but empty"]


def test_an_unknown_field_near_to_none_names_the_fields() -> None:
    (problem,) = faults(GOOD + "zzz: 1\n")
    assert problem.remedy.startswith("one of id, day, state")


def test_the_wrong_shape() -> None:
    text = GOOD.replace("day: 2026-11-20", "day: 2026-11-20\nstate: [PK]") + "either: no\n"
    lines = messages_of(text)
    assert lines[0] == "case.yaml:3:8: state: expected text, found a list"
    assert "case.yaml:6:9: either: expected fields (`name: value`), found text ('no')" in lines
    assert "case.yaml:6:9: either: expected a list, found text ('no')" in lines
    assert messages_of("id: a\nday: 2026-11-20\naccounts: [x]\n") == [
        "case.yaml:3:12: accounts[1]: expected fields (`name: value`), found text ('x')"
    ]
    assert messages_of("id: a\nday: 2026-11-20\naccounts: []\n") == [
        "case.yaml:3:11: accounts: must not be empty"
    ]


def test_other_limits_are_told_in_words() -> None:
    (problem,) = faults(GOOD + "pages: 0\n")
    assert (problem.field, problem.message) == ("pages", "must be greater than 0")
    (problem,) = faults(GOOD + f"    display_name: {'a' * 2001}\n")
    assert problem.message == "longer than 2,000 characters"


def test_a_part_of_another_file_is_told_under_its_name() -> None:
    root = read(b"id: a\nday: 2026-11-20\n", "case.yaml")
    rows = Sequence(1, 1, "accounts.csv")
    good, bad = Mapping(2, 1), Mapping(3, 1)
    good["url"] = Text("https://x.com/a", 2, 1)
    bad["url"] = Text("x.com/b", 3, 1)
    rows += [good, bad]
    root["accounts"] = rows
    root.keys_at["accounts"] = (3, 1)
    with pytest.raises(InputError) as caught:
        validate(Case, root, "case.yaml")
    assert [str(problem) for problem in caught.value.problems] == [
        "accounts.csv:3:1: accounts[2].url: write the address with https://"
    ]


def test_every_pattern_of_the_models_has_words() -> None:
    """A pattern that reading has no words for would be told as a regular expression."""
    found = {
        pattern
        for module in MODULES
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, Record)
        for pattern in _patterns(model.model_json_schema())
    }
    assert len(found) >= 3
    assert found <= set(_FORMS)


def _patterns(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = {str(schema["pattern"])} if isinstance(schema.get("pattern"), str) else set()
        return own.union(*(_patterns(part) for part in schema.values()))
    if isinstance(schema, list):
        return set().union(*(_patterns(part) for part in schema))
    return set()


def test_load_reads_a_file_and_names_it_as_told(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load(Case, path).id == "a-case"
    path.write_text(GOOD + "x: 1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(Case, path, "data/case.yaml")
    assert caught.value.problems[0].place.file == "data/case.yaml"
    with pytest.raises(InputError, match=r"missing\.yaml: cannot be read: no such file"):
        load(Case, tmp_path / "missing.yaml", "missing.yaml")


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\x1c\x1f\x85\u2028\u200b\xa0 \t")))
def test_a_blank_text_is_what_python_takes_for_one(text: str) -> None:
    try:
        TypeAdapter(Line).validate_python(text)
    except ValidationError:
        assert not text.strip()
    else:
        assert text.strip()
