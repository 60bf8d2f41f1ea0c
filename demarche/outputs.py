"""Writing a folder whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, NamedTuple, Self


class Written(NamedTuple):
    """A file as written: bytes, and SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Built(NamedTuple):
    """What a case became: its folder and the files in it, relative to the folder."""

    folder: Path
    files: tuple[str, ...]


class Staging:
    """A folder in the making, beside the one that it shall replace.

    Used as a context manager: without `commit`, and on an error, what was there stays as it was.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._fresh: Path | None = None
        self._new: list[Path] = []

    def __enter__(self) -> Self:
        above = self.folder.parent
        self._new = [one for one in (above, *above.parents) if not one.exists()]
        above.mkdir(parents=True, exist_ok=True)
        name = f".{self.folder.name}-"
        self._fresh = Path(tempfile.mkdtemp(prefix=name, dir=self.folder.parent))
        self._fresh.chmod(0o755)
        return self

    def __exit__(self, *error: object) -> None:
        if self._fresh:
            shutil.rmtree(self._fresh, ignore_errors=True)
            for folder in self._new:  # made for this alone
                with contextlib.suppress(OSError):
                    folder.rmdir()

    def write(self, name: str, pieces: Iterable[bytes]) -> Written:
        """Write a file of the folder, its name relative to it."""
        if self._fresh is None:
            raise ValueError("the folder is not being made")
        file = self._fresh / name
        file.parent.mkdir(parents=True, exist_ok=True)
        size, whole = 0, hashlib.sha256()
        with file.open("wb") as out:
            for piece in pieces:
                out.write(piece)
                whole.update(piece)
                size += len(piece)
            out.flush()
            os.fsync(out.fileno())
        return Written(size, whole.hexdigest())

    def scratch(self) -> IO[bytes]:
        """A file without a name, on the disk of the folder; gone once it is closed."""
        return tempfile.TemporaryFile(dir=self._fresh)

    def commit(self) -> None:
        """Put the folder in its place, in one step. OSError passes."""
        if self._fresh is None:
            raise ValueError("the folder is not being made")
        _swap(self._fresh, self.folder)
        self._fresh = None


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make `folder` hold exactly `files` (relative name to bytes), in one step. OSError passes."""
    with Staging(folder) as stage:
        for name, data in files.items():
            stage.write(name, [data])
        stage.commit()


def _swap(fresh: Path, folder: Path) -> None:
    """Put `fresh` in the place of `folder`; where that fails midway, put the old one back."""
    if not folder.exists():
        fresh.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    old.rmdir()
    folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        with contextlib.suppress(OSError):
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
