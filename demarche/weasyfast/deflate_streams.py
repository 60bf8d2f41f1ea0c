"""Compress the streams of a PDF with libdeflate, and the same stream only once per process.

It is twice as fast as zlib at its middle level and its output is a twentieth smaller. The fonts of
a form, the colour profile and the like are the same in every document.
"""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager

import deflate
import pydyf

from demarche.weasyfast.patching import patched

_LEVEL = 6
_MAX_CACHED = 128
"""Compressed streams kept: some megabytes."""

_COMPRESSED: dict[bytes, bytes] = {}
"""By the digest of the data, the latest last."""


def compress(data: bytes) -> bytes:
    """The data as a zlib stream (RFC 1950)."""
    key = hashlib.sha256(data).digest()
    compressed = _COMPRESSED.pop(key, None)
    if compressed is None:
        compressed = bytes(deflate.zlib_compress(data, _LEVEL))
        if len(_COMPRESSED) >= _MAX_CACHED:
            del _COMPRESSED[next(iter(_COMPRESSED))]
    _COMPRESSED[key] = compressed
    return compressed


class _Compressor:
    """Has the two methods of zlib's compressor that pydyf calls."""

    def compress(self, data: bytes) -> bytes:
        return compress(data)

    def flush(self) -> bytes:
        return b""


class _Zlib:
    """Has the one function of zlib that pydyf calls."""

    @staticmethod
    def compressobj(level: int) -> _Compressor:
        return _Compressor()


def patch_compression() -> AbstractContextManager[None]:
    """Compress this way inside; one document at a time, under the caller's lock."""
    return patched((pydyf, "zlib", _Zlib))
