"""What is seen of a page, compared with what is read of it.

PDFium reads text wherever it stands: behind a white area, in a layer that is off, in white on
white. So each page is drawn twice, as it is, and with its text alone, black and in front of
everything; where the second is black, something must be seen in the first.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

_SCALE = 1.5
"""Pixels a point."""
_BLACK = 90
_CONTRAST = 24
"""Grey levels between a letter and what is around it; those of our palest words have 37."""
_STEPS = (1, 2, 4)
"""Pixels: steps by which a letter is compared with the eight pixels around it on each axis."""
_LEAST = 14
"""Pixels: a full stop is more, what a line crosses is less."""
_MOST_POINTS = 2000.0
"""A side of a page that is drawn."""

_KEPT = {
    *("q", "Q", "cm", "BT", "ET", "Tm", "Tf", "TJ", "Tj", "Ts", "Td", "TD", "T*", "Tc", "Tw"),
    *("Tz", "TL"),
}


@dataclass(frozen=True, slots=True)
class Unseen:
    """Text of a page that is not seen: the number of the page, and the text."""

    page: int
    text: str


def unseen(data: bytes) -> Iterator[Unseen]:
    """The text that PDFium reads on a page and nobody sees there. PdfiumError where unread."""
    alone = _text_alone(data)
    whole, bare = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument(alone)
    try:
        for number in range(len(whole)):
            page = whole[number]
            if max(page.get_size()) > _MOST_POINTS:
                yield Unseen(number + 1, "(the page is too large to be drawn)")
                continue
            seen = _drawn(page)
            missing = _missing(seen, _drawn(bare[number]))
            if missing is not None:
                left, top, right, bottom = (side / _SCALE for side in missing)
                high = page.get_height()
                text = page.get_textpage().get_text_bounded(
                    left - 1, high - bottom - 1, right + 1, high - top + 1
                )
                yield Unseen(number + 1, " ".join(text.split()))
    finally:
        bare.close()
        whole.close()


def _text_alone(data: bytes) -> bytes:
    """The file with nothing on its pages but their text, in black."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for name in ("/OCProperties", "/AcroForm"):
            if name in pdf.Root:
                del pdf.Root[name]
        for page in pdf.pages:
            kept = [
                instruction
                for instruction in pikepdf.parse_content_stream(page)
                if str(instruction.operator) in _KEPT
            ]
            page.Contents = pdf.make_stream(b"0 g 0 G\n" + pikepdf.unparse_content_stream(kept))
            if "/Annots" in page:
                del page["/Annots"]
        pdf.save(out)
    return out.getvalue()


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    image: Image.Image = page.render(scale=_SCALE, grayscale=True, may_draw_forms=False).to_pil()
    return image.convert("L")


def _missing(seen: Image.Image, text: Image.Image) -> tuple[int, int, int, int] | None:
    """Where there is text and nothing is seen; None where all of it is."""
    if seen.size != text.size:
        return (0, 0, *seen.size)
    ink = text.point(lambda level: 255 if level < _BLACK else 0)
    contrast = ImageChops.subtract(
        _spread(seen, ImageChops.lighter), _spread(seen, ImageChops.darker)
    )
    pale = contrast.point(lambda level: 255 if level < _CONTRAST else 0)
    missing = ImageChops.multiply(ink, pale)
    if missing.histogram()[255] < _LEAST:
        return None
    return missing.getbbox()


def _spread(image: Image.Image, choose: Callable[..., Image.Image]) -> Image.Image:
    """The lightest or darkest of the pixels around each; many times faster than a filter."""
    for step in _STEPS:
        image = choose(image, ImageChops.offset(image, step, 0))
    for step in _STEPS:
        image = choose(image, ImageChops.offset(image, 0, step))
    return ImageChops.offset(image, -3, -3)
