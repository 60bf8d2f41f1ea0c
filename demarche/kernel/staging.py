"""Writing files whole or not at all, whenever the program may be killed.

What is to be written is first written into a staging folder beside it, which is locked as long as
its process lives. A single file is then moved into its place in one step. Of several files a
journal is kept from the moment on that all of them are ready: whoever finds it later moves the
rest. A staging folder without a journal is what a killed command left, and is removed.

In a staging folder `new-3` is the fourth file, `old-3` the one that it replaces. `old/` holds a
folder that had to be moved away; where nothing stands in its place it is put back.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from demarche.kernel import locks

_NAME = re.compile(r"\.demarche-[a-z0-9_]{8}\.part")
_LOCK, _JOURNAL, OLD = "lock", "journal.json", "old"
_CHUNK = 1 << 20


class Stage:
    """A staging folder of this process. Only its owner can look into it."""

    def __init__(self, above: Path) -> None:
        """Make it in the folder `above`, which is there. OSError passes."""
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=".demarche-", suffix=".part", dir=above))
            try:
                self._lock = locks.take(self.path / _LOCK)
                if self._lock is not None and (self.path / _LOCK).exists():
                    return
            except OSError as error:
                if error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL):
                    self._lock = None  # a disk without locks: others cannot tell, and leave it
                    return
                if error.errno != errno.ENOENT:
                    shutil.rmtree(self.path, ignore_errors=True)
                    raise
            # Another process took it for a leftover before it was locked.
            self._unlock()

    def remove(self) -> None:
        """Remove it with what is in it, but not what is still to be finished or put back."""
        lost = any(not os.path.lexists(self.path.parent / path.name) for path in moved(self.path))
        if not lost and not (self.path / _JOURNAL).exists():
            shutil.rmtree(self.path, ignore_errors=True)
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def recover(folder: Path) -> None:
    """Finish or undo what a killed command left in a folder, and remove its staging folders.

    Those of a process that lives, and of other users, are left. Raises OSError where something
    that was begun can be neither finished nor undone.
    """
    for path in _leftovers(folder):
        try:
            lock = locks.take(path / _LOCK)
        except OSError:
            continue
        if lock is None:
            continue
        try:
            _finish(path, folder)
            shutil.rmtree(path, ignore_errors=True)
        finally:
            os.close(lock)


@contextlib.contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Read and then write a folder, which need not be there: no other command does meanwhile.

    What a killed command left there is finished or undone first. OSError passes.
    """
    real = Path(os.path.realpath(folder))
    with locks.alone_in(next((folder for folder in real.parents if folder.is_dir()), real)):
        recover(folder)
        yield


def write_file(file: Path, data: bytes) -> None:
    """Write a file in one step: a reader sees the old one or the whole new one. OSError passes."""
    write_files(file.parent, {file.name: data})


def write_files(
    root: Path,
    files: Mapping[str, bytes | Path],
    expected: Mapping[str, str] | None = None,
) -> None:
    """Write files, by their names relative to `root`, all of them or none; each is whole always.

    A file is given by its bytes or by the path of what is to be copied; `expected` holds the
    SHA-256 of copies. A file that is replaced keeps its mode. Raises OSError where something
    cannot be written, or a copy is not what was hashed before.
    """
    made = make_folder(root)
    root = Path(os.path.realpath(root))
    stage: Stage | None = None
    try:
        recover(root)
        stage = Stage(root)
        names = list(files)
        for number, name in enumerate(names):
            _lay(stage.path, root, number, name, files[name], (expected or {}).get(name))
        sync(stage.path)
        if len(names) > 1:
            _write_journal(stage.path, names)
        _apply(stage.path, root, names)
        stage.remove()
    except BaseException:
        if stage is not None:
            stage.remove()
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it; the ones that were not there, the innermost first."""
    made = [folder for folder in (folder, *folder.parents) if not folder.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return made


def write_synced(path: Path, data: bytes | Path, mode: int | None = None) -> str:
    """Write a new file and bring it to the disk; its SHA-256. Without a mode the umask decides."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    digest = hashlib.sha256()
    # Made with its mode, so that it is at no moment open to more people than it shall be.
    with os.fdopen(os.open(path, flags, 0o666 if mode is None else mode), "wb") as out:
        if isinstance(data, Path):
            with data.open("rb") as source:
                while piece := source.read(_CHUNK):
                    digest.update(piece)
                    out.write(piece)
        else:
            digest.update(data)
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
    if mode is not None and stat.S_IMODE(path.stat().st_mode) != mode:
        with contextlib.suppress(OSError):  # a disk that has no modes
            path.chmod(mode)
    return digest.hexdigest()


