"""`demarche new`: a workspace with an office, an example case and, if need be, a law to fill in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from demarche.cli.common import report_errors

if TYPE_CHECKING:
    from demarche.app.new_office import OfficeAnswers
    from demarche.kernel.problems import Problem
    from demarche.kernel.workspace import Workspace


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--state", metavar="XX", help="State of the office, by its ISO 3166-1 code.")
@click.option("--office", "name", metavar="NAME", help="Name of the office.")
@click.option("--department", metavar="NAME", help="Ministry or department that it belongs to.")
@click.option("--place", metavar="TOWN", help="Town of the date line.")
@click.option("--email", metavar="ADDRESS", help="Official mail address.")
@click.option("--phone", metavar="NUMBER", help="Telephone number with its country code.")
@click.option(
    "--language",
    "languages",
    metavar="TAG",
    multiple=True,
    help="Language in which it can be answered, as en. Repeatable.",
)
@click.option("--zone", metavar="+03:00", help="Time zone of the office.")
@click.option("--signatory", metavar="NAME", help="Who signs.")
@click.option("--post", metavar="TITLE", help="Post of the person who signs.")
@click.option("--specimen", is_flag=True, help="Mark the office as invented on every page.")
@click.option(
    "--jurisdiction",
    "law",
    metavar="XX",
    help="Only write a law file to fill in, for the state of this code, into the workspace.",
)
@click.option("--yes", is_flag=True, help="Ask nothing; what no option states stays to be filled.")
@report_errors
def new(
    folder: Path | None,
    state: str | None,
    name: str | None,
    department: str | None,
    place: str | None,
    email: str | None,
    phone: str | None,
    languages: tuple[str, ...],
    zone: str | None,
    signatory: str | None,
    post: str | None,
    specimen: bool,
    law: str | None,
    yes: bool,
) -> None:
    """Create a workspace with an office and an example case.

    On a terminal it asks for what no option states; elsewhere, or with --yes, it takes the options
    and never waits. Without a state the office is the invented one of the example. For a state
    whose law is not known it writes a law file to fill in: what must be found, and where. `demarche
    check` lists what is still to be filled in.
    """
    from demarche.app.new_office import OfficeAnswers, answer_faults
    from demarche.kernel.problems import InputError
    from demarche.kernel.workspace import Workspace

    stated = (name, department, place, email, phone, zone, signatory, post)
    if law is not None:
        if state or any(stated):
            raise click.UsageError(
                "--jurisdiction and the options of an office cannot be combined."
            )
        _law(folder or Path.cwd(), law, languages)
        return
    if folder is None:
        raise click.UsageError("Missing argument 'FOLDER'.")
    _refuse_full(folder)
    answers = OfficeAnswers(
        state=state or "",
        name=name or "",
        department=department or "",
        place=place or "",
        email=email or "",
        phone=phone or "",
        languages=languages,
        zone=zone or "",
        signatory=signatory or "",
        post=post or "",
        specimen=specimen,
    )
    workspace = Workspace(folder)
    if state:
        _stop_at(answer_faults(answers, workspace))
    if not yes and sys.stdin.isatty() and sys.stdout.isatty():
        answers = _asked(answers, workspace)
    elif not state and (any(stated) or languages or specimen):
        raise click.UsageError("Missing option '--state': the other options are of its office.")
    if answers.state:
        faults = answer_faults(answers, workspace)
        if faults:
            raise InputError(faults)
    _make(folder, answers if answers.state else None)


def _stop_at(faults: list[Problem]) -> None:
    from demarche.kernel.problems import InputError

    if faults:
        raise InputError(faults)


def _refuse_full(folder: Path) -> None:
    """Ask nobody ten questions for a folder that cannot be used."""
    from demarche.app.new_workspace import refuse_used

    refuse_used(folder)


def _make(folder: Path, answers: OfficeAnswers | None) -> None:
    import shlex

    from demarche.app import new_workspace
    from demarche.kernel.workspace import shown

    made = (
        new_workspace.make_workspace(folder, None, answers)
        if answers
        else new_workspace.make_workspace(folder)
    )
    for path in made:
        click.echo(shown(path))
    click.echo(f"Next: demarche check {shlex.quote(shown(made[0]))}")


def _law(folder: Path, state: str, languages: tuple[str, ...]) -> None:
    import datetime as dt

    from demarche.app.new_office import state_fault
    from demarche.app.new_workspace import add_law
    from demarche.cli.common import workspace_of
    from demarche.facts.library import open_library
    from demarche.kernel.problems import InputError, Place
    from demarche.kernel.workspace import shown

    if not folder.is_dir():
        remedy = "make it first: `demarche new FOLDER --state XX`"
        raise InputError.single(Place(shown(folder)), "", "is not a workspace", remedy)
    workspace = workspace_of(folder)
    if wrong := state_fault(state, open_library(workspace).regions):
        raise InputError.single(Place("demarche new"), "--jurisdiction", *wrong)
    file = add_law(workspace.root, state, languages, dt.datetime.now(dt.UTC).date())
    click.echo(shown(file))
    click.echo(f"Next: fill it in, and name it in an office: `jurisdiction: {file.stem}`")


def _asked(answers: OfficeAnswers, workspace: Workspace) -> OfficeAnswers:
    """The answers, with what no option stated asked for; a wrong one is asked for again."""
    from dataclasses import replace

    from demarche.app.new_office import answer_faults

    def ask(field: str, question: str, default: str = "") -> None:
        nonlocal answers
        if getattr(answers, field):
            return

        def stated(value: str) -> dict[str, Any]:
            return {field: tuple(value.split()) if field == "languages" else value}

        def accepted(text: str) -> str:
            value = text.strip()
            tried = replace(answers, **stated(value))
            if value and (faults := answer_faults(tried, workspace)):
                fault = faults[-1]
                raise click.BadParameter("; ".join(filter(None, (fault.message, fault.remedy))))
            return value

        value = _prompt(question, default, accepted)
        answers = replace(answers, **stated(value))

    ask("state", "State of the office, by its code (Enter for the invented office of the example)")
    if not answers.state:
        return answers
    click.echo("Enter leaves a line to be filled in later.")
    ask("name", "Name of the office")
    ask("department", "Ministry or department that it belongs to")
    ask("place", "Town")
    ask("email", "Official mail address")
    ask("phone", "Telephone, with its country code")
    ask("languages", "Languages in which it can be answered, by their tags", "en")
    ask("zone", "Time zone, as +03:00")
    ask("signatory", "Who signs: name")
    ask("post", "Who signs: post")
    return answers


def _prompt(question: str, default: str, accepted: Callable[[str], str]) -> str:
    value: str = click.prompt(
        question, default=default, show_default=bool(default), value_proc=accepted
    )
    return value
