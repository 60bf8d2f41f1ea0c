"""A first import whose columns were not all understood: nothing is written, and what to do is said.

A case that was written without a column has to be thrown away, or mended by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from demarche.facts.sheet_vocabulary import Vocabulary, plain_title
from demarche.intake.columns import FIELDS, SheetColumns
from demarche.kernel.problems import suggestion_for
from demarche.sheets.sheet import Sheet

_VERY_LIKE = 0.85
"""What is proposed in a command that is ready to run is likelier than a mere suggestion."""


def unclear_columns(
    sheet: Sheet, columns: SheetColumns, words: Vocabulary
) -> Iterator[tuple[str, str]]:
    """The columns that hold something and are not understood, each with a field or `ignore`.

    A column of the names of others, such as `added by`, is understood, and left aside.
    """
    taken = set(columns.fields.values()) | {"url"}
    for column in columns.unmapped:
        title = columns.title(column)
        of_others = words.is_of_others(title) or plain_title(title) in map(
            plain_title, words.unsure
        )
        if of_others or not _holds_something(sheet, columns, column):
            continue
        field = _similar(title, words)
        if field in taken:
            field = ""
        taken.add(field)
        yield title, field or "ignore"


def _holds_something(sheet: Sheet, columns: SheetColumns, column: int) -> bool:
    return any(
        column < len(row.cells) and row.cells[column].strip()
        for row in sheet.rows
        if row.number > columns.head.number
    )


def _similar(title: str, words: Vocabulary) -> str:
    """The field whose words are most like a title; empty where none is like it."""
    called = {plain_title(name): name for name in FIELDS}
    for name, all_ in words.fields.items():
        called.update(dict.fromkeys(map(plain_title, all_), name))
    found = suggestion_for(plain_title(title), called, _VERY_LIKE)
    return called.get(found, "")
