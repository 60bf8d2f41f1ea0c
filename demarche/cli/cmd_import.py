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
from demarche.cli.import_print import print_import, print_sheet_problems, print_written
from demarche.cli.import_update import print_unclear, settle_update
from demarche.cli.next_step import NextStep
from demarche.cli.option_values import pairs_of, zone_of

if TYPE_CHECKING:
    from demarche.intake.import_sheet import Import
    from demarche.intake.written_days import DayOrder


class _WithFields(click.Command):
    """The command whose help ends with the fields that `--map` can name."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The fields with what they hold, from the records themselves."""
        from demarche.model.base import fields_of
        from demarche.model.case import Account

        super().format_epilog(ctx, formatter)
        with formatter.section("FIELDs for --map"):
            formatter.write_dl(
                [
                    (name, " ".join((info.description or "").split()))
                    for name, info in fields_of(Account).items()
                ]
            )


@click.command(name="import", cls=_WithFields)
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
    help="Meaning of a column; FIELD is one of those below, or `ignore`. Repeatable.",
)
@click.option(
    "--ignore-unknown", is_flag=True, help="Import although unknown columns hold something."
)
@click.option(
    "--org",
    "orgs",
    multiple=True,
    metavar="NAME=ID",
    help="What the sheet calls an organisation; remembered in the workspace. Repeatable.",
)
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="Order of dates such as 05/06/2026, where the column does not show it.",
)
@click.option("--sheet", "name", metavar="NAME", help="Sheet of a workbook.")
@click.option("--encoding", metavar="NAME", help="Encoding of a text file.")
@click.option("--zone", metavar="+05:00", help="Time zone of times written without one.")
@click.option(
    "--owners",
    is_flag=True,
    help="Import the owner of a post as an account if its address shows it.",
)
@click.option(
    "--update", is_flag=True, help="Show what the sheet changes in rows of the case; see `--yes`."
)
@click.option("--yes", is_flag=True, help="With `--update`: make the changes.")
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
    ignore_unknown: bool,
    orgs: tuple[str, ...],
    dates: DayOrder | None,
    update: bool,
    yes: bool,
    dry_run: bool,
    whole: bool,
    as_json: bool,
) -> None:
    """Import accounts from CSV, XLSX, ODS or JSON Lines.

    Writes accounts.csv, exhibits.csv for an auto-archiver's sheet, case.yaml where there is none,
    import-report.csv, and refused.xlsx (or .csv): the rows that were not taken whole, to be mended
    and imported again. What the sheet does not say stays empty; rows that are there stay as they
    are, but for `--update`. Exit status 1 where something of the sheet was not taken.
    """
    from demarche.case.case_tables import case_file
    from demarche.intake.import_sheet import ImportWanted, prepare_import
    from demarche.intake.short_names import remember
    from demarche.kernel.problems import Severity
    from demarche.kernel.staging import working_in, write_files
    from demarche.kernel.terminal import at_work
    from demarche.kernel.workspace import shown

    if yes and not update:
        raise click.UsageError("--yes belongs to --update")
    then = NextStep()
    wanted = ImportWanted(
        *(sheet, case, pairs_of(maps), name, encoding, zone_of(zone), owners, dates),
        organisations=pairs_of(orgs, "--org", "NAME=ID"),
        update=update,
    )
    workspace_of(case_file(case).parent)
    with working_in(case_file(case).parent):
        with at_work(f"reading {shown(sheet)}"), bounded_by(sheet):
            made = prepare_import(wanted)
        unclear = bool(made.unclear) and not ignore_unknown
        dry_run = dry_run or unclear
        if update and as_json:
            dry_run = dry_run or not yes
        elif update:
            print_sheet_problems(made.problems, show_all=whole)
            dry_run = not settle_update(made, yes=yes, dry_run=dry_run)
        if not dry_run:
            if made.files:
                write_files(made.folder, made.files)
            remember(made)
    left_out = any(problem.severity is Severity.ERROR for problem in made.problems)
    if as_json:
        print_json(_data(made, dry_run=dry_run))
    else:
        if not made.update:
            print_import(made, case, dry_run=dry_run, show_all=whole, then=then, unclear=unclear)
        elif made.files and not dry_run:
            print_written(made, "created")
        if unclear:
            print_unclear(made)
    if update and made.update:
        sys.exit(FOUND if left_out else 0)
    if unclear or left_out or not made.done.entries:
        sys.exit(FOUND)


def _data(made: Import, *, dry_run: bool) -> dict[str, Any]:
    return {
        "sheet": made.sheet.file,
        "written": [] if dry_run else list(made.files),
        "accounts": [
            {"row": entry.row, **entry.fields, "key": entry.target.key}
            for entry in made.done.entries
        ],
        "changes": [
            {"row": change.name, "field": change.field, "old": change.old, "new": change.new}
            for change in (made.update.changes if made.update else ())
        ],
        "unknown_columns": [title for title, _ in made.unclear],
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
