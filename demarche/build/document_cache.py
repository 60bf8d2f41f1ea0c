"""Finished documents, kept by what they were made from, so that the same one is not made twice.

They are kept for each user, outside every workspace: what comes with a workspace from somebody else
is never taken for a document of ours. Each carries a code (HMAC-SHA-256) by a key that only this
user has, so that one which another program put there counts as not there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path, user_state_path

from demarche.build.task import Made
from demarche.kernel.staging import is_mine
from demarche.render.table_count import count_from_json

_DAYS = 30
"""Days after which a document that no build asked for is dropped."""
_CODE, _KEY = 32, 32
"""Bytes of a code and of the key."""
_NAME = re.compile(r"[0-9a-f]{64}")
_HALF = re.compile(r"[0-9a-f]{64}(\.[0-9a-f]{16})?")
"""The same, or one that a killed build did not finish."""


class Store:
    """Documents by the key of their task. What is damaged or foreign counts as not there.

    Where the user has no folder that can be used (no home, a full or closed disk), nothing is kept.
    """

    def __init__(self) -> None:
        self._key = _own_key()
        self._folder = user_cache_path("demarche", appauthor=False) / "documents"

    def get(self, key: str) -> Made | None:
        """The files of the task with this key."""
        try:
            file = self._file(key)
            code, data = _read(file, _CODE)
            if not hmac.compare_digest(code, self._code(key, data)):
                return None
            head, _, body = data.partition(b"\n")
            found = json.loads(head)
            files, at = {}, 0
            for ending, size, _ in found["files"]:
                files[ending] = body[at : at + size]
                at += size
            os.utime(file, follow_symlinks=False)  # asked for now: kept on
            pages = {ending: count for ending, _, count in found["files"]}
            return Made(files, pages, count_from_json(found["tables"]))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def put(self, key: str, made: Made) -> None:
        """Keep the files of a task; a full disk or a closed folder only means not kept."""
        files = [[file, len(made.files[file]), made.pages[file]] for file in made.files]
        head = json.dumps({"files": files, "tables": made.tables.as_json()})
        data = head.encode() + b"\n" + b"".join(made.files.values())
        with suppress(OSError, ValueError):
            file = self._file(key)
            _private(file.parent.parent)
            _private(file.parent)
            _write(file, self._code(key, data) + data)

    def prune(self) -> None:
        """Drop what no build has asked for in a month: files of the store's own names only."""
        oldest = time.time() - _DAYS * 86400
        with suppress(OSError, ValueError):
            for path in self._all():
                with suppress(OSError):
                    if path.stat(follow_symlinks=False).st_mtime < oldest:
                        Path(path.path).unlink()

    def _all(self) -> Iterator[os.DirEntry[str]]:
        _check(self._folder)
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False) and _HALF.fullmatch(entry.name):
                    yield entry

    def _file(self, key: str) -> Path:
        if not _NAME.fullmatch(key):
            raise ValueError("not a key of a task")
        return self._folder / key

    def _code(self, key: str, data: bytes) -> bytes:
        if self._key is None:
            raise ValueError("there is no key")
        return hmac.digest(self._key, key.encode() + b"\0" + data, hashlib.sha256)


def _own_key() -> bytes | None:
    """This user's key, made at first use; None where none can be had."""
    folder = user_state_path("demarche", appauthor=False)
    file = folder / "cache.key"
    for found in (True, False):
        with suppress(OSError, ValueError):
            if not found:  # or others can read it, or it was cut short
                _private(folder)
                _write(file, secrets.token_bytes(_KEY))
            key, rest = _read(file, _KEY)
            if len(key) == _KEY and not rest:
                return key
    return None


def _read(file: Path, size: int) -> tuple[bytes, bytes]:
    """The first bytes of a plain file that nobody else can open, and the others.

    OSError; ValueError where it is something else.
    """
    _check(file.parent)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(file, flags | getattr(os, "O_BINARY", 0)), "rb") as data:
        state = os.fstat(data.fileno())
        if not stat.S_ISREG(state.st_mode) or not _closed(state):
            raise ValueError("not a file of this user's alone")
        return data.read(size), data.read()


def _check(folder: Path) -> None:
    """Raise where the folder is a link, or open to others: what lies there is not surely ours."""
    for place in (folder, folder.parent) if folder.name == "documents" else (folder,):
        state = place.lstat()
        if not stat.S_ISDIR(state.st_mode) or not _closed(state):
            raise ValueError("not a folder of this user's alone")


def _closed(state: os.stat_result) -> bool:
    return os.name == "nt" or (is_mine(state) and not state.st_mode & 0o077)


def _private(folder: Path) -> None:
    """Make a folder of ours that nobody else may read; one that is there is closed to others."""
    if not folder.is_absolute():
        raise ValueError("the user has no home")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.lstat()
    if stat.S_ISDIR(state.st_mode) and is_mine(state) and not _closed(state):
        folder.chmod(0o700)
    _check(folder)


def _write(file: Path, data: bytes) -> None:
    """Write a file in one step. It can be made again, so that the disk need not be waited for."""
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(fresh, flags, 0o600), "wb") as out:
            out.write(data)
        fresh.replace(file)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
