"""What OFAC's formats share: the authority behind a row, its names and its aliases.

OFAC publishes one list of Specially Designated Nationals. A row that carries the tag SDGT stands
under Executive Order 13224: its authority is `us-sdgt`. Every other row is `us-sdn`, which no
request about terrorism may cite. The tag FTO is kept as a tag and never makes a State Department
designation: OFAC's tags are not State's list (HUJI and ISIS-GS are FTOs and tagged SDGT only).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from demarche.model.entry import STRONG, WEAK, Entry, EntryAlias, EntryKind

FAMILY = "us-ofac-sdn"
NONSDN_FAMILY = "us-ofac-nonsdn"
COVERS = ("us-sdgt", "us-sdn")
EXPECTED = (5_000, 60_000)
NONSDN_EXPECTED = (100, 3_000)

KINDS = {
    "individual": EntryKind.INDIVIDUAL,
    "entity": EntryKind.ENTITY,
    "": EntryKind.ENTITY,
    "vessel": EntryKind.VESSEL,
    "aircraft": EntryKind.AIRCRAFT,
}
ALIAS_KINDS = {"aka": "a.k.a.", "fka": "f.k.a.", "nka": "n.k.a."}

_WEAK = re.compile(r"\b([afn]\.k\.a\.) '(.*?)'(?=;|,|\.(?:\s|$)|\s*$)", re.DOTALL)


def authority(tags: Iterable[str]) -> str:
    """The authority of an SDN row by its whole tags, never by a part of one."""
    return "us-sdgt" if "SDGT" in tags else "us-sdn"


def split_tags(field: str) -> tuple[str, ...]:
    """`FTO] [SDGT` as (`FTO`, `SDGT`): the CSV leaves the outer brackets off."""
    return tuple(tag for part in re.split(r"\]\s*\[", field.strip("[] ")) if (tag := part.strip()))


def weak_aliases(remarks: str) -> Iterator[EntryAlias]:
    """The weak aliases, which stand only in the remarks, in single quotes."""
    for kind, name in _WEAK.findall(remarks):
        yield EntryAlias(name, kind, WEAK)


def person_name(last: str, first: str) -> str:
    """A name as OFAC prints it: `LAST, First`."""
    return ", ".join(filter(None, (last.strip(), first.strip())))


def entry(
    uid: str,
    kind: EntryKind,
    name: str,
    tags: tuple[str, ...],
    locator: str,
    *,
    listed_by: str,
    aliases: Iterable[EntryAlias] = (),
    date_listed: str | None = None,
    original_script: str | None = None,
    native: Iterable[tuple[str, str]] = (),
) -> Entry:
    """An entry with OFAC's uid as its reference; an alias printed twice is kept once."""
    return Entry(
        authority=listed_by,
        kind=kind,
        name=name,
        key=uid,
        locator=locator,
        reference=f"OFAC uid {uid}",
        original_script=original_script,
        date_listed=date_listed,
        aliases=tuple(dict.fromkeys(aliases)),
        program_tags=tags,
        native=tuple((label, text) for label, text in native if text),
    )


__all__ = ["ALIAS_KINDS", "KINDS", "STRONG", "WEAK"]
