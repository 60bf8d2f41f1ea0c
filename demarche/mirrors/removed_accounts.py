"""Removed accounts: the rows of cases that a platform removed, with what is known of them.

A case has the names and the address. The self-description, the links and the picture come from the
indicators of the row, and from the observation of the same account before its removal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from demarche.case import case_tables
from demarche.kernel import strict_yaml
from demarche.kernel.workspace import shown
from demarche.mirrors.contact_marks import marks_in
from demarche.mirrors.observed_accounts import ObservedAccount
from demarche.model.target import Target
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver

_LINKS = ("invite-link", "public-phone")


@dataclass(frozen=True, slots=True)
class RemovedAccount:
    """A row that a platform removed."""

    key: str
    case: Path
    """The case file."""
    row: str
    """The row's id, or its number."""
    family: str
    """The key of the account at which the chain of replaced accounts begins."""
    platform: str
    canonical: str
    removed_on: dt.date
    names: tuple[tuple[str, str], ...]
    """Handles and display names; former handles too."""
    bios: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    picture: str = ""
    """SHA-256 of the picture's file."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What a row that replaces it has in common with it."""

    @property
    def place(self) -> str:
        """Where it is, for a reader."""
        return f"{shown(self.case)}, row {self.row}"


@dataclass(frozen=True, slots=True)
class WrittenCase:
    """The accounts of a case as written, complete or not: a decided row is completed later."""

    path: Path
    rows: Mapping[str, Mapping[str, str]]
    """By the row's id, or its number."""
    targets: Mapping[str, Target]
    """Of the rows that resolve."""
    indicators: tuple[Mapping[str, object], ...]

    @property
    def keys(self) -> frozenset[str]:
        """The accounts that it names."""
        return frozenset(target.key for target in self.targets.values())


def read_written(path: Path, resolver: Resolver) -> WrittenCase:
    """The accounts of a case file. InputError where it cannot be read."""
    tree = case_tables.read_tree(path)
    table = case_tables.read_table(path, tree, "accounts")
    rows = {row.get("id") or str(number): row for number, row in enumerate(table.rows, start=1)}
    targets = {}
    for name, row in rows.items():
        try:
            targets[name] = resolver.resolve(
                row.get("url", ""),
                platform=row.get("platform"),
                identifier_type=row.get("identifier_type"),
            )
        except TargetError:
            continue
    listed = tree.get("indicators")
    every = listed if isinstance(listed, strict_yaml.Sequence) else ()
    indicators = tuple(item for item in every if isinstance(item, strict_yaml.Mapping))
    return WrittenCase(path, rows, targets, indicators)


def removed_in(
    case: WrittenCase, seen: Mapping[str, ObservedAccount], resolver: Resolver
) -> Iterator[RemovedAccount]:
    """The removed accounts of a case. `seen` are the observed accounts by their key."""
    for name, target in case.targets.items():
        row = case.rows[name]
        removed_on = _day(row.get("actioned_on", ""))
        if removed_on is None or row.get("withdraw_reason"):
            continue
        before = seen.get(target.key)
        called = target.identifier.removeprefix("@")
        handle = row.get("handle", "") or ("" if called.isdigit() else called)
        names = [(handle, row.get("display_name", ""))]
        names += [(former, "") for former in row.get("former_handles", "").split()]
        bios, links = _indicated(case, name)
        if before:
            names.append((before.handle, before.display_name))
            bios.append(before.bio)
            links += before.links
        kept = ("organisation", "link", "ground")
        yield RemovedAccount(
            key=target.key,
            case=case.path,
            row=name,
            family=_family(case, name),
            platform=target.platform,
            canonical=target.canonical,
            removed_on=removed_on,
            names=tuple(dict.fromkeys(pair for pair in names if any(pair))),
            bios=tuple(dict.fromkeys(filter(None, bios))),
            links=tuple(dict.fromkeys(links)),
            marks=marks_in([*links, *bios], target.platform, resolver, target.key),
            picture=before.picture if before else "",
            fields={field: row[field] for field in kept if row.get(field)},
        )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _indicated(case: WrittenCase, name: str) -> tuple[list[str], list[str]]:
    """The self-descriptions and links that the case's indicators give for a row."""
    bios: list[str] = []
    links: list[str] = []
    for indicator in case.indicators:
        rows = indicator.get("accounts", "")
        named = rows.split() if isinstance(rows, str) else rows
        value = str(indicator.get("value", ""))
        if not isinstance(named, list) or name not in named or not value:
            continue
        if indicator.get("kind") == "bio-text":
            bios.append(value)
        elif indicator.get("kind") in _LINKS:
            links.append(value)
    return bios, links


def _family(case: WrittenCase, name: str) -> str:
    """The first account of a chain of replaced ones; a circle ends where it is entered again."""
    passed = {name}
    while (before := case.rows[name].get("mirror_of", "")) in case.targets:
        if before in passed:
            break
        passed.add(before)
        name = before
    return case.targets[name].key
