"""Functions of WeasyPrint and pydyf exchanged for ours while a document is set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def instead(*given: tuple[Any, str, Any]) -> Iterator[None]:
    """Have what modules or classes hold be something else inside: the owner, the name, the value.

    One document at a time, under the caller's lock: the whole process sees it.
    """
    before = [(owner, name, vars(owner)[name]) for owner, name, _ in given]
    try:
        for owner, name, value in given:
            setattr(owner, name, value)
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)
