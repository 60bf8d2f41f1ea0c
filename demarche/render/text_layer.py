"""Lines whose glyphs do not give their text back are marked with it as WeasyPrint draws them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from weasyprint import draw

from demarche.render.text_marks import (
    CLOSING,
    needs_mark,
    opening,
    read_from_right,
    teach,
    without_text,
)


@contextmanager
def marked() -> Iterator[None]:
    """Mark the lines that need it inside; one document at a time, under the caller's lock."""
    draw_text = draw.draw_text

    def drawn(stream: Any, textbox: Any, *rest: Any) -> None:
        if not needs_mark(textbox.text) or textbox.style["visibility"] != "visible":
            draw_text(stream, textbox, *rest)
            return
        operators = stream.stream
        start = len(operators)
        draw_text(stream, textbox, *rest)
        fonts, blank = stream._fonts.values(), without_text(textbox.text)  # noqa: SLF001
        turned = _learn(fonts, operators[start:], blank)
        operators.insert(start, opening(textbox.text, turned))
        operators.append(CLOSING)

    draw.draw_text = drawn
    try:
        yield
    finally:
        draw.draw_text = draw_text


def _learn(fonts: Iterable[Any], operators: Sequence[Any], blank: str) -> bool:
    """Complete the maps of the fonts of a line; whether its first text object is read backwards."""
    by_name = {font.hash: font for font in fonts}
    font, first = None, None
    for operator in (item for item in operators if isinstance(item, bytes)):
        if operator.endswith(b" Tf"):
            font = by_name[operator.split()[0][1:].decode()]
            teach(font)
        elif operator.endswith(b"TJ") and font is not None:
            glyphs = _glyphs(operator)
            for glyph in glyphs:
                font.to_unicode[glyph] = font.to_unicode.get(glyph) or blank
            if first is None:
                first = read_from_right(font.to_unicode[glyph][0] for glyph in glyphs)
    return bool(first)


def _glyphs(operator: bytes) -> list[int]:
    """The glyphs of an array of text, each of four digits."""
    found = []
    for digits in re.findall(rb"<([0-9a-f]+)>", operator):
        found += [int(digits[at : at + 4], 16) for at in range(0, len(digits), 4)]
    return found
