"""Fuzzed workspaces: links, modes, owners, devices and odd names, and one command in each.

Whatever is drawn, nothing outside the workspace is read into what is written or printed, changed or
deleted. A tree of canaries lies outside: every file of it holds a word that stands nowhere else.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import ROOT

from demarche.cli.main import cli

WORD = "canary-zq7"
ROOTED = hasattr(os, "geteuid") and os.geteuid() == 0
"""Whether owners and devices can be drawn; without root that axis is left out."""
SECONDS = 60
"""After so long a command hangs."""

PLACES = [
    *("data", "data/cases", "data/cases/one", "data/cases/one/case.yaml", "data/offices"),
    *("data/cases/one/accounts.csv", "data/cases/one/answers.csv", "data/cases/one/exhibits.csv"),
    *("data/cases/one/exhibits", "data/cases/one/proof.png", "data/cases/two", "data/platforms"),
    *("data/cases/two/case.yaml", "data/offices/mine.yaml", "data/organisations/ttp.yaml"),
    *("data/platforms/x.yaml", "data/wording/banned.yaml", "data/citations/ranking.yaml"),
    *("data/lists", "data/lists/lists.sqlite3", "data/regions.yaml", "data/intake/columns.yaml"),
    *("templates", "templates/removal.html.j2", "templates/style.css", "templates/letter.html.j2"),
    *("reports", "reports/OLD", "reports/OLD/x", "reports/OLD/x/request.json", ".demarche"),
    *("reports/SPEC-IRU-2026-0001", "reports/SPEC-IRU-2026-0001/internal", ".demarche/documents"),
    *("reports/OLD/x/a.pdf", "reports/OLD/internal/manifest.json", "sheet.csv"),
]
CASE = "data/cases/one"
COMMANDS = [
    ["check", CASE],
    ["check", "--json", f"{CASE}/case.yaml"],
    ["watch", "--once", CASE],
    ["list", "platforms"],
    ["list", "offices"],
    ["show", "ttp"],
    ["show", "x", "--json"],
    ["platforms", "show", "x"],
    ["resolve", "https://x.com/specimen_unit"],
    ["templates", "list"],
    ["templates", "copy", "letter", "removal"],
    ["export", CASE],
    ["export", CASE, "--format", "csv"],
    ["import", "sheet.csv", "--case", CASE],
    ["import", "sheet.csv", "--case", "data/cases/three"],
    ["exhibits", "add", "sheet.csv", "--case", CASE, "--account", "1"],
    ["answers", "import", "sheet.csv", "--case", CASE],
    ["lists", "status"],
    ["lists", "search", "ttp"],
    ["lists", "import", "sheet.csv"],
    ["verify", "reports/OLD"],
    ["extract", "reports/OLD/x/a.pdf"],
    ["build", "-q", "-j", "1", CASE],
]
BUILT = 0.1
"""How often a case is built, which costs more than all else."""


def _lay(root: Path) -> None:
    """A workspace with a little of everything."""
    case = root / CASE
    case.mkdir(parents=True)
    text = (ROOT / "data/cases/minimal/case.yaml").read_text(encoding="utf-8")
    (case / "case.yaml").write_text(text, "utf-8")
    (root / "data/cases/two").mkdir()
    other = text.replace("SPEC-IRU/2026/0001", "SPEC-IRU/2026/0002")
    (root / "data/cases/two/case.yaml").write_text(other, "utf-8")
    (root / "data/offices").mkdir()
    office = (ROOT / "data/offices/pk-specimen.yaml").read_text(encoding="utf-8")
    office = "\n".join(line for line in office.split("\n") if not line.startswith("emblem"))
    office = office.replace("id: pk-specimen", "id: mine")
    (root / "data/offices/mine.yaml").write_text(office, "utf-8")
    (root / "templates").mkdir()
    (root / "reports/OLD/x").mkdir(parents=True)
    (root / "reports/OLD/x/request.json").write_text('{"requests": []}')
    (root / "sheet.csv").write_text("url\nhttps://x.com/specimen_unit\n")


def _canaries(folder: Path) -> None:
    """What must stay as it is: also of a form that the program reads, and old enough to prune."""
    for name in ("a.txt", "case.yaml", "accounts.csv", "x/request.json", "ab/cdef", "deep/er/b.j2"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{WORD}: {WORD}-{name}\n<p>{WORD}</p>\n")
        os.utime(file, (1_500_000_000, 1_500_000_000))


def _state(folder: Path) -> dict[str, tuple[int, int, int, str]]:
    found = {}
    for path in (folder, *sorted(folder.rglob("*"))):
        state = path.lstat()
        data = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path)] = (state.st_mode, state.st_uid, state.st_mtime_ns, data)
    return found


def _away(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _link(draw: random.Random, place: Path, outside: Path) -> None:
    goals = [outside, *sorted(outside.rglob("*")), outside / "new", outside / "new" / "er"]
    goal = draw.choice(goals)
    _away(place)
    place.symlink_to(os.path.relpath(goal, place.parent) if draw.random() < 0.5 else goal)


def _special(draw: random.Random, place: Path, _outside: Path) -> None:
    _away(place)
    kind = draw.choice(["pipe", "socket", "device"])
    if kind == "pipe" or (kind == "device" and not ROOTED):
        os.mkfifo(place)
    elif kind == "device":
        os.mknod(place, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    else:
        before = Path.cwd()
        os.chdir(place.parent)  # the name of a socket is short
        try:
            with socket.socket(socket.AF_UNIX) as unix_socket:
                unix_socket.bind(place.name)
        finally:
            os.chdir(before)


def _mode(draw: random.Random, place: Path, _outside: Path) -> None:
    with suppress(FileNotFoundError):
        place.chmod(draw.choice([0, 0o400, 0o444, 0o555, 0o666, 0o777, 0o1777, 0o4755]))


def _owner(draw: random.Random, place: Path, _outside: Path) -> None:
    if ROOTED:
        with suppress(FileNotFoundError):
            os.lchown(place, draw.choice([1, 1234, 65534]), -1)


def _odd(draw: random.Random, place: Path, outside: Path) -> None:
    names = ["\x1b[2J", "a\nb", "\u202ea", "\udcff", "-rf", "CON", "..x", " ", "~", "*", "x" * 255]
    odd = place.parent / draw.choice(names)
    with suppress(OSError):
        odd.parent.mkdir(parents=True, exist_ok=True)
        if draw.random() < 0.4:
            odd.symlink_to(outside / "a.txt")
        elif draw.random() < 0.5:
            odd.mkdir()
        else:
            odd.write_text(f"id: {odd.name!a}\n")


CHANGES: list[Callable[[random.Random, Path, Path], None]] = [
    *(_link, _link, _link, _special, _mode, _owner, _odd)
]


@pytest.fixture
def bounded() -> Iterator[None]:
    """A command that hangs ends with an error."""

    def late(*_: object) -> None:
        raise TimeoutError("the command hangs")

    before = signal.signal(signal.SIGALRM, late)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def _try(number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(number)  # noqa: S311  (drawn again alike, not secret)
    root, outside = folder / "home" / "unit", folder / "outside"
    _lay(root)
    _canaries(outside)
    monkeypatch.setenv("HOME", str(folder / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "settings"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.chdir(root)
    done = []
    for _ in range(draw.choice([1, 1, 2, 3])):
        change, place = draw.choice(CHANGES), root / draw.choice(PLACES)
        with suppress(FileExistsError, NotADirectoryError):
            if outside not in place.resolve().parents and place.resolve() != outside:
                change(draw, place, outside)
                done.append((change.__name__, str(place)))
    command = COMMANDS[-1] if draw.random() < BUILT else draw.choice(COMMANDS[:-1])
    before = _state(outside)
    signal.alarm(SECONDS)
    outcome = CliRunner().invoke(cli, command)
    signal.alarm(0)
    what = f"{number}: {command} after {done}: {outcome.output[-2000:]}"
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), what
    assert _state(outside) == before, what
    # The name of the folder of canaries may be told, and their words never.
    assert WORD not in outcome.output, what
    for file in root.rglob("*"):
        if not file.is_symlink() and file.is_file():
            assert WORD.encode() not in file.read_bytes(), (what, file)


@pytest.mark.parametrize("block", range(4))
def test_nothing_outside_is_touched(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bounded: None
) -> None:
    for number in range(block * 10, block * 10 + 10):
        _try(number, tmp_path / str(number), monkeypatch)


@pytest.mark.exhaustive
@pytest.mark.parametrize("block", range(2, 25))
def test_nothing_outside_is_touched_in_500(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bounded: None
) -> None:
    for number in range(block * 20, block * 20 + 20):
        _try(number, tmp_path / str(number), monkeypatch)
