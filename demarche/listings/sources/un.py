"""The Security Council's consolidated list, `consolidated.xml`, in its older and its current form.

One file holds every regime; the regime and the reference prefix give the authority. An alias cell
can hold a dozen names with parentheses: it is kept verbatim as one alias. Nothing marks a
delisting: the entry is simply gone from the next file.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    values,
)
from demarche.model.entry import STRONG, WEAK, Entry, EntryAlias, EntryKind, ListFile

FAMILY = "un"

REGIMES = {
    "Al-Qaida": ("un-1267", "QD"),
    "Taliban": ("un-1988", "TA"),
    "Somalia": ("un-2713", "SO"),
    "Yemen": ("un-2140", "YE"),
    "DRC": ("un-1533", "CD"),
    "DPRK": ("un-1718", "KP"),
    "Iran": ("un-iran", "IR"),
    "Iraq": ("un-1518", "IQ"),
    "Libya": ("un-1970", "LY"),
    "CAR": ("un-car", "CF"),
    "Sudan": ("un-1591", "SD"),
    "SouthSudan": ("un-2206", "SS"),
    "GB": ("un-2048", "GB"),
    "Haiti": ("un-2653", "HT"),
}
"""UN_LIST_TYPE → this project's name of the authority, and the prefix of its references.

A type that is not here becomes `un-` and its own name, which no authority file knows, so that
nothing can be cited from it before somebody has looked.
"""

_KNOWN = (
    *("DATAID", "VERSIONNUM", "FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "TITLE"),
    *("UN_LIST_TYPE", "REFERENCE_NUMBER", "LISTED_ON", "SUBMITTED_ON", "SUBMITTED_BY", "GENDER"),
    *("NAME_ORIGINAL_SCRIPT", "COMMENTS1", "DESIGNATION", "NATIONALITY", "NATIONALITY2"),
    *("LIST_TYPE", "LAST_DAY_UPDATED", "DELISTED_ON", "INDIVIDUAL_ALIAS", "ENTITY_ALIAS"),
    *("INDIVIDUAL_ADDRESS", "ENTITY_ADDRESS", "INDIVIDUAL_DATE_OF_BIRTH", "SORT_KEY"),
    *("INDIVIDUAL_PLACE_OF_BIRTH", "INDIVIDUAL_DOCUMENT", "SORT_KEY_LAST_MOD"),
    *("HAS_INTERPOL_LINK", "INTERPOL_LINK"),
)
"""The elements of an entry in all files since 2018."""
_KNOWN_OF_ALIAS = (
    *("QUALITY", "ALIAS_NAME", "NOTE"),
    *("DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"),
)

_STRENGTH = {"Good": STRONG, "Low": WEAK, "a.k.a.": STRONG, "f.k.a.": STRONG, "": STRONG}


class UnConsolidated:
    """Reader of the consolidated list."""

    name = "un-consolidated-xml"
    expected = (500, 3000)

    def recognises(self, head: bytes, filename: str) -> bool:
        """By its root element."""
        return root_tag(head) == "CONSOLIDATED_LIST"

    def read(self, file: InputFile) -> ListFile:
        """All entries of all regimes; InputError at the line that is wrong."""
        entries: list[Entry] = []
        stamp = ""
        frame = ("INDIVIDUALS", "ENTITIES")
        for element in elements(file, "INDIVIDUAL", "ENTITY", frame=frame):
            stamp = stamp or element.getroottree().getroot().get("dateGenerated", "")
            entries.append(_entry(file, element))
        as_of = dates.iso(stamp)
        if as_of is None:
            raise file.refuse(f"dateGenerated is {stamp!r}", 1, "a UN list has its date")
        check_references(file, entries)
        check_range(file, len(entries), self.expected)
        covers = [authority for authority, _ in REGIMES.values()]
        return list_file(file, self, FAMILY, entries, covers, stamp=stamp, as_of=as_of)


def _entry(file: InputFile, element: Any) -> Entry:
    kind = EntryKind(local(element).lower())
    line = int(element.sourceline or 0)
    known_children(file, element, _KNOWN, local(element))
    reference = child(element, "REFERENCE_NUMBER")
    regime = child(element, "UN_LIST_TYPE")
    parts = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    name = " ".join(filter(None, (child(element, part) for part in parts)))
    if not reference or not name or not regime:
        raise file.refuse("an entry without name, list type or reference", line)
    listed = child(element, "LISTED_ON")
    date_listed = dates.iso(listed)
    if date_listed is None:
        raise file.refuse(f"{reference}: LISTED_ON is {listed!r}", line)
    return Entry(
        authority=_authority(file, regime, reference, line),
        kind=kind,
        name=name,
        key=reference,
        locator=f"line {line}",
        reference=reference,
        original_script=child(element, "NAME_ORIGINAL_SCRIPT") or None,
        date_listed=date_listed,
        dates_amended=tuple(_amended(file, element, reference, line)),
        aliases=tuple(_aliases(file, element, kind, reference, line)),
        regime=regime,
        native=tuple(_native(element)),
    )


def _authority(file: InputFile, regime: str, reference: str, line: int) -> str:
    if regime not in REGIMES:
        return "un-" + "".join(c if c.isalnum() else "-" for c in regime.lower()).strip("-")
    authority, prefix = REGIMES[regime]
    if not reference.startswith(prefix):
        raise file.refuse(
            f"the reference {reference} does not belong to the list type {regime}",
            line,
            f"references of that list begin with {prefix}",
        )
    return authority


def _amended(file: InputFile, element: Any, reference: str, line: int) -> Iterator[str]:
    for updated in children(element, "LAST_DAY_UPDATED"):
        known_children(file, updated, ("VALUE",), local(updated))
    for text in values(element, "LAST_DAY_UPDATED"):
        day = dates.iso(text)
        if day is None:
            raise file.refuse(f"{reference}: LAST_DAY_UPDATED is {text!r}", line)
        yield day


def _aliases(
    file: InputFile, element: Any, kind: EntryKind, reference: str, line: int
) -> Iterator[EntryAlias]:
    for alias in children(element, f"{kind.name}_ALIAS"):
        known_children(file, alias, _KNOWN_OF_ALIAS, local(alias))
        name = child(alias, "ALIAS_NAME")
        if not name:
            continue
        quality = child(alias, "QUALITY")
        if quality not in _STRENGTH:
            raise file.refuse(f"{reference}: an alias of quality {quality!r}", line)
        yield EntryAlias(name, quality, _STRENGTH[quality], child(alias, "NOTE"))


def _native(element: Any) -> Iterator[tuple[str, str]]:
    for tag in ("DATAID", "SUBMITTED_BY", "SUBMITTED_ON", "GENDER", "DELISTED_ON", "COMMENTS1"):
        if text := child(element, tag):
            yield tag, text
    for tag in ("TITLE", "DESIGNATION", "NATIONALITY"):
        for text in values(element, tag):
            yield tag, text
    for born in children(element, "INDIVIDUAL_DATE_OF_BIRTH"):
        words = [tidy(inner.text or "") for inner in born]
        if text := " ".join(filter(None, words)):
            yield "DATE_OF_BIRTH", text
