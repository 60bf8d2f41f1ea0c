"""The research table of organisations, turned into the fields of our records.

Nothing of the table is dropped: every key of every entry is taken by name, and one that is not
known here stops the run. A grade is never raised; what speaks against the table is in
`research_corrections`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from research_corrections import (
    FOUND,
    LOOKUPS,
    LOWERED,
    NO_READING,
    PRESUMED_SINCE,
    UN_DATE,
    UN_DATED,
    not_absent,
)
from research_rows import (
    Fields,
    add,
    alias,
    amendment,
    extras,
    federal_register,
    grade,
    list_text,
    media_wing,
    native_names,
    qualify,
    refuse_rest,
    slug,
    without_empty,
)

STATUS = {
    "listed": "listed",
    "removed": "removed",
    "under_observation": "under-observation",
    "covered_by_parent": "covered-by-parent",
    "not_listed_as_entity": "not-listed",
    "presumed_removed": "presumed-removed",
    "uncertain": "uncertain",
    "contested": "contested",
    "related_not_identical": "related",
}
DATE = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?: \(.*\))?")
CLEAN_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
SOURCE = re.compile(r"S-[A-Z0-9-]+[A-Z0-9]")
NO_SECTION = "UNSCR-1267 enlisted mini-table (not 11B)"
DESIGNATION = re.compile(r"Designation (FR Doc [0-9-]+) \[VERIFIED\]")
PROVISION = re.compile(
    r"pursuant to paragraphs? .+|designated by name in resolution .+|SI \d+/\d+.*"
)
NAME_CHANGE = re.compile(r"Proscribed Organisations \(Name Change\) Order .+")

# Where an entry stands on the list, but the table itself says that it is no ground for a citation.
NOT_CITABLE = {
    ("irgc", "gb-uksl"): "listed under the Iran (nuclear) regime, not as a terrorist organisation",
    ("al-rashid-trust", "pk-ata-11b"): "enlisted under UNSCR 1267, not proscribed under 11B",
    ("al-akhtar-trust", "pk-ata-11b"): "enlisted under UNSCR 1267, not proscribed under 11B",
    ("the-base-neo-nazi", "eu-cp931"): "that the entry means this organisation is from memory",
    ("jaysh-al-adl", "gb-ta2000"): "the UK entry is the Pakistani group of that name (from memory)",
}


class Table:
    """The research table, and the sources that its entries name."""

    def __init__(self, path: Path) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        with path.open(encoding="utf-8") as file:
            self.data: Fields = yaml.load(file, Loader=loader)  # noqa: S506  (a safe loader)
        self.sources: Fields = self.data["sources"]

    def cited(self, text: str) -> list[str]:
        """The keys of the sources named in a text such as `S-A + S-B (primary names)`."""
        keys = []
        for part in re.split(r"[;,+/] ?| \+ ", text):
            bare = SOURCE.match(part.strip())
            for key in (bare[0] if bare else "", f"S-EU-OJ-{part.strip()}"):
                if key in self.sources and key not in keys:
                    keys.append(key)
        if not keys:
            raise ValueError(f"no known source in {text!r}")
        return keys

    def organisation(self, row: Fields) -> Fields:
        """One organisation's file."""
        row = dict(row)
        notes = [row.pop("notes")] if "notes" in row else []
        for other in row.pop("other_known_names", []):
            where = f"{grade(other.pop('verification'))}, {other.pop('source')}"
            notes.append(f"Other known name: {other.pop('name')} ({where})")
            refuse_rest(other)
        identifier = row.pop("id")
        native = [
            native_name
            for name in row.pop("names_native", [])
            for native_name in native_names(name)
        ]
        known = {name["name"] for name in native}
        listings = []
        for entry in row.pop("listings"):
            urdu = entry.get("name_urdu")
            if urdu and urdu not in known:
                native.append({"name": urdu, "language": "ur", "verification": "unknown"})
            listings.append(self.listing(identifier, entry))
        listings += FOUND.get(identifier, [])
        absent = [entry for entry in row.pop("not_listed", []) if not not_absent(identifier, entry)]
        result = {
            "id": identifier,
            "name": row.pop("canonical_name"),
            "focus": row.pop("focus", None),
            "native_names": native,
            "media_wings": [media_wing(wing) for wing in row.pop("media_wings", [])],
            "listings": listings,
            "not_listed": [self.not_listed(entry) for entry in absent],
            "hazards": row.pop("hazards", []),
            "to_check": row.pop("to_check", []),
            "notes": notes,
        }
        refuse_rest(row)
        return without_empty(result)

    def not_listed(self, row: Fields) -> Fields:
        """A negative fact."""
        row = dict(row)
        source = row.pop("source", "")
        notes = [found[1]] if (found := re.search(r"\((.+)\)", source)) else []
        notes += [row.pop("note")] if "note" in row else []
        result = {
            "authority": slug(row.pop("authority")),
            "note": "; ".join(notes),
            "as_of": row.pop("as_of", None),
            "verification": grade(row.pop("verification")),
            "sources": self.cited(source) if source else [],
        }
        refuse_rest(row)
        return without_empty(result)

    def listing(self, organisation: str, row: Fields) -> Fields:
        """One authority's act."""
        row = dict(row)
        authority = slug(row.pop("authority"))
        notes: list[str] = []
        grades = {key: grade(word) for key, word in row.pop("field_verification").items()}
        reference, status = row.pop("reference"), row.pop("status")
        date = row.pop("date_listed")
        sources = self.provenance(row, notes)
        as_of, as_of_note = self.as_of(row.pop("as_of", None), sources)
        qualify(row, date, notes)
        regime = list_text(row.pop("list"), notes)
        instrument = self.instrument(row.pop("instrument", None), grades, sources, notes)
        register = federal_register(row.pop("federal_register", None), grades, notes)
        name = row.pop("listed_name")
        if name and name.endswith(" (alias)"):
            name = name.removesuffix(" (alias)")  # the researcher's word, not the list's
        extras(row, notes)
        aliases = [alias(name, notes) for name in row.pop("aliases", [])]
        if aliases and not any("aliases" in note for note in notes):
            raise ValueError(f"{organisation}: no source says that the aliases were read")
        here = [organisation, authority]
        lowered = {field: by for (*place, field), by in LOWERED.items() if place == here}
        if authority in UN_DATED and grades.get("date_listed") == "verified":
            lowered["date_listed"] = UN_DATE
        for field, (lower, reason) in lowered.items():
            notes.append(f"Lowered: {field} from {grades[field]} to {lower} ({reason})")
            grades[field] = lower
        presumed = PRESUMED_SINCE.get((organisation, authority))
        if presumed:
            notes.append("Presumed removed with the entry of the UN")
        parent = status.removeprefix("alias_of:") if status.startswith("alias_of:") else None
        result = {
            "authority": authority,
            "listed_name": name,
            "original_script": row.pop("name_original_script", None),
            "reference": reference,
            "date_listed": date,
            "date_removed": row.pop("date_removed", presumed),
            "amended_on": row.pop("amended_on", []),
            "status": "alias" if parent else STATUS[status],
            "status_note": row.pop("status_note", None),
            "alias_of": parent,
            "why_not_citable": NOT_CITABLE.get((organisation, authority)),
            "as_of": as_of,
            "as_of_note": as_of_note,
            "instrument": instrument,
            "federal_register": register,
            "program_tags": row.pop("program_tags", []),
            "regime": regime,
            "aliases": aliases,
            "amendments": [amendment(text) for text in row.pop("amendments", [])],
            "known_as": _known_as(row.get("citation_rule")),
            "citation_rule": row.pop("citation_rule", None),
            "notes": notes,
            "sources": sources,
            "verification": grades,
        }
        refuse_rest(row)
        return without_empty(result)

    def provenance(self, row: Fields, notes: list[str]) -> list[str]:
        """The sources; what they were read for goes into the notes."""
        given = row.pop("provenance")
        sources: list[str] = []
        for text in given.pop("sources"):
            add(sources, self.cited(text))
            if text not in self.sources:
                notes.append(f"Source: {text}")
        if fields := given.pop("fields", None):
            notes.append(f"Sources read for: {fields}")
        if (word := grade(given.pop("verification"))) != "verified":
            notes.append(f"Entry as a whole: {word}")
        refuse_rest(given)
        dated = row.pop("date_listed_provenance", {"sources": []})
        if dated["sources"]:
            notes.append(f"Source of date_listed: {', '.join(dated['sources'])}")
            add(sources, [key for text in dated["sources"] for key in self.cited_in(text)])
        if removal := row.pop("removal_sources", []):
            notes.append(f"Sources of the removal: {', '.join(removal)}")
            add(sources, removal)
        return sources

    def cited_in(self, text: str) -> list[str]:
        """The sources named anywhere in a sentence."""
        return [key for key in SOURCE.findall(text) if key in self.sources]

    def as_of(self, given: str | None, sources: list[str]) -> tuple[str | None, str | None]:
        """The day the list was read, where the table has one, and the words it was given in."""
        if given is not None:
            found = None if NO_READING.search(given) else DATE.fullmatch(given)
            date = found[1] if found else None
            return date, None if date == given else given
        dates = {key: str(self.sources[key]["as_of"]) for key in sources if key not in LOOKUPS}
        newest = max(
            dates, key=lambda key: dates[key] if dates[key][:1].isdigit() else "", default=""
        )
        if newest and CLEAN_DATE.fullmatch(dates[newest]):
            return dates[newest], f"none in the table; newest of its sources, {newest}"
        return None, "none in the table" + (f"; {newest}: {dates[newest]}" if newest else "")

    def instrument(
        self, given: Any, grades: dict[str, str], sources: list[str], notes: list[str]
    ) -> str | None:
        """The designating instrument in one line; anything else said there becomes a note.

        A note keeps its own grade in words, and the field that is left empty is graded unknown.
        """
        if given is None:
            return None
        if isinstance(given, str):
            if designation := DESIGNATION.fullmatch(given):
                return designation[1]
            grades["instrument"] = "unknown"
            notes.append(f"Instrument: {given}")
            return None
        given = dict(given)
        word = grade(given.pop("verification"))
        if "section" in given:
            section, number = given.pop("section"), given.pop("sro_or_notification_no")
            refuse_rest(given)
            if section == NO_SECTION:
                notes.append(f"Instrument: {section}")
                return None
            # The grade is the number's: without a number it stays unknown, section or not.
            return f"section {section}" + (f", {number}" if number else "")
        text, source, remark = given.pop("text"), given.pop("source", ""), given.pop("note", None)
        refuse_rest(given)
        if source:
            add(sources, self.cited(source))
            notes.append(f"Source of the instrument: {source}")
        if remark:
            notes.append(f"Instrument: {remark}")
        if text and not (PROVISION.fullmatch(text) or NAME_CHANGE.fullmatch(text)):
            notes.append(f"Instrument: {text} [{word}]")
            grades["instrument"] = "unknown"
            return None
        return str(text) if text else None


def _known_as(rule: str | None) -> str | None:
    """The alias of a rule of the form `Cite as: ALIAS, listed as NAME …`."""
    found = re.match(r"Cite as: (.+?), listed as ", rule or "")
    return found[1] if found else None
