"""The fields of set rows: annotations to be filled in, each under its cell's tag."""

from __future__ import annotations

from typing import Any

import pydyf

from demarche.weasyfast.longtable.row_layout import SetField
from demarche.weasyfast.pdf_objects import Item, Ready, text

_POINTS = 0.75
"""PDF points in a CSS pixel."""
_PRINTED = 1 << 2


class PdfField(Item):
    """A text field, or a list to choose from. `name` is the field's own."""

    kind, more = b"/Tx", b""

    def __init__(self, name: str, page: bytes, rectangle: Any, title: str, look: bytes) -> None:
        self.name = name
        start = b"<</Type /Annot/Subtype /Widget/Rect %s/P %s/F %d/T %s/TU %s/FT "
        self._start = start % (rectangle.data, page, _PRINTED, text(name), text(title))
        self._look, self.place = look, 0

    def choose(self, flags: int, options: bytes) -> None:
        """Become a list of options, which come as an array of the PDF."""
        self.kind, self.more = b"/Ch", b"/Ff %d/Opt %s" % (flags, options)

    @property
    def data(self) -> bytes:
        parts = (self._start, self.kind, self._look, self.place, self.more)
        return b"%s%s/DA %s/V ()/StructParent %d%s>>" % parts


class Fields:
    """Adds fields to the form that the document has already."""

    def __init__(self, pdf: Any, tree: Any) -> None:
        self._pdf, self._tree = pdf, tree
        self._all = pdf.catalog["AcroForm"]["Fields"]
        like = next(
            dictionary
            for dictionary in pdf.objects
            if isinstance(dictionary, pydyf.Dictionary) and dictionary.get("FT") == "/Tx"
        )
        self._look: bytes = like["DA"].data

    def add(self, made: SetField, page: bytes, x: float, y: float, cell: bytes) -> bytes:
        """Add a field of a row at (x, y) of a page, in CSS pixels; the reference of its tag."""
        sheet = self._pdf.objects[int(page.split()[0])]
        height = sheet["MediaBox"][3]
        left, top, right, bottom = made.place
        rectangle = pydyf.Array(
            [
                round((x + left) * _POINTS, 3),
                round(height - (y + top) * _POINTS, 3),
                round((x + right) * _POINTS, 3),
                round(height - (y + bottom) * _POINTS, 3),
            ]
        )
        field = PdfField(made.field.name, page, rectangle, made.field.title, self._look)
        annotation = field.join(self._pdf)
        sheet.setdefault("Annots", pydyf.Array()).append(annotation)
        self._all.append(annotation)
        tag = Ready(
            b"<</Type /StructElem/S /Form/K <</Type /OBJR/Obj %s/Pg %s>>/Pg %s/P %s>>"
            % (annotation, page, page, cell)
        ).join(self._pdf)
        field.place = self._tree.add(tag)
        return tag
