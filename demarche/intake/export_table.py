"""The accounts of a case as a table: CSV or XLSX, every cell as it stands in the case."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from demarche.case import case_tables
from demarche.kernel.formula_guard import formula_guarded
from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import shown
from demarche.model.base import fields_of
from demarche.model.case import Account
from demarche.sheets.sheet import CHOICES, MAX_CELL, letters

_SCHEME = re.compile(r"(?i)\bhttp(s?)://")
_HOST = re.compile(r"^((?:[a-z*]+://)?)([^/?#\s]*\.[^/?#\s]+)", re.IGNORECASE)
_NOT_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""The time that the XLSX file bears: the same accounts give the same bytes."""

_WIDE = {"url": 44, "justification": 60, "posts": 44, "display_name": 24, "organisation": 24}


def account_table(path: Path, *, defang: bool = False) -> list[list[str]]:
    """The accounts of a case as written, below a row with the names of all fields.

    A case that is not complete has its accounts as well. InputError where it can not be read.
    """
    case = case_tables.case_file(path)
    tree = case_tables.read_tree(case)
    rows = case_tables.read_table(case, tree, "accounts").rows
    if not rows:
        raise InputError.single(Place(shown(case)), "accounts", "the case has no accounts")
    used = {name for row in rows for name, value in row.items() if value}
    head = sorted(fields_of(Account), key=lambda name: _group(name, used))
    table = [[row.get(name, "") for name in head] for row in rows]
    if defang:
        for cells in table:
            for number, name in enumerate(head):
                if name in ("url", "posts"):
                    cells[number] = defanged(cells[number])
    return [head, *table]


def _group(name: str, used: Collection[str]) -> int:
    """What the case has comes first, then what every row needs, then all else."""
    if name in ("id", "url") or name in used:
        return 0
    return 1 if name in _NEEDED else 2


_NEEDED = frozenset({"organisation", "link", "ground", "justification", "protected", "exhibits"})


def defanged(text: str) -> str:
    """Addresses that nobody opens by accident: `hxxps://x[.]com/name`."""
    return " ".join(map(_defanged_word, text.split(" ")))


def _defanged_word(word: str) -> str:
    if "/" not in word:
        return word
    found = _HOST.match(word)
    if not found:
        return word
    scheme = _SCHEME.sub(r"hxxp\1://", found[1])
    return f"{scheme}{found[2].replace('.', '[.]')}{word[found.end() :]}"


def as_csv(table: Iterable[Sequence[str]]) -> bytes:
    """CSV with every cell in quotes; what a spreadsheet would run has an apostrophe in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows(map(formula_guarded, row) for row in table)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(
    table: Sequence[Sequence[str]], name: str, choices: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    """A book with one sheet in which every cell is text, so that nothing is run or reckoned.

    `choices` are offered as drop-down lists in the columns of these titles. Raises
    InputError for a cell that a spreadsheet can not hold; it is not cut.
    """
    # Heavy, and needed here only.
    import xlsxwriter

    _check(table, name)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"created": _MADE})
    text = book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top"})
    title = book.add_format({"num_format": "@", "bold": True})
    sheet = book.add_worksheet("Accounts")
    for column, field in enumerate(table[0]):
        sheet.set_column(column, column, _WIDE.get(field, 16), text)
        sheet.write_string(0, column, field, title)
    for number, row in enumerate(table[1:], start=1):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(number, column, cell, text)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, len(table) - 1), len(table[0]) - 1)
    _offer(book, sheet, table, choices or {})
    book.close()
    return out.getvalue()


def _offer(
    book: Any, sheet: Any, table: Sequence[Sequence[str]], choices: Mapping[str, Sequence[str]]
) -> None:
    """Drop-down lists; their words are in a hidden sheet, since a list in place is cut at 255."""
    offered = [(n, name) for n, name in enumerate(table[0]) if choices.get(name)]
    if not offered:
        return
    words = book.add_worksheet(CHOICES)
    words.hide()
    for place, (column, name) in enumerate(offered):
        for row, word in enumerate(choices[name]):
            words.write_string(row, place, word)
        end = len(choices[name])
        there = letters(place)
        sheet.data_validation(
            *(1, column, len(table) + _MORE_ROWS, column),
            {
                "validate": "list",
                "source": f"='{CHOICES}'!${there}$1:${there}${end}",
                "error_title": name[:32],
                "error_message": "choose one of the list; `demarche import` refuses others",
                "error_type": "warning",
            },
        )


_MORE_ROWS = 200
"""Rows below the last one that have the lists as well."""


def _check(table: Sequence[Sequence[str]], name: str) -> None:
    for number, row in enumerate(table):
        for column, cell in enumerate(row):
            field = f"accounts[{number}].{table[0][column]}"
            if len(cell) > MAX_CELL:
                raise InputError.single(
                    Place(name),
                    field,
                    f"{len(cell):,} characters (a spreadsheet cell holds {MAX_CELL:,})",
                    "use --format csv",
                )
            if found := _NOT_XML.search(cell):
                raise InputError.single(
                    Place(name),
                    field,
                    f"U+{ord(found[0]):04X} is not a valid character",
                    "correct the text",
                )
