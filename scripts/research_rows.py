"""The parts of the research table's entries, each turned into the fields of a record.

Every key is taken by name; `refuse_rest` stops at one that nobody took.
"""

from __future__ import annotations

import re
from typing import Any

Fields = dict[str, Any]

BODIES = {"UN": "un", "EU (any terrorism list)": "eu"}
ALIAS_OF = re.compile(r"(?:alias of|amendment \(alias\) to) .+")
STANDARD_LIST = re.compile(
    r"Security Council Committee (established )?pursuant to .+|Committee pursuant to .+"
    r"|Al-Shabaab sanctions regime .+|1988 Sanctions List|Foreign Terrorist Organization, .+"
    r"|OFAC SDN List - .+|Terrorist Exclusion List, .+|Terrorism Act 2000, Schedule 2 .+"
    r"|UK Sanctions List \(SAMLA 2018\) - regime: (?P<regime>.+)|Anti-Terrorism Act 1997, .+"
    r"|Council (Regulation|Common Position) .+|Unlawful Activities \(Prevention\) Act 1967, .+"
    r"|Criminal Code .+"
)


def slug(identifier: str) -> str:
    """`UN-1267` -> `un-1267`."""
    return BODIES.get(identifier, identifier.lower())


def grade(word: str) -> str:
    """`VERIFIED_SPELLING_TO_CHECK` -> `spelling-to-check`."""
    return {"VERIFIED_SPELLING_TO_CHECK": "spelling-to-check"}.get(
        word, word.lower().replace("_", "-")
    )


def without_empty(fields: Fields) -> Fields:
    """The fields that have a value, in the given order."""
    return {key: value for key, value in fields.items() if value not in (None, [], {}, "")}


def add(keys: list[str], more: list[str]) -> None:
    """Append what is not yet there."""
    keys.extend(key for key in more if key not in keys)


def refuse_rest(row: Fields) -> None:
    """Stop where a key of the table was not handled."""
    if row:
        raise ValueError(f"not handled: {sorted(row)}")


def list_text(text: str, notes: list[str]) -> str | None:
    """The regime named in the list's text; any text that is not the list's own becomes a note."""
    standard = STANDARD_LIST.fullmatch(text)
    if standard is None:
        notes.append(f"Entry: {text}" if ALIAS_OF.fullmatch(text) else f"Listed as: {text}")
        return None
    return standard["regime"]


def federal_register(given: Any, grades: dict[str, str], notes: list[str]) -> str | None:
    """The notice's citation; one that a note says is of the Order itself becomes a note."""
    if given is None:
        return None
    given = dict(given)
    citation, word, remark = given.pop("citation"), given.pop("verification"), given.pop("note", "")
    refuse_rest(given)
    if citation and remark:
        notes.append(f"Federal Register: {citation} [{grade(word)}]; {remark}")
        grades["federal_register"] = "unknown"
        return None
    return str(citation) if citation else None


def qualify(row: Fields, date: str | None, notes: list[str]) -> None:
    """How precise the date is: said by the date itself, unless in other words."""
    precision = row.pop("date_precision", None)
    if precision in ("day", "month"):
        if date is not None and len(date) != {"day": 10, "month": 7}[precision]:
            raise ValueError(f"{date!r} is not known to the {precision}")
    elif precision:
        notes.append(f"Date: {precision}")


def extras(row: Fields, notes: list[str]) -> None:
    """The keys that only some lists have, as short notes."""
    row.pop("name_urdu", None)
    row.pop("listed_name_verification", None)  # repeated in field_verification
    if qualifier := row.pop("listed_name_qualifier", None):
        notes.append(f"Name goes on: {qualifier}")
    for key, label in (("name_change_orders", "Name change"), ("later_change", "Later change")):
        given = row.pop(key, [])
        notes.extend(f"{label}: {text}" for text in ([given] if isinstance(given, str) else given))
    parts = [
        f"{label}: {', '.join(value) if isinstance(value, list) else value}"
        for key, label in (
            ("ofsi_group_id", "OFSI Group ID"),
            ("designation_source", "Designation source"),
            ("sanctions_imposed", "Sanctions imposed"),
        )
        if (value := row.pop(key, None))
    ]
    if parts:
        notes.append("; ".join(parts))
    tags = row.pop("program_tags_2025_05", None)
    if tags:
        notes.append(f"Program tags in 2025-05: {', '.join(tags)}")


def alias(row: Fields, notes: list[str]) -> Fields:
    """Another printed name; without a grade of its own it was read with the entry."""
    row = dict(row)
    name = row.pop("name")
    if by := row.pop("added_by", None):
        notes.append(f"Alias {name} added by {by}")
    word = grade(row.pop("verification", "VERIFIED"))
    result = {
        "name": name,
        "kind": row.pop("type"),
        "strength": row.pop("strength", None),
        "verification": word if word != "verified" else None,
    }
    refuse_rest(row)
    return without_empty(result)


def amendment(row: Fields) -> Fields:
    """A published change of an entry."""
    row = dict(row)
    result = {
        "name": row.pop("name"),
        "date": row.pop("date", None),
        "federal_register": row.pop("federal_register", None),
        "verification": grade(row.pop("verification")),
    }
    refuse_rest(row)
    return without_empty(result)


def native_names(row: Fields) -> list[Fields]:
    """A name in another script, once for each language that it is given for."""
    row = dict(row)
    name, word, source = row.pop("name"), grade(row.pop("verification")), row.pop("source", None)
    languages = row.pop("script").split("/")
    refuse_rest(row)
    shared = {"verification": word, "source": source}
    return [without_empty({"name": name, "language": language, **shared}) for language in languages]


def media_wing(row: Fields) -> Fields:
    """An outlet said to speak for the organisation."""
    row = dict(row)
    result = {
        "name": row.pop("name"),
        "verification": grade(row.pop("verification")),
        "source": row.pop("source", None),
    }
    refuse_rest(row)
    return without_empty(result)
