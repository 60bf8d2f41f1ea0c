"""What is copied from a page: complex script carries its text beside its glyphs.

A font draws Arabic, Devanagari or Thai with glyphs that are parts of letters, or several letters at
once, so that no table of glyphs gives the text back. Such a line is marked with /ActualText. Each
viewer reads a mark in its own way, as seen with PDFium of 2026 and Poppler 22.12:

- Poppler takes the outermost mark named Span, and turns each run of letters from right to left
  around, with the spaces in it, up to the next letter or digit from left to right. For it each such
  run is written backwards between two left-to-right marks.
- PDFium takes the innermost mark of any name, and turns the whole of it around where the glyphs of
  the first text object in it are letters from right to left. Where a line has as many runs from
  right to left as others, it turns their order around, which left-to-right marks prevent. It reads
  a mark only where the font of that object knows one of its characters, drops characters beyond
  U+FFFC, and takes a glyph without text for the character of its number.

The structure tree holds the text in its logical order for all others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import groupby
from typing import Any

LEFT_TO_RIGHT_MARK = "\u200e"

_COMPLEX = (
    *((0x0590, 0x109F), (0x1200, 0x139F), (0x1780, 0x18AF), (0x1A20, 0x1AAF), (0x1B00, 0x1C4F)),
    *((0xA800, 0xA8FF), (0xA930, 0xABFF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC)),
)
"""The ranges of the scripts whose glyphs are not letters one by one: from Hebrew to Myanmar, Khmer
and others of South-East Asia, and the presentation forms of Hebrew and Arabic."""
_LAST = "\ufffc"
"""The last character that PDFium reads in a mark."""

_RIGHT_TO_LEFT_MARK, _JOINER = "\u200f", "\u200d"

CLOSING = b"EMC EMC"
"""The operators that close what `opening` opens."""


def needs_mark(text: str) -> bool:
    """Whether the glyphs of a text do not give it back, and a mark can.

    A text from left to right with characters that PDFium drops is left to its glyphs; one from
    right to left is not, since without a mark its words change places.
    """
    if text.isascii() or (max(text) > _LAST and not has_right_to_left(text)):
        return False
    points = [ord(character) for character in text if character > "\u058f"]
    return any(first <= point <= last for point in points for first, last in _COMPLEX)


def opening(text: str, turned: bool) -> bytes:
    """The operators that open the two marks of a text.

    `turned` says whether the first text object in them is read from right to left.
    """
    plain = LEFT_TO_RIGHT_MARK + _fenced(text, backwards=False)
    inner = plain[::-1] if turned else plain
    outer = _fenced(text, backwards=True)
    return b"/Span <</ActualText <%s>>> BDC /P <</ActualText <%s>>> BDC" % (
        _encoded(outer),
        _encoded(inner),
    )


def read_from_right(characters: Iterable[str]) -> bool:
    """Whether PDFium reads a text object whose glyphs stand for these, from its left, backwards."""
    runs = [kind for kind, _ in groupby(map(_direction, characters))]
    return 0 < runs.count("R") >= runs.count("L")


def without_text(text: str) -> str:
    """What a glyph stands for that is only part of a letter, such as its dots: nothing seen."""
    return _RIGHT_TO_LEFT_MARK if has_right_to_left(text) else _JOINER


def teach(font: Any) -> None:
    """Have a font of WeasyPrint's know the first character of every mark."""
    # The glyph that stands for a missing character is never drawn, so its text is free.
    font.to_unicode.setdefault(0, LEFT_TO_RIGHT_MARK)


def _encoded(text: str) -> bytes:
    return ("\ufeff" + text).encode("utf-16-be").hex().encode()


def _fenced(text: str, *, backwards: bool) -> str:
    """The text with each run from right to left between two left-to-right marks."""
    runs = []
    for direction, letters in groupby(text, key=_direction):
        run = "".join(letters)
        if direction == "R":
            run = run[::-1] if backwards else run
            run = f"{LEFT_TO_RIGHT_MARK}{run}{LEFT_TO_RIGHT_MARK}"
        runs.append(run)
    return "".join(runs)


def has_right_to_left(text: str) -> bool:
    """Whether any letter of a text is written from right to left."""
    return any(_direction(character) == "R" for character in text)


def _direction(character: str) -> str:
    """R, L, or N for neither."""
    kind = unicodedata.bidirectional(character)
    return "R" if kind in ("R", "AL") else "L" if kind in ("L", "EN", "AN") else "N"
