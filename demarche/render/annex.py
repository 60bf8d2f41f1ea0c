"""The data beside and inside a PDF: accounts.csv and request.json."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic_core import to_json

from demarche.kernel.formula_guard import formula_guarded
from demarche.model.recipient_papers import ALL_ROWS, RecipientPapers
from demarche.model.request import ROW_USES, AccountRow, Request

_FIRST = (
    *("number", "row_id", "canonical", "written", "kind", "identifier_name", "identifier"),
    *("native_id", "handle", "display_name", "observed_at", "status_checked_at", "organisation"),
    *("organisation_label", "link", "ground", "justification", "posts", "exhibits", "measure"),
    *("data_from", "data_to", "mirror_of", "first_seen", "actioned_on", "actioned_ref"),
)
"""The order of the columns that there have always been; a new one comes behind them."""

_COLUMNS = tuple(
    sorted(
        (name for name, use in ROW_USES.items() if use.column),
        key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST),
    )
)

_BETWEEN = dict.fromkeys(("lists", "provisions", "rules"), "; ")
"""Columns whose items have spaces in them."""

RETURN_COLUMNS = ("done", "on", "reason", "told", "note")
"""What is filled in for a row."""

RETURN_HEAD = (
    *("reference", "asked", "row", "row_id", "tier", "address"),
    *RETURN_COLUMNS,
    *("except", "ticket", "received", "signed"),
)
"""The columns of return-form.csv. In part A `row` is `all` or the code of a tier."""

_FOREIGN = re.compile(r"[^\x00-\x7e]+")


def request_json(request: Request) -> bytes:
    """The request as JSON: sorted keys, plain ASCII, without the restricted part."""
    data = request.model_dump(mode="json", exclude={"restricted"})
    return plain_json(data) + b"\n"


def plain_json(value: Any) -> bytes:
    """Strings, whole numbers, lists and the like as JSON: sorted keys, plain ASCII, one indent.

    The bytes of `json.dumps(value, sort_keys=True, indent=1)`, whose indenting is Python's own.
    """
    text = to_json(_sorted(value), indent=1).decode()
    return _FOREIGN.sub(_escape, text).encode("ascii")


def _sorted(value: Any) -> Any:
    if type(value) is dict:
        return {key: _sorted(value[key]) for key in sorted(value)}
    if type(value) is list:
        return [_sorted(item) for item in value]
    return value


def _escape(sign: re.Match[str]) -> str:
    return json.dumps(sign[0])[1:-1]


def dossier_json(requests: Iterable[bytes]) -> Iterator[bytes]:
    """All requests of one dossier as JSON, in pieces; each is given as `request_json` gave it."""
    yield b'{\n "requests": ['
    for number, request in enumerate(requests):
        yield (b",\n  " if number else b"\n  ") + request.rstrip().replace(b"\n", b"\n  ")
    yield b'\n ],\n "schema_version": "demarche-dossier/1"\n}\n'


def accounts_csv(rows: Iterable[AccountRow]) -> bytes:
    """The rows of annex A1 as CSV for machines (RFC 4180, UTF-8, every cell quoted).

    A cell that a spreadsheet would run as a formula gets a leading apostrophe, so `request.json`
    is the exact form; identifiers of the platforms named here never begin with such a sign, but
    for the `+` of telephone numbers and the `@` of names, which are left as they are because
    neither can be run: the first is followed by digits, the second by a name alone.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(map(_account, rows))
    return out.getvalue().encode("utf-8")


def account_lines(rows: Iterable[AccountRow]) -> Iterator[bytes]:
    """The lines of `accounts_csv` for these rows, each by itself; the head is `ACCOUNTS_HEAD`."""
    for row in rows:
        yield _line(_account(row))


def _account(row: AccountRow) -> list[str]:
    return [_cell(getattr(row, name), _BETWEEN.get(name, " ")) for name in _COLUMNS]


def _line(cells: Iterable[object]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode("utf-8")


ACCOUNTS_HEAD = _line(_COLUMNS)


def return_csv(papers: RecipientPapers) -> bytes:
    """The rows of a return form with empty cells for the answers (RFC 4180, UTF-8).

    First a line for all rows of each document and for each of its tiers, then the rows one by one.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(RETURN_HEAD)
    for start in (*_lines_for_many(papers), *_lines_of_rows(papers)):
        writer.writerow((*start, *([""] * (len(RETURN_HEAD) - len(start)))))
    return out.getvalue().encode("utf-8")


def _lines_for_many(papers: RecipientPapers) -> Iterator[tuple[str, ...]]:
    scopes: dict[str, list[str]] = {}
    for line in papers.lines:
        scopes.setdefault(line.asked, []).append(line.scope)
    for document in papers.answered:
        tiers = {row.severity for row in document.rows}
        for scope in scopes[document.asked]:
            if scope == ALL_ROWS or scope in tiers:
                tier = "" if scope == ALL_ROWS else scope
                yield document.reference, document.asked, scope, "", tier, ""


def _lines_of_rows(papers: RecipientPapers) -> Iterator[tuple[str, ...]]:
    for row in papers.rows:
        for asked, reference in row.references.items():
            known = row.row_id or "", row.severity, _cell(row.canonical)
            yield reference, asked, str(row.number), *known


def _cell(value: Any, between: str = " ") -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        items = (item if isinstance(item, str) else item.canonical for item in value)
        return formula_guarded(between.join(items)) if between != " " else between.join(items)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return formula_guarded(text)
