"""One entry of an official list as read from its file, and what is known of the file itself.

Plain slotted records and no pydantic: a list has tens of thousands of entries, and a search must
start in a few hundredths of a second. Nothing here is edited by hand; what an officer or lawyer
writes is checked by `demarche.model.listing`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any


class EntryKind(StrEnum):
    """What sort of thing is listed."""

    ENTITY = "entity"
    INDIVIDUAL = "individual"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


STRONG = "strong"
WEAK = "weak"


@dataclass(frozen=True, slots=True)
class EntryAlias:
    """Another name that the list prints for the entry, verbatim.

    `kind` is the list's own word (`a.k.a.`, `f.k.a.`); `strength` is `strong` or `weak` where the
    list grades its aliases, and `strong` where it does not; `note` is what the list adds
    ("formerly listed as").
    """

    name: str
    kind: str = ""
    strength: str = STRONG
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One authority's entry.

    `key` identifies the entry within its authority from one file to the next: the reference where
    the list has real ones, otherwise the name. `locator` says where in the file it stands and
    changes freely. Dates are `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    """

    authority: str
    kind: EntryKind
    name: str
    key: str
    locator: str
    reference: str | None = None
    original_script: str | None = None
    date_listed: str | None = None
    date_removed: str | None = None
    """Only lists that print their removals have one; elsewhere the entry simply vanishes."""
    dates_amended: tuple[str, ...] = ()
    aliases: tuple[EntryAlias, ...] = ()
    program_tags: tuple[str, ...] = ()
    regime: str | None = None
    native: tuple[tuple[str, str], ...] = ()
    """Further fields of the list worth keeping, by the list's own names."""


CITED_FIELDS = (
    "kind",
    "name",
    "reference",
    "original_script",
    "date_listed",
    "date_removed",
    "aliases",
    "program_tags",
    "regime",
)
"""The fields that a citation can print or rest on."""

CONTENT_FIELDS = (*CITED_FIELDS, "native")
"""The fields whose change is a change of the entry; update dates and the place in the file are not.

The Security Council's committees change aliases without a new update date, so that two files are
compared by these fields and never by their dates.
"""


def squeeze(text: str) -> str:
    """White space collapsed: two files that differ only in their layout say the same."""
    return " ".join(text.split())


def comparable(entry: Entry, name: str) -> Any:
    """The value of a field in the form in which two files are compared: order does not count."""
    value = getattr(entry, name)
    if name == "aliases":
        return sorted((squeeze(a.name), a.kind, a.strength, squeeze(a.note)) for a in value)
    if name == "native":
        return sorted((label, squeeze(text)) for label, text in value)
    if name == "program_tags":
        return sorted(value)
    return squeeze(value) if isinstance(value, str) else value


def content_hash(entry: Entry) -> str:
    """SHA-256 over what the entry says (`CONTENT_FIELDS`), as 64 hexadecimal digits."""
    return _digest([entry.authority, *(comparable(entry, name) for name in CONTENT_FIELDS)])


def changed_fields(
    old: Entry, new: Entry, names: Iterable[str] = CONTENT_FIELDS
) -> tuple[str, ...]:
    """The fields, out of `names`, in which two states of an entry differ."""
    return tuple(name for name in names if comparable(old, name) != comparable(new, name))


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


_STORED = tuple(f.name for f in fields(Entry) if f.name != "locator")


def to_json(entry: Entry) -> str:
    """The entry without its locator, as JSON; `from_json` reads it back."""
    stored = {name: getattr(entry, name) for name in _STORED}
    stored["aliases"] = [[a.name, a.kind, a.strength, a.note] for a in entry.aliases]
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str, locator: str = "") -> Entry:
    """The entry that `to_json` wrote."""
    stored = json.loads(text)
    stored["kind"] = EntryKind(stored["kind"])
    stored["aliases"] = tuple(EntryAlias(*alias) for alias in stored["aliases"])
    stored["native"] = tuple((label, value) for label, value in stored["native"])
    for name in ("dates_amended", "program_tags"):
        stored[name] = tuple(stored[name])
    return Entry(locator=locator, **stored)


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as one file (or one set of files that belong together) gives it.

    `family` names the list and `format` the reader; `stamp` is what the file says of its own date,
    verbatim, and `as_of` the same as `YYYY-MM-DD`, both None where the file is silent. `covers` are
    the authorities of which the file is the whole list: what is missing there is not listed.
    `lacks` are fields that the format has no place for, so that their absence says nothing.
    A `partial` file (an amendment) is never the state of a list. `private` marks personal data that
    only the office itself may hold.
    """

    family: str
    format: str
    sha256: str
    entries: tuple[Entry, ...]
    covers: frozenset[str]
    stamp: str | None = None
    as_of: str | None = None
    lacks: frozenset[str] = frozenset()
    partial: bool = False
    private: bool = False
    notes: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)


def count(entries: Iterable[Entry]) -> dict[str, int]:
    """How many entries there are by authority and kind, and how many aliases by strength."""
    totals: dict[str, int] = {}

    def add(name: str, number: int = 1) -> None:
        totals[name] = totals.get(name, 0) + number

    for entry in entries:
        add("entries")
        add(entry.kind.value)
        add(f"{entry.authority}/{entry.kind.value}")
        for alias in entry.aliases:
            add(f"aliases/{entry.kind.value}/{alias.strength}")
    return dict(sorted(totals.items()))
