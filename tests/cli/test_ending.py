"""A command that is interrupted, or asked to end, tells it by its status and leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import ROOT, lay_small_case

from demarche.cli.main import cli
from demarche.kernel import locks, scratch

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (signal.SIGTERM, 143),
        pytest.param(signal.SIGINT, 130, marks=pytest.mark.exhaustive),
        pytest.param(signal.SIGHUP, 129, marks=pytest.mark.exhaustive),
    ],
)
def test_a_build_is_ended(tmp_path: Path, number: signal.Signals, status: int) -> None:
    workspace, temporary = tmp_path / "workspace", tmp_path / "temporary"
    temporary.mkdir()
    case = lay_small_case(workspace)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "generate.py"), "build", "-q", "--no-cache", str(case)],
        env={**os.environ, "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        text=True,
    )
    reports = workspace / "reports"
    deadline = time.monotonic() + 120
    while not (reports.is_dir() and any(reports.iterdir())) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == status, errors
    assert "Traceback" not in errors
    assert not reports.exists() or not any(reports.iterdir())
    assert not any(temporary.iterdir())


def test_what_a_killed_build_left_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of a process that lives, and what another program made, stay."""
    ours, alive, other = (tmp_path / f"demarche-{letter * 8}" for letter in "abc")
    for folder in (ours, alive, other):
        folder.mkdir()
    for folder in (ours, alive):
        (folder / "lock").touch()
    (ours / "fonts-x" / "cache").mkdir(parents=True)
    (other / "thesis.doc").write_text("mine", "utf-8")
    os.utime(other, (0, 0))
    lock = locks.take(alive / "lock")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv(scratch.VARIABLE, raising=False)
    made = scratch.folder.__wrapped__()
    assert {path.name for path in tmp_path.iterdir()} == {alive.name, other.name, made.name}
    assert lock is not None
    os.close(lock)


def test_an_interrupt_is_not_a_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from demarche.app import new_workspace

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(new_workspace, "make_workspace", interrupted)
    assert CliRunner().invoke(cli, ["new", str(tmp_path / "w")]).exit_code == 130
