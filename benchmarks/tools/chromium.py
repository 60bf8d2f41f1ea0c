"""Chromium printing our own HTML, a process a letter: what `--print-to-pdf` gives anyone."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.pool import run_all
from benchmarks.tools import main, missing

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--mute-audio", "--disable-dev-shm-usage"),
)


def browser() -> str:
    """The browser's program; ends the process where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    return missing("no Chromium on this machine (scripts/setup-native.sh bench)")


def set_letters(letters: Path, names: list[str], out: Path, jobs: int) -> None:
    """A browser a letter, each with a profile of its own, since two cannot share one."""
    program = browser()
    with tempfile.TemporaryDirectory() as profiles:
        run_all(
            (
                [
                    *(program, *QUIET, f"--user-data-dir={profiles}/{name}"),
                    *("--no-pdf-header-footer", f"--print-to-pdf={out / name}.pdf"),
                    (letters / f"{name}.html").as_uri(),
                ]
                for name in names
            ),
            jobs,
        )


if __name__ == "__main__":
    main(set_letters)
