"""Checking documents in a process of its own, since a PDF of anybody's may never be done with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from demarche.build.executors import EndedError, alone
from demarche.kernel import limits
from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import shown
from demarche.trust.verify.verify_document import Wanted

Back = TypeVar("Back")


def bounded(check: Callable[[Path, Wanted], Back], path: Path, wanted: Wanted) -> Back:
    """What `check` says of a file or folder. InputError also where it needs too much for its size.

    The process that checks may be ended, by its bounds or by the system.
    """
    files = path.rglob("*") if path.is_dir() else [path]
    size = sum(file.stat().st_size for file in files if file.is_file())
    try:
        return alone(limits.for_file(size), check, path, wanted)
    except (limits.LimitError, EndedError) as error:
        place = Place(shown(path))
        raise InputError.single(place, "", f"cannot be checked: it {error}") from None
