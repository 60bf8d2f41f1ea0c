"""What the commands say to somebody who does not know their names yet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import FOLLOWUP

from demarche.cli.main import cli


def said(*arguments: str | Path) -> tuple[int, str]:
    """The exit status of a command and what it wrote, to both."""
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize("name", ["x", "X", "Twitter", "twitter x"])
def test_a_platform_is_found_by_the_names_that_people_use(name: str) -> None:
    status, text = said("platforms", "show", name)

    assert status == 0
    assert text.startswith("X (x)")


def test_only_platforms_are_suggested_for_a_platform() -> None:
    status, text = said("platforms", "show", "twiter")

    assert status == 2
    assert "platforms show: unknown platform 'twiter'; did you mean 'twitter'?" in text
    assert said("platforms", "show", "ttp")[0] == 2


def test_a_suggestion_says_how_like_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _, text = said("lists", "search", "BLA")

    assert re.search(r"a weak alias BLA: an acronym \(similarity \d+ of 100\)", text)
    assert not re.search(r"a weak alias BLA: .*a weak alias", text)
    assert "nothing similar to 'qqqq'; try part of the name" in said("lists", "search", "qqqq")[1]


def test_answers_are_taken_for_the_folder_of_a_case_as_well(tmp_path: Path) -> None:
    form = tmp_path / "form.csv"
    form.write_text("reference,row,done\nSPEC-NOT-KNOWN,1,S\n", encoding="utf-8")

    status, text = said("answers", "import", form, "--case", FOLLOWUP.parent)

    assert status == 2
    assert "is a folder" not in text
    assert "SPEC-NOT-KNOWN" in text


@pytest.mark.parametrize("name", ["daesh", "islamic-state-of-iraq-and-the-levant", "isis"])
def test_an_organisation_named_by_an_alias_is_pointed_to(name: str, minimal: Path) -> None:
    text = minimal.read_text(encoding="utf-8")
    assert text.count("organisation: ") == 1
    minimal.write_text(re.sub(r"organisation: \S+", f"organisation: {name}", text), "utf-8")

    status, output = said("check", minimal)

    assert status == 2
    assert f"unknown organisation {name!r}; it is a name of " in output
    assert "'isil'" in output
