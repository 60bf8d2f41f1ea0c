"""The styles and columns of a long table, measured on a few of its rows set by WeasyPrint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from weasyprint import HTML
from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import strut

from demarche.weasyfast.longtable import UnsupportedLayoutError
from demarche.weasyfast.longtable.html_rows import BREAK, Block, Cell, HtmlRow, HtmlTable, Run
from demarche.weasyfast.longtable.shaping import Face, face

_TABLE = "table"

_NARROWEST = 12.0
"""CSS pixels in which a letter of any size in use fits."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A border on one side of a box: width in CSS pixels, colour as three numbers."""

    width: float
    colour: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A box as measured, in CSS pixels from the left edge of its row; its text's style."""

    x: float
    width: float
    outer_x: float
    outer_width: float
    before: float
    """Padding above the content of a cell, margin above a paragraph."""
    after: float
    least: float
    """The least height of the content."""
    edges: tuple[Edge | None, Edge | None, Edge | None, Edge | None]
    """Top, right, bottom, left."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How text is set: its face, its colour, the height and the baseline of its lines."""

    face: Face
    colour: bytes
    height: float
    baseline: float
    align: str
    cuts: bool
    """Whether a word that is wider than a line is cut (overflow-wrap)."""
    whole: bool = False
    """Whether no line ends within a text that fits one (display: inline-block)."""


