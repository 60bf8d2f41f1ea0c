"""The findings of a case in the order of work: to be mended, to be looked at, settled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from demarche.examine.engine import rules
from demarche.kernel.problems import Problem, Severity

_ROW = re.compile(r"accounts\[([0-9]+)\](?:\.(.*))?")


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """One finding as it is shown: what, where, and on which of the officer's rows."""

    problem: Problem
    row: str
    """The officer's id of the row, else its number; empty for what is about no row."""
    field: str
    """The field within the row, or the whole path where there is no row."""
    detail: str
    """The message without what the heading of its group says already."""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one rule; or those without a rule, each a group of its own."""

    severity: Severity
    code: str
    sentence: str
    remedy: str
    findings: tuple[PlacedFinding, ...]


@dataclass(frozen=True, slots=True)
class OrderedFindings:
    """All findings of a case; each list is in the order of the file."""

    errors: tuple[FindingGroup, ...]
    warnings: tuple[FindingGroup, ...]
    notes: tuple[FindingGroup, ...]
    """What another officer overrode, with a reason."""

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many errors, warnings and notes there are."""
        errors, warnings, notes = (
            sum(len(group.findings) for group in groups)
            for groups in (self.errors, self.warnings, self.notes)
        )
        return errors, warnings, notes


def order_findings(
    problems: Iterable[Problem], row_ids: Sequence[str | None] = ()
) -> OrderedFindings:
    """The problems by weight, then by rule. `row_ids` holds the officer's id of each row."""
    kept = tuple(problems)
    errors, warnings, notes = (
        tuple(_grouped([problem for problem in kept if problem.severity is weight], row_ids))
        for weight in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    )
    return OrderedFindings(errors, warnings, notes)


def _grouped(problems: list[Problem], row_ids: Sequence[str | None]) -> Iterator[FindingGroup]:
    sentences = {rule.code: rule.sentence for rule in rules()}
    groups: dict[tuple[str, str], list[Problem]] = {}
    for number, problem in enumerate(problems):
        sentence = sentences.get(problem.code, "")
        common = sentence and problem.message.startswith(sentence)
        # A problem of the reading has words of its own, so it makes a group alone; so does the
        # reason for each override.
        name = (problem.code, problem.remedy) if common else ("", str(number))
        groups.setdefault(name, []).append(problem)
    for (code, remedy), group in groups.items():
        first = group[0]
        sentence = sentences[code] if code else first.message
        findings = tuple(_placed(problem, sentence, row_ids) for problem in group)
        yield FindingGroup(
            first.severity, first.code, sentence, remedy if code else first.remedy, findings
        )


def _placed(problem: Problem, sentence: str, row_ids: Sequence[str | None]) -> PlacedFinding:
    detail = problem.message.removeprefix(sentence).removeprefix(":").strip()
    match = _ROW.fullmatch(problem.field)
    if match is None:
        return PlacedFinding(problem, "", problem.field, detail)
    number = int(match[1])
    known = row_ids[number - 1] if number <= len(row_ids) else None
    return PlacedFinding(problem, known or str(number), match[2] or "", detail)
