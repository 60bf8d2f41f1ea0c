"""Part A of a returned form: one answer for all rows of what is asked, or for one tier of them.

What is excepted is left out, and what part B answers row by row goes before it. Two lines of part A
that meet in a row must say the same of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Protocol

from demarche.kernel.strict_yaml import Mapping as Row
from demarche.kernel.strict_yaml import Text
from demarche.model.recipient_papers import ALL_ROWS

TIER = re.compile(r"T[1-9][0-9]?")
_SPLIT = re.compile(r"[\s,;]+")
_RANGE = re.compile(r"([0-9]{1,9})(?:[-–—]([0-9]{1,9}))?")
_MOST = 100_000
"""Rows of a range: no request has more."""
_COPIED = ("done", "on", "reason", "told", "note", "ticket", "received", "signed")

Tiers = Mapping[int, str]
"""Rows by number, each with its tier; empty where the tier is not known."""

Fault = tuple[Row, str, str, str]
"""A line, its column, what is wrong, what to do."""


class AskedRows(Protocol):
    """The rows of one request: number by address, and the tier of each number that has one."""

    @property
    def rows(self) -> Mapping[str, int]:
        """The number of each address."""
        ...

    @property
    def tiers(self) -> Mapping[int, str]:
        """The tier of each number."""
        ...

    @property
    def own_rows(self) -> AbstractSet[int]:
        """The rows that the document itself has, where others may be answered as well."""
        ...


def scope_of(row: Row) -> str:
    """`all` or the code of a tier, where a line of a form is one of part A; else nothing."""
    written = str(row.get("row", "")).strip()
    if written.casefold() == ALL_ROWS:
        return ALL_ROWS
    return written.upper() if TIER.fullmatch(written.upper()) else ""


def spread(
    rows: Iterable[Row], known: Mapping[str, AskedRows], listed: Mapping[str, Tiers]
) -> tuple[list[Row], list[Fault]]:
    """Lines of a form with those of part A as one line for each row; and what is wrong with these.

    `listed` are the rows that the form itself has for each request, and their tiers: `all` means
    those; where it has none, the rows of the request. A line of part A whose request is unknown is
    left, to be told with the others.
    """
    lines = list(rows)
    single = [row for row in lines if not scope_of(row)]
    answered = {(str(row.get("reference", "")), name) for row in single for name in _names(row)}
    found: list[Row] = []
    faults: list[Fault] = []
    said: dict[tuple[str, int], Row] = {}
    for line in lines:
        scope, reference = scope_of(line), str(line.get("reference", ""))
        if not scope:
            if line.get("except"):
                text = "`except` is set for a single row"
                faults.append((line, "except", text, "set it in part A, for all rows or a tier"))
            found.append(line)
            continue
        request = known.get(reference)
        if request is None:
            found.append(line)
            continue
        if not (line.get("done") or line.get("reason")) and line.get("except"):
            text = "`except` is set, but `done` and `reason` are empty"
            faults.append((line, "except", text, "fill in one of them"))
            continue
        tiers = _tiers(request, listed.get(reference))
        rows_of = _meant(scope, tiers)
        if scope != ALL_ROWS and not rows_of:
            text = f"{reference} has no row of the tier {scope}"
            faults.append((line, "row", text, "check it against annex A1"))
        excepted = set()
        for part, numbers in _excepted(line, tiers):
            if numbers is None:
                text = f"{part!r} is not a row or a tier of {reference}"
                faults.append((line, "except", text, "use row numbers, 12 or 12-15, or a tier, T1"))
            else:
                excepted |= numbers
        by_number = {number: address for address, number in request.rows.items()}
        for number in sorted(rows_of - excepted):
            address = by_number[number]
            if {(reference, str(number)), (reference, address)} & answered:
                continue
            before = said.setdefault((reference, number), line)
            if before is line:
                found.append(_for_row(line, number, address))
            elif not _same(before, line):
                text = (
                    f"row {number} is answered by `{scope_of(before)}` and by `{scope}`, not alike"
                )
                name = "done" if line.get("done") else "reason"
                remedy = f"add {number}, or the tier, to `except` of one of them"
                faults.append((line, name, text, remedy))
                break
    return found, faults


def _names(row: Row) -> Iterator[str]:
    """How a line names its row: by number, by address."""
    yield from (str(row[name]) for name in ("row", "address") if row.get(name))


def _tiers(request: AskedRows, listed: Tiers | None) -> Tiers:
    """The rows that a line of part A can mean, each with its tier."""
    numbers = set(request.rows.values())
    meant = numbers.intersection(listed) if listed else numbers & request.own_rows or numbers
    return {
        number: (listed or {}).get(number) or request.tiers.get(number, "")
        for number in sorted(meant)
    }


def _meant(scope: str, tiers: Tiers) -> set[int]:
    return {number for number, tier in tiers.items() if scope in (ALL_ROWS, tier)}


def _excepted(line: Row, tiers: Tiers) -> Iterator[tuple[str, set[int] | None]]:
    """What a line leaves out, part by part; None where a part names nothing of the request."""
    every = set(tiers)
    for part in filter(None, _SPLIT.split(str(line.get("except", "")))):
        if TIER.fullmatch(part.upper()):
            tier = _meant(part.upper(), tiers)
            yield part, tier or None
            continue
        match = _RANGE.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        numbers = set(range(first, last + 1)) if 0 <= last - first < _MOST else set()
        single = match is not None and match[2] is None
        meant = numbers & every
        yield part, meant if meant and (not single or numbers <= every) else None


def _for_row(line: Row, number: int, address: str) -> Row:
    """The line of part A as one of a row: every cell at its place."""
    row = Row(line.line, line.column, line.file)
    for name in ("reference", "asked", *_COPIED):
        if line.get(name):
            row[name] = line[name]
    row["row"] = Text(str(number), line.line, line.column)
    row["address"] = Text(address, line.line, line.column)
    row["scope"] = Text(scope_of(line), line.line, line.column)
    return row


def _same(first: Row, second: Row) -> bool:
    return all(
        str(first.get(name, "")) == str(second.get(name, ""))
        for name in ("done", "on", "reason", "told", "note")
    )
