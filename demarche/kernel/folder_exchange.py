"""Putting a folder in the place of another one, in one step where the system can."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path

from demarche.kernel.staging import sync

_HERE, _EXCHANGE = -100, 2
_CANNOT = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})


def put_in_place(fresh: Path, folder: Path, away: Path) -> Path:
    """Let the folder `fresh` take the place of `folder`; where that one is now.

    Where the system has no exchange it is moved to `away` first: a kill between the two renames
    leaves it there, and in `old/` of a staging folder the next command finds it and puts it back.
    OSError, after which both are where they were.
    """
    if _exchanged(fresh, folder):
        sync(folder.parent)
        return fresh
    away.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(away)
    try:
        fresh.rename(folder)
    except OSError:
        with contextlib.suppress(OSError):
            away.rename(folder)
        raise
    sync(folder.parent)
    return away


def _exchanged(path: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system, or the disk, cannot. OSError."""
    exchange = _exchange()
    if exchange is None:
        return False
    if exchange(os.fsencode(path), os.fsencode(other)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


@functools.cache
def _exchange() -> Callable[[bytes, bytes], int] | None:
    """The system's call for it."""
    name = {"linux": "renameat2", "darwin": "renamex_np"}.get(sys.platform)
    try:
        found = getattr(ctypes.CDLL(None, use_errno=True), name) if name else None
    except (OSError, AttributeError):
        return None
    if found is None:
        return None
    path, number = ctypes.c_char_p, ctypes.c_uint
    if name == "renameat2":
        found.argtypes = (ctypes.c_int, path, ctypes.c_int, path, number)
        return lambda path, other: int(found(_HERE, path, _HERE, other, _EXCHANGE))
    found.argtypes = (path, path, number)
    return lambda path, other: int(found(path, other, _EXCHANGE))
