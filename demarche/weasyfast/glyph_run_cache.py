"""Lines of text written as glyphs once a process, and boxes without a border passed over.

What a line became on a page stands again for the same text in the same style. The bytes are those
that WeasyPrint writes without it. Where a glyph of the document is known by another width or for
other letters than the kept line says, or a line has pictures for glyphs, WeasyPrint draws the line
itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydyf import _to_bytes as to_bytes
from weasyprint import draw
from weasyprint.draw.border import draw_border
from weasyprint.draw.text import draw_first_line, draw_text
from weasyprint.matrix import Matrix
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.fonts import get_pango_font_key

from demarche.weasyfast.patching import patched
from demarche.weasyfast.shaping_cache import style_number

ffi.cdef("gpointer g_object_ref (gpointer object);")

_KEPT = 30_000
"""Lines kept: some tens of megabytes at the most, since a line holds a sheet's width of text."""


class _Font(NamedTuple):
    """A font of Pango's, once for all lines that are set in it."""

    font: Any
    """Held, so that it is not freed and its address stays its own."""
    made: Any
    """As WeasyPrint has it, for its name and kind alone."""


@dataclass(slots=True)
class _Glyphs:
    """A font of a line: the glyphs it gave, and what WeasyPrint asks of a font while it draws."""

    key: Any
    hash: str
    bitmap: bool
    png: Any
    svg: Any
    colr: Any
    widths: dict[int, int] = field(default_factory=dict)
    to_unicode: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Drawn:
    """A line as operators of a stream, and its glyphs."""

    operators: list[tuple[Any, bytes]]
    """Each with the font and the size that it sets, or with None."""
    fonts: list[_Glyphs]


class _Recorder:
    """Takes what is drawn for a line, in place of a page's stream."""

    def __init__(self, stream: Any) -> None:
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect
        self.drawn = _Drawn([], [])

    def add_font(self, pango_font: Any) -> tuple[_Glyphs, float]:
        name, description, size = get_pango_font_key(pango_font)
        key = (name, size)
        for known in self.drawn.fonts:
            if known.key == key:
                return known, size
        if key not in _FONTS:
            held = ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref)
            _FONTS[key] = _Font(held, Font(pango_font, description, size))
        made = _FONTS[key].made
        known = _Glyphs(key, made.hash, made.bitmap, made.png, made.svg, made.colr)
        self.drawn.fonts.append(known)
        return known, size

    def set_text_matrix(self, *_: float) -> None:
        """The place is the box's, not the line's."""

    def set_font_size(self, name: str, size: float) -> None:
        operator = b"/%s %s Tf" % (to_bytes(name), to_bytes(size))
        self.drawn.operators.append(((name, size), operator))

    def set_text_rise(self, rise: float) -> None:
        self.drawn.operators.append((None, to_bytes(rise) + b" Ts"))

    def show_text(self, text: str) -> None:
        self.drawn.operators.append((None, b"[" + to_bytes(text) + b"] TJ"))


class _Met:
    """What a document has met: its fonts, and lines whose glyphs it knows as they are.

    It never learns a glyph anew, so that a line that agrees with it once always does.
    """

    def __init__(self) -> None:
        self.begin(None)

    def begin(self, fonts: Any) -> None:
        """With the fonts of a document that has met nothing yet."""
        self.fonts = fonts
        self.lines: dict[int, _Drawn] = {}
        self._known: dict[Any, Any] = {}

    def font(self, stream: Any, key: Any) -> Any:
        """The document's font by the key of Pango's."""
        known = self._known.get(key)
        if known is None:
            known, _ = stream.add_font(_FONTS[key].font)
            self._known[key] = known
        return known


_DRAWN: dict[Any, _Drawn] = {}
_FONTS: dict[Any, _Font] = {}
"""By Pango's key and the size."""
_MET = _Met()


def forget() -> None:
    """Keep nothing of what was drawn so far."""
    _DRAWN.clear()


def kept() -> int:
    """How many lines are kept."""
    return len(_DRAWN)


@contextmanager
def patch_glyph_runs() -> Iterator[None]:
    """Draw lines so inside; one document at a time, under the caller's lock."""
    with patched((draw, "draw_text", _draw_text), (draw, "draw_border", _draw_border)):
        try:
            yield
        finally:
            _MET.begin(None)


