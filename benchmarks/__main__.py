"""Measure, print tables, keep the numbers: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import reach, table
from benchmarks.cases import SPECIMEN
from benchmarks.growth import rebuilds, sizes
from benchmarks.intake import intake
from benchmarks.lists import lists
from benchmarks.patches import savings
from benchmarks.results import FOLDER, PARTS, begin, keep
from benchmarks.sidebyside import RIVALS, compare
from benchmarks.starts import check, starts

SIZES = (100, 500, 5_000)
FULL = 50_000


def _numbers(text: str) -> list[int]:
    return [int(number.replace("_", "")) for number in text.split(",")]


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"which parts; default all of: {', '.join(PARTS)}"
    )
    parser.add_argument("--full", action="store_true", help=f"grow to {FULL:,} accounts as well")
    parser.add_argument(
        "--sizes", type=_numbers, help="numbers of accounts to grow through: 100,500"
    )
    parser.add_argument(
        "--case", type=Path, default=SPECIMEN / "case.yaml", help="for side_by_side and patches"
    )
    parser.add_argument("--tools", type=lambda text: text.split(","), help="beside us: naive,typst")
    parser.add_argument("--accounts", type=int, default=481, help="of the case for rebuild")
    parser.add_argument("--checked", type=int, default=10_000, help="of the case for check")
    parser.add_argument("--rows", type=_numbers, default=[5_000, 50_000], help="for intake")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument("--repeat", type=int, default=2, help="the best of so many runs counts")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the kept runs")
    given = parser.parse_args(words)
    unknown = set(given.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return given


def main(words: list[str] | None = None) -> int:
    """Measure the parts asked for; each is printed and kept as soon as it is done."""
    given = _arguments(words)
    counts = given.sizes or [*SIZES, *([FULL] if given.full else [])]
    jobs, repeat = given.jobs, given.repeat
    parts: dict[str, Callable[[], Any]] = {
        "side_by_side": lambda: compare(
            given.case,
            jobs=jobs,
            repeat=repeat,
            rivals=[rival for rival in RIVALS if not given.tools or rival.name in given.tools],
        ),
        "starts": lambda: list(starts(5 * repeat)),
        "check": lambda: [check(given.checked, repeat)],
        "lists": lambda: list(lists(3 * repeat)),
        "rebuild": lambda: rebuilds(given.accounts, jobs=jobs),
        "growth": lambda: list(sizes(counts, jobs=jobs)),
        "intake": lambda: list(intake(given.rows)),
        "patches": lambda: list(savings(given.case, rounds=max(3, repeat))),
    }
    run = begin() | {"jobs": jobs}
    print(table.machine(run), flush=True)
    file = None
    for name, measured in parts.items():
        if given.parts and name not in given.parts:
            continue
        run[name] = measured()
        file = keep(run, given.out)
        print(f"\n## {name.replace('_', ' ')}\n\n{table.TABLES[name](run[name])}", flush=True)
    print(f"\n## what was to be reached\n\n{reach.table(run)}")
    print(f"\nkept as {file.name if file else 'nothing'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
