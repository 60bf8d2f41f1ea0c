"""`demarche check`: examine cases and write nothing."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from demarche.cli.common import (
    BAD,
    CASE,
    FOUND,
    json_option,
    prepare_all,
    print_findings,
    print_json,
    report_errors,
    summary,
)

if TYPE_CHECKING:
    from demarche.build.prepare import Prepared
    from demarche.kernel.problems import Problem


@click.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE…", type=CASE)
@json_option
@click.option("--sarif", is_flag=True, help="Print SARIF 2.1.0, for editors and CI.")
@click.option("--all", "whole", is_flag=True, help="Show every place of every warning.")
@report_errors
def check(cases: tuple[Path, ...], as_json: bool, sarif: bool, whole: bool) -> None:
    """Check cases without writing anything.

    Errors come first, then warnings grouped by rule, then what a second officer overrode.
    """
    from demarche.kernel.memory import without_collection

    if as_json and sarif:
        raise click.UsageError("--json and --sarif cannot be used together")
    # Not after the work either: the process ends, and would only count what it leaves behind.
    with without_collection(after=gc.freeze):
        status = _check(cases, as_json=as_json, sarif=sarif, whole=whole)
    if status:
        sys.exit(status)


def _check(cases: tuple[Path, ...], *, as_json: bool, sarif: bool, whole: bool) -> int:
    """Examine and print; the exit status."""
    from demarche.kernel.problems import InputError

    prepared: list[Prepared] = []
    found: list[Problem] = []
    status = 0
    try:
        prepared = prepare_all(cases)
        found = [finding for case in prepared for finding in case.findings]
        status = FOUND if any(case.stopped for case in prepared) else 0
    except InputError as error:
        if not (as_json or sarif):
            raise
        found, status = list(error.problems), BAD
    if sarif:
        from demarche.app.sarif import sarif_log

        print_json(sarif_log(found))
    elif as_json:
        print_json(_as_json(prepared, found))
    else:
        print_findings(found, whole=whole)
        for case in prepared:
            rows, documents = len(case.matter.rows), len(case.documents)
            accounts = "account" if rows == 1 else "accounts"
            papers = "document" if documents == 1 else "documents"
            counts = f"{rows:,} {accounts}, {documents} {papers}; {summary(case.findings)}"
            click.echo(f"{case.file.name}: {counts}")
    return status


def _as_json(prepared: list[Prepared], found: list[Problem]) -> dict[str, object]:
    from demarche.kernel.problems import Severity

    weights = list(Severity)
    ordered = sorted(found, key=lambda problem: weights.index(problem.severity))
    return {
        "cases": [
            {"file": case.file.name, "reference": case.file.case.reference} for case in prepared
        ],
        "counts": {
            weight.value: sum(problem.severity is weight for problem in found) for weight in weights
        },
        "problems": [problem.as_dict() for problem in ordered],
    }
