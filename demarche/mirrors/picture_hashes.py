"""The PDQ hash of a picture, and of what platforms and replacement accounts make of a picture.

PDQ is a hash of the whole picture: 256 bits, of which a copy changes few. It recognises no faces
and no things. Cropping, borders and rotation change it wholly, so the removed account's picture is
hashed in all these forms; the observed one is hashed as it is.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pdqhash
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageOps

HASH_BYTES = 32
LEAST_QUALITY = 50
"""Below it the makers of PDQ advise not to rely on a hash: the picture has too little in it."""
_SIDE = 128
"""Pixels at which the forms are made: PDQ itself looks at 64."""
_SAME_COLOUR = 24
"""Of 255: so much may the colour of a border differ after it was stored as JPEG."""
_SHOWN = 192
"""Pixels of the copy that the page of findings shows."""

Pixels = NDArray[np.uint8]


def pdq_of(image: Image.Image) -> tuple[bytes, int]:
    """The hash of a picture and its quality, 0 to 100."""
    bits, quality = pdqhash.compute(np.asarray(image.convert("RGB")))
    return np.packbits(bits.astype(np.uint8)).tobytes(), int(quality)


def observed_hashes(image: Image.Image) -> tuple[str, str, int]:
    """The hash of an observed picture, that of it without its border, and the quality."""
    hashed, quality = pdq_of(image)
    inner = trimmed(image)
    bare, bare_quality = pdq_of(inner) if inner else (b"", 0)
    return hashed.hex(), bare.hex() if bare_quality >= LEAST_QUALITY else "", quality


def opened(png: bytes) -> Image.Image:
    """A picture that was decoded before."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def thumbnail(image: Image.Image) -> bytes:
    """A small PNG of the picture for the page of findings."""
    small = image.convert("RGB")
    small.thumbnail((_SHOWN, _SHOWN), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "PNG")
    return out.getvalue()


def form_names() -> tuple[str, ...]:
    """What the picture was changed by, in the order of `form_hashes`."""
    names = [name for name, _ in _forms(Image.new("RGB", (_SIDE, _SIDE)))]
    return (*names, *(f"{name}, mirrored" for name in names[:_ALSO_MIRRORED]))


def form_hashes(image: Image.Image) -> list[tuple[bytes, int]]:
    """The hashes and qualities of every form of a picture, the commonest also mirrored."""
    square = image.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    plain: list[tuple[bytes, int]] = []
    mirrored: list[tuple[bytes, int]] = []
    for _, form in _forms(square):
        hashes, quality = pdqhash.compute_dihedral(np.asarray(form))
        packed = [np.packbits(np.asarray(bits).astype(np.uint8)).tobytes() for bits in hashes]
        plain.append((packed[0], int(quality)))
        mirrored.append((packed[_FLIPPED], int(quality)))
    return [*plain, *mirrored[:_ALSO_MIRRORED]]


_ALSO_MIRRORED = 8
"""The first forms: the picture, without its border, cropped, round."""
_FLIPPED = 5
"""Which of the eight hashes of turns and reflections is that of left and right exchanged."""


def _forms(image: Image.Image) -> Iterator[tuple[str, Image.Image]]:
    yield "the same picture", image
    yield "the picture without its border", trimmed(image) or image
    for share in (95, 90, 85, 80):
        yield f"a crop to {share} %", _crop(image, share)
    for ground in ("white", "black"):
        yield f"a round crop on {ground}", _round(image, ground)
    for ground in ("white", "black"):
        for width in (5, 10, 15):
            yield f"a {ground} border of {width} %", _border(image, width, ground)
        for degrees in (2.0, 3.5, 5.0, 6.5, 8.0, 9.5):
            for turn in (degrees, -degrees):
                yield f"a rotation by {turn:g} degrees on {ground}", _turned(image, turn, ground)
    yield "a band of text across the foot", _band(image)


def trimmed(image: Image.Image) -> Image.Image | None:
    """The picture without a border of one colour; None where it has none."""
    pixels = np.asarray(image.convert("RGB").resize((_SIDE, _SIDE))).astype(np.int16)
    inside = np.abs(pixels - pixels[0, 0]).max(axis=2) > _SAME_COLOUR
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not len(rows):
        return None
    box = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    width, height = box[2] - box[0], box[3] - box[1]
    if min(width, height) < _SIDE // 2 or min(width, height) > _SIDE - 3:
        return None
    x, y = image.width / _SIDE, image.height / _SIDE
    inner = (round(box[0] * x), round(box[1] * y), round(box[2] * x), round(box[3] * y))
    return image.crop(inner).resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)


def _crop(image: Image.Image, share: int) -> Image.Image:
    width, height = image.size
    x, y = round(width * (100 - share) / 200), round(height * (100 - share) / 200)
    return image.crop((x, y, width - x, height - y)).resize(image.size, Image.Resampling.BILINEAR)


def _round(image: Image.Image, ground: str) -> Image.Image:
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).ellipse((0, 0, image.width - 1, image.height - 1), fill=255)
    return Image.composite(image, Image.new("RGB", image.size, ground), mask)


def _border(image: Image.Image, width: int, ground: str) -> Image.Image:
    edge = round(image.width * width / 100)
    inner = image.resize((image.width - 2 * edge, image.height - 2 * edge))
    return ImageOps.expand(inner, border=edge, fill=ground)


def _turned(image: Image.Image, degrees: float, ground: str) -> Image.Image:
    return image.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=ground)


def _band(image: Image.Image) -> Image.Image:
    copy = image.copy()
    top = round(image.height * 0.88)
    ImageDraw.Draw(copy).rectangle((0, top, image.width, image.height), fill="black")
    return copy


def distance(first: bytes, second: bytes) -> int:
    """In how many of 256 bits two hashes differ."""
    return (int.from_bytes(first) ^ int.from_bytes(second)).bit_count()
