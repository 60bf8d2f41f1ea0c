"""Evidence pictures: the good ones whole, the bad ones refused with a reason."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from pictures import animated, bomb, chunk, flipped, made
from PIL import Image

from demarche.render import pictures
from demarche.render.pictures import PictureError, decode_picture

_LONG_TEXT = made()[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 80_000_000)) + made()[33:]
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'

NASTY = {
    "empty": (b"", "empty"),
    "text": (b"hello", "unsupported image format"),
    "html": (b"<!doctype html><script>alert(1)</script>", "unsupported image format"),
    "svg named png": (_SVG, "unsupported image format"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "unsupported image format"),
    "gif": (made("GIF"), "unsupported image format"),
    "tiff": (made("TIFF"), "unsupported image format"),
    "bmp": (made("BMP"), "unsupported image format"),
    "400 megapixels": (bomb(20_000, 20_000), "too large"),
    "100 megapixels": (bomb(10_000, 10_000), "too large"),
    "50 megapixels": (bomb(10_000, 5_000), "too large"),
    "narrow and endless": (bomb(1, 50_000), "too large"),
    "less than it claims": (bomb(5_000, 5_000), "damaged or cut off"),
    "truncated png": (made()[:-200], "damaged or cut off"),
    "png without end": (made()[:-12], "damaged or cut off"),
    "truncated jpeg": (made("JPEG", size=(400, 400))[:-3000], "damaged or cut off"),
    "truncated webp": (made("WEBP")[:-40], "damaged|unsupported image format"),
    "flipped bit in pixels": (flipped(made(), 60), "damaged or cut off"),
    "text bomb": (_LONG_TEXT, "damaged or cut off"),
    "animated png": (animated("PNG"), "animated"),
    "animated webp": (animated("WEBP"), "animated"),
    "several in one jpeg": (animated("MPO"), "animated|several"),
    "only a header": (b"\x89PNG\r\n\x1a\n", "damaged|unsupported image format"),
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_pictures_are_refused(name: str) -> None:
    data, reason = NASTY[name]
    with pytest.raises(PictureError, match=reason):
        decode_picture(data)


def test_too_many_bytes() -> None:
    with pytest.raises(PictureError, match="bytes"):
        decode_picture(b"\0" * (pictures.MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")],
)
def test_good_pictures(kind: str, media_type: str) -> None:
    picture = decode_picture(made(kind))
    assert (picture.width, picture.height, picture.media_type) == (60, 40, media_type)
    assert not picture.scaled
    with Image.open(io.BytesIO(picture.png)) as copy:
        assert (copy.format, copy.size) == ("PNG", (60, 40))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_pixel(mode: str) -> None:
    if mode == "I;16":
        image = Image.frombytes("I;16", (2, 1), struct.pack("<HH", 0, 0x8000))
        out = io.BytesIO()
        image.save(out, "PNG")
        data = out.getvalue()
    else:
        data = made(mode=mode)
    with Image.open(io.BytesIO(decode_picture(data).png)) as copy:
        assert copy.mode in ("L", "RGB")
        if mode == "I;16":
            assert copy.getpixel((1, 0)) == 128


def test_pixels_are_kept() -> None:
    data = made()
    with (
        Image.open(io.BytesIO(data)) as before,
        Image.open(io.BytesIO(decode_picture(data).png)) as after,
    ):
        assert before.tobytes() == after.tobytes()


def test_transparent_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (2, 2), (255, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(decode_picture(out.getvalue()).png)) as copy:
        assert copy.getpixel((0, 0)) == (255, 255, 255)


def test_exif_is_dropped_and_obeyed() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = "secret place"
    data = made("JPEG", exif=exif, comment=b"secret comment")
    assert b"secret place" in data
    picture = decode_picture(data)
    assert (picture.width, picture.height) == (40, 60)
    assert b"secret" not in picture.png


def test_the_copy_is_the_same_every_time() -> None:
    data = made("JPEG")
    assert len({hashlib.sha256(decode_picture(data).png).digest() for _ in range(3)}) == 1


def test_a_large_picture_is_printed_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PRINTED_PIXELS", 600)
    picture = decode_picture(made())
    assert picture.scaled
    assert (picture.width, picture.height) == (60, 40)
    with Image.open(io.BytesIO(picture.png)) as copy:
        assert copy.size == (30, 20)


def test_weasyprint_does_not_soften_it(tmp_path: Path) -> None:
    import demarche.render.pdf  # noqa: F401  # its import of WeasyPrint must not bring back halves

    with pytest.raises(PictureError):
        decode_picture(made()[:-200])
