"""Write the lock files anew: what runs, and apart from it what tests and measures.

Every package stands there with its version and the SHA-256 of each of its files, which `pip
install --require-hashes` compares. Versions that still fit stay; `--upgrade` takes newer ones.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = ROOT / "requirements.lock"
TESTS = ROOT / "requirements-dev.lock"

_ENTRY = re.compile(r"^(?=\S)", re.MULTILINE)
_NAME = re.compile(r"[\w.-]+")


def compiled(goal: Path, *words: str) -> None:
    """Have uv write a lock file; it takes the versions of the file that is there where they fit."""
    subprocess.run(
        [
            *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"),
            *("--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"),
            *("--no-emit-index-url", "--no-emit-find-links", "--output-file", str(goal)),
            *("pyproject.toml", *words),
        ],
        cwd=ROOT,
        check=True,
    )


def entries(text: str) -> dict[str, str]:
    """The entries of a lock file by the name of the package."""
    found: dict[str, str] = {}
    for entry in filter(str.strip, _ENTRY.split(text)):
        if name := _NAME.match(entry):
            # One package can have several versions, each for some versions of Python.
            found[name[0].lower()] = found.get(name[0].lower(), "") + entry
    return found


def main() -> None:
    """Write both files; the second holds what the first does not, or not for every platform."""
    more = sys.argv[1:]
    runs = ("--extra", "build", "--extra", "seal", "--extra", "export")
    compiled(RUNS, *runs, *more)
    known = entries(RUNS.read_text("utf-8"))
    extras = ("--extra", "cluster", "--extra", "dev", "--extra", "bench")
    compiled(TESTS, *runs, *extras, "--constraint", str(RUNS), *more)
    rest = entries(TESTS.read_text("utf-8"))
    more_of = [name for name in sorted(rest) if known.get(name) != rest[name]]
    TESTS.write_text("".join(rest[name] for name in more_of), "utf-8")
    print(f"{RUNS.name}: {len(known)} packages; {TESTS.name}: {len(more_of)}")


if __name__ == "__main__":
    main()
