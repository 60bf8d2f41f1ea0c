"""Headings and further titles between the rows of a sheet: what stands below them may differ."""

from __future__ import annotations

from typing import Literal, NamedTuple

from demarche.facts.sheet_vocabulary import Headings
from demarche.intake.columns import SheetColumns
from demarche.sheets.sheet import SheetRow


class RowVerdict(NamedTuple):
    """What a row is, if it is no row of data."""

    outcome: Literal["words", "not taken"]
    column: int | None
    written: str
    message: str
    remedy: str = ""
    mendable: bool = False


class Blocks:
    """Keeps what stood above while the rows of a sheet are read one by one."""

    def __init__(
        self, columns: SheetColumns, headings: Headings, platform: str | None = None
    ) -> None:
        self._columns, self._headings = columns, headings
        self._head = _bare(columns.head)
        self._other_titles = 0
        self._just_headed = False
        self.platform: str | None = None
        """The platform of the last heading that named one."""
        self.only_platform = platform
        """The same, where the heading says nothing else: bare names below it are of this one."""

    def judge(self, row: SheetRow) -> RowVerdict | None:
        """What a row is that is none of data; None for one to be read."""
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        written = " | ".join(filled)
        if _bare(row) == self._head:
            self._other_titles = 0
            if not self._just_headed:  # the heading of a block stands above its titles
                self.platform = self.only_platform = None
            return RowVerdict("not taken", None, "", "repeated header row")
        apart = "move it to a sheet of its own"
        if self._are_titles(row, filled):
            self._other_titles = row.number
            message = "different titles from those of the sheet: the rows below are ignored"
            return RowVerdict("not taken", None, written, message, apart)
        if self._other_titles:
            message = f"it is below the different titles of row {self._other_titles}"
            return RowVerdict("not taken", None, written, message, apart, mendable=True)
        if row.marks or len(filled) != 1 or not self._headings.is_one(filled[0]):
            self._just_headed = False
            return None
        self._just_headed = True
        if platform := self._headings.platform(filled[0]):
            self.platform = platform
            self.only_platform = self._headings.only_platform(filled[0])
        column = next(n for n, cell in enumerate(row.cells) if cell.strip())
        message, remedy = "a heading, not an account", "remove the row, or write an address"
        if column in self._columns.addresses:
            return RowVerdict("not taken", column, filled[0], message, remedy)
        return RowVerdict("words", column, filled[0], message)

    def _are_titles(self, row: SheetRow, filled: list[str]) -> bool:
        """Whether a row has titles only; one with the name of a platform where the column of
        platforms is, is one of data."""
        if row.marks or len(filled) < 2 or not any(map(self._headings.is_title, filled)):
            return False
        for column, name in self._columns.fields.items():
            cell = row.cells[column] if column < len(row.cells) else ""
            if name == "platform" and self._headings.platform(cell):
                return False
        return all(map(self._headings.is_one, filled))


def _bare(row: SheetRow) -> str:
    """A row without its blank cells, to know the head row when it comes once more."""
    return "\n".join(cell.strip() for cell in row.cells if cell)
