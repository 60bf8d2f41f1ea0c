"""Pictures put into the form of a PDF once a process: the requests of a case enclose the same.

WeasyPrint decodes a picture and packs it anew for every document, the most of a second for a
photograph of a screen. The bytes are those that it makes.
"""

from __future__ import annotations

import copy
import hashlib
from contextlib import AbstractContextManager
from typing import Any

from weasyprint.images import RasterImage

from demarche.weasyfast.patching import instead

_MOST = 8_000_000
"""Bytes of pictures kept."""

_PICTURES: dict[Any, Any] = {}
"""By the digest of a picture, and how it is to be drawn: the object, the latest last."""
_original = RasterImage.get_x_object


def pictures_once() -> AbstractContextManager[None]:
    """Pack pictures so inside; one document at a time, under the caller's lock."""
    return instead((RasterImage, "get_x_object", _get_x_object))


def forget() -> None:
    """Keep no picture."""
    _PICTURES.clear()


def kept() -> int:
    """How many bytes of pictures are kept."""
    return sum(map(_size, _PICTURES.values()))


def _get_x_object(self: Any, interpolate: bool, dpi_ratio: float) -> Any:
    """`RasterImage.get_x_object`; a photograph in JPEG stands in a PDF as it is."""
    if self.format != "PNG" or dpi_ratio != 1:
        return _original(self, interpolate, dpi_ratio)
    key = (hashlib.sha256(self.image_data.data).digest(), self.mode, interpolate)
    known = _PICTURES.pop(key, None)
    if known is None:
        known = _original(self, interpolate, dpi_ratio)
        for one in _streams(known):
            one.stream = [part.data for part in one.stream]
    if _size(known) <= _MOST:
        _PICTURES[key] = known
        while kept() > _MOST:
            del _PICTURES[next(iter(_PICTURES))]
    return copy.deepcopy(known)  # the document numbers it and mends it


def _streams(picture: Any) -> list[Any]:
    """The picture, and how transparent it is where."""
    return [picture, *(one for one in (picture.extra.get("SMask"),) if one is not None)]


def _size(picture: Any) -> int:
    return sum(len(part) for one in _streams(picture) for part in one.stream)
