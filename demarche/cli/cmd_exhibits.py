"""`demarche exhibits`: evidence files of a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from demarche.cli.common import bounded_by, print_problems, report_errors, workspace_of
from demarche.cli.option_values import pairs_of, zone_of
from demarche.kernel.visible_text import one_line

if TYPE_CHECKING:
    from demarche.intake.add_exhibits import Added
    from demarche.intake.add_folder import FolderResult
    from demarche.intake.capture_times import DateOrder
    from demarche.intake.open_case import Here


@click.group()
def exhibits() -> None:
    """Manage the exhibits of a case."""


@exhibits.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE|FOLDER…", type=click.Path(path_type=Path)
)
@click.option("--case", required=True, metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "sheet",
    metavar="SHEET",
    type=click.Path(path_type=Path),
    help="Sheet (CSV, XLSX, ODS) that says which file is evidence for which row, with the times.",
)
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="ROW|URL",
    help="Account it is evidence for, by row or address. Repeatable.",
)
@click.option("--shows", metavar="TEXT", help="What it shows, in one sentence.")
@click.option("--url", metavar="URL", help="Exact address that was captured.")
@click.option(
    "--captured-at", metavar="TIME", help="Time of capture, as 2026-11-20T09:30:00+05:00."
)
@click.option("--captured-by", metavar="TEXT", help="Role or code of the collector.")
@click.option("--tool", metavar="TEXT", help="Tool and version.")
@click.option("--zone", metavar="+05:00", help="Time zone of the sheet's times without one.")
@click.option(
    "--dates",
    "order",
    type=click.Choice(["day-first", "month-first"]),
    help="How the sheet writes dates in figures, where no date shows it.",
)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="TITLE=FIELD",
    help="Meaning of a column of the sheet: `file`, `row`, `account`, `ignore` or a field of an "
    "exhibit. Repeatable.",
)
@click.option("--sheet", "name", metavar="NAME", help="Sheet of a workbook.")
@click.option("--encoding", metavar="NAME", help="Encoding of a text file.")
@click.option("--matched", is_flag=True, help="Add what matches, and leave the rest.")
@click.option("--dry-run", is_flag=True, help="Show what would be added, without writing it.")
@report_errors
def add(
    files: tuple[Path, ...],
    case: Path,
    sheet: Path | None,
    accounts: tuple[str, ...],
    shows: str | None,
    url: str | None,
    captured_at: str | None,
    captured_by: str | None,
    tool: str | None,
    zone: str | None,
    order: DateOrder | None,
    maps: tuple[str, ...],
    name: str | None,
    encoding: str | None,
    matched: bool,
    dry_run: bool,
) -> None:
    """Copy evidence into a case and record its hash, size, type, and what it says of itself.

    With one or more files and --account, each file is evidence for those rows. With a folder, the
    sheet of --from says which file is evidence for which row; without it, the file names in the
    `exhibits` column of accounts.csv do. What does not match is reported, and then nothing is
    written; a second run adds nothing twice.

    A WACZ, WARC, SingleFile page or MHTML archive gives its address, time and tool itself. A sheet
    that contradicts the file is an error. Pictures are printed in the restricted annex, other files
    are held. What neither file, sheet nor option states stays empty; the time of a file's last
    change is never taken for the time of capture.
    """
    from demarche.case.case_tables import case_file
    from demarche.facts.library import open_library
    from demarche.intake import add_exhibits as work
    from demarche.intake.add_folder import FolderWanted, add_folder
    from demarche.intake.open_case import open_case, rows_named
    from demarche.kernel.problems import InputError, Problem
    from demarche.kernel.staging import working_in
    from demarche.platforms.resolver import Resolver

    options = {
        "shows": shows,
        "url": url,
        "captured_at": captured_at,
        "captured_by": captured_by,
        "tool": tool,
    }
    stated = {field: text for field, text in options.items() if text}
    of_folder = sheet is not None or (not accounts and any(path.is_dir() for path in files))
    if not of_folder and not accounts:
        raise click.UsageError("Missing option '--account' (or '--from SHEET').")
    workspace = workspace_of(case_file(case).parent)
    click.get_current_context().with_resource(working_in(case_file(case).parent))
    here = open_case(case)
    resolver = Resolver(open_library(workspace).platforms)
    wrong: list[Problem] = []
    rows = ""
    try:
        rows = rows_named(here, accounts, resolver)
    except InputError as error:
        wrong += error.problems
    if of_folder:
        if wrong:
            raise InputError(wrong)
        wrong += work.wrong_options(stated)
        if wrong:
            raise InputError(wrong)
        wanted = FolderWanted(
            *(files, sheet, name, encoding, pairs_of(maps), zone_of(zone), order, rows, stated),
            matched,
        )
        with bounded_by(*([sheet] if sheet else []), *_opened(files)):
            result = add_folder(here, wanted, workspace, resolver)
        _print_folder(here, result, dry_run=dry_run)
        return
    try:
        done = work.add(here, _opened(files), rows, stated)
    except InputError as error:
        raise InputError([*wrong, *error.problems]) from None
    if wrong:
        raise InputError(wrong)
    print_problems(done.problems)
    if not dry_run:
        _keep(here, done, {})
    if here.exhibits.file is None:
        return
    for row in [*done.rows, *(row for row in here.exhibits.rows if row["id"] in done.filled)]:
        _print_row(here, row)
    if dry_run:
        click.echo("no files written (dry run)")


def _opened(files: tuple[Path, ...]) -> list[Path]:
    """The files, and those in the folders that are named."""
    from demarche.intake.evidence_folder import evidence_files

    return evidence_files(files).files


def _keep(here: Here, done: Added, extra: dict[str, bytes]) -> None:
    """Write the exhibits; where the case has them in its own file, show what to paste there."""
    from demarche.intake import add_exhibits as work
    from demarche.kernel.staging import write_files
    from demarche.kernel.workspace import shown

    if here.exhibits.file is None:
        copies: dict[str, bytes | Path] = {**done.copies, **extra}
        hashes = {name: row["sha256"] for row in done.rows for name in work.files_of(row)}
        write_files(here.case.parent, copies, hashes)
        click.echo(f"{shown(here.case)} has its exhibits inline; paste this under `exhibits:`")
        click.echo(work.block(done))
        return
    work.write(here, done, extra)


def _print_row(here: Here, row: dict[str, str]) -> None:
    from demarche.kernel.workspace import shown

    name = row.get("file") or row.get("held_file")
    state = "enclosed" if row.get("file") else "held"
    click.echo(f"{row['id']}  {shown(here.case.parent)}/{name} ({state})")
    click.echo(f"    {row['media_type']}, {int(row['size']):,} bytes, row {row['accounts']}")
    click.echo(f"    SHA-256 {row['sha256']}")
    if archive := row.get("archive"):
        click.echo(f"    {archive}")


def _print_folder(here: Here, result: FolderResult, *, dry_run: bool) -> None:
    """What was added, one line an exhibit; then what is left to do."""
    from demarche.kernel.workspace import shown

    done = result.added
    print_problems([*result.left, *done.problems])
    rows = [*done.rows, *(row for row in here.exhibits.rows if row["id"] in done.filled)]
    if (rows or result.extra) and not dry_run:
        _keep(here, done, result.extra)
    for row in rows:
        time = row.get("captured_at", "no time")
        file = done.sources[row["id"]].name
        click.echo(one_line(f"{row['id']:<5} {file}  row {row['accounts']}  {time}"))
    count = f"{len(rows):,} exhibit{'' if len(rows) == 1 else 's'}"
    parts = [f"{count} {'would be ' if dry_run else ''}added"]
    if done.known:
        parts.append(f"{len(done.known):,} in the case already")
    if result.left:
        parts.append(f"{len(result.left):,} left")
    click.echo(", ".join(parts))
    if result.open_fields:
        listed = ", ".join(f"{name} ({number:,})" for name, number in result.open_fields.items())
        click.echo(f"left empty, to be filled in exhibits.csv: {listed}")
    if rows and not dry_run:
        click.echo(f"Next: demarche check {shown(here.case.parent)}")
