"""An ordinary SVG, as drawing programs save it, reduced to the plain shapes that a page may draw.

What says nothing of the shapes goes (metadata, the editor's own elements and attributes). What only
stands for shapes is written out: `use`, the rules of a style sheet that name a class, an element or
an id, gradients that take their colours from another. Everything else is left to `check_svg`, which
has the last word on the result: scripts, links, text, filters and pictures inside are refused.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from demarche.render.assets import (
    MAX_SVG_BYTES,
    MAX_SVG_DEPTH,
    MAX_SVG_ELEMENTS,
    AssetError,
    check_svg,
)

MAX_WRITTEN_BYTES = 4 * 2**20
"""Bytes of an SVG as it was saved; what is drawn of it has the limit of `check_svg`."""

_SPACE = "{http://www.w3.org/2000/svg}"
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+svg\b[^\[<>]{0,500}>", re.IGNORECASE)
"""A document type that defines nothing itself."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SELECTOR = re.compile(r"(?P<sort>[.#]?)(?P<name>[A-Za-z_][\w-]*)")
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)")
_OPAQUE = re.compile(r"(?:^|(?<=;))\s*opacity\s*:\s*1(?:\.0*)?\s*(?:;|$)")
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px|pt|mm|cm|in)?\s*")
_NEUTRAL = frozenset({"class", "role", "enable-background", "lang", "tabindex", "version"})
"""Attributes that change nothing of what is drawn here."""
_GONE = frozenset({"metadata", "title", "desc"})
_ON_DEMAND = frozenset({"filter", "pattern", "marker", "mask", "symbol", "clipPath", "font"})
"""Elements that show only where another refers to them."""
_INSTEAD = {
    "text": "convert its text to paths",
    "tspan": "convert its text to paths",
    "image": "save the whole as PNG",
    "script": "remove it",
    "foreignObject": "save it as plain SVG",
}
_LONGEST_CHAIN = 8
"""Gradients that refer to each other."""


def plain_svg(data: bytes) -> bytes:
    """The SVG as plain shapes; one that is plain and can be scaled stays as it is, byte by byte.

    Raises:
        AssetError: what it holds that a page cannot have, and what to do about it.
    """
    try:
        check_svg(data)
    except AssetError:
        return _reduced(data)
    return data if b"viewBox" in data else _reduced(data)


def _reduced(data: bytes) -> bytes:
    if len(data) > MAX_WRITTEN_BYTES:
        size, most = f"{len(data):,}", f"{MAX_WRITTEN_BYTES:,}"
        raise AssetError(f"the SVG has {size} bytes (limit {most}); save it as PNG")
    try:
        root: Element = fromstring(_DOCTYPE.sub(b"", data, count=1), forbid_dtd=True)
    except DefusedXmlException:
        raise AssetError("the SVG defines entities; save it as plain SVG, or as PNG") from None
    except (ParseError, ValueError) as error:
        raise AssetError(
            f"is neither an SVG nor a PNG or JPEG ({error}); save it as one of them"
        ) from None
    if root.tag != f"{_SPACE}svg":
        raise AssetError("is XML, but not an SVG; save it as SVG, PNG or JPEG")
    _bounded(root)
    _Reduction(root).run()
    ElementTree.register_namespace("", _SPACE.strip("{}"))
    result: bytes = ElementTree.tostring(root, encoding="utf-8")
    if len(result) > MAX_SVG_BYTES:
        raise AssetError(f"the SVG has {len(result):,} bytes of shapes; save it as PNG")
    try:
        check_svg(result)
    except AssetError as error:
        what = str(error).partition(";")[0]
        name = re.search(r"<(\w+)>$", what)
        remedy = _INSTEAD.get(name[1] if name else "", "save it as plain SVG")
        raise AssetError(f"{what}; {remedy}, or as PNG") from None
    return result


