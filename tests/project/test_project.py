"""The pages at the root and the project's own files say what is so."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from kit import ROOT

import demarche

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
ROOMS = re.findall(r"^\| (\d+|–) \| `demarche/(\w+)` \| (.+) \|$", ARCHITECTURE, re.MULTILINE)
PAGES = ("README", "ARCHITECTURE", "CONTRIBUTING", "SECURITY", "CHANGELOG")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def packages() -> set[str]:
    """The folders of `demarche/` that have modules."""
    return {file.parent.name for file in (ROOT / "demarche").glob("*/__init__.py")}


def contract(name: str) -> dict[str, object]:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (found,) = [entry for entry in contracts if entry["id"] == name]
    assert isinstance(found, dict)
    return found


def test_the_table_of_rooms_is_the_packages_that_exist() -> None:
    rooms = [room for _, room, _ in ROOMS]
    assert len(rooms) == len(set(rooms))
    assert set(rooms) == packages()


def test_the_table_of_rooms_has_the_layers_of_the_contract() -> None:
    layers = contract("layers")["layers"]
    assert isinstance(layers, list)
    written: dict[int, set[str]] = {}
    for number, room, _ in ROOMS:
        if number != "–":
            written.setdefault(int(number), set()).add(room)
    numbered = [set(layer.split(" | ")) for layer in reversed(layers)]
    assert [written[number] for number in sorted(written)] == numbered
    assert sorted(written) == list(range(len(numbered)))
    numbers = [int(number) for number, _, _ in ROOMS if number != "–"]
    assert numbers == sorted(numbers, reverse=True)


def test_no_module_stands_loose_in_the_package() -> None:
    loose = {file.name for file in (ROOT / "demarche").glob("*.py")}
    assert loose == {"__init__.py", "__main__.py"}


def test_a_package_is_one_room_or_inside_one() -> None:
    """Every folder with modules says what it is for in its docstring."""
    for file in (ROOT / "demarche").rglob("__init__.py"):
        assert file.read_text("utf-8").startswith('"""'), file


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    """Links, and the files of the program that are named in code."""
    text = (ROOT / f"{page}.md").read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    rooms = "|".join(sorted(packages()))
    named = re.findall(rf"`((?:{rooms})/[\w/]+(?:\.py)?)(?::[^`]*)?`", text)
    named += re.findall(r"`(?:demarche/)?((?:data|docs|templates|tests|scripts)/[\w/.-]+)`", text)
    missing = [link for link in links if not (ROOT / link).exists()]
    for path in named:
        if re.search(r"ID|XX|NAME|KIND", path):  # a place to fill in
            continue
        places = (ROOT / path, ROOT / "demarche" / path, ROOT / "demarche" / f"{path}.py")
        if not any(place.exists() for place in places):
            missing.append(path)
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_targets_that_make_has(page: str) -> None:
    text = (ROOT / f"{page}.md").read_text("utf-8")
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", text, re.MULTILINE))
    assert named <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def test_there_is_one_version_and_the_changelog_has_it() -> None:
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert "version" not in PROJECT["project"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "demarche/__init__.py"
    head = re.search(r"^## (\S+)(?: – (\d{4}-\d\d-\d\d))?$", CHANGELOG, re.MULTILINE)
    assert head is not None
    assert head[1] in (demarche.__version__, "Unreleased")
    assert re.search(rf"^## {re.escape(demarche.__version__)} – \d{{4}}", CHANGELOG, re.MULTILINE)


def test_the_hooks_run_tools_that_are_locked() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    entries = [hook["entry"] for repo in hooks["repos"] for hook in repo["hooks"]]
    tools = {re.sub(r"^\.venv/bin/", "", entry).split()[0] for entry in entries}
    packages_of = {"ruff": "ruff", "lint-imports": "import-linter"}
    assert tools == packages_of.keys()
    locked = (ROOT / "requirements-dev.lock").read_text("utf-8")
    for package in packages_of.values():
        assert re.search(rf"^{package}==", locked, re.MULTILINE)
        assert any(re.match(rf"{package}\b", wanted) for wanted in _dev()), package


def _dev() -> list[str]:
    extras = PROJECT["project"]["optional-dependencies"]
    assert isinstance(extras, dict)
    return list(extras["dev"])


@pytest.mark.exhaustive
def test_the_site_is_built_without_a_warning_and_loads_nothing_from_elsewhere(
    tmp_path: Path,
) -> None:
    pytest.importorskip("mkdocs", reason="MkDocs is not installed: run `make lint` once")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    foreign = re.compile(
        r"""(?:src=|@import|url\()\s*["']?(?:https?:)?//|<link[^>]+href="https?:"""
    )
    for file in (tmp_path / "site").rglob("*"):
        if file.suffix in (".html", ".css"):
            assert not foreign.search(file.read_text("utf-8")), file
