"""What the tags that WeasyPrint 70 writes lack, put right as it makes them.

- What stands in another language than the document is tagged with it (ISO 14289-1, 7.2). A run of
  text gets its letters as well, for the ear and for copying: in Nastaliq a glyph stands for no one
  letter.
- A header says which way it heads, as its `scope` has it.
- A table that runs over pages is one table, and its head, which every page repeats, is told once:
  WeasyPrint makes a table of what stands on each page.
- A link is one link, whatever elements stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags

_SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}
_JOINED = ("table", "tbody", "tr")


@dataclass(slots=True)
class _TagPart:
    """The tag of what stands of an element on one page."""

    source: Any
    tag: Any
    page: int


@dataclass(slots=True)
class StructureTags:
    """The tags of a document in the making."""

    languages: bool
    _tables: dict[int, list[_TagPart]] = field(default_factory=dict)
    """By the identity of the table's element."""
    _sources: dict[bytes, Any] = field(default_factory=dict)
    """By the reference to a tag: the element that it is of."""

    def complete(self, box: Any, tag: Any, page: int) -> None:
        """Complete the tag of a box, with all that is in it."""
        source = getattr(box, "element", None)
        if source is None:
            return
        if tag["S"] == "/TH" and source.get("scope") in _SCOPES:
            tag["A"]["Scope"] = _SCOPES[source.get("scope")]
        if source.tag in _JOINED and tag["S"].lower() == f"/{source.tag}":
            self._sources[tag.reference] = source
            if source.tag == "table":
                self._tables.setdefault(id(source), []).append(_TagPart(source, tag, page))
        if self.languages and source.tag != "html" and source.get("lang"):
            tag["Lang"] = pydyf.String(source.get("lang"))
            if isinstance(box, boxes.InlineBox):
                texts = (
                    inner.text for inner in box.descendants() if isinstance(inner, boxes.TextBox)
                )
                tag["ActualText"] = pydyf.String("".join(texts))

    def join(self, pdf: Any) -> None:
        """Make the tags of every table that runs over pages those of one table."""
        for first, *others in self._tables.values():
            if others:
                self._join(pdf, first, others)

    def _join(self, pdf: Any, first: _TagPart, others: list[_TagPart]) -> None:
        if any(_links(pdf, head) for part in others for head in _heads(pdf, part.tag)):
            return
        for part in others:
            for kid in part.tag["K"]:
                tag = _object(pdf, kid)
                if tag["S"] in ("/THead", "/TFoot"):
                    _untell(pdf, tag, part.page)
                else:
                    self._append(pdf, first.tag, tag)
            part.tag["K"] = pydyf.Array()
            _object(pdf, part.tag["P"])["K"].remove(part.tag.reference)
        for tag in _below(pdf, first.tag):
            if tag.get("S") == "/TD":  # the headers of other pages are not told
                tag["A"].pop("Headers", None)

    def _append(self, pdf: Any, parent: Any, tag: Any) -> None:
        """Put a tag at the end of another: a body or a row that goes on, to what it began with."""
        last = _object(pdf, parent["K"][-1]) if parent["K"] else None
        source = self._sources.get(tag.reference)
        if last is None or source is None or self._sources.get(last.reference) is not source:
            tag["P"] = parent.reference
            parent["K"].append(tag.reference)
        elif tag["S"] == "/TR":
            for cell, more in zip(last["K"], tag["K"], strict=True):
                for kid in _object(pdf, more)["K"]:
                    _object(pdf, kid)["P"] = cell
                    _object(pdf, cell)["K"].append(kid)
        else:
            for kid in tag["K"]:
                self._append(pdf, last, _object(pdf, kid))


@contextmanager
def tags_completed(*, languages: bool) -> Iterator[StructureTags]:
    """Complete the tags made inside; one document at a time, under the caller's lock."""
    build = tags._build_box_tree  # noqa: SLF001  (WeasyPrint has no other place for it)
    made = StructureTags(languages)

    def completed(box: Any, parent: Any, pdf: Any, page: int, *rest: Any) -> Iterator[Any]:
        for tag in build(box, parent, pdf, page, *rest):
            made.complete(box, tag, page)
            yield tag

    tags._build_box_tree = completed  # noqa: SLF001
    try:
        yield made
    finally:
        tags._build_box_tree = build  # noqa: SLF001


def links_once(document: Any) -> None:
    """Leave a link to its own element: WeasyPrint makes one of each element within, too."""
    for page in document.pages:
        page.links[:] = [link for link in page.links if link[3].link]


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _below(pdf: Any, tag: Any) -> Iterator[Any]:
    """The tags and references to annotations below a tag."""
    for kid in tag.get("K", ()):
        if isinstance(kid, bytes):
            found = _object(pdf, kid)
            yield found
            yield from _below(pdf, found)


def _heads(pdf: Any, table: Any) -> Iterator[Any]:
    for kid in table["K"]:
        if _object(pdf, kid)["S"] in ("/THead", "/TFoot"):
            yield _object(pdf, kid)


def _links(pdf: Any, tag: Any) -> bool:
    return any(found.get("Type") == "/OBJR" for found in _below(pdf, tag))


def _untell(pdf: Any, tag: Any, page: int) -> None:
    """Have what a tag holds be shown as an artifact, which nobody is told of."""
    numbers = {
        kid
        for found in (tag, *_below(pdf, tag))
        for kid in found.get("K", ())
        if isinstance(kid, int)
    }
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    owners = _object(pdf, root["ParentTree"])["Nums"][2 * page + 1]
    for number in numbers:
        owners[number] = "null"
    operators = _object(pdf, _object(pdf, pdf.page_references[page])["Contents"]).stream
    for at in reversed(range(len(operators))):
        operator = operators[at]
        if isinstance(operator, dict) and operator.get("MCID") in numbers:
            operators[at - 1 : at + 2] = ["/Artifact BMC"]
