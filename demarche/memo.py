"""Whether a case was built before from the very same files, so that nothing need be done.

A built case is remembered with a stamp: the names, sizes and times of all files in the folders that
a build reads (the case's, the workspace's data and templates, the built-in ones, the other cases
and reports), and of those elsewhere that it was seen to open. Where the stamp and every written
file are still the same, building again could only write the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from demarche.outputs import Built
from demarche.store import folder_of, make_private, write_whole
from demarche.toolchain import digest, toolchain
from demarche.workspace import Workspace, builtin

_SKIPPED = frozenset({".demarche", "reports", "__pycache__", ".git", ".venv"})


class Opened:
    """The files that this process opens to read, while it is asked to watch."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self._watching = False
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._watching and event in ("open", "sqlite3.connect"):
            with suppress(TypeError, ValueError):
                self.paths.add(os.path.realpath(os.fsdecode(arguments[0])))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Take note of what is opened."""
        self._watching = True
        try:
            yield
        finally:
            self._watching = False


class Memo:
    """What is remembered of the builds of a workspace, by case file and folder of reports."""

    def __init__(self, case: Path, reports: Path | None) -> None:
        self._since = time.time_ns()
        self._case = case.resolve()
        self._workspace = Workspace.around(case.parent)
        self._reports = (reports or self._workspace.reports).resolve()
        names = f"{self._case}\0{self._reports}\0{Path.cwd()}"
        name = hashlib.sha256(names.encode(errors="surrogateescape")).hexdigest()
        self._file = folder_of(self._workspace) / "built" / f"{name[:32]}.json"

    def recall(self) -> tuple[Built, list[dict[str, Any]]] | None:
        """What was built, and the findings it was built with, if all is as it was."""
        try:
            data = json.loads(self._file.read_bytes())
            folder = Path(data["folder"])
            stamp, _ = self._stamp(data["opened"], folder)
            if data["stamp"] != stamp or data["files"] != _written(folder):
                return None
            return Built(folder, tuple(sorted(data["files"]))), data["findings"]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def remember(
        self, built: Built, findings: Iterable[dict[str, Any]], opened: Iterable[str]
    ) -> None:
        """Take note of a finished build; where that cannot be done it is made again.

        A build during which any of the files changed is not remembered: which of the two states it
        saw is not known.
        """
        trees = [f"{folder}{os.sep}" for folder in self._folders()]
        elsewhere = sorted(
            one for one in opened if not any(one.startswith(tree) for tree in trees) and _file(one)
        )
        with suppress(OSError):
            stamp, newest = self._stamp(elsewhere, built.folder)
            if newest >= self._since:
                return
            data = {
                "stamp": stamp,
                "opened": elsewhere,
                "folder": str(built.folder),
                "files": _written(built.folder),
                "findings": list(findings),
            }
            make_private(folder_of(self._workspace))
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, json.dumps(data).encode())

    def _folders(self) -> list[Path]:
        root = self._workspace.root
        return [self._case.parent, root, builtin("data"), builtin("templates")]

    def _stamp(self, elsewhere: Iterable[str], own: Path) -> tuple[str, int]:
        """The stamp, and the time of the newest file in it; what was written to `own` aside."""
        whole = hashlib.sha256(json.dumps([digest(), toolchain()]).encode())
        newest = 0
        seen: set[str] = set()
        names: list[str] = []
        for folder in self._folders():
            names.append(str(folder))
            names.extend(_tree(str(folder), seen))
        others = sorted(self._workspace.reports.glob("*/*/request.json"))
        names.extend(str(file) for file in others if own not in file.parents)
        for name in (*names, *elsewhere):
            line, time_ns = _state(name)
            newest = max(newest, time_ns)
            whole.update(line.encode(errors="surrogateescape"))
        return whole.hexdigest(), newest


def _tree(folder: str, seen: set[str]) -> Iterator[str]:
    """The files below a folder, in the order of their names."""
    if folder in seen:
        return
    seen.add(folder)
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda one: one.name)
    for one in found:
        if one.is_dir():
            if one.name not in _SKIPPED:
                yield from _tree(one.path, seen)
        else:
            yield one.path


def _state(name: str) -> tuple[str, int]:
    """A line with the name, size, time and number of a file, and the time."""
    try:
        state = Path(name).stat()
    except OSError:
        return f"{name}\0-\n", 0
    if stat.S_ISDIR(state.st_mode):
        return f"{name}\n", 0
    line = f"{name}\0{state.st_size}\0{state.st_mtime_ns}\0{state.st_ino}\n"
    return line, state.st_mtime_ns


def _file(name: str) -> bool:
    return Path(name).is_file() and not name.startswith((sys.prefix, sys.base_prefix))


def _written(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a built case."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
