"""Words as glyphs: shaped once a process by Pango, with WeasyPrint's fonts and features."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout, line_size

from demarche.weasyfast.longtable import UnsupportedLayoutError

_KEPT = 3_000
"""Words kept a face, and as many again that were kept before them: a long one, such as an address,
takes some thousand bytes, and a case of many thousand rows has new ones in every row."""
_BREAKS = 20_000
"""Words of a face whose breaks are kept: some megabytes."""

_SHAPING = (
    *("font_family", "font_size", "font_style", "font_stretch", "font_weight", "lang"),
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian"),
    *("font_feature_settings", "font_variation_settings", "font_language_override"),
    *("letter_spacing", "word_spacing", "direction"),
)
"""The properties that decide which glyphs a text becomes."""

_INFO = ffi.sizeof("PangoGlyphInfo")
_FIELDS = _INFO // 4
"""Numbers of 32 bits that Pango has of a glyph: the glyph, its width, its shift, what it begins."""

_EMPTY, _UNKNOWN = pango.PANGO_GLYPH_EMPTY, pango.PANGO_GLYPH_UNKNOWN_FLAG

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})


class TextMarks(Protocol):
    """How the text of glyphs that do not give it back is marked; its owner hands it in."""

    CLOSING: bytes

    def needs_mark(self, text: str) -> bool: ...
    def opening(self, text: str, turned: bool) -> bytes: ...
    def read_from_right(self, characters: Iterable[str]) -> bool: ...
    def without_text(self, text: str) -> str: ...
    def teach(self, font: Any) -> None: ...


class _Marks:
    """The marks in use, one a process; none until somebody hands them in."""

    used: TextMarks | None = None


def use_marks(marks: TextMarks) -> None:
    """Mark words by `marks` from now on."""
    _Marks.used = marks


def marks() -> TextMarks | None:
    """The marks in use."""
    return _Marks.used


@dataclass(slots=True)
class GlyphPiece:
    """Glyphs of one font, as the strings and shifts of a PDF text array."""

    font: str
    size: float
    rise: float
    content: str


@dataclass(slots=True)
class Word:
    """A text as glyphs. `width` is in CSS pixels."""

    text: str
    width: float
    pieces: tuple[GlyphPiece, ...]
    glyphs: dict[Any, dict[int, tuple[int, str]]]
    """By font (Pango's): the width in thousandths of each glyph, and the text it stands for."""
    ascent: float
    """How far its fonts reach above the baseline, in CSS pixels; `descent`: below it."""
    descent: float
    opening: bytes | None = None
    """The operators that open the marks of its text, where it has them."""


@dataclass(slots=True)
class _Held:
    """A font of Pango's, and a layout that keeps it from being freed."""

    font: Any
    layout: Any
    name: str
    size: float
    advances: dict[int, int] = field(default_factory=dict)
    """The width of each glyph met, in thousandths of the size."""


@dataclass
class Face:
    """A font at a size with its features, and the words set in it so far."""

    style: Any
    words: dict[str, Word] = field(default_factory=dict)
    _before: dict[str, Word] = field(default_factory=dict)
    """What was kept before: a word that is met again is kept on, one that is not is forgotten."""
    _breaks: dict[str, list[int]] = field(default_factory=dict)
    _layout: Any = None
    _held: dict[Any, _Held] = field(default_factory=dict)
    """By Pango's font."""

    def word(self, text: str) -> Word:
        """A text on one line. Raises UnsupportedLayoutError for a character that no font has."""
        known = self.words.get(text)
        if known is None:
            known = self._before.get(text) or self._shape(text)
            if len(self.words) >= _KEPT:
                self.words, self._before = {}, self.words
            self.words[text] = known
        return known

    def breaks(self, text: str) -> list[int]:
        """Where a line may end inside a word, as lengths in characters."""
        if text.isalnum() and text.isascii():
            return []
        known = self._breaks.get(text)
        if known is None:
            if len(self._breaks) >= _BREAKS:
                self._breaks.clear()
            known = self._breaks[text] = self._find_breaks(text)
        return known

    def _find_breaks(self, text: str) -> list[int]:
        layout = Layout(self.style)
        layout.set_text(text)
        marks = pango.pango_layout_get_log_attrs_readonly(layout.layout, ffi.NULL)
        return [at for at in range(1, len(text)) if marks[at].is_line_break]

    def _shape(self, text: str) -> Word:
        layout = self._layout or Layout(self.style)
        self._layout = layout
        layout.set_text(text)
        line, _ = layout.get_first_line()
        width, height = line_size(line, self.style)
        ascent = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        pieces: list[GlyphPiece] = []
        glyphs: dict[Any, dict[int, tuple[int, str]]] = {}
        texts: dict[str, dict[int, tuple[int, str]]] = {}
        run = line.runs[0] if line.runs != ffi.NULL else ffi.NULL
        while run != ffi.NULL:
            item = run.data
            run = run.next
            font = item.item.analysis.font
            held = self._held.get(font)
            if held is None:
                held = self._held[font] = _Held(font, layout, *_font(font))
                self._layout = None
            texts[held.name] = glyphs.setdefault(font, {})
            pieces.extend(_pieces(item, text, held, glyphs[font]))
        opening = _opening(text, pieces, texts)
        return Word(text, width, tuple(pieces), glyphs, ascent, height - ascent, opening)


_FACES: dict[str, Face] = {}


def face(style: Any) -> Face:
    """The face of a computed style, one a process."""
    key = str([style[name] for name in _SHAPING])
    found = _FACES.get(key)
    if found is None:
        found = _FACES[key] = Face(style)
    return found


def runs_right_to_left(text: str) -> bool:
    """Whether any part of the text does, so that its words cannot be set one by one."""
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in set(text) if c > "\x7f")


