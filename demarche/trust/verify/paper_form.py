"""The objects of a file, held to those that the documents of this program are made of.

A PDF can hold far more than these pages do: scripts, actions, layers, forms, further files, notes.
None of that can be told from the text of a page, so it is not looked for one by one: whatever is
not on the lists below is named. The lists hold for the documents of all released versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import pikepdf

from demarche.trust.verify.page_links import link_faults

Paper = Literal["main", "restricted", "return-form", "copy"]

_TRAILER = {"Root", "Info", "ID", "Size", "Prev", "XRefStm"}
_STREAM = {"Length", "Filter", "DecodeParms", "Length1", "N"}
_XREF = {"Type", "W", "Index", *_STREAM}
_CATALOG = {
    *("Type", "Version", "Pages", "Lang", "MarkInfo", "Metadata", "Names", "AF", "Outlines"),
    *("OutputIntents", "StructTreeRoot", "ViewerPreferences"),
}
_PAGE = {
    *("Type", "Parent", "Contents", "Resources", "MediaBox", "BleedBox", "TrimBox", "CropBox"),
    *("StructParents", "Tabs"),
}
_RESOURCES = {"Font", "ExtGState", "ColorSpace", "Pattern", "Shading", "XObject", "ProcSet"}
_STATE = {"Type", "ca", "CA"}
_IMAGE = {
    *("Type", "Subtype", "Width", "Height", "ColorSpace", "BitsPerComponent", "Interpolate"),
    *("SMask", *_STREAM),
}
_WIDGET = {
    *("Type", "Subtype", "FT", "T", "TU", "V", "DA", "F", "Ff", "Opt", "P", "Rect", "StructParent"),
}
_ELEMENT = {
    *("Type", "S", "P", "K", "Pg", "A", "ID", "Lang", "Alt", "ActualText"),
}
_OUTLINE = {"Title", "Dest", "Parent", "First", "Last", "Next", "Prev", "Count"}

_WHAT = {
    "OpenAction": "an action that runs when it is opened",
    "AA": "an action that runs by itself",
    "A": "an action",
    "JavaScript": "a script",
    "JS": "a script",
    "OCProperties": "layers",
    "OC": "a layer",
    "Properties": "layers",
    "AcroForm": "a form",
    "Annots": "notes, links or fields",
    "AF": "a further attached file",
    "URI": "a base for links",
    "Dests": "named places",
    "Threads": "threads",
    "Collection": "a collection of files",
    "PieceInfo": "data of another program",
    "Perms": "permissions of a signature",
    "DSS": "data of a signature",
    "Group": "a transparency group",
    "SMask": "a mask",
    "BM": "a blend mode",
    "AP": "a picture of a field",
    "XFA": "a form of another kind",
    "Encrypt": "an encryption",
    "UserUnit": "a unit of its own",
    "Rotate": "a rotation",
    "PresSteps": "a presentation",
    "Trans": "a transition",
    "Thumb": "a thumbnail",
    "PageLabels": "page numbers of its own",
    "RichMedia": "media",
}


def form_faults(pdf: pikepdf.Pdf, paper: Paper, *, emblem: bool = False) -> list[str]:
    """What the objects of a file hold that no document of ours does, each in words.

    `emblem` allows for the one picture that an office's emblem may be.
    """
    return list(dict.fromkeys(_Look(pdf, paper, emblem=emblem).faults()))


def _names(found: Any) -> set[str]:
    return {str(key)[1:] for key in found.keys()}  # noqa: SIM118  (a dictionary of pikepdf)


def _beyond(found: Any, known: set[str], where: str) -> Iterator[str]:
    """What a dictionary holds beside what is known of its kind."""
    for name in sorted(_names(found) - known):
        what = _WHAT.get(name)
        said = f"{what} (/{_plain(name)})" if what else f"an entry /{_plain(name)}"
        yield f"{where} has {said}"


def _plain(name: str) -> str:
    return name[:40].encode("ascii", "backslashreplace").decode()


def _items(found: Any) -> Iterable[tuple[str, Any]]:
    return ((str(key)[1:], value) for key, value in found.items())


class _Look:
    """One look at a file."""

    def __init__(self, pdf: pikepdf.Pdf, paper: Paper, *, emblem: bool) -> None:
        self._pdf, self._paper = pdf, paper
        self._pictures_left = 1 if emblem else 0
        self._form = paper == "return-form"

    def faults(self) -> Iterator[str]:
        pdf, root = self._pdf, self._pdf.Root
        if pdf.is_encrypted:
            yield "the file is encrypted"
        yield from _beyond(pdf.trailer, _TRAILER | _XREF, "the file")
        catalog = _CATALOG | ({"AcroForm"} if self._form else set())
        yield from _beyond(root, catalog, "the document")
        if (preferences := root.get("/ViewerPreferences")) is not None:
            yield from _beyond(preferences, {"DisplayDocTitle"}, "the document's view")
        if (names := root.get("/Names")) is not None:
            yield from _beyond(names, {"EmbeddedFiles", "Dests"}, "the list of names")
        for intent in root.get("/OutputIntents", []):
            known = {"Type", "S", "OutputConditionIdentifier", "Info", "DestOutputProfile"}
            yield from _beyond(intent, known, "the colours")
        yield from self._pages()
        yield from self._outlines()
        yield from self._elements()
        if self._form and (form := root.get("/AcroForm")) is not None:
            yield from _beyond(form, {"Fields", "DR", "NeedAppearances"}, "the form")

    # --- pages --------------------------------------------------------------------------------

    def _pages(self) -> Iterator[str]:
        top = self._pdf.Root.Pages
        yield from _beyond(top, {"Type", "Kids", "Count"}, "the list of pages")
        kids = [kid.objgen for kid in top.Kids]
        if len(set(kids)) != len(kids):
            yield "a page is in the file twice"
        if any(str(kid.get("/Type")) != "/Page" for kid in top.Kids):
            yield "the pages are in a list of lists"
        sizes = set()
        seen: set[tuple[int, int]] = set()
        for number, page in enumerate(self._pdf.pages, 1):
            where = f"page {number}"
            yield from _beyond(page.obj, _PAGE | {"Annots"}, where)
            box = tuple(round(float(side)) for side in page.mediabox)
            sizes.add(box)
            if any(
                name in page.obj and tuple(round(float(side)) for side in page.obj[name]) != box
                for name in ("/CropBox", "/TrimBox", "/BleedBox")
            ):
                yield f"{where} is cropped"
            resources = page.obj.get("/Resources")
            if resources is None:
                yield f"{where} has no fonts"
                continue
            if resources.is_indirect:
                if resources.objgen in seen:
                    continue
                seen.add(resources.objgen)
            yield from self._resources(resources, where)
        if len(sizes) > 1:
            yield "the pages have different sizes"
        for page in self._pdf.pages:
            for note in page.obj.get("/Annots", []):
                yield from self._note(note)

    def _note(self, note: Any) -> Iterator[str]:
        kind = str(note.get("/Subtype"))
        if kind == "/Link":
            for fault in link_faults(note):
                yield f"a page has {_WHAT['Annots']} of another kind: {fault}"
        elif not self._form:
            yield f"a page has {_WHAT['Annots']} of another kind ({_plain(kind)})"
        elif kind != "/Widget" or str(note.get("/FT")) not in _FIELDS:
            yield "a page has a note or a field that the form does not have"
        else:
            yield from _beyond(note, _WIDGET, "a field")

    def _resources(self, found: Any, where: str) -> Iterator[str]:
        yield from _beyond(found, _RESOURCES, where)
        for name in ("/Pattern", "/Shading"):
            if len(found.get(name, {})):
                yield f"{where} has a pattern or a shading"
        for _, picture in _items(found.get("/XObject", {})):
            if self._paper != "restricted" and not self._pictures_left:
                yield f"{where} has a picture"
                continue
            self._pictures_left -= self._pictures_left > 0
            if str(picture.get("/Subtype")) != "/Image":
                yield f"{where} has a drawing in a drawing"
            else:
                yield from _beyond(picture, _IMAGE, f"a picture of {where}")
        for _, state in _items(found.get("/ExtGState", {})):
            yield from _beyond(state, _STATE, f"the state of drawing on {where}")
            if any(float(state.get(name, 1)) != 1 for name in ("/ca", "/CA")):
                yield f"{where} has what is transparent"
        yield from self._fonts(found.get("/Font", {}), where)

    def _fonts(self, fonts: Any, where: str) -> Iterator[str]:
        for name, font in _items(fonts):
            what = f"the font {_plain(name)} of {where}"
            if str(font.get("/Subtype")) != "/Type0" or str(font.get("/Encoding")) != "/Identity-H":
                yield f"{what} is of a kind that no document of ours has"
                continue
            known = {"Type", "Subtype", "BaseFont", "Encoding", "DescendantFonts", "ToUnicode"}
            yield from _beyond(font, known, what)
            below = font.get("/DescendantFonts", [])
            if len(below) != 1 or str(below[0].get("/CIDToGIDMap")) != "/Identity":
                yield f"{what} maps its letters in a way of its own"
                continue
            known = {*("Type", "Subtype", "BaseFont", "CIDSystemInfo", "CIDToGIDMap"), "W", "DW"}
            yield from _beyond(below[0], {*known, "FontDescriptor"}, what)
            if "/FontFile2" not in below[0].get("/FontDescriptor", {}):
                yield f"{what} is not inside"

    # --- what is heard and looked up ----------------------------------------------------------

    def _outlines(self) -> Iterator[str]:
        top = self._pdf.Root.get("/Outlines")
        waiting = [] if top is None else [top.get("/First")]
        seen: set[tuple[int, int]] = set()
        while waiting:
            entry = waiting.pop()
            if entry is None or entry.objgen in seen:
                continue
            seen.add(entry.objgen)
            yield from _beyond(entry, _OUTLINE, "a bookmark")
            waiting += [entry.get("/First"), entry.get("/Next")]

    def _elements(self) -> Iterator[str]:
        root = self._pdf.Root.get("/StructTreeRoot")
        if root is None:
            yield "the pages have no structure"
            return
        yield from _beyond(root, {"Type", "K", "ParentTree"}, "the structure")
        for element in elements(self._pdf):
            kind = str(element.get("/Type", "/StructElem"))
            if kind == "/OBJR":
                yield from _beyond(element, {"Type", "Obj", "Pg"}, "the structure")
                continue
            if kind != "/StructElem":
                yield "the structure has a part of another kind"
                continue
            yield from _beyond(element, _ELEMENT, "the structure")


_FIELDS = ("/Tx", "/Ch")


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The elements of the structure, each once: what a screen reader follows."""
    root = pdf.Root.get("/StructTreeRoot")
    waiting: list[Any] = [] if root is None else [root.get("/K")]
    seen: set[tuple[int, int]] = set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Array):
            waiting += list(found)
        elif isinstance(found, pikepdf.Dictionary):
            if found.is_indirect:
                if found.objgen in seen:
                    continue
                seen.add(found.objgen)
            yield found
            waiting.append(found.get("/K"))


def titles(pdf: pikepdf.Pdf) -> Iterator[str]:
    """The titles of the bookmarks."""
    top = pdf.Root.get("/Outlines")
    waiting = [] if top is None else [top.get("/First")]
    seen: set[tuple[int, int]] = set()
    while waiting:
        entry = waiting.pop()
        if entry is None or entry.objgen in seen:
            continue
        seen.add(entry.objgen)
        yield str(entry.get("/Title", ""))
        waiting += [entry.get("/First"), entry.get("/Next")]
