"""Runs as they are kept: one JSON file each, with the facts of the machine."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, machine

FOLDER = ROOT / "benchmarks" / "results"
SCHEMA = "demarche-bench/1"

PARTS = ("side_by_side", "growth", "rebuild", "starts", "check", "lists", "intake", "patches")
"""The parts of a run; each is there or not, by what was asked for."""


def begin() -> dict[str, Any]:
    """An empty run: when, on what machine, of which state of the program."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    return {"schema": SCHEMA, "at": now.isoformat(), "commit": _commit(), "machine": machine()}


def keep(run: dict[str, Any], folder: Path = FOLDER) -> Path:
    """Write a run under its moment; written again as it grows, so that no part is lost."""
    folder.mkdir(parents=True, exist_ok=True)
    moment = dt.datetime.fromisoformat(run["at"])
    file = folder / f"{moment:%Y-%m-%dT%H%M%S}.json"
    file.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def read(file: Path) -> dict[str, Any]:
    """A kept run. Raises ValueError where the file is none."""
    run = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(run, dict) or run.get("schema") != SCHEMA:
        raise ValueError(f"{file.name}: not a run of the benchmarks")
    return run


def kept(folder: Path = FOLDER) -> list[Path]:
    """The kept runs, the oldest first."""
    return sorted(folder.glob("????-??-??T??????.json"))


def flat(run: dict[str, Any], parts: Iterable[str] = PARTS) -> dict[str, float]:
    """Every number of these parts under a name that says what it is, for comparison."""
    return {name: value for part in parts for name, value in _flat(part, run.get(part))}


_NAMES = ("tool", "accounts", "command", "step")
"""What tells the rows of a part from one another."""


def _flat(name: str, value: Any) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in (*_NAMES, "runs"):
                yield from _flat(f"{name}, {key}", inner)
    elif isinstance(value, list):
        for row in value:
            if isinstance(row, dict):
                label = next((str(row[key]) for key in _NAMES if key in row), "?")
                yield from _flat(f"{name}, {label}", row)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, float(value)


def _commit() -> str:
    """The commit that is measured, with a + where files differ from it."""
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
