"""Which row of a sheet is the head, by its titles and by what stands below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from demarche.facts.sheet_vocabulary import Vocabulary, plain_title, variants
from demarche.intake.cells import names_an_account
from demarche.intake.columns import FIELDS, SheetColumns, columns_of
from demarche.intake.merged_cells import with_merged_titles
from demarche.kernel.problems import InputError, Place, Problem, Severity, did_you_mean
from demarche.sheets.sheet import Sheet, SheetRow, letters

_SEARCHED = 40
"""Rows among which the head is looked for."""


def find_columns(sheet: Sheet, words: Vocabulary, mapping: Mapping[str, str]) -> SheetColumns:
    """Find the head row and say what every column is. `mapping` maps titles to fields (`--map`).

    Raises InputError where no head row or no column of addresses can be found, or where `mapping`
    names a title or a field that does not exist.
    """
    if sheet.head is not None:
        columns = columns_of(sheet, SheetRow(0, list(sheet.head)), words, mapping)
    else:
        columns = _believed(sheet, words, mapping)
    _tell(sheet, columns, words)
    return columns


def _believed(sheet: Sheet, words: Vocabulary, mapping: Mapping[str, str]) -> SheetColumns:
    """The columns by the best row of titles that fits what stands below it."""
    why = ""
    for head in _heads(sheet, words, mapping):
        columns = columns_of(sheet, head, words, mapping)
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


def _heads(sheet: Sheet, words: Vocabulary, mapping: Mapping[str, str]) -> list[SheetRow]:
    """The rows that have titles that are known, those with the most first.

    A row that holds an address, a number or an `@name` is one of data.
    """
    known = _known(words) | {plain_title(title) for title in mapping}
    scores = []
    for row in (with_merged_titles(sheet, row) for row in sheet.rows[:_SEARCHED]):
        titles = [any(variant in known for variant in variants(cell)) for cell in row.cells]
        data = any(
            names_an_account(cell) and not title
            for cell, title in zip(row.cells, titles, strict=True)
        )
        if any(titles) and not data:
            scores.append((-sum(titles), row.number, row))
    return [row for _, _, row in sorted(scores, key=lambda score: score[:2])]


def _disbelief(sheet: Sheet, columns: SheetColumns, words: Vocabulary) -> str:
    """Why a row is no row of titles, by what stands below it; empty where it may well be one."""
    head = columns.head
    claimed = {*columns.addresses, *columns.fields}
    on_platform = {column for column, key in columns.addresses.items() if key}
    platforms = {
        plain_title(word)
        for words_of in (words.platforms.values(), words.address_on.values())
        for called in words_of
        for word in called
    } | {plain_title(key) for key in words.platforms}
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
            text = plain_title(filled[column])
            again = column < len(head.cells) and text == plain_title(head.cells[column])
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


def _same(filled: Mapping[int, str], head: SheetRow) -> bool:
    """Whether a row is the head once more."""
    titles = {n: plain_title(cell) for n, cell in enumerate(head.cells) if cell.strip()}
    return titles == {n: plain_title(cell) for n, cell in filled.items()}


def _known(words: Vocabulary) -> set[str]:
    return words.titles() | {plain_title(name) for name in FIELDS}


def _field_taken(title: str, columns: SheetColumns, words: Vocabulary) -> str | None:
    """The field that the title is a name of, where another column gives it already."""
    for goal in columns.fields.values():
        if plain_title(title) in {plain_title(goal), *map(plain_title, words.fields.get(goal, ()))}:
            return goal
    return None


def _tell(sheet: Sheet, columns: SheetColumns, words: Vocabulary) -> None:
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
