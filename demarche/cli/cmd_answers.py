"""`demarche answers`: taking in what platforms answered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from demarche.cli.common import json_option, print_json, report_errors, workspace_of
from demarche.kernel.visible_text import one_line

if TYPE_CHECKING:
    from demarche.build.prepare import Prepared
    from demarche.model.followup import Answer


@click.group()
def answers() -> None:
    """Import completed return forms."""


@answers.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--case",
    "case_file",
    required=True,
    type=click.Path(path_type=Path),
    help="Case the form answers: file or folder.",
)
@click.option(
    "--received",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date the form was received (default: today).",
)
@json_option
@report_errors
def import_(file: Path, case_file: Path, received: dt.datetime | None, as_json: bool) -> None:
    """Read a returned form (PDF form, CSV or JSON) and keep its rows next to the case.

    Prints what was done, what was refused and why, and what is outstanding. The rows are added to
    answers.csv in the case's folder with the form's SHA-256; nothing in it is replaced, and with
    one fault in the form nothing is taken. A reminder then asks for the outstanding rows only.
    """
    from demarche.answers.answer_check import check_rows, keep, known_requests
    from demarche.answers.form_reader import read_form
    from demarche.build.prepare import prepare
    from demarche.case.case_tables import case_file as case_at

    case_file = case_at(case_file)
    case = prepare(case_file, workspace_of(case_file.parent))
    day = received.date() if received else dt.datetime.now().astimezone().date()
    form = read_form(file, case.matter.office.date_order)
    fresh = check_rows(form, known_requests(case), file, day)
    kept = keep(case_file, fresh)
    summary = _summary(case, fresh)
    if as_json:
        print_json({"file": kept.name, **summary})
        return
    for title in ("done", "refused", "outstanding"):
        for line in summary[title]:
            click.echo(one_line(f"{title:<12} {line}"))
    counts = ", ".join(f"{len(summary[title])} {title}" for title in summary)
    rows_added = "one row" if len(fresh) == 1 else f"{len(fresh)} rows"
    click.echo(f"{kept.name}: {rows_added} added; {counts}")


def _summary(case: Prepared, fresh: tuple[Answer, ...]) -> dict[str, list[str]]:
    """What was done, refused and is outstanding of the requests that the form answers."""
    from demarche.answers.answer_check import known_requests
    from demarche.model.locale import english

    found: dict[str, list[str]] = {"done": [], "refused": [], "outstanding": []}
    known, words = known_requests(case), english()
    answered = {(answer.reference, answer.address) for answer in (*case.file.answers, *fresh)}
    for answer in fresh:
        line = f"{answer.reference} row {answer.row}  {answer.address}"
        on = f", {answer.on}" if answer.on else ""
        note = f" ({answer.note})" if answer.note else ""
        if answer.done not in (None, "N"):
            found["done"].append(f"{line}  {words.done[str(answer.done)]}{on}{note}")
        elif answer.reason:
            found["refused"].append(
                f"{line}  {answer.reason}: {words.refusals[answer.reason]}{on}{note}"
            )
        else:
            found["outstanding"].append(f"{line}  {words.done['N']}{on}{note}")
    for reference in dict.fromkeys(answer.reference for answer in fresh):
        rows = known[reference].rows if reference in known else {}
        for address, number in rows.items():
            if (reference, address) not in answered and _waits(case, number, reference):
                found["outstanding"].append(f"{reference} row {number}  {address}  no answer")
    return found


def _waits(case: Prepared, number: int, reference: str) -> bool:
    """Whether nothing is known of the row: no outcome in the case, and not taken back."""
    from demarche.compose.earlier import outcome_of

    row = case.matter.rows[number - 1]
    outcome = outcome_of(case.matter, row, reference)
    done = outcome.done not in (None, "N") or outcome.reason
    return not done and not row.account.withdraw_reason
