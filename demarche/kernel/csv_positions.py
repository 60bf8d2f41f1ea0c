"""The rows of a CSV file that was read, without their cells: only where each of them stands.

A case of many thousand accounts would hold its tables twice, as records and as rows, for the few
places that are ever told. Such a row is read again from its file instead.
"""

from __future__ import annotations

import csv
import io
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demarche.kernel.csv_table import CsvRow, CsvTable
from demarche.kernel.formula_guard import freed
from demarche.kernel.open_file import open_regular
from demarche.kernel.strict_yaml import Sequence


class Places(Sequence):
    """A table that holds no rows; one that is asked for is read again.

    A row of which the file says something else by now keeps its line, and knows no columns.
    """

    __slots__ = ("_delimiter", "_head", "_lines", "_path", "_starts", "_sums")

    def __init__(self, rows: CsvTable, data: bytes, path: Path) -> None:
        super().__init__(rows.line, rows.column, rows.file)
        self._path = path
        self._head = rows.head
        self._delimiter = rows.delimiter
        self._lines = rows.lines
        self._starts = rows.starts[:]
        self._starts.append(len(data))
        self._sums = array("L", (zlib.crc32(data[a:b]) for a, b in self._spans()))

    def _spans(self) -> Iterator[tuple[int, int]]:
        return zip(self._starts, self._starts[1:], strict=False)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, index: Any) -> Any:
        line, start, end = self._lines[index], self._starts[index], self._starts[index + 1]
        try:
            with open_regular(self._path) as file:
                file.seek(start)
                data = file.read(end - start)
        except OSError:
            data = b""
        if zlib.crc32(data) != self._sums[index]:
            return CsvRow(self._head, b"", 0, line, self.file)
        row = CsvRow(self._head, data, 0, line, self.file)
        text = io.StringIO(data.decode(), newline="")
        cells = map(freed, next(csv.reader(text, strict=True, delimiter=self._delimiter)))
        row.fill((title, cell) for title, cell in zip(self._head, cells, strict=False) if cell)
        return row