def _opening(
    text: str, pieces: Sequence[GlyphPiece], glyphs: Mapping[str, dict[int, tuple[int, str]]]
) -> bytes | None:
    """The opening of the marks of a text; completes the texts of its glyphs."""
    used = marks()
    if used is None or not pieces or not used.needs_mark(text):
        return None
    for known in glyphs.values():
        for glyph, (width, stands_for) in known.items():
            known[glyph] = (width, stands_for or used.without_text(text))
    first = pieces[0]
    content = ""
    for piece in pieces:  # the pieces that are one text object
        if (piece.font, piece.size, piece.rise) != (first.font, first.size, first.rise):
            break
        content += piece.content
    known = glyphs[first.font]
    letters = (known[glyph][1][0] for glyph in _glyph_numbers(content))
    return used.opening(text, used.read_from_right(letters))


def _glyph_numbers(content: str) -> list[int]:
    runs = re.findall(r"<([0-9a-f]+)>", content)
    return [int(run[at : at + 4], 16) for run in runs for at in range(0, len(run), 4)]


def _font(font: Any) -> tuple[str, float]:
    """The name in the PDF and the size in pixels of a font of Pango's."""
    from weasyprint.pdf.fonts import Font
    from weasyprint.text.fonts import get_pango_font_key

    _, description, size = get_pango_font_key(font)
    made = Font(font, description, size)
    if made.png or made.svg or made.colr or made.bitmap:
        raise UnsupportedLayoutError(f"a font with pictures: {made.family}")
    return made.hash, size


def _pieces(
    item: Any, text: str, held: _Held, known: dict[int, tuple[int, str]]
) -> list[GlyphPiece]:
    """One run of glyphs. The pen drifts less than a thousandth of an em from Pango's."""
    count = item.glyphs.num_glyphs
    # Numbers as one list: a field of a structure of Pango's costs a microsecond.
    infos = memoryview(ffi.buffer(item.glyphs.glyphs, count * _INFO)).cast("i").tolist()
    fields = (infos[at::_FIELDS] for at in range(4))
    clusters = ffi.unpack(item.glyphs.log_clusters, count)
    encoded = text.encode()
    start, length = item.item.offset, item.item.length
    backwards = item.item.analysis.level % 2
    name, size, advances = held.name, held.size, held.advances
    unit = 1000 * FROM_UNITS / size
    pieces: list[GlyphPiece] = []
    content, rise, due = "", 0.0, 0.0
    for at, (glyph, breadth, x_offset, y_offset) in enumerate(zip(*fields, strict=True)):
        if glyph == _EMPTY:
            due += breadth * unit
            continue
        if glyph & _UNKNOWN:
            code = glyph - _UNKNOWN
            raise UnsupportedLayoutError(f"no font has the character U+{code:04X}")
        advance = advances.get(glyph)
        if advance is None:
            advance = advances[glyph] = _advance(held.font, glyph, size)
        if glyph not in known:
            end = _cluster_end(clusters, at, count, length, backwards)
            known[glyph] = (advance, encoded[start + clusters[at] : start + end].decode())
        up = -y_offset * FROM_UNITS
        if up != rise:
            if content:
                pieces.append(GlyphPiece(name, size, rise, content))
            content, rise = "", up
        shift = due + x_offset * unit
        if abs(shift) >= 0.5:
            content += f"{-round(shift)}"
            shift -= round(shift)
        content += f"<{glyph:04x}>"
        due = shift + breadth * unit - advance - x_offset * unit
    if abs(due) >= 0.5:
        content += f"{-round(due)}"
    pieces.append(GlyphPiece(name, size, rise, content.replace("><", "")))
    return pieces


def _cluster_end(clusters: Any, at: int, count: int, length: int, backwards: int) -> int:
    """Where the text of a glyph ends, in bytes from the start of its run."""
    if backwards:
        return length if at == 0 else int(clusters[at - 1])
    return length if at == count - 1 else int(clusters[at + 1])


def _advance(font: Any, glyph: int, size: float) -> int:
    """The width of a glyph in thousandths of the size, as the PDF will state it."""
    ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
    pango.pango_font_get_glyph_extents(font, glyph, ink, logical)
    width: int = round(logical.width * 1000 * FROM_UNITS / size)
    return width
