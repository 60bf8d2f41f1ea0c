"""One import: from a sheet and a case's folder to the files that are to be written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from demarche.case import case_tables
from demarche.case.case_reader import name_inside
from demarche.case.case_tables import CaseTable
from demarche.facts.library import open_library
from demarche.facts.sheet_names import open_countries, open_epithets, open_months
from demarche.facts.sheet_vocabulary import Headings, Vocabulary, open_vocabulary
from demarche.intake import case_template, import_report
from demarche.intake.auto_archiver import Archived, archived, owner_of
from demarche.intake.case_update import CaseChanges, changes_of, updated_table
from demarche.intake.case_writer import appended, free_name
from demarche.intake.cells import Cells
from demarche.intake.columns import SheetColumns
from demarche.intake.date_columns import date_columns
from demarche.intake.export_table import as_csv, as_xlsx
from demarche.intake.import_lines import NewAccount, Understood
from demarche.intake.merged_cells import spread_down
from demarche.intake.organisation_names import Organisations
from demarche.intake.organisation_search import searcher
from demarche.intake.refused_rows import refused_table
from demarche.intake.row_fields import FieldReader
from demarche.intake.row_identities import Identities
from demarche.intake.row_matching import match_rows
from demarche.intake.row_parser import RowParser
from demarche.intake.sheet_choice import with_addresses
from demarche.intake.sheet_context import platform_of_sheet
from demarche.intake.short_names import remembered_file, with_short_names
from demarche.intake.unclear_columns import unclear_columns
from demarche.intake.written_days import DayOrder
from demarche.kernel.problems import InputError, Place, Problem, Severity
from demarche.kernel.workspace import Workspace, shown
from demarche.model.base import fields_of
from demarche.model.case import Account, Exhibit
from demarche.platforms.resolver import Resolver
from demarche.sheets.sheet import Sheet
from demarche.sheets.sheet_reader import read_sheet


@dataclass(frozen=True, slots=True)
class ImportWanted:
    """What the officer asks for."""

    sheet: Path
    case: Path
    mapping: Mapping[str, str]
    name: str | None = None
    encoding: str | None = None
    zone: str = ""
    owners: bool = False
    dates: DayOrder | None = None
    """The order of day and month, where dates are written with numbers."""
    organisations: Mapping[str, str] = field(default_factory=dict)
    """Short names with the organisations that they stand for; the workspace remembers them."""
    update: bool = False
    """Whether rows that the case has are compared with it, and changed."""


@dataclass(slots=True)
class Import:
    """A finished import: what was understood, and the files by their names in the case's folder."""

    sheet: Sheet
    columns: SheetColumns
    done: Understood
    folder: Path
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """The summary."""
    exhibits: int = 0
    first: bool = False
    """Whether the case has nothing yet."""
    update: CaseChanges | None = None
    remembered: bytes | None = None
    """The workspace's file of short names, where it changes."""
    workspace: Workspace | None = None
    unclear: list[tuple[str, str]] = field(default_factory=list)
    """At a first import the columns that are not understood, with a field or `ignore` for each."""
    suggested: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Organisations that may be meant, for every name that was not taken."""


def prepare_import(wanted: ImportWanted) -> Import:
    """Read the sheet and say what it becomes; nothing is written. InputError where it can't be."""
    case = case_tables.case_file(wanted.case)
    workspace = Workspace.around(case.parent)
    library = open_library(workspace)
    resolver = Resolver(library.platforms)
    words = open_vocabulary(workspace)
    sheet = read_sheet(wanted.sheet, wanted.name, wanted.encoding)
    sheet, columns = with_addresses(sheet, words, wanted.mapping, named=wanted.name is not None)
    accounts, exhibits = _tables(case)
    spread_down(sheet, columns)
    short_names = with_short_names(workspace, wanted.organisations, library.organisations)
    months = open_months(workspace)
    days = date_columns(sheet, columns, months, order=wanted.dates, zone=wanted.zone)
    organisations = Organisations(
        library.organisations,
        short_names,
        open_epithets(workspace),
        searcher(workspace),
    )
    names = {key: library.platforms[key].name for key in library.platforms}
    fields = FieldReader(
        columns, words, names, organisations, days, open_countries(workspace, library.regions)
    )
    kept = {key: f"row {name}" for key, name in case_tables.keys(accounts, resolver)}
    identities = Identities(library.platforms)
    headings = Headings(words, names.items())
    context = platform_of_sheet(sheet, columns, headings, months)
    unread, changes = sheet, None
    if wanted.update:
        matches = match_rows(
            *(sheet, columns, accounts), Cells(resolver, headings, identities.host), context.whole
        )
        changes = changes_of(matches, columns, accounts, fields, resolver, identities)
        above = [row for row in sheet.rows if row.number <= columns.head.number]
        unread = replace(sheet, rows=above + matches.others)
    reader = RowParser(
        unread,
        columns,
        words,
        resolver,
        fields,
        kept,
        identities=identities,
        headings=headings,
        marks=case_tables.marks(accounts, resolver, identities.marks),
        owners=wanted.owners,
        platform=context,
    )
    done = reader.read()
    if changes:
        done.doubts += changes.doubts
    _name(done, accounts, columns)
    made = Import(sheet, columns, done, case.parent, update=changes, workspace=workspace)
    made.first = not case.exists() and not accounts.rows
    if made.first:
        made.unclear = list(unclear_columns(sheet, columns, words))
    made.suggested = organisations.suggested
    made.remembered = remembered_file(workspace, short_names)
    made.problems += [*sheet.notes, *columns.notes]
    made.problems += import_report.problems(sheet, columns, done)
    _elsewhere(made, case, workspace, resolver)
    proofs = _exhibits(made, words, kept, exhibits, wanted.zone)
    if changes:
        accounts = updated_table(accounts, changes.changes, fields_of(Account))
    _files(made, case, accounts, exhibits, proofs)
    _refused(made, refused_table(sheet, columns, done, words, wanted.mapping, days))
    made.problems.sort(key=_in_reading_order)
    made.lines += import_report.summary(sheet, columns, done)
    return made


