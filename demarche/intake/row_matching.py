"""Which row of a sheet is which row of the case: by its id, else by the account at its address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from demarche.case.case_tables import CaseTable
from demarche.intake.cells import Cells
from demarche.intake.columns import SheetColumns
from demarche.intake.date_columns import cell_of
from demarche.intake.export_table import defanged
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver
from demarche.sheets.sheet import Sheet, SheetRow


@dataclass(slots=True)
class MatchedRow:
    """A row of the sheet with the place of its row in the case, counted from 0."""

    row: SheetRow
    index: int
    by_id: bool


@dataclass(slots=True)
class RowMatches:
    """The rows of a sheet that are in the case, and the others."""

    matched: list[MatchedRow] = field(default_factory=list)
    others: list[SheetRow] = field(default_factory=list)
    twice: list[MatchedRow] = field(default_factory=list)
    """Further rows of the sheet for a row of the case that has one already."""


def match_rows(
    sheet: Sheet,
    columns: SheetColumns,
    accounts: CaseTable,
    cells: Cells,
    context: str | None,
) -> RowMatches:
    """Match the rows below the head of a sheet with the rows of a case."""
    ids = _unique({n: row.get("id", "") for n, row in enumerate(accounts.rows)})
    texts = _unique({n: row.get("url", "") for n, row in enumerate(accounts.rows)})
    keys = _unique({n: _key(row, cells.resolver) for n, row in enumerate(accounts.rows)})
    place = {name: column for column, name in columns.fields.items()}
    found, seen = RowMatches(), set()
    for row in sheet.rows:
        if row.number <= columns.head.number:
            continue
        own = cell_of(row, place["id"]).strip() if "id" in place else ""
        index = ids.get(own) if own else None
        by_id = index is not None
        filled = {n: cell_of(row, n).strip() for n in columns.addresses if cell_of(row, n).strip()}
        if index is None and len(filled) == 1:  # with several, each is an account of its own
            ((column, text),) = filled.items()
            named = cell_of(row, place["platform"]) if "platform" in place else ""
            titled = columns.addresses[column] or cells.headings.only_platform(named)
            index = texts.get(text)
            if index is None:
                index = keys.get(_target_key(text, titled or context, cells))
        if index is None:
            found.others.append(row)
        elif index in seen:
            found.twice.append(MatchedRow(row, index, by_id))
        else:
            seen.add(index)
            found.matched.append(MatchedRow(row, index, by_id))
    return found


def _unique(texts: Mapping[int, str]) -> dict[str, int]:
    """The rows by texts that one row alone has."""
    counts = Counter(texts.values())
    return {text: number for number, text in texts.items() if text and counts[text] == 1}


def _key(row: Mapping[str, str], resolver: Resolver) -> str:
    try:
        return resolver.resolve(
            row.get("url", ""),
            platform=row.get("platform") or None,
            identifier_type=row.get("identifier_type") or None,
        ).key
    except TargetError:
        return ""


def _target_key(text: str, platform: str | None, cells: Cells) -> str:
    """The account of an address as an import reads it."""
    try:
        found = cells.piece(text, platform).target
    except TargetError:
        return ""
    return found.key if found else ""


def is_same_text(old: str, text: str, name: str) -> bool:
    """Whether a cell says what the case has: as it is, or as an export writes it."""
    if text == old or text.strip() == old.strip():
        return True
    return name in ("url", "posts") and text.strip() == defanged(old)
