"""Finished documents, kept by what they were made from, so that the same one is not made twice."""

from __future__ import annotations

import json
import os
import tempfile
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from demarche.tasks import Made
from demarche.workspace import Workspace

_DAYS = 30
"""Days after which a document that no build asked for is dropped."""


def folder_of(workspace: Workspace) -> Path:
    """Where a workspace keeps what can be made again; nothing there is needed."""
    return workspace.root / ".demarche"


class Store:
    """Documents by the key of their task. What is damaged counts as not there."""

    def __init__(self, workspace: Workspace) -> None:
        self._top = folder_of(workspace)
        self._folder = self._top / "documents"

    def get(self, key: str) -> Made | None:
        """The files of the task with this key."""
        file = self._file(key)
        try:
            data = file.read_bytes()
            if int.from_bytes(data[:4]) != zlib.crc32(data[4:]):
                return None
            head, _, body = data[4:].partition(b"\n")
            found = json.loads(head)
            files, at = {}, 0
            for ending, size, _ in found:
                files[ending] = body[at : at + size]
                at += size
            os.utime(file)  # asked for now: kept on
            return Made(files, {ending: pages for ending, _, pages in found})
        except (OSError, ValueError, TypeError):
            return None

    def put(self, key: str, made: Made) -> None:
        """Keep the files of a task; a full disk or a closed folder only means not kept."""
        head = json.dumps([[one, len(made.files[one]), made.pages[one]] for one in made.files])
        data = head.encode() + b"\n" + b"".join(made.files.values())
        file = self._file(key)
        with suppress(OSError):
            make_private(self._top)
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, zlib.crc32(data).to_bytes(4) + data)

    def prune(self) -> None:
        """Drop what no build has asked for in a month."""
        oldest = time.time() - _DAYS * 86400
        for file in self._all():
            with suppress(OSError):
                if file.stat().st_mtime < oldest:
                    file.unlink()

    def _all(self) -> Iterable[Path]:
        return self._folder.glob("*/*") if self._folder.is_dir() else ()

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:]


def make_private(folder: Path) -> None:
    """Make a folder that nobody else may read and no version control takes in."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def write_whole(file: Path, data: bytes) -> None:
    """Write a file in one step, so that no reader finds half of it."""
    handle, name = tempfile.mkstemp(prefix=".part-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