_CELL = re.compile(r"(.*)!(?:row )?([A-Z]*)([0-9]+)")


def _in_reading_order(problem: Problem) -> tuple[int, str, int, int, str]:
    """Down the sheet row by row: as text, cell B10 would come before B4, and AA1 before B1."""
    place = problem.place
    if cell := _CELL.fullmatch(place.file):
        return place.line, cell[1], int(cell[3]), len(cell[2]), cell[2]
    return place.line, place.file, 0, 0, ""


def _tables(case: Path) -> tuple[CaseTable, CaseTable]:
    """The accounts and exhibits that are there; InputError where they stand in the YAML file."""
    folder = case.parent
    if not case.exists():
        return (
            case_tables.read_csv(folder / "accounts.csv", "accounts"),
            case_tables.read_csv(folder / "exhibits.csv", "exhibits"),
        )
    tree = case_tables.read_tree(case)
    accounts = case_tables.read_table(case, tree, "accounts")
    if accounts.file is None and not accounts.rows:
        accounts = case_tables.read_csv(folder / "accounts.csv", "accounts")
    if accounts.file is None:
        raise InputError.single(
            Place(shown(case), *tree.keys_at.get("accounts", (0, 0))),
            "accounts",
            "accounts are in the case file itself, where rows cannot be added",
            "`demarche export` writes them as accounts.csv; then write `accounts: accounts.csv`",
        )
    exhibits = case_tables.read_table(case, tree, "exhibits")
    if exhibits.file is None and not exhibits.rows:
        exhibits = case_tables.read_csv(folder / "exhibits.csv", "exhibits")
    return accounts, exhibits


def _name(done: Understood, accounts: CaseTable, columns: SheetColumns) -> None:
    """Give every new row its name: its own where the sheet has one that is free."""
    taken = {row["id"] for row in accounts.rows if row.get("id")}
    own = "id" in columns.fields.values()
    count = len(accounts.rows)
    for number, entry in enumerate(done.entries, start=count + 1):
        written = entry.fields.get("id", "")
        usable = written not in taken and (not written.isdecimal() or written == str(number))
        if own and usable:
            entry.id = written
            taken.update({written} - {""})
            continue
        count = max(count, number - 1)
        entry.id = _free("r", number, taken)
        entry.fields["id"] = entry.id
        taken.add(entry.id)
        if written:
            for line in done.lines:
                if line.entry is entry and line.outcome == "account":
                    line.notes.append(f"id {written!r} is already used; renamed {entry.id}")


def _free(front: str, number: int, taken: set[str]) -> str:
    while f"{front}{number}" in taken:
        number += 1
    return f"{front}{number}"


def _elsewhere(made: Import, case: Path, workspace: Workspace, resolver: Resolver) -> None:
    """Tell which of the accounts stand in other cases."""
    places, unread = case_tables.keys_elsewhere(case, workspace, resolver)
    for name in unread:
        message = "cannot be read, so its accounts were not compared"
        made.problems.append(Problem(Place(name), "", message, "", Severity.NOTE))
    for line in made.done.lines:
        if line.outcome == "account" and line.target and (found := places.get(line.target.key)):
            message = f"is also in another case: {'; '.join(found[:3])}"
            line.notes.append(message)
            place = made.sheet.place(line.row, line.column)
            made.problems.append(
                Problem(place, "", f"{line.written!r} {message}", "", Severity.WARNING)
            )


