"""`demarche templates`: a site's own templates are listed, copied, tried and checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from demarche.cli.main import cli


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace, which is the current folder."""
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    """The command, run in this process."""
    return CliRunner().invoke(cli, ["templates", *words])


def test_copy_makes_it_the_workspaces_own(workspace: Path) -> None:
    """What is copied is listed as the workspace's own, and never overwritten."""
    assert run("copy", "removal", "style.css").exit_code == 0
    listed = {line.split()[0]: line for line in run("list").output.splitlines()}
    assert "built in" not in listed["removal.html.j2"]
    assert "built in" in listed["base.html.j2"]
    (workspace / "templates" / "style.css").write_text("/* mine */")
    again = run("copy", "style.css")
    assert again.exit_code == 2
    assert "already exists" in again.output
    assert (workspace / "templates" / "style.css").read_text() == "/* mine */"


def test_unknown_name_gets_a_near_one(workspace: Path) -> None:
    """A mistyped name is told with the nearest."""
    result = run("copy", "removl.html.j2")
    assert result.exit_code == 2
    assert "did you mean 'removal.html.j2'?" in result.output


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{{ request.hnadle }}", "hnadle"),
        ("{{ request.title|safe }}", "|safe is not allowed"),
        *(
            pytest.param(*values, marks=pytest.mark.exhaustive)
            for values in (
                ("{% autoescape false %}{{ request.title }}{% endautoescape %}", "be switched off"),
                ("{{ request.purpose }}", "tuple would be printed"),
                ("{{ request.title.__class__ }}", "__class__"),
                ("{% include request.title %}", "fixed text"),
            )
        ),
    ],
)
def test_fault_is_told_at_its_line(workspace: Path, line: str, message: str) -> None:
    """A template that drops, mis-prints or escapes the sandbox is told with file and line."""
    run("copy", "removal")
    file = workspace / "templates" / "removal.html.j2"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines.insert(2, line)
    file.write_text("\n".join(lines), encoding="utf-8")
    result = run("check")
    assert result.exit_code == 2
    assert "removal.html.j2:3:1: " in result.output
    assert message in result.output
    assert "Traceback" not in result.output


def test_fetching_is_told(workspace: Path) -> None:
    """A style sheet that asks for something from outside stops every kind."""
    run("copy", "style.css")
    with (workspace / "templates" / "style.css").open("a", encoding="utf-8") as out:
        out.write("p { background: url(http://specimen.example/y.png) }\n")
    result = run("check")
    assert result.exit_code == 2
    for template in ("removal", "prevention", "information", "preservation"):
        told = f"templates, {template}: refused to fetch 'http://specimen.example/y.png'"
        assert told in result.output
