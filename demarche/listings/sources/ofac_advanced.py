"""OFAC's SDN_ADVANCED.XML, after its published schema: the one file with scripts and listing dates.

Parties come first and the list entries that name them afterwards, so that parties are held until
their entry arrives. Reference values are numbers whose meaning stands at the head of the file;
nothing is assumed about which number means what.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from demarche.listings.sources import ofac
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
from demarche.listings.sources.source_columns import TAUGHT
from demarche.model.entry import STRONG, WEAK, Entry, EntryAlias, EntryKind, ListFile

_FIRST_NAMES = ("First Name", "Middle Name", "Patronymic", "Matronymic", "Maiden Name")
_VALUES = (
    "AliasType",
    "EntryEventType",
    "List",
    "NamePartType",
    "PartySubType",
    "PartyType",
    "SanctionsType",
    "Script",
)
_WORDS = {
    "EntryEventType": "Created",
    "List": "SDN List",
    "NamePartType": "Last Name",
    "SanctionsType": "Program",
    "Script": "Latin",
}
"""Reference values by whose words facts are told apart."""
_KNOWN = {
    "DistinctParty": ("Comment", "Profile"),
    "Profile": ("Comment", "Identity", "Feature", "SanctionsEntryReference", "ExternalReference"),
    "Identity": ("Comment", "Alias", "NamePartGroups", "IDRegDocumentReference"),
    "Alias": ("Comment", "DatePeriod", "DocumentedName"),
    "DocumentedName": (
        *("Comment", "DocumentedNamePart", "DocumentedNameCountry", "DatePeriod"),
        "IDRegDocumentReference",
    ),
    "DocumentedNamePart": ("NamePartValue",),
    "NamePartGroups": ("MasterNamePartGroup",),
    "MasterNamePartGroup": ("NamePartGroup",),
    "SanctionsEntry": (
        *("Comment", "LimitationsToListing", "EntryEvent", "SanctionsMeasure", "SupportingInfo"),
        "ProfileRelationshipReference",
    ),
    "EntryEvent": ("Comment", "Date"),
    "SanctionsMeasure": ("Comment", "DatePeriod"),
}
"""The elements by the published schema, of those from which facts are taken."""


@dataclass
class _Tables:
    """The reference values: for each set the meaning by number."""

    words: dict[str, dict[str, str]] = field(default_factory=lambda: {v: {} for v in _VALUES})
    party_type: dict[str, str] = field(default_factory=dict)

    def word(self, table: str, number: str | None) -> str:
        return self.words[table].get(number or "", "")


@dataclass
class _Party:
    """A profile until its entry on the list is read."""

    uid: str
    kind: EntryKind
    line: int
    name: str = ""
    script: str | None = None
    aliases: list[EntryAlias] = field(default_factory=list)


class OfacAdvanced:
    """Reader of SDN_ADVANCED.XML."""

    name = "ofac-sdn-advanced-xml"
    expected = ofac.EXPECTED

    def recognises(self, head: bytes, filename: str) -> bool:
        """By its root element and what the schema puts first."""
        return root_tag(head) == "Sanctions" and b"DateOfIssue" in head

    def read(self, file: InputFile) -> ListFile:
        """The entries of the list named `SDN List`; InputError at the line that is wrong."""
        tables, parties, entries, as_of = _Tables(), {}, [], ""
        wanted = (*_VALUES, "DistinctParty", "SanctionsEntry", "DateOfIssue")
        for element in elements(file, *wanted):
            tag = local(element)
            if tag in ("DistinctParty", "SanctionsEntry"):
                for inner in element.iter("*"):
                    if known := _KNOWN.get(local(inner)):
                        known_children(file, inner, known, local(inner))
            if tag == "DateOfIssue":
                as_of = as_of or _date(file, element)
            elif tag == "DistinctParty":
                for profile in children(element, "Profile"):
                    party = _party(file, tables, profile)
                    parties[profile.get("ID", "")] = party
            elif tag == "SanctionsEntry":
                if tables.word("List", element.get("ListID")) == "SDN List":
                    entries.append(_entry(file, tables, parties, element))
            else:
                tables.words[tag][element.get("ID", "")] = tidy(element.text or "")
                if tag == "PartySubType":
                    tables.party_type[element.get("ID", "")] = element.get("PartyTypeID", "")
        for table, word in _WORDS.items():
            if word not in tables.words[table].values():
                raise file.refuse(f"no {table} is called `{word}`", 1, TAUGHT)
        check_references(file, entries)
        check_range(file, len(entries), self.expected)
        return list_file(file, self, ofac.FAMILY, entries, ofac.COVERS, stamp=as_of, as_of=as_of)


def _date(file: InputFile, element: Any) -> str:
    parts = [child(element, part) for part in ("Year", "Month", "Day")]
    try:
        return dt.date(*map(int, parts)).isoformat()
    except ValueError:
        raise file.refuse(
            f"{local(element)} is {'-'.join(parts)!r}", int(element.sourceline or 0)
        ) from None


def _kind(tables: _Tables, sub_type: str) -> EntryKind | None:
    words = (
        tables.word("PartySubType", sub_type),
        tables.word("PartyType", tables.party_type.get(sub_type)),
    )
    for word in words:
        if word.lower() in {"individual", "entity", "vessel", "aircraft"}:
            return EntryKind(word.lower())
    return None


def _party(file: InputFile, tables: _Tables, profile: Any) -> _Party:
    line = int(profile.sourceline or 0)
    uid = (profile.getparent().get("FixedRef") or "").strip()
    kind = _kind(tables, profile.get("PartySubTypeID", ""))
    if not uid.isdigit() or kind is None:
        raise file.refuse(f"a party with FixedRef {uid!r} and of an unknown type", line)
    party = _Party(uid, kind, line)
    for identity in children(profile, "Identity"):
        if identity.get("False") == "true":
            continue
        groups = {
            group.get("ID"): tables.word("NamePartType", group.get("NamePartTypeID"))
            for group in identity.iter("{*}NamePartGroup")
        }
        for alias in children(identity, "Alias"):
            primary = identity.get("Primary") == "true" and alias.get("Primary") == "true"
            _names(tables, party, alias, groups, primary=primary)
    if not party.name:
        raise file.refuse(f"the party {uid} has no primary name", line)
    return party


def _names(
    tables: _Tables, party: _Party, alias: Any, groups: dict[Any, str], *, primary: bool
) -> None:
    kind = tables.word("AliasType", alias.get("AliasTypeID"))
    strength = WEAK if alias.get("LowQuality") == "true" else STRONG
    for documented in children(alias, "DocumentedName"):
        parts: dict[str, list[str]] = {}
        script = ""
        for value in documented.iter("{*}NamePartValue"):
            part = groups.get(value.get("NamePartGroupID"), "")
            parts.setdefault(part, []).append(tidy(value.text or ""))
            script = script or tables.word("Script", value.get("ScriptID"))
        name = _compose(parts)
        if primary and script in ("Latin", "") and not party.name:
            party.name = name
        elif primary and script not in ("Latin", "") and party.script is None:
            party.script = name
        else:
            note = f"in {script} script" if script not in ("Latin", "") else ""
            party.aliases.append(EntryAlias(name, kind.lower(), strength, note))


def _compose(parts: dict[str, list[str]]) -> str:
    """The parts as OFAC prints a name: `LAST, First Middle`, or the whole name of an entity."""
    last = " ".join(parts.get("Last Name", ()))
    first = " ".join(word for part in _FIRST_NAMES for word in parts.get(part, ()))
    rest = " ".join(
        word
        for part, words in parts.items()
        if part != "Last Name" and part not in _FIRST_NAMES
        for word in words
    )
    return ", ".join(filter(None, (last, first))) or rest


def _entry(file: InputFile, tables: _Tables, parties: dict[str, _Party], element: Any) -> Entry:
    line = int(element.sourceline or 0)
    party = parties.get(element.get("ProfileID", ""))
    if party is None:
        raise file.refuse(f"an entry for the unknown profile {element.get('ProfileID')}", line)
    tags = tuple(
        child(measure, "Comment")
        for measure in children(element, "SanctionsMeasure")
        if tables.word("SanctionsType", measure.get("SanctionsTypeID")) == "Program"
    )
    created = [
        _date(file, day)
        for event in children(element, "EntryEvent")
        if tables.word("EntryEventType", event.get("EntryEventTypeID")) == "Created"
        for day in children(event, "Date")
    ]
    return ofac.entry(
        party.uid,
        party.kind,
        party.name,
        tuple(filter(None, tags)),
        f"line {line}",
        listed_by=ofac.authority(tags),
        aliases=party.aliases,
        date_listed=min(created, default=None),
        original_script=party.script,
    )