def _draw_text(
    stream: Any, textbox: Any, offset_x: float, text_overflow: str, block_ellipsis: str = "none"
) -> None:
    style, layout = textbox.style, textbox.pango_layout
    plain = (text_overflow, block_ellipsis) == ("clip", "none") and textbox.text.strip()
    plain = plain and style["visibility"] == "visible" and not layout.justification_spacing
    plain = plain and style["text_decoration_line"] == "none" and style["font_size"] >= 1
    drawn = _drawn(stream, textbox) if plain else None
    if drawn is None or not _agree(stream, drawn):
        draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
        return
    _set_color(stream, style)
    stream.begin_text()
    x, y = textbox.position_x, textbox.position_y + textbox.baseline
    add = stream.stream.append
    add(b"1 0 0 -1 %s %s Tm" % (to_bytes(x), to_bytes(y)))
    for font, operator in drawn.operators:
        if font is None:
            add(operator)
        elif font != stream._current_font:
            stream._current_font = font
            add(operator)
    stream.end_text()


class _Color(NamedTuple):
    """A colour as a stream keeps it in mind, and as it is written."""

    value: tuple[Any, ...]
    alpha: str
    operators: tuple[bytes, bytes] | None
    """Of the transparency and of the colour; None for another space than that of screens."""


def _color(color: Any) -> _Color:
    *channels, alpha = color
    operators = None
    if color.space == "srgb":
        red, green, blue = (to_bytes(coordinate) for coordinate in color.to("srgb").coordinates)
        operators = f"/a{alpha} gs".encode(), b"%s %s %s rg" % (red, green, blue)
    return _Color((color.space, *channels), f"a{alpha}", operators)


def _set_color(stream: Any, style: Any) -> None:
    """What `set_color` does, with the operators made once for a style."""
    known: _Color | None = getattr(style, "text_color", None)
    if known is None:
        known = style.text_color = _color(style["color"])
    if known.operators is None or known.alpha not in stream._resources["ExtGState"]:
        stream.set_color(style["color"])
        return
    transparency, color = known.operators
    if known.alpha != stream._current_alpha:
        stream._current_alpha = known.alpha
        stream.stream.append(transparency)
    if known.value != stream._current_color:
        stream._current_color = known.value
        stream.stream.append(color)


def _draw_border(stream: Any, box: Any) -> None:
    """`draw_border`, but for the many boxes that have none."""
    style = box.style
    if (
        box.border_top_width == box.border_bottom_width == 0
        and box.border_left_width == box.border_right_width == 0
        and style["border_image_source"][0] == "none"
        and style["column_width"] == style["column_count"] == "auto"
    ):
        return
    draw_border(stream, box)


def _drawn(stream: Any, textbox: Any) -> _Drawn | None:
    """The line of a box as it is drawn anywhere; None where its glyphs are not plain."""
    style, layout = textbox.style, textbox.pango_layout
    key = (layout.text, style_number(style))
    known = _DRAWN.get(key)
    if known is None:
        layout.reactivate(style)
        # As the line is to be drawn: Pango lays it out anew for another mode.
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
        recorder = _Recorder(stream)
        if _complete(layout):
            draw_first_line(recorder, textbox, "clip", "none", Matrix())
            known = recorder.drawn
        layout.deactivate()
        if known is None or not _plain(known.fonts):
            return None
        if len(_DRAWN) >= _KEPT:
            _DRAWN.clear()
        _DRAWN[key] = known
    return known


def _plain(fonts: list[_Glyphs]) -> bool:
    """Whether no glyph is a picture, and no font stands there in two sizes."""
    names = {font.key[0] for font in fonts}
    return len(names) == len(fonts) and not any(font.png or font.svg or font.colr for font in fonts)


def _complete(layout: Any) -> bool:
    """Whether a font has every character; WeasyPrint tells of those that none has."""
    line, _ = layout.get_first_line()
    run = line.runs[0]
    while run != ffi.NULL:
        glyphs = run.data.glyphs
        if any(
            glyph.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG
            for glyph in glyphs.glyphs[0 : glyphs.num_glyphs]
        ):
            return False
        run = run.next
    return True


def _agree(stream: Any, drawn: _Drawn) -> bool:
    """Tell the document of a line's glyphs; False where it knows one of them otherwise."""
    if _MET.fonts is not stream._fonts:
        _MET.begin(stream._fonts)
    if id(drawn) in _MET.lines:
        return True
    known = [(_MET.font(stream, font.key), font) for font in drawn.fonts]
    new = [
        (font, addition)
        for font, addition in known
        if not addition.widths.items() <= font.widths.items()
        or not addition.to_unicode.keys() <= font.to_unicode.keys()
    ]
    for font, addition in new:
        for glyph, width in addition.widths.items():
            if font.widths.get(glyph, width) != width:
                return False
    for font, used in new:
        font.widths.update(used.widths)
        for glyph, text in used.to_unicode.items():
            font.to_unicode.setdefault(glyph, text)
    _MET.lines[id(drawn)] = drawn
    return True
