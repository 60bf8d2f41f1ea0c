"""What a typeset page shows and says, so that two ways to set it can be compared."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter, defaultdict
from typing import Any

import pikepdf
import pypdfium2 as pdfium

Letter = tuple[int, str, float, float]
"""Page, letter, and the lower left corner of its outline in points."""


def letters(pdf: bytes) -> list[Letter]:
    """Every letter with its place."""
    found = []
    with pdfium.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for at in range(text.count_chars()):
                letter = text.get_text_range(at, 1)
                if letter.strip() and unicodedata.category(letter) != "Cf":
                    left, low, _, _ = text.get_charbox(at)
                    found.append((number, letter, left, low))
    return found


def pages_text(pdf: bytes) -> list[Counter[str]]:
    """The letters of each page, in count."""
    pages: dict[int, Counter[str]] = defaultdict(Counter)
    for number, letter, _, _ in letters(pdf):
        pages[number][letter] += 1
    return [pages[number] for number in sorted(pages)]


def farthest(pdf: bytes, other: bytes) -> float:
    """By how many points a letter stands elsewhere than the nearest such letter of the other."""
    places = defaultdict(list)
    for number, letter, left, low in letters(other):
        places[number, letter].append((left, low))
    return max(
        min(max(abs(left - x), abs(low - y)) for x, y in places[number, letter])
        for number, letter, left, low in letters(pdf)
    )


def links(pdf: bytes) -> list[tuple[int, str, tuple[float, ...]]]:
    """Page, target and rectangle of every link."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for number, page in enumerate(document.pages):
            for note in page.get("/Annots", []):
                if note.Subtype == "/Link":
                    target = str(note.A.URI) if "/A" in note else f"#{note.Dest}"
                    assert str(note.Contents) == target.removeprefix("#")
                    found.append((number, target, tuple(float(side) for side in note.Rect)))
    return sorted(found)


def places(pdf: bytes) -> dict[str, tuple[int, float, float]]:
    """What can be pointed at: its page and place."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root: Any = document.Root
        names: Any = root.get("/Names", {}).get("/Dests", {}).get("/Names", [])
        numbers = {page.objgen: number for number, page in enumerate(document.pages)}
        return {
            str(name): (numbers[place[0].objgen], float(place[2]), float(place[3]))
            for name, place in zip(list(names)[::2], list(names)[1::2], strict=True)
        }


def tags(pdf: bytes) -> list[Any]:
    """The structure, without what says nothing; a link that goes on in the next line is one."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _check_parents(document)
        return _told(document.Root.StructTreeRoot.K)


def _told(node: Any) -> list[Any]:
    if isinstance(node, pikepdf.Array):
        return _together([found for kid in node for found in _told(kid)])
    if not isinstance(node, pikepdf.Dictionary) or node.get("/Type") == "/OBJR":
        return []
    kids = _told(node.get("/K", pikepdf.Array()))
    kind = str(node.S).replace("/NonStruct", "/Span")
    said = [str(node.Lang)] if "/Lang" in node else []
    attributes: Any = node.get("/A", {})
    said += [str(attributes[name]) for name in ("/Scope", "/ColSpan") if name in attributes]
    text = "".join(str(node.get("/ActualText", "")).split())
    if kind in ("/Span", "/Art") and not said:
        return kids
    return [(kind, *said, text, kids)]


def _together(kids: list[Any]) -> list[Any]:
    """What goes on in the next line, as one."""
    found: list[Any] = []
    for kid in kids:
        *head, text, inner = kid
        if found and kid[0] in ("/Link", "/Span") and list(found[-1][:-2]) == head:
            *_, before, others = found.pop()
            text, inner = before + text, _together(others + inner)
        found.append((*head, text, inner))
    return found


def _check_parents(document: pikepdf.Pdf) -> None:
    """Every element names its parent, and every annotation its element."""
    numbers = list(document.Root.StructTreeRoot.ParentTree.Nums)
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    stack = [document.Root.StructTreeRoot.K[0]]
    while stack:
        node = stack.pop()
        for kid in node.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
                owner = owners[int(kid.Obj.StructParent)]
                assert owner.objgen == node.objgen
            elif isinstance(kid, pikepdf.Dictionary):
                assert kid.P.objgen == node.objgen
                stack.append(kid)
            else:
                page = next(p for p in document.pages if p.objgen == node.Pg.objgen)
                assert owners[int(page.StructParents)][int(kid)].objgen == node.objgen


def alike(pdf: bytes, other: bytes, *, points: float = 0.6) -> None:
    """Assert that two documents show and say the same, with places no farther apart."""
    assert pages_text(pdf) == pages_text(other)
    assert farthest(pdf, other) < points
    ours, theirs = links(pdf), links(other)
    assert [link[:2] for link in ours] == [link[:2] for link in theirs]
    for link, other_link in zip(ours, theirs, strict=True):
        apart = zip(link[2], other_link[2], strict=True)
        assert max(abs(side - other_side) for side, other_side in apart) < points
    found, wanted = places(pdf), places(other)
    assert found.keys() == wanted.keys()
    for name, place in wanted.items():
        # Half a border higher or lower is no other place.
        assert max(abs(a - b) for a, b in zip(found[name], place, strict=True)) < 2 * points, name
    assert tags(pdf) == tags(other)
