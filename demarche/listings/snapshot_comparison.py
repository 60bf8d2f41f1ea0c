"""`lists diff`: two lists, each given as a snapshot's number or as a file, compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from contextlib import ExitStack, closing
from pathlib import Path

from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import Workspace
from demarche.listings import sources
from demarche.listings.database import Snapshot, connect, snapshot_by_id
from demarche.listings.diff import Diff, compare
from demarche.listings.snapshots import entries
from demarche.listings.sources.list_reader import InputFile
from demarche.listings.storage_path import lists_folder
from demarche.model.entry import Entry


def compare_given(
    workspace: Workspace,
    older: str,
    newer: str,
    authorities: Collection[str] | None = None,
    *,
    private: bool = False,
) -> Diff:
    """Compare what two words name. A file is read and not kept."""
    with ExitStack() as stack:
        sides = [_side(workspace, text, stack) for text in (older, newer)]
        for snapshot, _ in sides:
            if snapshot.private and not private:
                raise InputError.single(
                    Place(snapshot.file),
                    "",
                    "a list of private persons",
                    "pass --private to show them",
                )
            if snapshot.partial:
                raise InputError.single(
                    Place(snapshot.file), "", "an amendment is not a complete list to compare with"
                )
        return compare(*sides[0], *sides[1], authorities)


def _side(workspace: Workspace, text: str, stack: ExitStack) -> tuple[Snapshot, Iterable[Entry]]:
    if text.isdecimal() and not Path(text).exists():
        folder = lists_folder(workspace)
        db: sqlite3.Connection = stack.enter_context(closing(connect(folder, create=False)))
        snapshot = snapshot_by_id(db, int(text))
        return snapshot, list(entries(db, snapshot.id))
    file = InputFile.load(Path(text))
    read = sources.read(file)
    snapshot = Snapshot(
        id=0,
        family=read.family,
        format=read.format,
        file=Path(text).name,
        sha256=read.sha256,
        stamp=read.stamp,
        as_of=read.as_of,
        as_of_from="file" if read.as_of else "unknown",
        imported_at="",
        partial=read.partial,
        private=read.private,
        lacks=read.lacks,
        counts=read.counts,
        notes=read.notes,
        covers=tuple(sorted(read.covers)),
    )
    return snapshot, read.entries
