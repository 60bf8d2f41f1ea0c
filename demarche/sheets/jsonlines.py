"""Reading JSON lines: one object a line, its fields as columns."""

from __future__ import annotations

import json
import re
from typing import Any

from demarche.kernel.problems import Collector, InputError, Place, Problem
from demarche.sheets.sheet import MAX_ROWS, Mark, Sheet, SheetRow, bounded_rows
from demarche.sheets.text_encoding import decoded

_SURROGATE = re.compile("[\ud800-\udfff]")


def read(data: bytes, name: str, encoding: str | None = None) -> Sheet:
    """The objects as rows; numbers stay the digits written. InputError with every faulty line."""
    text, note = decoded(data, name, encoding)
    found = Collector()
    columns: dict[str, int] = {}
    rows: list[SheetRow] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if len(rows) > MAX_ROWS:
            break
        try:
            record = _decode(line)
        except (ValueError, RecursionError) as error:
            what = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            found.add(Problem(Place(name, number), "", f"not a JSON object: {what}"))
            continue
        rows.append(_row(record, number, columns))
    if len(found.problems) > 20:
        raise InputError(found.problems[:20])
    found.stop_if_any()
    sheet = Sheet(name, bounded_rows(rows, name), head=list(columns))
    sheet.note(note)
    return sheet


def _decode(line: str) -> dict[str, Any]:
    record = json.loads(
        line,
        parse_int=str,
        parse_float=str,
        parse_constant=_constant,
        object_pairs_hook=_once,
    )
    if not isinstance(record, dict):
        raise ValueError(f"expected an object, found {type(record).__name__}")  # noqa: TRY004
    return record


def _constant(name: str) -> str:
    raise ValueError(f"{name} is not valid JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("duplicate field")
    return record


def _row(record: dict[str, Any], number: int, columns: dict[str, int]) -> SheetRow:
    row = SheetRow(number, [""] * len(columns))
    for name, value in record.items():
        column = columns.setdefault(name, len(columns))
        row.cells.extend([""] * (column + 1 - len(row.cells)))
        text, mark = _text(value)
        row.cells[column] = text
        if mark:
            row.marks[column] = mark
    return row


def _text(value: Any) -> tuple[str, Mark | None]:
    if value is None:
        return "", None
    if isinstance(value, bool):
        return ("true" if value else "false"), None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "\n".join(value)
    if not isinstance(value, str):
        shown = json.dumps(value, ensure_ascii=True)[:60]
        return shown, Mark("error", f"a nested value ({shown})", "write it as plain text")
    if _SURROGATE.search(value):
        shown = value.encode("ascii", "backslashreplace").decode()
        return "", Mark("error", f"half a surrogate pair in {shown[:60]!r}", "correct the text")
    return value, None
