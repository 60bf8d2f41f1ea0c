"""The case that exhibits are added to: its tables as they are, and its rows by name or address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demarche.case import case_tables
from demarche.case.case_tables import CaseTable
from demarche.kernel.problems import InputError, Place, Problem, did_you_mean
from demarche.kernel.workspace import shown
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver


@dataclass(frozen=True, slots=True)
class Here:
    """The case's folder as it is now."""

    case: Path
    tree: Mapping[str, object]
    accounts: CaseTable
    exhibits: CaseTable


def open_case(path: Path) -> Here:
    """The case to add to. InputError where it can not be read."""
    case = case_tables.case_file(path)
    tree = case_tables.read_tree(case)
    accounts = case_tables.read_table(case, tree, "accounts")
    exhibits = case_tables.read_table(case, tree, "exhibits")
    if not exhibits.written:
        exhibits = case_tables.read_csv(case.parent / "exhibits.csv", "exhibits")
        exhibits.written = False
    return Here(case, tree, accounts, exhibits)


def rows_named(here: Here, names: Sequence[str], resolver: Resolver) -> str:
    """The rows that are meant by row names or addresses. InputError for one that is no row."""
    known = {row.get("id") or str(n): row for n, row in enumerate(here.accounts.rows, start=1)}
    known.update(
        {str(n): row for n, row in enumerate(here.accounts.rows, 1) if str(n) not in known}
    )
    numbers = {id(row): row.get("id") or str(n) for n, row in enumerate(here.accounts.rows, 1)}
    by_key: dict[str, str] = {}
    found: list[str] = []
    problems = []
    for name in names:
        if name in known:
            found.append(numbers[id(known[name])])
            continue
        by_key = by_key or dict(case_tables.keys(here.accounts, resolver))
        try:
            row = by_key.get(resolver.resolve(name).key)
        except TargetError:
            row = None
        if row:
            found.append(row)
        else:
            remedy = did_you_mean(name, known) or "give a row, or the address of its account"
            place = Place(shown(here.case))
            problems.append(Problem(place, "--account", f"unknown row {name!r}", remedy))
    if problems:
        raise InputError(problems)
    return " ".join(dict.fromkeys(found))
