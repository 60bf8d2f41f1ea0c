"""The `exhibits` cells of accounts.csv: file names in them become the names of exhibits."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from demarche.intake.evidence_folder import EvidenceFiles
from demarche.intake.exhibit_sheet import StatedExhibit
from demarche.intake.open_case import Here
from demarche.kernel.formula_guard import formula_guarded
from demarche.kernel.problems import Place
from demarche.kernel.workspace import shown

_COLUMN = "exhibits"
_NUMBER = re.compile(r"E[0-9]{1,9}")


def stated_in_accounts(here: Here) -> list[StatedExhibit]:
    """What the accounts' own `exhibits` cells name that is no exhibit of the case yet."""
    return list(_stated(here))


def _stated(here: Here) -> Iterator[StatedExhibit]:
    known = {row.get("id", "") for row in here.exhibits.rows}
    file = shown(here.accounts.file or here.case)
    for number, row in enumerate(here.accounts.rows, start=1):
        names = row.get(_COLUMN, "").strip()
        if not names or all(word in known or _NUMBER.fullmatch(word) for word in names.split()):
            continue
        name = row.get("id") or str(number)
        place = Place(f"{file}: row {name}")
        yield StatedExhibit(place, number, names, (name,), address=row.get("url", ""))


def account_cells(here: Here, files: EvidenceFiles, ids: Mapping[Path, str]) -> bytes | None:
    """accounts.csv with the exhibits' names in place of their files'; None where none is named."""
    table = here.accounts
    if table.file is None or _COLUMN not in table.head:
        return None
    column = table.head.index(_COLUMN)
    rows = list(
        csv.reader(
            io.StringIO(table.data.decode("utf-8-sig"), newline=""), delimiter=table.delimiter
        )
    )
    changed = False
    for row in rows:
        if column >= len(row) or not row[column].strip() or row[column].strip() == _COLUMN:
            continue
        named = list(files.named(row[column]))
        found = [ids.get(paths[0]) if len(paths) == 1 else None for _, paths in named]
        if not any(found):
            continue
        cell = " ".join(exhibit or name for (name, _), exhibit in zip(named, found, strict=True))
        row[column] = formula_guarded(cell)
        changed = True
    if not changed:
        return None
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", delimiter=table.delimiter).writerows(rows)
    return out.getvalue().encode()
