"""Which column of a sheet is what: the head row found, titles matched, the rest told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from demarche.facts.sheet_vocabulary import Vocabulary, plain, variants
from demarche.intake.cells import names_an_account
from demarche.kernel.problems import (
    Collector,
    InputError,
    Place,
    Problem,
    Severity,
    did_you_mean,
    one_of,
)
from demarche.model.base import fields_of
from demarche.model.case import Account
from demarche.sheets.sheet import Row, Sheet, letters

FIELDS = tuple(fields_of(Account))
_SEARCHED = 40
"""Rows among which the head is looked for."""

_IDENTITY = frozenset({"url", "handle", "native_id", "display_name", "former_handles"})
"""The fields that say which account is meant."""


@dataclass(slots=True)
class Columns:
    """What every column of a sheet is. Columns count from 0."""

    head: Row
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


def find_columns(sheet: Sheet, words: Vocabulary, mapping: Mapping[str, str]) -> Columns:
    """Find the head row and say what every column is. `mapping` maps titles to fields (`--map`).

    Raises InputError where no head row or no column of addresses can be found, or where `mapping`
    names a title or a field that does not exist.
    """
    if sheet.head is not None:
        columns = _columns(sheet, Row(0, list(sheet.head)), words, mapping)
    else:
        columns = _believed(sheet, words, mapping)
    _tell(sheet, columns, words)
    return columns


def _columns(sheet: Sheet, head: Row, words: Vocabulary, mapping: Mapping[str, str]) -> Columns:
    """What every column is, if the row is the head."""
    columns = Columns(head)
    _check_told(sheet, columns, mapping)
    titles = [plain(cell) for cell in head.cells]
    used = _used(sheet, head)
    archived = words.archiver
    if archived and sum(plain(sign) in titles for sign in archived.signs) >= 2:
        _archiver(columns, titles, words)
    wanted = {plain(title): goal for title, goal in mapping.items()}
    for column, title in enumerate(titles):
        if column in columns.archiver or column in columns.addresses:
            continue
        if title in wanted:
            _settle(columns, column, wanted[title], words)
        elif title or column in used:
            spelled = variants(head.cells[column])
            if not any(_match(columns, column, spelling, titles, words) for spelling in spelled):
                columns.unmapped.append(column)
    columns.unmapped = [column for column in columns.unmapped if column in used or titles[column]]
    columns.unmapped += [column for column in sorted(used) if column >= len(titles)]
    _stand_in(columns)
    return columns


def _believed(sheet: Sheet, words: Vocabulary, mapping: Mapping[str, str]) -> Columns:
    """The columns by the best row of titles that fits what stands below it."""
    why = ""
    for head in _heads(sheet, words, mapping):
        columns = _columns(sheet, head, words, mapping)
        doubt = "" if mapping else _disbelief(sheet, columns, words)
        if not doubt:
            return columns
        why = why or f" (row {head.number} looks like one, but {doubt})"
    raise InputError.single(
        sheet.place(sheet.rows[0].number if sheet.rows else 1),
        "",
        f"no header row found{why}",
        "write `url` above the column of links, or map a title with `--map TITLE=url`",
    )


def _heads(sheet: Sheet, words: Vocabulary, mapping: Mapping[str, str]) -> list[Row]:
    """The rows that have titles that are known, those with the most first.

    A row that holds an address, a number or an `@name` is one of data.
    """
    known = _known(words) | {plain(title) for title in mapping}
    scores = []
    for row in sheet.rows[:_SEARCHED]:
        titles = [any(variant in known for variant in variants(cell)) for cell in row.cells]
        data = any(
            names_an_account(cell) and not title
            for cell, title in zip(row.cells, titles, strict=True)
        )
        if any(titles) and not data:
            scores.append((-sum(titles), row.number, row))
    return [row for _, _, row in sorted(scores, key=lambda score: score[:2])]


def _disbelief(sheet: Sheet, columns: Columns, words: Vocabulary) -> str:
    """Why a row is no row of titles, by what stands below it; empty where it may well be one."""
    head = columns.head
    claimed = {*columns.addresses, *columns.fields}
    on_platform = {column for column, key in columns.addresses.items() if key}
    platforms = {
        plain(word)
        for words_of in (words.platforms.values(), words.address_on.values())
        for called in words_of
        for word in called
    } | {plain(key) for key in words.platforms}
    if len(claimed) == 1 and any(
        names_an_account(cell)
        for row in sheet.rows
        if row.number < head.number
        for cell in row.cells
    ):
        return "accounts are above it"
    holding: Counter[int] = Counter()
    lonely = sum(bool(cell.strip()) for cell in head.cells) == 1
    below = [row for row in sheet.rows if row.number > head.number]
    if not below and columns.unmapped:
        return "nothing is below it"
    for row in below:
        filled = {n: cell for n, cell in enumerate(row.cells) if cell and not cell.isspace()}
        holding.update(n for n, cell in filled.items() if "/" in cell and names_an_account(cell))
        holding.update(n for n, mark in row.marks.items() if mark.kind == "link")
        if len(filled) < 2 or _same(filled, head):
            continue
        if on_platform and lonely:
            return "it is only the name of a platform, above one of several columns"
        for column in claimed & filled.keys():
            text = plain(filled[column])
            again = column < len(head.cells) and text == plain(head.cells[column])
            if again and not words.is_nothing(filled[column]):
                return f"{columns.title(column)!r} is also in row {row.number} of that column"
            if column in on_platform and text in platforms:
                named = filled[column].strip()
                return f"{named!r} is below {columns.title(column)!r} in row {row.number}"
    most = holding.most_common(1)
    if on_platform and most and most[0][0] not in columns.addresses:
        name = letters(most[0][0])
        return f"addresses are in column {name}, which has no known title"
    return ""


def _same(filled: Mapping[int, str], head: Row) -> bool:
    """Whether a row is the head once more."""
    titles = {n: plain(cell) for n, cell in enumerate(head.cells) if cell.strip()}
    return titles == {n: plain(cell) for n, cell in filled.items()}


def _known(words: Vocabulary) -> set[str]:
    return words.titles() | {plain(name) for name in FIELDS}


def _used(sheet: Sheet, head: Row) -> set[int]:
    """The columns that hold anything below the head."""
    used: set[int] = set()
    for row in sheet.rows:
        if row.number > head.number:
            used.update(n for n, cell in enumerate(row.cells) if cell and not cell.isspace())
            used.update(row.marks)
    return used


def _check_told(sheet: Sheet, columns: Columns, mapping: Mapping[str, str]) -> None:
    found = Collector()
    titles = {plain(cell): cell.strip() for cell in columns.head.cells if cell.strip()}
    place = Place(sheet.file)
    for title, goal in mapping.items():
        if plain(title) not in titles:
            remedy = did_you_mean(title, titles.values()) or one_of(titles.values())
            found.add(Problem(place, "--map", f"unknown column {title!r}", remedy))
        if goal not in FIELDS and goal != "ignore":
            remedy = did_you_mean(goal, FIELDS) or one_of([*FIELDS, "ignore"], 50)
            found.add(Problem(place, "--map", f"unknown field {goal!r}", remedy))
    found.stop_if_any()


def _settle(columns: Columns, column: int, goal: str, words: Vocabulary) -> None:
    if goal == "ignore":
        columns.serial.add(column)
    elif goal == "url":
        titles = {plain(title): key for key, all_ in words.address_on.items() for title in all_}
        columns.addresses[column] = titles.get(plain(columns.head.cells[column]))
    else:
        _claim(columns, column, goal)


def _match(
    columns: Columns, column: int, title: str, titles: Sequence[str], words: Vocabulary
) -> bool:
    """Match one title: own names first, then words for addresses, then words for fields."""
    if words.is_of_others(columns.head.cells[column]) and _goal(title, words) in _IDENTITY:
        return False
    names = {plain(name): name for name in FIELDS}
    # Everybody calls the address `link`; in our own sheets that is the tie to the organisation.
    own = title in names and (title != "link" or "url" in titles)
    if own and names[title] != "url":
        _claim(columns, column, names[title])
        return True
    if title == "url" or title in map(plain, words.address):
        columns.addresses[column] = None
        return True
    for platform, called in words.address_on.items():
        if title in map(plain, called):
            columns.addresses[column] = platform
            return True
    for name, called in words.fields.items():
        if title in map(plain, called):
            _claim(columns, column, name)
            if title in map(plain, words.unsure) and column in columns.fields:
                columns.unsure.add(column)
            return True
    if title in map(plain, words.serial):
        columns.serial.add(column)
        return True
    return False


def _goal(title: str, words: Vocabulary) -> str:
    """The field that a title is a name of; `url` for one of addresses, empty for none."""
    called = (words.address, *words.address_on.values())
    if title == "url" or any(title in map(plain, names) for names in called):
        return "url"
    found = (name for name, all_ in words.fields.items() if title in map(plain, all_))
    own = {plain(name): name for name in FIELDS}
    return own.get(title) or next(found, "")


def _claim(columns: Columns, column: int, name: str) -> None:
    """Give a column its field; a second column for one field stays unmapped."""
    if name in columns.fields.values():
        columns.unmapped.append(column)
    else:
        columns.fields[column] = name


def _archiver(columns: Columns, titles: Sequence[str], words: Vocabulary) -> None:
    form = words.archiver
    if form is None:
        return
    parts = (form.status, form.archive, form.captured_at, form.posted_at, form.hash)
    wanted = {plain(part) for part in (*parts, *form.more, *form.kept_in_report)}
    for column, title in enumerate(titles):
        if title == plain(form.address):
            columns.addresses[column] = None
        elif title in wanted:
            columns.archiver[column] = title


def _field_taken(title: str, columns: Columns, words: Vocabulary) -> str | None:
    """The field that the title is a name of, where another column gives it already."""
    for goal in columns.fields.values():
        if plain(title) in {plain(goal), *map(plain, words.fields.get(goal, ()))}:
            return goal
    return None


def _stand_in(columns: Columns) -> None:
    """Without a column of addresses, the one of names is it."""
    if columns.addresses:
        return
    for name in ("handle", "native_id"):
        for column, goal in columns.fields.items():
            if goal == name:
                columns.addresses[column] = None
                columns.unsure.discard(column)
                return


def _tell(sheet: Sheet, columns: Columns, words: Vocabulary) -> None:
    place = sheet.place(columns.head.number) if columns.head.number else Place(sheet.file)
    if not columns.addresses:
        titles = [columns.title(column) for column in columns.unmapped]
        raise InputError.single(
            place,
            "",
            "no column has addresses" + (f" (unknown: {', '.join(titles)})" if titles else ""),
            "map it with `--map TITLE=url`",
        )
    known = sorted(_known(words))
    for column in columns.unmapped:
        title = columns.title(column)
        near = did_you_mean(title, known)
        message = f"unknown column {title!r} was ignored"
        by_hand = f"map it with `--map {title!r}=FIELD` (or =ignore)"
        remedy = f"{near} Otherwise {by_hand}" if near else by_hand
        if taken := _field_taken(title, columns, words):
            message = f"a second column for the field {taken!r}, {title!r}, was ignored"
            remedy = "keep one of them"
        columns.notes.append(
            Problem(
                place,
                "",
                message,
                remedy,
                Severity.WARNING,
            )
        )
