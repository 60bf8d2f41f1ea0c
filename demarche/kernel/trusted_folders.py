"""The folders that this user trusts though others may write to them: a list outside any workspace.

As `safe.directory` of git: each is named by its whole path, and what lies below it is not meant.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import platformdirs

from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import shown

_NAME = "trusted.json"
_MAX = 1 << 20
"""Bytes of a list that is read."""


def trust_file() -> Path | None:
    """Where the list is kept; None where this user has no settings folder."""
    folder = Path(platformdirs.user_config_dir("demarche", appauthor=False))
    return folder / _NAME if folder.is_absolute() else None


def users() -> frozenset[int] | None:
    """The users whose files count as one's own; None where the system tells no owners.

    Root who came by `sudo` is also the user who called it, as git has it.
    """
    if not hasattr(os, "geteuid"):
        return None
    mine = os.geteuid()
    caller = os.environ.get("SUDO_UID", "")
    if mine == 0 and caller.isascii() and caller.isdecimal():
        return frozenset({mine, int(caller)})
    return frozenset({mine})


def trusted() -> list[Path]:
    """The trusted folders, sorted. A list that others may write to counts as empty."""
    file = trust_file()
    if file is None:
        return []
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as stream:
            state = os.fstat(stream.fileno())
            mine = users()
            foreign = mine is not None and (
                state.st_uid not in mine or state.st_mode & stat.S_IWOTH != 0
            )
            if foreign or not stat.S_ISREG(state.st_mode):
                return []
            data = json.loads(stream.read(_MAX))
        return sorted(Path(folder) for folder in data["folders"] if isinstance(folder, str))
    except (OSError, ValueError, KeyError, TypeError):
        return []


def is_trusted(folder: Path) -> bool:
    """Whether this very folder was trusted by name."""
    return folder.resolve() in trusted()


def trust_folders(folders: Iterable[Path]) -> list[Path]:
    """Trust these folders from now on; their whole paths.

    Raises InputError where one is not a workspace, OSError where the list cannot be written.
    """
    found = [folder.resolve() for folder in folders]
    for folder in found:
        place = Place(shown(folder))
        if not folder.is_dir():
            raise InputError.single(place, "", "no such folder", "give the workspace folder")
        if not any((folder / name).is_dir() for name in ("data", "templates", "reports")):
            raise InputError.single(
                place, "", "is not a workspace", "give the folder that contains data/"
            )
    _write({*trusted(), *found})
    return found


def distrust(folders: Iterable[Path]) -> list[Path]:
    """Take these folders off the list; their whole paths. InputError where one is not on it."""
    known = set(trusted())
    found = [folder.resolve() for folder in folders]
    for folder in found:
        if folder not in known:
            raise InputError.single(
                Place(shown(folder)),
                "",
                "is not trusted",
                "list trusted workspaces with `demarche trust`",
            )
    _write(known - set(found))
    return found


def _write(folders: Iterable[Path]) -> None:
    file = trust_file()
    if file is None:
        raise InputError.single(
            Place("demarche trust"), "", "this user has no settings folder", "set HOME"
        )
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps({"folders": sorted(map(str, folders))}, indent=1) + "\n"
    handle, name = tempfile.mkstemp(prefix=f".{_NAME}-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(text.encode("utf-8", "surrogateescape"))
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
