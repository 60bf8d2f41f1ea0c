"""How long a command takes to answer: against the start of the interpreter alone."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import measure
from benchmarks.cases import make_case
from benchmarks.measure import COMMAND, ROOT

_MINIMAL = ROOT / "data" / "cases" / "minimal" / "case.yaml"
_COMMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("--help", ("--help",)),
    ("--version", ("--version",)),
    ("resolve URL", ("resolve", "https://x.com/specimen_0001")),
    ("list platforms", ("list", "platforms")),
    ("show ORGANISATION", ("show", "ttp")),
    ("check, 1 account", ("check", str(_MINIMAL))),
)


def starts(repeat: int) -> Iterator[dict[str, Any]]:
    """The least time of each command, and its ratios to `python -c pass`, which comes first."""
    bare = measure.best((sys.executable, "-c", "pass"), repeat)
    yield {"command": "the interpreter alone", **bare.numbers(), "ratio": 1.0, "cpu_ratio": 1.0}
    for name, words in _COMMANDS:
        done = measure.best((*COMMAND, *words), repeat, folder=ROOT)
        yield {
            "command": name,
            **done.numbers(),
            "ratio": round(done.seconds / bare.seconds, 2),
            "cpu_ratio": round(done.cpu_seconds / bare.cpu_seconds, 2),
        }


def check(accounts: int, repeat: int) -> dict[str, Any]:
    """The examination of a large case; nothing is written."""
    with tempfile.TemporaryDirectory() as made:
        case = make_case(Path(made), accounts)
        done = measure.best((*COMMAND, "check", str(case)), repeat)
    return {"accounts": accounts, **done.numbers()}
