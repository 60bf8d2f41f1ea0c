"""A folder of evidence and a sheet become exhibits in one step, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from demarche.case import case_tables
from demarche.case.case_reader import name_inside
from demarche.facts.exhibit_vocabulary import open_exhibit_vocabulary
from demarche.facts.sheet_vocabulary import open_vocabulary
from demarche.intake.account_cells import account_cells, stated_in_accounts
from demarche.intake.add_exhibits import REQUIRED, Added, EvidenceItem, add_items
from demarche.intake.capture_facts import CapturedItem
from demarche.intake.capture_times import DateOrder
from demarche.intake.evidence_folder import EvidenceFiles, evidence_files
from demarche.intake.exhibit_columns import find_exhibit_columns
from demarche.intake.exhibit_matching import contradictions, match_exhibits
from demarche.intake.exhibit_sheet import ExhibitSheetReader, SheetWanted, StatedExhibit
from demarche.intake.open_case import Here
from demarche.kernel.problems import InputError, Place, Problem, Severity
from demarche.kernel.workspace import Workspace, shown
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver
from demarche.sheets.sheet_reader import read_sheet


@dataclass(frozen=True, slots=True)
class FolderWanted:
    """What the officer asks for."""

    paths: Sequence[Path]
    sheet: Path | None = None
    name: str | None = None
    encoding: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""
    order: DateOrder | None = None
    accounts: str = ""
    """Rows for a sheet that names none."""
    stated: Mapping[str, str] = field(default_factory=dict)
    """Fields for what sheet and file leave open."""
    matched_only: bool = False


@dataclass(slots=True)
class FolderResult:
    """What is to be written, and what was found on the way."""

    added: Added
    files: EvidenceFiles
    source: str
    """What named the files."""
    left: list[Problem] = field(default_factory=list)
    """What does not match and is left, where that was asked for."""
    extra: dict[str, bytes] = field(default_factory=dict)
    """Further files of the case that change."""

    @property
    def open_fields(self) -> dict[str, int]:
        """Fields that stay empty, with the number of new exhibits."""
        counts = {name: sum(not row.get(name) for row in self.added.rows) for name in REQUIRED}
        return {name: count for name, count in counts.items() if count}


def add_folder(
    here: Here, wanted: FolderWanted, workspace: Workspace, resolver: Resolver
) -> FolderResult:
    """The exhibits of a folder. InputError with everything that does not match or contradicts."""
    but = [wanted.sheet] if wanted.sheet else []
    missing = [path for path in wanted.paths if not path.exists()]
    if missing:
        remedy = "check the path"
        raise InputError(
            Problem(Place(shown(path)), "", "no such file or folder", remedy) for path in missing
        )
    files = evidence_files(wanted.paths, but)
    if not files.files:
        raise InputError.single(
            Place(shown(wanted.paths[0])), "", "holds no files", "name the folder of the files"
        )
    problems: list[Problem] = []
    notes: list[Problem] = []
    rows, source, archiver = _rows(here, wanted, workspace, resolver, problems, notes)
    matched = match_exhibits(files, rows, wanted.stated, source, archiver=archiver)
    problems += matched.problems
    unmatched = [*matched.unmatched, *files.skipped]
    if not wanted.matched_only:
        problems += unmatched
    elif not matched.items:
        raise InputError([*problems, *unmatched])
    by_key = dict(case_tables.keys(here.accounts, resolver))

    def row_of(address: str) -> str | None:
        try:
            target = resolver.resolve(address)
        except TargetError:
            return None
        return by_key.get(target.key) or by_key.get(target.owner_key or "")

    def compare(evidence: EvidenceItem, item: CapturedItem, digest: str) -> Iterator[Problem]:
        return contradictions(evidence, item, digest, row_of)

    added = add_items(here, matched.items, problems, compare)
    result = FolderResult(added, files, source)
    if wanted.matched_only:
        result.left = [replace(problem, severity=Severity.WARNING) for problem in unmatched]
    added.problems = [*notes, *_worth_reading(added)]
    ids = {file: name for name, file in added.sources.items()} | dict(added.known)
    if (cells := account_cells(here, files, ids)) and here.accounts.file:
        result.extra[name_inside(here.case.parent, here.accounts.file)] = cells
    return result


def _rows(
    here: Here,
    wanted: FolderWanted,
    workspace: Workspace,
    resolver: Resolver,
    problems: list[Problem],
    notes: list[Problem],
) -> tuple[list[StatedExhibit], str, bool]:
    """What names the files: the sheet, else the accounts' own cells; and how messages call it."""
    if wanted.sheet is None:
        rows = stated_in_accounts(here)
        if not rows:
            raise InputError.single(
                Place(shown(here.case)),
                "exhibits",
                "no account names a file in its `exhibits`",
                "pass a sheet with `--from SHEET`, or the rows with `--account`",
            )
        return rows, shown(here.accounts.file or here.case), False
    sheet = read_sheet(wanted.sheet, wanted.name, wanted.encoding)
    columns = find_exhibit_columns(
        sheet, open_exhibit_vocabulary(workspace), open_vocabulary(workspace), wanted.mapping
    )
    if not columns.names_accounts() and not wanted.accounts:
        raise InputError.single(
            Place(sheet.file),
            "row",
            "no column names the accounts",
            "write `row` or `url` above the column, pass `--map TITLE=row`, or `--account ROW`",
        )
    how = SheetWanted(wanted.zone, wanted.order, wanted.accounts)
    reader = ExhibitSheetReader(sheet, columns, here, resolver, how)
    rows = reader.read()
    problems += reader.problems
    notes += sheet.notes
    if reader.without_file:
        count = len(reader.without_file)
        rows_text = "1 row names" if count == 1 else f"{count} rows name"
        notes.append(
            Problem(reader.without_file[0].place, "file", f"{rows_text} no file", "", Severity.NOTE)
        )
    if columns.unread:
        message = f"columns not read: {', '.join(columns.unread)}"
        remedy = "name one with `--map TITLE=FIELD` if it is of the exhibits"
        notes.append(Problem(Place(sheet.file), "", message, remedy, Severity.NOTE))
    return rows, shown(wanted.sheet), columns.archiver


def _worth_reading(added: Added) -> list[Problem]:
    """What is said of single files, but for the fields that stay empty, which are counted."""
    return [problem for problem in added.problems if "left empty:" not in problem.message]
