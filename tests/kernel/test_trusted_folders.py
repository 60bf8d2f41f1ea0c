"""Whose workspace is used: named, refused until trusted, and nothing in it leads out of it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kit import ROOT

from demarche.cli.main import cli

NOBODY = 65534
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away"
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)))


def give(path: Path, user: int = NOBODY) -> None:
    """Give a file, or a folder with all in it, to another user."""
    for place in (path, *path.rglob("*")):
        os.lchown(place, user, user)


@pytest.fixture
def unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with an office and a template of its own, below a home; the current folder."""
    folder = tmp_path / "home" / "unit"
    case = folder / "data" / "cases" / "one"
    case.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "cases" / "minimal" / "case.yaml", case)
    office = folder / "data" / "offices"
    office.mkdir()
    text = (ROOT / "data" / "offices" / "pk-specimen.yaml").read_text(encoding="utf-8")
    (office / "mine.yaml").write_text(text.replace("id: pk-specimen", "id: mine"), "utf-8")
    shutil.copy(ROOT / "data" / "offices" / "specimen-emblem.svg", office)
    (folder / "templates").mkdir()
    shutil.copy(ROOT / "templates" / "removal.html.j2", folder / "templates")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.chdir(folder)
    return folder


CASE = Path("data/cases/one/case.yaml")
COMMANDS: dict[str, list[str | Path]] = {
    "check": ["check", CASE],
    "check --json": ["check", "--json", CASE],
    "check --sarif": ["check", "--sarif", CASE],
    "build": ["build", "-q", CASE],
    "watch": ["watch", "--once", CASE],
    "list": ["list", "offices"],
    "show": ["show", "mine"],
    "platforms": ["platforms", "list"],
    "platforms show": ["platforms", "show", "x"],
    "resolve": ["resolve", "https://x.com/specimen_unit"],
    "templates list": ["templates", "list"],
    "templates copy": ["templates", "copy", "letter"],
    "export": ["export", CASE],
    "lists status": ["lists", "status"],
    "exhibits": ["exhibits", "add", CASE, "--case", CASE.parent, "--account", "1"],
    "answers": ["answers", "import", CASE, "--case", CASE],
    "import": ["import", CASE, "--case", CASE.parent],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_own_data_and_templates_are_named(unit: Path, name: str) -> None:
    done = run(*COMMANDS[name])
    line = f"workspace {unit}: 1 own data file (offices/mine.yaml), 1 own template (removal.html.j2"
    assert done.stderr.count(line) == 1, done.stderr
    assert "own template" not in done.stdout
    if name in ("check --json", "check --sarif"):
        json.loads(done.stdout)


def test_nothing_is_said_where_there_is_nothing_to_say(unit: Path) -> None:
    shutil.rmtree(unit / "data" / "offices")
    shutil.rmtree(unit / "templates")
    assert "workspace" not in run("check", CASE).stderr
    assert "workspace" not in run("check", ROOT / "data/cases/minimal").stderr


@as_root
@pytest.mark.parametrize("name", COMMANDS)
def test_the_workspace_of_another_is_refused_until_trusted(unit: Path, name: str) -> None:
    give(unit)
    before = sorted(unit.rglob("*"))
    done = run(*COMMANDS[name])
    assert done.exit_code == 2
    assert "the workspace belongs to another user (nobody)" in done.output
    assert f"demarche trust {unit}" in done.output
    assert sorted(unit.rglob("*")) == before
    assert run("trust", ".").output == f"{unit}: trusted\n"
    assert run("trust").output == f"{unit}\n"
    assert "another user" not in run(*COMMANDS[name]).output
    assert run("trust", "--remove", ".").exit_code == 0
    assert run("trust").output == ""
    assert run(*COMMANDS[name]).exit_code == 2


@as_root
@pytest.mark.parametrize(
    "name",
    [
        "data",
        "templates",
        "templates/removal.html.j2",
        "data/offices",
        "data/offices/mine.yaml",
        "data/cases",
        "data/cases/one",
        "data/cases/one/case.yaml",
        "reports",
    ],
)
def test_a_file_of_another_is_refused(unit: Path, name: str) -> None:
    (unit / "reports").mkdir()
    os.lchown(unit / name, NOBODY, NOBODY)
    done = run("check", CASE)
    assert done.exit_code == 2
    assert f"{name}: belongs to another user (nobody)" in done.stderr


@as_root
def test_what_another_put_into_an_open_folder_is_refused(unit: Path) -> None:
    """As in a folder of temporary files: a workspace is found above the case, of a stranger."""
    shutil.rmtree(unit / "data" / "cases")
    give(unit / "data")
    give(unit / "templates")
    unit.chmod(0o1777)
    case = unit / "mine" / "case"
    case.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "cases" / "minimal" / "case.yaml", case)
    done = run("build", case)
    assert done.exit_code == 2
    assert "data: belongs to another user (nobody)" in done.stderr
    assert "templates: belongs to another user (nobody)" in done.stderr


@pytest.mark.parametrize("name", ["", "data", "templates", "templates/removal.html.j2"])
def test_what_everybody_can_write_to_is_refused(unit: Path, name: str) -> None:
    (unit / name).chmod(0o777)
    done = run("check", CASE)
    assert done.exit_code == 2
    assert "is writable by every user" in done.stderr
    run("trust", unit)
    assert run("check", CASE).exit_code == 0


