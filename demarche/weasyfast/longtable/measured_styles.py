"""The styles and columns of a long table, measured on a few of its rows set by WeasyPrint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from weasyprint import HTML
from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import Layout, strut

from demarche.weasyfast.longtable import UnsupportedLayoutError
from demarche.weasyfast.longtable.html_rows import Block, Cell, HtmlRow, HtmlTable
from demarche.weasyfast.longtable.row_styles import (
    Badge,
    Colour,
    Edge,
    Edges,
    Frame,
    Ink,
    Keep,
    Styles,
    Underline,
)
from demarche.weasyfast.longtable.shaping import face
from demarche.weasyfast.longtable.style_checks import INLINE, check_style, check_table, has_colour

_KEY = "data-key"
_TABLE = "table"

_NARROWEST = 12.0
"""CSS pixels in which a letter of any size in use fits."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """What is known of tables that are opened alike: a row for each path, and what it gave."""

    samples: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By path: the opening of the body, and a row as HTML."""
    styles: Styles | None = None


_MEASURED: dict[Any, _Measured] = {}
_KEPT = 64
"""Kinds of table kept: a handful of templates makes a dozen."""


def measure(table: HtmlTable, sheet: Any, fonts: Any, fetcher: Any) -> Styles:
    """Set some rows that hold every style of the table, and read what came out.

    `sheet` is a style sheet of WeasyPrint's, `fonts` its font configuration, `fetcher` its
    fetcher of URLs. Raises UnsupportedLayoutError for a style that only WeasyPrint can set.
    """
    columns = table.opening.partition("<thead")[0].partition(">")[2]
    start = f"{_keyed(table.element.opening, _TABLE)}{columns}"
    key = (table.around, start, sheet, fonts)
    known = _MEASURED.get(key) or _Measured()
    wanted = dict(known.samples)
    for body in (*([table.head] if table.head else []), *table.bodies):
        opening = _keyed(body.element.opening, body.element.path)
        for row in body.rows:
            for path in row.paths:
                if path not in wanted:
                    sample = (opening, _sample(row))
                    wanted.update((path, sample) for path in row.paths if path not in wanted)
    if len(wanted) > len(known.samples):
        known = _Measured(
            wanted, _measured(table.around, start, wanted.values(), sheet, fonts, fetcher)
        )
        if len(_MEASURED) >= _KEPT:
            _MEASURED.clear()
        _MEASURED[key] = known
    if known.styles is None:
        raise UnsupportedLayoutError("a table without rows")
    for path in wanted:
        if path not in known.styles.inks:
            raise UnsupportedLayoutError(f"nothing is set for {path}")
    return known.styles


def _sample(row: HtmlRow) -> str:
    """The row as HTML, each element with its path and each text replaced."""
    cells = "".join(map(_sample_cell, row.cells))
    return f"{_keyed(row.element.opening, row.element.path)}{cells}</tr>"


def _keyed(opening: str, path: str) -> str:
    return f'{opening[:-1]} {_KEY}="{escape(path)}">'


def _sample_cell(cell: Cell) -> str:
    inner = ""
    if cell.field:
        key = f'{_KEY}="{escape(cell.field.path)}"'
        inner = f'<input type="text" name="x" title="x" {key}>'
    alike: dict[str, list[Block]] = {}
    for block in cell.blocks:
        alike.setdefault(block.path, []).append(block)
    for blocks in alike.values():
        text = "".join(dict.fromkeys(part for block in blocks for part in _texts(block)))
        own = blocks[0].element
        inner += f"{_keyed(own.opening, own.path)}{text}</p>" * len(blocks[:2]) if own else text
    return f"{_keyed(cell.element.opening, cell.path)}{inner}</{cell.element.tag}>"


def _texts(block: Block) -> Iterator[str]:
    for run in block.runs:
        chain = run.inside.chain if run.inside else []
        opening = "".join(_keyed(link.element.opening, link.element.path) for link in chain)
        closing = "".join(f"</{link.element.tag}>" for link in reversed(chain))
        yield f"{opening}x{closing}"


def _measured(
    around: tuple[str, ...],
    start: str,
    samples: Iterable[tuple[str, str]],
    sheet: Any,
    fonts: Any,
    fetcher: Any,
) -> Styles:
    bodies: dict[str, dict[str, None]] = {}
    for opening, row in samples:
        bodies.setdefault(opening, {})[row] = None
    # Each twice, so that a style is found that depends on the place among others.
    written = [f"{opening}{''.join(row * 2 for row in rows)}" for opening, rows in bodies.items()]
    html = "".join([*around, start, *written, "</table>"])
    sample = HTML(string=f"<!doctype html>{html}", url_fetcher=fetcher)
    document = sample.render(font_config=fonts, stylesheets=[sheet])
    found: list[tuple[str, Any, float]] = []
    for page in document.pages:
        _collect(page._page_box, None, 0.0, found)
    table = next(box for path, box, _ in found if path == _TABLE)
    frames: dict[str, Frame] = {}
    inks: dict[str, Ink] = {}
    keeps: dict[str, Keep] = {}
    for path, box, left in found:
        if path == _TABLE:
            continue
        check_style(box, path)
        if isinstance(box, (boxes.TableRowBox, boxes.TableRowGroupBox)):
            _note(keeps, path, _keep(box.style))
        elif not isinstance(box, INLINE):
            _note(frames, path, _frame(box, left))
        _note(inks, path, _ink(box))
    collapsed = table.style["border_collapse"] == "collapse"
    # Of the box, the lower margin is gone where the samples fill more than a page.
    margins = (_pixels(table.style["margin_top"]), _pixels(table.style["margin_bottom"]))
    width = next(box for box in _tables(table)).width
    return Styles(frames, inks, keeps, margins, width, collapsed)


