"""Schedule 2 to the Terrorism Act 2000 as legislation.gov.uk publishes it, XML or HTML.

One item for each organisation, without number, date or script; other names stand in parentheses or
after "including". Editors' brackets and footnotes are not part of the text. Dates stand only in the
amending instruments, so that none is given here; an item's footnotes are kept as they are.
Names that a name-change order adds under section 3(6) are not in the Schedule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from demarche.listings.sources import dates
from demarche.listings.sources.entry_keys import in_parentheses, name_key, without_parentheses
from demarche.listings.sources.list_reader import InputFile, check_range, list_file
from demarche.listings.sources.markup import document, local, page, root_tag
from demarche.model.entry import Entry, EntryAlias, EntryKind, ListFile

AUTHORITY = "gb-ta2000"
_OMITTED = re.compile(r"[.\s…*\[\]]*")
_INCLUDING = re.compile(r",?\s+including\s+(?:the\s+)?(.+)$", re.IGNORECASE | re.DOTALL)
_EDITORIAL = ("LegCommentaryLink", "LegChangeDelimiter", "LegExtentRestriction", "LegAnnotations")


class UkSchedule2:
    """Reader of the Schedule."""

    name = "uk-terrorism-act-schedule-2"
    expected = (40, 250)

    def recognises(self, head: bytes, filename: str) -> bool:
        """By the markup of legislation.gov.uk and the words of the Schedule."""
        ours = b"legislation.gov.uk" in head or b"LegSchedule" in head
        return ours and (b"proscribed organisations" in head.lower() or b"ukpga/2000/11" in head)

    def read(self, file: InputFile) -> ListFile:
        """All items; InputError where it is not this Schedule or is cut."""
        as_xml = root_tag(file.head).lower() != "html" and b"<Legislation" in file.head
        entries, stamp = _from_xml(file) if as_xml else _from_html(file)
        check_range(file, len(entries), self.expected)
        return list_file(
            file,
            self,
            AUTHORITY,
            entries,
            (AUTHORITY,),
            stamp=stamp or None,
            as_of=dates.iso(stamp) if stamp else None,
            lacks=("date_listed", "original_script", "reference"),
        )


def _from_xml(file: InputFile) -> tuple[list[Entry], str]:
    root = document(file)
    schedules = [s for s in root.iter("{*}Schedule") if s.get("id") == "schedule-2"]
    if not schedules:
        raise file.refuse("no Schedule 2 in this document", 1)
    notes = {
        comment.get("id"): " ".join("".join(comment.itertext()).split())
        for comment in root.iter("{*}Commentary")
    }
    entries: list[Entry] = []
    for item in schedules[0].iter("{*}ListItem"):
        refs = [r.get("Ref") for r in item.iter("{*}CommentaryRef")]
        refs += [c.get("CommentaryRef") for c in item.iter("{*}Addition", "{*}Substitution")]
        comments = [notes[ref] for ref in dict.fromkeys(refs) if ref in notes]
        text = " ".join("".join(_xml_text(item)).split())
        entries.extend(_entry(text, f"line {int(item.sourceline or 0)}", comments))
    valid = next(iter(root.iter("{http://purl.org/dc/terms/}valid")), None)
    return entries, (valid.text or "").strip() if valid is not None else ""


def _xml_text(element: Any) -> Iterator[str]:
    """The text without what an editor repealed."""
    if local(element) == "Repeal":
        return
    yield element.text or ""
    for inner in element:
        yield from _xml_text(inner)
        yield inner.tail or ""


def _from_html(file: InputFile) -> tuple[list[Entry], str]:
    root = page(file)
    for name in _EDITORIAL:
        for junk in list(root.find_class(name)):
            junk.drop_tree()
    lists = root.find_class("LegUnorderedList")
    if len(lists) != 1:
        raise file.refuse(f"{len(lists)} lists on the page, where the Schedule has one", 1)
    entries: list[Entry] = []
    items = lists[0].find_class("LegListTextStandard") or lists[0].iter("li")
    for item in items:
        text = " ".join(item.text_content().split())
        entries.extend(_entry(text, f"line {int(item.sourceline or 0)}", []))
    return entries, ""


def _entry(text: str, locator: str, comments: list[str]) -> Iterator[Entry]:
    """The item as an entry; nothing for one that was omitted and left as dots."""
    name = re.sub(r"^\[?F\d+(?=[A-Z])", "", text.strip()).strip("[] ")
    name = name.removesuffix(".") if not name.endswith("..") else name
    if _OMITTED.fullmatch(name):
        return
    yield Entry(
        authority=AUTHORITY,
        kind=EntryKind.ENTITY,
        name=name,
        key=name_key(name),
        locator=locator,
        aliases=tuple(dict.fromkeys(_aliases(name))),
        native=tuple(("commentary", comment) for comment in comments),
    )


def _aliases(name: str) -> Iterator[EntryAlias]:
    stem = without_parentheses(name)
    if found := _INCLUDING.search(stem):
        yield EntryAlias(found[1].strip(" ,."), "including")
    for inner in in_parentheses(name):
        kind = "in parentheses"
        words = inner.strip(" ,.")
        if words.lower().startswith("including "):
            kind, words = "including", words[10:].strip()
        if words:
            yield EntryAlias(words, kind)
