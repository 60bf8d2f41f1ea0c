"""A sheet as it was read: rows of texts, with a mark on every cell that is not what it seems."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from demarche.kernel.problems import InputError, Place, Problem, Severity

MAX_BYTES = 64 * 2**20
MAX_ROWS = 100_000
"""Rows with something in them; a case holds 50,000 accounts."""

MAX_COLUMNS = 1_000
MAX_CELL = 32_767
"""Characters of a cell, as spreadsheets have it."""

CHOICES = "demarche-choices"
"""The hidden sheet in which our own exports keep the words of their drop-down lists."""

_MANGLED = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]{1,3}")
_WHOLE = re.compile(r"(-?[0-9]{1,15})(?:\.0+)?")


class Mark(NamedTuple):
    """Why a cell is not taken as it is. `link`: the address behind the text that is shown."""

    kind: Literal["formula", "number", "date", "error", "link"]
    says: str
    remedy: str = ""
    link: str = ""


class MergedBlock(NamedTuple):
    """Merged cells: only the first of them holds a value. Columns count from 0."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class SheetRow:
    """One row with its number in the sheet (in a text file: its line)."""

    number: int
    cells: list[str]
    marks: dict[int, Mark] = field(default_factory=dict)

    def empty(self) -> bool:
        """True where no cell holds anything."""
        return not self.marks and not any(map(str.strip, self.cells))


@dataclass(slots=True)
class Sheet:
    """One table: its file as messages show it, the sheet's name where there is one, its rows."""

    file: str
    rows: list[SheetRow]
    name: str = ""
    notes: list[Problem] = field(default_factory=list)
    head: list[str] | None = None
    """The titles, where the file's form gives them beside the rows (JSON lines)."""
    hidden: bool = False
    others: list[Sheet] = field(default_factory=list)
    """The other sheets of the book that hold something."""
    merged: list[MergedBlock] = field(default_factory=list)
    """The merged cells that hold something."""

    def place(self, number: int, column: int | None = None) -> Place:
        """`file:Sheet1!C7` in a spreadsheet, `file:7` in a text file."""
        if not self.name:
            return Place(self.file, number)
        cell = f"{letters(column)}{number}" if column is not None else f"row {number}"
        return Place(f"{self.file}:{self.name}!{cell}")

    def tell_hidden(self, rows: int, columns: Iterable[int]) -> None:
        """Say which rows and columns are hidden in the sheet; only those with something in them."""
        if rows:
            hidden_rows = "1 row is hidden" if rows == 1 else f"{rows:,} rows are hidden"
            self.note(
                f"{hidden_rows} in the sheet; {'it is' if rows == 1 else 'they are'} read anyway"
            )
        used = {
            number for row in self.rows for number, cell in enumerate(row.cells) if cell.strip()
        }
        if found := sorted(used.intersection(columns)):
            names = ", ".join(map(letters, found))
            hidden_rows = f"column {names} is" if len(found) == 1 else f"columns {names} are"
            self.note(f"{hidden_rows} hidden in the sheet and read anyway")

    def tell_others(self, others: Iterable[Sheet]) -> None:
        """Say which other sheets of the book are not read."""
        self.others = list(others)
        if self.others:
            names = ", ".join(other.title() for other in self.others)
            self.note(f"not read: {names}", "choose one with `--sheet` to read it")

    def title(self) -> str:
        """The sheet's name for a message."""
        return f"{self.name!r} (hidden)" if self.hidden else repr(self.name)

    def note(self, message: str, remedy: str = "", place: Place | None = None) -> None:
        """Something about the whole sheet that the reader should know."""
        where = place or Place(f"{self.file}:{self.name}" if self.name else self.file)
        self.notes.append(Problem(where, "", message, remedy, Severity.NOTE))


def letters(column: int) -> str:
    """The name of a column, counted from 0: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def number_cell(raw: str) -> tuple[str, Mark | None]:
    """The text of a numeric cell, and a mark where a spreadsheet has lost digits of it.

    A spreadsheet keeps 15 digits of a number; the digits after them are noughts, not the account's.
    """
    found = _WHOLE.fullmatch(raw)
    if found:
        return found[1], None
    digits = sum(character.isdigit() for character in raw.partition("E")[0].partition("e")[0])
    if "e" in raw.lower() or digits > 15:
        return raw, mangled(raw)
    return raw, None


def mangled(raw: str) -> Mark:
    """The mark of a number that has lost digits."""
    return Mark(
        "number",
        f"number {raw} has lost digits (spreadsheets keep 15)",
        "format the cell as text and copy the ID again",
    )


def looks_mangled(text: str) -> bool:
    """True for `1.23E+18`, as a spreadsheet saves a long number into a text file."""
    return bool(_MANGLED.fullmatch(text.strip()))


def formula(text: str, stored: str) -> Mark:
    """The mark of a formula: what it last came to is another program's word."""
    shown = f"; its last result, {stored[:60]!r}, is ignored" if stored else ""
    return Mark(
        "formula",
        f"a formula ({text[:60]}){shown}",
        "copy the cell and paste it as a value",
    )


def too_large(name: str, what: str, remedy: str = "split the sheet") -> InputError:
    """An error for a file that is larger than what is read."""
    return InputError.single(Place(name), "", what, remedy)


def bounded_rows(rows: Iterable[SheetRow], name: str) -> list[SheetRow]:
    """The rows with something in them; InputError for too many rows, columns or characters."""
    kept: list[SheetRow] = []
    for row in rows:
        if row.empty():
            continue
        if len(row.cells) > MAX_COLUMNS:
            raise too_large(name, f"row {row.number} has more than {MAX_COLUMNS:,} columns")
        if len(kept) >= MAX_ROWS:
            raise too_large(name, f"more than {MAX_ROWS:,} non-empty rows")
        for number, cell in enumerate(row.cells):
            if len(cell) > MAX_CELL:
                raise too_large(
                    name,
                    f"row {row.number}, column {letters(number)}: "
                    f"more than {MAX_CELL:,} characters",
                    "shorten the cell",
                )
        kept.append(row)
    return kept
