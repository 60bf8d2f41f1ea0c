"""What was to be reached, and what was: the ratios of one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.sidebyside import OURS
from benchmarks.table import markdown

Run = dict[str, Any]
SMALL, LARGE = 500, 50_000


@dataclass(frozen=True, slots=True)
class Aim:
    """One thing to reach."""

    what: str
    aim: str
    found: str = "not measured"
    met: bool | None = None
    """None where it was not measured."""


def reach(run: Run) -> Iterator[Aim]:
    """Every aim with what the run found."""
    yield from _beside({row["tool"]: row for row in run.get("side_by_side", ())})
    yield from _grown({row["accounts"]: row for row in run.get("growth", ())})
    yield from _again(run.get("rebuild"))
    asked = {row["command"]: row for row in run.get("starts", ())}
    help_page = 1000 * asked["--help"]["seconds"] if "--help" in asked else None
    yield _aim("--help", help_page, 250, " ms", "under")
    checked = {row["accounts"]: 1000 * row["cpu_seconds"] for row in run.get("check", ())}
    each = checked[10_000] / 10_000 if 10_000 in checked else None
    yield _aim("check of 10,000 accounts: processor time an account", each, 0.5, " ms", "under")


def table(run: Run) -> str:
    """The aims as a table."""
    said = {True: "yes", False: "NO", None: "-"}
    rows = [(aim.what, aim.aim, aim.found, said[aim.met]) for aim in reach(run)]
    return markdown(("to reach", "aim", "found", "met"), rows)


def _aim(what: str, found: float | None, bound: float, unit: str, side: str) -> Aim:
    aim = f"{side} {bound:g}{unit}"
    if found is None:
        return Aim(what, aim)
    met = found >= bound if side == "at least" else found <= bound
    return Aim(what, aim, f"{found:.2f}{unit}" if found < 100 else f"{found:.0f}{unit}", met)


def _beside(rows: dict[str, Run]) -> Iterator[Aim]:
    ours = rows.get(OURS, {}).get("seconds")

    def other(tool: str) -> float | None:
        seconds: float | None = rows.get(tool, {}).get("seconds")
        return seconds

    naive, typst = other("naive"), other("typst")
    # Started for each document or kept open: the quicker one counts.
    chromium = min(filter(None, (other("chromium"), other("browser"))), default=None)
    yield _aim(
        "full build: times faster than WeasyPrint, naively",
        naive / ours if naive and ours else None,
        *(10, "x", "at least"),
    )
    yield _aim(
        "full build: share of Chromium's time",
        ours / chromium if chromium and ours else None,
        *(0.5, "x", "at most"),
    )
    yield _aim(
        "full build: times Typst's time",
        ours / typst if typst and ours else None,
        2,
        "x",
        "at most",
    )


def _grown(rows: dict[int, Run]) -> Iterator[Aim]:
    small, large = rows.get(SMALL), rows.get(LARGE)
    more = None
    if small and large:
        more = 100 * (large["ms_per_account"] / small["ms_per_account"] - 1)
    yield _aim(f"an account at {LARGE:,} against one at {SMALL}", more, 15, " % more", "at most")
    peak = large["peak_mb"] if large else None
    yield _aim(f"largest process at {LARGE:,} accounts", peak, 400, " MB", "under")


def _again(row: Run | None) -> Iterator[Aim]:
    yield _aim(
        "an unchanged rebuild", row["unchanged"]["seconds"] if row else None, 1, " s", "under"
    )
    what, aim = "one account changed: platforms with other documents", "its own alone"
    if row is None:
        yield Aim(what, aim)
    else:
        changed = row["changed_platforms"]
        yield Aim(what, aim, ", ".join(changed) or "none", changed == [row["changed_on"]])
