"""What moved between two runs: `python -m benchmarks.compare [OLD NEW] [--above PERCENT]`.

Without files it is the last run against the one before. Seconds of different machines say little;
the facts that differ are printed first.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.results import PARTS, flat, kept, read


def moved(old: dict[str, Any], new: dict[str, Any], above: float) -> Iterator[str]:
    """A line for each number that moved by more than `above` per cent, came or went."""
    for name, value in new["machine"].items():
        if name != "load_before" and old["machine"].get(name) != value:
            yield f"machine, {name}: {old['machine'].get(name)} -> {value}"
    for part in PARTS:
        if (part in old) is not (part in new):
            yield f"{part}: measured in the {'old' if part in old else 'new'} run only"
    both = [part for part in PARTS if part in old and part in new]
    before, after = flat(old, both), flat(new, both)
    for name in [*before, *(name for name in after if name not in before)]:
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            yield f"{name}: {'new' if was is None else 'gone'} ({was if now is None else now:g})"
        elif abs(now - was) > abs(was) * above / 100:
            change = f" ({100 * (now / was - 1):+.0f} %)" if was else ""
            yield f"{name}: {was:g} -> {now:g}{change}"


def main(arguments: list[str] | None = None) -> int:
    """Print what moved."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument(
        "runs", nargs="*", type=Path, metavar="FILE", help="the old and the new run"
    )
    parser.add_argument("--above", type=float, default=5.0, metavar="PERCENT")
    given = parser.parse_args(arguments)
    files = given.runs or kept()[-2:]
    if len(files) != 2:
        print("two runs are needed: `make bench` keeps one each time", file=sys.stderr)
        return 2
    try:
        old, new = (read(file) for file in files)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{old['at']} ({old['commit']}) -> {new['at']} ({new['commit']})")
    for line in moved(old, new, given.above):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
