"""Widths of boxes that are as wide as their text, found with less.

Such a box has the width of its longest line, unless that is more than there is room for. WeasyPrint
also looks for the narrowest width of each, which for an identifier means every letter of it; here
it does so only where the longest line does not fit, which is the only case where it matters.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from weasyprint.layout import float as floating
from weasyprint.layout import inline
from weasyprint.layout.preferred import max_content_width, shrink_to_fit

from demarche.weasyfast.patching import instead

_USERS = (floating, inline)


def widths_found_with_less() -> AbstractContextManager[None]:
    """Find widths so inside; one document at a time, under the caller's lock."""
    return instead(*((one, "shrink_to_fit", _shrink_to_fit) for one in _USERS))


def _shrink_to_fit(context: Any, box: Any, available: float) -> float:
    """min(max(narrowest, available), widest), as WeasyPrint has it."""
    widest: float = max_content_width(context, box, outer=False)
    return widest if widest <= available else shrink_to_fit(context, box, available)
