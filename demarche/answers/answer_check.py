"""What a returned form RF says, checked and kept beside the case.

Every row is checked against the case: a row that the request did not have, an unknown code or a
date that cannot be is told with its place, all of them at once, and then nothing is taken.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demarche.answers.bulk_answers import scope_of, spread
from demarche.answers.form_reader import ANSWERS, SHARED, WHOLE, ReturnedForm
from demarche.build.prepare import Prepared
from demarche.case.answers_csv import COLUMNS, answers_file, head_of, read_answers
from demarche.compose.earlier import stood_in
from demarche.kernel.formula_guard import formula_guarded
from demarche.kernel.open_file import sha256_of
from demarche.kernel.problems import InputError, Place, Problem, did_you_mean, one_of
from demarche.kernel.staging import working_in, write_file
from demarche.kernel.strict_yaml import Mapping as Row
from demarche.kernel.strict_yaml import Node, Text
from demarche.kernel.workspace import shown
from demarche.model.followup import Answer
from demarche.model.record_reader import validate


@dataclass(frozen=True, slots=True)
class RequestRows:
    """The rows that a request of the case had: platform, and number by address."""

    platform: str
    rows: Mapping[str, int]
    answers: str
    """The reference that an answer is kept under: to a reminder, that of the request itself."""
    own: bool = False
    """True for a document of this case, whose rows have the case's numbers."""
    tiers: Mapping[int, str] = dataclasses.field(default_factory=dict)
    """The tier of each number that has one."""
    own_rows: frozenset[int] = frozenset()
    """The rows that the document itself has, where others may be answered as well."""


def known_requests(case: Prepared) -> dict[str, RequestRows]:
    """The requests that a form may answer: those of the case, and those that it goes back to."""
    found: dict[str, RequestRows] = {}
    tiers: dict[int, str] = {}
    for document, request in zip(case.documents, case.requests, strict=True):
        platform, earlier = document.platform.id, document.wanted.earlier
        rows = {row.canonical: row.number for row in request.accounts}
        tiers |= {row.number: row.severity for row in request.accounts}
        reference = request.reference
        if earlier:
            before = {
                row.target.canonical: row.number
                for row in case.matter.rows
                if row.target.platform == platform and stood_in(case.matter, row, earlier)
            }
            found.setdefault(
                earlier.reference, RequestRows(platform, before, earlier.reference, tiers=tiers)
            )
            if document.kind.spec.takes == "waiting":
                # What was answered is in the reminder no more, and may still be answered again.
                rows, reference = before, earlier.reference
        if rows:
            found[request.reference] = RequestRows(
                platform,
                rows,
                reference,
                own=True,
                tiers=tiers,
                own_rows=frozenset(row.number for row in request.accounts),
            )
    return found


def check_rows(
    form: ReturnedForm, known: Mapping[str, RequestRows], path: Path, received: dt.date
) -> tuple[Answer, ...]:
    """The rows as answers. Raises InputError with every fault."""
    name, sha256 = shown(path), sha256_of(path)
    answers: list[Answer] = []
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    rows, bulk = spread(form.rows, known, form.listed)
    problems += [_problem(line, name, *fault) for line, *fault in bulk]
    problems += [_problem(line, name, *fault) for line, *fault in form.unclear if scope_of(line)]
    for row in rows:
        faults = list(_faults(row, known, received))
        faults += [
            (cell, said, todo)
            for unclear_row, cell, said, todo in form.unclear
            if unclear_row is row
        ]
        reference, address = str(row.get("reference", "")), str(row.get("address", ""))
        request = known.get(reference)
        number = str(row.get("row", ""))
        if request and not address:
            address = next((a for a, n in request.rows.items() if str(n) == number), "")
        if request and address in request.rows:
            if (reference, address) in seen:
                faults.append(("row", f"duplicate answer for row {number}", "keep one of them"))
            seen.add((reference, address))
        problems += [_problem(row, name, *fault) for fault in faults]
        if request is None or address not in request.rows:
            continue
        answer = Row(row.line, row.column, name)
        answer.update({key: _cell(row, key) for key in (*ANSWERS, *WHOLE) if row.get(key)})
        if "received" in answer:
            answer["received_there"] = answer.pop("received")
        own = {
            "platform": request.platform,
            "reference": request.answers,
            "row": number or request.rows[address],
            "address": address,
            "received": received.isoformat(),
            "form": path.name,
            "sha256": sha256,
        }
        answer.update({key: Text(str(value)) for key, value in own.items()})
        try:
            answers.append(validate(Answer, answer, name))
        except InputError as error:
            reported = {"received_there" if cell == "received" else cell for cell, _, _ in faults}
            problems += [
                _numbered(row, problem)
                for problem in error.problems
                if problem.field not in reported
            ]
    if problems:
        raise InputError(dict.fromkeys(problems))  # one line of part A is many rows
    return tuple(answers)


