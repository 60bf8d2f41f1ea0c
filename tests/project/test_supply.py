"""What is installed: pinned and hashed, test tools apart, and the bill of what runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from kit import ROOT

RUNS = (ROOT / "requirements.lock").read_text("utf-8")
TESTS = (ROOT / "requirements-dev.lock").read_text("utf-8")
PIN = re.compile(r"^([\w.-]+)==([^\s;]+)(?: *;[^\\\n]*)? \\$", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def names(text: str) -> set[str]:
    return {re.sub(r"[-_.]+", "-", name).lower() for name, _ in PIN.findall(text)}


def wanted(requirements: list[str]) -> set[str]:
    return {
        re.sub(r"[-_.]+", "-", re.split(r"[\[<>=]", requirement)[0]).lower()
        for requirement in requirements
    }


@pytest.mark.parametrize("text", [RUNS, TESTS], ids=["runs", "tests"])
def test_every_line_is_a_pin_or_its_hash(text: str) -> None:
    for line in text.splitlines():
        assert PIN.match(line) or re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line), (
            line
        )
    assert all(
        "--hash" in entry for entry in re.split(r"^(?=\w)", text, flags=re.MULTILINE) if entry
    )


def test_what_runs_is_locked_apart_from_what_tests() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    runs, tests = names(RUNS), names(TESTS)
    build = PROJECT["build-system"]["requires"]
    assert wanted(PROJECT["project"]["dependencies"]) <= runs
    assert wanted([*extras["seal"], *extras["export"], *extras["build"], *build]) <= runs
    assert not runs & {"pytest", "ruff", "mypy", "hypothesis", "distributed"}
    everywhere = {name for name, _ in re.findall(r"^([\w.-]+)==([^\s;]+) \\$", RUNS, re.MULTILINE)}
    assert not everywhere & tests
    assert wanted([*extras["dev"], *extras["cluster"], *extras["bench"]]) <= runs | tests
    assert set(build) <= set(extras["build"])  # so that no other backend is fetched


def test_the_makefile_takes_nothing_without_its_hash() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    installs = re.findall(r"pip install[^\n]*", text)
    assert len(installs) == 4
    for install in installs:
        assert (
            "--require-hashes" in install
            or "--no-deps --no-build-isolation" in install
            or "(UV)" in install
        )


def test_the_bill_lists_each_package_with_version_licence_and_hashes(tmp_path: Path) -> None:
    out = tmp_path / "bill.json"
    program = ROOT / "scripts" / "make_sbom.py"
    subprocess.run([sys.executable, str(program), str(out)], check=True, capture_output=True)
    bill = json.loads(out.read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    listed = {
        (component["name"], component["version"]): component for component in bill["components"]
    }
    assert set(listed) == set(PIN.findall(RUNS))
    for component in listed.values():
        assert component["purl"].startswith("pkg:pypi/")
        assert component["hashes"]
        assert all(f"sha256:{hash_['content']}" in RUNS for hash_ in component["hashes"])
    licences = {
        name: component["licenses"][0]["license"]["name"] for (name, _), component in listed.items()
    }
    assert "BSD" in licences["weasyprint"]
    assert "MPL" in licences["pikepdf"]
    missing = {name for name, said in licences.items() if said == "not stated"}
    assert not missing
