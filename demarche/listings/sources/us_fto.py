"""The State Department's page of Foreign Terrorist Organizations: two tables, in force and revoked.

The page glues the amendments of a designation to its name with dashes
(`al-Shabaab— al-Hijra Amendment (August 1, 2018)`): the printed name ends where the first of them
begins. There are no reference numbers; a citation names volume and page of the Federal Register.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from demarche.listings.sources import dates
from demarche.listings.sources.entry_keys import name_key
from demarche.listings.sources.list_reader import InputFile, check_range, list_file
from demarche.listings.sources.markup import page, squeezed
from demarche.listings.sources.source_columns import ListColumns
from demarche.model.entry import Entry, EntryAlias, EntryKind, ListFile

AUTHORITY = "us-fto"
_AMENDMENT = re.compile(r"\s*[—–]\s*((?:(?![—–]).)+?)\s+(Amendments?)\s*\(([^()]*\d{4})\)")
_FORMERLY = re.compile(r"\((?:formerly|f\.?k\.?a\.?)\s+([^()]+)\)", re.IGNORECASE)
_AKA = re.compile(r",?\s+(?:aka|a\.k\.a\.)\s+([^(]+)", re.IGNORECASE)
_AND = re.compile(r",\s+and\s+|,\s+|\s+and\s+")
_TITLE = re.compile(r"(?i)(date|day|name|organi[sz]ation)\b")
_REMOVED = re.compile(r"(?i)remov|delist|revo[ck]")
_SHORT = re.compile(r"\(([^()\s]{2,12})\)\s*$")
_DAYS = ("Date Implemented", "Date Designated", "Date Originally Listed")
"""Titles of the column of days: `Date Designated` until May 2026."""
_DESIGNATED = ListColumns({"name": ("Name",), "listed": _DAYS}, {})
_DELISTED = ListColumns(
    {
        "name": ("Name",),
        "listed": (*_DAYS, "Date Originally Designated", "Date Originally Implemented"),
        "removed": ("Date Removed",),
    },
    {},
)


class UsFto:
    """Reader of the page."""

    name = "us-state-fto-html"
    expected = (50, 400)

    def recognises(self, head: bytes, filename: str) -> bool:
        """By its title and its markup; the tables may come later than the head."""
        low = head.lower()
        return b"foreign terrorist organizations" in low and (b"<html" in low or b"<table" in low)

    def read(self, file: InputFile) -> ListFile:
        """Both tables; InputError where a date or a column is not understood."""
        entries: list[Entry] = []
        kinds = []
        for table in page(file).iter("table"):
            rows = [[squeezed(cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]
            rows = [row for row in rows if any(row)]
            header = rows[0] if rows else []
            if len(header) < 2 or not any(map(_TITLE.match, header)):
                continue
            line = int(table.sourceline or 0)
            removed = any(map(_REMOVED.search, header))
            places = (_DELISTED if removed else _DESIGNATED).find(file, header, line)
            kinds.append(removed)
            for number, row in enumerate(rows[1:], 1):
                if len(row) != len(header):
                    raise file.refuse(f"row {number} has {len(row)} cells", line)
                cells = {fact: (header[at], row[at]) for fact, at in places.items()}
                entries.append(_entry(file, cells, line, number, removed=removed))
        if sorted(kinds) != [False, True]:
            raise file.refuse(
                f"{len(kinds)} tables of organisations, where the page has one of designated and "
                "one of delisted ones",
                1,
                "save the whole page; if the page was redesigned, this reader must be updated",
            )
        in_force = [entry for entry in entries if entry.date_removed is None]
        check_range(file, len(in_force), self.expected)
        return list_file(
            file,
            self,
            AUTHORITY,
            entries,
            (AUTHORITY,),
            lacks=("reference", "original_script"),
            counts={"designated": len(in_force), "delisted": len(entries) - len(in_force)},
        )


def _entry(
    file: InputFile, cells: dict[str, tuple[str, str]], line: int, number: int, *, removed: bool
) -> Entry:
    where = f"line {line}, row {number}"
    _, text = cells["name"]
    name = _AMENDMENT.sub("", text).strip(" —–")
    if not name:
        raise file.refuse(f"row {number} has no name", line)
    listed = _date(file, *cells["listed"], line, number)
    gone = _date(file, *cells["removed"], line, number) if removed else None
    if listed is None or (removed and gone is None):
        raise file.refuse(f"row {number} ({name}) lacks a date", line)
    amendments = [(found[1], found[2], found[3]) for found in _AMENDMENT.finditer(text)]
    aliases = [*_in_name(name), *_amended(amendments)]
    days = [dates.in_words(day) for _, _, day in amendments]
    return Entry(
        authority=AUTHORITY,
        kind=EntryKind.ENTITY,
        name=name,
        # A group can be delisted and designated again: its old row is another entry.
        key=name_key(name) + (f", removed {gone}" if gone else ""),
        locator=where,
        date_listed=listed,
        date_removed=gone,
        dates_amended=tuple(day for day in days if day),
        aliases=tuple(dict.fromkeys(aliases)),
        native=(("as printed", text),) if text != name else (),
    )


def _date(file: InputFile, title: str, text: str, line: int, number: int) -> str | None:
    """The day in a cell; None where it is empty."""
    if not text:
        return None
    day = dates.in_words(text) or dates.month_first(text)
    if day is None:
        raise file.refuse(f"row {number}: {title.casefold()} is {text!r}", line)
    return day


def _amended(amendments: Sequence[tuple[str, str, str]]) -> Iterator[EntryAlias]:
    """One alias for each name of an amendment; only `Amendments` joins several with commas."""
    for words, label, day in amendments:
        names = _AND.split(words) if label.casefold() == "amendments" else [words]
        for name in filter(None, (n.strip() for n in names)):
            yield EntryAlias(name, "amendment", note=day)


def _in_name(name: str) -> Iterator[EntryAlias]:
    for former in _FORMERLY.findall(name):
        yield EntryAlias(former.strip(), "formerly")
    for also in _AKA.findall(name):
        yield EntryAlias(also.strip(), "aka")
    if (short := _SHORT.search(name)) and not _FORMERLY.search(name):
        yield EntryAlias(short[1], "in parentheses")
