"""`answers.csv` and the data of earlier requests, which lie beside a case."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from demarche.kernel import csv_table
from demarche.kernel.problems import InputError, Place, Problem
from demarche.model.case import Case
from demarche.model.followup import Answer
from demarche.model.record_reader import validate
from demarche.model.resolved_case import EarlierData

NAME = "answers.csv"
COLUMNS = tuple(Answer.model_fields)


def read_answers(data: bytes, name: str) -> tuple[Answer, ...]:
    """The rows of `answers.csv`. Raises InputError with every fault, each at its line."""
    rows = csv_table.read(data, name, COLUMNS)
    answers: list[Answer] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            answers.append(validate(Answer, row, name))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return tuple(answers)


def head_of(data: bytes) -> list[str]:
    """The titles of the columns of `answers.csv`."""
    return next(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")), [])


def read_earlier(data: bytes, name: str, place: Place, reference: str) -> EarlierData:
    """What the request of that reference held, by a `request.json` of it or of its dossier."""
    try:
        whole: Any = json.loads(data)
        requests = whole.get("requests", [whole])
        mine = next((request for request in requests if request["reference"] == reference), None)
        if mine is None:
            held = ", ".join(request["reference"] for request in requests)
            text = f"{name} has no request {reference} (it has {held})"
            raise InputError.single(place, "earlier.data", text, "give the right file")
        # Until the second form of the data a ground had a key of its own.
        grounds = {
            str(ground.get("key") or ground["id"]): str(ground["id"])
            for ground in mine.get("grounds", ())
        }
        rows = mine["accounts"]
        return EarlierData(
            frozenset(row["canonical"] for row in rows),
            frozenset(category["id"] for category in mine["categories"]),
            str(mine.get("form", "request")),
            {
                row["canonical"]: grounds[row["ground"]]
                for row in rows
                if row.get("ground") in grounds
            },
            {
                row["canonical"]: (_day(row["data_from"]), _day(row["data_to"]))
                for row in rows
                if row.get("data_from") and row.get("data_to")
            },
            mine.get("authority", {}).get("body"),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError.single(
            place, "earlier.data", f"{name} is not a request.json from this program", "give another"
        ) from None


def _day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def earlier_files(case: Case) -> Iterable[tuple[int, str, str]]:
    """Each request that names the data of its earlier one: its place, the file, the reference."""
    for index, wanted in enumerate(case.requests):
        if wanted.earlier and wanted.earlier.data:
            yield index, wanted.earlier.data, wanted.earlier.reference


def answers_file(case_file: Path) -> Path:
    """Where the answers to a case are kept."""
    return case_file.parent / NAME
