"""The parts of a run as tables, in Markdown, which reads well in a terminal too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from benchmarks.sidebyside import OURS

Row = dict[str, Any]


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose columns are as wide as they need to be; all but the first lean right."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        first = cells[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
        return f"| {' | '.join([first, *rest])} |"

    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join([line(lines[0]), f"| {' | '.join(rule)} |", *map(line, lines[1:])])


def machine(run: Row) -> str:
    """The machine and the versions in one paragraph."""
    facts = run["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in facts["packages"].items())
    return (
        f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gb']} GB, "
        f"{facts['system']}, Python {facts['python']}; {packages}; commit {run['commit']}, "
        f"{run['at'][:10]}; load before the run {facts['load_before']}."
    )


def side_by_side(rows: Sequence[Row]) -> str:
    """Seconds of each tool, and how many times ours they are; then what their documents are."""
    ours = next((row for row in rows if row["tool"] == OURS), {})
    return markdown(
        ("tool", "seconds", "to ours", "CPU s", "largest MB", "all MB", "pages", "does"),
        [
            (
                f"{row['title']} ({row['how']})",
                *(
                    ("not available", "", "", "", "", "", row["missing"])
                    if "missing" in row
                    else (
                        f"{row['seconds']:.2f}",
                        f"{row['seconds'] / ours['seconds']:.2f}" if "seconds" in ours else "",
                        f"{row['cpu_seconds']:.2f}",
                        f"{row['peak_mb']:.0f}",
                        f"{row['together_mb']:.0f}",
                        str(row["outputs"]["pages"]),
                        _does(row),
                    )
                ),
            )
            for row in rows
        ],
    )


def _does(row: Row) -> str:
    """What the documents are, as counted in them."""
    found = row["outputs"]
    said = [
        f"{what} in {found[key]} of {found['files']}" if found[key] else f"no {what}"
        for key, what in (("tagged", "tags"), ("archive", "PDF/A"))
    ]
    said += [
        f"{found[key]} {what}" if found[key] else f"no {what}"
        for key, what in (("attachments", "enclosed files"), ("fields", "form fields"))
    ]
    return ", ".join(said)


def growth(rows: Sequence[Row]) -> str:
    """The cost of an account at each size."""
    return markdown(
        (
            "accounts",
            "seconds",
            "ms an account",
            "CPU ms an account",
            "largest MB",
            "files",
            "pages",
        ),
        [
            (
                f"{row['accounts']:,}",
                f"{row['seconds']:.1f}",
                f"{row['ms_per_account']:.2f}",
                f"{row['cpu_ms_per_account']:.2f}",
                f"{row['peak_mb']:.0f}",
                f"{row['outputs']['files']:,}",
                f"{row['outputs']['pages']:,}",
            )
            for row in rows
        ],
    )


def rebuild(row: Row) -> str:
    """A full build, an unchanged one, one after a change."""
    changed = ", ".join(row["changed_platforms"]) or "none"
    return markdown(
        ("build", "seconds", "CPU s", "share of a full one", "what it shows"),
        [
            (
                "full",
                f"{row['full']['seconds']:.2f}",
                f"{row['full']['cpu_seconds']:.2f}",
                "100.0 %",
                f"{row['accounts']:,} accounts",
            ),
            (
                "unchanged",
                f"{row['unchanged']['seconds']:.2f}",
                f"{row['unchanged']['cpu_seconds']:.2f}",
                f"{100 * row['unchanged_share']:.1f} %",
                "the same bytes" if row["same_bytes"] else "OTHER BYTES",
            ),
            (
                "one account changed",
                f"{row['one_changed']['seconds']:.2f}",
                f"{row['one_changed']['cpu_seconds']:.2f}",
                f"{100 * row['one_changed_share']:.1f} %",
                f"changed on {row['changed_on']}, other documents for: {changed}",
            ),
        ],
    )


def starts(rows: Sequence[Row]) -> str:
    """The answer of each command against the interpreter's start."""
    return markdown(
        ("command", "ms", "to the interpreter", "CPU ms", "to the interpreter"),
        [
            (
                row["command"],
                f"{1000 * row['seconds']:.0f}",
                f"{row['ratio']:.1f}",
                f"{1000 * row['cpu_seconds']:.0f}",
                f"{row['cpu_ratio']:.1f}",
            )
            for row in rows
        ],
    )


def check(rows: Sequence[Row]) -> str:
    """The examination of a large case."""
    return markdown(
        ("check", "seconds", "largest MB"),
        [
            (f"{row['accounts']:,} accounts", f"{row['seconds']:.2f}", f"{row['peak_mb']:.0f}")
            for row in rows
        ],
    )


def lists(rows: Sequence[Row]) -> str:
    """Import and search of lists."""
    return markdown(
        ("lists", "ms"), [(row["step"], f"{1000 * row['seconds']:.1f}") for row in rows]
    )


def intake(rows: Sequence[Row]) -> str:
    """Import and export of sheets."""
    return markdown(
        ("step", "CPU s", "µs a row"),
        [(row["step"], f"{row['cpu_seconds']:.2f}", f"{row['us_per_row']:.0f}") for row in rows],
    )


def patches(rows: Sequence[Row]) -> str:
    """What each patch saves; `ratio` is to the program as it is, which is the first row."""
    return markdown(
        ("state", "CPU s", "ratio", "margin", "saves"),
        [
            (row["step"], "not available", "", "", row["missing"])
            if "missing" in row
            else (
                row["step"],
                f"{row['cpu_seconds']:.2f}",
                f"{row['ratio']:.3f}",
                f"± {row['margin']:.3f}",
                f"{100 * (1 - 1 / row['ratio']):.1f} %" if row["off"] else "",
            )
            for row in rows
        ],
    )


TABLES: dict[str, Callable[[Any], str]] = {
    "side_by_side": side_by_side,
    "growth": growth,
    "rebuild": rebuild,
    "starts": starts,
    "check": check,
    "lists": lists,
    "intake": intake,
    "patches": patches,
}
