"""A document's HTML for WeasyPrint, without the rules for notes where it has none.

WeasyPrint gives every element five styles more, for notes at the foot and at the side of the page
that the element might be or hold. A request has no such notes, and the styles cost a twentieth of
its time.
"""

from __future__ import annotations

import copy
import functools
import re
from typing import Any

from weasyprint import HTML

_NOTES = frozenset({"footnote-call", "footnote-marker", "note-call", "note-marker"})
_NOTES |= {"note-callback"}
_MENTIONED = re.compile(r"float\s*:\s*(?:foot)?note|::(?:foot)?note|\\", re.IGNORECASE)
"""What makes a note of an element, or may spell it with escapes."""


def mentions_notes(css: str) -> bool:
    """Whether a style sheet may speak of notes."""
    return _MENTIONED.search(css) is not None


class Page(HTML):  # type: ignore[misc]
    """A document; `notes` says whether its style sheet may speak of notes."""

    def __init__(self, html: str, fetcher: Any, *, notes: bool) -> None:
        super().__init__(string=html, url_fetcher=fetcher)
        self._notes = notes or ("style" in html and mentions_notes(html))

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        first, *others = super()._ua_stylesheets(forms=forms)
        return [first if self._notes else _without_notes(first), *others]


@functools.cache
def _without_notes(sheet: Any) -> Any:
    made = copy.copy(sheet)
    made.matcher = copy.copy(sheet.matcher)
    made.matcher.other_selectors = [
        one for one in sheet.matcher.other_selectors if one[3] not in _NOTES
    ]
    return made
