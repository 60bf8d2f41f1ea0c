"""Which files of a case changed since the last look, by what the file system says of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from demarche.kernel.workspace import Workspace, shown

_KINDS = ("offices", "platforms", "organisations", "authorities", "jurisdictions", "citations")
_MAX_FILES = 20_000

Look = dict[str, tuple[int, int, int]]
"""Every watched file with time of change, size and number in the file system."""


def look(case: Path, workspace: Workspace) -> Look:
    """The files that the documents of a case are made from, as they are now."""
    found: Look = {}
    for folder in _folders(case, workspace):
        for path in _files(folder):
            try:
                state = os.stat(path)  # noqa: PTH116  (a path object for every file is slower)
            except OSError:
                continue  # it went away between two looks; the next one tells
            found[path] = (state.st_mtime_ns, state.st_size, state.st_ino)
            if len(found) >= _MAX_FILES:
                return found
    return found


def changed(before: Look, after: Look) -> list[str]:
    """The files that differ, as messages show them."""
    names = {name for name in before | after if before.get(name) != after.get(name)}
    return sorted(shown(Path(name)) for name in names)


def _folders(case: Path, workspace: Workspace) -> Iterator[Path]:
    yield case.parent
    for kind in _KINDS:
        yield from workspace.layers(kind)
    yield from workspace.template_folders()


def _files(folder: Path) -> Iterator[str]:
    """Files below a folder; what editors keep beside them begins with a dot or ends with ~."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith((".", "#")) or entry.name.endswith(("~", ".tmp", ".swp")):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file():
            yield entry.path
