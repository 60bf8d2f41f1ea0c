"""OFAC's SDN.XML (any namespace, also of the consolidated non-SDN list) and SDN_ADVANCED.XML.

The non-SDN consolidated list has the same format as SDN.XML and some of its entries carry the tag
SDGT. It is told apart by its size, because nothing else in the file does, and is a list of its own:
taken for the SDN list it would make thousands of entries seem delisted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from demarche.listings.sources import dates, ofac
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
)
from demarche.model.entry import STRONG, WEAK, Entry, EntryAlias, ListFile

_KNOWN = (
    *("uid", "firstName", "lastName", "title", "sdnType", "remarks", "programList", "idList"),
    *("akaList", "addressList", "nationalityList", "citizenshipList", "dateOfBirthList"),
    *("placeOfBirthList", "vesselInfo"),
)
_KNOWN_OF_ALIAS = ("uid", "type", "category", "lastName", "firstName")
_STRENGTH = {"strong": STRONG, "weak": WEAK}


class OfacXml:
    """Reader of SDN.XML and CONSOLIDATED.XML."""

    name = "ofac-sdn-xml"
    expected = ofac.EXPECTED

    def recognises(self, head: bytes, filename: str) -> bool:
        """By its root element."""
        return root_tag(head) == "sdnList"

    def read(self, file: InputFile) -> ListFile:
        """All entries; the number must be the one that the file states."""
        stamp, stated, raw = "", "", []
        for element in elements(file, "publshInformation", "sdnEntry", frame=("sdnList",)):
            if local(element) == "publshInformation":  # OFAC's spelling
                stamp, stated = child(element, "Publish_Date"), child(element, "Record_Count")
            else:
                raw.append(_simple(file, element))
        as_of = dates.month_first(stamp)
        if as_of is None:
            raise file.refuse(f"Publish_Date is {stamp!r}", 1)
        if stated != str(len(raw)):
            raise file.refuse(f"{len(raw)} entries, where Record_Count says {stated}", 1)
        small = len(raw) < self.expected[0]
        check_range(file, len(raw), ofac.NONSDN_EXPECTED if small else self.expected)
        entries = [_authority(entry, nonsdn=small) for entry in raw]
        check_references(file, entries)
        return list_file(
            file,
            self,
            ofac.NONSDN_FAMILY if small else ofac.FAMILY,
            entries,
            ("us-nonsdn",) if small else ofac.COVERS,
            stamp=stamp,
            as_of=as_of,
            lacks=("date_listed", "original_script"),
            notes=("the consolidated non-SDN list, which is not the SDN list",) if small else (),
        )


def _authority(entry: Entry, *, nonsdn: bool) -> Entry:
    listed_by = "us-nonsdn" if nonsdn else ofac.authority(entry.program_tags)
    return replace(entry, authority=listed_by)


def _simple(file: InputFile, element: Any) -> Entry:
    line = int(element.sourceline or 0)
    known_children(file, element, _KNOWN, "sdnEntry")
    uid, kind = child(element, "uid"), child(element, "sdnType").lower()
    name = ofac.person_name(child(element, "lastName"), child(element, "firstName"))
    if not uid.isdigit() or kind not in ofac.KINDS or not name:
        raise file.refuse(f"an entry with uid {uid!r}, type {kind!r}, name {name!r}", line)
    for programs in children(element, "programList"):
        known_children(file, programs, ("program",), "programList")
    tags = tuple(
        (program.text or "").strip()
        for programs in children(element, "programList")
        for program in children(programs, "program")
    )
    aliases = []
    for alias in (a for listed in children(element, "akaList") for a in listed):
        known_children(file, alias.getparent(), ("aka",), "akaList")
        known_children(file, alias, _KNOWN_OF_ALIAS, "aka")
        category = child(alias, "category").lower()
        if category not in _STRENGTH:
            raise file.refuse(f"{uid} {name}: an alias of category {category!r}", line)
        other = ofac.person_name(child(alias, "lastName"), child(alias, "firstName"))
        aliases.append(EntryAlias(other, child(alias, "type"), _STRENGTH[category]))
    return ofac.entry(
        uid,
        ofac.KINDS[kind],
        name,
        tags,
        f"line {line}",
        listed_by="",
        aliases=aliases,
        native=[("title", child(element, "title")), ("remarks", child(element, "remarks"))],
    )
