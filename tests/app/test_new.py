"""`demarche new`: what it makes can be checked and built as its own README says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import command, plain, read_pdf, tree

from demarche.cli.main import cli


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A new workspace."""
    done = command("new", "unit", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "unit/data/cases/first/case.yaml" in done.stdout.splitlines()
    return tmp_path / "unit"


def test_it_holds_what_its_readme_names(made: Path) -> None:
    readme = (made / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([^`]+)` \|", readme, re.MULTILINE)
    assert len(named) >= 4
    for path in named:
        assert (made / path).exists(), path


def test_the_commands_of_its_readme_are_right(made: Path) -> None:
    readme = (made / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```\n(.+?)```", readme, re.DOTALL)
    assert block
    lines = [line for line in block[1].splitlines() if line.startswith("demarche ")]
    assert [line.split()[1] for line in lines] == ["check", "build"]
    for line in lines:
        done = command(*shlex.split(line)[1:], cwd=made)
        assert done.returncode == 0, (line, done.stderr)
        assert "Traceback" not in done.stderr
    assert "demarche check" in command("new", "other", cwd=made.parent).stdout

    folder = made / "reports" / "MY-UNIT-2026-0001" / "telegram"
    assert (folder / "MY-UNIT-2026-0001-restricted.pdf").is_file()
    page = read_pdf(folder / "MY-UNIT-2026-0001-removal.pdf").pages[0]
    assert "DRAFT" in page
    assert "MY-UNIT/2026/0001/telegram/removal" in page


@pytest.mark.parametrize("way", [("check",), ("check", "--json")])
def test_the_folder_of_a_case_stands_for_its_file(made: Path, way: tuple[str, ...]) -> None:
    result = [
        command(way[0], f"data/cases/first{end}", *way[1:], cwd=made) for end in ("", "/case.yaml")
    ]
    assert [done.returncode for done in result] == [0, 0], result[0].stderr
    assert (result[0].stdout, result[0].stderr) == (result[1].stdout, result[1].stderr)


def test_its_office_is_used_and_plainly_a_specimen(made: Path) -> None:
    office = plain(made / "data" / "offices" / "my-office.yaml")
    assert office["id"] == "my-office"
    assert office["specimen"] == "true"
    assert plain(made / "data" / "cases" / "first" / "case.yaml")["office"] == "my-office"


def test_every_inline_command_of_its_files_exists(made: Path) -> None:
    known = set(re.findall(r"^  ([a-z]+) ", command("--help").stdout, re.MULTILINE))
    for file in ("README.md", "data/cases/first/case.yaml"):
        text = (made / file).read_text(encoding="utf-8")
        for name in re.findall(r"`demarche ([a-z]+)", text):
            assert name in known, (file, name)


def test_it_touches_no_folder_that_has_something_in_it(made: Path) -> None:
    before = tree(made)

    done = command("new", made)

    assert done.returncode == 2
    assert "already exists and is not empty" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(made) == before


def test_it_fills_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert command("new", tmp_path / "empty").returncode == 0
    assert (tmp_path / "empty" / "data" / "cases" / "first" / "case.yaml").is_file()


@pytest.mark.parametrize("there", [(), (".git", ".gitignore", ".DS_Store")])
@pytest.mark.parametrize("spelled", [".", "../here", "{here}", "{link}"])
def test_it_fills_the_folder_that_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: tuple[str, ...], spelled: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (tmp_path / "link").symlink_to(here, target_is_directory=True)
    for name in there:
        (here / name).write_text("mine", encoding="utf-8")
    monkeypatch.chdir(here)
    named = spelled.format(here=here, link=tmp_path / "link")

    done = CliRunner().invoke(cli, ["new", named])

    assert done.exit_code == 0, done.output
    assert (here / "data" / "cases" / "first" / "case.yaml").is_file()
    assert {path.name for path in here.iterdir()} == {
        *("README.md", "data", "reports", "templates"),
        *there,
    }
    assert [(here / name).read_text("utf-8") for name in there] == ["mine"] * len(there)
    before = tree(here)
    again = CliRunner().invoke(cli, ["new", named])
    assert again.exit_code == 2
    assert "already exists and is not empty" in again.stderr
    assert tree(here) == before
    assert CliRunner().invoke(cli, ["check", "data/cases/first"]).exit_code == 0


def test_the_example_is_issued_in_the_zone_of_its_office(made: Path) -> None:
    office = plain(made / "data" / "offices" / "my-office.yaml")
    assert "UTC+05:00" in office["time_zone"]
    case = made / "data" / "cases" / "first" / "case.yaml"
    assert plain(case)["date"].endswith("+05:00")
    assert plain(case)["exhibits"][0]["captured_at"].endswith("+05:00")


def test_every_optional_part_that_is_commented_out_is_right(made: Path) -> None:
    case = made / "data" / "cases" / "first" / "case.yaml"
    text = case.read_text(encoding="utf-8")
    opened = re.sub(
        r"(?m)^( *)# (approved_by:|  name: Second|  post: Deputy|  on: )", r"\1\2", text
    )
    assert opened != text
    day = plain(case)["date"][:10]
    case.write_text(re.sub(r"(?m)^  on: .*", f"  on: {day}", opened), encoding="utf-8")

    done = command("check", case)

    assert done.returncode == 0, done.stderr
    assert "not yet approved" not in done.stderr