def _tables(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TableBox):
        yield box
    for child in getattr(box, "children", ()):
        yield from _tables(child)


def _note(known: dict[str, Any], path: str, measured: Any) -> None:
    """Note what was measured for a path. Raises UnsupportedLayoutError where it differs."""
    if known.setdefault(path, measured) != measured:
        raise UnsupportedLayoutError(f"{path}: a style that depends on the place among others")


def _collect(box: Any, within: Any, left: float, found: list[tuple[str, Any, float]]) -> None:
    """The outermost boxes of elements: path, box, and the left edge of the row it stands in.

    `within` is the element of the box around.
    """
    if isinstance(box, boxes.TableBox):
        check_table(box)
        left = box.position_x
    if box.element_tag and "::" in box.element_tag:
        raise UnsupportedLayoutError(f"text that the style sheet adds ({box.element_tag})")
    if box.element is not None and not isinstance(box, (boxes.TextBox, boxes.LineBox)):
        path = box.element.get(_KEY)
        if path is not None and box.element is not within:
            found.append((path, box, left))
    for child in getattr(box, "children", ()):
        _collect(child, box.element, left, found)


def _keep(style: Any) -> Keep:
    before, after, inside = (
        style[f"break_{where}"] in ("avoid", "avoid-page")
        for where in ("before", "after", "inside")
    )
    return Keep(before, after, inside)


def _frame(box: Any, left: float) -> Frame:
    if isinstance(box, boxes.TableCellBox):
        # Of the box's own paddings one was widened, to fill the height of its row.
        before, after = _pixels(box.style["padding_top"]), _pixels(box.style["padding_bottom"])
    else:
        before, after = box.margin_top, box.margin_bottom
    height = box.style["height"]
    ground = box.style["background_color"]
    frame = Frame(
        x=box.content_box_x() - left,
        width=box.width,
        outer_x=box.position_x - left,
        outer_width=box.border_width(),
        before=before,
        after=after,
        least=0.0 if height == "auto" else float(height.value),
        edges=_edges(box),
        ground=_rgb(ground, box.style) if has_colour(ground, box.style) else None,
        vertical=getattr(box, "vertical_align", "top"),
    )
    if frame.width < _NARROWEST:
        raise UnsupportedLayoutError("a column that is too narrow for a letter")
    return frame


def _pixels(length: Any) -> float:
    if length == "auto":
        return 0.0
    if length.unit.lower() != "px":
        raise UnsupportedLayoutError(f"a length in {length.unit}")
    return float(length.value)


def _edges(box: Any) -> Edges:
    edges: list[Edge | None] = []
    for side in ("top", "right", "bottom", "left"):
        width = box.style[f"border_{side}_width"]
        kind = box.style[f"border_{side}_style"]
        if kind in ("none", "hidden") or not width:
            edges.append(None)
            continue
        if kind != "solid":
            raise UnsupportedLayoutError(f"a border that is {kind}")
        colour = box.style[f"border_{side}_color"]
        seen = has_colour(colour, box.style)
        edges.append(Edge(width, _rgb(colour, box.style) if seen else None))
    top, right, bottom, left = edges
    return top, right, bottom, left


def _ink(box: Any) -> Ink:
    style = box.style
    height, baseline = strut(style)
    align = style["text_align_all"]
    if align not in ("start", "left", "end", "right", "center"):
        raise UnsupportedLayoutError(f"text-align: {align}")
    leftwards = style["direction"] == "rtl"
    ends = {"start": "right", "end": "left"} if leftwards else {"start": "left", "end": "right"}
    block = style["display"] == ("inline", "flow-root")
    red, green, blue = _rgb(style["color"], style)
    return Ink(
        face=face(style),
        colour=f"{red:.4g} {green:.4g} {blue:.4g} rg".encode(),
        height=height,
        baseline=baseline,
        align=ends.get(align, align),
        cuts=style["overflow_wrap"] in ("anywhere", "break-word"),
        whole=block or style["white_space"] == "nowrap",
        solid=style["white_space"] == "nowrap",
        leftwards=leftwards,
        badge=_badge(box, height, baseline) if isinstance(box, boxes.InlineBox) else None,
        underline=_underline(style) if style["text_decoration_line"] != "none" else None,
    )


def _badge(box: Any, height: float, baseline: float) -> Badge | None:
    ground = box.style["background_color"]
    colour = _rgb(ground, box.style) if has_colour(ground, box.style) else None
    margins = (box.margin_left, box.margin_right)
    above = box.border_top_width + box.padding_top
    below = box.border_bottom_width + box.padding_bottom
    left = box.border_left_width + box.padding_left
    right = box.border_right_width + box.padding_right
    if not (colour or any(margins) or any((above, below, left, right))):
        return None
    size = box.style["font_size"]
    # The strut's baseline is counted from the top of the line, half of whose leading is above.
    up = baseline - (height - size) / 2 + above
    return Badge(margins, (left, right), up, above + size + below, _edges(box), colour)


def _underline(style: Any) -> Underline | None:
    layout = Layout(style)
    if layout.underline_position is None:
        return None
    colour = _rgb(style["text_decoration_color"], style)
    return Underline(-layout.underline_position, layout.underline_thickness, colour)


def _rgb(colour: Any, style: Any) -> Colour:
    if colour == "currentcolor":
        colour = style["color"]
    if colour.space != "srgb" or colour.alpha != 1:
        raise UnsupportedLayoutError("a colour that is not plain")
    red, green, blue = colour.coordinates
    return (red, green, blue)
