"""Lines laid out once a process: the same words in the same styles and width end in the same lines.

`repeats` keeps what Pango makes of a text. Around that WeasyPrint makes a tree of boxes for each
line, looks for the places where it may end and sets the boxes on a common ground, all of it box by
box. The paragraphs of a case's requests are much the same, so here the boxes of a line are copied
for the next document that has the same paragraph. Every number is that which WeasyPrint finds: it
sets a line from its own ground line, and only then moves it to its place on the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline

from demarche.weasyfast.patching import instead
from demarche.weasyfast.style_cache import is_shared

_KEPT = 3000
"""Lines kept: some 20 MB. The paragraphs of a case's requests have about as many."""

_SIDES = ("top", "right", "bottom", "left")
_LAID = frozenset(
    {
        *(f"{what}_{side}" for what in ("margin", "padding") for side in _SIDES),
        *(f"border_{side}_width" for side in _SIDES),
        *("width", "min_width", "max_width", "height", "min_height", "max_height"),
        *("position_x", "baseline", "text_indent", "justification_spacing"),
        *("text", "pango_layout", "remove_decoration_sides", "resume_at"),
    }
)
"""What laying out gives a box. All else it has from its document."""
_ANEW = frozenset({"children", "position_y"})

_TEXT, _INLINE, _BLOCK = boxes.TextBox, boxes.InlineBox, boxes.InlineBlockBox


@dataclass(slots=True)
class _Box:
    """A box of a line that is laid out, without what it has from its document."""

    kind: type
    source: int
    """The place of the box that it was made from, among all boxes of the paragraph."""
    laid: dict[str, Any]
    y: float
    """From the ground line."""
    children: list[_Box] | None


@dataclass(slots=True)
class _Line:
    box: _Box
    resume_at: Any
    """Where the next line begins, as WeasyPrint says it."""


@dataclass(slots=True)
class _Paragraph:
    styles: list[Any]
    """Those that its key names by their identity."""
    lines: list[_Line] = field(default_factory=list)


_PARAGRAPHS: dict[Any, _Paragraph] = {}
_count = 0


def forget() -> None:
    """Keep nothing of what was laid out so far."""
    global _count
    _PARAGRAPHS.clear()
    _count = 0


def kept() -> int:
    """How many lines are kept."""
    return _count


_iter_line_boxes = block.iter_line_boxes
_verticality = inline.line_box_verticality
_heights: list[float] = []
"""Of the boxes of the line that was last set on its ground, in the order of the tree."""
_inside = False


def boxes_once() -> AbstractContextManager[None]:
    """Lay lines out so inside; one document at a time, under the caller's lock."""
    return instead(
        (block, "iter_line_boxes", _lines), (inline, "line_box_verticality", _set_upright)
    )


def _set_upright(line: Any) -> Any:
    found = _verticality(line)
    _heights[:] = [box.position_y for box in line.descendants()]
    return found


def _lines(
    context: Any,
    box: Any,
    position_y: float,
    bottom_space: float,
    skip_stack: Any,
    containing_block: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
    first_letter_style: Any,
    first_line_style: Any,
) -> Iterator[Any]:
    """As WeasyPrint's `iter_line_boxes`."""
    others = (absolute_boxes, fixed_boxes, first_letter_style, first_line_style)
    whole = skip_stack is None and not _inside and _unhindered(context, position_y)
    sources: list[Any] = []
    key: list[Any] = []
    if not (
        whole
        and first_letter_style is None
        and first_line_style is None
        and _walk(box, sources, key)
    ):
        yield from _iter_line_boxes(
            *(context, box, position_y, bottom_space, skip_stack, containing_block, *others)
        )
        return
    about = containing_block
    key += (about.content_box_x(), about.width, about.height, about.style["direction"])
    name = tuple(key)
    known = _PARAGRAPHS.get(name)
    if known is None:
        known = _PARAGRAPHS[name] = _Paragraph([one.style for one in sources])
    number = 0
    while True:
        if number < len(known.lines):
            one = known.lines[number]
            line, resume_at = _placed(one.box, sources, position_y), one.resume_at
        else:
            line, resume_at = _next(
                context, box, position_y, bottom_space, skip_stack, about, others, sources
            )
            if line is None:
                return
            if number == len(known.lines):
                _keep(known, line, resume_at, sources)
        yield line, resume_at
        if resume_at is None:
            return
        position_y = line.position_y + line.height
        skip_stack = resume_at
        number += 1


