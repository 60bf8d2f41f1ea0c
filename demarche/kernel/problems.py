"""What went wrong, where it stands, and what to write instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from demarche.kernel.visible_text import one_line

_ROW = re.compile(r"accounts\[[0-9]+\]\.?")
"""How the field of a problem begins that is in a row of the accounts."""


class Severity(StrEnum):
    """How much a problem weighs: an error stops the request, a warning is printed."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; line and column count from 1, 0 means "not known"."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column or 1}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: place, field, sentence, remedy."""

    place: Place
    field: str
    message: str
    remedy: str = ""
    severity: Severity = Severity.ERROR
    code: str = ""
    rows: tuple[str, ...] = ()
    """The rows of the accounts that it is about, as the officer calls them. Not in `as_dict`."""

    def __str__(self) -> str:
        where = f"{self.place}: "
        what = f"{self.where}: " if self.where else ""
        kind = "" if self.severity is Severity.ERROR else f"{self.severity.value}: "
        code = f"{self.code}: " if self.code else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return one_line(f"{where}{kind}{code}{what}{self.message}{remedy}")

    @property
    def where(self) -> str:
        """The field for a reader: a row by the officer's name, not by its number in the file."""
        if not self.rows or not (found := _ROW.match(self.field)):
            return self.field
        row = f"row {self.rows[0]}" if len(self.rows) == 1 else ""
        return ": ".join(filter(None, (row, self.field[found.end() :])))

    def as_dict(self) -> dict[str, Any]:
        """The problem as plain data, for `--json`."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "severity": self.severity.value,
            "code": self.code,
            "field": self.field,
            "message": self.message,
            "remedy": self.remedy,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Problem:
        """The problem that `as_dict` gave."""
        place = Place(data["file"], data["line"], data["column"])
        parts = (data["field"], data["message"], data["remedy"], Severity(data["severity"]))
        return cls(place, *parts, data["code"])


class InputError(Exception):
    """The input cannot be used; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def single(cls, place: Place, name: str, message: str, remedy: str = "") -> InputError:
        """An error of one problem."""
        return cls([Problem(place, name, message, remedy)])


@dataclass(slots=True)
class Collector:
    """Gathers problems so that all are told at once."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Keep one problem."""
        self.problems.append(problem)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def stop_if_any(self) -> None:
        """Raise InputError when an error was gathered."""
        if any(p.severity is Severity.ERROR for p in self.problems):
            raise InputError(self.problems)


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """The remedy sentence for a word that is not among the choices; empty when none is near."""
    found = suggestion_for(word, choices)
    return f"did you mean {found!r}?" if found else ""


def suggestion_for(word: str, choices: Iterable[str], cutoff: float = 0.6) -> str:
    """The choice that is most like a word; empty when none is. `cutoff` runs from 0 to 1."""
    folded = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=cutoff)
    return folded[found[0]] if found else ""


def one_of(choices: Iterable[str], limit: int = 12) -> str:
    """The choices as a phrase: `one of a, b, c`; a long list is cut."""
    names = list(choices)
    if not names:
        return "none is defined"
    shown = ", ".join(names[:limit])
    return f"one of {shown}" + (f", … ({len(names)} in total)" if len(names) > limit else "")


def rows_in_words(rows: Sequence[str], limit: int = 6) -> str:
    """`1 row: r4`, `23 rows: r1, r2, …`; a long list is cut."""
    shown = ", ".join(rows[:limit])
    count = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
    return f"{count}: {shown}" + (", …" if len(rows) > limit else "")
