"""Puts the measured numbers into docs/scale.md: `python -m benchmarks.page [RESULT…]`.

Without results it takes of each part the newest that was kept; of growth, the newest of each size.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import reach, table
from benchmarks.fit import exponent, line
from benchmarks.measure import ROOT
from benchmarks.results import PARTS, kept, read
from demarche.model.case import MAX_ACCOUNTS

PAGE = ROOT / "docs" / "scale.md"
BEGIN = "<!-- numbers: python -m benchmarks.page -->"
END = "<!-- end of numbers -->"
MILLION = 1_000_000
_TITLES = {
    "side_by_side": "Beside other tools",
    "growth": "As accounts grow",
    "rebuild": "When little has changed",
    "starts": "A command's answer",
    "check": "The examination",
    "lists": "Lists",
    "intake": "Sheets",
    "patches": "What each patch saves",
}


def newest(runs: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One run made of the newest parts of many, the oldest of which comes first."""
    whole: dict[str, Any] = {}
    grown: dict[int, dict[str, Any]] = {}
    for run in runs:
        whole.update({name: run[name] for name in ("at", "commit", "machine", "jobs")})
        whole.update({name: run[name] for name in PARTS if name in run})
        grown.update({row["accounts"]: row for row in run.get("growth", ())})
    if grown:
        whole["growth"] = [grown[count] for count in sorted(grown)]
    return whole


def million(rows: Sequence[dict[str, Any]]) -> str:
    """What a million accounts cost, by a line through the sizes of 1,000 and more."""
    rows = [row for row in rows if row["accounts"] >= 1_000]
    if len(rows) < 2:
        return "A million accounts: fewer than two sizes of 1,000 and more were measured."
    lines = []
    for name, unit, what, scale in (
        ("seconds", "hours", "time on this machine", 3600),
        ("cpu_seconds", "hours", "processor time", 3600),
    ):
        points = [(row["accounts"], row[name]) for row in rows]
        found = line(points)
        lines.append(
            (
                what,
                f"{found.fixed:.1f} + {1000 * found.each:.3f} / 1,000",
                f"{100 * found.worst:.0f} %",
                f"{exponent(points):.2f}",
                f"{found.at(MILLION) / scale:.1f} {unit}",
            )
        )
    bytes_ = line([(row["accounts"], row["outputs"]["megabytes"]) for row in rows])
    sizes = ", ".join(f"{row['accounts']:,}" for row in rows)
    head = ("cost", "line (s)", "off at most", "exponent", "at 1,000,000")
    return (
        f"{table.markdown(head, lines)}\n\n"
        f"The line is fitted to {sizes} accounts, by least relative deviation;\n"
        "the exponent is that between the two largest. A case has at most "
        f"{MAX_ACCOUNTS:,} accounts:\nmore are several cases, one after the other, and the largest "
        "process takes no more than\nwith so many. The documents of a million "
        f"accounts take {bytes_.at(MILLION) / 1000:.1f} GB."
    )


def numbers(run: dict[str, Any]) -> str:
    """The generated part of the page."""
    parts = [f"Measured with {run['jobs']} processes: {table.machine(run)}"]
    parts.append(f"### What was to be reached\n\n{reach.table(run)}")
    for name in PARTS:
        if name in run:
            parts.append(f"### {_TITLES[name]}\n\n{table.TABLES[name](run[name])}")
        if name == "growth" and name in run:
            parts.append(f"### A million accounts\n\n{million(run[name])}")
    return "\n\n".join(parts)


def filled(page: str, text: str) -> str:
    """The page with its generated part replaced. Raises ValueError where it has none."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no {BEGIN} … {END} in the page")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def main(words: Sequence[str]) -> int:
    """Write the page."""
    files = [Path(word) for word in words] or kept()
    if not files:
        print("nothing was measured yet: make bench", file=sys.stderr)
        return 2
    text = numbers(newest(read(file) for file in files))
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
