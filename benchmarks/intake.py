"""How import, check and export grow with the number of rows: time per row must stay the same."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import measure

HEAD = ("Sr. No", "Platform", "Account link", "Organisation", "Remarks", "Post link", "Seen at")
PLACES = (
    ("Twitter", "https://x.com/specimen_{0:06}", "https://x.com/specimen_{0:06}/status/{1}"),
    ("ٹیلی گرام", "t.me/specimen_{0:06}", "https://t.me/specimen_{0:06}/12"),
    ("insta", "https://www.instagram.com/specimen_{0:06}/?igsh=abc", ""),
    ("tiktok", "https://www.tiktok.com/@specimen_{0:06}", ""),
    ("yt", "https://www.youtube.com/@specimen_{0:06}", ""),
)
CASE = """\
reference: BENCH/2026/0001
title: Accounts of a benchmark
office: pk-specimen
date: 2026-11-23T10:00:00+05:00
prepared_by: {name: B. N. Specimen, post: Research officer}
facts: Specimen accounts.
necessity: Specimen necessity.
alternatives: Specimen alternatives.
defences: Specimen defences.
requests: [{kind: preservation, period_days: 90}]
accounts: accounts.csv
"""


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """Fictional accounts on five platforms; every hundredth is a duplicate, every 101st broken."""
    for number in range(count):
        platform, link, post = PLACES[number % len(PLACES)]
        shown = number - number % 100 if number % 100 == 5 else number
        address = link.format(shown, 1988300000000000000 + shown)
        if number % 101 == 100:
            address = "htps:/broken link"
        yield (
            str(number + 1),
            platform,
            address,
            "ttp",
            f"On 12 November 2026 the account published item {number} of the list.",
            post.format(shown, 1988300000000000000 + shown),
            "2026-11-20T09:30:00+05:00",
        )


def run(*arguments: str | Path) -> float:
    """Processor seconds of one command, which other work on the machine does not lengthen.

    Raises RuntimeError with what it printed where it breaks down; findings are no breakdown.
    """
    done = measure.run((*measure.COMMAND, *arguments))
    if done.status not in (0, 1) or "Traceback" in done.output:
        raise RuntimeError(done.output)
    return done.cpu_seconds


def fill(folder: Path) -> None:
    """Fill in what an officer would have to write."""
    file = folder / "accounts.csv"
    with file.open(newline="", encoding="utf-8") as source:
        found = list(csv.DictReader(source))
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, found[0])
        writer.writeheader()
        for row in found:
            row.update(link="media-wing", ground="propaganda", protected="none")
            writer.writerow(row)
    (folder / "case.yaml").write_text(CASE)


def steps(count: int) -> dict[str, float]:
    """Processor seconds of every step for so many rows."""
    times = {}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "data" / "cases").mkdir(parents=True)
        sheet, case = folder / "sheet.csv", folder / "data" / "cases" / "bench"
        with sheet.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([HEAD, *rows(count)])
        times["import csv"] = run("import", sheet, "--case", case)
        book = folder / "a.xlsx"
        times["export xlsx"] = run("export", case, "--out", book)
        times["import xlsx"] = run("import", book, "--case", folder / "other", "--dry-run")
        times["import again"] = run("import", sheet, "--case", case, "--dry-run")
        fill(case)
        times["check"] = run("check", case / "case.yaml")
    return times


def intake(counts: Sequence[int]) -> Iterator[dict[str, Any]]:
    """For each step and number of rows: processor seconds, and microseconds a row."""
    for count in counts:
        for step, seconds in steps(count).items():
            yield {
                "step": f"{step}, {count:,} rows",
                "cpu_seconds": round(seconds, 3),
                "us_per_row": round(seconds / count * 1e6, 1),
            }
