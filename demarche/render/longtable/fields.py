"""The fields of set rows: annotations to be filled in, each under its cell's tag."""

from __future__ import annotations

from typing import Any

import pydyf

from demarche.render.longtable.rows import SetField

_POINTS = 0.75
"""PDF points in a CSS pixel."""
_PRINTED = 1 << 2


class Fields:
    """Adds fields to the form that the document has already."""

    def __init__(self, pdf: Any, numbers: Any) -> None:
        self._pdf, self._numbers = pdf, numbers
        self._next = numbers[-2] + 1
        self._form = pdf.catalog["AcroForm"]
        self._like = next(
            one
            for one in pdf.objects
            if isinstance(one, pydyf.Dictionary) and one.get("FT") == "/Tx"
        )

    def add(self, made: SetField, page: bytes, x: float, y: float, cell: bytes) -> bytes:
        """Add a field of a row at (x, y) of a page, in CSS pixels; the reference of its tag."""
        sheet = self._pdf.objects[int(page.split()[0])]
        height = sheet["MediaBox"][3]
        left, top, right, bottom = made.place
        annotation = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Widget",
                "Rect": pydyf.Array(
                    [
                        round((x + left) * _POINTS, 3),
                        round(height - (y + top) * _POINTS, 3),
                        round((x + right) * _POINTS, 3),
                        round(height - (y + bottom) * _POINTS, 3),
                    ]
                ),
                "P": page,
                "F": _PRINTED,
                "T": pydyf.String(made.field.name),
                "TU": pydyf.String(made.field.title),
                "FT": "/Tx",
                "DA": self._like["DA"],
                "V": pydyf.String(""),
                "StructParent": self._next,
            }
        )
        self._pdf.add_object(annotation)
        sheet.setdefault("Annots", pydyf.Array()).append(annotation.reference)
        self._form["Fields"].append(annotation.reference)
        tag = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": "/Form",
                "K": pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": page}),
                "Pg": page,
                "P": cell,
            }
        )
        self._pdf.add_object(tag)
        self._numbers.extend([self._next, tag.reference])
        self._next += 1
        return bytes(tag.reference)
