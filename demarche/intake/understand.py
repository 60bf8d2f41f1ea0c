"""From the rows of a sheet to accounts: what each row names, and what of it can not be taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from demarche.intake.cells import Piece, pieces, shown
from demarche.intake.columns import Columns
from demarche.intake.fields import Doubt, FieldReader
from demarche.intake.sheet import Row, Sheet, looks_mangled, mangled
from demarche.intake.vocabulary import Vocabulary
from demarche.model.target import ACCOUNT_KINDS, Target
from demarche.platforms.errors import TargetError
from demarche.platforms.resolve import Resolver

Outcome = Literal["account", "post", "duplicate", "words", "not taken"]

_OF_ONE = ("handle", "display_name", "native_id", "former_handles", "id", "posts", "reach")
"""Fields that describe one account and can not be shared by several addresses in a row."""


@dataclass(slots=True)
class Entry:
    """An account to be written: its fields, the row that it comes from."""

    target: Target
    fields: dict[str, str]
    row: int
    id: str = ""
    posts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """What became of one address of the sheet: a line of the report."""

    row: int
    column: int | None
    written: str
    outcome: Outcome = "not taken"
    entry: Entry | None = None
    target: Target | None = None
    notes: list[str] = field(default_factory=list)
    remedy: str = ""

    def refuse(self, message: str, remedy: str = "") -> Line:
        """The line as one that is not taken, and why."""
        self.outcome = "not taken"
        self.notes.append(message)
        self.remedy = remedy
        return self


@dataclass(slots=True)
class Understood:
    """The accounts of a sheet and a line for each address in it."""

    entries: list[Entry] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    doubts: list[tuple[int, Doubt]] = field(default_factory=list)
    """Cells beside the address that were not taken, with their row."""


class Reader:
    """Reads the rows of one sheet."""

    def __init__(
        self,
        sheet: Sheet,
        columns: Columns,
        words: Vocabulary,
        resolver: Resolver,
        fields: FieldReader,
        existing: Mapping[str, str],
        *,
        owners: bool = False,
    ) -> None:
        self._sheet, self._columns, self._words = sheet, columns, words
        self._resolver, self._fields, self._existing = resolver, fields, existing
        self._owners = owners
        self._done = Understood()
        self._by_key: dict[str, Entry] = {}
        self._waiting: list[tuple[Line, Entry, bool]] = []

    def read(self) -> Understood:
        """All rows below the head."""
        head = _bare(self._columns.head.cells)
        for row in self._sheet.rows:
            if row.number <= self._columns.head.number:
                continue
            if _bare(row.cells) == head:
                self._line(row, None, "").refuse("the head row once more")
            else:
                self._row(row)
        self._settle_posts()
        return self._done

    def _line(self, row: Row, column: int | None, written: str) -> Line:
        line = Line(row.number, column, written)
        self._done.lines.append(line)
        return line

    def _row(self, row: Row) -> None:
        fields, doubts = self._fields.read(row)
        self._done.doubts.extend((row.number, doubt) for doubt in doubts)
        found: list[tuple[Line, Piece]] = []
        empty = True
        for column, platform in self._columns.addresses.items():
            text = row.cells[column].strip() if column < len(row.cells) else ""
            if text or column in row.marks:
                empty = False
                found.extend(self._cell(row, column, text, platform or fields.get("platform")))
        handle = fields.get("handle", "")
        if empty and handle and not self._serves("handle"):
            line = self._line(row, None, handle)
            line.notes.append("no address in the row; its name was read instead")
            found.append((line, self._alone(handle, fields.get("platform"), line)))
            empty = False
        if empty:
            self._line(row, None, "").refuse(
                "no address in the row", "write the account's address, or remove the row"
            )
        taken = [(line, piece.target) for line, piece in found if piece.target]
        self._share(row, taken, fields)

    def _serves(self, name: str) -> bool:
        return any(self._columns.fields.get(column) == name for column in self._columns.addresses)

    def _alone(self, text: str, platform: str | None, line: Line) -> Piece:
        """A name without an address."""
        try:
            return Piece(text, self._resolver.resolve(text, platform=platform))
        except TargetError as error:
            line.refuse(error.message, error.remedy)
            return Piece(text, error=error)

    def _cell(
        self, row: Row, column: int, text: str, platform: str | None
    ) -> list[tuple[Line, Piece]]:
        """The addresses of one cell; every part of it has its line."""
        mark = row.marks.get(column)
        if mark is None and looks_mangled(text):
            mark = mangled(text)
        if mark and mark.kind != "link":
            where = " where an address belongs" if mark.kind == "date" else ""
            line = self._line(row, column, text)
            line.refuse(mark.says + where, mark.remedy or "write the address as text")
            return []
        if self._words.is_nothing(text):
            why = f"leads to {mark.link}; {mark.remedy}" if mark else "the cell names nothing"
            self._line(row, column, text).refuse(why, "write the account's address")
            return []
        found = []
        for piece in pieces(text, self._resolver, platform):
            line = self._line(row, column, piece.written)
            if piece.target:
                found.append((line, piece))
            elif piece.beside:
                line.outcome = "words"
                line.notes.append("words beside the address, which were not taken")
            elif piece.error:
                line.refuse(piece.error.message, piece.error.remedy)
            if mark:
                line.notes.append(mark.says)
        return found

    def _share(self, row: Row, taken: list[tuple[Line, Target]], fields: Mapping[str, str]) -> None:
        """Give the row's fields to the accounts that it names."""
        accounts = [line for line, target in taken if target.kind in ACCOUNT_KINDS]
        mine = dict(fields)
        if len(accounts) > 1:
            lost = [name for name in _OF_ONE if mine.pop(name, "")]
            if lost:
                message = (
                    f"{len(accounts)} accounts in one row: {', '.join(lost)} can not be told "
                    "apart and were left out"
                )
                self._done.doubts.append((row.number, Doubt(-1, message, "give each a row")))
        for line, target in taken:
            line.target = target
            line.notes.extend(target.warnings)
            own = dict(mine)
            if own.get("platform") and own["platform"] != target.platform:
                told = f"the address is one of {target.platform}, not of {own.pop('platform')}"
                line.notes.append(f"{told}; the platform was left out")
            elif ":" not in line.written and "/" not in line.written:
                own["platform"] = target.platform
            posts = own.pop("posts", "").split()
            entry = Entry(target, own | {"url": line.written}, row.number)
            if target.kind not in ACCOUNT_KINDS:
                self._waiting.append((line, entry, bool(accounts)))
            elif self._add(line, entry):
                self._take_posts(row, entry, posts)

    def _add(self, line: Line, entry: Entry) -> bool:
        """Take an account; False where it is there already."""
        key = entry.target.key
        if key in self._by_key:
            first = self._by_key[key]
            line.outcome, line.entry = "duplicate", first
            line.notes.append(f"the same account as in row {first.row}")
            _tell_lost(line, entry, first)
            return False
        if key in self._existing:
            line.outcome = "duplicate"
            line.notes.append(f"the case has it already, as {self._existing[key]}")
            return False
        self._by_key[key] = entry
        self._done.entries.append(entry)
        line.outcome, line.entry = "account", entry
        return True

    def _take_posts(self, row: Row, entry: Entry, posts: Collection[str]) -> None:
        """The addresses in the row's column of posts."""
        columns = {name: column for column, name in self._columns.fields.items()}
        for text in posts:
            line = self._line(row, columns.get("posts"), text)
            text = text.strip(",;|،؛")
            try:
                target = self._resolver.resolve(text)
            except TargetError as error:
                line.refuse(error.message, error.remedy)
                continue
            line.target = target
            if target.platform != entry.target.platform:
                told = f"a post on {target.platform}, the account is on {entry.target.platform}"
                line.refuse(told, "give it a row of its own")
                continue
            if target.owner_key and _other(target.owner_key, entry.target.key):
                line.notes.append(f"the address names another account, {target.owner}; look at it")
            self._attach(line, entry, text)

    @staticmethod
    def _attach(line: Line, entry: Entry, text: str) -> None:
        line.outcome, line.entry = "post", entry
        if text not in entry.posts:
            entry.posts.append(text)

    def _settle_posts(self) -> None:
        """Posts that stand where accounts are expected: to the row of their owner, if there is one.

        Owners are looked for when all rows are read, for a post may stand above its account.
        """
        for line, entry, beside_account in self._waiting:
            target = entry.target
            told = f"a {target.kind}, no account"
            line.notes.append(told)
            owner = self._by_key.get(target.owner_key or "")
            if owner is None and target.owner_key and self._owners:
                owner = self._owner(line, entry)
            if owner is not None:
                self._attach(line, owner, line.written)
                if owner.row != entry.row and not beside_account:
                    _tell_lost(line, entry, owner)
            elif target.owner_key and target.owner_key in self._existing:
                line.refuse(
                    f"posted by {self._existing[target.owner_key]} of the case, which stays as it "
                    "is",
                    "add the address to that row's `posts` by hand",
                )
            elif target.owner:
                line.refuse(
                    f"posted by {target.owner}, which is no row of the sheet",
                    "add the account, or use `--owners` to take the owners of posts as accounts",
                )
            else:
                line.refuse("the address does not tell whose it is", "find the account and name it")

    def _owner(self, line: Line, entry: Entry) -> Entry | None:
        """A row for the account that a post's address names; only where `--owners` asks for it."""
        target = entry.target
        try:
            owner = self._resolver.resolve(target.owner or "", platform=target.platform)
        except TargetError:
            return None
        if owner.key != target.owner_key or owner.kind not in ACCOUNT_KINDS:
            return None
        made = Entry(owner, entry.fields | {"url": owner.canonical}, entry.row)
        self._by_key[owner.key] = made
        self._done.entries.append(made)
        line.notes.append(f"its owner {target.owner} was taken as an account")
        return made


def _tell_lost(line: Line, entry: Entry, kept: Entry) -> None:
    """Tell which cells of a row were not taken, because another row stands for its account."""
    same = {"url", "platform"}
    lost = [n for n, v in entry.fields.items() if n not in same and kept.fields.get(n) != v]
    if lost:
        line.notes.append(f"not taken over from this row: {', '.join(lost)}")


def _bare(cells: Sequence[str]) -> str:
    """A row without its blank cells, to know the head row when it comes once more."""
    return "\n".join(cell.strip() for cell in cells if cell)


def _other(one: str, two: str) -> bool:
    """True where two keys are of one type and differ: a name and a number can not be compared."""
    first, second = one.split(":", 2), two.split(":", 2)
    return first[:2] == second[:2] and first[2] != second[2]


__all__ = ["Entry", "Line", "Reader", "Understood", "shown"]
