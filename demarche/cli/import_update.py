"""What `import --update` shows of its changes, and whether they are made."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from demarche.cli.next_step import same_command
from demarche.kernel.visible_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from demarche.intake.case_update import CellChange
    from demarche.intake.import_sheet import Import

_LONGEST = 60
_FEW_ROWS = 4
_MOST_LINES = 40


def settle_update(made: Import, *, yes: bool, dry_run: bool) -> bool:
    """Show the changes; True where they are to be made: by `--yes`, or by a word on a terminal."""
    update = made.update
    if update is None:
        return not dry_run
    lines = list(_lines(update.changes))
    for line in lines[:_MOST_LINES]:
        click.echo(one_line(line))
    if len(lines) > _MOST_LINES:
        click.echo(f"  … and {len(lines) - _MOST_LINES:,} more lines; `--json` lists every cell")
    fresh = len(made.done.entries)
    rows = len({change.place for change in update.changes})
    click.echo(
        f"{_counted(len(update.changes), 'cell')} of {_counted(rows, 'row')} changed, "
        f"{_counted(fresh, 'new row')}"
        + (f"; not in the sheet, unchanged: {_counted(len(update.absent), 'row')}")
        * bool(update.absent)
    )
    if dry_run or not (update.changes or fresh):
        return False
    if yes:
        return True
    if sys.stdin.isatty():
        return click.confirm("make these changes?")
    click.echo(f"no files written; to make the changes: {same_command(more=['--yes'])}")
    return False


def _lines(changes: Iterable[CellChange]) -> Iterator[str]:
    """The changes, one line for all rows in which a cell changes in the same way."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for change in changes:
        rows.setdefault((change.field, change.old, change.new), []).append(change.name)
    for (field, old, new), names in rows.items():
        named = ", ".join(names)
        if len(names) > _FEW_ROWS:
            named = f"{names[0]}, {names[1]}, … {names[-1]} ({len(names):,} rows)"
        yield f"  {named}: {field}: {_shown(old)} → {_shown(new)}"


_MOST_NAMED = 4
"""Columns without a likely field that the command names one by one."""


def print_unclear(made: Import) -> None:
    """Say that a first import writes nothing while columns are unknown, and the one command."""
    titles = ", ".join(repr(title) for title, _ in made.unclear)
    click.echo(one_line(f"no files written, because columns are unknown: {titles}"))
    likely = [(title, field) for title, field in made.unclear if field != "ignore"]
    rest = [(title, field) for title, field in made.unclear if field == "ignore"]
    more = []
    for title, field in [*likely, *(rest if len(rest) <= _MOST_NAMED else [])]:
        more += ["--map", f"{title}={field}"]
    if len(rest) > _MOST_NAMED:
        more.append("--ignore-unknown")
    for name, ids in made.suggested.items():
        if len(ids) == 1:
            more += ["--org", f"{name}={ids[0]}"]
    click.echo("check what is proposed for each (FIELDs: `demarche import --help`), then:")
    click.echo(one_line(f"  {same_command(more=more)}"))


def _shown(text: str) -> str:
    if not text:
        return "(empty)"
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "\u2026")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
