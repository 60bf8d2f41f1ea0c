"""The command that is measured against the others."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

from benchmarks.measure import COMMAND


@functools.cache
def without_cache() -> tuple[str, ...]:
    """The option that makes a build do all of its work, where there is one."""
    help_page = subprocess.run(
        [*COMMAND, "build", "--help"], capture_output=True, text=True, check=True
    )
    return ("--no-cache",) if "--no-cache" in help_page.stdout else ()


def command(case: Path, reports: Path, jobs: int) -> list[str]:
    """A full build from nothing."""
    return [
        *(*COMMAND, "build", "--quiet", "--jobs", str(jobs), "--reports", str(reports)),
        *(*without_cache(), str(case)),
    ]
