"""The UK Sanctions List: the spreadsheet of names (ODS, or the same as CSV), the full CSV, the XML.

The spreadsheet has one row for each entry, primary names only and no date of its own. The full CSV
begins with a `Report Date:` line and has one row for each name and address. A surname stands in
`Name 6`, forenames in `Name 1` to `Name 5`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from demarche.listings.sources import dates
from demarche.listings.sources.list_reader import (
    InputFile,
    check_range,
    check_references,
    list_file,
)
from demarche.listings.sources.markup import (
    child,
    children,
    elements,
    known_children,
    local,
    root_tag,
    tidy,
)
from demarche.listings.sources.source_columns import TAUGHT, ListColumns, plain_column, titled
from demarche.listings.sources.tables import Row, csv_rows, ods_rows, same_width
from demarche.model.entry import STRONG, WEAK, Entry, EntryAlias, EntryKind, ListFile

FAMILY = "gb-uksl"
EXPECTED = (2_000, 20_000)
_NAMELESS = 0.01
"""One entry of the list of August 2025 has no primary name; many such mean another form."""
_ID = re.compile(r"[A-Z]{3}\d{4}")
_KINDS = {"individual": EntryKind.INDIVIDUAL, "entity": EntryKind.ENTITY, "ship": EntryKind.VESSEL}
_OURS = (b"unique id", b"ofsi group id", b"regime name", b"designation source", b"name type")
_REPORT = "Report Date:"
_KIND = ("Designation Type", "Individual, Entity, Ship", "Type")
_NAMES = tuple(f"Name {n}" for n in (6, 1, 2, 3, 4, 5))
_LISTED = titled("Unique ID", "Regime Name", "Date Designated", "OFSI Group ID")
_KEPT = titled(
    *("UN Reference Number", "Designation source", "Sanctions Imposed", "UK Statement of Reasons")
)
_FULL = ListColumns(
    {
        **_LISTED,
        "kind": _KIND,
        **titled(*_NAMES, "Name type", "Alias strength", "Name non-latin script", "Last Updated"),
    },
    _KEPT,
    (
        *("Title", "Non-latin script type", "Non-latin script language", "Other Information"),
        *(f"Address Line {n}" for n in range(1, 7)),
        *("Address Postal Code", "Address Country", "Phone number", "Website", "Email address"),
        *("D.O.B", "Nationality(/ies)", "National Identifier number", "Passport number"),
        *("National Identifier additional information", "Passport additional information"),
        *("Position", "Gender", "Town of birth", "Country of birth", "Type of entity"),
        *("Subsidiaries", "Parent company", "Business registration number (s)", "IMO number"),
        *("Current owner/operator (s)", "Previous owner/operator (s)", "Previous flags"),
        *("Current believed flag of ship", "Type of ship", "Tonnage of ship", "Length of ship"),
        *("Year Built", "Hull identification number (HIN)"),
    ),
)
"""The full CSV: one row for each name and address."""
_SHORT = ListColumns({**_LISTED, "kind": _KIND, "Name": ("Name",)}, _KEPT)
"""The spreadsheet of names: one row for each entry."""
_ELEMENTS = (
    *("LastUpdated", "DateDesignated", "UniqueID", "OFSIGroupID", "UNReferenceNumber", "Names"),
    *("NonLatinNames", "Titles", "RegimeName", "IndividualEntityShip", "DesignationSource"),
    *("SanctionsImposed", "SanctionsImposedIndicators", "OtherInformation", "Addresses"),
    *("UKStatementofReasons", "PhoneNumbers", "EmailAddresses", "Websites", "IndividualDetails"),
    *("EntityDetails", "ShipDetails"),
)
_OF_NAME = (*(f"Name{n}" for n in range(1, 7)), "NameType", "AliasStrength")
_OF_SCRIPT = ("NameNonLatinScript", "NonLatinScriptType", "NonLatinScriptLanguage")


@dataclass
class _Designation:
    """What is gathered of one Unique ID over all of its rows."""

    locator: str
    line: int
    fields: dict[str, str]
    names: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, name type, alias strength."""
    scripts: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)


