"""Running heads and feet laid out once a document, and only page numbers anew on every page.

WeasyPrint lays out all sixteen margin boxes of every page from nothing, which is a sixth of the
time of a long document. Here the boxes of an earlier page stand again where their style, their
strings and the sheet are the same; a box with a counter gets its text anew and keeps its place.
What that does not hold for is left to WeasyPrint. The bytes are the same either way.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from weasyprint import layout
from weasyprint.formatting_structure import build
from weasyprint.layout.page import make_margin_boxes, margin_box_content_layout

from demarche.weasyfast.patching import patched

_KNOWN = frozenset({"string", "string()", "counter()"})
"""What a box may hold whose text can be told before it is laid out."""

_SIDES = {
    f"@{side}-{end}": side
    for side, ends in {
        "top": ("left", "center", "right"),
        "bottom": ("left", "center", "right"),
        "left": ("top", "middle", "bottom"),
        "right": ("top", "middle", "bottom"),
    }.items()
    for end in ends
}
_CORNERS = ("@top-left-corner", "@top-right-corner", "@bottom-left-corner", "@bottom-right-corner")
_STYLED = (None, *_SIDES, *_CORNERS)
"""The names under which the rules for a page and for its margin boxes are kept."""

_COUNTING = ("counter_set", "counter_reset", "counter_increment")


@dataclass(frozen=True, slots=True)
class _Pages:
    """Pages that are alike: their look, what their strings say, and the boxes of the first."""

    look: tuple[Any, ...]
    said: tuple[str, ...]
    boxes: tuple[Any, ...]


def patch_margin_boxes() -> AbstractContextManager[None]:
    """Lay out margin boxes so inside; one document at a time, under the caller's lock."""
    known = list[_Pages]()
    return patched((layout, "make_margin_boxes", lambda *page: _margin_boxes(known, *page)))


def _margin_boxes(known: list[_Pages], context: Any, page: Any, state: Any) -> list[Any]:
    look = _look(context, page)
    for entry in known:
        if entry.look == look and entry.said == _said(entry.boxes, context, page):
            return [_again(box, context, page, state) for box in entry.boxes]
    made = list(make_margin_boxes(context, page, state))
    if all(_plain(box, made) for box in made):
        known.append(_Pages(look, _said(made, context, page), tuple(made)))
    return made


def _look(context: Any, page: Any) -> tuple[Any, ...]:
    """All that the sizes and the types of margin boxes depend on, but for their content."""
    rules = context.style_for.get_cascaded_styles()
    sheet = (page.border_width(), page.border_height())
    margins = (page.margin_top, page.margin_right, page.margin_bottom, page.margin_left)
    return ([rules.get((page.page_type, name)) for name in _STYLED], sheet, margins)


def _said(boxes: Iterable[Any], context: Any, page: Any) -> tuple[str, ...]:
    """What the named strings of the boxes say on this page."""
    return tuple(
        context.get_string_set_for(page, *value)
        for box in boxes
        for kind, value in box.style["content"]
        if kind == "string()"
    )


def _plain(box: Any, made: Iterable[Any]) -> bool:
    """Whether the box stands as it is on the next page, or keeps its place with another number."""
    if any(box.style[name] for name in _COUNTING):
        return False
    if any(kind not in _KNOWN for kind, _ in box.style["content"]):
        return False
    return not _counts(box) or all(_wide(other) for other in made if _side(other) == _side(box))


def _counts(box: Any) -> bool:
    return any(kind == "counter()" for kind, _ in box.style["content"])


def _side(box: Any) -> str | None:
    return _SIDES.get(box.at_keyword)


def _wide(box: Any) -> bool:
    """Whether the size along the edge of the sheet does not come from the content."""
    along = "width" if _side(box) in ("top", "bottom") else "height"
    return bool(box.style[along] != "auto")


def _again(box: Any, context: Any, page: Any, state: Any) -> Any:
    """The box on a further page: itself, unless it counts."""
    if not _counts(box):
        return box
    quote_depth, counter_values, _, _ = state
    fresh = box.copy()
    fresh.children = build.content_to_boxes(
        box.style,
        fresh,
        quote_depth,
        counter_values,
        context.get_image_from_uri,
        context.target_collector,
        context.counter_style,
        context,
        page,
    )
    fresh.process_whitespace()
    fresh.process_text_transform()
    return margin_box_content_layout(context, page, build.create_anonymous_boxes(fresh))
