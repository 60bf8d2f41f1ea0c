"""What `import` prints: the summary, what was not imported, what to look at, what comes next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from demarche.cli.findings_print import COLOURS, print_heading
from demarche.cli.next_step import NextStep, command_line, same_command
from demarche.kernel.problems import Problem, Severity, rows_in_words
from demarche.kernel.terminal import coloured
from demarche.kernel.visible_text import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from demarche.intake.import_sheet import Import

_HEADINGS = (
    "not imported: correct it in the sheet and import the sheet again",
    "to be looked at",
    "may stay",
)
_DUPLICATE = re.compile(r"duplicate of row [0-9]+$|already in the case, as row \S+$")
_FEW = 3
"""Rows with the same message that are printed one by one; of more, one line speaks for all."""


def print_import(
    made: Import, case: Path, *, dry_run: bool, show_all: bool, then: NextStep, unclear: bool
) -> None:
    """Print an import: what was understood and written to the standard output, the rest beside.

    Where columns are `unclear`, nothing was written, and what comes next is said elsewhere.
    """
    from demarche.intake.import_sheet import still_open

    for line in made.lines:
        click.echo(one_line(line))
    if made.exhibits:
        click.echo(f"  {made.exhibits:,} exhibits from the archive's columns")
    if any("already in the case" in note for line in made.done.lines for note in line.notes):
        click.echo("rows that the case has are unchanged; `--update` shows what the sheet changes")
    if made.files and not unclear:
        print_written(made, "not created (dry run)" if dry_run else "created")
    elif not made.files:
        click.echo("no files written")
    cut = print_sheet_problems(made.problems, show_all=show_all)
    if open_now := still_open(made) if made.files and not unclear else []:
        click.echo("fields left for you to complete:")
        for line in open_now:
            click.echo(one_line(f"  {line}"))
    lines = []
    if cut:
        lines.append(
            "each on its own line: import-report.csv"
            if not dry_run and made.files
            else f"each on its own line: {same_command(more=['--all'])}"
        )
    if unclear:
        pass
    elif dry_run:
        lines.append(f"next: {same_command(without=['dry_run', 'whole'])}")
    elif made.files:
        lines.append(f"next: complete the fields above, then `{command_line('check', case)}`")
    elif case.exists():
        lines.append(f"next: {command_line('check', case)}")
    then.say(*lines)


def print_written(made: Import, label: str) -> None:
    """Print the files of an import."""
    from demarche.kernel.workspace import shown

    click.echo(f"{label}:")
    for name in made.files:
        click.echo(f"  {shown(made.folder)}/{name}")


def print_sheet_problems(problems: Iterable[Problem], *, show_all: bool = False) -> bool:
    """Print what was not taken as it stands, by weight; whether anything was left out."""
    sections: tuple[list[Problem], ...] = ([], [], [])
    for problem in problems:
        sections[_section(problem)].append(problem)
    cut = False
    for heading, found in zip(_HEADINGS, sections, strict=True):
        groups: dict[tuple[str, ...], list[Problem]] = {}
        for problem in found:
            groups.setdefault(_kind(problem), []).append(problem)
        if found:
            print_heading(f"{heading} ({len(found):,}):")
        for group in groups.values():
            colour = COLOURS[group[0].severity]
            if show_all or len(group) <= _FEW:
                for problem in group:
                    coloured(str(problem), colour, err=True)
            else:
                coloured(_together(group), colour, err=True)
                cut = True
    return cut


def _section(problem: Problem) -> int:
    if problem.severity is Severity.ERROR:
        return 0
    if problem.severity is Severity.NOTE or _DUPLICATE.search(problem.message):
        return 2
    return 1


def _kind(problem: Problem) -> tuple[str, ...]:
    """What is printed together: the same message in the same column, whatever was written."""
    message = re.sub(r"'(?:[^'\\]|\\.)*'|[0-9]+", "…", problem.message)
    return problem.severity, problem.field, message, problem.remedy


def _together(group: Sequence[Problem]) -> str:
    """One line for many rows of the sheet: the first, and where the others are."""
    rows = tuple(dict.fromkeys(_row(problem) for problem in group))
    return f"{group[0]} (and the like: {rows_in_words(rows)})"


def _row(problem: Problem) -> str:
    """The row of the sheet, as a spreadsheet numbers it."""
    if found := re.search(r"!(?:row )?[A-Z]*([0-9]+)$", problem.place.file):
        return found[1]
    return str(problem.place.line)
