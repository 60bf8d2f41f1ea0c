"""Exhibits from the auto-archiver's sheet: where the copy is, when it was made, its hash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from demarche.facts.sheet_vocabulary import ArchiverSheet, plain_title
from demarche.intake.columns import SheetColumns
from demarche.model.base import Moment
from demarche.sheets.sheet import SheetRow

_HASH = re.compile(r"(?:(?P<name>[A-Za-z0-9-]+):)?(?P<hex>[0-9a-fA-F]{32,128})")
_FRACTION = re.compile(r"(T\d\d:\d\d:\d\d)\.\d+")
_MOMENT: TypeAdapter[Moment] = TypeAdapter(Moment)


@dataclass(slots=True)
class Archived:
    """One archived row: the fields of its exhibit and what is to be told about it."""

    row: int
    fields: dict[str, str]
    notes: list[str] = field(default_factory=list)


def archived(
    row: SheetRow, columns: SheetColumns, form: ArchiverSheet, zone: str
) -> Archived | None:
    """The exhibit that a row of the auto-archiver's sheet holds; None where nothing was archived.

    What the sheet does not say (who captured it, what it shows) stays empty.
    """
    cells = dict(_cells(row, columns))
    status = cells.get(plain_title(form.status), "")
    location = cells.get(plain_title(form.archive), "")
    digest = cells.get(plain_title(form.hash), "")
    done = (
        any(plain_title(word) in plain_title(status) for word in form.done)
        and "nothing" not in status
    )
    if not (done or location or digest):
        return None
    found = Archived(row.number, {"tool": form.tool})
    if status and not done:
        found.notes.append(f"archive status {status!r}: check whether the copy is complete")
    kept = [location] if location else []
    _hash(digest, found, kept)
    kept += [
        f"{name}: {cells[plain_title(name)]}" for name in form.more if cells.get(plain_title(name))
    ]
    if kept:
        found.fields["archive"] = "; ".join(kept)
    _moment("captured_at", cells.get(plain_title(form.captured_at), ""), zone, found)
    if posted := cells.get(plain_title(form.posted_at), ""):
        found.fields["posted_at"] = posted
    for name in form.kept_in_report:
        if text := cells.get(plain_title(name), ""):
            found.notes.append(f"{name}: {text[:200]!r}")
    return found


def _cells(row: SheetRow, columns: SheetColumns) -> Iterator[tuple[str, str]]:
    for column, title in columns.archiver.items():
        mark = row.marks.get(column)
        if column < len(row.cells) and (mark is None or mark.kind in ("link", "date")):
            yield title, row.cells[column].strip()


def _hash(text: str, found: Archived, kept: list[str]) -> None:
    """A SHA-256 is the exhibit's; any other hash is kept beside the archive's address."""
    if not text:
        found.notes.append("no hash in the sheet; hash the item and write its `sha256`")
        return
    match = _HASH.fullmatch(text)
    name = (match["name"] or "").upper() if match else ""
    if match and len(match["hex"]) == 64 and name in ("SHA-256", "SHA256", ""):
        if name:
            found.fields["sha256"] = match["hex"].lower()
            return
        found.notes.append("a hash without its algorithm; check whether it is a SHA-256")
    else:
        found.notes.append(f"the hash is not a SHA-256 ({text[:24]}…); write the item's `sha256`")
    kept.append(text)


def _moment(name: str, text: str, zone: str, found: Archived) -> None:
    if not text:
        return
    value = _FRACTION.sub(r"\1", text.replace(" ", "T", 1))
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", value) and zone:
        value += zone
    try:
        _MOMENT.validate_python(value)
    except ValidationError:
        found.notes.append(
            f"{name} {text!r} was ignored; expected date, time and zone, or use `--zone`"
        )
        return
    found.fields[name] = value


def owner_of(row: int, lines: Mapping[int, list[str]]) -> str:
    """The rows of the case that the exhibit is evidence for; nothing where none was taken."""
    return " ".join(dict.fromkeys(lines.get(row, [])))
