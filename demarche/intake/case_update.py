"""What a mended sheet changes in a case: every cell that says something else than the case has.

Nothing is taken that an import would refuse, and a row that the sheet does not have stays.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from demarche.case.case_tables import CaseTable
from demarche.intake.case_writer import SAYS_DELIMITER
from demarche.intake.columns import SheetColumns
from demarche.intake.date_columns import cell_of
from demarche.intake.field_doubt import CellDoubt
from demarche.intake.row_fields import FieldReader
from demarche.intake.row_identities import Identities
from demarche.intake.row_matching import MatchedRow, RowMatches, is_same_text
from demarche.kernel.formula_guard import formula_guarded
from demarche.kernel.problems import Severity
from demarche.model.target import ACCOUNT_KINDS
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver
from demarche.sheets.sheet import SheetRow


class CellChange(NamedTuple):
    """A cell of the case that the sheet changes."""

    place: int
    """The row of the case, counted from 0."""
    name: str
    """What the row is called."""
    field: str
    old: str
    new: str
    """Empty where the sheet empties the cell."""


@dataclass(slots=True)
class CaseChanges:
    """What a sheet changes, and what of it cannot be taken."""

    changes: list[CellChange] = field(default_factory=list)
    doubts: list[tuple[int, CellDoubt]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    """Rows of the case that the sheet does not have; they stay."""


def changes_of(
    matches: RowMatches,
    columns: SheetColumns,
    accounts: CaseTable,
    fields: FieldReader,
    resolver: Resolver,
    identities: Identities,
) -> CaseChanges:
    """Compare the rows of a sheet with those of the case that they are."""
    found = CaseChanges()
    names = [row.get("id") or str(n) for n, row in enumerate(accounts.rows, start=1)]
    kept = _keys(accounts, resolver)
    for match in matches.matched:
        old = accounts.rows[match.index]
        changed = _changed(match, old, columns, fields, found)
        for name in _refused(match, {**old, **changed}, changed, (resolver, identities), kept):
            place = {field: column for column, field in columns.fields.items()}
            column = place.get(name[0], next(iter(columns.addresses), -1))
            found.doubts.append((match.row.number, CellDoubt(column, *name[1:], Severity.ERROR)))
            changed.pop(name[0], None)
        found.changes += [
            CellChange(match.index, names[match.index], name, old.get(name, ""), value)
            for name, value in changed.items()
        ]
    for match in matches.twice:
        message = f"row {names[match.index]} of the case has a row in the sheet already"
        found.doubts.append((match.row.number, CellDoubt(-1, message, "keep one of them")))
    present = {match.index for match in matches.matched}
    found.absent = [name for n, name in enumerate(names) if n not in present]
    return found


def _changed(
    match: MatchedRow,
    old: Mapping[str, str],
    columns: SheetColumns,
    fields: FieldReader,
    found: CaseChanges,
) -> dict[str, str]:
    """The fields of a row that the sheet gives otherwise than the case has them."""
    texts = _texts(match.row, columns, old)
    differing = {
        name: text
        for name, text in texts.items()
        if not is_same_text(old.get(name, ""), text, name)
    }
    if not differing:
        return {}
    changed = {}
    own = {name for column, name in columns.fields.items() if columns.title(column) == name}
    for name, text in differing.items():
        if not text.strip() and old.get(name) and match.by_id and name in own:
            changed[name] = ""
    values, doubts = fields.read(match.row)
    for doubt in doubts:
        name = columns.fields.get(doubt.column, "")
        if doubt.severity is Severity.NOTE or name in differing:
            found.doubts.append((match.row.number, doubt))
    for name, value in values.items():
        asked = name in differing or (name == "observed_on" and "observed_at" in differing)
        if asked and value != old.get(name, "") and name != "id":
            changed[name] = value
    if "url" in differing and differing["url"].strip():
        changed["url"] = differing["url"].strip()
    return changed


def _texts(row: SheetRow, columns: SheetColumns, old: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row by field; the address where one column holds it."""
    found = {
        name: cell_of(row, column)
        for column, name in columns.fields.items()
        if column not in columns.addresses
    }
    filled = [cell_of(row, column) for column in columns.addresses if cell_of(row, column).strip()]
    if len(filled) == 1 and old.get("url", "").strip():
        found["url"] = filled[0]
    return found


def _keys(accounts: CaseTable, resolver: Resolver) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, row in enumerate(accounts.rows):
        try:
            found.setdefault(
                resolver.resolve(
                    row.get("url", ""),
                    platform=row.get("platform"),
                    identifier_type=row.get("identifier_type"),
                ).key,
                number,
            )
        except TargetError:
            continue
    return found


def _refused(
    match: MatchedRow,
    row: Mapping[str, str],
    changed: Mapping[str, str],
    tools: tuple[Resolver, Identities],
    kept: Mapping[str, int],
) -> list[tuple[str, str, str]]:
    """Changes that would make a row name another account than its own, with why."""
    resolver, identities = tools
    touched = {"url", "platform", "identifier_type", "handle", "native_id", "former_handles"}
    if not touched & changed.keys() and "posts" not in changed:
        return []
    try:
        target = resolver.resolve(
            row.get("url", ""),
            platform=row.get("platform") or None,
            identifier_type=row.get("identifier_type") or None,
        )
    except TargetError as error:
        names = [name for name in ("url", "platform", "identifier_type") if name in changed]
        return [(name, error.message, error.remedy) for name in names]
    found = []
    if "url" in changed:
        if target.kind not in ACCOUNT_KINDS:
            found.append(("url", f"a {target.kind}, not an account", "write the account's address"))
        elif kept.get(target.key, match.index) != match.index:
            found.append(("url", "another row of the case is this account", "keep one of them"))
    for fault in identities.faults(target, row):
        if fault.field in changed:
            found.append((fault.field, fault.message, fault.remedy))
        elif "url" in changed and fault.contradicts and not found:
            found.append(("url", fault.message, "correct the one that is wrong"))
    for text in changed.get("posts", "").split():
        try:
            post = resolver.resolve(text)
        except TargetError as error:
            found.append(("posts", error.message, error.remedy))
            break
        if post.platform != target.platform:
            message = f"a post on {post.platform}, the account is on {target.platform}"
            found.append(("posts", message, "give it its own row"))
            break
    return list({name: (name, message, remedy) for name, message, remedy in found}.values())


def updated_table(
    table: CaseTable, changes: Sequence[CellChange], order: Iterable[str]
) -> CaseTable:
    """The table with the changes; rows that are not changed keep their texts."""
    if not changes:
        return table
    given = {change.field for change in changes if change.new}
    head = [*table.head, *(name for name in order if name in given and name not in table.head)]
    rows = [dict(row) for row in table.rows]
    for change in changes:
        rows[change.place][change.field] = change.new
    text = SAYS_DELIMITER.sub("", table.data.decode("utf-8-sig"))
    old = [
        r for r in csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter) if any(r)
    ]
    changed = {change.place for change in changes}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", delimiter=table.delimiter)
    writer.writerow(head)
    for number, cells in enumerate(old[1:]):
        if number in changed:
            writer.writerow([formula_guarded(rows[number].get(name, "")) for name in head])
        else:
            writer.writerow([*cells, *[""] * (len(head) - len(cells))])
    return CaseTable(
        rows, table.file, head, out.getvalue().encode(), table.delimiter, table.written
    )
