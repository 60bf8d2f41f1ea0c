"""Reading XLSX: the text of every cell as it is stored, with a mark on what was reckoned or lost.

openpyxl would turn numbers into floating point before we see them, and its quick mode has neither
merged cells nor hyperlinks; so the few parts that matter are read here.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from demarche.kernel.problems import InputError, Place
from demarche.sheets.links import bare_address, leads_to
from demarche.sheets.sheet import (
    MAX_COLUMNS,
    MAX_ROWS,
    Mark,
    MergedBlock,
    Sheet,
    SheetRow,
    bounded_rows,
    formula,
    number_cell,
    too_large,
)
from demarche.sheets.zip_package import Package, attribute, local

_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Built-in number formats that show a date or time."""

_NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.IGNORECASE)
_DAY = dt.timedelta(days=1)


def read(data: bytes, name: str) -> list[Sheet]:
    """Every sheet that has something in it, in the book's order."""
    book = _Book(Package(data, name))
    return [sheet for sheet in book.sheets() if sheet.rows]


_After = tuple[str, str, str, str]
"""A link or a merged block: which of them, its cells, the link's relation and place within."""


@dataclass(slots=True)
class _Unseen:
    """What a sheet hides: how many rows with something in them, and which columns."""

    rows: int = 0
    columns: set[int] = field(default_factory=set)


