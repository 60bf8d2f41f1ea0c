"""LibreOffice converting our own HTML: N processes, each with its share of the letters."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.pool import run_all
from benchmarks.tools import main, missing


def set_letters(letters: Path, names: list[str], out: Path, jobs: int) -> None:
    """A process for each share, each with a profile of its own, since two cannot share one."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        missing("no LibreOffice on this machine (scripts/setup-native.sh bench)")
    with tempfile.TemporaryDirectory() as profiles:
        run_all(
            (
                [
                    *(program, f"-env:UserInstallation={Path(profiles, str(share)).as_uri()}"),
                    *("--headless", "--convert-to", "pdf:writer_web_pdf_Export"),
                    *("--outdir", str(out)),
                    *(str(letters / f"{name}.html") for name in names[share::jobs]),
                ]
                for share in range(jobs)
                if names[share::jobs]
            ),
            jobs,
            timeout=3600,
        )


if __name__ == "__main__":
    main(set_letters)