@dataclass(frozen=True, slots=True, eq=False)
class Styles:
    """Everything measured, by path. Two of them are never equal: each is known by itself."""

    frames: dict[str, Frame]
    inks: dict[str, Ink]
    margins: tuple[float, float]
    """Above and below the table, in CSS pixels."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """What is known of tables that are opened alike: a row for each path, and what it gave."""

    samples: dict[str, tuple[str, HtmlRow]] = field(default_factory=dict)
    styles: Styles | None = None


_MEASURED: dict[Any, _Measured] = {}
_KEPT = 64
"""Kinds of table kept: a handful of templates makes a dozen."""


def measure(table: HtmlTable, sheet: Any, fonts: Any, fetcher: Any) -> Styles:
    """Set some rows that hold every style of the table, and read what came out.

    `sheet` is a style sheet of WeasyPrint's, `fonts` its font configuration, `fetcher` its
    fetcher of URLs. Raises UnsupportedLayoutError for a style that only WeasyPrint can set.
    """
    start = table.opening.partition("<thead>")[0]
    key = (table.around, start, sheet, fonts)
    known = _MEASURED.get(key) or _Measured()
    wanted = dict(known.samples)
    for part, rows in (("thead", table.head), ("tbody", table.rows)):
        for row in rows:
            for path in row.paths:
                if path not in wanted:
                    sample = (part, _sample(row))
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
    return known.styles


def _sample(row: HtmlRow) -> HtmlRow:
    """The row with its texts replaced, so that rows of the same styles are measured once."""
    return HtmlRow(tuple(map(_sample_cell, row.cells)), row.paths)


def _sample_cell(cell: Cell) -> Cell:
    paths: dict[tuple[str, bool], dict[str, None]] = {}
    for block in cell.blocks:
        mine = paths.setdefault((block.path, block.paragraph), {block.path: None})
        mine.update(dict.fromkeys(run.path for run in block.runs))
    blocks = [
        Block(tuple(Run("x", style) for style in mine), path, paragraph)
        for (path, paragraph), mine in paths.items()
    ]
    return Cell(cell.header, tuple(blocks), cell.field, cell.path)


def _measured(
    around: tuple[str, ...],
    start: str,
    samples: Iterable[tuple[str, HtmlRow]],
    sheet: Any,
    fonts: Any,
    fetcher: Any,
) -> Styles:
    keys: dict[str, int] = {_TABLE: 0}
    parts = {"thead": "", "tbody": ""}
    for part, row in dict.fromkeys(samples):
        parts[part] += _markup(row, keys)
    start = start.replace("<table", '<table data-key="0"', 1)
    body = "".join(f"<{part}>{rows}</{part}>" for part, rows in parts.items())
    html = "".join([*around, start, body, "</table>"])
    sample = HTML(string=f"<!doctype html>{html}", url_fetcher=fetcher)
    document = sample.render(font_config=fonts, stylesheets=[sheet])
    found: dict[int, tuple[Any, float]] = {}
    for page in document.pages:
        _collect(page._page_box, 0.0, found)
    table, _ = found[keys.pop(_TABLE)]
    frames, inks = {}, {}
    for path, key in keys.items():
        if key not in found:
            raise UnsupportedLayoutError(f"nothing is set for {path}")
        box, left = found[key]
        _check(box, path)
        if not isinstance(box, _INLINE):
            frames[path] = _frame(box, left)
        inks[path] = _ink(box.style)
    return Styles(frames, inks, (table.margin_top, table.margin_bottom))


def _markup(row: HtmlRow, keys: dict[str, int]) -> str:
    """HTML of a sample row, each element with the key of its path."""
    return f"{_open(row.paths[0], keys)}{''.join(_cells(row, keys))}</tr>"


def _cells(row: HtmlRow, keys: dict[str, int]) -> Iterator[str]:
    for cell in row.cells:
        yield _open(cell.path, keys)
        if cell.field:
            key = keys.setdefault(cell.field.path, len(keys))
            yield f'<input type="text" name="x" title="x" data-key="{key}">'
        for block in cell.blocks:
            if block.paragraph:
                yield _open(block.path, keys)
            for run in block.runs:
                if run.text == BREAK:
                    continue
                inner = run.path.removeprefix(block.path).split("/")[1:]
                path = block.path
                for step in inner:
                    path = f"{path}/{step}"
                    yield _open(path, keys)
                yield "x"
                for step in reversed(inner):
                    yield f"</{step.partition('.')[0]}>"
            if block.paragraph:
                yield "</p>"
        yield "</th>" if cell.header else "</td>"


def _open(path: str, keys: dict[str, int]) -> str:
    key = keys.setdefault(path, len(keys))
    step, _, direction = path.rpartition("/")[2].rpartition(":")[2].partition("^")
    name, _, given = step.partition(".")
    attribute = f' class="{given}"' if given else ""
    attribute += f' dir="{direction}"' if direction else ""
    return f'<{name}{attribute} data-key="{key}">'


def _collect(box: Any, left: float, found: dict[int, tuple[Any, float]]) -> None:
    """The outermost box of every key, with the left edge of the row it stands in."""
    if isinstance(box, boxes.TableBox) and box.style["table_layout"] != "fixed":
        raise UnsupportedLayoutError("the columns follow the content (table-layout: auto)")
    if isinstance(box, boxes.TableBox):
        left = box.position_x
    if box.element is not None and not isinstance(box, (boxes.TextBox, boxes.LineBox)):
        key = box.element.get("data-key")
        if key is not None:
            found.setdefault(int(key), (box, left))
    for child in getattr(box, "children", ()):
        _collect(child, left, found)


_PLAIN = {
    "float": ("none",),
    "position": ("static",),
    "white_space": ("normal",),
    "visibility": ("visible",),
    "overflow": ("visible",),
    "direction": ("ltr",),
    "text_transform": ("none",),
    "transform": ((),),
    "opacity": (1,),
    "max_lines": ("none",),
    "hyphens": ("manual", "none"),
    "word_spacing": (0,),
}
"""What plain text has; with anything else only WeasyPrint knows what to do."""

_INLINE = (boxes.InlineBox, boxes.InlineBlockBox)

_GAPS = (
    *("margin_left", "margin_right", "padding_left", "padding_right"),
    *("border_left_width", "border_right_width", "border_bottom_width", "border_top_width"),
)


def _check(box: Any, path: str) -> None:
    style = box.style
    if box.element_tag == "input":  # the viewer sets what is filled in
        return
    for name, allowed in _PLAIN.items():
        if name == "direction" and isinstance(box, _INLINE):
            continue
        if style[name] not in allowed:
            raise UnsupportedLayoutError(f"{path}: {name} is {style[name]!r}")
    if style["text_decoration_line"] not in ("none", set(), frozenset()):
        raise UnsupportedLayoutError(f"{path}: text-decoration-line")
    if style["background_image"] != (("none", None),) or _alpha(style["background_color"], style):
        raise UnsupportedLayoutError(f"{path}: a background")
    if isinstance(box, _INLINE):
        if style["vertical_align"] != "baseline" or any(getattr(box, gap) for gap in _GAPS):
            raise UnsupportedLayoutError(f"{path}: a space, border or shift within a line")
    elif isinstance(box, boxes.TableCellBox):
        if style["vertical_align"] not in ("top", "baseline") or box.colspan * box.rowspan != 1:
            raise UnsupportedLayoutError(f"{path}: a cell that spans, or is not set at its top")
    elif not isinstance(box, (boxes.BlockBox, boxes.TableRowBox)):
        raise UnsupportedLayoutError(f"{path}: {type(box).__name__}")
    elif isinstance(box, boxes.BlockBox) and style["text_indent"].value:
        raise UnsupportedLayoutError(f"{path}: text-indent")
    if style["font_size"] <= 0 or style["line_height"] == "normal":
        raise UnsupportedLayoutError(f"{path}: no height of its lines is given")


def _alpha(colour: Any, style: Any) -> float:
    if colour == "currentcolor":
        colour = style["color"]
    return float(colour.alpha)


def _frame(box: Any, left: float) -> Frame:
    if isinstance(box, boxes.TableCellBox):
        # Of the box's own paddings one was widened, to fill the height of its row.
        before, after = _pixels(box.style["padding_top"]), _pixels(box.style["padding_bottom"])
    else:
        before, after = box.margin_top, box.margin_bottom
    height = box.style["height"]
    frame = Frame(
        x=box.content_box_x() - left,
        width=box.width,
        outer_x=box.position_x - left,
        outer_width=box.border_width(),
        before=before,
        after=after,
        least=0.0 if height == "auto" else float(height.value),
        edges=_edges(box),
    )
    if frame.width < _NARROWEST:
        raise UnsupportedLayoutError("a column that is too narrow for a letter")
    return frame


def _pixels(length: Any) -> float:
    if length.unit.lower() != "px":
        raise UnsupportedLayoutError(f"a length in {length.unit}")
    return float(length.value)


def _edges(box: Any) -> Any:
    if isinstance(box, boxes.TableRowBox):
        return (None, None, None, None)
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
        edges.append(Edge(width, _rgb(box.style["color"] if colour == "currentcolor" else colour)))
    return tuple(edges)


def _ink(style: Any) -> Ink:
    height, baseline = strut(style)
    red, green, blue = _rgb(style["color"])
    align = style["text_align_all"]
    if align not in ("start", "left", "end", "right", "center"):
        raise UnsupportedLayoutError(f"text-align: {align}")
    colour = f"{red:.4g} {green:.4g} {blue:.4g} rg".encode()
    cuts = style["overflow_wrap"] in ("anywhere", "break-word")
    whole = style["display"] == ("inline", "flow-root")
    return Ink(face(style), colour, height, baseline, align, cuts, whole)


def _rgb(colour: Any) -> tuple[float, float, float]:
    if colour.space != "srgb" or colour.alpha != 1:
        raise UnsupportedLayoutError("a colour that is not plain")
    red, green, blue = colour.coordinates
    return (red, green, blue)
