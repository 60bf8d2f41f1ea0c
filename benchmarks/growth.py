"""What a build costs as the number of accounts grows, and when little or nothing has changed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import measure, outputs
from benchmarks.cases import change_one, make_case
from benchmarks.tools import ours
from demarche.model.case import MAX_ACCOUNTS


def sizes(counts: Sequence[int], *, jobs: int) -> Iterator[dict[str, Any]]:
    """For each number of accounts: a full build from nothing."""
    for count in counts:
        with tempfile.TemporaryDirectory() as made:
            runs, files = list[measure.Run](), list[Path]()
            for number, part in enumerate(parted(count)):
                folder = Path(made) / str(number)
                case, out = make_case(folder, part), folder / "reports"
                own = _own_cache(str(folder))
                runs.append(measure.must(ours.command(case, out, jobs), environment=own))
                files += sorted(out.rglob("*.pdf"))
            seconds, cpu = (sum(each) for each in zip(*map(_times, runs), strict=True))
            yield {
                "accounts": count,
                "cases": len(runs),
                "seconds": round(seconds, 3),
                "cpu_seconds": round(cpu, 3),
                "peak_mb": round(max(run.peak_mb for run in runs), 3),
                "together_mb": round(max(run.together_mb for run in runs), 3),
                "ms_per_account": round(1000 * seconds / count, 3),
                "cpu_ms_per_account": round(1000 * cpu / count, 3),
                "outputs": outputs.look(files).as_dict(),
            }


def parted(count: int) -> list[int]:
    """The accounts of each case; more than one may have are several, built one after the other."""
    return [min(MAX_ACCOUNTS, count - start) for start in range(0, count, MAX_ACCOUNTS)]


def _times(run: measure.Run) -> tuple[float, float]:
    return run.seconds, run.cpu_seconds


def rebuilds(count: int, *, jobs: int) -> dict[str, Any]:
    """A build, the same build again, and one after the reasons of one account were changed.

    `changed_platforms` are those with a document of other bytes after the change.
    """
    with tempfile.TemporaryDirectory() as made:
        case = make_case(Path(made), count)
        command = [*measure.COMMAND, "build", "--quiet", "--jobs", str(jobs), str(case)]
        reports = Path(made) / "reports"

        def build() -> tuple[measure.Run, dict[str, str]]:
            done = measure.must(command, environment=_own_cache(made))
            return done, _digests(reports)

        full, first = build()
        again, second = build()
        changed_on = change_one(case)
        first_time, third = build()
    moved = {name for name in first | third if second.get(name) != third.get(name)}
    return {
        "accounts": count,
        "full": full.numbers(),
        "unchanged": again.numbers(),
        "one_changed": first_time.numbers(),
        "unchanged_share": round(again.seconds / full.seconds, 4),
        "one_changed_share": round(first_time.seconds / full.seconds, 4),
        "same_bytes": first == second,
        "changed_on": changed_on,
        "changed_platforms": sorted({name.split("/")[1] for name in moved}),
    }


def _digests(reports: Path) -> dict[str, str]:
    """The hash of each PDF by its path in the folder of reports."""
    return {
        file.relative_to(reports).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in reports.rglob("*.pdf")
    }


def _own_cache(folder: str) -> dict[str, str]:
    """A place for what the program keeps between runs, which no run before has used."""
    return {"XDG_CACHE_HOME": f"{folder}/cache"}
