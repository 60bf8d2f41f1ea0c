"""A folder for what a process needs for itself alone: removed at its end, or by the next one.

It lies in the system's folder for such files. What a killed process left holds a lock that nobody
has; it is removed when the next process of the same user asks for its own.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import tempfile
import time
from multiprocessing.util import Finalize
from pathlib import Path

from demarche.kernel import locks
from demarche.kernel.staging import is_mine

_NAME = re.compile(r"demarche-[a-z0-9_]{8}")
_LOCK = "lock"
_YOUNG = 3600
"""Seconds in which a folder without a lock may still get one."""
VARIABLE = "DEMARCHE_SCRATCH"
"""Tells the processes that render where the folder of the command is that they work for."""


@functools.cache
def folder() -> Path:
    """The folder of this process, or of the one that it works for. OSError passes."""
    given = os.environ.get(VARIABLE)
    if given and Path(given).is_dir():
        return Path(given)
    _sweep(Path(tempfile.gettempdir()))
    made = Path(tempfile.mkdtemp(prefix="demarche-"))
    with contextlib.suppress(OSError):  # a disk without locks: nobody removes it but ourselves
        locks.take(made / _LOCK)  # held until the process ends
    # The last of all to go: what multiprocessing itself keeps there is removed before.
    Finalize(None, shutil.rmtree, args=(made,), kwargs={"ignore_errors": True}, exitpriority=-200)
    return made


def _sweep(above: Path) -> None:
    """Remove the folders of processes that have ended."""
    with contextlib.suppress(OSError), os.scandir(above) as entries:
        for entry in entries:
            if not _NAME.fullmatch(entry.name) or not entry.is_dir(follow_symlinks=False):
                continue
            if not is_mine(entry.stat(follow_symlinks=False)):
                continue
            path = Path(entry.path)
            with contextlib.suppress(OSError):
                if not (path / _LOCK).exists():
                    if entry.stat(follow_symlinks=False).st_mtime < time.time() - _YOUNG:
                        path.rmdir()  # where it is empty; else it is another program's
                elif (lock := locks.take(path / _LOCK)) is not None:
                    shutil.rmtree(path, ignore_errors=True)
                    os.close(lock)
