"""The cells of one row as fields of an account: checked one by one, nothing bent to fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from demarche.facts.sheet_names import CountryNames
from demarche.facts.sheet_vocabulary import Vocabulary, variants
from demarche.intake.cells import quoted
from demarche.intake.columns import SheetColumns
from demarche.intake.date_columns import DateColumn
from demarche.intake.field_doubt import CellDoubt
from demarche.intake.organisation_names import Organisations
from demarche.intake.row_identities import NAMES
from demarche.kernel.problems import InputError, Severity, did_you_mean
from demarche.kernel.strict_yaml import Mapping as Fields
from demarche.kernel.strict_yaml import Text
from demarche.model.base import fields_of, made_of
from demarche.model.case import Account
from demarche.model.record_reader import validate
from demarche.platforms import identifier_wrapping
from demarche.sheets.sheet import SheetRow, looks_mangled

REQUIRED = tuple(name for name, info in fields_of(Account).items() if info.is_required())
_STAND_INS = {
    "url": "x",
    "organisation": "x",
    "link": "member",
    "ground": "x",
    "justification": "x",
    "protected": "none",
}
"""For fields that the row leaves open, so that the others can be checked."""

_IDENTIFIERS = frozenset({"native_id", "handle", "former_handles", "id", "mirror_of", "posts"})
_CHOICES = frozenset({"link", "ground", "protected", "measure", "requests", "identifier_type"})
_CODE = re.compile(r"[A-Z]{2}")


class FieldReader:
    """Reads the fields of rows; one for a sheet."""

    def __init__(
        self,
        columns: SheetColumns,
        words: Vocabulary,
        platforms: Mapping[str, str],
        organisations: Organisations,
        days: Mapping[int, DateColumn] | None = None,
        countries: CountryNames | None = None,
    ) -> None:
        self._columns = columns
        self._words = words
        self._platforms = tuple(platforms.items())
        self._organisations = organisations
        self._days = days or {}
        self._countries = countries
        self._unknown: set[str] = set()
        self._known: dict[str, str | None] = {}

    def read(self, row: SheetRow) -> tuple[dict[str, str], list[CellDoubt]]:
        """The fields that can be taken as they are, and a doubt for every cell that can not.

        A column that serves as the address is not read here.
        """
        fields: dict[str, str] = {}
        doubts: list[CellDoubt] = []
        for column, name in self._columns.fields.items():
            text = row.cells[column] if column < len(row.cells) else ""
            if column in self._columns.addresses or column in self._columns.unsure:
                continue
            if fault := self._mark(row, column, name, text):
                doubts.append(fault)
            elif text.strip() and not self._stands_for_nothing(name, text):
                if column in self._days:
                    dated = column in row.marks
                    name, value, fault = self._days[column].value(
                        column, text, by_spreadsheet=dated
                    )
                else:
                    value, fault = self._value(column, name, text)
                if fault:
                    doubts.append(fault)
                if value:
                    fields.setdefault(name, value)
        doubts.extend(self._faults(fields))
        return fields, doubts

    def _stands_for_nothing(self, name: str, text: str) -> bool:
        return name not in _CHOICES and name != "holder_in" and self._words.is_nothing(text)

    def _mark(self, row: SheetRow, column: int, name: str, text: str) -> CellDoubt | None:
        """Why a cell is refused outright; a date is one only where no date belongs."""
        mark = row.marks.get(column)
        if mark is None:
            if name in _IDENTIFIERS and looks_mangled(text):
                message = f"number {text.strip()} has lost digits (spreadsheets keep 15)"
                return CellDoubt(column, message, "copy the ID again, as text", Severity.ERROR)
            return None
        if mark.kind == "link" or (mark.kind == "date" and name not in _IDENTIFIERS):
            return None
        if mark.kind == "date":
            message = f"{mark.says} where an identifier belongs"
            return CellDoubt(column, message, "write it as text", Severity.ERROR)
        lost = Severity.ERROR if name in _IDENTIFIERS else Severity.WARNING
        return CellDoubt(column, mark.says, mark.remedy, lost)

    def _value(self, column: int, name: str, text: str) -> tuple[str, CellDoubt | None]:
        """The value of a field. Only spelling that means nothing is taken off."""
        value = text.strip()
        if name == "platform":
            return self._platform(column, value)
        if name == "organisation":
            key, remedy = self._organisations.find(value)
            if key:
                return key, None
            message = f"unknown organisation {quoted(value)}, left empty"
            again = value in self._unknown
            self._unknown.add(value)
            severity = None if again else Severity.WARNING
            message += "" if again else " in each row that has it"
            return "", CellDoubt(column, message, remedy, severity, lost=True)
        if name in NAMES:
            return _bare(column, name, text)
        if name == "holder_in":
            return self._country(column, value)
        if name in _CHOICES:
            return "-".join(value.casefold().split()) if name != "requests" else value, None
        return value if name in _IDENTIFIERS else text.strip("\r\n "), None

    def _platform(self, column: int, value: str) -> tuple[str, CellDoubt | None]:
        if value not in self._known:
            self._known[value] = self._words.platform(value, self._platforms)
        if key := self._known[value]:
            return key, None
        remedy = did_you_mean(value, [name for _, name in self._platforms])
        remedy = remedy or "`demarche list platforms` shows their names"
        return "", CellDoubt(column, f"unknown platform {quoted(value)}", remedy)

    def _country(self, column: int, value: str) -> tuple[str, CellDoubt | None]:
        """A country by its code or by its name in one of the languages of sheets."""
        own = self._columns.title(column) == "holder_in"
        if own or self._countries is None or value.casefold() == "unknown":
            return value.casefold() if value.casefold() == "unknown" else value, None
        if value == "NA":
            message = "'NA' was ignored: it is the code of Namibia and means 'not available'"
            return "", CellDoubt(column, message, "write the country's name, or unknown")
        if self._words.is_nothing(value):
            return "", None
        if code := self._countries.one_code(variants(value)):
            quiet = CellDoubt(column, f"{quoted(value)} was read as {code}", "", None)
            return code, None if code == value else quiet
        if _CODE.fullmatch(value):
            return value, None
        remedy = did_you_mean(value, self._countries.names())
        remedy = remedy or "write its ISO 3166-1 code, for example PK"
        return "", CellDoubt(column, f"{quoted(value)} was ignored: unknown country", remedy)

    def _faults(self, fields: dict[str, str]) -> Iterator[CellDoubt]:
        """Take out the fields that the case would not take, and tell each."""
        try:
            made_of(Account, {**_STAND_INS, **fields})
        except ValidationError:
            pass
        else:
            return
        tree = Fields(1, 1)
        for name, value in {**_STAND_INS, **fields}.items():
            tree[name] = Text(value, 1, 1)
        try:
            validate(Account, tree, "")
        except InputError as error:
            places = {name: column for column, name in self._columns.fields.items()}
            places.setdefault("observed_on", places.get("observed_at", -1))
            for problem in error.problems:
                name = problem.field
                if name in fields:
                    value = fields.pop(name)
                    message = f"{quoted(value)} was ignored; {problem.message}"
                    yield CellDoubt(places.get(name, -1), message, problem.remedy)


def _bare(column: int, name: str, value: str) -> tuple[str, CellDoubt | None]:
    """A name or number without what spreadsheets and exporters put around it."""
    parts = re.split(r"[ ,;،\t\r\n]+", value) if name == "former_handles" else [value]
    found: list[str] = []
    taken: list[str] = []
    for part in filter(None, parts):
        bare = (
            identifier_wrapping.number(part)
            if name == "native_id"
            else identifier_wrapping.unwrapped(part)
        )
        text = bare.text if name == "native_id" else bare.text.removeprefix("@")
        found.append(text)
        taken += bare.taken
    read = " ".join(found)
    if taken:
        message = (
            f"{quoted(value)} was read as {read!r}; removed: {', '.join(dict.fromkeys(taken))}"
        )
        return read, CellDoubt(column, message, "", Severity.NOTE)
    quiet = CellDoubt(column, f"{value} was read as {read}", "", None) if read != value else None
    return read, quiet
