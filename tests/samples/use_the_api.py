"""A program of somebody else: checks a case, builds it, verifies what came out."""

import sys
from pathlib import Path

from demarche import (
    Built,
    InputError,
    Prepared,
    Problem,
    Report,
    Request,
    Severity,
    Verdict,
    build,
    check,
    prepare,
    read_requests,
    resolve,
    rules,
    verify,
)


def main(case: Path, reports: Path) -> int:
    """Print what was found and made; the exit status."""
    try:
        problems: tuple[Problem, ...] = check(case)
        ready: Prepared = prepare(case)
        done: list[Built] = build(ready, reports=reports, jobs=1)
    except InputError as error:
        for problem in error.problems:
            print(f"{problem.place}: {problem.message}")
        return 2
    warnings = [problem for problem in problems if problem.severity is Severity.WARNING]
    print(f"{len(warnings)} warnings, {len(rules())} rules, {len(ready.requests)} requests")
    for folder in (dossier.folder for dossier in done):
        checked: list[Report] = verify(folder)
        refused = [report.file for report in checked if report.verdict is Verdict.REFUSED]
        print(f"{len(checked)} checked, {len(refused)} refused")
        pdf = next(folder.glob("*/*-removal.pdf"))
        requests: list[Request] = read_requests(pdf)
        print(f"{requests[0].reference}: {requests[0].kind.value}")
    for answer in resolve(["https://x.com/specimen_01", "https://x.com/search?q=1"]):
        print(answer.target.canonical if answer.target else answer.status)
    return 0


if __name__ == "__main__":  # processes that render import this file again
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
