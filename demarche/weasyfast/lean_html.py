"""A document's HTML for WeasyPrint, without the rules for notes and markers that it has no use for.

WeasyPrint gives every element six styles more: for notes at the foot and at the side of the page
that the element might be or hold, and for its marker if it were a list item. A request has no such
notes, and its list items are <li>; the styles cost a twelfth of its time.
"""

from __future__ import annotations

import copy
import functools
import re
from typing import Any

from cssselect2 import ElementWrapper
from weasyprint import HTML

from demarche.weasyfast import xml_parser

_NOTES = frozenset({"footnote-call", "footnote-marker", "note-call", "note-marker"})
_NOTES |= {"note-callback"}
_RARE = re.compile(
    r"float\s*:\s*(?:foot)?note|::(?:foot)?note|list-item|\dv(?:w|h|i|b|min|max)\b|\\",
    re.IGNORECASE,
)
"""What makes a note or a list item of an element, measures it by the page, or may spell either
with escapes."""


def has_rare(css: str) -> bool:
    """Whether a style sheet may make notes, list items of anything but <li>, or lengths that follow
    from the size of the page."""
    return _RARE.search(css) is not None


def is_rare(html: str) -> bool:
    """Whether a document's own styles may have any of that."""
    return "style" in html and has_rare(html)


class Page(HTML):  # type: ignore[misc]
    """A document; `rare` says whether it or its style sheet has something rare."""

    def __init__(self, html: str, fetcher: Any, *, rare: bool) -> None:
        tree = xml_parser.parse(html)
        if tree is None:
            super().__init__(string=html, url_fetcher=fetcher)
        else:  # as WeasyPrint does
            self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
            self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
            self.etree_element = self.wrapper_element.etree_element
        self.rare = rare

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        first, *others = super()._ua_stylesheets(forms=forms)
        return [first if self.rare else _lean(first), *others]


@functools.cache
def _lean(sheet: Any) -> Any:
    """WeasyPrint's own style sheet, without notes and with markers for <li> alone."""
    made = copy.copy(sheet)
    made.matcher = matcher = copy.copy(sheet.matcher)
    kept = [one for one in sheet.matcher.other_selectors if one[3] not in _NOTES]
    matcher.other_selectors = [one for one in kept if one[3] != "marker"]
    named = matcher.lower_local_name_selectors = dict(sheet.matcher.lower_local_name_selectors)
    named["li"] = [*named.get("li", ()), *(one for one in kept if one[3] == "marker")]
    return made
