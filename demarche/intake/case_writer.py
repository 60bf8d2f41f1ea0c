"""What is written into a case's folder: tables with further rows, and names that are free."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from demarche.case.case_tables import CaseTable
from demarche.kernel.formula_guard import formula_guarded


def appended(table: CaseTable, rows: Sequence[Mapping[str, str]], order: Iterable[str]) -> bytes:
    """The table's CSV file with further rows; the rows that are there keep their bytes.

    Only where a new row has a column that the file lacks is every line lengthened by that column.
    """
    wanted = [name for name in order if any(row.get(name) for row in rows) or name in _ALWAYS]
    fresh = [name for name in wanted if name not in table.head]
    head = [*table.head, *fresh]
    if not table.data:
        return _csv([head, *_cells(rows, head)])
    if fresh:
        text = SAYS_DELIMITER.sub("", table.data.decode("utf-8-sig"))
        old = list(csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter))
        widened = [[*row, *([""] * len(fresh))] for row in old[1:] if any(row)]
        return _csv([head, *widened, *_cells(rows, head)], table.delimiter)
    ending = b"" if table.data.endswith((b"\n", b"\r")) else b"\n"
    return table.data + ending + _csv(_cells(rows, head), table.delimiter)


SAYS_DELIMITER = re.compile(r'\A"?sep=[^"\r\n\w]"?\r?\n', re.IGNORECASE)

_ALWAYS = frozenset(
    {
        *("id", "url", "organisation", "link", "ground", "justification", "protected"),
        *("accounts", "shows", "captured_at", "tool", "captured_by", "sha256"),
    }
)
"""Columns that are written even where they are empty: they are still to be filled in."""


def _cells(rows: Iterable[Mapping[str, str]], head: Sequence[str]) -> Iterable[list[str]]:
    for row in rows:
        yield [formula_guarded(row.get(name, "")) for name in head]


def _csv(rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", delimiter=delimiter).writerows(rows)
    return out.getvalue().encode("utf-8")


def free_name(folder: Path, stem: str, ending: str) -> str:
    """A file name that is not taken: `import-report.csv`, `import-report-2.csv` …"""
    name, number = f"{stem}{ending}", 1
    while (folder / name).exists():
        number += 1
        name = f"{stem}-{number}{ending}"
    return name
