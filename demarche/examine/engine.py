"""The examination of a case before a request may be issued: an engine for small rules.

A rule is a function with a code, a sentence, a source and a remedy. It looks at the whole matter
and names what it finds by the steps to the field; rows with the same finding are told as one line
with their count, at the first of them, so that 481 rows make one line and not 481.

A warning may be overridden in the case file, by code, with a reason and another officer's name; it
is then told as a note, and stands in the office's record. An error cannot be overridden.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from demarche.compose.plan import Document
from demarche.compose.resolve_references import PlaceOf, field_path
from demarche.examine.case_texts import CaseText, Lines, texts_of
from demarche.facts.banned_phrases import BannedWording
from demarche.kernel.problems import Problem, Severity, rows_in_words
from demarche.model.case import Exhibit, Override
from demarche.model.kinds import SPECS, Kind, KindSpec
from demarche.model.request import Request
from demarche.model.resolved_case import Matter, OpenRequest, Row


class Finding(NamedTuple):
    """One place where a rule is not met. `row` is the row's number in the case."""

    loc: tuple[str | int, ...]
    detail: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Subject:
    """What is examined. What several rules look at is put together once."""

    matter: Matter
    documents: tuple[Document, ...]
    requests: tuple[Request, ...]
    wording: BannedWording
    found: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """For the rules that come last: what the overridden rules found."""
    elsewhere: Callable[[Mapping[str, Row]], Iterable[OpenRequest]] | None = None
    """Finds where else in the workspace accounts stand, by `Target.key`; None to look nowhere."""
    letters_elsewhere: Callable[[Iterable[str]], Mapping[str, str]] | None = None
    """Finds the other case file that names a covering letter, by its number."""

    @functools.cached_property
    def standings(self) -> tuple[OpenRequest, ...]:
        """Where else in the workspace the accounts of the case stand."""
        if self.elsewhere is None:
            return ()
        return tuple(self.elsewhere({row.target.key: row for row in self.rows}))

    @functools.cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows that something is asked for: those that are not taken back."""
        return tuple(row for row in self.matter.rows if not row.account.withdraw_reason)

    def rows_of(self, wanted: Callable[[KindSpec], bool]) -> tuple[Row, ...]:
        """The rows in a document of a wanted kind, in the order of the case."""
        kinds = frozenset(kind for kind, spec in SPECS.items() if wanted(spec))
        if kinds not in self._rows_of:
            of_kinds = (document.rows for document in self.documents if document.kind in kinds)
            found = {row.number: row for rows in of_kinds for row in rows}
            self._rows_of[kinds] = tuple(found[number] for number in sorted(found))
        return self._rows_of[kinds]

    @functools.cached_property
    def _rows_of(self) -> dict[frozenset[Kind], tuple[Row, ...]]:
        return {}

    @functools.cached_property
    def first_rows(self) -> dict[str, Row]:
        """For each organisation of the rows, its first row."""
        first: dict[str, Row] = {}
        for row in self.rows:
            first.setdefault(row.account.organisation, row)
        return first

    @property
    def texts(self) -> Iterator[CaseText]:
        """Every text of the case that its officers wrote; made anew, since they are very many."""
        return texts_of(self.matter.case)

    @functools.cached_property
    def lines(self) -> Lines:
        """The same texts, each once and on one line, to be searched all together."""
        return Lines(texts_of(self.matter.case))

    @functools.cached_property
    def worked_out(self) -> dict[object, Any]:
        """What `once` keeps, by the function that worked it out."""
        return {}

    def exhibits_of(self, row: Row) -> list[tuple[int, Exhibit]]:
        """The exhibits of a row, each with its place in the case."""
        every = self.matter.case.exhibits
        return [(index, every[index]) for index in self.matter.evidence.of(row.number)]


Result = TypeVar("Result")


def once(function: Callable[[Subject], Result]) -> Callable[[Subject], Result]:
    """A function of the subject that several rules call, worked out once for all of them."""

    @functools.wraps(function)
    def kept(subject: Subject) -> Result:
        if function not in subject.worked_out:
            subject.worked_out[function] = function(subject)
        result: Result = subject.worked_out[function]
        return result

    return kept


Check = Callable[[Subject], Iterable[Finding]]

EXAMINED = "when the case is checked"
READ = "when the case is read"
RENDERED = "when the case is checked, and on the finished text of every document"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the examination."""

    code: str
    severity: Severity
    sentence: str
    """What is wrong when the rule is not met."""
    remedy: str
    source: str
    """The article or section that asks for it."""
    check: Check = field(compare=False)
    checked: str = EXAMINED
    last: bool = False
    """True for a rule on what the other rules found."""


