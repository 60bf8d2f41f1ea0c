"""The closed door of the typesetter: what a document may draw is handed in, nothing is fetched.

A document names its pictures `asset:<SHA-256>`. Any other address, of the network, of a file or
inline, stops the rendering. The emblem may be an SVG; `check_svg` admits plain shapes only.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

PNG, SVG = "image/png", "image/svg+xml"

MAX_SVG_BYTES = 512 * 1024
MAX_SVG_ELEMENTS = 5_000
MAX_SVG_DEPTH = 30

_SVG_SPACE = "{http://www.w3.org/2000/svg}"
_SVG_ELEMENTS = {
    *("svg", "g", "defs", "title", "desc", "clipPath", "linearGradient", "radialGradient", "stop"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
}
_LOCAL_REFERENCE = re.compile(r"url\(\s*['\"]?#([\w.-]+)['\"]?\s*\)")
_OPACITY = re.compile(r"(?:^|;)\s*opacity\s*:")
_SUSPECT = re.compile(r"url\s*\(|@|\\|expression|javascript:|data:|/\*", re.IGNORECASE)


class AssetError(ValueError):
    """The asset may not be drawn; the message says why."""


@dataclass(frozen=True)
class Asset:
    """Something a document may draw: a PNG that was decoded strictly, or a plain SVG."""

    media_type: str
    data: bytes

    def __post_init__(self) -> None:
        if self.media_type not in (PNG, SVG):
            raise AssetError(f"cannot draw {self.media_type}; give PNG or SVG")
        if self.media_type == SVG:
            check_svg(self.data)

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def url(self) -> str:
        """How a document names it."""
        return f"asset:{self.digest}"


class Shelf:
    """The assets of one document, and what was asked for: `served` digests, `refused` addresses."""

    def __init__(self, assets: Iterable[Asset] = ()) -> None:
        self._assets: Mapping[str, Asset] = {asset.url: asset for asset in assets}
        self.served: set[str] = set()
        self.refused: list[str] = []

    def take(self, url: str) -> Asset | None:
        """The asset of that address; None, and noted, if there is none."""
        asset = self._assets.get(url)
        if asset is None:
            self.refused.append(url[:200])
        else:
            self.served.add(url)
        return asset

    @property
    def untouched(self) -> tuple[str, ...]:
        """The addresses never asked for, sorted."""
        return tuple(sorted(self._assets.keys() - self.served))


def check_svg(data: bytes) -> None:
    """Pass an SVG of plain shapes.

    Refused are links and other files, style sheets, scripts, text (its fonts are unknown),
    filters, `use` and all else by which a small file becomes endless work.

    Raises:
        AssetError: what was found, and what to do.
    """
    if len(data) > MAX_SVG_BYTES:
        raise AssetError(f"the SVG has {len(data):,} bytes; at most {MAX_SVG_BYTES:,} are taken")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise AssetError("the SVG holds a document type or entities; remove them") from None
    except (ParseError, ValueError) as error:
        raise AssetError(f"not a readable SVG ({error})") from None
    if root.tag != f"{_SVG_SPACE}svg":
        raise AssetError("not an SVG: the outermost element is not svg")
    count = 0
    identifiers: set[str] = set()
    references: set[str] = set()
    gradient = translucent = False
    stack: list[tuple[Element, int, bool]] = [(root, 1, False)]
    while stack:
        element, depth, clipping = stack.pop()
        count += 1
        if count > MAX_SVG_ELEMENTS or depth > MAX_SVG_DEPTH:
            raise AssetError("the SVG has too many elements, or they are nested too deeply")
        name = _local_name(element)
        for attribute, value in element.attrib.items():
            _check_attribute(name, attribute, value, clipping=clipping)
            references.update(_LOCAL_REFERENCE.findall(value))
        identifiers.add(element.get("id", ""))
        gradient = gradient or name.endswith("Gradient")
        translucent = translucent or "opacity" in element.attrib
        translucent = translucent or bool(_OPACITY.search(element.get("style", "")))
        clipping = clipping or name == "clipPath"
        stack.extend((child, depth + 1, clipping) for child in element)
    if missing := references - identifiers:
        raise AssetError(f"the SVG refers to {min(missing)!r}, which it does not hold")
    if gradient and translucent:
        # The PDF is right, yet poppler, so many a viewer, leaves such a shape out.
        raise AssetError("the SVG has both gradients and opacity; flatten it")


def _local_name(element: Any) -> str:
    tag = element.tag if isinstance(element.tag, str) else "processing instruction"
    name = tag.removeprefix(_SVG_SPACE)
    if name not in _SVG_ELEMENTS:
        raise AssetError(f"the SVG holds <{tag.rpartition('}')[2]}>; save it as plain shapes")
    return name


def _check_attribute(element: str, attribute: str, value: str, *, clipping: bool) -> None:
    name = attribute.rpartition("}")[2]
    if name == "href" or name.lower().startswith("on"):
        raise AssetError(f"the SVG holds the attribute {name} on <{element}>; remove it")
    rest = _LOCAL_REFERENCE.sub("", value)
    if _SUSPECT.search(rest):
        raise AssetError(f"the SVG points outside itself in {name} of <{element}>; remove it")
    if rest != value and (clipping or element == "clipPath"):
        # A clip that is clipped by clips multiplies the work with each level.
        raise AssetError("the SVG holds a clipping path that refers to another; flatten it")
