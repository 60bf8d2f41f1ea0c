"""How many long tables of a document the speed package set, and why WeasyPrint set the others.

A table that is left to WeasyPrint takes many times longer and looks the same, so it is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

EVERY_TABLE = "every table"


@dataclass(slots=True)
class TableCount:
    """The long tables of the files that were typeset."""

    fast: int = 0
    plain: list[tuple[str, str]] = field(default_factory=list)
    """The class of each table that WeasyPrint set, and why."""

    def as_json(self) -> dict[str, object]:
        """As `count_from_json` reads it."""
        plain = [{"table": table, "reason": reason} for table, reason in self.plain]
        return {"fast": self.fast, "plain": plain}


def count_from_json(data: Any) -> TableCount:
    """What `TableCount.as_json` wrote; ValueError, TypeError or KeyError for anything else."""
    plain = [(str(item["table"]), str(item["reason"])) for item in data["plain"]]
    return TableCount(int(data["fast"]), plain)


_COUNT: ContextVar[TableCount | None] = ContextVar("table_count", default=None)


@contextmanager
def tables_counted() -> Iterator[TableCount]:
    """Count the long tables that are typeset inside."""
    count = TableCount()
    token = _COUNT.set(count)
    try:
        yield count
    finally:
        _COUNT.reset(token)


def count_tables(fast: int, plain: Iterable[tuple[str, str]]) -> None:
    """Add those of one file, where somebody counts."""
    count = _COUNT.get()
    if count is not None:
        count.fast += fast
        count.plain += plain
