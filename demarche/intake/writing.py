"""Writing into a case's folder: several files, all or none, and no row that is there changed."""

from __future__ import annotations

import contextlib
import csv
import errno
import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from demarche.intake.existing import Table
from demarche.openfile import open_regular, read_regular
from demarche.intake.formula import guarded


def appended(table: Table, rows: Sequence[Mapping[str, str]], order: Iterable[str]) -> bytes:
    """The table's CSV file with further rows; the rows that are there keep their bytes.

    Only where a new row has a column that the file lacks is every line lengthened by that column.
    """
    wanted = [name for name in order if any(row.get(name) for row in rows) or name in _ALWAYS]
    fresh = [name for name in wanted if name not in table.head]
    head = [*table.head, *fresh]
    if not table.data:
        return _csv([head, *_cells(rows, head)])
    if fresh:
        text = _SAYS_DELIMITER.sub("", table.data.decode("utf-8-sig"))
        old = list(csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter))
        widened = [[*one, *([""] * len(fresh))] for one in old[1:] if any(one)]
        return _csv([head, *widened, *_cells(rows, head)], table.delimiter)
    ending = b"" if table.data.endswith((b"\n", b"\r")) else b"\n"
    return table.data + ending + _csv(_cells(rows, head), table.delimiter)


_SAYS_DELIMITER = re.compile(r'\A"?sep=[^"\r\n\w]"?\r?\n', re.IGNORECASE)

_ALWAYS = frozenset(
    {
        *("id", "url", "organisation", "link", "ground", "justification", "protected"),
        *("accounts", "shows", "captured_at", "tool", "captured_by", "sha256"),
    }
)
"""Columns that are written even where they are empty: they are still to be filled in."""


def _cells(rows: Iterable[Mapping[str, str]], head: Sequence[str]) -> Iterable[list[str]]:
    for row in rows:
        yield [guarded(row.get(name, "")) for name in head]


def _csv(rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", delimiter=delimiter).writerows(rows)
    return out.getvalue().encode("utf-8")


def write_all(
    folder: Path,
    files: Mapping[str, bytes | Path],
    expected: Mapping[str, str] | None = None,
) -> None:
    """Write all the files into the folder or none; every file is whole at any moment.

    A file is given by its bytes or by the path of what is to be copied; `expected` holds the
    SHA-256 of copies. Raises OSError where the folder can not be written, or where a copy is not
    what was hashed before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    fresh: list[tuple[Path, Path]] = []
    before: list[tuple[Path, bytes | None]] = []
    try:
        for name, data in files.items():
            goal = folder / name
            goal.parent.mkdir(parents=True, exist_ok=True)
            handle, path = tempfile.mkstemp(prefix=f".{goal.name}-", dir=goal.parent)
            fresh.append((Path(path), goal))
            with os.fdopen(handle, "wb") as out:
                if isinstance(data, Path):
                    with open_regular(data) as source:
                        shutil.copyfileobj(source, out, 1 << 20)
                else:
                    out.write(data)
                out.flush()
                os.fsync(out.fileno())
            Path(path).chmod(0o644)
            if isinstance(data, Path):
                _compare(Path(path), data, (expected or {}).get(name))
        for path_, goal in fresh:
            before.append((goal, read_regular(goal) if goal.exists() else None))
            path_.replace(goal)
    except OSError:
        for goal, old in before:
            with contextlib.suppress(OSError):
                if old is None:
                    goal.unlink(missing_ok=True)
                else:
                    goal.write_bytes(old)
        raise
    finally:
        for path_, _ in fresh:
            path_.unlink(missing_ok=True)


def _compare(copy: Path, source: Path, wanted: str | None) -> None:
    with copy.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if wanted is not None and digest != wanted:
        raise OSError(errno.EIO, "changed while it was copied", str(source))


def free_name(folder: Path, stem: str, ending: str) -> str:
    """A file name that is not taken: `import-report.csv`, `import-report-2.csv` …"""
    name, number = f"{stem}{ending}", 1
    while (folder / name).exists():
        number += 1
        name = f"{stem}-{number}{ending}"
    return name
