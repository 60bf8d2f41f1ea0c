"""Lines of text shaped and drawn once a process: the documents of a case say much the same.

The requests of a case share their law, their lists, their sentences; of twenty thousand lines that
WeasyPrint asks Pango for in the specimen, one in six is new. Here what a line became stands again
for the same text in the same style and width, both where lines are broken and where glyphs are
written. The bytes are those that WeasyPrint writes without it.

Where a glyph of the document is known by another width or for other letters than the kept line
says, or a line has pictures for glyphs, WeasyPrint draws the line itself.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from weasyprint import draw
from weasyprint.draw import text as drawing
from weasyprint.layout import inline, preferred
from weasyprint.matrix import Matrix
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import split_first_line

_KEPT = 30_000
"""Lines kept: some tens of megabytes at the most, since a line holds a sheet's width of text."""

_DECIDING = (
    *("font_family", "font_size", "font_style", "font_stretch", "font_weight", "lang"),
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian"),
    *("font_feature_settings", "font_variation_settings", "font_language_override"),
    *("letter_spacing", "word_spacing", "direction", "tab_size", "white_space", "hyphens"),
    *("hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone"),
    *("overflow_wrap", "word_break", "text_decoration_line"),
)
"""The properties that decide where a line ends and which glyphs it becomes."""


class _Font(NamedTuple):
    """A font of Pango's, once for all lines that are set in it."""

    font: Any
    layout: Any
    """Of the first line: it keeps Pango's font from being freed."""
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
    """A line as calls on a stream, and its glyphs."""

    calls: list[tuple[str, tuple[Any, ...]]]
    fonts: list[_Glyphs]


class _Recorder:
    """Takes what is drawn for a line, in place of a page's stream."""

    def __init__(self, stream: Any, layout: Any) -> None:
        self._layout = layout
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect
        self.drawn = _Drawn([], [])

    def add_font(self, pango_font: Any) -> tuple[_Glyphs, float]:
        name, description, size = get_pango_font_key(pango_font)
        key = (name, size)
        for known in self.drawn.fonts:
            if known.key == key:
                return known, size
        if key not in _FONTS:
            _FONTS[key] = _Font(pango_font, self._layout, Font(pango_font, description, size))
        made = _FONTS[key].made
        known = _Glyphs(key, made.hash, made.bitmap, made.png, made.svg, made.colr)
        self.drawn.fonts.append(known)
        return known, size

    def set_text_matrix(self, *_: float) -> None:
        """The place is the box's, not the line's."""

    def set_font_size(self, name: str, size: float) -> None:
        self.drawn.calls.append(("set_font_size", (name, size)))

    def set_text_rise(self, rise: float) -> None:
        self.drawn.calls.append(("set_text_rise", (rise,)))

    def show_text(self, text: str) -> None:
        self.drawn.calls.append(("show_text", (text,)))


_STYLES: dict[str, int] = {}
_SPLIT: dict[Any, tuple[Any, ...]] = {}
_DRAWN: dict[Any, _Drawn] = {}
_FONTS: dict[Any, _Font] = {}
"""By Pango's key and the size."""


def forget() -> None:
    """Keep nothing of what was set so far."""
    _SPLIT.clear()
    _DRAWN.clear()


def kept() -> tuple[int, int]:
    """How many lines are kept, as broken and as drawn."""
    return len(_SPLIT), len(_DRAWN)


@contextmanager
def lines_once() -> Iterator[None]:
    """Shape and draw lines so inside; one document at a time, under the caller's lock."""
    inline.split_first_line = preferred.split_first_line = _split_first_line
    draw.draw_text = _draw_text
    try:
        yield
    finally:
        inline.split_first_line = preferred.split_first_line = split_first_line
        draw.draw_text = drawing.draw_text


def _style(style: Any) -> int:
    """A number for all that a style decides of a line."""
    known: int | None = getattr(style, "line_style", None)
    if known is None:
        key = str([style[name] for name in _DECIDING])
        known = style.line_style = _STYLES.setdefault(key, len(_STYLES))
    return known


def _split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> tuple[Any, ...]:
    given = (max_width, justification_spacing, is_line_start, minimum)
    key = (text, _style(style), given)
    known = _SPLIT.get(key)
    if known is None:
        if len(_SPLIT) >= _KEPT:
            _SPLIT.clear()
        known = _SPLIT[key] = split_first_line(text, style, context, *given)
    layout, *rest = known
    # A box sets its layout up to draw it and down again, so that each has one of its own.
    return (copy.copy(layout), *rest)


def _draw_text(
    stream: Any, textbox: Any, offset_x: float, text_overflow: str, block_ellipsis: str = "none"
) -> None:
    style, layout = textbox.style, textbox.pango_layout
    plain = (text_overflow, block_ellipsis) == ("clip", "none") and textbox.text.strip()
    plain = plain and style["visibility"] == "visible" and not layout.justification_spacing
    plain = plain and style["text_decoration_line"] == "none" and style["font_size"] >= 1
    drawn = _drawn(stream, textbox) if plain else None
    if drawn is None or not _agree(stream, drawn):
        drawing.draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
        return
    stream.set_color(style["color"])
    stream.begin_text()
    x, y = textbox.position_x, textbox.position_y + textbox.baseline
    stream.set_text_matrix(*Matrix(d=-1, e=x, f=y).values)
    for name, given in drawn.calls:
        getattr(stream, name)(*given)
    stream.end_text()


def _drawn(stream: Any, textbox: Any) -> _Drawn | None:
    """The line of a box as it is drawn anywhere; None where its glyphs are not plain."""
    style, layout = textbox.style, textbox.pango_layout
    key = (layout.text, _style(style))
    known = _DRAWN.get(key)
    if known is None:
        layout.reactivate(style)
        recorder = _Recorder(stream, layout.layout)
        if _complete(layout):
            drawing.draw_first_line(recorder, textbox, "clip", "none", Matrix())
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
    names = {one.key[0] for one in fonts}
    return len(names) == len(fonts) and not any(one.png or one.svg or one.colr for one in fonts)


def _complete(layout: Any) -> bool:
    """Whether a font has every character; WeasyPrint tells of those that none has."""
    line, _ = layout.get_first_line()
    run = line.runs[0]
    while run != ffi.NULL:
        glyphs = run.data.glyphs
        if any(
            one.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG
            for one in glyphs.glyphs[0 : glyphs.num_glyphs]
        ):
            return False
        run = run.next
    return True


def _agree(stream: Any, drawn: _Drawn) -> bool:
    """Tell the document of a line's glyphs; False where it knows one of them otherwise."""
    known = [(stream.add_font(_FONTS[one.key].font)[0], one) for one in drawn.fonts]
    for font, one in known:
        for glyph, width in one.widths.items():
            if font.widths.get(glyph, width) != width:
                return False
    for font, one in known:
        for glyph, width in one.widths.items():
            font.widths[glyph] = width
        for glyph, text in one.to_unicode.items():
            font.to_unicode.setdefault(glyph, text)
    return True
