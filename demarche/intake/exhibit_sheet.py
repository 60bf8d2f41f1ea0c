"""A sheet of exhibits: which file is evidence for which rows, and what is stated of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import ValidationError

from demarche.case import case_tables
from demarche.intake.capture_times import DateOrder, moment_of, one_text, order_of_dates
from demarche.intake.exhibit_columns import ADDRESS, ExhibitColumns
from demarche.intake.open_case import Here
from demarche.kernel.problems import Place, Problem, Severity, did_you_mean
from demarche.kernel.web_address import is_number, is_web_address
from demarche.model.base import made_of
from demarche.model.case import Exhibit
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver
from demarche.sheets.sheet import Sheet, SheetRow

_STAND_INS = {
    "id": "E1",
    "accounts": ["1"],
    "shows": "x",
    "url": "x",
    "captured_at": "2026-01-01T00:00:00Z",
    "tool": "x",
    "captured_by": "x",
    "sha256": "0" * 64,
}
"""For fields that a row leaves open, so that the others can be checked."""


@dataclass(slots=True)
class StatedExhibit:
    """One row of the sheet: the names of files, the rows of the case, the fields."""

    place: Place
    """The cell with the names."""
    number: int
    names: str
    accounts: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    address: str = ""
    """The account's address, for a file that says no page of its own."""
    places: dict[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetWanted:
    """How the sheet is to be read."""

    zone: str = ""
    order: DateOrder | None = None
    accounts: str = ""
    """The rows for a sheet that names none."""


class ExhibitSheetReader:
    """Reads the rows of a sheet of exhibits for one case."""

    def __init__(
        self,
        sheet: Sheet,
        columns: ExhibitColumns,
        here: Here,
        resolver: Resolver,
        wanted: SheetWanted,
    ) -> None:
        self._sheet, self._columns, self._wanted = sheet, columns, wanted
        self._resolver = resolver
        self._names = {
            name: row.get("id") or str(number)
            for number, row in enumerate(here.accounts.rows, start=1)
            for name in (str(number), row.get("id") or str(number))
        }
        self._names |= {row["id"]: row["id"] for row in here.accounts.rows if row.get("id")}
        self._by_key = dict(case_tables.keys(here.accounts, resolver))
        self._order = wanted.order or order_of_dates(self._dates())
        self.problems: list[Problem] = []
        self.without_file: list[Problem] = []
        """Rows that name no file."""

    def read(self) -> list[StatedExhibit]:
        """The rows that name a file. What is wrong is among `problems`."""
        found = []
        for row in self._sheet.rows:
            if row.number <= self._columns.head.number:
                continue
            if stated := self._row(row):
                found.append(stated)
        return found

    def _dates(self) -> list[str]:
        columns = [self._columns.column(role) for role in ("captured_at", "captured_on")]
        return [
            row.cells[column]
            for row in self._sheet.rows
            for column in columns
            if column is not None
            and column < len(row.cells)
            and row.number > self._columns.head.number
        ]

    def _row(self, row: SheetRow) -> StatedExhibit | None:
        cells = [(column, role) for column, role in self._columns.roles.items() if role == "file"]
        names = [self._cell(row, column) for column, _ in cells]
        text = "\n".join(filter(None, names))
        if not text:
            if any(self._cell(row, column) for column in self._columns.roles):
                place = self._sheet.place(row.number)
                self.without_file.append(
                    Problem(place, "file", "the row names no file", "", Severity.NOTE)
                )
            return None
        column = next(column for (column, _), name in zip(cells, names, strict=True) if name)
        stated = StatedExhibit(self._sheet.place(row.number, column), row.number, text)
        for column, role in self._columns.roles.items():
            stated.places.setdefault(role, self._sheet.place(row.number, column))
            mark = row.marks.get(column)
            if mark and mark.kind not in ("link", "date"):
                self._fault(stated, role, mark.says, mark.remedy)
        stated.accounts = self._accounts(row, stated)
        self._fields(row, stated)
        return stated

    def _cell(self, row: SheetRow, column: int) -> str:
        return row.cells[column].strip() if column < len(row.cells) else ""

    def _by_role(self, row: SheetRow, role: str) -> str:
        column = self._columns.column(role)
        return "" if column is None else self._cell(row, column)

    def _fault(self, stated: StatedExhibit, role: str, message: str, remedy: str = "") -> None:
        place = stated.places.get(role, stated.place)
        self.problems.append(Problem(place, role, message, remedy))

    # --- which account --------------------------------------------------------------------------

    def _accounts(self, row: SheetRow, stated: StatedExhibit) -> tuple[str, ...]:
        if named := self._by_role(row, "row"):
            return self._named(named, stated)
        columns = [column for column, role in self._columns.roles.items() if role == ADDRESS] or [
            column for column, role in self._columns.roles.items() if role == "url"
        ]
        found = []
        for column in columns:
            text = self._cell(row, column)
            mark = row.marks.get(column)
            if mark and mark.kind == "link" and not is_web_address(text):
                text = mark.link
            if text:
                role = self._columns.roles[column]
                found.append(
                    self._addressed(text, self._columns.platforms.get(column), role, stated)
                )
        if not columns and self._wanted.accounts:
            return tuple(self._wanted.accounts.split())
        if not found:
            self._fault(stated, "row", "the row names no account", "fill in its row or address")
        return tuple(name for name in dict.fromkeys(found) if name)

    def _named(self, text: str, stated: StatedExhibit) -> tuple[str, ...]:
        if text in self._names:
            return (self._names[text],)
        found = []
        for word in text.replace(",", " ").replace(";", " ").split():
            plain = word.removesuffix(".0")
            if plain in self._names:
                found.append(self._names[plain])
            elif is_web_address(word):
                found.append(self._addressed(word, None, "row", stated))
            else:
                remedy = did_you_mean(word, self._names) or "write a row of the case"
                self._fault(stated, "row", f"unknown row {word!r}", remedy)
        return tuple(name for name in dict.fromkeys(found) if name)

    def _addressed(self, text: str, platform: str | None, role: str, stated: StatedExhibit) -> str:
        """The row of an address: of the account itself, or of the account that posted the item."""
        try:
            target = self._resolver.resolve(text, platform=platform)
        except TargetError as error:
            self._fault(stated, role, str(error), "write the account's row or its full address")
            return ""
        row = self._by_key.get(target.key) or self._by_key.get(target.owner_key or "")
        if row is None:
            message = f"no row of the case has the account {text!r}"
            self._fault(stated, role, message, "import it first, or correct the address")
            return ""
        return row

    # --- what is stated -------------------------------------------------------------------------

    def _fields(self, row: SheetRow, stated: StatedExhibit) -> None:
        for column, role in self._columns.roles.items():
            text = self._cell(row, column)
            if not text or role in ("file", "row", ADDRESS, "captured_on", "clock", "captured_at"):
                continue
            stated.fields[role] = text
        if not self._columns.has("url") and not self._columns.has("row"):
            address = self._by_role(row, ADDRESS)
            if is_web_address(address) or is_number(address):
                stated.address = address
        if not is_web_address(url := stated.fields.get("url", "")) and url and not is_number(url):
            self._fault(
                stated, "url", f"{url!r} is not a web address", "write it in full, with https://"
            )
            del stated.fields["url"]
        self._time(row, stated)
        self._digest(stated)
        self._check(stated)

    def _time(self, row: SheetRow, stated: StatedExhibit) -> None:
        written = self._by_role(row, "captured_at") or self._by_role(row, "captured_on")
        if clock := self._by_role(row, "clock"):
            written = one_text(written, clock)
        if not written:
            return
        role = "captured_at" if self._by_role(row, "captured_at") else "captured_on"
        try:
            stated.fields["captured_at"] = moment_of(written, self._wanted.zone, self._order)
        except ValueError as error:
            what, _, remedy = str(error).partition("; ")
            self._fault(stated, role, f"{written!r} {what}", remedy)

    def _digest(self, stated: StatedExhibit) -> None:
        """A hash is compared with the file's; another kind of hash says nothing here."""
        text = stated.fields.get("sha256", "")
        value = text.rpartition(":")[2].strip().lower()
        if len(value) == 64 and all(character in "0123456789abcdef" for character in value):
            stated.fields["sha256"] = value
        elif text:
            del stated.fields["sha256"]
            if not self._columns.archiver:
                self._fault(
                    stated,
                    "sha256",
                    f"{text[:70]!r} is not a SHA-256",
                    "write 64 hexadecimal digits",
                )

    def _check(self, stated: StatedExhibit) -> None:
        """Report the fields that the case would not accept."""
        try:
            made_of(Exhibit, {**_STAND_INS, **stated.fields})
        except ValidationError as error:
            for fault in error.errors():
                name = str(fault["loc"][0]) if fault["loc"] else ""
                if name in stated.fields:
                    message = str(fault["msg"]).removeprefix("Value error, ")
                    self._fault(stated, name, f"{stated.fields.pop(name)[:70]!r}: {message}")
