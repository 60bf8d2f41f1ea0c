"""The plain path: WeasyPrint alone, by choice or where a library was not tested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner, Result
from kit import DATA, ROOT, command, read_pdf

from demarche import weasyfast
from demarche.build import executors, task
from demarche.build.prepare import prepare
from demarche.build.runner import _task
from demarche.cli.main import cli
from demarche.render import speed

MINIMAL = DATA / "cases" / "minimal" / "case.yaml"


def build(reports: Path, *options: str) -> Result:
    """Build the minimal case in this process; what the command said."""
    words = ["build", "--quiet", str(MINIMAL), "--reports", str(reports), "--no-cache", *options]
    return CliRunner().invoke(cli, words)


@pytest.fixture
def untested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(speed.PLAIN, raising=False)
    monkeypatch.setitem(weasyfast.TESTED, "pydyf", ("0.12.1",))


def lines(path: Path) -> list[str]:
    """The lines of a document; a table at the foot of a page may move to the next with either."""
    return sorted(line.strip() for page in read_pdf(path).pages for line in page.splitlines())


def tags(path: Path) -> Any:
    """The structure tree as nested lists of the names of its elements."""

    def names(element: Any) -> Any:
        if not isinstance(element, pikepdf.Dictionary):
            return "content"
        below: Any = element.get("/K", [])
        kids = list(below) if isinstance(below, pikepdf.Array) else [below]
        if "/S" not in element:
            return str(element.get("/Type", "content"))
        return [str(element.S), *map(names, kids)]

    with pikepdf.open(path) as pdf:
        return names(pdf.Root.StructTreeRoot.K)


def test_the_plain_path_says_and_tags_the_same(tmp_path: Path) -> None:
    for folder, options in (("fast", ()), ("plain", ("--plain",))):
        done = build(tmp_path / folder, *options)
        assert done.exit_code == 0, done.output
        assert done.stderr == ""
    fast, plain = (sorted((tmp_path / name).rglob("*.pdf")) for name in ("fast", "plain"))
    assert [path.name for path in fast] == [path.name for path in plain] != []
    for pdf, other in zip(fast, plain, strict=True):
        assert lines(pdf) == lines(other)
        assert read_pdf(pdf).attachments == read_pdf(other).attachments
        assert tags(pdf) == tags(other) != []


@pytest.mark.usefixtures("untested")
def test_an_untested_version_takes_the_plain_path_with_one_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = build(tmp_path / "reports")
    assert done.exit_code == 0, done.output
    (line,) = done.stderr.splitlines()
    assert line.startswith("note: typesetting takes longer: the speed package is off, ")
    assert "not tested with pydyf 0." in line
    assert list((tmp_path / "reports").rglob("*.pdf"))
    asked = build(tmp_path / "asked", "--plain")
    assert (asked.exit_code, asked.stderr) == (0, "")  # whoever asked for it knows
    monkeypatch.setenv(speed.PLAIN, "1")
    assert speed.note() is None


@pytest.mark.usefixtures("untested")
def test_an_untested_version_loads_no_patch(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("patched")

    monkeypatch.setattr(speed, "patches", refuse)
    case = prepare(MINIMAL)
    assert task.render(_task(case, case.requests[0])).files[".pdf"].startswith(b"%PDF")


@pytest.mark.parametrize("name", list(weasyfast.TESTED))
def test_each_library_counts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert weasyfast.untested() == []
    monkeypatch.setitem(weasyfast.TESTED, name, ("0.0.1", "9999."))
    (found,) = weasyfast.untested()
    assert found.startswith(f"{name} ")


def test_a_library_without_a_version_is_untested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(weasyfast.TESTED, "specimen-library", ("1.",))
    assert weasyfast.untested() == ["specimen-library unknown"]


def test_documents_of_the_two_paths_are_kept_apart() -> None:
    case = prepare(MINIMAL)
    request = case.requests[0]
    assert task.key(_task(case, request)) != task.key(_task(case, request, plain=True))


def test_the_version_says_what_typesets(monkeypatch: pytest.MonkeyPatch) -> None:
    def said(*words: str) -> list[str]:
        done = CliRunner().invoke(cli, list(words))
        assert done.exit_code == 0, done.output
        return done.stdout.splitlines()

    monkeypatch.delenv(speed.PLAIN, raising=False)
    first, second = said("--version", "-v")
    assert [first] == said("--version")
    assert second.startswith("speed package: on, tested with weasyprint 70.0, pydyf ")
    assert said("-v", "--version") == [first, second]
    monkeypatch.setenv(speed.PLAIN, "1")
    assert said("--version", "-v")[1] == "speed package: off, DEMARCHE_PLAIN is set"
    monkeypatch.delenv(speed.PLAIN)
    monkeypatch.setitem(weasyfast.TESTED, "weasyprint", ("69.0",))
    assert said("--version", "-v")[1] == "speed package: off, not tested with weasyprint 70.0"


@pytest.mark.parametrize("words", [("-v",), ("-v", "list", "platforms")])
def test_the_detail_belongs_to_the_version(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(cli, list(words))
    assert done.exit_code == 2
    assert "demarche --version -v" in done.stderr


def test_templates_are_tried_on_the_plain_path(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To typeset them all takes long, and is done elsewhere: here only how they are asked for."""
    asked = list[object]()

    def tried(_allowed: object, function: object, _workspace: object, plain: object) -> list[str]:
        asked.extend((getattr(function, "__name__", None), plain))
        return []

    monkeypatch.setattr(executors, "alone", tried)
    monkeypatch.chdir(workspace)
    done = CliRunner().invoke(cli, ["templates", "check", "--plain"])
    assert (done.exit_code, done.output) == (0, "")
    assert asked == ["try_templates", True]


def test_the_preview_renders_on_the_plain_path(tmp_path: Path) -> None:
    case = tmp_path / "data" / "cases" / "one" / "case.yaml"
    case.parent.mkdir(parents=True)
    case.write_bytes(MINIMAL.read_bytes())
    done = command(
        "watch", "--once", "--pdf", "--plain", case, environment={"HOME": str(tmp_path)}, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "reports").rglob("*.pdf"))
