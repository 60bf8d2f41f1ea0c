"""The tutorial runs: its files are written, its commands run, its output is what is printed there.

`PYTHONPATH=tests python tests/project/test_tutorial.py` writes the output into the tutorial anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import ROOT

from demarche.cli.main import cli

TUTORIAL = ROOT / "docs" / "tutorial.md"
_FILE = re.compile(r"<!-- file: (?P<name>\S+) -->\n```\w+\n(?P<text>.*?)```\n", re.DOTALL)
_COMMAND = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```\n", re.DOTALL)


STEPS = [
    ("import", 1, 1),  # some of the sheet is not taken; the second time nothing is new
    ("check", 2, 2),  # much is still to be written
    ("exhibits", 0, 2),  # the second time it already exists
    ("check", 0, 0),
    ("build", 0, 0),
]
"""The commands in their order, with the exit statuses of the first and of the second time."""


def run(text: str, folder: Path) -> str:
    """The tutorial with the output that its commands have in this folder."""
    parts: list[str] = []
    at = 0
    steps = sorted(
        [*_FILE.finditer(text), *_COMMAND.finditer(text)], key=lambda match: match.start()
    )
    for step in steps:
        if "name" in step.groupdict():
            file = folder / step["name"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(step["text"], encoding="utf-8")
            continue
        program, *arguments = shlex.split(step["command"])
        assert program == "demarche"
        done = subprocess.run(
            [sys.executable, str(ROOT / "generate.py"), *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert "Traceback" not in done.stdout
        kept = step["output"] if fits(step["output"], done.stdout) else done.stdout
        parts += [text[at : step.start("output")], kept]
        at = step.end("output")
    return "".join([*parts, text[at:]])


def fits(printed: str, real: str) -> bool:
    """Whether the output is what the tutorial prints; `…` stands for anything left out."""
    pieces = [re.escape(piece) for piece in printed.replace("…\n", "…").split("…")]
    return bool(re.fullmatch(".*".join(pieces), real, re.DOTALL))


def test_what_is_left_out_fits_and_nothing_else() -> None:
    assert fits("a\n…\nb 3 of … c\n", "a\nx\ny\nb 3 of 9 c\n")
    assert not fits("a\n…\nb\n", "a\nx\nc\n")
    assert not fits("a.c\n", "abc\n")


def test_the_tutorial_prints_what_the_program_prints(tmp_path: Path) -> None:
    text = TUTORIAL.read_text(encoding="utf-8")
    assert len(_COMMAND.findall(text)) == len(STEPS)
    assert run(text, tmp_path) == text
    reports = tmp_path / "reports" / "SPEC-IRU-2026-0490"
    platforms = sorted({file.parent.name for file in reports.glob("*/*.pdf")})
    assert platforms == ["telegram", "whatsapp", "x"]


def test_the_readme_shows_what_the_tutorial_shows() -> None:
    """Each of its commands, with the output or a part of it."""
    shown = {
        step["command"]: step["output"] for step in _COMMAND.finditer(TUTORIAL.read_text("utf-8"))
    }
    blocks = list(_COMMAND.finditer((ROOT / "README.md").read_text(encoding="utf-8")))
    assert len(blocks) == 3
    for block in blocks:
        assert fits(block["output"], shown[block["command"]]), block["command"]


@pytest.mark.parametrize(
    "stand",
    ["elsewhere", *(pytest.param(name, marks=pytest.mark.exhaustive) for name in ("root", "case"))],
)
def test_its_commands_run_twice_from_three_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stand: str
) -> None:
    root = tmp_path / "space"
    case = root / "data" / "cases" / "november"
    case.mkdir(parents=True)
    here = {"elsewhere": tmp_path / "elsewhere", "root": root, "case": case}[stand]
    here.mkdir(exist_ok=True)
    monkeypatch.chdir(here)
    text = TUTORIAL.read_text(encoding="utf-8")
    ran: list[str] = []
    for step in sorted(
        [*_FILE.finditer(text), *_COMMAND.finditer(text)], key=lambda match: match.start()
    ):
        if "name" in step.groupdict():
            (root / step["name"]).write_text(step["text"], encoding="utf-8")
            continue
        words = [
            os.path.relpath(root / word) if (root / word).exists() else word
            for word in shlex.split(step["command"])[1:]
        ]
        name, *codes = STEPS[len(ran)]
        ran.append(words[0])
        assert words[0] == name
        for code in codes:
            done = CliRunner().invoke(cli, words)
            assert done.exception is None or isinstance(done.exception, SystemExit), words
            assert done.exit_code == code, done.output
    assert len(ran) == len(STEPS)
    assert len(list((root / "reports").glob("*/*/*.pdf"))) == 9


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        TUTORIAL.write_text(run(TUTORIAL.read_text("utf-8"), Path(made)), "utf-8")
