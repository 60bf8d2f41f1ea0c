"""Which sheet of a book is the one with the accounts: the named one, else by its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from demarche.facts.sheet_vocabulary import Vocabulary
from demarche.intake.columns import SheetColumns
from demarche.intake.head_row import find_columns
from demarche.kernel.problems import InputError
from demarche.sheets.sheet import Sheet


def with_addresses(
    sheet: Sheet, words: Vocabulary, mapping: Mapping[str, str], *, named: bool
) -> tuple[Sheet, SheetColumns]:
    """The sheet and its columns; another of the book where that alone has a column of addresses.

    Raises InputError where no sheet has one, or where several others have; it names them.
    """
    fitting: list[tuple[Sheet, SheetColumns]] = []
    try:
        columns = find_columns(sheet, words, mapping)
    except InputError as error:
        fitting = [] if named else _fitting(sheet, words, mapping)
        if len(fitting) != 1:
            raise _naming(error, sheet, [sheet.name for sheet, _ in fitting]) from None
        first = sheet
        sheet, columns = fitting[0]
        sheet.note(f"this sheet was read, because {first.name!r} has no column of addresses")
        sheet.tell_others([first, *(other for other in first.others if other is not sheet)])
    return sheet, columns


def _fitting(
    sheet: Sheet, words: Vocabulary, mapping: Mapping[str, str]
) -> list[tuple[Sheet, SheetColumns]]:
    """The other sheets that can be seen and have a column of addresses."""
    found = []
    for other in sheet.others:
        try:
            if not other.hidden:
                found.append((other, find_columns(other, words, mapping)))
        except InputError:
            continue
    return found


def _naming(error: InputError, sheet: Sheet, fitting: list[str]) -> InputError:
    """The error with the names of the other sheets, for who did not know that there are some."""
    if not sheet.others:
        return error
    if fitting:
        names = ", ".join(map(repr, fitting))
        more = (
            f"or read another sheet: {names} have columns of addresses (`--sheet {fitting[0]!r}`)"
        )
    else:
        names = ", ".join(other.title() for other in sheet.others)
        more = f"or choose another sheet with `--sheet`: {names}"
    return InputError(
        replace(
            problem,
            remedy=f"{problem.remedy}; {more}" if problem.remedy else more.removeprefix("or "),
        )
        for problem in error.problems
    )
