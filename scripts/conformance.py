"""Check finished documents against PDF/A-3a and PDF/UA-1 with veraPDF, the reference validator.

    python scripts/conformance.py reports/*/*.pdf
    python scripts/conformance.py --setup

veraPDF (one jar, 9 MB, from Maven's central repository) is put into `.tools/verapdf/` at the first
use, by the Maven of the machine with its own settings; on Debian `apt-get install maven` brings
all that is needed. A document passes if it claims both standards and veraPDF finds both kept; a
return form, which is there to be filled in and so no file for an archive, owes PDF/UA-1 alone.
Exit status: 0 all pass, 1 a document fails, 2 the check could not be made.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = "1.28.2"
SHA256 = "687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6"
FOLDER = Path(__file__).resolve().parent.parent / ".tools" / "verapdf"
JAR = FOLDER / f"greenfield-apps-{VERSION}.jar"

_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
_PROFILES = {"PDF/A-3A validation profile": "3a", "PDF/UA-1 validation profile": "ua1"}


class SetupError(Exception):
    """The validator cannot be had or run; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one document fared: checks passed by profile (`3a`, `ua1`), and what failed."""

    path: str
    checks: dict[str, int]
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the profiles that the document owes were checked and kept."""
        return not self.failures and self.checks.keys() == _owed(self.path)


def _owed(path: str) -> set[str]:
    """Both profiles; of a form to be filled in, whose fields are not drawn yet, PDF/UA-1 alone."""
    return {"ua1"} if path.endswith("-return-form.pdf") else set(_PROFILES.values())


def set_up() -> Path:
    """The validator's jar, fetched by Maven if it is not there yet.

    Raises:
        SetupError: no Java, no Maven, or the jar is not the one expected.
    """
    if shutil.which("java") is None:
        raise SetupError("no java on this machine (Debian: apt-get install default-jre-headless)")
    if not JAR.exists():
        maven = shutil.which("mvn")
        if maven is None:
            raise SetupError("no mvn on this machine (Debian: apt-get install maven)")
        FOLDER.mkdir(parents=True, exist_ok=True)
        # The jar holds its dependencies; `copy` takes it alone, without looking for them in the
        # repositories that its description names.
        with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            done = subprocess.run(
                [
                    *(maven, "-q", "-B", _COPY, "-Dmdep.useBaseVersion=true"),
                    f"-Dartifact=org.verapdf.apps:greenfield-apps:{VERSION}",
                    f"-DoutputDirectory={folder}",
                ],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            got = Path(folder) / JAR.name
            if done.returncode or not got.exists():
                raise SetupError(f"Maven could not get veraPDF:\n{done.stdout}{done.stderr}")
            got.replace(JAR)
    if hashlib.sha256(JAR.read_bytes()).hexdigest() != SHA256:
        raise SetupError(f"{JAR} is not veraPDF {VERSION} as published; remove it")
    return JAR


def check(paths: Sequence[Path]) -> list[Outcome]:
    """Validate the documents in one run of Java, in the order given.

    Raises:
        SetupError: as `set_up`, or veraPDF gave no report.
    """
    if not paths:
        return []
    jar = set_up()
    command = [
        # Its settings go beside the jar, not into the home of whoever runs it.
        *("java", f"-Duser.home={FOLDER}", "-Djava.awt.headless=true", "-cp", str(jar), _MAIN),
        *("--flavour", "0", "--format", "json", "--nonpdfext"),
        *(str(path.resolve()) for path in paths),
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    try:
        jobs = json.loads(done.stdout)["report"]["jobs"]
    except (ValueError, KeyError):
        raise SetupError(
            f"veraPDF gave no report:\n{done.stderr.decode(errors='replace')}"
        ) from None
    found = {job["itemDetails"]["name"]: _outcome(job) for job in jobs}
    return [
        found.get(str(path.resolve()), Outcome(str(path), {}, ("not read by veraPDF",)))
        for path in paths
    ]


def _outcome(job: dict[str, Any]) -> Outcome:
    checks: dict[str, int] = {}
    failures: list[str] = []
    for result in job.get("validationResult", []):
        profile = _PROFILES.get(result["profileName"])
        if profile is None:
            failures.append(f"claims another standard: {result['profileName']}")
            continue
        checks[profile] = result["details"]["passedChecks"]
        failures.extend(
            f"{profile} {rule['clause']}-{rule['testNumber']} ×{rule['failedChecks']}: "
            f"{rule['description']}"
            for rule in result["details"]["ruleSummaries"]
        )
        if not result["compliant"] and not result["details"]["ruleSummaries"]:
            failures.append(f"{profile}: {result['statement']}")
    if exception := job.get("taskException"):
        failures.append(str(exception.get("exception", exception)))
    failures.extend(
        f"does not claim {profile}"
        for profile in sorted(_owed(job["itemDetails"]["name"]) - checks.keys())
    )
    return Outcome(job["itemDetails"]["name"], checks, tuple(failures))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(description="Check PDFs against PDF/A-3a and PDF/UA-1.")
    parser.add_argument("--setup", action="store_true", help="only get the validator")
    parser.add_argument("pdf", nargs="*", type=Path)
    given = parser.parse_args(arguments)
    if not given.pdf and not given.setup:
        parser.error("name the PDFs to check")
    try:
        set_up()
        outcomes = check(given.pdf)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    for outcome in outcomes:
        counts = "  ".join(f"{name} {outcome.checks.get(name, 0):>8,}" for name in ("3a", "ua1"))
        print(f"{'pass' if outcome.passed else 'FAIL'}  {counts}  {outcome.path}")
        for failure in outcome.failures:
            print(f"      {failure}")
    failed = sum(not outcome.passed for outcome in outcomes)
    print(f"{len(outcomes) - failed} of {len(outcomes)} keep what they owe")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
