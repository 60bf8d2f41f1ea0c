"""From a monitoring sheet to observed accounts: read as `import` reads, kept apart from cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from demarche.facts.library import open_library
from demarche.facts.sheet_vocabulary import Headings, open_vocabulary, plain_title
from demarche.intake import import_report
from demarche.intake.columns import SheetColumns
from demarche.intake.import_lines import NewAccount
from demarche.intake.organisation_names import Organisations
from demarche.intake.row_fields import FieldReader
from demarche.intake.row_identities import Identities
from demarche.intake.row_parser import RowParser
from demarche.intake.sheet_choice import with_addresses
from demarche.kernel.open_file import sha256_of
from demarche.kernel.problems import Problem, Severity, did_you_mean
from demarche.kernel.workspace import Workspace, shown
from demarche.mirrors.contact_marks import marks_in
from demarche.mirrors.mirror_words import MirrorWords, open_mirror_words
from demarche.mirrors.observed_accounts import ObservedAccount
from demarche.mirrors.picture_hashes import observed_hashes, opened, thumbnail
from demarche.model.base import Day
from demarche.platforms.resolver import Resolver
from demarche.render.pictures import MAX_BYTES, PictureError, decode_picture
from demarche.sheets.sheet import Sheet, SheetRow
from demarche.sheets.sheet_reader import read_sheet

_DAY: TypeAdapter[dt.date] = TypeAdapter(Day)
_LONGEST_BIO = 2000


@dataclass(frozen=True, slots=True)
class ObserveWanted:
    """What the officer asks for."""

    sheet: Path
    mapping: Mapping[str, str]
    name: str | None = None
    encoding: str | None = None
    seen: str = ""
    """The day on which accounts were first seen whose row does not say it."""


@dataclass(slots=True)
class Observation:
    """A sheet that was read: the accounts, their small pictures, and what was not taken."""

    accounts: list[ObservedAccount] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def observe(wanted: ObserveWanted, workspace: Workspace) -> Observation:
    """Read a sheet; nothing is written. InputError where it cannot be read at all."""
    library = open_library(workspace)
    resolver = Resolver(library.platforms)
    vocabulary = open_vocabulary(workspace)
    words = open_mirror_words(workspace)
    sheet = read_sheet(wanted.sheet, wanted.name, wanted.encoding)
    named = wanted.name is not None
    sheet, columns = with_addresses(sheet, vocabulary, wanted.mapping, named=named)
    more = _more_columns(columns, words, wanted.mapping)
    mapping = {columns.title(column): "ignore" for column in more} | dict(wanted.mapping)
    sheet, columns = with_addresses(sheet, vocabulary, mapping, named=named)
    platforms = {key: library.platforms[key].name for key in library.platforms}
    identities = Identities(library.platforms)
    fields = FieldReader(columns, vocabulary, platforms, Organisations(library.organisations))
    done = RowParser(
        sheet,
        columns,
        vocabulary,
        resolver,
        fields,
        {},
        identities=identities,
        headings=Headings(vocabulary, platforms.items()),
    ).read()
    found = Observation(problems=[*sheet.notes])
    found.problems += import_report.problems(sheet, columns, done)
    rows = {row.number: row for row in sheet.rows}
    reader = _Rows(wanted, sheet, more, resolver, found)
    for entry in done.entries:
        reader.take(entry, rows[entry.row])
    return found


def _more_columns(
    columns: SheetColumns, words: MirrorWords, mapping: Mapping[str, str]
) -> dict[int, str]:
    """The columns that only an observation has, by what they hold."""
    titles = {plain_title(title): name for name, all_ in words.titles.items() for title in all_}
    titles |= {plain_title(name): name for name in words.titles}
    taken = {plain_title(title) for title in mapping}
    found: dict[int, str] = {}
    addresses = set(columns.addresses)
    for column, cell in enumerate(columns.head.cells):
        name = titles.get(plain_title(cell))
        if name is None or name in found.values() or plain_title(cell) in taken:
            continue
        if column in addresses and len(addresses) == 1:
            continue  # the only column of addresses, whatever its title
        addresses.discard(column)
        found[column] = name
    return found


class _Rows:
    """Makes observed accounts of the rows that `import` would take."""

    def __init__(
        self,
        wanted: ObserveWanted,
        sheet: Sheet,
        more: Mapping[int, str],
        resolver: Resolver,
        found: Observation,
    ) -> None:
        self._wanted, self._sheet, self._more = wanted, sheet, more
        self._resolver, self._found = resolver, found

    def take(self, entry: NewAccount, row: SheetRow) -> None:
        """Add the account of a row, or say why it is not one."""
        cells = {
            name: row.cells[column].strip()
            for column, name in self._more.items()
            if column < len(row.cells) and row.cells[column].strip()
        }
        first_seen = entry.fields.get("first_seen", "") or self._wanted.seen
        if not first_seen:
            self._report(
                row,
                "first_seen",
                "the day on which the account was first seen is missing",
                "add the column `first_seen`, or pass `--seen 2026-11-20` for the whole sheet",
                Severity.ERROR,
            )
            return
        target = entry.target
        links = tuple(cells.get("links", "").split())
        bio = cells.get("bio", "")[:_LONGEST_BIO]
        account = ObservedAccount(
            key=target.key,
            platform=target.platform,
            url=entry.fields["url"],
            canonical=target.canonical,
            first_seen=first_seen[:10],
            handle=entry.fields.get("handle", "") or _handle(target.identifier),
            display_name=entry.fields.get("display_name", ""),
            native_id=entry.fields.get("native_id", ""),
            bio=bio,
            links=links,
            marks=marks_in([*links, bio], target.platform, self._resolver, target.key),
            created=self._day(row, cells.get("created", "")),
        )
        self._found.accounts.append(self._with_picture(account, row, cells.get("picture", "")))

    def _day(self, row: SheetRow, text: str) -> str:
        if not text:
            return ""
        try:
            return _DAY.validate_python(text[:10]).isoformat()
        except ValidationError:
            self._report(row, "created", f"{text!r} is not a date", "write it as 2026-11-20")
            return ""

    def _with_picture(self, account: ObservedAccount, row: SheetRow, name: str) -> ObservedAccount:
        """The account with its picture's hash, where the sheet names a picture that is whole."""
        if not name:
            return account
        folder = self._wanted.sheet.parent.resolve()
        file = (folder / name).resolve()
        if not file.is_relative_to(folder):
            self._report(
                row, "picture", f"{name!r} leads out of the sheet's folder", "copy it there"
            )
            return account
        if not file.is_file():
            near = did_you_mean(name, (path.name for path in folder.iterdir()))
            self._report(row, "picture", f"no such file: {name!r}", near or "check its name")
            return account
        try:
            digest = sha256_of(file)
            if file.stat().st_size > MAX_BYTES:
                self._report(row, "picture", f"{name!r} is too large", "save it smaller")
                return account
            image = opened(decode_picture(file.read_bytes()).png)
        except (PictureError, OSError) as error:
            self._report(row, "picture", f"{name!r}: {error}", "save it again as PNG or JPEG")
            return account
        hashed, bare, quality = observed_hashes(image)
        self._found.pictures[digest] = thumbnail(image)
        return account._replace(picture=digest, pdq=hashed, bare_pdq=bare, quality=quality)

    def _report(
        self,
        row: SheetRow,
        name: str,
        message: str,
        remedy: str,
        severity: Severity = Severity.WARNING,
    ) -> None:
        place = self._sheet.place(row.number)
        self._found.problems.append(Problem(place, name, message, remedy, severity))


def _handle(identifier: str) -> str:
    """The name in an identifier such as `@name`; a number is not a name."""
    return identifier[1:] if identifier.startswith("@") and not identifier[1:].isdigit() else ""


def observation_summary(found: Observation, fresh: int, sheet: Path) -> str:
    """What was kept, in one line."""
    count = len(found.accounts)
    hashed = sum(1 for account in found.accounts if account.pdq)
    return (
        f"{shown(sheet)}: {count:,} account{'' if count == 1 else 's'} observed "
        f"({fresh:,} new, {hashed:,} with a picture)"
    )
