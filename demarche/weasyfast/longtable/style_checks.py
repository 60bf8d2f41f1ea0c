"""Which styles the rows of a long table may have: with anything else WeasyPrint sets the table."""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure import boxes

from demarche.weasyfast.longtable import UnsupportedLayoutError

INLINE = (boxes.InlineBox, boxes.InlineBlockBox)

_PLAIN = {
    "float": ("none",),
    "position": ("static",),
    "visibility": ("visible",),
    "overflow": ("visible",),
    "text_transform": ("none",),
    "transform": ((),),
    "opacity": (1,),
    "max_lines": ("none",),
    "hyphens": ("manual", "none"),
    "word_spacing": (0,),
    "background_image": ((("none", None),),),
    "border_image_source": (("none", None),),
    "bookmark_level": ("none",),
    "string_set": ("none", (), None),
    "counter_increment": ("auto", "none", ()),
    "counter_reset": ("none", ()),
    "counter_set": ("none", ()),
    "break_before": ("auto", "avoid", "avoid-page"),
    "break_after": ("auto", "avoid", "avoid-page"),
}
"""What plain text has; with anything else only WeasyPrint knows what to do."""

_GAPS = (
    *("margin_left", "margin_right", "padding_left", "padding_right"),
    *("border_left_width", "border_right_width", "border_bottom_width", "border_top_width"),
)


def check_style(box: Any, path: str) -> None:
    """Raises UnsupportedLayoutError where the box of a path has a style that rows cannot have."""
    style = box.style
    if box.element_tag == "input":  # the viewer sets what is filled in
        return
    for name, allowed in _PLAIN.items():
        if style[name] not in allowed:
            raise UnsupportedLayoutError(f"{path}: {name} is {style[name]!r}")
    inline = isinstance(box, INLINE)
    if style["white_space"] not in (("normal", "nowrap") if inline else ("normal",)):
        raise UnsupportedLayoutError(f"{path}: white-space is {style['white_space']}")
    if any(value.value for radius in _RADII for value in style[radius]):
        raise UnsupportedLayoutError(f"{path}: a border that is round")
    if style["text_decoration_line"] not in ("none", set(), frozenset()):
        _check_decoration(style, path)
    if style["font_size"] <= 0 or style["line_height"] == "normal":
        raise UnsupportedLayoutError(f"{path}: no height of its lines is given")
    (_check_inline if inline else _check_block)(box, path)


def _check_block(box: Any, path: str) -> None:
    filled = has_colour(box.style["background_color"], box.style)
    if isinstance(box, boxes.TableCellBox):
        if box.rowspan != 1:
            raise UnsupportedLayoutError(f"{path}: a cell that spans rows")
    elif isinstance(box, (boxes.TableRowBox, boxes.TableRowGroupBox)):
        if filled:
            raise UnsupportedLayoutError(f"{path}: a background of rows")
        if (box.element_tag == "thead") != getattr(box, "is_header", False):
            raise UnsupportedLayoutError(f"{path}: a head that is not repeated, or a body that is")
    elif not isinstance(box, boxes.BlockBox):
        raise UnsupportedLayoutError(f"{path}: {type(box).__name__}")
    elif box.style["text_indent"].value:
        raise UnsupportedLayoutError(f"{path}: text-indent")
    elif filled or box.padding_height() != box.height or box.border_height() != box.height:
        raise UnsupportedLayoutError(f"{path}: a frame of a paragraph")


_RADII = tuple(
    f"border_{end}_{side}_radius" for end in ("top", "bottom") for side in ("left", "right")
)


def _check_decoration(style: Any, path: str) -> None:
    plain = style["text_decoration_line"] in ({"underline"}, frozenset({"underline"}))
    plain = plain and style["text_decoration_style"] == "solid"
    plain = plain and style["text_decoration_thickness"] in ("auto", "from-font")
    if not plain or style["text_underline_offset"] != "auto":
        raise UnsupportedLayoutError(f"{path}: a line at its text that is not a plain underline")


def _check_inline(box: Any, path: str) -> None:
    if box.style["vertical_align"] != "baseline":
        raise UnsupportedLayoutError(f"{path}: text that is raised or lowered")
    if isinstance(box, boxes.InlineBlockBox):
        filled = has_colour(box.style["background_color"], box.style)
        if filled or any(getattr(box, gap) for gap in _GAPS):
            raise UnsupportedLayoutError(f"{path}: a block within a line that has a frame")
    elif box.style["box_decoration_break"] != "slice":
        raise UnsupportedLayoutError(f"{path}: box-decoration-break")


_SIDES = ("top", "right", "bottom", "left")


def check_table(table: Any) -> None:
    """Raises UnsupportedLayoutError for a table that has more than rows."""
    style = table.style
    if style["table_layout"] != "fixed":
        raise UnsupportedLayoutError("the columns follow the content (table-layout: auto)")
    if style["border_collapse"] != "collapse" and any(style["border_spacing"]):
        raise UnsupportedLayoutError("room between cells (border-spacing)")
    if style["direction"] != "ltr":
        raise UnsupportedLayoutError("columns from right to left")
    columns = [column for group in table.column_groups for column in (group, *group.children)]
    for box in (table, *columns):
        if has_colour(box.style["background_color"], box.style):
            raise UnsupportedLayoutError("a background of the table or of a column")
        if any(box.style[f"border_{side}_style"] not in ("none", "hidden") for side in _SIDES):
            raise UnsupportedLayoutError("a border of the table or of a column")


def has_colour(colour: Any, style: Any) -> bool:
    """Whether what has this colour is seen."""
    if colour == "currentcolor":
        colour = style["color"]
    return bool(colour.alpha)