def _unhindered(context: Any, position_y: float) -> bool:
    """Whether what floats on the page, such as an emblem, ends above the paragraph."""
    return all(
        0 < one.margin_height() <= position_y - one.position_y for one in context.excluded_shapes
    )


def _walk(box: Any, sources: list[Any], key: list[Any]) -> bool:
    """List the boxes of a paragraph, and all that its lines follow from.

    False where something in it is not plain text in the flow, or has a style of its own.
    """
    kind = type(box)
    style = _style(box.style)
    if not style or box.is_leader or box.first_letter_style or box.first_line_style:
        return False
    sources.append(box)
    key += (kind, style, box.trailing_collapsible_space)
    if kind is _TEXT:
        key.append(box.text)
        return True
    if kind is boxes.LineBox:
        key += (box.text_overflow, box.block_ellipsis)
    elif kind is _BLOCK:
        if not all(type(child) is boxes.LineBox for child in box.children):
            return False
    elif kind is not _INLINE:
        return False
    key.append(len(box.children))
    return all(_walk(child, sources, key) for child in box.children)


def _style(style: Any) -> int:
    """What a style is known by to all documents; 0 where it is of one alone or leaves the flow."""
    try:
        known: int = style.paragraph_style
    except AttributeError:
        # That of a box without an element follows from that of the element around it.
        shared = is_shared(style.parent_style if type(style) is AnonymousStyle else style)
        flows = shared and style["position"] == "static" and style["float"] == "none"
        known = style.paragraph_style = id(style) if flows else 0
    return known


def _next(
    context: Any,
    box: Any,
    position_y: float,
    bottom_space: float,
    skip_stack: Any,
    about: Any,
    others: tuple[Any, ...],
    sources: list[Any],
) -> tuple[Any, Any]:
    """The next line as WeasyPrint lays it out, and where the one after it begins."""
    global _inside
    for number, source in enumerate(sources):
        source.laid_out_from = number
    inline.resolve_percentages(box, about)
    if skip_stack is None:
        inline.resolve_one_percentage(box, "text_indent", about.width)
    else:
        box.text_indent = 0
    floating, context.excluded_shapes = context.excluded_shapes, []
    _inside = True
    try:
        found: tuple[Any, Any] = inline.get_next_linebox(
            context, box, position_y, bottom_space, skip_stack, about, *others
        )
    finally:
        _inside, context.excluded_shapes = False, floating
    return found


def _keep(paragraph: _Paragraph, line: Any, resume_at: Any, sources: list[Any]) -> None:
    global _count
    if _count >= _KEPT:
        forget()
    taken = _taken(line, sources, iter(_heights))
    if taken:
        _count += 1
        paragraph.lines.append(_Line(taken, resume_at))


def _taken(box: Any, sources: list[Any], heights: Iterator[float]) -> _Box | None:
    """A box without its document; None where it has anything that is not known here."""
    from_document = sources[box.laid_out_from].__dict__
    laid = {}
    for name, value in box.__dict__.items():
        if name in _LAID:
            laid[name] = value
        elif name not in _ANEW and value is not from_document.get(name, box):
            return None
    y, children = next(heights), None
    if type(box) is not _TEXT:
        children = []
        for child in box.children:
            taken = _taken(child, sources, heights)
            if taken is None:
                return None
            children.append(taken)
    return _Box(type(box), box.laid_out_from, laid, y, children)


def _placed(kept: _Box, sources: list[Any], position_y: float) -> Any:
    """A line as it stands in a document, its top at `position_y`."""
    # WeasyPrint moves the line by this difference, so that it comes to the very same numbers.
    line = _made(kept, sources, position_y - -kept.laid["baseline"])
    line.position_y = position_y
    return line


def _made(kept: _Box, sources: list[Any], down: float) -> Any:
    kind = kept.kind
    box: Any = object.__new__(kind)
    box.__dict__ = made = {**sources[kept.source].__dict__, **kept.laid}
    made["position_y"] = kept.y + down
    if kept.children is None:
        layout = made["pango_layout"]
        made["pango_layout"] = own = layout.__class__.__new__(layout.__class__)
        own.__dict__.update(layout.__dict__)
    else:
        made["children"] = [_made(one, sources, down) for one in kept.children]
    return box
