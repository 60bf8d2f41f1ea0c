"""HTML that is well-formed XML as well, read by the XML parser: the same tree, fifty times faster.

WeasyPrint's HTML parser is Python, one step a character. What our templates make needs none of its
repairs: every element is closed, and stands where HTML lets it stand. Where anything else is seen,
there is no tree, and the page is left to that parser.
"""

from __future__ import annotations

import re
from html.entities import html5
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

_DOCTYPE = re.compile(r"\s*<!doctype html>\s*", re.IGNORECASE)
_VOID = re.compile(r"<(br|col|hr|img|input|meta|wbr)\b([^<>]*)>")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot);)([A-Za-z]+;)")
_STRANGE = re.compile(
    r"<[!?]|/>|&#(?!3[49];)|</(?:br|col|hr|img|input|meta|wbr)\b"
    r"|=\s*(?:\"[^\"\n\r\t]*[\n\r\t]|'[^'\n\r\t]*[\n\r\t])"
)
"""What the two languages read differently: comments, empty elements, characters by number, line
ends in attributes."""

_MARKUP = frozenset("<>&\"'")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOIDS = _names("br hr img input wbr")
_INLINE = _names(
    "a abbr b bdi bdo br cite code em i img input kbd q s small span strong sub sup time u var wbr"
)
_TEXT = _names(
    "address article aside blockquote body div figcaption figure footer form header li main nav"
    " section td th dd"
)
_HEADINGS = _names("h1 h2 h3 h4 h5 h6")
_BLOCKS = (_TEXT - {"body", "li", "td", "th", "dd"}) | _HEADINGS | {"p", "hr"}
_BLOCKS |= {"ul", "ol", "dl", "table"}

_INSIDE: dict[str, frozenset[str]] = {
    "html": frozenset({"head", "body"}),
    "head": frozenset({"meta", "title"}),
    "table": frozenset({"caption", "colgroup", "thead", "tbody", "tfoot"}),
    "colgroup": frozenset({"col"}),
    "tr": frozenset({"td", "th"}),
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "dl": frozenset({"dt", "dd"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"})),
    **dict.fromkeys(("title", "meta", "col", *_VOIDS), frozenset[str]()),
    **dict.fromkeys(_INLINE - _VOIDS, _INLINE),
    **dict.fromkeys(("p", "dt", "caption", *_HEADINGS), _INLINE),
    **dict.fromkeys(_TEXT, _INLINE | _BLOCKS),
}
"""The elements that may stand in each, less than HTML allows: none that closes another, none that
is moved out of a table."""
_SPACES = " \t\n\r"
_SPACED = frozenset({"html", "head", "table", "colgroup", "thead", "tbody", "tfoot", "tr"})
"""Where text would be moved elsewhere."""
_ALONE = frozenset({"a", "form"})
"""What may not stand in another of its kind, at any depth."""


def parse(html: str) -> Element | None:
    """The tree that WeasyPrint's HTML parser makes of the page; None where it may be another."""
    start = _DOCTYPE.match(html)
    if not start or _STRANGE.search(html, start.end()):
        return None
    written = _NAMED.sub(_character, _VOID.sub(r"<\1\2/>", html[start.end() :]))
    try:
        root: Element = fromstring(written)
    except (ParseError, ValueError):
        return None
    if [child.tag for child in root] != ["head", "body"] or root.tag != "html":
        return None
    if not all(map(_plain, root.iter())):
        return None
    return _settled(root, html)


def _character(entity: re.Match[str]) -> str:
    """The character that stands under a name; what has none is left, and not well-formed."""
    character = html5.get(entity[1], entity[0])
    return entity[0] if character in _MARKUP else character


def _plain(element: Element) -> bool:
    """Whether the element holds what it may hold, and is as HTML would have it."""
    inside = _INSIDE.get(element.tag)
    if inside is None or not all(child.tag in inside for child in element):
        return False
    if element.attrib and not all(name.islower() and "{" not in name for name in element.attrib):
        return False
    if element.tag in _SPACED:
        texts = (element.text, *(child.tail for child in element))
        return not any(text and text.strip(_SPACES) for text in texts)
    return element.tag not in _ALONE or sum(1 for _ in element.iter(element.tag)) == 1


def _settled(root: Element, html: str) -> Element:
    """White space around the body put where HTML puts it."""
    body = root[1]
    root.text = None
    after = (body.tail or "") + html[len(html.rstrip(_SPACES)) :]
    body.tail = None
    if after and len(body):
        body[-1].tail = (body[-1].tail or "") + after
    elif after:
        body.text = (body.text or "") + after
    return root
