"""The links of a document: each goes to what its text says, as the data have it.

A link shows one thing and may lead to another. So a web address that is linked is one of the data,
and the words of the link stand beside it in the same record; within the document a link goes to a
place that is there. Nothing else may be done by a click.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

from demarche.trust.verify.page_addresses import packed
from demarche.trust.verify.verify_report import Check, agrees, differs, numbered

LINK = {
    *("Type", "Subtype", "Rect", "BS", "Contents", "F", "StructParent", "Dest", "A"),
}
"""What the annotation of a link holds."""
_ACTION = {"Type", "S", "URI"}
_TELLING = re.compile(r"@?[A-Za-z0-9_.~-]+")
_SAYS = re.compile(r"[@0-9_]")
"""What the words of a link have that say where it leads: handles, numbers, names of accounts."""
_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"]+", re.IGNORECASE)
_EDGE = 1.0
"""Points by which text may reach into the rectangle of a link beside it."""


def link_faults(note: Any) -> Iterator[str]:
    """What the annotation of a link holds that ours do not."""
    if str(note.get("/F", "")) != "4" or ("/Dest" in note and "/A" in note):
        yield "a link with other entries than ours"
        return
    keys = {str(key)[1:] for key in note.keys()}  # noqa: SIM118  (a dictionary of pikepdf)
    action = note.get("/A")
    if action is not None:
        known = {str(key)[1:] for key in action.keys()}  # noqa: SIM118
        if known - _ACTION or str(action.get("/S")) != "/URI":
            yield "a link that does something else"
            return
    target = note.get("/Dest") if action is None else action.get("/URI")
    if keys - LINK or not isinstance(target, pikepdf.String):
        yield "a link with other entries than ours"
    elif str(note.get("/Contents", "")) != str(target):
        yield "a link that is read aloud as another one"
    if "/BS" not in note or float(note.BS.get("/W", 1)) != 0:
        yield "a link that draws a frame"


def check_links(data: bytes, pdf: pikepdf.Pdf, request: dict[str, Any] | None) -> Check:
    """Where the links of a file lead, against the data of its document."""
    places = _places(pdf)
    records = _Records(request)
    faults: dict[str, None] = {}
    count = 0
    for number, note, shown in _links(data, pdf):
        count += 1
        for fault in _faults(note, shown, places, records):
            faults.setdefault(f"page {number}: {fault}")
    if faults:
        return differs("links", "; ".join(list(faults)[:3]))
    if not count:
        return agrees("links", "there are none")
    return agrees("links", f"{numbered(count, 'link leads', 'links lead')} where the text says")


def linked_addresses(data: bytes, pdf: pikepdf.Pdf) -> dict[str, str]:
    """By web address that is linked: what is shown for it, on all pages together."""
    found: dict[str, str] = {}
    for _, note, shown in _links(data, pdf):
        if "/A" in note:
            target = str(note.A.get("/URI", ""))
            found[target] = f"{found.get(target, '')}{shown}"
    return found


def _links(data: bytes, pdf: pikepdf.Pdf) -> Iterator[tuple[int, Any, str]]:
    """The page, the annotation and the text of every link."""
    with pypdfium2.PdfDocument(data) as document:
        for number, page in enumerate(pdf.pages, 1):
            notes = [note for note in page.get("/Annots", []) if note.get("/Subtype") == "/Link"]
            if not notes:
                continue
            text = document[number - 1].get_textpage()
            for note in notes:
                left, low, right, top = _sides(note.Rect)
                inner = (left + _EDGE, low + _EDGE, right - _EDGE, top - _EDGE)
                yield number, note, text.get_text_bounded(*inner)


def _faults(note: Any, shown: str, places: set[str], records: _Records) -> Iterator[str]:
    if not shown.strip():
        yield "a link has no text"
    elif "/A" not in note:
        if str(note.get("/Dest", "")) not in places:
            yield f"a link leads nowhere: {str(note.get('/Dest', ''))[:60]!a}"
    elif not records.know(target := str(note.A.get("/URI", "")), shown):
        yield f"{shown.strip()[:40]!a} leads to {target[:80]!a}, which the data do not say of it"


def _sides(rectangle: Any) -> tuple[float, float, float, float]:
    x, y, other_x, other_y = (float(side) for side in rectangle)
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def _places(pdf: pikepdf.Pdf) -> set[str]:
    """The names that a link can lead to."""
    try:
        found = pdf.Root.Names.Dests.Names
    except AttributeError:
        return set()
    return {str(name) for name in list(found)[::2]}


class _Records:
    """The records of the data, each with all that it says, and the addresses in it."""

    def __init__(self, request: dict[str, Any] | None) -> None:
        self._known: dict[str, list[str]] = {}
        """By address: what the records say that have it."""
        for record in _records(request or {}):
            strings = list(_strings(record))
            text = packed("\n".join(strings))
            for string in strings:
                for address in {packed(string), *_WHOLE.findall(string)}:
                    self._known.setdefault(address, []).append(text)

    def know(self, target: str, shown: str) -> bool:
        """Whether one record holds the address and what is shown for it."""
        words = [word for word in _TELLING.findall(shown) if _SAYS.search(word)]
        names = [word.removeprefix("@").strip(".") for word in words]
        texts = self._known.get(packed(target), ())
        return any(all(name in text for name in names) for text in texts)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    else:
        yield str(value)


def _records(value: Any) -> Iterator[Any]:
    """The members of every list, and what stands by itself: an account, an organisation, a rule."""
    if isinstance(value, list):
        for item in value:
            yield item
            yield from _records(item)
    elif isinstance(value, dict):
        for item in value.values():
            if isinstance(item, dict) and not any(isinstance(v, list) for v in item.values()):
                yield item
            yield from _records(item)
