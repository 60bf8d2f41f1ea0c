"""Checking documents in a process of its own, since a PDF of anybody's may never be done with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from demarche.build.executors import EndedError, alone
from demarche.kernel import limits
from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import shown

Back = TypeVar("Back")


def allowance(path: Path) -> limits.Allowance:
    """What the check of a file or folder may use, by its size."""
    files = path.rglob("*") if path.is_dir() else [path]
    return limits.for_file(sum(file.stat().st_size for file in files if file.is_file()))


def too_much(path: Path, what: str) -> InputError:
    """The error for a file whose check needs more than it may have."""
    return InputError.single(Place(shown(path)), "", f"cannot be checked: it {what}")


def within_bounds(check: Callable[..., Back], path: Path, *given: Any) -> Back:
    """What `check` says of what it is given, in a process that is allowed what `path` may use.

    InputError also where it needs too much: the process may be ended, by its bounds or the system.
    """
    try:
        return alone(allowance(path), check, *given)
    except (limits.LimitError, EndedError) as error:
        raise too_much(path, str(error)) from None
