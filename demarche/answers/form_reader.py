"""Reading a returned form RF, in any of its three forms: PDF form, CSV, JSON."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demarche.answers import form_words
from demarche.answers.form_words import Order
from demarche.kernel import csv_table
from demarche.kernel.open_file import TooLargeError, read_regular
from demarche.kernel.problems import InputError, Place, did_you_mean, one_of
from demarche.kernel.strict_yaml import Mapping as Row
from demarche.kernel.strict_yaml import Text
from demarche.kernel.workspace import shown
from demarche.render.annex import RETURN_HEAD

ANSWERS = ("done", "on", "reason", "told", "note")
"""What a recipient fills in for a row."""

WHOLE = ("ticket", "received", "signed")
"""What it fills in once for a form: its own reference, the day of receipt, who answers."""

EXCEPT = "except"
"""What part A leaves out."""

_FORM_FIELD = re.compile(
    r"(all|T[0-9]+|[0-9]+)-(?:([a-z-]+)-)?(answer|done|on|reason|told|note|except)"
)
"""A field of the form: the row or, in part A, the tier; what is asked; the column. An answer is the
letter of what was done or the number of why not."""
SHARED = ("on", "told", "note")
"""Columns of part B that hold for all that is answered in a row."""

_MOST = 64 * 2**20
_WHICH = "import the completed PDF form, return-form.csv with its header row, or JSON"
_OTHERS = {
    b"PK\x03\x04": "a spreadsheet or an archive",
    b"\xd0\xcf\x11\xe0": "a spreadsheet or another office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
"""What comes back instead of a form, by its first bytes."""


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """The filled rows of a returned form, each cell with its place."""

    rows: list[Row]
    unclear: list[tuple[Row, str, str, str]] = dataclasses.field(default_factory=list)
    """Cells that can mean several things: row, column, sentence, remedy."""
    listed: dict[str, dict[int, str]] = dataclasses.field(default_factory=dict)
    """The rows that the form has for each request, answered or not, and their tiers."""


def read_form(path: Path, order: Order | None = None) -> ReturnedForm:
    """A returned form; `order` is how its office writes days. Raises InputError, OSError."""
    name = shown(path)
    try:
        data = read_regular(path, _MOST)
    except TooLargeError:
        said = "the file is too large for a return form"
        raise InputError.single(Place(name), "", said) from None
    unclear: list[tuple[Row, str, str, str]] = []
    if data.startswith(b"%PDF-"):
        rows = _of_pdf(data, name)
    elif data.lstrip()[:1] in (b"{", b"["):
        rows = _of_json(data, name)
    else:
        rows = [_cleaned(row) for row in _of_csv(data, name)]
        unclear = list(_settle_days(rows, order))
    filled = [row for row in rows if any(row.get(column) for column in (*ANSWERS, EXCEPT))]
    if not filled:
        raise InputError.single(Place(name), "", "no row of the form is completed", "fill it in")
    ids = {id(row) for row in filled}
    return ReturnedForm(filled, [row for row in unclear if id(row[0]) in ids], _listed(rows))


def _listed(rows: Iterable[Row]) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for row in rows:
        number = str(row.get("row", ""))
        if number.isascii() and number.isdecimal() and row.get("address") and len(number) < 10:
            found.setdefault(str(row.get("reference", "")), {})[int(number)] = str(
                row.get("tier", "")
            )
    return found


def _cleaned(row: Row) -> Row:
    """A row as the form's codes have it, every cell at its place; what is unclear stays."""
    found = Row(row.line, row.column, row.file)
    for name in row:
        cell = row.at(name)
        if not isinstance(cell, Text):
            continue
        text = str(cell) if name == "note" else str(cell).strip()
        if name in ("done", "reason", "told"):
            text = form_words.code_of(name, text)
        elif name == "row":
            text = form_words.number_of(text)
        if text.strip():
            found[name] = Text(text, cell.line, cell.column)
    return found


def _settle_days(rows: Iterable[Row], order: Order | None) -> Iterable[tuple[Row, str, str, str]]:
    """Write the days of the rows as year-month-day, and give those that may be two days.

    One cell that can be read in the other order only makes the whole form doubtful.
    """
    cells = [
        (row, name, form_words.days_of(str(row[name])))
        for row in rows
        for name in ("on", "received")
        if row.get(name)
    ]
    orders = {day for _, _, days in cells if len(days) == 1 for day in days if day is not None}
    sure = order if orders <= {order} else None
    for row, name, days in cells:
        cell = row[name]
        day = next(iter(days.values())) if len(days) == 1 else days.get(sure) if sure else None
        if day is not None and isinstance(cell, Text):
            row[name] = Text(day.isoformat(), cell.line, cell.column)
        elif days:
            readings = " or ".join(form_words.written_out(day) for day in days.values())
            remedy = f"expected YYYY-MM-DD, for example {min(days.values())}"
            if order is None:
                remedy += "; or set the office's own order in its file, as `date_order`"
            elif sure is None:
                readings += f"; the office writes {order}, but another date in this form does not"
            yield row, name, f"{str(cell)!r} can be {readings}", remedy


