"""Lengths of a box that its style alone decides, worked out once a style.

WeasyPrint works fourteen lengths of every box out anew, each time it lays the box out, since any of
them may be a part of what encloses the box. In a request hardly one is. Where none is, they are
kept with the style; the boxes get the same values.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from weasyprint.css.functions import check_math
from weasyprint.layout import block, inline, table
from weasyprint.layout.percent import resolve_percentages

from demarche.weasyfast.patching import patched

_LENGTHS = (
    *("margin_left", "margin_right", "margin_top", "margin_bottom"),
    *("padding_left", "padding_right", "padding_top", "padding_bottom"),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_USERS = (block, inline, table)

HELD = "data-held"
"""The attribute by which a block says its own height, in CSS pixels. A style for each height would
cost more than the block."""
MARK = 0.0009765625
"""The height in the style of blocks that do: CSS pixels, exact as a number and as written."""


def patch_lengths() -> AbstractContextManager[None]:
    """Work lengths out so inside; one document at a time, under the caller's lock."""
    return patched(*((user, "resolve_percentages", _resolve) for user in _USERS))


def _resolve(box: Any, containing_block: Any) -> None:
    style = box.style
    try:
        known = style.own_lengths
    except AttributeError:
        known = style.own_lengths = _own(style)
    if known is None:
        resolve_percentages(box, containing_block)
        return
    lengths, borders, collapse = known
    used = box.__dict__
    used.update(lengths)
    if lengths["height"] == MARK and (held := box.element.get(HELD)):
        used["height"] = float(held)
    if not collapse:
        used.update(borders)
        return
    for name, width in borders.items():
        # Those of a table with collapsed borders were settled with its neighbours.
        if not hasattr(box, name):
            used[name] = width


def _own(style: Any) -> tuple[dict[str, Any], dict[str, Any], bool] | None:
    """Lengths, widths of borders, whether these collapse; None where one is a part of another."""
    if style["box_sizing"] != "content-box":
        return None
    lengths: dict[str, Any] = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            lengths[name] = 0 if name in ("min_width", "min_height") else value
        elif check_math(value) or getattr(value, "unit", "%").lower() != "px":
            return None
        else:
            lengths[name] = value.value
    borders = {name: style[name] for name in _BORDERS}
    return lengths, borders, style["border_collapse"] == "collapse"