def _exhibits(
    made: Import, words: Vocabulary, kept: Mapping[str, str], table: CaseTable, zone: str
) -> list[dict[str, str]]:
    """The exhibits of an auto-archiver's sheet, each put to the account of its row."""
    form = words.archiver
    if form is None or not made.columns.archiver:
        return []
    owners: dict[int, list[str]] = {}
    urls: dict[int, str] = {}
    for line in made.done.lines:
        urls.setdefault(line.row, line.written)
        if line.entry:
            owners.setdefault(line.row, []).append(_row_name(line.entry, made, kept))
        elif line.target and line.target.key in kept:
            owners.setdefault(line.row, []).append(kept[line.target.key].removeprefix("row "))
    found = []
    taken = {row.get("id", "") for row in table.rows}
    numbers = [int(identifier[1:]) for identifier in taken if re.fullmatch(r"E\d{1,9}", identifier)]
    number = max(numbers, default=0)
    for row in made.sheet.rows:
        if row.number <= made.columns.head.number:
            continue
        item = archived(row, made.columns, form, zone)
        if item is None:
            _tell(made, row.number, "nothing was archived, so the row has no exhibit")
            continue
        number += 1
        fields = {"id": f"E{number}", "url": urls.get(row.number, ""), **item.fields}
        fields["accounts"] = owner_of(row.number, owners)
        if not fields["accounts"]:
            item.notes.append("no account was imported for it; fill in `accounts` by hand")
        _tell_notes(made, item, fields["id"])
        found.append(fields)
    made.exhibits = len(found)
    return found


def _row_name(entry: NewAccount, made: Import, kept: Mapping[str, str]) -> str:
    return entry.id or str(len(kept) + made.done.entries.index(entry) + 1)


def _tell(made: Import, row: int, message: str) -> None:
    place = made.sheet.place(row)
    made.problems.append(Problem(place, "", message, "", Severity.NOTE))


def _tell_notes(made: Import, item: Archived, name: str) -> None:
    for note in item.notes:
        _tell(made, item.row, f"exhibit {name}: {note}")


def _files(
    made: Import, case: Path, accounts: CaseTable, exhibits: CaseTable, proofs: list[dict[str, str]]
) -> None:
    """The files to write, and in words what is left to the officer."""
    rows = []
    for entry in made.done.entries:
        if entry.posts:
            entry.fields["posts"] = " ".join(entry.posts)
        rows.append(entry.fields)
    changed = bool(made.update and made.update.changes)
    if not rows and not proofs and not changed:
        return
    folder = case.parent
    if changed and not rows and accounts.file:
        made.files[name_inside(folder, accounts.file)] = accounts.data
    if rows and accounts.file:
        name = name_inside(folder, accounts.file)
        made.files[name] = appended(accounts, rows, fields_of(Account))
    if proofs and exhibits.file:
        name = name_inside(folder, exhibits.file)
        made.files[name] = appended(exhibits, proofs, fields_of(Exhibit))
    if not case.exists():
        text = case_template.CASE + (case_template.EXHIBITS if proofs or exhibits.data else "")
        made.files[case.name] = text.encode()
    if made.update and not (made.done.lines or made.done.doubts):
        return
    report_name = free_name(folder, "import-report", ".csv")
    made.files[report_name] = import_report.report_csv(made.sheet, made.columns, made.done)


def _refused(made: Import, table: list[list[str]]) -> None:
    """What was not taken whole, as a sheet beside the case; none where nothing is written."""
    if not table or not made.files:
        return
    ending = ".xlsx" if made.sheet.name else ".csv"
    name = free_name(made.folder, "refused", ending)
    data = as_xlsx(table, name) if made.sheet.name else as_csv(table)
    made.files[name] = data


def still_open(made: Import) -> list[str]:
    """What the officer has yet to write, by file."""
    found = []
    if any(name.endswith(".yaml") for name in made.files):
        found.append(f"case.yaml: {', '.join(case_template.TO_FILL)}")
    if fields := import_report.open_fields(made.done.entries):
        listed = ", ".join(
            f"{name} ({import_report.counted(number, 'row')})" for name, number in fields
        )
        found.append(f"accounts.csv: {listed}")
    if made.exhibits:
        found.append(
            f"exhibits.csv: shows, captured_by ({import_report.counted(made.exhibits, 'exhibit')})"
        )
    return found
