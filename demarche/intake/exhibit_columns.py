"""Which column of a sheet of exhibits is what, by the titles of its header row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from demarche.facts.exhibit_vocabulary import ExhibitVocabulary
from demarche.facts.sheet_vocabulary import Vocabulary, plain_title, variants
from demarche.kernel.problems import InputError, Place, Problem, did_you_mean, one_of
from demarche.model.base import fields_of
from demarche.model.case import Exhibit
from demarche.sheets.sheet import Sheet, SheetRow, letters

ADDRESS = "account"
"""The role of a column with the accounts' addresses."""

_SEARCHED = 40
"""Rows among which the header is looked for."""

_NEVER_STATED = frozenset({"id", "accounts", "file", "held_file", "media_type", "size", "archive"})
"""Fields of an exhibit that a sheet does not fill: what the program gives or finds itself."""

EXHIBIT_ROLES = (
    *("file", "row", ADDRESS, "captured_on", "clock"),
    *(name for name in fields_of(Exhibit) if name not in _NEVER_STATED),
)
"""What a column may be; `--map TITLE=ROLE` takes one of these."""


@dataclass(slots=True)
class ExhibitColumns:
    """What every column is. Columns count from 0."""

    head: SheetRow
    roles: dict[int, str] = field(default_factory=dict)
    platforms: dict[int, str] = field(default_factory=dict)
    """The platform of a column of addresses, where its title says it."""
    archiver: bool = False
    """Whether the sheet is the auto-archiver's."""
    unread: list[str] = field(default_factory=list)

    def column(self, role: str) -> int | None:
        """The first column of a role."""
        return next((column for column, found in self.roles.items() if found == role), None)

    def has(self, role: str) -> bool:
        """Whether a column has the role."""
        return role in self.roles.values()

    def names_accounts(self) -> bool:
        """Whether a column says which account a file is of."""
        return self.has("row") or self.has(ADDRESS) or self.has("url")

    def title(self, column: int) -> str:
        """The title of a column as it is in the sheet; its letter where there is none."""
        text = self.head.cells[column].strip() if column < len(self.head.cells) else ""
        return " ".join(text.split()) or f"column {letters(column)}"


def find_exhibit_columns(
    sheet: Sheet, words: ExhibitVocabulary, accounts: Vocabulary, mapping: Mapping[str, str]
) -> ExhibitColumns:
    """Find the header row and say what every column is. InputError where no column names files."""
    rows = sheet.rows[:_SEARCHED]
    if sheet.head is not None:
        rows = [SheetRow(0, list(sheet.head))]
    found = [_read_header(row, words, accounts, mapping) for row in rows]
    fitting = [columns for columns in found if columns.has("file")]
    if not fitting:
        titles = [
            title
            for columns in found[:1]
            for title in map(columns.title, range(len(columns.head.cells)))
        ]
        raise InputError.single(
            sheet.place(rows[0].number) if rows and rows[0].number else Place(sheet.file),
            "",
            "no column names files" + (f" (first row: {', '.join(titles[:8])})" if titles else ""),
            "write `file` above that column, or pass `--map TITLE=file`",
        )
    best = max(fitting, key=lambda columns: (len(columns.roles), -columns.head.number))
    _check_mapping(sheet, best, mapping)
    return best


def _read_header(
    head: SheetRow, words: ExhibitVocabulary, accounts: Vocabulary, mapping: Mapping[str, str]
) -> ExhibitColumns:
    columns = ExhibitColumns(head)
    by_hand = {plain_title(title): role for title, role in mapping.items()}
    titles = [plain_title(cell) for cell in head.cells]
    form = accounts.archiver
    columns.archiver = bool(form and sum(plain_title(sign) in titles for sign in form.signs) >= 2)
    for column, title in sorted(enumerate(titles), key=lambda item: item[1] == "id"):
        if not title or (title == "id" and title not in by_hand and columns.names_accounts()):
            continue  # the number of the exhibit, where another column names the account
        role, platform = _role(head.cells[column], words, accounts, columns.archiver)
        role = by_hand.get(title, role)
        if role == "ignore" or not role:
            if not role:
                columns.unread.append(columns.title(column))
            continue
        if role not in ("file", ADDRESS) and columns.has(role) and title not in by_hand:
            columns.unread.append(columns.title(column))
            continue
        columns.roles[column] = role
        if platform and role == ADDRESS:
            columns.platforms[column] = platform
    return columns


def _role(
    title: str, words: ExhibitVocabulary, accounts: Vocabulary, archiver: bool
) -> tuple[str, str]:
    """The role of a column, and the platform that its title names."""
    form = accounts.archiver
    if archiver and form:
        own = {
            plain_title(form.address): ADDRESS,
            plain_title(form.captured_at): "captured_at",
            plain_title(form.posted_at): "posted_at",
            plain_title(form.hash): "sha256",
            plain_title(form.archive): "file",
            **{plain_title(name): "file" for name in form.more[:3]},
        }
        return own.get(plain_title(title), ""), ""
    if name := words.field_of(title):
        return name, ""
    for spelled in variants(title):
        if spelled == "url" or spelled in map(plain_title, accounts.address):
            return ADDRESS, ""
        for platform, titles in accounts.address_on.items():
            if spelled in map(plain_title, titles):
                return ADDRESS, platform
    own_names = {plain_title(name): name for name in EXHIBIT_ROLES}
    return own_names.get(plain_title(title), ""), ""


def _check_mapping(sheet: Sheet, columns: ExhibitColumns, mapping: Mapping[str, str]) -> None:
    titles = {plain_title(cell): cell.strip() for cell in columns.head.cells if cell.strip()}
    problems = []
    for title, role in mapping.items():
        if plain_title(title) not in titles:
            remedy = did_you_mean(title, titles.values()) or one_of(titles.values())
            problems.append(
                Problem(Place(sheet.file), "--map", f"unknown column {title!r}", remedy)
            )
        if role not in (*EXHIBIT_ROLES, "ignore"):
            remedy = did_you_mean(role, EXHIBIT_ROLES) or one_of([*EXHIBIT_ROLES, "ignore"], 50)
            problems.append(Problem(Place(sheet.file), "--map", f"unknown field {role!r}", remedy))
    if problems:
        raise InputError(problems)
