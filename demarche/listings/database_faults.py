"""The faults of the lists' database in words: busy, full, failing and damaged are told apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import shown


class _Cursor(sqlite3.Cursor):
    """A cursor whose faults are told in words."""

    def execute(self, *given: Any) -> _Cursor:
        with explain_faults(self._path):
            super().execute(*given)
        return self

    def executemany(self, *given: Any) -> _Cursor:
        with explain_faults(self._path):
            super().executemany(*given)
        return self

    def fetchone(self) -> Any:
        with explain_faults(self._path):
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with explain_faults(self._path):
            return super().fetchall()

    def __next__(self) -> Any:
        with explain_faults(self._path):
            return super().__next__()

    @property
    def _path(self) -> Path:
        return getattr(self.connection, "path", Path())


class ListsConnection(sqlite3.Connection):
    """A database of lists whose faults are told in words."""

    path = Path()

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, *given: Any) -> sqlite3.Cursor:
        cursor: _Cursor = self.cursor()
        return cursor.execute(*given)

    def executemany(self, *given: Any) -> sqlite3.Cursor:
        cursor: _Cursor = self.cursor()
        return cursor.executemany(*given)


_FAULTS = {
    sqlite3.SQLITE_BUSY: (
        "is in use by another program",
        "it is not damaged; try again when the other import or backup has finished",
    ),
    sqlite3.SQLITE_FULL: ("disk is full", "nothing was changed; free some space and try again"),
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written: the disk reports an error",
        "the lists may be intact; check the disk, and try again",
    ),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check that you may read and write its folder"),
    sqlite3.SQLITE_READONLY: ("may not be written", "check that you may write it and its folder"),
    sqlite3.SQLITE_PERM: ("may not be opened", "check that you may read and write it"),
    sqlite3.SQLITE_NOMEM: ("there is not enough memory", "nothing was changed"),
}
_FAULTS[sqlite3.SQLITE_LOCKED] = _FAULTS[sqlite3.SQLITE_BUSY]
_FAULTS[sqlite3.SQLITE_AUTH] = _FAULTS[sqlite3.SQLITE_PERM]
_DAMAGED = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})


@contextmanager
def explain_faults(path: Path) -> Iterator[None]:
    """Tell a fault of the database. Only of a damaged file it is said to move it away."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        basic = code & 0xFF if code is not None else None
        if basic in _DAMAGED or str(error).startswith("no such table"):
            message, remedy = (
                f"not a database of lists ({error})",
                "move it away and import the lists again",
            )
        elif basic in _FAULTS:
            message, remedy = _FAULTS[basic]
            message = f"{message} ({error})"
        else:
            raise  # a fault of this program
        raise InputError.single(Place(shown(path)), "", message, remedy) from None
