"""`demarche lists`: the official lists of the workspace, brought in by the office itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from demarche.cli.common import (
    FOUND,
    bounded_by,
    json_option,
    print_json,
    print_problems,
    report_errors,
    workspace_of,
)

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3

    from demarche.kernel.workspace import Workspace

_FILES = click.argument(
    "files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path)
)


@click.group()
def lists() -> None:
    """Import, search and compare official lists.

    Files are kept as dated snapshots in data/lists of the workspace; nothing is fetched. The newest
    list overrides the bundled listings, matched by reference.
    """


def here() -> Workspace:
    """The workspace around the current folder."""
    return workspace_of(Path.cwd())


@contextmanager
def opened(workspace: Workspace, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """The workspace's lists; InputError where none was imported, unless they are made."""
    from contextlib import closing

    from demarche.listings.database import connect
    from demarche.listings.storage_path import lists_folder

    with closing(connect(lists_folder(workspace), create=create)) as db:
        yield db


def has_lists(workspace: Workspace) -> bool:
    """Whether a list was imported into the workspace."""
    from demarche.listings.database import FILE_NAME
    from demarche.listings.storage_path import lists_folder

    return (lists_folder(workspace) / FILE_NAME).is_file()


def a_day(_: click.Context, __: click.Parameter, text: str | None) -> dt.date | None:
    """A day as an option gives it."""
    import datetime as dt

    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("expected a date as YYYY-MM-DD, for example 2026-11-20") from None


@lists.command(name="import")
@_FILES
@click.option(
    "--as-of",
    metavar="DATE",
    callback=a_day,
    help="Date of undated files (SDN.CSV, the UK spreadsheet): when you downloaded them.",
)
@json_option
@report_errors
def import_(files: tuple[Path, ...], as_of: dt.date | None, as_json: bool) -> None:
    """Read official files and keep them as dated snapshots; all of them, or none on any error.

    The format is recognised. ALT.CSV and SDN_COMMENTS.CSV are named together with their SDN.CSV.
    """
    import datetime as dt

    from demarche.cli.lists_print import imported_lines, imported_record
    from demarche.listings.database import FILE_NAME
    from demarche.listings.file_import import import_files, readable
    from demarche.listings.storage_path import lists_folder

    workspace = here()
    outside = not (workspace.root / "data").is_dir()
    with bounded_by(*files):
        groups = readable(files)  # before anything is made on the disk
    fresh = not (lists_folder(workspace) / FILE_NAME).is_file()
    with opened(workspace, create=True) as db, bounded_by(*files):
        found = import_files(db, groups, dt.datetime.now(dt.UTC), as_of)
    if outside:
        folder = workspace.root.resolve()
        click.echo(f"{folder} was not a workspace; data/lists was created in it", err=True)
    if as_json:
        print_json([imported_record(report) for report in found])
        return
    for number, report in enumerate(found):
        click.echo("\n".join(["", *imported_lines(report)] if number else imported_lines(report)))
    if fresh:
        click.echo(
            f"\nMade {workspace.shown(lists_folder(workspace))}/; keep it with the workspace."
        )
    click.echo("Next: demarche lists affected")


