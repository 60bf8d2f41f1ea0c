"""Rules on overrides: who may let a warning pass, and whether there was one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.examine.engine import Finding, Subject, rule, rules
from demarche.kernel.problems import Severity


def same_person(name: str, other: str) -> bool:
    """Whether two names are written with the same letters."""
    return re.sub(r"\W+", "", name).casefold() == re.sub(r"\W+", "", other).casefold()


@rule(
    "E33",
    Severity.ERROR,
    "override is not allowed",
    remedy="have another officer decide, or correct what the rule found",
    source=(
        "docs/sources/principles.md#four-eyes; docs/sources/request-forms.md#errors-and-overrides"
    ),
)
def forbidden_override(subject: Subject) -> Iterator[Finding]:
    """The reviewer is not the preparer, and no error is overridden."""
    case = subject.matter.case
    errors = {rule.code for rule in rules() if rule.severity is Severity.ERROR}
    for index, override in enumerate(case.overrides):
        if override.code in errors:
            yield Finding(("overrides", index, "code"), f"{override.code} is an error")
        if same_person(override.reviewer.name, case.prepared_by.name):
            at = ("overrides", index, "reviewer", "name")
            yield Finding(at, f"{override.reviewer.name} prepared the case")


@rule(
    "W28",
    Severity.WARNING,
    "override has no effect",
    remedy="remove it, or correct its code or rows",
    source="docs/sources/request-forms.md#errors-and-overrides",
    last=True,
)
def idle_override(subject: Subject) -> Iterator[Finding]:
    """Every override has a code that exists, rows that exist, and a warning that it reaches."""
    known = {rule.code for rule in rules()}
    names = subject.matter.names
    for index, override in enumerate(subject.matter.case.overrides):
        if override.code not in known:
            yield Finding(("overrides", index, "code"), f"unknown rule code {override.code}")
            continue
        unknown = [name for name in override.rows if name not in names]
        if unknown:
            yield Finding(("overrides", index, "rows"), f"unknown row {unknown[0]!r}")
        rows = {names.get(name) for name in override.rows}
        found = subject.found.get(override.code, ())
        if not any(not rows or finding.row in rows for finding in found):
            yield Finding(
                ("overrides", index, "code"), f"{override.code} was not raised in this case"
            )
