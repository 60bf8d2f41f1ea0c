"""The tags of set rows: those of the blocks that held their place, turned into tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pydyf

from demarche.weasyfast.longtable.form_fields import Fields
from demarche.weasyfast.longtable.html_rows import Block, Cell, Element, Inline
from demarche.weasyfast.pdf_objects import Item, Ready, text

if TYPE_CHECKING:
    from demarche.weasyfast.longtable.paint import LinkBox, PlacedRow, TablePart


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


class _Element(Item):
    """A structure element of a table; `head` is all of it but its kids."""

    def __init__(self, head: bytes = b"") -> None:
        self.head = head
        self.kids: list[bytes] = []

    @property
    def data(self) -> bytes:
        return self.head + b" ".join(self.kids) + b"]>>"


class ParentTree:
    """Of every page, what its content belongs to; of every annotation, its element."""

    def __init__(self, pdf: Any) -> None:
        root = _object(pdf, pdf.catalog["StructTreeRoot"])
        self.numbers = _object(pdf, root["ParentTree"])["Nums"]
        self._next = self.numbers[-2] + 1

    def owners(self, page: int) -> Any:
        """The list of a page."""
        return self.numbers[2 * page + 1]

    def add(self, element: bytes) -> int:
        """Note the element of an annotation. Returns its number."""
        number: int = self._next
        self.numbers += (number, element)
        self._next += 1
        return number


class TableTagger:
    """Makes one table of the tags of all holders of a table, whatever page they are on."""

    def __init__(self, pdf: Any) -> None:
        self._pdf, self._tree = pdf, ParentTree(pdf)
        self._pages = pdf.page_references  # written anew at each access
        self._spare: list[Any] = []
        """Elements of blocks that held a place, to be used again."""
        self._fields: Fields | None = None
        self._numbered: dict[int, dict[int, bytes]] = {}
        """By page: the element that each content number belongs to."""

    def tag(self, order: Sequence[TablePart | None]) -> None:
        """Turn the holders, which come in the order of their tags, into tables."""
        held = [found for found in self._pdf.objects if type(found) is pydyf.Dictionary]
        held = [found for found in held if found.get("S") == "/Art"]
        tables: dict[int, list[tuple[Any, TablePart]]] = {}
        for element, part in zip(held, order, strict=True):
            if part is not None:
                tables.setdefault(id(part.table), []).append((element, part))
        for parts in tables.values():
            self._table(parts)
        for page, owners in self._numbered.items():
            self._tree.owners(page).extend(owner for _, owner in sorted(owners.items()))

    def _table(self, parts: list[tuple[Any, TablePart]]) -> None:
        (table,) = (element for element, part in parts if part.first)
        for element, part in parts:
            self._spare += (_object(self._pdf, kid) for kid in element["K"])
            element["K"] = pydyf.Array()
            if element is table:
                continue
            if part.rows:
                _object(self._pdf, element["P"])["K"].remove(element.reference)
                self._spare.append(element)
            else:
                element["S"] = "/NonStruct"
        first = next(part for _, part in parts if part.first)
        table["S"] = "/Table"
        _speak(table, first.table.element)
        if first.head:
            page = self._pages[first.page]
            head = self._group("/THead", first.table.head_element, table, page)
            for placed in first.head:
                head["K"].append(self._row(placed, first, head.reference))
        body, group = None, None
        for _, part in parts:
            for placed in part.rows:
                if placed.body is not body or group is None:
                    body = placed.body
                    element = body.element if body else None
                    group = self._group("/TBody", element, table, self._pages[part.page])
                group["K"].append(self._row(placed, part, group.reference))

    def _new(self) -> Any:
        """A dictionary in the file: one that is not needed any more, or a new one."""
        if self._spare:
            found = self._spare.pop()
            found.clear()
        else:
            found = pydyf.Dictionary()
            self._pdf.add_object(found)
        found["Type"] = "/StructElem"
        return found

    def _group(self, kind: str, element: Element | None, table: Any, page: bytes) -> Any:
        group = self._new()
        group.update({"S": kind, "Pg": page, "P": table.reference, "K": pydyf.Array()})
        _speak(group, element)
        table["K"].append(group.reference)
        return group

    def _row(self, placed: PlacedRow, part: TablePart, parent: bytes) -> bytes:
        page = self._pages[part.page]
        if self._spare:
            row = self._new()
            row.update({"S": "/TR", "Pg": page, "P": parent})
            _speak(row, placed.row.element)
            reference: bytes = row.reference
        else:
            row = _Element()
            reference = row.join(self._pdf)
            said = _said(placed.row.element)
            row.head = b"<</Type /StructElem/S /TR/P %s/Pg %s%s/K [" % (parent, page, said)
        cells: list[bytes] = []
        number = placed.number
        for made, links in zip(placed.row.cells, placed.links, strict=True):
            own = made.cell.element
            start = _kind(made.cell, head=placed.body is None)
            cell = _Element(start % (_said(own), reference, page))
            cells.append(cell.join(self._pdf))
            for block, written in zip(made.blocks, made.cell.blocks, strict=True):
                inside = cell
                if block.element:
                    inside = self._element(b"P", page, cell.reference, _said(block.element))
                    cell.kids.append(inside.reference)
                owners: dict[Inline, _Element] = {}
                for piece in block.pieces:
                    owner = inside
                    if piece.owner:
                        owner = self._inline(piece.owner, written, inside, owners, page, links)
                    owner.kids.append(b"%d" % number)
                    self._numbered.setdefault(part.page, {})[number] = owner.reference
                    number += 1
            if made.field:
                self._fields = self._fields or Fields(self._pdf, self._tree)
                place = (part.x, placed.y)
                cell.kids.append(self._fields.add(made.field, page, *place, cell.reference))
        if isinstance(row, _Element):
            row.kids = cells
        else:
            row["K"] = pydyf.Array(cells)
        return reference

    def _element(self, kind: bytes, page: bytes, parent: bytes, more: bytes = b"") -> _Element:
        made = _Element(b"<</Type/StructElem/S/%s/P %s/Pg %s%s/K[" % (kind, parent, page, more))
        made.join(self._pdf)
        return made

    def _inline(
        self,
        inline: Inline,
        written: Block,
        block: _Element,
        owners: dict[Inline, _Element],
        page: bytes,
        links: Sequence[LinkBox],
    ) -> _Element:
        """The element of a link or of text in another language, made where it is met first."""
        known = owners.get(inline)
        if known:
            return known
        parent = block
        for outer in inline.chain[:-1]:
            if outer.link or outer.element.language:
                parent = self._inline(outer, written, block, owners, page, links)
        kind = b"Link" if inline.element.tag == "a" else b"Span"
        more = _said(inline.element)
        if more:  # for the ear and for copying: in Nastaliq a glyph stands for no one letter
            more += b"/ActualText " + text(written.text_in(inline))
        made = self._element(kind, page, parent.reference, more)
        parent.kids.append(made.reference)
        for box in links:
            if box.inline == inline and box.link_annotation is not None:
                made.kids.append(self._annotation(box.link_annotation, made.reference, page))
        owners[inline] = made
        return made

    def _annotation(self, annotation: Any, element: bytes, page: bytes) -> bytes:
        annotation["StructParent"] = self._tree.add(element)
        return Ready(b"<</Type/OBJR/Obj %s/Pg %s>>" % (annotation.reference, page)).join(self._pdf)


def _speak(found: Any, element: Element | None) -> None:
    if element and element.language:
        found["Lang"] = pydyf.String(element.language)


def _said(element: Element) -> bytes:
    return b"/Lang " + text(element.language) if element.language else b""


_SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}


def _kind(cell: Cell, *, head: bool) -> bytes:
    """How the tag of a cell begins; its language, parent and page are left out."""
    attributes = ""
    if cell.header:
        attributes += f"/Scope{_SCOPES.get(cell.scope) or ('/Column' if head else '/Row')}"
    if cell.span > 1:
        attributes += f"/ColSpan {cell.span}"
    if attributes:
        attributes = f"/A<</O/Table{attributes}>>"
    kind = "TH" if cell.header else "TD"
    return f"<</Type/StructElem/S/{kind}{attributes}%s/P %s/Pg %s/K[".encode()