@as_root
def test_root_by_sudo_is_also_the_user_who_called(
    unit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(unit, 1234)
    assert run("check", CASE).exit_code == 2
    monkeypatch.setenv("SUDO_UID", "1234")
    assert run("check", CASE).exit_code == 0
    monkeypatch.setenv("SUDO_UID", "1235")
    assert run("check", CASE).exit_code == 2
    monkeypatch.setenv("SUDO_UID", "x")
    assert run("check", CASE).exit_code == 2


def test_trust_names_folders_only(unit: Path) -> None:
    assert "no such folder" in run("trust", "none").stderr
    assert "is not a workspace" in run("trust", "data/cases/one").stderr
    assert "is not trusted" in run("trust", "--remove", unit).stderr
    assert run("trust", "--remove").exit_code == 2
    assert run("trust").output == ""


def test_a_list_that_others_can_write_to_counts_as_empty(unit: Path, tmp_path: Path) -> None:
    run("trust", unit)
    kept = tmp_path / "settings" / "demarche" / "trusted.json"
    assert json.loads(kept.read_text()) == {"folders": [str(unit)]}
    assert kept.stat().st_mode & 0o777 == 0o600
    unit.chmod(0o777)
    assert run("check", CASE).exit_code == 0
    kept.chmod(0o666)
    assert run("check", CASE).exit_code == 2
    kept.chmod(0o600)
    for junk in ("", "[]", '{"folders": 3}', '{"folders": [3, null]}', "\x00"):
        kept.write_text(junk)
        assert run("check", CASE).exit_code == 2


def test_a_trusted_workspace_does_not_trust_what_lies_below(unit: Path) -> None:
    inner = unit / "inner"
    shutil.copytree(unit / "data", inner / "data")
    run("trust", unit)
    inner.chmod(0o777)
    assert run("check", inner / CASE).exit_code == 2


PLACES = {
    "reports": "reports",
    "cache": ".demarche",
    "data": "data",
    "templates": "templates",
    "template": "templates/letter.html.j2",
    "offices": "data/offices",
    "office": "data/offices/other.yaml",
    "platforms": "data/platforms",
    "wording": "data/wording",
    "lists": "data/lists",
    "cases": "data/cases",
    "other case": "data/cases/two",
    "other case's file": "data/cases/three/case.yaml",
    "case": "data/cases/one",
    "case's file": "data/cases/one/case.yaml",
    "answers": "data/cases/one/answers.csv",
    "exhibits": "data/cases/one/exhibits",
    "exhibit": "data/cases/one/exhibits/e1.png",
    "report": "reports/OLD-1",
    "report's platform": "reports/OLD-1/x",
    "request": "reports/OLD-1/x/request.json",
}


@pytest.mark.parametrize("name", PLACES)
def test_a_link_that_leads_out_is_refused_by_name(unit: Path, tmp_path: Path, name: str) -> None:
    place, elsewhere = unit / PLACES[name], tmp_path / "elsewhere"
    given = unit / CASE
    text = given.read_bytes()
    if place.exists():
        shutil.move(place, elsewhere)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        elsewhere.mkdir()
    place.symlink_to(elsewhere)
    if name == "data":  # the search finds no other
        given = unit / "case.yaml"
        given.write_bytes(text)
    for command in ("check", "build"):
        done = run(command, given)
        assert done.exit_code == 2, done.output
        message = f"{PLACES[name]}: is a link to a place outside the workspace"
        assert message in done.stderr


def test_a_link_within_and_a_link_as_an_argument_hold(unit: Path, tmp_path: Path) -> None:
    (unit / "out").mkdir()
    (unit / "reports").symlink_to("out")
    (tmp_path / "short").symlink_to(unit / CASE.parent)
    assert run("check", tmp_path / "short").exit_code == 0
    (tmp_path / "whole").symlink_to(unit)
    assert run("check", tmp_path / "whole" / CASE).exit_code == 0
    (unit / "templates" / "loop.html.j2").symlink_to("loop.html.j2")
    assert "Traceback" not in run("check", CASE).output


@pytest.mark.parametrize("name", ["data/offices/a.yaml", "templates/a.html.j2", "data/cases/one/p"])
@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_pipes_and_sockets_are_refused(unit: Path, name: str, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(unit / name)
    else:
        os.chdir((unit / name).parent)
        with socket.socket(socket.AF_UNIX) as unix_socket:
            unix_socket.bind(Path(name).name)
        os.chdir(unit)
    done = run("check", CASE)
    assert done.exit_code == 2
    assert f"{name}: is a device, a pipe or a socket" in done.stderr


def test_the_search_ends_at_the_home_folder(unit: Path, tmp_path: Path) -> None:
    """Neither what is above a home nor a home's own `data` makes a workspace by chance."""
    home = tmp_path / "home"
    shutil.copytree(unit / "data" / "offices", tmp_path / "data" / "offices")
    shutil.copytree(unit / "data" / "offices", home / "data" / "offices")
    work = home / "work" / "deep"
    work.mkdir(parents=True)
    os.chdir(work)
    assert "mine" not in run("list", "offices").output
    os.chdir(home)
    assert "mine" in run("list", "offices").output
    case = home / "data" / "cases" / "one"
    shutil.copytree(unit / CASE.parent, case)
    os.chdir(tmp_path)
    assert f"workspace {home}:" in run("check", case).stderr.replace(
        "workspace home", f"workspace {home}"
    )


@as_root
def test_the_search_ends_where_another_file_system_begins(unit: Path) -> None:
    edge = unit / "edge"
    edge.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "none", str(edge)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("this machine lets nobody mount a file system")
    try:
        (edge / "deep").mkdir()
        os.chdir(edge / "deep")
        assert "mine" not in run("list", "offices").output
    finally:
        os.chdir(unit)
        subprocess.run(["umount", str(edge)], check=True)
    (edge / "deep").mkdir()
    os.chdir(edge / "deep")
    assert "mine" in run("list", "offices").output
