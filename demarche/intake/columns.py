"""Which column of a sheet is what, by the titles of its head row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from demarche.facts.sheet_vocabulary import Vocabulary, plain_title, variants
from demarche.kernel.problems import (
    Collector,
    Place,
    Problem,
    did_you_mean,
    one_of,
)
from demarche.model.base import fields_of
from demarche.model.case import Account
from demarche.sheets.sheet import Sheet, SheetRow, letters

FIELDS = tuple(fields_of(Account))
_IDENTITY = frozenset({"url", "handle", "native_id", "display_name", "former_handles"})
"""The fields that say which account is meant."""


@dataclass(slots=True)
class SheetColumns:
    """What every column of a sheet is. Columns count from 0."""

    head: SheetRow
    addresses: dict[int, str | None] = field(default_factory=dict)
    """Columns with addresses; the platform where the title says it."""
    fields: dict[int, str] = field(default_factory=dict)
    archiver: dict[int, str] = field(default_factory=dict)
    """Columns of the auto-archiver's sheet, by their plain title."""
    serial: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)
    """Columns of names that may be those of who wrote the sheet."""
    unmapped: list[int] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def title(self, column: int) -> str:
        """The title of a column as it stands in the sheet; its letter where there is none."""
        text = self.head.cells[column].strip() if column < len(self.head.cells) else ""
        return " ".join(text.split()) or f"column {letters(column)}"


def columns_of(
    sheet: Sheet, head: SheetRow, words: Vocabulary, mapping: Mapping[str, str]
) -> SheetColumns:
    """What every column is, if the row is the head."""
    columns = SheetColumns(head)
    _check_told(sheet, columns, mapping)
    titles = [plain_title(cell) for cell in head.cells]
    used = _used(sheet, head)
    archived = words.archiver
    if archived and sum(plain_title(sign) in titles for sign in archived.signs) >= 2:
        _archiver(columns, titles, words)
    wanted = {plain_title(title): goal for title, goal in mapping.items()}
    weak = set(map(plain_title, words.weak))
    for column, title in sorted(enumerate(titles), key=lambda item: item[1] in weak):
        if column in columns.archiver or column in columns.addresses:
            continue
        if title in wanted:
            _settle(columns, column, wanted[title], words)
        elif title or column in used:
            spelled = variants(head.cells[column])
            if not any(
                _match(columns, column, spelling, titles, words) for spelling in spelled
            ) and not _match_loosely(columns, column, words):
                columns.unmapped.append(column)
    columns.unmapped = sorted(n for n in columns.unmapped if n in used or titles[n])
    columns.unmapped += [column for column in sorted(used) if column >= len(titles)]
    _stand_in(columns)
    return columns


def _used(sheet: Sheet, head: SheetRow) -> set[int]:
    """The columns that hold anything below the head."""
    used: set[int] = set()
    for row in sheet.rows:
        if row.number > head.number:
            used.update(n for n, cell in enumerate(row.cells) if cell and not cell.isspace())
            used.update(row.marks)
    return used


def _check_told(sheet: Sheet, columns: SheetColumns, mapping: Mapping[str, str]) -> None:
    found = Collector()
    titles = {plain_title(cell): cell.strip() for cell in columns.head.cells if cell.strip()}
    place = Place(sheet.file)
    for title, goal in mapping.items():
        if plain_title(title) not in titles:
            remedy = did_you_mean(title, titles.values()) or one_of(titles.values())
            found.add(Problem(place, "--map", f"unknown column {title!r}", remedy))
        if goal not in FIELDS and goal != "ignore":
            remedy = did_you_mean(goal, FIELDS) or one_of([*FIELDS, "ignore"], 50)
            found.add(Problem(place, "--map", f"unknown field {goal!r}", remedy))
    found.stop_if_any()


def _settle(columns: SheetColumns, column: int, goal: str, words: Vocabulary) -> None:
    if goal == "ignore":
        columns.serial.add(column)
    elif goal == "url":
        titles = {
            plain_title(title): key for key, all_ in words.address_on.items() for title in all_
        }
        columns.addresses[column] = titles.get(plain_title(columns.head.cells[column]))
    else:
        _claim(columns, column, goal)


def _match(
    columns: SheetColumns, column: int, title: str, titles: Sequence[str], words: Vocabulary
) -> bool:
    """Match one title: own names first, then words for addresses, then words for fields."""
    if words.is_of_others(columns.head.cells[column]) and _goal(title, words) in _IDENTITY:
        return False
    names = {plain_title(name): name for name in FIELDS}
    # Everybody calls the address `link`; in our own sheets that is the tie to the organisation.
    own = title in names and (title != "link" or "url" in titles)
    if own and names[title] != "url":
        _claim(columns, column, names[title])
        return True
    if title == "url" or title in map(plain_title, words.address):
        columns.addresses[column] = None
        return True
    for platform, called in words.address_on.items():
        if title in map(plain_title, called):
            columns.addresses[column] = platform
            return True
    for name, called in words.fields.items():
        if title in map(plain_title, called):
            _claim(columns, column, name)
            if title in map(plain_title, words.unsure) and column in columns.fields:
                columns.unsure.add(column)
            return True
    if title in map(plain_title, (*words.serial, *words.aside, *words.refused)):
        columns.serial.add(column)
        return True
    return False


def _match_loosely(columns: SheetColumns, column: int, words: Vocabulary) -> bool:
    """Match a title that has the words of a known one in another order or number."""
    title = columns.head.cells[column]
    name = words.loosely(title)
    if not name or words.is_of_others(title) or name in columns.fields.values():
        return False
    if name == "url":
        columns.addresses[column] = None
    else:
        columns.fields[column] = name
    return True


def _goal(title: str, words: Vocabulary) -> str:
    """The field that a title is a name of; `url` for one of addresses, empty for none."""
    called = (words.address, *words.address_on.values())
    if title == "url" or any(title in map(plain_title, names) for names in called):
        return "url"
    found = (name for name, all_ in words.fields.items() if title in map(plain_title, all_))
    own = {plain_title(name): name for name in FIELDS}
    return own.get(title) or next(found, "")


def _claim(columns: SheetColumns, column: int, name: str) -> None:
    """Give a column its field; a second column for one field stays unmapped."""
    if name in columns.fields.values():
        columns.unmapped.append(column)
    else:
        columns.fields[column] = name


def _archiver(columns: SheetColumns, titles: Sequence[str], words: Vocabulary) -> None:
    form = words.archiver
    if form is None:
        return
    parts = (form.status, form.archive, form.captured_at, form.posted_at, form.hash)
    wanted = {plain_title(part) for part in (*parts, *form.more, *form.kept_in_report)}
    for column, title in enumerate(titles):
        if title == plain_title(form.address):
            columns.addresses[column] = None
        elif title in wanted:
            columns.archiver[column] = title


def _stand_in(columns: SheetColumns) -> None:
    """Without a column of addresses, the one of names is it."""
    if columns.addresses:
        return
    for name in ("handle", "native_id"):
        for column, goal in columns.fields.items():
            if goal == name:
                columns.addresses[column] = None
                columns.unsure.discard(column)
                return
