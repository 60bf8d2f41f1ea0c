"""`demarche export`: the accounts of a case as a table."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from demarche.cli.common import CASE, report_errors, workspace_of


@click.command()
@click.argument("case", type=CASE)
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv"]),
    default="xlsx",
    show_default=True,
    help="Format; XLSX keeps every cell as it is, CSV loses long numbers in a spreadsheet.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; - for standard output.",
)
@click.option(
    "--defang", is_flag=True, help="Write hxxps://x[.]com/…, so that no one opens it by accident."
)
@report_errors
def export(case: Path, form: str, out: Path | None, defang: bool) -> None:
    """Export a case's accounts to XLSX or CSV; `demarche import --update` takes the changes back.

    Every field has its column, with a drop-down list where it holds one of several words. No cell
    runs as a formula: in XLSX every cell is text, in CSV it starts with an apostrophe.
    """
    from demarche.case.case_tables import case_file
    from demarche.intake.export_choices import choices_for
    from demarche.intake.export_table import account_table, as_csv, as_xlsx
    from demarche.kernel.problems import InputError, Place
    from demarche.kernel.staging import recover, write_file
    from demarche.kernel.workspace import shown

    file = case_file(case)
    workspace_of(file.parent)
    goal = out or file.parent / f"accounts-export.{form}"
    to_screen = str(goal) == "-"
    recover(goal.parent)
    if goal.exists() and not to_screen:
        raise InputError.single(
            Place(shown(goal)), "", "already exists", "choose another file with `--out`"
        )
    table = account_table(case, defang=defang)
    data = as_csv(table) if form == "csv" else as_xlsx(table, shown(file), choices_for(case))
    if to_screen:
        sys.stdout.buffer.write(data)
        return
    write_file(goal, data)
    rows = len(table) - 1
    click.echo(f"{shown(goal)}: {rows:,} account{'' if rows == 1 else 's'}")
    if form == "csv":
        click.echo("a spreadsheet that opens it changes long numbers; use --format xlsx for people")