def _of_csv(data: bytes, name: str) -> list[Row]:
    delimiter = _delimiter(data, name)
    rows = csv_table.read(data, name, RETURN_HEAD, delimiter=delimiter)
    return [row for row in rows if isinstance(row, Row)]


def _delimiter(data: bytes, name: str) -> str:
    """What parts the cells: spreadsheets of many countries save a CSV with semicolons.

    Raises InputError where the head row is not that of a return form: one sentence then says
    more than a fault for every cell of a file that is something else.
    """
    for start, what in _OTHERS.items():
        if data.startswith(start):
            raise InputError.single(Place(name), "", f"is {what}, not a return form", _WHICH)
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError.single(Place(name), "", "is not text, so not a return form", _WHICH)
    first = data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    head = first.decode("utf-8", "replace").strip("\r")
    for sign in ",;\t":
        titles = {title.strip().strip('"') for title in head.split(sign)}
        if "reference" in titles and len(titles) > 1:
            return sign
    if not head.strip() or not data.isascii():
        return ","  # an empty file and a foreign encoding are told as such
    shown_head = head if len(head) <= 60 else f"{head[:57]}…"
    said = f"is not a return form: its header row is {shown_head!r}"
    raise InputError.single(Place(name, 1, 1), "", said, _WHICH)


def _of_pdf(data: bytes, name: str) -> list[Row]:
    """The fields of a PDF form; which row is which address says the blank form inside it."""
    import pikepdf

    place = Place(name)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            attached = {
                attachment: pdf.attachments[attachment].get_file().read_bytes()
                for attachment in pdf.attachments
            }
            fields = {
                str(field.get("/T", "")): str(field.get("/V", "")).strip() for field in _fields(pdf)
            }
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, RuntimeError):
        raise InputError.single(place, "", "is a damaged PDF", "ask for it again") from None
    blank = attached.get("return-form.csv")
    if blank is None or not fields:
        raise InputError.single(
            place,
            "",
            "is not a return form from this program",
            "import the CSV or JSON form instead",
        )
    rows = _of_csv(blank, name)
    for row in rows:
        row.line = row.column = 0  # a field has no line
        row.update({name: Text(fields[name], 0, 0) for name in WHOLE if fields.get(name)})
    shared: list[tuple[str, str, str]] = []
    for field, value in fields.items():
        found = _FORM_FIELD.fullmatch(field)
        if not found or not value:
            continue
        number, asked, column = found[1], found[2] or "", found[3]
        if not asked and column in SHARED:
            shared.append((field, number, value))
            continue
        meant = _meant(rows, number, asked)
        if not meant:
            raise InputError.single(place, field, "form has no such row", "ask for it again")
        for row in meant:
            row[_column_of(column, value)] = Text(value, 0, 0)
    for field, number, value in shared:
        meant = _meant(rows, number, "")
        if not meant:
            raise InputError.single(place, field, "form has no such row", "ask for it again")
        answered = [row for row in meant if row.get("done") or row.get("reason")]
        for row in answered or meant[:1]:
            row[field.rpartition("-")[2]] = Text(value, 0, 0)
    return rows


def _meant(rows: Iterable[Row], number: str, asked: str) -> list[Row]:
    """The lines of a row or a tier; those of what is asked, where the field names that."""
    return [
        row
        for row in rows
        if str(row.get("row")) == number and asked in ("", str(row.get("asked", "")))
    ]


def _column_of(column: str, value: str) -> str:
    if column != "answer":
        return column
    return "reason" if value.isdecimal() else "done"


def _fields(pdf: Any) -> Iterable[Any]:
    form = pdf.Root.get("/AcroForm")
    return form.get("/Fields", ()) if form is not None else ()


def _of_json(data: bytes, name: str) -> list[Row]:
    """JSON: `{"reference": …, "ticket": …, "rows": [{"row": 1, "done": "R"}]}`, or a list of it."""
    try:
        whole: Any = json.loads(data)
        forms = whole if isinstance(whole, list) else [whole]
        rows = []
        for form in forms:
            for number, written in enumerate(form["rows"], start=1):
                row = Row(0, 0, name)
                once = {name: form.get(name) for name in WHOLE}
                both = {"reference": form["reference"], **once, **written}
                for key, value in both.items():
                    if key not in RETURN_HEAD:
                        remedy = did_you_mean(key, RETURN_HEAD) or one_of(RETURN_HEAD)
                        field = f"rows[{number}].{key}"
                        raise InputError.single(Place(name), field, "unknown field", remedy)
                    if value not in (None, ""):
                        row[key] = Text(str(value), 0, 0)
                rows.append(row)
    except json.JSONDecodeError as error:
        place = Place(name, error.lineno, error.colno)
        raise InputError.single(place, "", f"not JSON: {error.msg}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        shape = '{"reference": "…", "rows": [{"row": 1, "done": "R", "on": "2026-11-30"}]}'
        raise InputError.single(Place(name), "", "not a return form", f"write {shape}") from None
    return rows