@lists.command()
@click.argument("authority", metavar="AUTHORITY")
@click.option("--on", metavar="DATE", callback=a_day, required=True, help="Date of the comparison.")
@click.option("--by", metavar="TEXT", help="Role or code of the person who compared.")
@click.option("--note", metavar="TEXT", help="What was compared, and where.")
@click.option("--withdraw", is_flag=True, help="Take back a comparison recorded without a file.")
@report_errors
def read(authority: str, on: dt.date, by: str | None, note: str | None, withdraw: bool) -> None:
    """Record that a list was compared on a date with the newest one here, and is unchanged.

    AUTHORITY is a name as `lists status` prints it. From that day on the list counts as of it, in
    ages, warnings (W11) and citations; entries are those of the newest snapshot. For a list without
    references the listings count whose exact name is on it. Where no file of the list was imported,
    --by names who compared every listing that the library has of it.
    """
    import datetime as dt

    from demarche.cli.lists_print import cleaned
    from demarche.facts.library import Records
    from demarche.kernel.problems import InputError, Place, did_you_mean
    from demarche.listings.reading_again import nothing_imported, read_again
    from demarche.listings.reading_days import withdraw_comparison
    from demarche.model.listing import Authority

    workspace = here()
    known = Records(Authority, workspace.files("authorities"))
    if authority not in known:
        remedy = did_you_mean(authority, known) or "list them with `demarche lists status`"
        place = Place("demarche lists read")
        raise InputError.single(place, "AUTHORITY", f"unknown authority {authority!r}", remedy)
    if withdraw:
        with opened(workspace) as db:
            done = withdraw_comparison(db, authority, on.isoformat())
        if not done:
            what = f"no comparison of {authority} without a file is recorded for {on}"
            raise InputError.single(Place("demarche lists read"), "--withdraw", what)
        click.echo(f"{authority}: the comparison of {on} was taken back")
        return
    if not by and not has_lists(workspace):
        raise nothing_imported(authority)
    with opened(workspace, create=True) as db:
        found = read_again(db, authority, on, dt.datetime.now().astimezone(), by or "", note or "")
    if found is None:
        click.echo(f"{authority}: what the library has of it counts as read on {on} (by {by})")
        return
    click.echo(
        f"{authority}: read on {found.as_of}, unchanged against snapshot {found.id} "
        f"({cleaned(found.file)}, SHA-256 {found.sha256})"
    )


@lists.command()
@click.option(
    "--on", metavar="DATE", callback=a_day, help="Date to count ages to (default: today)."
)
@click.option(
    "--case",
    "cases",
    multiple=True,
    metavar="CASE",
    type=click.Path(path_type=Path),
    help="Count the rows of this case only (default: every case of the workspace).",
)
@json_option
@report_errors
def status(on: dt.date | None, cases: tuple[Path, ...], as_json: bool) -> None:
    """Show the as-of date and age of every list; exit status 1 where one is too old.

    Below: what to bring first, by how many rows of the cases cite a list that is too old for them.
    """
    import datetime as dt

    from demarche.app.dependent_rows import dependent_rows, workspace_cases
    from demarche.cli.lists_print import bring_first_lines, status_lines
    from demarche.facts.library import Records
    from demarche.kernel.problems import InputError
    from demarche.listings.curated import known
    from demarche.listings.freshness import ages, unlisted
    from demarche.listings.storage_path import lists_folder
    from demarche.model.listing import Authority

    workspace, today = here(), on or dt.datetime.now().astimezone().date()
    rows = known(workspace.files("organisations"), lists_folder(workspace))
    authorities = Records(Authority, workspace.files("authorities"))
    if has_lists(workspace):
        with opened(workspace) as db:
            found, beside = ages(db, authorities, rows, today), unlisted(db, authorities)
    else:
        found, beside = ages(None, authorities, rows, today), []
    stale = any(age.stale for age in found)
    first, problems = dependent_rows(workspace, cases or workspace_cases(workspace))
    if cases and problems:
        raise InputError(problems)
    if as_json:
        data: dict[str, Any] = {"on": today.isoformat(), "stale": stale}
        data["lists"] = [age.as_dict() for age in found]
        data["bring_first"] = [item.as_dict() for item in first]
        data["not_cited"] = [{"authority": name, "entries": number} for name, number in beside]
        print_json(data)
    else:
        click.echo("\n".join([*status_lines(found, beside, today), *bring_first_lines(first)]))
        print_problems(problems)
    if stale:
        sys.exit(FOUND)


