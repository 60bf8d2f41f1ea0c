"""The fonts of the paper for the screen: the same files, found for a character in the same order.

On paper fontconfig looks for a character in the style's own family and then through the others.
A browser does the same within one family whose faces each have their range of characters, so a
style sheet written for the paper needs no other names of fonts.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from demarche.kernel import fonts

_STYLES = (
    ("SourceSerif4-Regular.ttf", 400, "normal"),
    ("SourceSerif4-Italic.ttf", 400, "italic"),
    ("SourceSerif4-SemiBold.ttf", 600, "normal"),
    ("SourceSerif4-Bold.ttf", 700, "normal"),
)
_NAMED = (
    (fonts.MONOSPACE, "NotoSansMono-Regular.ttf", 400),
    (fonts.NASTALIQ, "NotoNastaliqUrdu-Regular.ttf", 400),
    (fonts.NASKH, "NotoNaskhArabic-Regular.ttf", 400),
    (fonts.NASKH, "NotoNaskhArabic-Bold.ttf", 700),
)
"""The families that the style sheets name beside the serif."""

_FIRST = ("NotoSerif-Regular.ttf", "NotoNaskhArabic-Regular.ttf")
_LAST = (
    *("NotoEmoji-Regular.ttf", "NotoSansSymbols-Regular.ttf", "NotoSansSymbols2-Regular.ttf"),
    *("NotoSansMath-Regular.ttf", "NotoSansMono-Regular.ttf", "NotoNastaliqUrdu-Regular.ttf"),
)
"""Where a character is looked for that the serif lacks; between them the fonts of one script."""


@functools.cache
def font_files() -> dict[str, Path]:
    """The fonts that may be served, by the names of their files."""
    return {path.name: path for path in fonts.files()}


@functools.cache
def font_faces(folder: str) -> str:
    """The `@font-face` rules of all fonts; `folder` is the address under which their files lie."""
    return "\n".join(_faces(folder)) + "\n"


def _faces(folder: str) -> Iterator[str]:
    ranges = _ranges()
    for own, weight, style in _STYLES:
        yield _face(fonts.SERIF, folder, own, weight, style)
        for name, points in ranges.items():
            yield _face(fonts.SERIF, folder, name, weight, style, points)
    serif = fonts.points_of(font_files()[_STYLES[0][0]])
    for family, own, weight in _NAMED:
        yield _face(family, folder, own, weight)
        lacking = serif - fonts.points_of(font_files()[own])
        yield _face(family, folder, _STYLES[0][0], weight, points=_written(lacking))
    for name, points in ranges.items():
        yield _face(fonts.MONOSPACE, folder, name, 400, points=points)


def _face(
    family: str, folder: str, file: str, weight: int, style: str = "normal", points: str = ""
) -> str:
    covers = f";unicode-range:{points}" if points else ""
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};'
        f'font-display:swap;src:url("{folder}{file}") format("truetype"){covers}}}'
    )


@functools.cache
def _ranges() -> dict[str, str]:
    """The characters of each font behind the serif that no font before it has."""
    files = font_files()
    between = [
        name
        for name in files
        if name not in (*_FIRST, *_LAST) and name.startswith("Noto") and "-Bold" not in name
    ]
    seen = fonts.points_of(files["SourceSerif4-Regular.ttf"])
    found = {}
    for name in (*_FIRST, *sorted(between), *_LAST):
        points = fonts.points_of(files[name])
        if name.startswith("NotoEmoji"):
            points &= fonts.emoji()
        if new := points - seen:
            found[name] = _written(new)
        seen |= new
    return found


def _written(points: frozenset[int]) -> str:
    return ",".join(f"U+{span}" for span in fonts.spans(points))
