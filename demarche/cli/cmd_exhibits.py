"""`demarche exhibits`: evidence files of a case."""

from __future__ import annotations

from pathlib import Path

import click

from demarche.cli.common import print_problems, report_errors, workspace_of


@click.group()
def exhibits() -> None:
    """Manage the exhibits of a case."""


@exhibits.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--case", required=True, metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--account",
    "accounts",
    multiple=True,
    required=True,
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
@report_errors
def add(
    files: tuple[Path, ...],
    case: Path,
    accounts: tuple[str, ...],
    shows: str | None,
    url: str | None,
    captured_at: str | None,
    captured_by: str | None,
    tool: str | None,
) -> None:
    """Copy evidence into a case and record its hash, size, type, and what it says of itself.

    A WACZ is checked member by member. Pictures are printed in the restricted annex, other files
    are held. What neither the file nor an option tells stays empty; the time of a file's last
    change is never taken for the time of capture.
    """
    from demarche.case.case_tables import case_file
    from demarche.facts.library import open_library
    from demarche.intake import add_exhibits as work
    from demarche.kernel.problems import InputError, Problem
    from demarche.kernel.staging import working_in, write_files
    from demarche.kernel.workspace import shown
    from demarche.platforms.resolver import Resolver

    workspace = workspace_of(case_file(case).parent)
    click.get_current_context().with_resource(working_in(case_file(case).parent))
    here = work.open_case(case)
    platforms = open_library(workspace).platforms
    wrong: list[Problem] = []
    rows = ""
    try:
        rows = work.rows_named(here, accounts, Resolver(platforms))
    except InputError as error:
        wrong += error.problems
    options = {
        "shows": shows,
        "url": url,
        "captured_at": captured_at,
        "captured_by": captured_by,
        "tool": tool,
    }
    try:
        done = work.add(here, files, rows, {name: text for name, text in options.items() if text})
    except InputError as error:
        raise InputError([*wrong, *error.problems]) from None
    if wrong:
        raise InputError(wrong)
    print_problems(done.problems)
    if here.exhibits.file is None:
        copies: dict[str, bytes | Path] = dict(done.copies)
        hashes = {name: row["sha256"] for row in done.rows for name in work.files_of(row)}
        write_files(here.case.parent, copies, hashes)
        click.echo(f"{shown(here.case)} has its exhibits inline; paste this under `exhibits:`")
        click.echo(work.block(done))
        return
    work.write(here, done)
    folder = shown(here.case.parent)
    for row in [*done.rows, *(row for row in here.exhibits.rows if row["id"] in done.filled)]:
        name = row.get("file") or row.get("held_file")
        state = "enclosed" if row.get("file") else "held"
        click.echo(f"{row['id']}  {folder}/{name} ({state})")
        click.echo(f"    {row['media_type']}, {int(row['size']):,} bytes, row {row['accounts']}")
        click.echo(f"    SHA-256 {row['sha256']}")
        if archive := row.get("archive"):
            click.echo(f"    {archive}")
