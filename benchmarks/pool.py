"""Several commands at a time, as a shell's `xargs -P` would run them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor


def run_all(commands: Iterable[Sequence[str]], jobs: int, timeout: float = 600.0) -> None:
    """Run every command, `jobs` at a time, one process each.

    Raises RuntimeError with the end of what the first failing one printed.
    """

    def run(command: Sequence[str]) -> None:
        done = subprocess.run(command, capture_output=True, check=False, timeout=timeout)
        if done.returncode:
            printed = (done.stdout + done.stderr).decode(errors="replace")
            raise RuntimeError(printed[-1000:].strip() or f"exit status {done.returncode}")

    with ThreadPoolExecutor(jobs) as pool:
        for _ in pool.map(run, commands):
            pass