def sync(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if os.name == "nt":  # pragma: no cover
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _lay(
    stage: Path, root: Path, number: int, name: str, data: bytes | Path, expected: str | None
) -> None:
    """Write a file into the staging folder, and keep hold of the one that it will replace."""
    goal = _inside(root, name)
    old, mode = stage / f"old-{number}", None
    if goal.is_file():
        mode = stat.S_IMODE(goal.stat().st_mode)
        try:
            os.link(goal.resolve(), old)
        except OSError:
            write_synced(old, goal, mode)
    digest = write_synced(stage / f"new-{number}", data, mode)
    if isinstance(data, Path) and expected is not None and digest != expected:
        raise OSError(errno.EIO, "changed while it was copied", str(data))


def _write_journal(stage: Path, names: Sequence[str]) -> None:
    """From here on the files are written, whoever moves them."""
    fresh = stage / f"{_JOURNAL}.new"
    write_synced(fresh, json.dumps({"files": list(names)}).encode())
    fresh.rename(stage / _JOURNAL)
    sync(stage)


def _apply(stage: Path, root: Path, names: Sequence[str]) -> None:
    """Move the files to their places; those that were moved before are passed over.

    Where one cannot be moved all are taken back, and OSError passes.
    """
    goals = [_inside(root, name) for name in names]
    made: list[Path] = []
    try:
        for number, goal in enumerate(goals):
            fresh = stage / f"new-{number}"
            if fresh.exists():
                made = [*make_folder(goal.parent), *made]
                fresh.replace(goal)
        for folder in dict.fromkeys(goal.parent for goal in goals):
            sync(folder)
    except OSError as error:
        try:
            _take_back(stage, goals)
        except OSError:
            text = "partly written; the next command that works here completes it"
            raise OSError(error.errno, text, str(root)) from error
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        _close_journal(stage)
        raise
    _close_journal(stage)


def _close_journal(stage: Path) -> None:
    with contextlib.suppress(OSError):  # all is in its place; the next command tries again
        (stage / _JOURNAL).unlink(missing_ok=True)


def _take_back(stage: Path, goals: Sequence[Path]) -> None:
    """Put what was there before in its place again. Killed here, the files are moved once more."""
    for number, goal in enumerate(goals):
        fresh, old = stage / f"new-{number}", stage / f"old-{number}"
        if not fresh.exists():
            goal.replace(fresh)
            if old.exists():
                old.replace(goal)


def _leftovers(folder: Path) -> list[Path]:
    """The staging folders that stand in a folder and are this user's."""
    try:
        with os.scandir(folder) as entries:
            named = [entry for entry in entries if _NAME.fullmatch(entry.name)]
            return sorted(
                Path(entry.path)
                for entry in named
                if entry.is_dir(follow_symlinks=False)
                and is_mine(entry.stat(follow_symlinks=False))
            )
    except OSError:
        return []


def is_mine(state: os.stat_result) -> bool:
    """Whether a file belongs to the user of this process; where nobody can tell, yes."""
    return os.name == "nt" or state.st_uid == os.geteuid()


def _finish(stage: Path, root: Path) -> None:
    for old in moved(stage):
        if not os.path.lexists(root / old.name):
            old.rename(root / old.name)
    names = _journal(stage)
    if names is None:
        return
    # Where it cannot be finished it is undone, and the command that is run again begins afresh.
    with contextlib.suppress(OSError):
        _apply(stage, Path(os.path.realpath(root)), names)
    if (stage / _JOURNAL).exists():
        text = "what an earlier command began here can be neither completed nor undone"
        raise OSError(errno.EIO, text, str(stage))


def moved(stage: Path) -> list[Path]:
    """The folders that were moved away into a staging folder."""
    folder = stage / OLD
    return list(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []


def _journal(stage: Path) -> list[str] | None:
    """The names in a journal; None where there is none, or one that no command of ours wrote."""
    path = stage / _JOURNAL
    try:
        if path.is_symlink() or not path.is_file():
            return None
        names = json.loads(path.read_bytes())["files"]
        whole = isinstance(names, list) and all(_plain(name) for name in names)
        states = [os.lstat(path) for path in stage.iterdir() if path.name != OLD]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return names if whole and all(stat.S_ISREG(state.st_mode) for state in states) else None


def _plain(name: object) -> bool:
    """Whether it is the name of a file below the folder."""
    if not isinstance(name, str) or not name or "\0" in name:
        return False
    path = PurePosixPath(name)
    plain = not path.is_absolute() and ".." not in path.parts
    return plain and (os.name != "nt" or not re.search(r"[:\\]", name))


def _inside(root: Path, name: str) -> Path:
    """The place of a file; OSError where a link on the way leads out of the folder."""
    goal = root / name
    if not _plain(name) or not goal.parent.resolve().is_relative_to(root):
        raise OSError(errno.EPERM, "leads out of its folder, and is not written", str(goal))
    return goal
