"""Evidence pictures, decoded strictly before the typesetter sees them.

WeasyPrint draws half of a truncated picture without a word and leaves out a picture that is too
large; evidence may not shrink that way. So a picture is taken only if it is wholly readable, and
what is printed is a fresh PNG of its pixels, without EXIF, comments or colour profile. The
original bytes are not touched here: they are hashed and kept as the exhibit.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

MAX_BYTES = 32 * 1024 * 1024
"""Bytes of a picture file."""

MAX_PIXELS = 40_000_000
"""Pixels of a picture, checked before any is decoded (120 MB as RGB)."""

MAX_SIDE = 40_000
"""Pixels along one side; a screenshot of a long page is narrow and high."""

PRINTED_PIXELS = 4_000_000
"""Pixels of the printed copy: a full page of A4 at more than 210 pixels an inch. Above that the
copy is scaled down, which keeps a photograph from adding tens of megabytes to a letter."""

_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_KINDS = "PNG, JPEG or WebP"
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"


class PictureError(ValueError):
    """The bytes are not a whole, single, reasonable picture; the message says why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it may be printed.

    `width` and `height` are pixels as shown (after the camera's orientation), `media_type` is
    what the original bytes are, `png` is the copy to print, `scaled` whether that is smaller.
    """

    width: int
    height: int
    media_type: str
    png: bytes
    scaled: bool = False


def decode_picture(data: bytes) -> Picture:
    """The picture in `data`.

    Raises:
        PictureError: not a PNG, JPEG or WebP; broken, truncated, animated or too large.
    """
    image, kind = _read(data)
    width, height = image.size
    scaled = width * height > PRINTED_PIXELS
    if scaled:
        factor = (PRINTED_PIXELS / (width * height)) ** 0.5
        size = max(1, round(width * factor)), max(1, round(height * factor))
        image = image.resize(size, Image.Resampling.LANCZOS)
    return Picture(width, height, _TYPES[kind], _png(image), scaled)


ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
"""How the name of a picture's file ends, by what its bytes are."""

_PIXELS_ALONE = {"transparency", "gamma", "dpi", "aspect", "srgb", "chromaticity", "interlace"}
_PIXELS_ALONE |= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "icc_profile", "loop"}
_PIXELS_ALONE |= {"progressive", "progression", "adobe", "adobe_transform", "background"}


def tells_more(data: bytes) -> bool:
    """Whether a picture's file says more than its pixels: of the device, a place, a person.

    Such a file names what no page of ours may show. Raises PictureError as `decode_picture`.
    """
    verify_picture(data)
    with _open(data) as image:
        image.load()
        return bool(set(image.info) - _PIXELS_ALONE) or bool(image.getexif())


def verify_picture(data: bytes) -> None:
    """Read every pixel as `decode_picture` does, and make no copy.

    Raises:
        PictureError: as `decode_picture`.
    """
    _read(data)


def _read(data: bytes) -> tuple[Image.Image, str]:
    """The pixels as they are shown, and the format. Raises PictureError."""
    if not data:
        raise PictureError("picture is empty")
    if len(data) > MAX_BYTES:
        raise PictureError(f"picture has {len(data):,} bytes (limit {MAX_BYTES:,})")
    # WeasyPrint switches this on for the whole process when it is imported.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _decode(data)
    except PictureError:
        raise
    except UnidentifiedImageError:
        raise PictureError(f"unsupported image format; save it as {_KINDS}") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(_too_large()) from None
    except Exception as error:  # noqa: BLE001  # a decoder fed broken bytes may raise anything
        raise PictureError(f"picture is damaged or cut off ({error})") from None


def _decode(data: bytes) -> tuple[Image.Image, str]:
    with _open(data) as image:
        kind = image.format or ""
        if getattr(image, "n_frames", 1) != 1:
            raise PictureError(
                "picture is animated or contains several images; save the intended one alone"
            )
        if kind not in _TYPES:
            raise PictureError(f"unsupported image format; save it as {_KINDS}")
        width, height = image.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise PictureError(_too_large(width, height))
        if kind == "PNG":
            if _PNG_END not in data:
                raise PictureError("picture is damaged or cut off (no end marker)")
            image.verify()  # the check sums of all parts; the image can't be used after it
    with _open(data) as image:
        image.load()
        upright = ImageOps.exif_transpose(image) or image
        return _opaque(upright), kind


def _open(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=tuple(_TYPES))


def _opaque(image: Image.Image) -> Image.Image:
    """The pixels in RGB or grey, transparent ones on white, as a viewer would show them."""
    if image.mode.startswith("I"):  # 16 bits a pixel: keep the high ones, don't clip
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        pixels = image.convert("RGBA")
        ground = Image.new("RGBA", pixels.size, "white")
        ground.alpha_composite(pixels)
        return ground.convert("RGB")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _png(image: Image.Image) -> bytes:
    """A PNG of the pixels and nothing else."""
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    out = io.BytesIO()
    bare.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _too_large(width: int = 0, height: int = 0) -> str:
    measure = f" ({width:,} × {height:,} pixels)" if width else ""
    return (
        f"the picture is too large{measure}; at most {MAX_PIXELS // 1_000_000} million pixels "
        f"and {MAX_SIDE:,} along one side can be printed"
    )
