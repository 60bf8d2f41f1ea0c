"""Reading a CSV file as a list of mappings whose cells keep their line and column.

UTF-8, separated by commas, with a head row; semicolons and tabs, as spreadsheets of many countries
save them, are known by the titles. A cell stays the exact text between the separators, but for the
apostrophe by which our writers keep a spreadsheet from running it. Reading of other dialects and of
spreadsheets is the importer's work, not the case's.
"""

from __future__ import annotations

import codecs
import csv
import re
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, compress
from typing import Any

from demarche.kernel.formula_guard import formula_guarded, freed
from demarche.kernel.problems import Collector, InputError, Place, Problem, did_you_mean, one_of
from demarche.kernel.strict_yaml import Mapping, Node, Sequence, Text, decode

MAX_FIELD = 1 << 20
_SHARED = 20_000
"""Texts that are looked at for an equal one before all are forgotten, the seldom ones too."""
_GUARD = re.compile(b"(?:[\"',;\t|\r\n]|\xd8\x9b)'")
"""Where an apostrophe may stand that guards: a quick look before the cells are looked at."""
_SAYS_DELIMITER = re.compile(rb'(?:\xef\xbb\xbf)?"?sep=(\xd8\x9b|[^"\r\n\w])"?\r?\n', re.IGNORECASE)
_DOUBLED = 'double a quotation mark inside a cell, "", and the cell in quotation marks'
_LINE_END = re.compile(rb"[\r\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What nobody types into a table; a cell may hold line breaks and tabs."""
_WITHOUT_CONTROLS = bytes(byte for byte in range(256) if not _CONTROL.match(chr(byte)))
_PIECE = 1 << 20
"""Bytes."""


def read(
    data: bytes, name: str, columns: Iterable[str], *, delimiter: str | None = None
) -> CsvTable:
    """The rows of a CSV file; InputError with every fault of head and rows.

    `columns` are the admitted names. An empty cell counts as not given; an empty line is skipped.
    Without a `delimiter` it is the sign that separates most known titles.
    """
    columns = list(columns)
    decode(data, name)  # tells the byte that is none of UTF-8's, and lets the whole text go
    csv.field_size_limit(MAX_FIELD)
    found = Collector()
    starts = array("q")
    lines = _lines(data, starts)
    said = _SAYS_DELIMITER.match(data)
    if said:
        next(lines)
    delimiter = delimiter or (said[1].decode() if said else _separator(data, columns))
    reader = csv.reader(lines, strict=True, delimiter=delimiter)
    above = 1 if said else 0
    has_guards = _GUARD.search(data) is not None
    known: dict[str, str] = {}  # equal cells are one text
    try:
        head = next(reader, None)
        if not head or not any(head):
            raise InputError.single(Place(name, 1, 1), "", "the file is empty", "add a header row")
        _check_head(head, Place(name, 1 + above), columns, found)
        rows = CsvTable(head, data, name, delimiter)
        start = reader.line_num + 1 + above
        for cells in reader:
            if any(cells):
                if has_guards:
                    cells = [*map(freed, cells)]
                # All in C, cell by cell: a case has some hundred thousand of them.
                given = [*filter(None, cells)]
                kept = map(known.setdefault, given, given)
                rows.add(dict(zip(compress(head, cells), kept)), starts[start - 1], start)  # noqa: B905
                if len(cells) != len(head):
                    found.add(_width(rows[-1], cells, head, delimiter))
                if len(known) > _SHARED:
                    known.clear()
            start = reader.line_num + 1 + above
    except csv.Error as error:
        place = Place(name, reader.line_num + above, 1)
        found.add(Problem(place, "", f"not a CSV row: {_plainly(error)}", _DOUBLED))
    found.stop_if_any()
    return rows


def _lines(data: bytes, starts: array[int]) -> Iterator[str]:
    """The lines of a file piece by piece, since all as text are several times the file.

    The place of the first byte of each goes into `starts`, some lines ahead.
    """
    at = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    while at < len(data):
        end = data.find(b"\n", at + _PIECE) + 1
        lines = data[at : end or None].splitlines(keepends=True)
        starts.extend(accumulate(map(len, lines[:-1]), initial=at))
        at = end or len(data)
        yield from map(bytes.decode, lines)


def refuse_controls(data: bytes, name: str) -> None:
    """Raise InputError at the first control character, as a case file does.

    For tables that a person writes; what a platform sends back is read whatever it holds.
    """
    if not data.translate(None, _WITHOUT_CONTROLS):
        return  # what is no UTF-8 is told when the text is read
    text = decode(data, name)
    found = _CONTROL.search(text)
    if found is None:
        return
    line = text.count("\n", 0, found.start()) + 1
    place = Place(name, line, found.start() - text.rfind("\n", 0, found.start()))
    message = f"a raw control character, U+{ord(found[0]):04X}"
    remedy = "remove it; if it is intended, put the row in the case file, where it can be escaped"
    raise InputError.single(place, "", message, remedy)


def _plainly(error: csv.Error) -> str:
    said = str(error)
    if "expected after" in said:
        return "a quotation mark inside a cell, or text after the closing one"
    return "unclosed quotation mark" if "unexpected end" in said else said


def _separator(data: bytes, columns: list[str]) -> str:
    """The sign that separates the titles; the comma where they do not tell."""
    head = _LINE_END.split(data.removeprefix(codecs.BOM_UTF8), 1)[0].decode(errors="replace")
    known = {
        sign: sum(cell.strip().strip('"') in columns for cell in head.split(sign))
        for sign in _NAMES
    }
    return max(known, key=lambda sign: known[sign])


def _check_head(head: list[str], at: Place, columns: list[str], found: Collector) -> None:
    for number, title in enumerate(head):
        place = Place(at.file, at.line, sum(len(cell) + 1 for cell in head[:number]) + 1)
        if title not in columns:
            remedy = did_you_mean(title, columns) or one_of(columns, 40)
            found.add(Problem(place, title or f"column {number + 1}", "unknown column", remedy))
        elif title in head[:number]:
            found.add(Problem(place, title, "duplicate column", "keep one"))


class CsvTable(Sequence):
    """The rows of a file. One that is asked for is a `CsvRow`, which knows its places.

    Underneath they are plain dictionaries, which cost half as much to make: a large case is read
    as a whole, and its reader asks for none of them.
    """

    __slots__ = ("_data", "delimiter", "head", "lines", "starts")

    def __init__(self, head: list[str], data: bytes, file: str, delimiter: str = ",") -> None:
        super().__init__(1, 1, file)
        self.head, self._data, self.delimiter = head, data, delimiter
        self.lines, self.starts = array("l"), array("q")

    def add(self, cells: dict[str, str], start: int, line: int) -> None:
        """Add a row by its given cells, its first byte and its line."""
        self.append(cells)  # type: ignore[arg-type]
        self.lines.append(line)
        self.starts.append(start)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        row = CsvRow(self.head, self._data, self.starts[index], self.lines[index], self.file)
        row.fill(list.__getitem__(self, index).items())
        return row

    def __iter__(self) -> Iterator[Any]:
        return (self[number] for number in range(len(self)))


class CsvRow(Mapping):
    """A row whose cells are plain text; where one stands is worked out when it is asked for.

    A case has many thousand cells, and a place is told of few of them.
    """

    __slots__ = ("_data", "head", "start")

    def __init__(self, head: list[str], data: bytes, start: int, line: int, file: str) -> None:
        dict.__init__(self)
        self.line, self.column, self.file = line, 1, file
        self.head, self._data, self.start = head, data, start

    def fill(self, cells: Iterable[tuple[str, str]]) -> None:
        """Put the given cells in."""
        dict.update(self, cells)

    # The column is exact where the row is on one line and its cells need no doubled quotes.
    def _columns(self) -> Iterator[tuple[str, int, bool]]:
        """Of every cell its title, its column, and whether it stands in quotes."""
        column = 1
        end = _LINE_END.search(self._data, self.start)
        raw = self._data[self.start : end.start() if end else None].decode()
        for title in self.head:
            cell = str(dict.get(self, title, ""))
            quoted = raw[column - 1 : column] == '"'
            yield title, column, quoted
            length = len(cell)
            if "'" in raw:
                length = len(
                    cell if raw.startswith(cell, column - 1 + quoted) else formula_guarded(cell)
                )
            column += length + (2 + cell.count('"') if quoted else 0) + 1

    @property
    def keys_at(self) -> dict[str, tuple[int, int]]:  # type: ignore[override]
        """Each given cell's line and column."""
        return {title: (self.line, at) for title, at, _ in self._columns() if title in self}

    @property
    def blank(self) -> set[str]:  # type: ignore[override]
        """The titles of the empty cells."""
        return {title for title in self.head if title not in self}

    def at(self, name: str) -> Node | None:
        """A cell with its place."""
        cell: object = self.get(name)
        if cell is None or isinstance(cell, Text):
            return cell
        places = {title: at + quoted for title, at, quoted in self._columns()}
        return Text(str(cell), self.line, places[name])


_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "؛": "Arabic semicolon"}
"""The separators with which spreadsheets save: which one is a matter of the locale."""


def _width(row: CsvRow, cells: list[str], head: list[str], delimiter: str) -> Problem:
    """A row of more or fewer cells than the head."""
    sign = _NAMES.get(delimiter, repr(delimiter))
    remedy = f"put a value that holds a {sign} in double quotes"
    if len(cells) == 1 < len(head) and any(other in cells[0] for other in _NAMES):
        remedy = f"separate the cells by {sign}s, as in the first line"
    cell_count = f"{len(cells)} cell{'s' * (len(cells) != 1)}"
    under = f"{len(head)} column{'s' * (len(head) != 1)}"
    return Problem(Place(row.file, row.line, 1), "", f"{cell_count} under {under}", remedy)
