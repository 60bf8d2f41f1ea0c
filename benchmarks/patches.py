"""What each patch of the speed package saves by itself, and what the first published state took.

Processor time counts, with one process at a time. The states take turns, so that a machine that
becomes slower meets all of them; each is compared with the program as it is in the same turn. The
first published state builds its own case of that name.
"""

from __future__ import annotations

import ast
import inspect
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import ROOT, must
from demarche import weasyfast

FIRST = "8fe5481"
"""The last commit before the patches were parted and thinned out."""

AS_IT_IS = "as it is"
_OFF = ROOT / "benchmarks" / "tools" / "switched_off"


@dataclass(frozen=True)
class State:
    """The program with something switched off, or at another commit."""

    what: str
    program: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""
    """Why it cannot be measured here."""

    @property
    def off(self) -> bool:
        """Whether something is switched off, which then saves the difference."""
        return bool(self.environment)

    def cpu_seconds(self, case: Path) -> float:
        """What a build of the case takes, from nothing. Raises RuntimeError where it fails."""
        with tempfile.TemporaryDirectory() as reports:
            command = [sys.executable, str(self.program / "generate.py"), "build", "--quiet"]
            command += ["--no-cache", "--jobs", "1", "--reports", reports]
            command.append(str(self.program / case))
            return must(command, folder=self.program, environment=self.environment).cpu_seconds


def patches() -> list[str]:
    """Every patch that `weasyfast.patches` puts on, as `module:function`."""
    source = textwrap.dedent(inspect.getsource(weasyfast.patches.__wrapped__))  # type: ignore[attr-defined]
    return [
        f"{statement.module}:{alias.name}"
        for statement in ast.walk(ast.parse(source))
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    ]


def states(first: State) -> list[State]:
    """What is measured beside the program as it is; each patch is off alone."""
    parts = [*patches(), f"{weasyfast.__name__}:LongTables"]
    return [
        *(_without(part) for part in parts),
        State("plain: without any", environment={"DEMARCHE_PLAIN": "1"}),
        first,
    ]


def _without(part: str) -> State:
    path = os.pathsep.join(filter(None, (str(_OFF), os.environ.get("PYTHONPATH"))))
    environment = {"PYTHONPATH": path, "DEMARCHE_BENCH_OFF": part}
    return State(f"without {part.rpartition(':')[2]}", environment=environment)


def savings(case: Path, *, rounds: int) -> Iterator[dict[str, Any]]:
    """A row for each state: processor seconds, how many times those of the program as it is."""
    relative = case.resolve().relative_to(ROOT)
    with _first(relative) as first:
        others = states(first)
        there = [State(AS_IT_IS), *(state for state in others if not state.missing)]
        for program in {state.program for state in there}:
            subprocess.run([sys.executable, "-m", "compileall", "-q", "demarche"], cwd=program)
        turns = [
            {state.what: state.cpu_seconds(relative) for state in _turned(there, turn)}
            for turn in range(rounds)
        ]
    for state in (there[0], *others):
        if state.missing:
            yield {"step": state.what, "missing": state.missing}
            continue
        ratios = [turn[state.what] / turn[AS_IT_IS] for turn in turns]
        yield {
            "step": state.what,
            "off": state.off,
            "cpu_seconds": round(median(turn[state.what] for turn in turns), 3),
            "ratio": round(median(ratios), 4),
            "margin": round((max(ratios) - min(ratios)) / 2, 4),
        }


def _turned(found: list[State], turn: int) -> list[State]:
    """The states, with another one first in each turn."""
    start = turn % len(found)
    return [*found[start:], *found[:start]]


@contextmanager
def _first(case: Path) -> Iterator[State]:
    """The program at the commit `FIRST`, checked out for as long as it is measured."""
    what = f"the program at {FIRST}"
    git = shutil.which("git")
    if git is None:
        yield State(what, missing="no git on this machine")
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "first"
        done = subprocess.run(
            [git, "worktree", "add", "--detach", "--quiet", str(tree), FIRST],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            yield State(what, missing="this checkout does not have that commit")
            return
        try:
            known = (tree / case).is_file()
            yield State(what, tree, missing="" if known else f"no {case.as_posix()} there")
        finally:
            subprocess.run([git, "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)