@lists.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--all", "every", is_flag=True, help="Show all matches, including weak ones.")
@click.option("--private", is_flag=True, help="Also search lists of private persons.")
@json_option
@report_errors
def search(text: str, limit: int, every: bool, private: bool, as_json: bool) -> None:
    """Find an entry by any of its names: exact ones first; a suggestion decides nothing."""
    from demarche.cli.lists_print import answer_lines
    from demarche.facts.sheet_names import epithet_in_words, epithet_named
    from demarche.kernel.visible_text import one_line
    from demarche.listings.combined_search import EVERY, find
    from demarche.listings.storage_path import lists_folder

    workspace = here()
    folder = lists_folder(workspace)
    files = workspace.files("organisations")
    authorities = workspace.files("authorities")
    count = EVERY if every else limit
    answers = find(text, files, folder, count, private=private, authorities=authorities)
    if as_json:
        print_json([answer.as_dict() for answer in answers])
    else:
        if epithet := epithet_named(workspace, text):
            click.echo(one_line(f"{text!r} is {epithet_in_words(epithet)}"))
        click.echo("\n".join(answer_lines(text, answers, cut=not every and len(answers) == limit)))


@lists.command()
@click.argument("reference")
@click.option("--authority", metavar="ID", help="Only this list.")
@click.option("--private", is_flag=True, help="Also show entries of lists of private persons.")
@json_option
@report_errors
def show(reference: str, authority: str | None, private: bool, as_json: bool) -> None:
    """Show an entry of the imported lists by its reference, and how it changed over time."""
    from demarche.cli.lists_print_changes import entry_lines, entry_record
    from demarche.kernel.problems import InputError, Place
    from demarche.listings import snapshots

    with opened(here()) as db:
        found = [
            (entry, snapshot, snapshots.history(db, entry.authority, entry.key))
            for entry, snapshot in snapshots.show(db, reference, authority)
            if private or not snapshot.private
        ]
    if not found:
        raise InputError.single(
            Place("demarche lists show"),
            "",
            f"no imported list has an entry with the reference {reference!r}",
            "`demarche lists search NAME` finds entries by name",
        )
    if as_json:
        print_json([entry_record(*entry) for entry in found])
        return
    click.echo("\n\n".join("\n".join(entry_lines(*entry)) for entry in found))


@lists.command()
@click.argument("older", metavar="A")
@click.argument("newer", metavar="B")
@click.option("--authority", "authorities", metavar="ID", multiple=True, help="Only this list.")
@click.option("--private", is_flag=True, help="Also name private persons.")
@json_option
@report_errors
def diff(
    older: str, newer: str, authorities: tuple[str, ...], private: bool, as_json: bool
) -> None:
    """Compare two lists by content: A the older, B the newer; a snapshot's number or a file."""
    from demarche.cli.lists_print_changes import diff_lines, diff_record
    from demarche.listings.snapshot_comparison import compare_given

    found = compare_given(here(), older, newer, authorities or None, private=private)
    if as_json:
        print_json(diff_record(found))
    else:
        click.echo("\n".join(diff_lines(found)))


@lists.command()
@json_option
@report_errors
def affected(as_json: bool) -> None:
    """Show the requests and cases that cite an entry that changed or was removed; exit status 1.

    Looks at reports/*/*/request.json and at data/cases of the workspace.
    """
    from demarche.app.affected import affected as find_affected
    from demarche.app.cited_entries import of_reports, of_workspace_cases
    from demarche.cli.lists_print_changes import affected_lines
    from demarche.listings.states import StoredLists

    workspace = here()
    with opened(workspace) as db:
        cited, problems = of_reports(workspace.reports)
        of_cases, more = of_workspace_cases(workspace)
        effects = find_affected([*cited, *of_cases], StoredLists(db))
    problems += more
    if as_json:
        data = [effect.as_dict() for effect in effects]
        print_json({"affected": data, "unread": [problem.as_dict() for problem in problems]})
    else:
        print_problems(problems)
        click.echo("\n".join(affected_lines(effects, len(cited), len(of_cases))))
    if effects or problems:
        sys.exit(FOUND)


@lists.command()
@click.argument("number", metavar="SNAPSHOT", type=click.IntRange(1))
@report_errors
def forget(number: int) -> None:
    """Remove a snapshot, by its number: one with a wrong date, or persons no longer held."""
    from demarche.cli.lists_print import cleaned
    from demarche.listings.snapshot_removal import forget as take_out

    with opened(here()) as db:
        snapshot = take_out(db, number)
    click.echo(f"snapshot {number} ({cleaned(snapshot.file)}, as of {snapshot.as_of}) removed")
