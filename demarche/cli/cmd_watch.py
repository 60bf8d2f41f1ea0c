"""`demarche watch`: a case checked on every save, and shown in the browser."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from demarche.cli.common import (
    BAD,
    CASE,
    FOUND,
    plain_option,
    print_problems,
    report_errors,
    summary,
    tell_slow,
    workspace_of,
)

if TYPE_CHECKING:
    from demarche.preview.preview_state import Maker, State

_PAUSE = 0.4
"""Seconds between two looks at the files."""


@click.command()
@click.argument("case", type=CASE)
@click.option("--once", is_flag=True, help="Check once and exit without starting the server.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port (default: a free one)."
)
@click.option("--pdf", is_flag=True, help="Also render the PDFs if the case has no errors.")
@plain_option
@report_errors
def watch(case: Path, once: bool, port: int, pdf: bool, plain: bool) -> None:
    """Re-check a case on every save and preview it.

    Problems are printed as they come and go. The preview is served on 127.0.0.1 only; a page
    reloads when something changed. Press Ctrl-C to stop.
    """
    from demarche.case.case_tables import case_file
    from demarche.kernel.problems import InputError, Place
    from demarche.kernel.workspace import shown
    from demarche.preview.file_changes import changed, look
    from demarche.preview.preview_state import Maker, State
    from demarche.preview.server import Server

    file = case_file(case)
    if not file.is_file():
        raise InputError.single(Place(shown(file)), "", "no such file", "give the case folder")
    workspace = workspace_of(file.parent, now=True)
    maker = Maker(file, workspace)
    seen = look(file, workspace)
    state = maker.next(State())
    _say(State(), state, maker, [])
    if pdf:
        tell_slow(plain)
    rendered = _render(state, plain=plain) if pdf else True
    if once:
        if state.prepared is None or not rendered:
            sys.exit(BAD)
        sys.exit(FOUND if any(problem.severity == "error" for problem in state.problems) else 0)
    try:
        with Server(shown(file), lambda: state, port) as server:
            click.echo(f"preview: {server.address}  (press Ctrl-C to stop)")
            while True:
                time.sleep(_PAUSE)
                now = look(file, workspace)
                if names := changed(seen, now):
                    seen = now
                    before, state = state, maker.next(state)
                    _say(before, state, maker, names)
                    if pdf:
                        _render(state, plain=plain)
    except KeyboardInterrupt:
        click.echo("ended")


def _say(before: State, after: State, maker: Maker, names: list[str]) -> None:
    """Print what is new: problems that were not there before, and how many went away."""
    if names:
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        click.echo(f"changed: {shown}")
    old = {(problem.field, problem.message) for problem in before.problems}
    new = {(problem.field, problem.message) for problem in after.problems}
    print_problems(
        problem for problem in after.problems if (problem.field, problem.message) not in old
    )
    gone = len(old - new)
    solved = f", {gone} resolved" if gone else ""
    made = f"{len(maker.made)} of {len(after.pages)} pages rebuilt"
    click.echo(f"{summary(after.problems)}{solved}; {made}")


def _render(state: State, *, plain: bool) -> bool:
    """Build the PDFs, where nothing stands against it; False where none can be written."""
    from demarche.build.runner import BuildError, build
    from demarche.cli.cmd_build import tell
    from demarche.kernel.problems import InputError

    if state.prepared is None or state.prepared.stopped:
        click.echo("not rendered: the case has errors", err=True)
        return True
    try:
        for built in build([state.prepared], plain=plain):
            tell(built)
    except InputError as error:
        print_problems(error.problems)
    except (BuildError, OSError) as error:
        click.echo(str(error), err=True)
    else:
        return True
    return False
