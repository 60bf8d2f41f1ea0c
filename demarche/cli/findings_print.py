"""Findings for a reader, in the order of work: one line a rule, with its count and first rows."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from demarche.kernel.problems import Problem, Severity, rows_in_words
from demarche.kernel.terminal import coloured

if TYPE_CHECKING:
    from demarche.examine.engine import Rule

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_FEW = 3
"""Errors of one kind that are printed one by one; of more, the first stands for all."""
_DETAILS = 2
"""Details of one rule that are printed without --all."""
_LONG = 90
"""Characters of a detail that are printed beside others."""


def print_by_urgency(problems: Iterable[Problem], *, show_all: bool = False) -> bool:
    """Print to the standard error, what stops the case first; whether anything was left out.

    Every line of a finding begins with `file:line:column`, so that an editor can jump there.
    """
    from demarche.examine.engine import rules
    from demarche.examine.urgency import Urgency, urgency_of

    by_code = {rule.code: rule for rule in rules()}
    sections: dict[Urgency, list[Problem]] = {urgency: [] for urgency in Urgency}
    for problem in problems:
        sections[urgency_of(problem)].append(problem)
    cut = False
    for urgency, found in sections.items():
        if found:
            print_heading(f"{urgency.value} ({_count(found)}):")
            for text, severity, grouped in _lines(found, by_code, show_all=show_all):
                coloured(text, COLOURS[severity], err=True)
                cut = cut or grouped
    return cut


def print_heading(text: str) -> None:
    """A heading between findings."""
    coloured(text, None, bold=True, err=True)


def _count(found: Sequence[Problem]) -> str:
    kinds = {problem.code for problem in found if problem.code}
    counts = []
    for severity in Severity:
        number = sum(problem.severity is severity for problem in found)
        noun = "overridden" if severity is Severity.NOTE else severity.value
        plural = "" if number == 1 or severity is Severity.NOTE else "s"
        counts += [f"{number:,} {noun}{plural}"] if number else []
    rules_ = f" of {len(kinds)} rules" if 1 < len(kinds) < len(found) else ""
    return ", ".join(counts) + rules_


def _lines(
    found: Iterable[Problem], rules: Mapping[str, Rule], *, show_all: bool
) -> Iterable[tuple[str, Severity, bool]]:
    """The lines of one section, each with whether it speaks for several findings."""
    groups: dict[Hashable, list[Problem]] = {}
    for problem in found:
        groups.setdefault(_kind(problem), []).append(problem)
    for group in sorted(groups.values(), key=lambda group: (group[0].code, group[0].place)):
        few = _FEW if group[0].severity is Severity.ERROR else 1
        if show_all or len(group) <= few or group[0].severity is Severity.NOTE:
            for problem in group:
                yield str(problem), problem.severity, False
        else:
            yield _together(group, rules.get(group[0].code)), group[0].severity, True


def _kind(problem: Problem) -> Hashable:
    """What is printed together: findings of a rule, or faults that differ in a value alone."""
    if problem.code:
        return problem.severity, problem.code
    message = re.sub(r"'(?:[^'\\]|\\.)*'|[0-9]+", "…", problem.message)
    return problem.place.file, problem.field.rpartition("]")[2], message, problem.remedy


def _together(group: Sequence[Problem], rule: Rule | None) -> str:
    """Several findings of one kind: the sentence, the first details, the first rows."""
    first = group[0]
    sentence, remedy = (rule.sentence, rule.remedy) if rule else (first.message, first.remedy)
    rows = tuple(dict.fromkeys(row for problem in group for row in problem.rows))
    fields = dict.fromkeys(re.sub(r"^accounts\[[0-9]+\]\.?", "", p.field) for p in group)
    message = sentence + _details(group, sentence) if rule else sentence
    counted = rows_in_words(rows) if rows else f"{len(group)} places"
    if 0 < len(rows) < len(group):  # of several organisations, each told at its first row
        counted = f"{len(group)} findings in {counted}"
    if not rule and "'" in message:
        message = f"{message}, and {len(group) - 1} more like it"
    return _line(first, ", ".join(fields) if len(fields) <= 2 else "", message, remedy, counted)


def _details(group: Sequence[Problem], sentence: str) -> str:
    found = dict.fromkeys(
        re.sub(r" \([0-9,]+ (?:rows|places)[^)]*\)$", "", problem.message)
        .removeprefix(sentence)
        .removeprefix(":")
        .strip()
        for problem in group
    )
    details = [text if len(text) <= _LONG else text[: _LONG - 1] + "…" for text in found if text]
    if not details:
        return ""
    shown = list(dict.fromkeys(details))[:_DETAILS]
    left = len(details) - len(shown)
    return f": {'; '.join(shown)}" + (f"; and {left} more" if left > 0 else "")


def _line(problem: Problem, what: str, message: str, remedy: str, counted: str) -> str:
    weight = "" if problem.severity is Severity.ERROR else problem.severity.value
    parts = [str(problem.place), weight, problem.code, what, message]
    text = f"{': '.join(part for part in parts if part)} ({counted})"
    return f"{text}; {remedy}" if remedy else text
