"""`demarche import`: from a handed-over sheet to the files of a case."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from demarche.cli.common import (
    FOUND,
    bounded_by,
    json_option,
    print_json,
    report_errors,
    workspace_of,
)
from demarche.cli.import_print import print_import
from demarche.cli.next_step import NextStep

if TYPE_CHECKING:
    from demarche.intake.import_sheet import Import


@click.command(name="import")
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option(
    "--case",
    "case",
    required=True,
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Case folder; created if missing.",
)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="TITLE=FIELD",
    help="Meaning of a column; FIELD is a field of an account, or `ignore`. Repeatable.",
)
@click.option("--sheet", "name", metavar="NAME", help="Sheet of a workbook.")
@click.option("--encoding", metavar="NAME", help="Encoding of a text file.")
@click.option("--zone", metavar="+05:00", help="Time zone of times written without one.")
@click.option(
    "--owners",
    is_flag=True,
    help="Import the owner of a post as an account if its address shows it.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, without writing it.")
@click.option("--all", "whole", is_flag=True, help="Show every finding on a line of its own.")
@json_option
@report_errors
def import_(
    sheet: Path,
    case: Path,
    maps: tuple[str, ...],
    name: str | None,
    encoding: str | None,
    zone: str | None,
    owners: bool,
    dry_run: bool,
    whole: bool,
    as_json: bool,
) -> None:
    """Import accounts from CSV, XLSX, ODS or JSON Lines.

    Writes accounts.csv, exhibits.csv for an auto-archiver's sheet, case.yaml where there is none,
    and import-report.csv. What the sheet does not say stays empty; rows that are there stay as
    they are. Exit status 1 where something of the sheet was not taken.
    """
    from demarche.case.case_tables import case_file
    from demarche.intake.import_sheet import ImportWanted, prepare_import
    from demarche.kernel.problems import Severity
    from demarche.kernel.staging import working_in, write_files
    from demarche.kernel.terminal import at_work
    from demarche.kernel.workspace import shown

    then = NextStep()
    wanted = ImportWanted(sheet, case, _maps(maps), name, encoding, _zone(zone), owners)
    workspace_of(case_file(case).parent)
    with working_in(case_file(case).parent):
        with at_work(f"reading {shown(sheet)}"), bounded_by(sheet):
            made = prepare_import(wanted)
        if not dry_run and made.files:
            write_files(made.folder, made.files)
    left_out = any(problem.severity is Severity.ERROR for problem in made.problems)
    if as_json:
        print_json(_data(made, dry_run=dry_run))
    else:
        print_import(made, case, dry_run=dry_run, show_all=whole, then=then)
    if left_out or not made.done.entries:
        sys.exit(FOUND)


def _maps(maps: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in maps:
        title, equals, goal = text.rpartition("=")
        if not equals or not title.strip() or not goal.strip():
            raise click.BadParameter(f"{text!r}; write TITLE=FIELD", param_hint="--map")
        found[title.strip()] = goal.strip()
    return found


def _zone(text: str | None) -> str:
    import re

    if text is None:
        return ""
    if not re.fullmatch(r"Z|[+-]\d\d:\d\d", text):
        raise click.BadParameter(f"{text!r}; write +05:00 or Z", param_hint="--zone")
    return text


def _data(made: Import, *, dry_run: bool) -> dict[str, Any]:
    return {
        "sheet": made.sheet.file,
        "written": [] if dry_run else list(made.files),
        "accounts": [
            {"row": entry.row, **entry.fields, "key": entry.target.key}
            for entry in made.done.entries
        ],
        "lines": [
            {
                "row": line.row,
                "written": line.written,
                "outcome": line.outcome,
                "account": line.entry.id if line.entry else None,
                "notes": line.notes,
                "remedy": line.remedy,
            }
            for line in made.done.lines
        ],
        "problems": [problem.as_dict() for problem in made.problems],
    }
