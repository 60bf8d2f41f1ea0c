"""A case that is not filled in yet: a list of what to do in the order of work, not 90 errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from demarche.cli.findings_print import print_by_urgency, print_heading
from demarche.kernel.problems import Problem, rows_in_words
from demarche.kernel.terminal import coloured

_OPEN = "required, but "
"""How the message of a field begins that nothing was written into."""
_MANY = 5
"""Open fields; more are a case that is yet to be written."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the work, and the fields that belong to it."""

    heading: str
    fields: tuple[str, ...]
    hint: str = ""


_ROWS = r"accounts\[[0-9]+\]"
_EXHIBITS = r"exhibits\[[0-9]+\]"
_PARTS = (
    _Part("name the case", ("reference", "title", "office")),
    _Part("choose the kinds of request", (r"requests(\[.*)?",)),
    _Part("decide on each account", (rf"{_ROWS}\..*", "accounts")),
    _Part("describe the evidence", (rf"{_EXHIBITS}\..*",)),
    _Part(
        "write the reasons",
        ("facts", "purpose", "necessity", "alternatives", "defences", "risk_of_loss"),
    ),
    _Part("say who issues it, and when", (r"prepared_by(\..*)?", r"approved_by(\..*)?", "date")),
    _Part("complete the rest", (".*",)),
)
"""In the order of work. What is in several rows is one line."""
_HINTS = {
    "office": "`demarche list offices`",
    "organisation": "the id of a listed organisation: `demarche lists search NAME`",
    "link": "official, media-wing, member or supporter",
    "ground": "a ground of the office's jurisdiction: `demarche show JURISDICTION`",
    "justification": "what this account did and when, for this account alone",
    "protected": "the result of the check for journalists and other protected persons, or none",
    "shows": "what the item shows",
    "kind": "removal, prevention, information or preservation",
    "date": "date and time of issue, such as 2026-11-23T10:00:00+05:00",
}


def unfilled(problems: Iterable[Problem]) -> bool:
    """Whether so much is open that the case is yet to be written."""
    return sum(problem.message.startswith(_OPEN) for problem in problems) > _MANY


def print_unreadable(
    problems: Sequence[Problem],
    *,
    show_all: bool = False,
    without_evidence: Iterable[Path] = (),
) -> bool:
    """Print why cases cannot be examined yet; whether anything was left out.

    What is wrong comes first, then what is still to be written, by the order of work.
    """
    if show_all or not unfilled(problems):
        return print_by_urgency(problems, show_all=show_all)
    wrong = [problem for problem in problems if not problem.message.startswith(_OPEN)]
    cut = print_by_urgency(wrong)
    left = [problem for problem in problems if problem.message.startswith(_OPEN)]
    print_heading("to do, in this order (required, but empty or missing):")
    number = 0
    for part in _PARTS:
        mine = [problem for problem in left if _belongs(part, problem)]
        left = [problem for problem in left if problem not in mine]
        lines = list(_fields(mine))
        if part.heading == "describe the evidence":
            lines += [_evidence(folder) for folder in without_evidence]
        if lines:
            number += 1
            print_heading(f"{number}. {part.heading}")
            for line in lines:
                coloured(line, "red", err=True)
    return cut or any(re.match(_ROWS, problem.field) for problem in problems)


def _belongs(part: _Part, problem: Problem) -> bool:
    return any(re.fullmatch(pattern, problem.field) for pattern in part.fields)


def _fields(found: Sequence[Problem]) -> Iterable[str]:
    """A line for each field, with the rows in which it is open."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in found:
        field = re.sub(rf"^(?:{_ROWS}|{_EXHIBITS})\.", "", problem.field)
        groups.setdefault((problem.place.file, field), []).append(problem)
    for (_, field), group in groups.items():
        rows = tuple(row for problem in group for row in problem.rows)
        count = f" ({rows_in_words(rows)})" if rows else ""
        if not rows and len(group) > 1:
            count = f" ({len(group)} places)"
        hint = _HINTS.get(field.rpartition(".")[2], "")
        yield f"{group[0].place}: {field}{count}" + (f": {hint}" if hint else "")


def _evidence(folder: Path) -> str:
    from demarche.cli.next_step import command_line

    add = command_line("exhibits", "add", "FILE", "--account", "ROW", "--case", folder)
    return f"no exhibits yet: `{add} …` for each item; every row needs one"
