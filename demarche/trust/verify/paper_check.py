"""What stands in a file beside its words, held to what our documents have.

The checks of the content read what a file says. These look whether it can be read otherwise, seen
otherwise, or do something: they hold for the documents of all versions.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf

from demarche.trust.verify.page_addresses import packed
from demarche.trust.verify.page_fonts import compare_letters
from demarche.trust.verify.page_links import check_links
from demarche.trust.verify.page_operators import Drawn, read_drawing
from demarche.trust.verify.page_picture import unseen
from demarche.trust.verify.page_text import read_pages
from demarche.trust.verify.paper_form import Paper, elements, form_faults, titles
from demarche.trust.verify.paper_metadata import check_metadata
from demarche.trust.verify.verify_report import (
    LETTERS,
    Check,
    agrees,
    differs,
    left_open,
    reason,
)

_SHOWN = 3
"""Faults of one kind that are named."""
_LATIN = re.compile(r"[A-Za-z0-9_./:@-]{2,}")
_TELLING = re.compile(r"://|@|[a-z0-9-]\.[a-z]{2,}/", re.IGNORECASE)


def check_form(
    data: bytes, paper: Paper, reference: str, request: dict[str, Any] | None
) -> Iterator[Check]:
    """The objects of the file, what it says of itself, and what its pages are drawn with.

    `reference` is that of the document which the file is or belongs to, `request` the data inside.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            emblem = paper == "main" and bool(((request or {}).get("office") or {}).get("emblem"))
            yield from _form(data, pdf, paper, emblem=emblem)
            yield from check_metadata(pdf, request, reference)
            drawn = read_drawing(pdf, paper, emblem=emblem)
            yield _drawn(drawn, len(pdf.pages))
            yield from _spoken(pdf, drawn, read_pages(data), request)
            yield check_links(data, pdf, request)
    except Exception as error:  # noqa: BLE001
        # A hostile file may break the readers in any way; none of them is genuine.
        yield differs("form of the file", f"it cannot be read: {type(error).__name__}")


def check_sight(data: bytes, paper: Paper) -> Iterator[Check]:
    """What is seen against what is read: letters, and text that nobody sees. Takes longer."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            drawn = read_drawing(pdf, paper, emblem=True)
            found = compare_letters(pdf, drawn.glyphs)
            if found.faults:
                yield differs(LETTERS, _listed(list(found.faults)))
            elif found.other_release:
                names = ", ".join(found.other_release)
                text = f"{names}: of another release than the program's; not compared"
                yield left_open(LETTERS, text)
            else:
                yield agrees(LETTERS, "every letter looks as the text that is read of it")
            hidden = [f"page {item.page}: {item.text[:60]!a}" for item in unseen(data)]
            if hidden:
                yield differs("sight", f"there is text that nobody sees: {_listed(hidden)}")
            else:
                yield agrees("sight", "all text is seen")
    except Exception as error:  # noqa: BLE001
        yield differs("sight", f"it cannot be drawn: {reason(error)}")


def _form(data: bytes, pdf: pikepdf.Pdf, paper: Paper, *, emblem: bool) -> Iterator[Check]:
    faults = form_faults(pdf, paper, emblem=emblem)
    if not data.startswith(b"%PDF-"):
        faults.insert(0, "there is something before its beginning")
    if faults:
        yield differs("form of the file", _listed(faults))
    else:
        yield agrees("form of the file", "it has nothing that our documents do not have")


def _drawn(drawn: Drawn, pages: int) -> Check:
    if drawn.faults:
        return differs("drawing", _listed(list(drawn.faults)))
    return agrees("drawing", f"text and lines alone, on {pages:,} page{'s' * (pages > 1)}")


def _listed(faults: Sequence[str]) -> str:
    more = f"; and {len(faults) - _SHOWN:,} more" if len(faults) > _SHOWN else ""
    return "; ".join(faults[:_SHOWN]) + more


def _spoken(
    pdf: pikepdf.Pdf, drawn: Drawn, pages: Sequence[str], request: dict[str, Any] | None
) -> Iterator[Check]:
    """What a screen reader says and a list of bookmarks shows, against pages and data."""
    text = packed("".join(pages))
    known = packed(str(request)) if request else ""
    strange: dict[str, None] = {}
    for read in drawn.marked if request else ():
        # Letters and digits of addresses in it are those of the data; a run may be backwards.
        words = _LATIN.findall(read)
        if any(word not in known and word[::-1] not in known for word in words):
            strange.setdefault(read)
    for element in elements(pdf):
        spoken = str(element.get("/ActualText", ""))
        if spoken and packed(spoken) not in text and packed(spoken) not in known:
            strange.setdefault(spoken)
        alt = str(element.get("/Alt", ""))
        if alt and (str(element.get("/S")) != "/Figure" or _TELLING.search(alt)):
            strange.setdefault(alt)
    for title in titles(pdf):
        # Word by word: a page has words from right to left in another order.
        if any(word not in text and word not in known for word in map(packed, title.split())):
            strange.setdefault(title)
    if strange:
        shown = _listed([f"{item[:60]!a}" for item in strange])
        yield differs("spoken text", f"it is not that of the pages: {shown}")
    else:
        yield agrees("spoken text", "bookmarks and what is read aloud are those of the pages")
