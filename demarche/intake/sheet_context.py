"""Which platform a whole sheet is for: by the title above its rows, or by the sheet's own name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from demarche.facts.sheet_names import MonthNames
from demarche.facts.sheet_vocabulary import Headings, plain_title
from demarche.intake.columns import SheetColumns
from demarche.sheets.sheet import Sheet


class SheetPlatform(NamedTuple):
    """The platform of bare names: in the whole sheet, or in its first block of rows alone."""

    whole: str | None = None
    first_block: str | None = None


NO_PLATFORM = SheetPlatform()


def platform_of_sheet(
    sheet: Sheet, columns: SheetColumns, headings: Headings, months: MonthNames
) -> SheetPlatform:
    """The one platform that title and name give; none where a column of platforms says otherwise.

    Only a text that says nothing else counts: `FACEBOOK accounts, November 2026`. Where headings
    between the rows name further platforms, a title is the heading of the first block.
    """
    found = {
        platform
        for text in (sheet.name, *_titles(sheet, columns))
        if (platform := headings.only_platform(_without_months(text, months)))
    }
    if len(found) != 1:
        return NO_PLATFORM
    platform = found.pop()
    named = {headings.only_platform(text) for text in _named(sheet, columns)} - {None}
    if not named <= {platform}:
        return NO_PLATFORM
    blocks = {headings.only_platform(text) for text in _alone(sheet, columns)} - {None}
    return SheetPlatform(platform) if blocks <= {platform} else SheetPlatform(None, platform)


def _alone(sheet: Sheet, columns: SheetColumns) -> Iterator[str]:
    """The texts that stand alone in a row below the head."""
    for row in sheet.rows:
        if row.number > columns.head.number:
            filled = [cell.strip() for cell in row.cells if cell.strip()]
            if len(filled) == 1:
                yield filled[0]


def _titles(sheet: Sheet, columns: SheetColumns) -> Iterator[str]:
    """The texts that stand alone in a row above the head."""
    for row in sheet.rows:
        if row.number < columns.head.number:
            filled = {cell.strip() for cell in row.cells if cell.strip()}
            if len(filled) == 1:
                yield filled.pop()


def _named(sheet: Sheet, columns: SheetColumns) -> Iterator[str]:
    """What the column of platforms holds."""
    for column, name in columns.fields.items():
        if name == "platform":
            for row in sheet.rows:
                if row.number > columns.head.number and column < len(row.cells):
                    yield row.cells[column]


def _without_months(text: str, months: MonthNames) -> str:
    return " ".join(word for word in plain_title(text).split() if months.number(word) is None)
