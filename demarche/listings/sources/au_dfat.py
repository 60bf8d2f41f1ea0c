"""Australia's Consolidated List: the spreadsheet of the Department of Foreign Affairs and Trade.

One sheet with one row for each name: the number of an entry belongs to its primary name, and each
other name has the number with letters (`8793`, `8793a`). `Committees` says by which decision the
entry is there: the lists of the Security Council, Australia's own sanctions, and under resolution
1373 (2001) the persons and entities that Australia itself lists for terrorism. `Control Date` is
the day of the last change of the entry; the day of listing stands in words, where it stands at all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from demarche.kernel.problems import InputError
from demarche.listings.sources import dates
from demarche.listings.sources.list_reader import InputFile, check_range, list_file
from demarche.listings.sources.source_columns import TAUGHT, ListColumns, titled
from demarche.model.entry import STRONG, WEAK, Entry, EntryAlias, EntryKind, ListFile
from demarche.sheets import xlsx
from demarche.sheets.sheet import Sheet, SheetRow
from demarche.sheets.zip_package import Package

FAMILY = "au-dfat"
SHEET = "Consolidated List"
TERRORISM = "au-1373"
"""What is listed under resolution 1373 (2001); everything else on the list is `au-dfat`."""

_UNDER_1373 = re.compile(r"1373\b.*")
_SERIAL = re.compile(r"[34][0-9]{4}|5[0-4][0-9]{3}")
"""A number of days that is a date from 1982 to 2050."""
_DAY_0 = dt.date(1899, 12, 30)
_NUMBER = re.compile(r"(\d{1,7})([a-z]{0,3})")
_KINDS = {
    "individual": EntryKind.INDIVIDUAL,
    "entity": EntryKind.ENTITY,
    "vessel": EntryKind.VESSEL,
}
_STRENGTHS = {"strong": STRONG, "weak": WEAK}
_LISTED = re.compile(
    r"(?:First listed|Listed|The Minister for Foreign Affairs listed this (?:entity|individual))"
    r" on (\d{1,2} [A-Z][a-z]+ \d{4})"
)
_NAME = "Name of Individual or Entity"
_FACTS = ("Reference", _NAME, "Type", "Name Type", "Alias Strength", "Committees", "Control Date")
_KEPT = (
    *("Listing Information", "Instrument of Designation", "Additional Information"),
    *("Date of Birth", "Place of Birth", "Citizenship"),
)
_COLUMNS = ListColumns(
    titled(*_FACTS, "Listing Information"),
    titled(*_KEPT[1:]),
    (
        *("Address", "IMO Number", "Targeted Financial Sanction", "Travel Ban", "Arms Embargo"),
        "Maritime Restriction",
    ),
)


class AuDfat:
    """Reader of the spreadsheet."""

    name = "au-consolidated-list-xlsx"
    expected = (1_000, 30_000)

    def recognises(self, head: bytes, filename: str) -> bool:
        """By what every XLSX file begins with; that it is this list, the columns must say."""
        return head.startswith(b"PK\x03\x04") and (
            b"[Content_Types].xml" in head or b"xl/workbook.xml" in head
        )

    def read(self, file: InputFile) -> ListFile:
        """All entries; InputError at the cell that is wrong, or where it is another workbook."""
        sheet = _sheet(file)
        header, *rows = sheet.rows
        places = _COLUMNS.find(file, header.cells, header.number)
        found: dict[str, list[_Name]] = {}
        for row in rows:
            name = _Name(sheet, row, places)
            found.setdefault(name.number, []).append(name)
        entries = [_entry(number, names) for number, names in found.items()]
        check_range(file, len(entries), self.expected)
        newest = max(name.fact("Control Date") for names in found.values() for name in names)
        return list_file(
            file,
            self,
            FAMILY,
            entries,
            (FAMILY, TERRORISM),
            notes=(f"the newest control date of an entry is {newest}",),
        )


def _sheet(file: InputFile) -> Sheet:
    """The sheet with the list; InputError where the workbook is damaged or has no such sheet."""
    try:
        if "xl/workbook.xml" not in Package(file.data, file.name):
            raise file.refuse(
                "a zip archive, not a list by its content",
                remedy="unpack it first; if it is a spreadsheet, save it again as XLSX",
            )
        sheets = xlsx.read(file.data, file.name)
    except (ValueError, OverflowError) as error:
        raise file.refuse(
            f"not a complete spreadsheet ({error})", remedy="download the file again"
        ) from None
    named = [sheet for sheet in sheets if sheet.name.strip().casefold() == SHEET.casefold()]
    if not named:
        others = ", ".join(repr(sheet.name) for sheet in sheets) or "none with content"
        raise file.refuse(
            f"a workbook without a sheet {SHEET!r} (sheets: {others})",
            remedy="of spreadsheets in XLSX only Australia's Consolidated List is an official list",
        )
    return named[0]


class _Name:
    """One row: a name of an entry, and what the row says of the entry."""

    def __init__(self, sheet: Sheet, row: SheetRow, places: dict[str, int]) -> None:
        self._sheet, self._row, self._places = sheet, row, places
        for fact in _FACTS:
            mark = row.marks.get(places[fact])
            if mark and mark.kind != "link" and (mark.kind, fact) != ("date", "Control Date"):
                raise self.wrong(fact, mark.says)
        number = _NUMBER.fullmatch(self.fact("Reference"))
        if number is None:
            what = f"the reference {self.fact('Reference')!r} is not a number with letters"
            raise self.wrong("Reference", what)
        self.number, letters = number[1], number[2]
        self.locator = f"row {row.number}"
        self.name = self.fact(_NAME)
        if not self.name:
            raise self.wrong(_NAME, "an entry without a name")
        self.primary = self.fact("Name Type") == "Primary Name"
        if self.primary == bool(letters):
            what = "a primary name with letters" if letters else "another name without letters"
            raise self.wrong("Reference", f"{what}: {self.fact('Reference')}")

    def fact(self, title: str) -> str:
        """The cell of a column, ends trimmed; empty where the list lacks the column."""
        place = self._places.get(title, -1)
        return self._row.cells[place].strip() if 0 <= place < len(self._row.cells) else ""

    def wrong(self, title: str, what: str) -> InputError:
        """The refusal of the file at a cell."""
        place = self._sheet.place(self._row.number, self._places.get(title))
        return InputError.single(place, title, what, TAUGHT)

    def kind(self) -> EntryKind:
        """What sort of thing the entry is."""
        kind = _KINDS.get(self.fact("Type").casefold())
        if kind is None:
            raise self.wrong("Type", f"an entry of the type {self.fact('Type')!r}")
        return kind

    def changed(self) -> str:
        """The control date; a spreadsheet stores it as a number of days, and may show that."""
        text = self.fact("Control Date")
        day = dates.iso(text)
        if day is None and _SERIAL.fullmatch(text):
            day = (_DAY_0 + dt.timedelta(days=int(text))).isoformat()
        if day is None:
            what = f"{self.fact('Control Date')!r} is not a date of the spreadsheet"
            raise self.wrong("Control Date", what)
        return day

    def alias(self) -> EntryAlias:
        """This name as another name of its entry."""
        kind, strength = self.fact("Name Type"), self.fact("Alias Strength").casefold()
        if kind == "Original Script":
            return EntryAlias(self.name, "original script")
        if kind != "Alias" or strength not in _STRENGTHS:
            what = f"a name of the type {kind!r} and the strength {strength!r}"
            raise self.wrong("Name Type", what)
        return EntryAlias(self.name, "alias", _STRENGTHS[strength])


def _entry(number: str, names: list[_Name]) -> Entry:
    primary = [name for name in names if name.primary]
    if len(primary) != 1:
        what = f"entry {number} has {len(primary)} primary names"
        raise names[0].wrong("Name Type", what)
    (main,) = primary
    committees = {name.fact("Committees") for name in names}
    if len(committees) != 1 or not main.fact("Committees"):
        what = f"the rows of entry {number} name {len(committees)} committees: {committees}"
        raise main.wrong("Committees", what)
    regime = main.fact("Committees")
    others = [name.alias() for name in names if not name.primary]
    script = next((alias.name for alias in others if alias.kind == "original script"), None)
    listed = _LISTED.match(main.fact("Listing Information"))
    return Entry(
        authority=TERRORISM if _UNDER_1373.fullmatch(regime) else FAMILY,
        kind=main.kind(),
        name=main.name,
        key=number,
        locator=main.locator,
        reference=f"DFAT {number}",
        original_script=script,
        date_listed=dates.in_words(listed[1]) if listed else None,
        dates_amended=tuple(sorted({name.changed() for name in names})),
        aliases=tuple(dict.fromkeys(alias for alias in others if alias.name != script)),
        regime=regime,
        native=tuple(_kept(main)),
    )


def _kept(main: _Name) -> Iterator[tuple[str, str]]:
    for title in _KEPT:
        if text := " ".join(main.fact(title).split()):
            yield title, text
