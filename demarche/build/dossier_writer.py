"""Writing the folder of a dossier whole or not at all, and nothing that is not ours replaced."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, NamedTuple, Self

from demarche.build.dossier_contents import (
    DossierRecord,
    issued,
    kept_reasons,
    missing,
    read_record,
    versions,
)
from demarche.kernel import locks
from demarche.kernel.folder_exchange import put_in_place
from demarche.kernel.problems import InputError, Place
from demarche.kernel.staging import OLD, Stage, make_folder, recover, sync, write_files
from demarche.kernel.workspace import shown


class WrittenFile(NamedTuple):
    """A file as written: bytes, and SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Built(NamedTuple):
    """What a case became: its folder and the files in it, relative to the folder."""

    folder: Path
    files: tuple[str, ...]
    note: str = ""
    """What the officer has to know of the folder, beyond where it is."""


class Staging:
    """A dossier in the making, beside the folder that it shall become.

    Used as a context manager: without `commit`, and on an error, what was there stays as it was.
    """

    def __init__(self, folder: Path, reference: str = "") -> None:
        self.folder = folder
        self._reference = reference
        self._stage: Stage | None = None
        self._fresh = folder
        self._made: list[Path] = []
        self._files: list[str] = []

    def __enter__(self) -> Self:
        """Raise InputError where something stands in the folder's place that is not ours."""
        above = self.folder.parent
        self._made = make_folder(above)
        try:
            recover(above)
            self._refuse()
            self._stage = Stage(above)
            self._fresh = self._stage.path / "dossier"
            self._fresh.mkdir()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        if self._stage:
            self._stage.remove()
            self._stage = None
        for folder in self._made:  # made for this alone
            with contextlib.suppress(OSError):
                folder.rmdir()

    def write(self, name: str, pieces: Iterable[bytes]) -> WrittenFile:
        """Write a file of the folder, its name relative to it."""
        if self._stage is None:
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
        self._files.append(name)
        return WrittenFile(size, whole.hexdigest())

    def scratch(self) -> IO[bytes]:
        """A file without a name, on the disk of the folder; gone once it is closed."""
        return tempfile.TemporaryFile(dir=self._stage.path if self._stage else None)

    def commit(self) -> Built:
        """Put the dossier in its place, in one step. OSError passes.

        A dossier of the same documents is left as it is. One of other documents is replaced where
        all that lies in it is ours, as its manifest tells; else the new one becomes the next
        version beside it.
        """
        if self._stage is None:
            raise ValueError("the folder is not being made")
        for parent, _, _ in os.walk(self._fresh):
            sync(Path(parent))
        while True:
            with locks.alone_in(self.folder.parent):
                self._refuse()
                known = versions(self.folder, self._reference)
                built = self._beside(*known[-1]) if known else self._new(self.folder, "")
            if built:
                sync(self.folder.parent)
                return built

    def _refuse(self) -> None:
        """Raise InputError where the place is taken by what the program did not make."""
        folder = self.folder
        if folder.is_symlink():
            raise _taken(folder, "is a link, and a dossier is never written through a link")
        if not folder.exists():
            return
        if not folder.is_dir():
            raise _taken(folder, "is a file, but the documents folder belongs there")
        record = read_record(folder)
        if record is None and any(folder.iterdir()):
            raise _taken(folder, "contains files, but no manifest from this program")
        if record and record.reference != self._reference:
            raise _taken(folder, f"contains the documents of another reference: {record.reference}")

    def _new(self, folder: Path, note: str) -> Built | None:
        """Become a folder that is not there yet; None where one has been made meanwhile."""
        try:
            self._fresh.rename(folder)  # over an empty folder too
        except OSError:
            if folder.is_dir() and any(folder.iterdir()):
                return None
            raise
        return Built(folder, tuple(sorted(self._files)), note)

    def _beside(self, number: int, folder: Path) -> Built | None:
        """Leave, complete or replace the newest version, or become the next; None: look again."""
        mine, theirs = read_record(self._fresh), read_record(folder)
        if mine is None or theirs is None:
            raise ValueError("a dossier has no manifest")
        stays = list(dict.fromkeys(kept_reasons(folder, theirs)))
        if mine.files == theirs.files and (gone := missing(folder, theirs)) is not None:
            if not gone and (stays or _same(self._fresh, folder, mine)):
                return self._built(folder, number, "")
            if gone and stays and "it is set read-only" not in stays:
                write_files(folder, {name: self._fresh / name for name in gone})
                return self._built(folder, number, "")
        if not stays:
            note = ""
            if mine.files != theirs.files and issued(folder, theirs):
                note = "replaced documents that were approved and numbered, and may have been sent"
            return self._replace(number, folder, theirs, note)
        beside, following = folder, number
        while os.path.lexists(beside):
            following += 1
            beside = self.folder.with_name(f"{self.folder.name}-v{following}")
        why = ", ".join(stays[:3]) + (f" and {len(stays) - 3} more" if len(stays) > 3 else "")
        return self._new(beside, f"version {following}; {shown(folder)} stays as it is: {why}")

    def _replace(self, number: int, folder: Path, theirs: DossierRecord, note: str) -> Built | None:
        _take_modes(folder, self._fresh)
        if self._stage is None:
            raise ValueError("the folder is not being made")
        aside = self._stage.path
        was = put_in_place(self._fresh, folder, aside / OLD / folder.name)
        if any(kept_reasons(was, theirs)):  # put there a moment ago
            self._fresh = put_in_place(was, folder, aside / "again")
            return None
        return self._built(folder, number, note)

    def _built(self, folder: Path, number: int, note: str) -> Built:
        version = f"version {number}" if number > 1 else ""
        remark = "; ".join(part for part in (version, note) if part)
        return Built(folder, tuple(sorted(self._files)), remark)


def _same(fresh: Path, folder: Path, record: DossierRecord) -> bool:
    """Whether the manifests, whose files are the same, are the same too."""
    return (fresh / record.name).read_bytes() == (folder / record.name).read_bytes()


def _take_modes(old: Path, fresh: Path) -> None:
    """Give the folders and files of a new dossier the modes that those of the old one had."""
    for parent, folders, files in os.walk(old):
        for name in (".", *folders, *files):
            before = Path(parent) / name
            after = fresh / before.relative_to(old)
            with contextlib.suppress(OSError):
                mode = stat.S_IMODE(before.lstat().st_mode)
                if after.lstat() and stat.S_IMODE(after.lstat().st_mode) != mode:
                    after.chmod(mode)


def _taken(folder: Path, message: str) -> InputError:
    remedy = "move it away, or choose another folder with --reports"
    return InputError.single(Place(shown(folder)), "", message, remedy)
