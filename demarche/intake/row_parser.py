"""From the rows of a sheet to accounts: what each row names, and what of it can not be taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from demarche.facts.sheet_vocabulary import Headings, Vocabulary
from demarche.intake.cells import Cells, Piece, looks_like_address, names_an_account
from demarche.intake.columns import SheetColumns
from demarche.intake.field_doubt import CellDoubt
from demarche.intake.import_lines import NewAccount, ReportLine, Understood, tell_lost
from demarche.intake.owner_column import Belief
from demarche.intake.row_agreement import Agreement, leave_out
from demarche.intake.row_fields import FieldReader
from demarche.intake.row_identities import Identities, Rivals, is_account
from demarche.intake.row_posts import Posts
from demarche.intake.sheet_blocks import Blocks
from demarche.intake.sheet_context import NO_PLATFORM, SheetPlatform
from demarche.kernel.problems import Severity
from demarche.model.target import ACCOUNT_KINDS
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver
from demarche.sheets.sheet import Sheet, SheetRow, looks_mangled, mangled

_OF_ONE = ("handle", "display_name", "native_id", "former_handles", "id", "posts", "reach")
"""Fields that describe one account and can not be shared by several addresses in a row."""


class RowParser:
    """Reads the rows of one sheet."""

    def __init__(
        self,
        sheet: Sheet,
        columns: SheetColumns,
        words: Vocabulary,
        resolver: Resolver,
        fields: FieldReader,
        existing: Mapping[str, str],
        *,
        identities: Identities,
        headings: Headings,
        marks: Mapping[str, str] | None = None,
        owners: bool = False,
        platform: SheetPlatform = NO_PLATFORM,
    ) -> None:
        self._sheet, self._columns, self._words = sheet, columns, words
        self._resolver, self._fields, self._existing = resolver, fields, existing
        self._cells = Cells(resolver, headings, identities.host)
        self._rivals = Rivals(identities, marks or {})
        self._blocks = Blocks(columns, headings, platform.first_block)
        self._platform = platform.whole
        self._told: set[str] = set()
        self._belief = Belief(sheet, columns, identities, resolver)
        self._done = Understood()
        self._by_key: dict[str, NewAccount] = {}
        self._agreement = Agreement(columns.fields, resolver, identities, self._belief, self._done)
        column = next((n for n, name in columns.fields.items() if name == "posts"), None)
        self._posts = Posts(
            resolver, identities, self._agreement, self._done, column=column, owners=owners
        )

    def read(self) -> Understood:
        """All rows below the head; what stands above it and is an account is told as not taken."""
        number = self._columns.head.number
        self._done.doubts.extend((number, doubt) for doubt in self._belief.doubts)
        for row in self._sheet.rows:
            if row.number < number:
                self._above(row)
            elif row.number > number:
                self._below(row)
        self._posts.settle(self._by_key, self._existing)
        self._rivals.settle(self._done)
        return self._done

    def _below(self, row: SheetRow) -> None:
        verdict = self._blocks.judge(row)
        if verdict is None:
            self._row(row)
            return
        line = self._done.line(row.number, verdict.column, verdict.written)
        line.outcome, line.remedy = verdict.outcome, verdict.remedy
        line.mendable = verdict.mendable
        line.notes.append(verdict.message)

    def _above(self, row: SheetRow) -> None:
        """What of a row above the titles would be lost."""
        for column, cell in enumerate(row.cells):
            if names_an_account(cell):
                line = self._done.line(row.number, column, cell.strip())
                line.refuse("it is above the header row", "move the row below it")

    def _row(self, row: SheetRow) -> None:
        fields, doubts = self._fields.read(row)
        first_doubt = len(self._done.doubts)
        self._done.doubts.extend((row.number, doubt) for doubt in doubts)
        if context := self._blocks.only_platform or self._platform:
            self._done.contexts[row.number] = context
        found: list[tuple[ReportLine, Piece]] = []
        before = len(self._done.lines)
        empty = True
        for column, platform in self._columns.addresses.items():
            text = row.cells[column].strip() if column < len(row.cells) else ""
            if text or column in row.marks:
                empty = False
                found.extend(self._cell(row, column, text, platform, fields.get("platform")))
        handle = fields.get("handle", "")
        if empty and handle:
            line = self._done.line(row.number, None, handle)
            line.notes.append("no address in the row; its name was read instead")
            found.append((line, self._alone(handle, fields.get("platform"), line)))
            empty = False
        if empty:
            self._done.line(row.number, None, "").refuse(
                "no address in the row", "write the account's address, or remove the row"
            )
        taken = [(line, piece) for line, piece in found if piece.target]
        if taken:
            self._quieten(first_doubt)
        self._share(row, taken, fields)
        self._lost(row, {piece.target.key for _, piece in taken if piece.target})
        for line in self._done.lines[before:]:
            line.beside = fields

    def _quieten(self, first: int) -> None:
        """An address says which platform it is on: a word for it that is not known is no loss."""
        platforms = {n for n, name in self._columns.fields.items() if name == "platform"}
        for place, (number, doubt) in enumerate(self._done.doubts[first:], start=first):
            if doubt.column in platforms and doubt.severity:
                quiet = None if doubt.message in self._told else Severity.NOTE
                self._told.add(doubt.message)
                self._done.doubts[place] = (number, replace(doubt, severity=quiet))

    def _lost(self, row: SheetRow, taken: Collection[str]) -> None:
        """Accounts in columns that are not read, if they are not those of the row."""
        for column in self._columns.unmapped:
            text = row.cells[column].strip() if column < len(row.cells) else ""
            of_others = self._words.is_of_others(self._columns.title(column))
            if of_others or not looks_like_address(text) or " " in text:
                continue
            try:
                target = self._resolver.resolve(text)
            except TargetError:
                continue
            if is_account(target) and target.key not in taken:
                self._done.line(row.number, column, text).refuse(
                    f"an account in the column {self._columns.title(column)!r}, which is not read",
                    "map the column with `--map`, or use `=ignore`",
                )

    def _alone(self, text: str, platform: str | None, line: ReportLine) -> Piece:
        """A name without an address."""
        try:
            return self._cells.piece(text, platform)
        except TargetError as error:
            line.refuse(error.message, error.remedy)
            return Piece(text, error=error)

    def _cell(
        self, row: SheetRow, column: int, text: str, titled: str | None, named: str | None
    ) -> list[tuple[ReportLine, Piece]]:
        """The addresses of one cell; every part of it has its line."""
        mark = row.marks.get(column)
        if mark is None and looks_mangled(text):
            mark = mangled(text)
        if mark and mark.kind != "link":
            where = " where an address belongs" if mark.kind == "date" else ""
            line = self._done.line(row.number, column, text)
            line.refuse(mark.says + where, mark.remedy or "write the address as text")
            return []
        if self._words.is_nothing(text):
            why = f"leads to {mark.link}; {mark.remedy}" if mark else "the cell is not an address"
            self._done.line(row.number, column, text).refuse(why, "write the account's address")
            return []
        found = []
        context = titled or named or self._blocks.only_platform or self._platform
        for piece in self._cells.pieces(text, context):
            line = self._done.line(row.number, column, piece.written)
            if piece.target and self._below_other_heading(piece, titled, named):
                line.refuse(
                    f"it is below a heading for {self._blocks.platform}, not {titled}",
                    "write its address, or give its platform in the row",
                )
            elif piece.target:
                found.append((line, piece))
            elif piece.beside:
                line.outcome = "words"
                line.notes.append("ignored text next to the address")
            elif piece.error:
                line.refuse(piece.error.message, piece.error.remedy)
            if piece.note:
                line.notes.append(piece.note)
            if mark:
                line.notes.append(mark.says)
        return found

    def _below_other_heading(self, piece: Piece, titled: str | None, named: str | None) -> bool:
        """Whether a bare name's platform is told by its column only, and otherwise by a heading."""
        alone = not looks_like_address(piece.written) or piece.written.startswith("@")
        other_platform = titled is not None and self._blocks.platform not in (None, titled)
        return alone and named is None and other_platform

    def _share(
        self, row: SheetRow, taken: list[tuple[ReportLine, Piece]], fields: Mapping[str, str]
    ) -> None:
        """Give the row's fields to the accounts that it names."""
        targets = [piece.target for _, piece in taken if piece.target]
        accounts = [target for target in targets if target.kind in ACCOUNT_KINDS]
        mine = dict(fields)
        if len(accounts) > 1:
            lost = [name for name in _OF_ONE if mine.pop(name, "")]
            if lost:
                message = (
                    f"{len(accounts)} accounts in one row: {', '.join(lost)} cannot "
                    "be distinguished and were ignored"
                )
                self._done.doubts.append((row.number, CellDoubt(-1, message, "give each a row")))
        for (line, piece), target in zip(taken, targets, strict=True):
            line.target = target
            line.notes.extend(target.warnings)
            own = dict(mine)
            written = piece.read_as or line.written
            if own.get("platform") and own["platform"] != target.platform:
                text = f"address belongs to {target.platform}, not {own.pop('platform')}"
                line.notes.append(f"{text}; the platform was ignored")
                leave_out(line, own, "it may belong to the other platform")
            elif ":" not in written and "/" not in written:
                own["platform"] = target.platform
            posts = own.pop("posts", "").split()
            entry = NewAccount(target, own | {"url": written}, row.number)
            if target.kind not in ACCOUNT_KINDS:
                self._posts.wait(line, entry, beside_account=bool(accounts))
            elif self._agreement.holds(line, entry) and self._add(line, entry):
                self._posts.take(entry, posts)

    def _add(self, line: ReportLine, entry: NewAccount) -> bool:
        """Take an account; False where it already exists."""
        key = entry.target.key
        if key in self._by_key:
            first = self._by_key[key]
            line.outcome, line.entry = "duplicate", first
            line.notes.append(f"duplicate of row {first.row}")
            self._rivals.again.append((line, first, entry.fields))
            tell_lost(line, entry, first)
            return False
        if key in self._existing:
            line.outcome = "duplicate"
            line.notes.append(f"already in the case, as {self._existing[key]}")
            return False
        self._by_key[key] = entry
        self._done.entries.append(entry)
        line.outcome, line.entry = "account", entry
        return True
