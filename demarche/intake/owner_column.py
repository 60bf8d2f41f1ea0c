"""Whether a column of names holds the accounts' own: the addresses beside them tell it."""

from __future__ import annotations

from collections.abc import Iterator

from demarche.intake.cells import looks_like_address
from demarche.intake.columns import SheetColumns
from demarche.intake.field_doubt import CellDoubt
from demarche.intake.row_identities import Identities
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver
from demarche.sheets.sheet import Sheet


class Belief:
    """What the addresses of a sheet say of its column of names."""

    def __init__(
        self, sheet: Sheet, columns: SheetColumns, identities: Identities, resolver: Resolver
    ) -> None:
        self._sheet, self._columns = sheet, columns
        self._identities, self._resolver = identities, resolver
        self.disputed = False
        """Whether addresses speak against the names, and none for them."""
        self.doubts: list[CellDoubt] = []
        names = [n for n, name in columns.fields.items() if name == "handle"]
        for column in names:
            if column not in columns.addresses:
                self._judge(column)

    def _judge(self, column: int) -> None:
        """Doubtful names are read only where an address speaks for them."""
        columns = self._columns
        found = set(self._agreements(column))
        self.disputed = False in found and True not in found
        if column not in columns.unsure:
            return
        columns.unsure.discard(column)
        if True in found:
            return
        del columns.fields[column]
        columns.unmapped.append(column)
        title = columns.title(column)
        message = f"column {title!r} was ignored: no address shows that it is the account's name"
        remedy = f"if it is, use `--map {title!r}=handle`"
        self.doubts.append(CellDoubt(column, message, remedy))

    def _agreements(self, column: int) -> Iterator[bool | None]:
        """How the names of a column compare with the addresses beside them."""
        for row in self._sheet.rows:
            value = row.cells[column].strip() if column < len(row.cells) else ""
            if row.number <= self._columns.head.number or not value:
                continue
            for place, platform in self._columns.addresses.items():
                text = row.cells[place] if place < len(row.cells) else ""
                yield self._agreement(value, text, platform)

    def _agreement(self, value: str, text: str, platform: str | None) -> bool | None:
        if not looks_like_address(text):
            return None
        try:
            target = self._resolver.resolve(text, platform=platform)
        except TargetError:
            return None
        return self._identities.agrees(value, target)
