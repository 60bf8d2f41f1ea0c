"""The UK Sanctions List: the spreadsheet of names (ODS, or the same as CSV), the full CSV, the XML.

The spreadsheet has one row for each entry, primary names only and no date of its own. The full CSV
begins with a `Report Date:` line and has one row for each name and address. A surname stands in
`Name 6`, forenames in `Name 1` to `Name 5`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from demarche.listings.sources import dates
from demarche.listings.sources.base import InputFile, check_range, check_references, list_file
from demarche.listings.sources.markup import child, children, elements, local, root_tag, tidy
from demarche.listings.sources.tables import Row, csv_rows, ods_rows, same_width
from demarche.model.entry import STRONG, WEAK, Entry, EntryAlias, Kind, ListFile

FAMILY = "gb-uksl"
EXPECTED = (2_000, 20_000)
_ID = re.compile(r"[A-Z]{3}\d{4}")
_KINDS = {"individual": Kind.INDIVIDUAL, "entity": Kind.ENTITY, "ship": Kind.VESSEL}
_REPORT = "Report Date:"


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
        return any(b"Unique ID" in line and b"OFSI Group ID" in line for line in lines)

    def read(self, file: InputFile) -> ListFile:
        """All entries; InputError at the line that is wrong."""
        rows = csv_rows(file)
        _, first = next(rows, (1, [""]))
        stamp, as_of = "", None
        if first[0].startswith(_REPORT):
            stamp = first[0].removeprefix(_REPORT).strip()
            as_of = dates.day_first_or_words(stamp)
            if as_of is None:
                raise file.refuse(f"the report date is {stamp!r}", 1)
            _, first = next(rows, (2, []))
        header = [cell.strip() for cell in first]
        designations = _from_rows(file, header, rows, "line")
        lacks = () if "Name 6" in header else ("aliases", "original_script", "dates_amended")
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
        _, header = next(rows, (1, []))
        if "Unique ID" not in header:
            raise file.refuse("the first row has no column `Unique ID`", 1)
        designations = _from_rows(file, header, rows, "row")
        lacks = () if "Name 6" in header else ("aliases", "original_script", "dates_amended")
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
        for element in elements(file, "DateGenerated", "Designation"):
            if local(element) == "DateGenerated":
                stamp = tidy(element.text or "")
            else:
                found.append(_from_xml(element))
        as_of = dates.day_first_or_words(stamp) if stamp else None
        if stamp and as_of is None:
            raise file.refuse(f"DateGenerated is {stamp!r}", 1)
        return self._list(file, found, stamp, as_of)


def _from_rows(
    file: InputFile, header: Sequence[str], rows: Iterable[Row], word: str
) -> list[_Designation]:
    """One designation for each Unique ID, whose rows may lie apart."""
    found: dict[str, _Designation] = {}
    width = len(header) - (1 if header and not header[-1] else 0)
    for line, raw in rows:
        if not any(cell.strip() for cell in raw):
            continue
        row = raw[:-1] if len(raw) == width + 1 and not raw[-1] else raw
        if word == "row":
            row = [*row, *[""] * (width - len(row))]
        same_width(file, line, row, width)
        cells = {name: tidy(cell) for name, cell in zip(header, row, strict=False) if name}
        key = cells.get("Unique ID", "")
        item = found.setdefault(key, _Designation(f"{word} {line}", line, _fields(cells)))
        if name := _person_order(cells.get(f"Name {n}", "") for n in (6, 1, 2, 3, 4, 5)):
            kind = cells.get("Name type", "")
            item.names.append((name, kind, cells.get("Alias strength", "")))
        elif "Name" in cells:
            item.names.append((cells["Name"], "Primary Name", ""))
        if script := cells.get("Name non-latin script"):
            item.scripts.append(script)
        if updated := cells.get("Last Updated"):
            item.updated.append(updated)
    return list(found.values())


def _fields(cells: dict[str, str]) -> dict[str, str]:
    """The fields by one set of names, whichever form of the list they come from."""
    return {
        "id": cells.get("Unique ID", ""),
        "kind": cells.get("Designation Type") or cells.get("Type", ""),
        "regime": cells.get("Regime Name", ""),
        "designated": cells.get("Date Designated", ""),
        "OFSI Group ID": cells.get("OFSI Group ID", ""),
        "UN Reference Number": cells.get("UN Reference Number", ""),
        "Designation source": cells.get("Designation source", ""),
        "Sanctions Imposed": cells.get("Sanctions Imposed", ""),
        "Statement of Reasons": cells.get("UK Statement of Reasons", ""),
    }


def _from_xml(element: Any) -> _Designation:
    line = int(element.sourceline or 0)
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
        parts = _person_order(child(name, f"Name{n}") for n in (6, 1, 2, 3, 4, 5))
        item.names.append((parts, child(name, "NameType"), child(name, "AliasStrength")))
    for script in element.iter("{*}NameNonLatinScript"):
        item.scripts.append(tidy(script.text or ""))
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
