"""Replace functions of WeasyPrint and pydyf for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def patched(*replacements: tuple[Any, str, Any]) -> Iterator[None]:
    """Set attributes of modules or classes inside, each given as owner, name and value.

    One document at a time, under the caller's lock: the whole process sees it.
    """
    originals = [(owner, name, vars(owner)[name]) for owner, name, _ in replacements]
    try:
        for owner, name, value in replacements:
            setattr(owner, name, value)
        yield
    finally:
        for owner, name, value in originals:
            setattr(owner, name, value)
