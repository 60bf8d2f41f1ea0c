"""Forgeries of a sealed document: incremental updates as any editor appends them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils import generic as pyhanko_generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

generic: Any = pyhanko_generic  # its constructors have no types


def updated(data: bytes, change: Callable[[Any], None]) -> bytes:
    """An incremental update, as any editor would append it."""
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(data)
    return out.getvalue()


def extra_key(writer: Any) -> None:
    writer.root["/Forged"] = generic.NumberObject(1)
    writer.update_root()


def page_text(writer: Any) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    forged = generic.StreamObject(stream_data=b"BT /F 12 Tf 72 72 Td (forged) Tj ET")
    contents = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([contents, writer.add_object(forged)])
    writer.mark_update(writer.root["/Pages"]["/Kids"].raw_get(0).reference)


def annotation(writer: Any) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (9, 9, 99, 99))),
            pdf_name("/Contents"): generic.pdf_string("forged"),
        }
    )
    page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.mark_update(writer.root["/Pages"]["/Kids"].raw_get(0).reference)


def attachment(writer: Any) -> None:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    file = names[3].get_object()["/EF"].raw_get("/F")
    old = file.get_object()
    new = generic.StreamObject(dict_data=dict(old), stream_data=b"{}")
    new.pop("/Filter", None)
    writer.objects[(file.reference.generation, file.reference.idnum)] = new


def byte_flipped(data: bytes) -> bytes:
    place = len(data) // 3
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