_RULES: dict[str, Rule] = {}


def rule(
    code: str,
    severity: Severity,
    sentence: str,
    *,
    remedy: str,
    source: str,
    checked: str = EXAMINED,
    last: bool = False,
) -> Callable[[Check], Check]:
    """Enter a function as a rule."""

    def enter(check: Check) -> Check:
        if code in _RULES:
            raise ValueError(f"two rules have the code {code}")
        _RULES[code] = Rule(code, severity, sentence, remedy, source, check, checked, last)
        return check

    return enter


def read_rule(code: str, sentence: str, *, remedy: str, source: str) -> None:
    """Enter an error that is found, at its place, when the case is read and its names resolved."""
    rule(code, Severity.ERROR, sentence, remedy=remedy, source=source, checked=READ)(_nothing)


def _nothing(_: Subject) -> tuple[Finding, ...]:
    return ()


@functools.cache
def rules() -> tuple[Rule, ...]:
    """All rules, errors first, by code."""
    from demarche.examine.rules import load_all

    load_all()
    return tuple(sorted(_RULES.values(), key=lambda rule: (rule.severity != "error", rule.code)))


def examine(subject: Subject, place: PlaceOf) -> list[Problem]:
    """Every finding as a problem: errors, warnings, overridden warnings as notes; each by place."""
    problems: list[Problem] = []
    found: dict[str, tuple[Finding, ...]] = {}
    overridden = {override.code for override in subject.matter.case.overrides}
    for rule in sorted(rules(), key=lambda rule: rule.last):
        seen = dataclasses.replace(subject, found=found) if rule.last else subject
        findings = tuple(rule.check(seen))
        if rule.code in overridden:  # of a large case all would be many
            found[rule.code] = findings
        if not findings:
            continue
        for override, share in _shares(rule, findings, subject):
            problems += _told(rule, share, place, override, subject.matter.row_name)
    return sorted(
        problems, key=lambda problem: (_WEIGHT[problem.severity], problem.place, problem.code)
    )


_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def _shares(
    rule: Rule, findings: tuple[Finding, ...], subject: Subject
) -> Iterator[tuple[Override | None, list[Finding]]]:
    """The findings of a rule, by the override that reaches them; None where there is none."""
    left = list(findings)
    for override in subject.matter.case.overrides:
        if override.code != rule.code or rule.severity is Severity.ERROR:
            continue
        rows = {subject.matter.names.get(name) for name in override.rows}
        share = [finding for finding in left if not rows or finding.row in rows]
        if share:
            chosen = set(map(id, share))
            left = [finding for finding in left if id(finding) not in chosen]
            yield override, share
    if left:
        yield None, left


def _told(
    rule: Rule,
    findings: Iterable[Finding],
    place: PlaceOf,
    override: Override | None,
    row_name: Callable[[int], str],
) -> Iterator[Problem]:
    """Findings of the same detail on several rows become one problem at the first row."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        last = str(finding.loc[-1]) if finding.row else field_path(finding.loc)
        groups.setdefault((finding.detail, last), []).append(finding)
    for (detail, _), group in groups.items():
        first = group[0]
        message = f"{rule.sentence}: {detail}" if detail else rule.sentence
        rows = tuple(row_name(finding.row) for finding in group if finding.row)
        if len(group) > 1:
            message += f" ({rows_in_words(rows) if rows else f'{len(group)} places'})"
        remedy, severity = rule.remedy, rule.severity
        if override:
            who = f"{override.reviewer.name}, {override.reviewer.post}"
            remedy, severity = f"overridden by {who}: {override.reason}", Severity.NOTE
        yield Problem(
            place(*first.loc), field_path(first.loc), message, remedy, severity, rule.code, rows
        )