class _UkReader:
    name = ""
    expected = EXPECTED

    def _list(
        self,
        file: InputFile,
        found: Iterable[_Designation],
        stamp: str,
        as_of: str | None,
        lacks: Iterable[str] = (),
    ) -> ListFile:
        entries = [_entry(file, designation) for designation in found]
        check_references(file, entries)
        check_range(file, len(entries), self.expected)
        nameless = sum(not entry.name for entry in entries)
        if nameless > _NAMELESS * len(entries):
            what = (
                f"{nameless:,} of {len(entries):,} entries have no name of the type `Primary Name`"
            )
            raise file.refuse(what, remedy=TAUGHT)
        notes = ["primary names only: this form of the list has no aliases"] if lacks else []
        notes += [
            f"{entry.reference} ({entry.locator}) has no primary name in this file"
            for entry in entries
            if not entry.name
        ]
        return list_file(
            file,
            self,  # type: ignore[arg-type]  # the concrete readers below are whole
            FAMILY,
            entries,
            (FAMILY,),
            stamp=stamp or None,
            as_of=as_of,
            lacks=lacks,
            notes=notes,
        )


class UkCsv(_UkReader):
    """Reader of the CSV, with or without its first line, full or names only."""

    name = "uk-sanctions-list-csv"

    def recognises(self, head: bytes, filename: str) -> bool:
        """By its header, which may follow the report date."""
        lines = head.lstrip(b"\xef\xbb\xbf").split(b"\n")[:2]
        return any(sum(title in line.lower() for title in _OURS) > 1 for line in lines)

    def read(self, file: InputFile) -> ListFile:
        """All entries; InputError at the line that is wrong."""
        rows = csv_rows(file)
        at, first = next(rows, (1, [""]))
        stamp, as_of = "", None
        if first[0].startswith(_REPORT):
            stamp = first[0].removeprefix(_REPORT).strip()
            as_of = dates.day_first_or_words(stamp)
            if as_of is None:
                raise file.refuse(f"the report date is {stamp!r}", 1)
            at, first = next(rows, (2, []))
        designations, lacks = _from_rows(file, (at, first), rows, "line")
        return self._list(file, designations, stamp, as_of, lacks)


class UkOds(_UkReader):
    """Reader of the spreadsheet."""

    name = "uk-sanctions-list-ods"

    def recognises(self, head: bytes, filename: str) -> bool:
        """By the archive's first member, which states the type."""
        return head.startswith(b"PK\x03\x04") and (
            b"application/vnd.oasis.opendocument.spreadsheet" in head or filename.endswith(".ods")
        )

    def read(self, file: InputFile) -> ListFile:
        """All entries; InputError names the row."""
        rows = ods_rows(file)
        designations, lacks = _from_rows(file, next(rows, (1, [])), rows, "row")
        return self._list(file, designations, "", None, lacks)


class UkXml(_UkReader):
    """Reader of UK-Sanctions-List.xml."""

    name = "uk-sanctions-list-xml"

    def recognises(self, head: bytes, filename: str) -> bool:
        """By its root element."""
        return root_tag(head) == "Designations"

    def read(self, file: InputFile) -> ListFile:
        """All entries; InputError at the line that is wrong."""
        stamp, found = "", []
        for element in elements(file, "DateGenerated", "Designation", frame=("Designations",)):
            if local(element) == "DateGenerated":
                stamp = tidy(element.text or "")
            else:
                found.append(_from_xml(file, element))
        as_of = dates.day_first_or_words(stamp) if stamp else None
        if stamp and as_of is None:
            raise file.refuse(f"DateGenerated is {stamp!r}", 1)
        return self._list(file, found, stamp, as_of)


def _from_rows(
    file: InputFile, header: Row, rows: Iterable[Row], word: str
) -> tuple[list[_Designation], tuple[str, ...]]:
    """One designation for each Unique ID, whose rows may lie apart; and what this form lacks."""
    found: dict[str, _Designation] = {}
    at, titles = header
    titles = titles[:-1] if titles and not titles[-1].strip() else titles
    full = any(plain_column(title) in map(plain_column, _NAMES) for title in titles)
    places = (_FULL if full else _SHORT).find(file, titles, at)
    width = len(titles)
    for line, raw in rows:
        if not any(cell.strip() for cell in raw):
            continue
        row = raw[:-1] if len(raw) == width + 1 and not raw[-1] else raw
        if word == "row":
            row = [*row, *[""] * (width - len(row))]
        same_width(file, line, row, width)
        cells = {fact: tidy(row[place]) for fact, place in places.items()}
        key = cells["Unique ID"]
        item = found.setdefault(key, _Designation(f"{word} {line}", line, _fields(cells)))
        if not full:
            item.names.append((cells["Name"], "Primary Name", ""))
            continue
        if name := _person_order(cells[name] for name in _NAMES):
            item.names.append((name, cells["Name type"], cells["Alias strength"]))
        if script := cells["Name non-latin script"]:
            item.scripts.append(script)
        if updated := cells["Last Updated"]:
            item.updated.append(updated)
    lacks = () if full else ("aliases", "original_script", "dates_amended")
    return list(found.values()), lacks


