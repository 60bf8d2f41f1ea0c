"""The tags of set rows: the holders' tags turned into tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pydyf

from demarche.weasyfast.longtable.form_fields import Fields
from demarche.weasyfast.longtable.row_layout import SetCell
from demarche.weasyfast.pdf_objects import Item, Ready

if TYPE_CHECKING:
    from demarche.weasyfast.longtable.paint import TablePart


def numbers_of(pdf: Any) -> Any:
    """Of every page, the list of what its content belongs to."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    return _object(pdf, root["ParentTree"])["Nums"]


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


class _Element(Item):
    """A structure element of a row or in it."""

    def __init__(self, head: bytes = b"") -> None:
        self.head = head
        self.kids: list[bytes] = []

    @property
    def data(self) -> bytes:
        return self.head + b" ".join(self.kids) + b"]>>"


def tag(
    pdf: Any, table: Any, part: TablePart, page: bytes, owners: Any, fields: Fields | None
) -> None:
    """Make the tag of a holder that of a table: head and body, rows, cells, paragraphs.

    `page` is the reference to the page, `owners` its list of what its content belongs to.
    """
    rows = [_object(pdf, kid) for kid in table["K"]]  # of the blocks; a group of rows has one
    for _ in range(len(part.rows) - len(rows)):
        rows.append(_Element())
        rows[-1].join(pdf)
    table["S"] = "/Table"
    if not part.rows:
        table["S"] = "/NonStruct"
        return
    heads = []
    for _ in part.table.head:
        heads.append(_Element())
        heads[-1].join(pdf)
    groups = [("/THead", heads)] if heads else []
    groups.append(("/TBody", rows))
    table["K"] = pydyf.Array()
    set_rows = [*((row, 0.0) for row in part.table.head), *part.rows]
    at = 0
    for kind, members in groups:
        group = pydyf.Dictionary(
            {"Type": "/StructElem", "S": kind, "Pg": page, "P": table.reference}
        )
        pdf.add_object(group)
        table["K"].append(group.reference)
        group["K"] = pydyf.Array([row.reference for row in members])
        for row in members:
            cells: list[bytes] = []
            number, (made, y) = part.numbers[at], set_rows[at]
            parent = row.reference
            for cell in made.cells:
                element = _Element(_kind(cell, kind == "/THead") % (parent, page))
                cells.append(element.join(pdf))
                number = _blocks(pdf, element, cell, number, owners, page)
                if cell.field and fields:
                    element.kids.append(fields.add(cell.field, page, part.x, y, element.reference))
            if type(row) is _Element:
                place = (group.reference, page)
                row.head, row.kids = b"<</Type /StructElem/S /TR/P %s/Pg %s/K [" % place, cells
            else:
                row["S"], row["P"], row["Pg"] = "/TR", group.reference, page
                row["K"] = pydyf.Array(cells)
            at += 1


_TD = b"<</Type/StructElem/S/TD/P %s/Pg %s/K["
_TH = b"<</Type/StructElem/S/TH/A<</O/Table/Scope%s>>/P %%s/Pg %%s/K["
_OF_COLUMN, _OF_ROW = _TH % b"/Column", _TH % b"/Row"
_P = b"<</Type/StructElem/S/P/P %s/Pg %s/K[%d]>>"


def _kind(cell: SetCell, head: bool) -> bytes:
    """How the tag of a cell begins, its parent and its page left out."""
    return _TD if not cell.header else _OF_COLUMN if head else _OF_ROW


def _blocks(
    pdf: Any, element: _Element, cell: SetCell, number: int, owners: Any, page: bytes
) -> int:
    """Add what stands in a cell to its tag and to `owners`; the next number of the content."""
    reference = element.reference
    for block in cell.blocks:
        if block.paragraph:
            kid = Ready(_P % (reference, page, number)).join(pdf)
            element.kids.append(kid)
            owners.append(kid)
        else:
            element.kids.append(b"%d" % number)
            owners.append(reference)
        number += 1
    return number
