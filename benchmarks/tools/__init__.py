"""The tools that an officer could pick instead, each as a program of its own.

`python -m benchmarks.tools.NAME LETTERS OUT JOBS` sets every letter of the folder LETTERS (see
`benchmarks.letters`) as a PDF in the folder OUT, JOBS at a time. It ends with 3 and the reason on
its last line where the tool is not there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from demarche.kernel import fonts

MISSING = 3
"""Exit status of a tool that is not there."""

Set = Callable[[Path, list[str], Path, int], None]
"""Sets letters: their folder, their names, the folder for the PDFs, how many at a time."""


def missing(reason: str) -> NoReturn:
    """End with the reason why the tool cannot be run."""
    print(reason)
    sys.exit(MISSING)


def main(set_letters: Set) -> None:
    """Run a tool over a folder, told by the command line. It sees our fonts and no others."""
    fonts.install_fonts()
    letters, out, jobs = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), int(sys.argv[3])
    names = sorted(file.stem for file in letters.glob("*.html"))
    set_letters(letters, names, out, jobs)