def _faults(
    row: Row, known: Mapping[str, RequestRows], received: dt.date
) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row beyond the form of its cells: field, sentence, remedy."""
    reference = str(row.get("reference", ""))
    request = known.get(reference)
    if request is None:
        remedy = did_you_mean(reference, known) or one_of(known)
        yield "reference", f"the case has no request {reference!r}", remedy
        return
    address, number = row.get("address"), row.get("row")
    if address is not None and str(address) not in request.rows:
        yield "address", f"{str(address)!r} was not in {reference}", "check it against Annex A1"
    elif address is not None and request.own and number is not None:
        if str(request.rows[str(address)]) != str(number):
            detail = f"{reference} has {str(address)!r} as row {request.rows[str(address)]}"
            yield "row", f"{detail}, not {str(number)!r}", "check it against Annex A1"
    elif address is None and str(number) not in {str(row) for row in request.rows.values()}:
        yield "row", f"{reference} has no row {str(number)!r}", "check it against Annex A1"
    done, reason = row.get("done"), row.get("reason")
    if done not in (None, "N") and reason is not None:
        yield "reason", f"`done` is {done}, so `reason` should be empty", "keep one of them"
    if row.get("on") is not None and done is None and reason is None:
        yield "on", "`on` is set, but `done` and `reason` are empty", "fill in one of them"
    for name in ("on", "received"):
        try:
            day = dt.date.fromisoformat(str(row[name])) if row.get(name) else None
        except ValueError:
            day = None  # told with the other forms of cells
        if day and day > received:
            yield name, f"{day} is later than the day the form was received", "correct the date"


def _cell(row: Row, name: str) -> Node:
    """A cell with its place, however its form was read."""
    cell = row.at(name)
    return row[name] if cell is None else cell


def _problem(row: Row, name: str, field: str, message: str, remedy: str) -> Problem:
    cell = row.at(field)
    place = Place(name, row.line, row.column)
    if isinstance(cell, Text) and cell.line:
        place = Place(name, cell.line, cell.column)
    return Problem(place, _field(row, field), message, remedy)


def _numbered(row: Row, problem: Problem) -> Problem:
    return Problem(problem.place, _field(row, problem.field), problem.message, problem.remedy)


def _field(row: Row, field: str) -> str:
    """A cell of a form as the form has it: `12-removal-answer`, `12-on`, `all-removal-except`."""
    field = "received" if field == "received_there" else field
    number, asked = row.get("scope") or row.get("row"), row.get("asked")
    if field in ("reference", *WHOLE) or not number:
        return field
    if row.line or not asked:
        return f"{number}-{field}"
    answer = "answer" if field in ("done", "reason") else field
    shared = answer in SHARED and not (row.get("scope") or scope_of(row))
    return f"{number}-{answer}" if shared else f"{number}-{asked}-{answer}"


def keep(case_file: Path, fresh: Sequence[Answer]) -> Path:
    """Add answers to `answers.csv` beside the case: whole or not at all, and nothing replaced.

    Raises InputError where the same form was taken already.
    """
    file = answers_file(case_file)
    with working_in(file.parent):
        _add(file, fresh)
    return file


def _add(file: Path, fresh: Sequence[Answer]) -> None:
    before = file.read_bytes() if file.is_file() else b""
    kept = read_answers(before, shown(file)) if before else ()
    for answer in kept:
        if answer.sha256 == fresh[0].sha256:
            text = f"this form was already imported, as received on {answer.received}"
            raise InputError.single(Place(fresh[0].form), "", text, "nothing was changed")
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    added: list[Answer] = list(fresh)
    if before and head_of(before) != list(COLUMNS):
        before, added = b"", [*kept, *fresh]  # of an earlier version, which had fewer columns
    if not before:
        writer.writerow(COLUMNS)
    for answer in added:
        data = answer.model_dump(mode="json")
        cells = ("" if data[name] is None else str(data[name]) for name in COLUMNS)
        writer.writerow(map(formula_guarded, cells))
    write_file(file, before + out.getvalue().encode("utf-8"))
