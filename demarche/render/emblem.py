"""The office's emblem: an SVG, PNG or JPEG as an office has it, made into what a page may draw.

A picture is decoded strictly, like an exhibit, laid on a white square and made as small as print
needs, since every document carries it. An SVG is reduced to plain shapes (`svg_shapes`). What a
page cannot have is refused with what to do about it.
"""

from __future__ import annotations

import functools
import io

from PIL import Image

from demarche.render.assets import PNG, SVG, Asset, AssetError
from demarche.render.pictures import PictureError, decode_picture
from demarche.render.svg_shapes import plain_svg

MAX_PICTURE_BYTES = 8 * 2**20
"""Bytes of a PNG or JPEG."""

SMALLEST_SIDE = 100
"""Pixels; less is a blur at the size at which an emblem is printed."""

PRINTED_SIDE = 480
"""Pixels of the printed square: 19 mm at more than 600 pixels an inch."""

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_OTHERS = (
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "an EPS file"),
    (b"PK", "a zip file or an office document"),
    (b"\x1f\x8b", "a packed file, such as SVGZ"),
)
_ACCEPTED = "save it as SVG, PNG or JPEG"


@functools.lru_cache(maxsize=8)
def emblem_asset(data: bytes) -> Asset:
    """What a page draws for an emblem.

    Raises:
        AssetError: the file cannot be an emblem; the message says why, and what to do.
    """
    if data.startswith(_PICTURES):
        return Asset(PNG, _square(data))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise AssetError(f"is a WebP picture; {_ACCEPTED}")
    for beginning, what in _OTHERS:
        if data.startswith(beginning):
            raise AssetError(f"is {what}; {_ACCEPTED}")
    return Asset(SVG, plain_svg(data))


def _square(data: bytes) -> bytes:
    """The picture in the middle of a white square, as a PNG."""
    if len(data) > MAX_PICTURE_BYTES:
        size, most = f"{len(data):,}", f"{MAX_PICTURE_BYTES:,}"
        raise AssetError(
            f"has {size} bytes (limit {most}); save it smaller, 1,000 pixels are enough"
        )
    try:
        picture = decode_picture(data)
    except PictureError as error:
        raise AssetError(f"{str(error).partition(';')[0]}; save it again as PNG") from None
    if max(picture.width, picture.height) < SMALLEST_SIDE:
        raise AssetError(
            f"has {picture.width} × {picture.height} pixels; use one of at least {SMALLEST_SIDE} "
            f"pixels, better {PRINTED_SIDE}"
        )
    with Image.open(io.BytesIO(picture.png)) as image:
        image.load()
        side = max(image.size)
        square = Image.new("RGB", (side, side), "white")
        square.paste(image.convert("RGB"), ((side - image.width) // 2, (side - image.height) // 2))
    if side > PRINTED_SIDE:
        square = square.resize((PRINTED_SIDE, PRINTED_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    square.save(out, "PNG", compress_level=6)
    return out.getvalue()
