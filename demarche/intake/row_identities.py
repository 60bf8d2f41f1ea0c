"""Whether the names and numbers of a sheet's rows are those of the accounts that they stand beside.

What has not its platform's form is refused at its cell. Where the parts of a row, or two rows,
contradict each other, nobody can tell which is right, and the rows are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from demarche.model.platform import Platform
from demarche.model.target import ACCOUNT_KINDS, Target, TargetKind
from demarche.platforms import identifier_wrapping
from demarche.platforms.identifier_agreement import Fault, Identity, folded_identifier

if TYPE_CHECKING:
    from demarche.intake.import_lines import NewAccount, ReportLine, Understood

NAMES = ("handle", "native_id", "former_handles")
"""The fields that say who an account is, beside its address."""

_CODES = (TargetKind.FILE, TargetKind.FOLDER)


class Identities:
    """The names and numbers that the platforms have; for each platform made when it is needed."""

    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        self._platforms = platforms
        self._made: dict[str, Identity] = {}

    def of(self, platform: str) -> Identity:
        """The identifiers of a platform by its id."""
        if platform not in self._made:
            self._made[platform] = Identity(self._platforms[platform])
        return self._made[platform]

    def host(self, platform: str | None) -> str:
        """The first web host of a platform, empty where there is none."""
        record = self._platforms.get(platform) if platform else None
        hosts = record.grammar.hosts if record else ()
        return next((host for host in hosts if "*" not in host and ":" not in host), "")

    def faults(self, target: Target, fields: Mapping[str, str]) -> Iterator[Fault]:
        """What is wrong with the names and numbers beside an address."""
        handle, native_id, former = (fields.get(name, "") for name in NAMES)
        if handle or native_id or former:
            identity = self.of(target.platform)
            yield from identity.faults(target, handle or None, native_id or None, former.split())

    def marks(self, target: Target, fields: Mapping[str, str]) -> set[str]:
        """What marks the account; see `Identity.marks`."""
        identity = self.of(target.platform)
        return identity.marks(target, fields.get("handle"), fields.get("native_id"))

    def belongs(self, post: Target, target: Target, fields: Mapping[str, str]) -> bool | None:
        """Whether a post is the account's own; see `Identity.belongs`."""
        handle, native_id, former = (fields.get(name) or None for name in NAMES)
        identity = self.of(target.platform)
        return identity.belongs(post, target, handle, native_id, (former or "").split())

    def agrees(self, value: str, target: Target) -> bool | None:
        """Whether a handle is that of an address (of a post: of its owner); None where the two
        cannot be compared."""
        identity = self.of(target.platform)
        value = identifier_wrapping.unwrapped(value).text
        if target.kind in ACCOUNT_KINDS:
            kind, own = target.identifier_type, folded_identifier(target)
        elif target.owner_key:
            kind, own = target.owner_key.split(":", 2)[1:]
        else:
            return None
        if kind not in {name.id for name in identity.names}:
            return None
        read = identity.handles(value, target)
        if own in {reading.folded for reading in read if reading.kind.id == kind}:
            return True
        usual = identity.names[0]
        older = kind != usual.id and identity.kinds[kind].names == usual.names
        return None if older or not read else False


@dataclass(slots=True)
class Rivals:
    """Rows that one name or number stands for, found when all of a sheet is read."""

    identities: Identities
    known: Mapping[str, str]
    """The marks of the rows that the case has already, with the names of those rows."""
    again: list[tuple[ReportLine, NewAccount, Mapping[str, str]]] = field(default_factory=list)
    """Duplicates: their line, the row that stands for them, and the fields of their own."""

    def settle(self, done: Understood) -> None:
        """Refuse every row whose name or number another row has as well."""
        rivals = {**self._of_case(done.entries), **self._of_sheet(done.entries)}
        for line, entry, fields in self.again:
            if contradiction := self._contradiction(entry, fields):
                rivals.setdefault(id(entry), f"row {line.row} is the same account; {contradiction}")
                line.notes.clear()
                self._refuse(line, f"same account as in row {entry.row}; {contradiction}")
        if not rivals:
            return
        for line in done.lines:
            if line.entry is None or id(line.entry) not in rivals:
                continue
            entry, why = line.entry, rivals[id(line.entry)]
            if line.row != entry.row or line.outcome == "post":
                why = f"account of row {entry.row} was not imported: {why}"
            self._refuse(line, why)
        done.entries = [entry for entry in done.entries if id(entry) not in rivals]

    @staticmethod
    def _refuse(line: ReportLine, why: str) -> None:
        line.entry = None
        line.refuse(why, "check the account, correct the sheet and import it again")

    def _of_case(self, entries: Iterable[NewAccount]) -> dict[int, str]:
        found = {}
        for entry in entries:
            marks = self.identities.marks(entry.target, entry.fields)
            for mark in sorted(marks & self.known.keys()):
                found[id(entry)] = (
                    f"{_shown(mark)} already belongs to {self.known[mark]} in the case"
                )
        return found

    def _of_sheet(self, entries: Iterable[NewAccount]) -> dict[int, str]:
        first: dict[str, NewAccount] = {}
        found: dict[int, str] = {}
        for entry in entries:
            for mark in sorted(self.identities.marks(entry.target, entry.fields)):
                other = first.setdefault(mark, entry)
                if other is not entry:
                    shown = _shown(mark)
                    found.setdefault(id(entry), f"{shown} is also that of row {other.row}")
                    found.setdefault(id(other), f"{shown} is also that of row {entry.row}")
        return found

    def _contradiction(self, entry: NewAccount, fields: Mapping[str, str]) -> str:
        """How a duplicate names its account otherwise than the row that stands for it."""
        for name in NAMES[:2]:
            mine, other = fields.get(name), entry.fields.get(name)
            if not mine or not other or mine == other:
                continue
            alone = {name: mine}, {name: other}
            marks = [self.identities.marks(entry.target, fields) for fields in alone]
            if marks[0] != marks[1]:
                return f"but {name} is {mine!r} here and {other!r} there"
        return ""


def _shown(mark: str) -> str:
    """The name or number in a mark."""
    _, _, rest = mark.partition(":")
    return repr(rest.removeprefix("#") if rest[0] == "#" else rest.partition(":")[2])


def is_account(target: Target) -> bool:
    """Whether a target is an account, and no file or folder, whose address names none."""
    return target.kind in ACCOUNT_KINDS and target.kind not in _CODES
