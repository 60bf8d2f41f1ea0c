"""How many rows of cases depend on each list: what an officer should bring first.

A row depends on a list where its organisation is cited by an entry of it, as the library and the
imported lists have it on the date of the case. An own list of the requesting State comes first
among lists with as many rows, since too old a reading of it keeps documents drafts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from demarche.case.case_reader import CaseFile, read_case
from demarche.facts.library import open_library
from demarche.kernel.problems import InputError, Problem
from demarche.kernel.workspace import Workspace
from demarche.listings.status import citable, earliest_day, standings
from demarche.model.resolved_case import Library


@dataclass(frozen=True, slots=True)
class Dependent:
    """A list, the rows that cite it, and those of them whose reading is too old, or not dated."""

    authority: str
    rows: int
    old: int
    """Rows whose citation is older than the list's limit, counted to the date of their case."""
    kept_back: int
    """Rows whose documents stay drafts for it."""
    cases: tuple[str, ...]
    """The references of the cases."""

    def as_dict(self) -> dict[str, object]:
        """Plain data for a program."""
        return {
            "authority": self.authority,
            "rows": self.rows,
            "rows_too_old": self.old,
            "rows_kept_as_drafts": self.kept_back,
            "cases": list(self.cases),
        }


def workspace_cases(workspace: Workspace) -> list[Path]:
    """The case files of a workspace."""
    return sorted((workspace.root / "data" / "cases").glob("**/case.yaml"))


def dependent_rows(
    workspace: Workspace, files: Iterable[Path]
) -> tuple[list[Dependent], list[Problem]]:
    """The lists that rows of these cases depend on, first what to bring first; faults apart."""
    rows: Counter[str] = Counter()
    old: Counter[str] = Counter()
    kept_back: Counter[str] = Counter()
    cases: defaultdict[str, dict[str, None]] = defaultdict(dict)
    problems: list[Problem] = []
    for file in files:
        try:
            read = read_case(file)
            found = _cited(read, open_library(workspace, read.case.date.date()))
        except InputError as error:
            problems += error.problems
            continue
        for authority, (count, stale, drafts) in found.items():
            rows[authority] += count
            old[authority] += stale
            kept_back[authority] += drafts
            cases[authority][read.case.reference] = None
    lists = [
        Dependent(name, rows[name], old[name], kept_back[name], tuple(cases[name])) for name in rows
    ]
    return sorted(
        lists,
        key=lambda named_list: (
            -named_list.old,
            -named_list.kept_back,
            -named_list.rows,
            named_list.authority,
        ),
    ), (problems)


def _cited(read: CaseFile, library: Library) -> dict[str, tuple[int, int, int]]:
    """For each list: rows that cite it, those that are too old, those that it keeps drafts."""
    case = read.case
    law = library.jurisdictions[library.offices[case.office].jurisdiction]
    admitted = {*(legal_ground.authority for legal_ground in law.legal_grounds), *law.supporting}
    counts = Counter(account.organisation for account in case.accounts)
    day = case.date.date()
    found: dict[str, tuple[int, int, int]] = {}
    for name, count in counts.items():
        organisation = library.organisations.get(name)
        if organisation is None:
            continue
        standing = standings(organisation, day, library.authorities, library.organisations)
        ages: dict[str, int | None] = {}
        for entry in citable(standing):
            if entry.entry is not None and entry.entry.authority in admitted:
                ages[entry.entry.authority] = _age(entry.entry.as_of, day)
        for authority, age in ages.items():
            limits = library.authorities[authority].max_age_days, law.limits.own_lists_days
            stale = age is None or age > limits[0]
            own = library.authorities[authority].state == law.state
            drafts = own and (age is None or age > limits[1])
            before = found.get(authority, (0, 0, 0))
            found[authority] = (
                before[0] + count,
                before[1] + count * stale,
                before[2] + count * drafts,
            )
    return found


def _age(as_of: str | None, day: dt.date) -> int | None:
    """Days since the first day that a reading can mean; None where it has no day."""
    return (day - earliest_day(as_of)).days if as_of else None