def _fields(cells: dict[str, str]) -> dict[str, str]:
    """The fields by one set of names, whichever form of the list they come from."""
    return {
        "id": cells["Unique ID"],
        "kind": cells["kind"],
        "regime": cells["Regime Name"],
        "designated": cells["Date Designated"],
        "OFSI Group ID": cells["OFSI Group ID"],
        "UN Reference Number": cells.get("UN Reference Number", ""),
        "Designation source": cells.get("Designation source", ""),
        "Sanctions Imposed": cells.get("Sanctions Imposed", ""),
        "Statement of Reasons": cells.get("UK Statement of Reasons", ""),
    }


def _from_xml(file: InputFile, element: Any) -> _Designation:
    line = int(element.sourceline or 0)
    known_children(file, element, _ELEMENTS, "Designation")
    item = _Designation(
        f"line {line}",
        line,
        {
            "id": child(element, "UniqueID"),
            "kind": child(element, "IndividualEntityShip"),
            "regime": child(element, "RegimeName"),
            "designated": child(element, "DateDesignated"),
            "OFSI Group ID": child(element, "OFSIGroupID"),
            "UN Reference Number": child(element, "UNReferenceNumber"),
            "Designation source": child(element, "DesignationSource"),
            "Sanctions Imposed": child(element, "SanctionsImposed"),
            "Statement of Reasons": child(element, "UKStatementofReasons"),
        },
    )
    for name in (n for listed in children(element, "Names") for n in listed):
        known_children(file, name.getparent(), ("Name",), "Names")
        known_children(file, name, _OF_NAME, "Name")
        parts = _person_order(child(name, f"Name{n}") for n in (6, 1, 2, 3, 4, 5))
        item.names.append((parts, child(name, "NameType"), child(name, "AliasStrength")))
    for name in (n for listed in children(element, "NonLatinNames") for n in listed):
        known_children(file, name.getparent(), ("NonLatinName",), "NonLatinNames")
        known_children(file, name, _OF_SCRIPT, "NonLatinName")
        item.scripts.append(child(name, "NameNonLatinScript"))
    if updated := child(element, "LastUpdated"):
        item.updated.append(updated)
    return item


def _person_order(parts: Iterable[str]) -> str:
    """Surname first, then forenames, as the list's own spreadsheet prints its names."""
    return " ".join(filter(None, parts))


def _entry(file: InputFile, item: _Designation) -> Entry:
    fields, line = item.fields, item.line
    if not _ID.fullmatch(fields["id"]):
        raise file.refuse(f"the Unique ID is {fields['id']!r}", line)
    kind = _KINDS.get(fields["kind"].lower())
    if kind is None:
        raise file.refuse(f"{fields['id']}: of the type {fields['kind']!r}", line)
    primary = [name for name, what, _ in item.names if name and what.lower() == "primary name"]
    designated = dates.day_first(fields["designated"])
    if fields["designated"] and designated is None:
        raise file.refuse(f"{fields['id']}: designated on {fields['designated']!r}", line)
    scripts = [script for script in dict.fromkeys(item.scripts) if script]
    return Entry(
        authority=FAMILY,
        kind=kind,
        # The list of 11 August 2025 prints BEL0174 without one: it stays and cannot be cited.
        name=primary[0] if primary else "",
        key=fields["id"],
        locator=item.locator,
        reference=fields["id"],
        original_script=scripts[0] if scripts else None,
        date_listed=designated,
        dates_amended=tuple(_updated(file, item)),
        aliases=tuple(dict.fromkeys(_aliases(item, primary, scripts))),
        regime=fields["regime"] or None,
        native=tuple((k, v) for k, v in fields.items() if v and k[0].isupper()),
    )


def _updated(file: InputFile, item: _Designation) -> Iterator[str]:
    for text in dict.fromkeys(item.updated):
        day = dates.day_first(text)
        if day is None:
            raise file.refuse(f"{item.fields['id']}: updated on {text!r}", item.line)
        yield day


def _aliases(item: _Designation, primary: list[str], scripts: list[str]) -> Iterator[EntryAlias]:
    for name, kind, strength in item.names:
        if name and name not in primary[:1]:
            low = strength.lower().startswith("low")
            yield EntryAlias(name, kind, WEAK if low else STRONG, strength)
    for script in scripts[1:]:
        yield EntryAlias(script, "non-Latin script")
