"""Pictures for tests: good ones, and a PNG that claims more than it holds."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image


def made(
    kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (60, 40), **more: Any
) -> bytes:
    """A picture with some structure in it, in a format."""
    noise = bytes((x * y + x) % 251 for y in range(size[1]) for x in range(size[0]))
    image = Image.frombytes("L", size, noise).convert(mode)
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """One part of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds little."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def animated(kind: str) -> bytes:
    """Two frames."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def flipped(data: bytes, place: int) -> bytes:
    """One bit changed."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
