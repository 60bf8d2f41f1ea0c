"""Backgrounds looked for once a style: hardly a box of a request has one.

WeasyPrint asks each box of each page for its colour, its pictures, its shadow and the corners of
its border. All of that follows from the style alone where there is nothing of the kind.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import background

from demarche.weasyfast.patching import instead

_RADII = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_NOTHING = {**dict.fromkeys(_RADII, (0, 0)), "background": None}
"""What WeasyPrint gives a box without a background."""

_original = background.layout_box_backgrounds


def backgrounds_once() -> AbstractContextManager[None]:
    """Look for backgrounds so inside; one document at a time, under the caller's lock."""
    return instead((background, "layout_box_backgrounds", _look))


def _look(
    page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
) -> None:
    # A page has one in any case; what stands for a box out of the flow hands on what it is given.
    if style is not None or not layout_children or box is page or not isinstance(box, Box):
        _original(page, box, get_image, layout_children, style)
        return
    try:
        bare = box.style.bare
    except AttributeError:
        bare = box.style.bare = _bare(box.style)
    if not bare:
        _original(page, box, get_image)
        return
    for child in box.all_children():
        _look(page, child, get_image)
    box.__dict__.update(_NOTHING)


def _bare(style: Any) -> bool:
    """Whether a style has nothing behind a box, no picture around it, and no round corner."""
    return (
        all((0, "px") in style[name] for name in _RADII)
        and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
        and all(kind == "none" for kind, _ in style["background_image"])
        and not style["box_shadow"]
        and (style["visibility"] == "hidden" or get_color(style, "background_color").alpha == 0)
    )
