"""Importing what an officer fetched: files grouped, read, dated, and kept all or none."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from demarche.kernel.problems import InputError, Place, Problem
from demarche.listings import sources
from demarche.listings.database import COLUMNS, Snapshot, snapshot_of
from demarche.listings.diff import Diff, diff
from demarche.listings.snapshot_store import ImportReport, keep_all
from demarche.listings.sources.list_reader import InputFile
from demarche.model.entry import ListFile


@dataclass(frozen=True, slots=True)
class Imported:
    """One list that was imported, and what is new in it against the list before it."""

    files: tuple[str, ...]
    report: ImportReport
    changes: Diff | None
    """None where there is no earlier list, or the two share nothing."""


@dataclass(frozen=True, slots=True)
class Group:
    """A file with its companions, read."""

    file: InputFile
    read: ListFile


def readable(paths: Sequence[Path]) -> list[Group]:
    """The files read and put together; InputError tells the faults of all of them.

    ALT.CSV and SDN_COMMENTS.CSV join the SDN.CSV beside which they are named.
    """
    problems: list[Problem] = []
    files: list[InputFile] = []
    for path in dict.fromkeys(paths):
        try:
            files.append(InputFile.load(path))
        except InputError as error:
            problems += error.problems
    mains, faults = grouped(files)
    problems += faults
    groups: list[Group] = []
    for file in mains:
        try:
            groups.append(Group(file, sources.read(file)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return groups


def import_files(
    db: sqlite3.Connection,
    groups: Sequence[Group],
    now: dt.datetime,
    as_of: dt.date | None = None,
) -> list[Imported]:
    """Keep lists that were read; InputError leaves everything as it was.

    `as_of` is the day of those files that carry none.
    """
    if problems := undated(db, groups, as_of):
        raise InputError(problems)
    own_date = sum(group.read.as_of is not None for group in groups)
    stated = [
        # Beside files without a date, one that has its own keeps it; alone, it is compared.
        (
            group.file,
            group.read,
            as_of if group.read.as_of is None or own_date == len(groups) else None,
        )
        for group in groups
    ]
    reports = keep_all(db, stated, now)
    return [
        Imported(
            (group.file.name, *(other.name for other in group.file.companions)),
            report,
            _changes(db, report),
        )
        for group, report in zip(groups, reports, strict=True)
    ]


def grouped(files: Iterable[InputFile]) -> tuple[list[InputFile], list[Problem]]:
    """Files with their companions beside them, and companions that nothing is there for."""
    mains: list[InputFile] = []
    beside: dict[str, tuple[sources.Companion, list[InputFile]]] = {}
    for file in files:
        found = sources.companion(file)
        if found:
            beside.setdefault(found.main, (found, []))[1].append(file)
        else:
            mains.append(file)
    problems: list[Problem] = []
    for name, (kind, companions) in beside.items():
        main = sources.reader_named(name)
        wanted = [file for file in mains if main.recognises(file.head, file.name)]
        if len(wanted) == 1:
            joined = InputFile(wanted[0].name, wanted[0].data, tuple(companions))
            mains = [joined if file is wanted[0] else file for file in mains]
            continue
        title = kind.main_file
        what = f"{len(wanted)} {title} files were given" if wanted else f"no {title} was given"
        remedy = f"give it together with the one {title} of the same date"
        problems += [
            Problem(Place(file.name), "", f"belongs with {title}, but {what}", remedy)
            for file in companions
        ]
    return mains, problems


def undated(
    db: sqlite3.Connection, groups: Iterable[Group], as_of: dt.date | None
) -> list[Problem]:
    """The files of which nobody says what day they are of."""
    if as_of is not None:
        return []
    return [
        Problem(
            Place(group.file.name),
            "",
            "file is undated",
            "pass --as-of YYYY-MM-DD, the date you downloaded it",
        )
        for group in groups
        if group.read.as_of is None and not group.read.partial and not _dated(db, group.read.sha256)
    ]


def _dated(db: sqlite3.Connection, sha256: str) -> bool:
    row = db.execute(
        "SELECT 1 FROM snapshot WHERE sha256 = ? AND as_of IS NOT NULL", (sha256,)
    ).fetchone()
    return row is not None


def before(db: sqlite3.Connection, snapshot: Snapshot) -> Snapshot | None:
    """The whole list of the same family that comes before a snapshot."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM snapshot WHERE family = ? AND NOT partial AND as_of IS NOT NULL"  # noqa: S608
        " AND id <> ? AND (as_of, imported_at) < (?, ?) ORDER BY as_of DESC, imported_at DESC",
        (snapshot.family, snapshot.id, snapshot.as_of or "", snapshot.imported_at),
    ).fetchone()
    return snapshot_of(db, row) if row else None


def _changes(db: sqlite3.Connection, report: ImportReport) -> Diff | None:
    earlier = before(db, report.snapshot)
    if earlier is None or report.snapshot.partial or not report.new:
        return None
    try:
        return diff(db, earlier.id, report.snapshot.id)
    except InputError:
        return None  # nothing in common