def _bounded(root: Element) -> None:
    """Stop at an SVG that is too large or too deep to be walked."""
    stack = [(root, 1)]
    count = 0
    while stack:
        element, depth = stack.pop()
        count += 1
        if count > 4 * MAX_SVG_ELEMENTS or depth > MAX_SVG_DEPTH:
            raise AssetError("the SVG has too many elements, or they are nested too deeply")
        stack.extend((child, depth + 1) for child in element)


def _name(element: Element) -> str:
    """The element's name in SVG; empty for one of another vocabulary."""
    tag = str(element.tag)
    return tag.removeprefix(_SPACE) if tag.startswith(_SPACE) else ""


def _target(element: Element) -> str:
    """The id that an element refers to inside the file; AssetError for anything outside it."""
    written = next((element.get(name) for name in _HREF if element.get(name)), "") or ""
    if written and not written.startswith("#"):
        raise AssetError(f"the SVG points outside itself in <{_name(element)}>; embed what it uses")
    return written[1:]


class _Reduction:
    """One SVG on its way to plain shapes."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._left = MAX_SVG_ELEMENTS
        """Elements that may still be written out."""

    def run(self) -> None:
        self._sheets()
        self._prune(self._root)
        self._by_id = {
            found: element for element in self._root.iter() if (found := element.get("id"))
        }
        for element in list(self._root.iter()):
            if _name(element).endswith("Gradient"):
                self._gradient(element)
        self._uses(self._root, ())
        used = {
            found
            for element in self._root.iter()
            for value in element.attrib.values()
            for found in _REFERENCE.findall(value)
        }
        self._unused(self._root, used)
        self._attributes()
        self._box()

    # --- what goes ------------------------------------------------------------------------------

    def _prune(self, parent: Element) -> None:
        """Take out what says nothing of the shapes: other vocabularies, metadata."""
        for child in list(parent):
            if not _name(child) or _name(child) in _GONE:
                parent.remove(child)
            else:
                self._prune(child)

    def _unused(self, parent: Element, used: set[str]) -> None:
        """Take out definitions that nothing refers to, such as an editor's own filters."""
        for child in list(parent):
            if _name(child) in _ON_DEMAND and child.get("id") not in used:
                parent.remove(child)
            else:
                self._unused(child, used)

    def _attributes(self) -> None:
        for element in self._root.iter():
            for attribute, value in list(element.attrib.items()):
                if (
                    "}" in attribute
                    or attribute in _NEUTRAL
                    or attribute.startswith(("data-", "aria-"))
                ):
                    if attribute in _HREF and value:
                        continue
                    del element.attrib[attribute]
                elif attribute == "opacity" and _OPAQUE.fullmatch(f"opacity:{value}"):
                    del element.attrib[attribute]
                elif attribute == "style":
                    kept = _OPAQUE.sub("", value).strip()
                    element.set("style", kept)

    def _box(self) -> None:
        """Give a drawing without a `viewBox` the one that its size means, so that it is scaled."""
        if self._root.get("viewBox"):
            return
        sides = [_LENGTH.fullmatch(self._root.get(side, "")) for side in ("width", "height")]
        if not all(sides):
            raise AssetError(
                "the SVG has no viewBox, nor a width and height; save it again with one"
            )
        self._root.set("viewBox", "0 0 " + " ".join(side[1] for side in sides if side))

    # --- what is written out --------------------------------------------------------------------

    def _uses(self, parent: Element, chain: tuple[str, ...]) -> None:
        for place, child in enumerate(list(parent)):
            if _name(child) != "use":
                self._uses(child, chain)
                continue
            name = _target(child)
            meant = self._by_id.get(name)
            if meant is None:
                raise AssetError(f"the SVG uses {name!r}, which it does not hold; save it again")
            if name in chain or len(chain) >= _LONGEST_CHAIN:
                raise AssetError(f"the SVG uses {name!r} inside itself; save it as plain SVG")
            parent[place] = self._written_out(child, meant)
            self._uses(parent[place], (*chain, name))

    def _written_out(self, use: Element, meant: Element) -> Element:
        count = sum(1 for _ in meant.iter())
        self._left -= count
        if self._left < 0:
            raise AssetError("the SVG uses its parts too often; save it as PNG")
        if _name(meant) in ("svg", "symbol") and meant.get("viewBox"):
            raise AssetError(
                "the SVG uses a symbol with a viewBox; save it as plain SVG, or as PNG"
            )
        inner = copy.deepcopy(meant)
        for element in inner.iter():
            element.attrib.pop("id", None)
        if _name(inner) == "symbol":
            inner.tag = f"{_SPACE}g"
        group = Element(f"{_SPACE}g")
        for attribute, value in use.attrib.items():
            if attribute not in (*_HREF, "x", "y", "width", "height", "id"):
                group.set(attribute, value)
        across, down = use.get("x", "0"), use.get("y", "0")
        if (across, down) != ("0", "0"):
            moved = f"translate({across.removesuffix('px')},{down.removesuffix('px')})"
            group.set("transform", f"{use.get('transform', '')} {moved}".strip())
        group.append(inner)
        return group

    def _gradient(self, gradient: Element) -> None:
        """Give a gradient the colours and the geometry of the one that it refers to."""
        seen = [gradient]
        origin = gradient
        while name := _target(origin):
            origin = self._by_id.get(name, gradient)
            if any(origin is known for known in seen) or len(seen) > _LONGEST_CHAIN:
                raise AssetError(
                    f"the SVG has a gradient that refers to {name!r} in a circle or in vain; "
                    "save it as plain SVG"
                )
            seen.append(origin)
            if len(gradient) == 0:
                gradient.extend(copy.deepcopy(stop) for stop in origin)
            for attribute, value in origin.attrib.items():
                if attribute not in (*_HREF, "id"):
                    gradient.attrib.setdefault(attribute, value)
        for attribute in _HREF:
            gradient.attrib.pop(attribute, None)

    def _sheets(self) -> None:
        """Write the rules of style sheets to the elements that they mean, in the sheet's order."""
        rules: list[tuple[int, str, str, str]] = []
        for parent in list(self._root.iter()):
            for child in list(parent):
                if _name(child) == "style":
                    rules += _rules("".join(child.itertext()))
                    parent.remove(child)
        if not rules:
            return
        rules.sort(key=lambda rule: rule[0])
        for element in self._root.iter():
            own = _declared(element, rules)
            if own:
                element.set("style", ";".join([*own, element.get("style", "")]).strip(";"))


_SPECIFIC: Mapping[str, int] = {"": 0, ".": 1, "#": 2}


def _declared(element: Element, rules: Iterable[tuple[int, str, str, str]]) -> list[str]:
    names = {
        "": {_name(element)},
        ".": set(element.get("class", "").split()),
        "#": {element.get("id", "")},
    }
    return [text for _, sort, name, text in rules if name in names[sort]]


def _rules(sheet: str) -> Iterator[tuple[int, str, str, str]]:
    """The rules of a style sheet; AssetError where it has what cannot be written to elements."""
    text = _COMMENT.sub("", sheet)
    if _RULE.sub("", text).strip() or "@" in text or "!" in text:
        raise AssetError(
            "the SVG has a style sheet with more than simple rules; save it as plain SVG"
        )
    for selectors, declarations in _RULE.findall(text):
        for selector in selectors.split(","):
            match = _SELECTOR.fullmatch(selector.strip())
            if match is None:
                raise AssetError(
                    f"the SVG has a style sheet with the selector {selector.strip()[:40]!r}; "
                    "save it as plain SVG"
                )
            yield (
                _SPECIFIC[match["sort"]],
                match["sort"],
                match["name"],
                declarations.strip(" ;\n\t"),
            )