class _Book:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.linked = 0
        self.root = self._workbook()
        self.relations = self._relations(self.root)
        self.strings = list(self._strings())
        self.dates = self._date_styles()
        self.start = dt.datetime(1899, 12, 30)  # noqa: DTZ001  (a cell has no zone)
        for element in package.elements(self.root, "workbookPr"):
            if element.get("date1904") in ("1", "true"):
                self.start = dt.datetime(1904, 1, 1)  # noqa: DTZ001

    def _workbook(self) -> str:
        for element in self.package.elements("_rels/.rels", "Relationship"):
            if (element.get("Type") or "").endswith("/officeDocument"):
                return (element.get("Target") or "").replace("\\", "/").lstrip("/")
        raise InputError.single(
            Place(self.package.name), "", "contains no workbook", "save it again"
        )

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """The relations of a part by id: their type's last word, and their goal."""
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if rels not in self.package:
            return {}
        found = {}
        for element in self.package.elements(rels, "Relationship"):
            target = element.get("Target") or ""
            if (element.get("TargetMode") or "").lower() != "external":
                target = target.replace("\\", "/")
                whole = target if target.startswith("/") else posixpath.join("/", folder, target)
                target = posixpath.normpath(whole).lstrip("/")
            kind = (element.get("Type") or "").rpartition("/")[2]
            found[element.get("Id") or ""] = (kind, target)
        return found

    def _part(self, kind: str) -> str | None:
        return next((goal for type_, goal in self.relations.values() if type_ == kind), None)

    def _strings(self) -> Iterator[str]:
        part = self._part("sharedStrings")
        if part and part in self.package:
            for element in self.package.elements(part, "si"):
                yield _text(element)

    def _date_styles(self) -> frozenset[int]:
        """The numbers of the cell styles that show a date."""
        part = self._part("styles")
        if not part or part not in self.package:
            return frozenset()
        own: set[int] = set()
        styles: list[int] = []
        for element in self.package.elements(part, "numFmt", "cellXfs"):
            if local(element) == "numFmt":
                code = _NOT_FORMAT.sub("", (element.get("formatCode") or "").lower())
                if re.search(r"[ymdhs]", code.partition(";")[0]) and "general" not in code:
                    own.add(int(element.get("numFmtId") or 0))
            else:
                styles = [int(xf.get("numFmtId") or 0) for xf in element if local(xf) == "xf"]
        return frozenset(n for n, style in enumerate(styles) if style in _DATES or style in own)

    def sheets(self) -> Iterator[Sheet]:
        listed = [
            (element.get("name") or "", attribute(element, "id") or "", element.get("state"))
            for element in self.package.elements(self.root, "sheet")
        ]
        for name, relation, state in listed:
            kind, part = self.relations.get(relation, ("", ""))
            if kind == "worksheet":
                yield self._sheet(name, part, hidden=state in ("hidden", "veryHidden"))

    def _sheet(self, name: str, part: str, *, hidden: bool) -> Sheet:
        sheet = Sheet(self.package.name, [], name)
        after: list[_After] = []
        unseen = _Unseen()
        read_rows = bounded_rows(self._rows(part, unseen, after), self.package.name)
        rows = {row.number: row for row in read_rows}
        if len(rows) < len(read_rows):
            raise ValueError(f"two rows of {name!r} have the same number")
        sheet.rows = list(rows.values())
        sheet.hidden = hidden
        sheet.tell_hidden(unseen.rows, unseen.columns)
        relations = self._relations(part)
        for kind, reference, relation, place in after:
            if kind == "mergeCell":
                _merged(reference, rows, sheet)
            elif relation:
                goal = relations.get(relation, ("", ""))[1]
                self._link(reference, _with(goal, place), rows)
        return sheet

    def _rows(self, part: str, unseen: _Unseen, after: list[_After]) -> Iterator[SheetRow]:
        """The rows; into `after` the links and merged blocks, which the file holds behind them."""
        number = 0
        for element in self.package.elements(part, "col", "row", "hyperlink", "mergeCell"):
            if local(element) == "col":
                if element.get("hidden") in ("1", "true"):
                    first, last = (int(element.get(end) or 0) for end in ("min", "max"))
                    unseen.columns.update(range(first - 1, min(last, MAX_COLUMNS)))
                continue
            if local(element) != "row":
                relation = attribute(element, "id") or ""
                place = element.get("location") or ""
                after.append((local(element), element.get("ref") or "", relation, place))
                continue
            number = int(element.get("r") or number + 1)
            row = self._row(element, number)
            if element.get("hidden") in ("1", "true") and not row.empty():
                unseen.rows += 1
            yield row

    def _row(self, element: Any, number: int) -> SheetRow:
        cells: list[str] = []
        marks: dict[int, Mark] = {}
        after = 0
        for cell in element:
            if local(cell) != "c":
                continue
            written = cell.get("r")
            place = _REFERENCE.fullmatch(written or "")
            if written and not (place and int(place[2]) == number):
                raise ValueError(f"a cell of row {number} says that it is {written!r}")
            column = _column(place[1]) if place else after
            after = column + 1
            text, mark = self._cell(cell)
            if text or mark:
                if column < len(cells) and (cells[column] or column in marks):
                    raise ValueError(
                        f"the cell {written or column + 1} of row {number} is duplicated"
                    )
                if column >= MAX_COLUMNS:
                    raise too_large(
                        self.package.name, f"row {number} has more than {MAX_COLUMNS:,} columns"
                    )
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = text
                if mark:
                    marks[column] = mark
        return SheetRow(number, cells, marks)

    def _cell(self, cell: Any) -> tuple[str, Mark | None]:
        value, inline, calculated = "", "", None
        for part in cell:
            name = local(part)
            if name == "v":
                value = part.text or ""
            elif name == "is":
                inline = _text(part)
            elif name == "f":
                calculated = part.text or "a shared formula"
        kind = cell.get("t") or "n"
        text, mark = self._value(kind, value, inline, int(cell.get("s") or 0))
        if calculated is not None:
            return text, formula(f"={calculated}", text)
        return text, mark

    def _value(self, kind: str, value: str, inline: str, style: int) -> tuple[str, Mark | None]:
        if kind == "s":
            index = int(value) if value.isdecimal() else -1
            if not 0 <= index < len(self.strings):
                return "", Mark("error", "the cell refers to a missing text")
            return self.strings[index], None
        if kind == "inlineStr":
            return inline, None
        if kind == "str":
            return _unescaped(value), None
        if kind == "b":
            text = "TRUE" if value == "1" else "FALSE"
            return text, Mark("error", f"a true/false value ({text}), not text", "write it as text")
        if kind == "e":
            return value, Mark("error", f"the spreadsheet's own error {value}", "correct the cell")
        if kind == "d":
            return value, Mark("date", f"a date ({value})")
        if value and style in self.dates:
            return self._date(value)
        return number_cell(value) if value else ("", None)

    def _date(self, value: str) -> tuple[str, Mark | None]:
        try:
            moment = self.start + float(value) * _DAY
        except (ValueError, OverflowError):
            return value, Mark("error", f"not a possible date: {value}", "write the date as text")
        moment = (moment + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        text = moment.isoformat() if moment.time() != dt.time() else moment.date().isoformat()
        return text, Mark("date", f"a date ({text})")

    def _link(self, reference: str, goal: str, rows: dict[int, SheetRow]) -> None:
        """Mark the cells that show one thing and lead to another."""
        ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
        if not goal or not ends[0] or not ends[-1]:
            return
        start, first, last = int(ends[0][2]), _column(ends[0][1]), _column(ends[-1][1])
        for number in range(start, int(ends[-1][2]) + 1):
            self.linked += 1
            if self.linked > MAX_ROWS * 10:
                raise too_large(self.package.name, "links on too many cells")
            if row := rows.get(number):
                # Of a block only what shows something can mislead.
                shown = range(first, min(last + 1, len(row.cells)))
                alone = [first] if number == start and first < MAX_COLUMNS else []
                for column in sorted({*shown, *alone}):
                    _lead(row, column, goal, empty=column in alone)


def _lead(row: SheetRow, column: int, goal: str, *, empty: bool) -> None:
    shown = row.cells[column].strip() if column < len(row.cells) else ""
    if (shown or empty) and column not in row.marks and bare_address(shown) != bare_address(goal):
        row.cells.extend([""] * (column + 1 - len(row.cells)))
        row.marks[column] = leads_to(shown, goal)


def _with(goal: str, place: str) -> str:
    """An address with what follows its `#`, which stands apart from it."""
    return goal if not place or goal.endswith(f"#{place}") else f"{goal}#{place}"


def _merged(reference: str, rows: dict[int, SheetRow], sheet: Sheet) -> None:
    """Keep a merged block whose first cell holds something."""
    ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
    if len(ends) != 2 or not ends[0] or not ends[1]:
        return
    number, column = int(ends[0][2]), _column(ends[0][1])
    row = rows.get(number)
    if row and column < len(row.cells) and row.cells[column]:
        block = MergedBlock(number, int(ends[1][2]), column, _column(ends[1][1]))
        sheet.merged.append(block)


def _column(name: str) -> int:
    column = 0
    for letter in name.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def _text(element: Any) -> str:
    """The text of a string item: its runs, without the phonetic reading."""
    found = []
    for part in element:
        name = local(part)
        if name == "t":
            found.append(part.text or "")
        elif name == "r":
            found.extend(inner.text or "" for inner in part if local(inner) == "t")
    return _unescaped("".join(found))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
