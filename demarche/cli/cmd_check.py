"""`demarche check`: examine cases and write nothing."""

from __future__ import annotations

import contextlib
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
    print_json,
    report_errors,
    summary,
)
from demarche.cli.findings_print import print_by_urgency
from demarche.cli.next_step import NextStep, command_line

if TYPE_CHECKING:
    from demarche.build.prepare import Prepared
    from demarche.kernel.problems import Problem


@click.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE…", type=CASE)
@json_option
@click.option("--sarif", is_flag=True, help="Print SARIF 2.1.0, for editors and CI.")
@click.option("--all", "whole", is_flag=True, help="Show every finding on a line of its own.")
@report_errors
def check(cases: tuple[Path, ...], as_json: bool, sarif: bool, whole: bool) -> None:
    """Check cases without writing anything.

    Prints a summary, then findings in the order of work: what must be done, what should be looked
    at, what may stay. Findings of one rule are one line. A case that is not filled in yet gets a
    list of what to do. The last line is the command to type next.
    """
    from demarche.kernel.memory import without_collection

    if as_json and sarif:
        raise click.UsageError("--json and --sarif cannot be used together")
    # Not after the work either: the process ends, and would only count what it leaves behind.
    with without_collection(after=gc.freeze):
        if as_json or sarif:
            status = _check_for_programs(cases, sarif=sarif)
        else:
            status = _check(cases, whole=whole)
    if status:
        sys.exit(status)


def _check_for_programs(cases: tuple[Path, ...], *, sarif: bool) -> int:
    """Examine and print JSON or SARIF; the exit status."""
    from demarche.kernel.problems import InputError

    prepared: list[Prepared] = []
    try:
        prepared = prepare_all(cases)
        found = [finding for case in prepared for finding in case.findings]
        status = FOUND if any(case.stopped for case in prepared) else 0
    except InputError as error:
        found, status = list(error.problems), BAD
    if sarif:
        from demarche.app.sarif import sarif_log

        print_json(sarif_log(found))
    else:
        print_json(_as_json(prepared, found))
    return status


def _check(cases: tuple[Path, ...], *, whole: bool) -> int:
    """Examine and print for a reader; the exit status."""
    from demarche.kernel.problems import InputError

    then = NextStep()
    again = command_line("check", *cases)
    try:
        prepared = prepare_all(cases)
    except InputError as error:
        cut = _unreadable(cases, error.problems, whole=whole)
        then.say(*_each(cases, cut=cut), f"next: complete the above, then `{again}`")
        return BAD
    cut = False
    for case in prepared:
        rows, documents = len(case.matter.rows), len(case.documents)
        accounts = "account" if rows == 1 else "accounts"
        papers = "document" if documents == 1 else "documents"
        counts = f"{rows:,} {accounts}, {documents} {papers}; {summary(case.findings)}"
        click.echo(f"{case.file.name}: {counts}")
        cut = print_by_urgency(case.findings, show_all=whole) or cut
    stopped = any(case.stopped for case in prepared)
    after = f"correct the errors, then `{again}`" if stopped else command_line("build", *cases)
    then.say(*_each(cases, cut=cut), f"next: {after}")
    return FOUND if stopped else 0


def _each(cases: tuple[Path, ...], *, cut: bool) -> tuple[str, ...]:
    """How to see every finding, where one line spoke for several."""
    return (f"each on its own line: {command_line('check', '--all', *cases)}",) if cut else ()


def _unreadable(cases: tuple[Path, ...], problems: tuple[Problem, ...], *, whole: bool) -> bool:
    """Print why cases cannot be examined; whether anything was left out."""
    from demarche.case.case_tables import read_table, read_tree
    from demarche.cli.todo_print import print_unreadable
    from demarche.kernel.problems import InputError

    bare: list[Path] = []
    for case in cases:
        with contextlib.suppress(InputError, OSError):
            if not read_table(case, read_tree(case), "exhibits").rows:
                bare.append(case.parent)
    return print_unreadable(problems, show_all=whole, without_evidence=bare)


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
