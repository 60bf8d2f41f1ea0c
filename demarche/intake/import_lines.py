"""What an import makes of a sheet: accounts to be written, and a line for each address in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from demarche.intake.field_doubt import CellDoubt
from demarche.model.target import Target

LineOutcome = Literal["account", "post", "duplicate", "words", "not taken"]


@dataclass(slots=True)
class NewAccount:
    """An account to be written: its fields, the row that it comes from."""

    target: Target
    fields: dict[str, str]
    row: int
    id: str = ""
    posts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ReportLine:
    """What became of one address of the sheet: a line of the report."""

    row: int
    column: int | None
    written: str
    outcome: LineOutcome = "not taken"
    entry: NewAccount | None = None
    target: Target | None = None
    notes: list[str] = field(default_factory=list)
    remedy: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    """What else the row says."""
    mendable: bool = True
    """False for headings and titles between the rows: nothing of them can be taken."""

    def refuse(self, message: str, remedy: str = "") -> ReportLine:
        """The line as one that is not taken, and why."""
        self.outcome = "not taken"
        self.notes.append(message)
        self.remedy = remedy
        return self


@dataclass(slots=True)
class Understood:
    """The accounts of a sheet and a line for each address in it."""

    entries: list[NewAccount] = field(default_factory=list)
    lines: list[ReportLine] = field(default_factory=list)
    doubts: list[tuple[int, CellDoubt]] = field(default_factory=list)
    """Cells beside the address that were not taken, with their row."""
    contexts: dict[int, str] = field(default_factory=dict)
    """The platform of rows that a heading or the sheet's title gives it."""

    def line(self, row: int, column: int | None, written: str) -> ReportLine:
        """A new line of the report."""
        line = ReportLine(row, column, written)
        self.lines.append(line)
        return line


def tell_lost(line: ReportLine, entry: NewAccount, kept: NewAccount) -> None:
    """Tell which cells of a row were not taken, because another row is for its account."""
    same = {"url", "platform"}
    lost = [n for n, v in entry.fields.items() if n not in same and kept.fields.get(n) != v]
    if lost:
        line.notes.append(f"from this row, ignored: {', '.join(lost)}")
