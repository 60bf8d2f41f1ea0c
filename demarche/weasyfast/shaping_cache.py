"""Lines of text shaped once a process: the documents of a case say much the same.

The requests of a case share their law, their lists, their sentences; of twenty thousand lines that
WeasyPrint asks Pango for in the specimen, one in six is new. Here what a line became stands again
for the same text in the same style and width where lines are broken, as it does in `drawing` where
glyphs are written. The bytes are those that WeasyPrint writes without it.
"""

from __future__ import annotations

import copy
from contextlib import AbstractContextManager
from typing import Any

from weasyprint.layout import inline, preferred
from weasyprint.text.line_break import split_first_line

from demarche.weasyfast.patching import patched

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

_STYLES: dict[str, int] = {}
_SPLIT: dict[Any, tuple[Any, ...]] = {}


def forget() -> None:
    """Keep nothing of what was set so far."""
    _SPLIT.clear()


def kept() -> int:
    """How many lines are kept."""
    return len(_SPLIT)


def patch_shaping() -> AbstractContextManager[None]:
    """Shape lines so inside; one document at a time, under the caller's lock."""
    return patched(
        *((module, "split_first_line", _split_first_line) for module in (inline, preferred))
    )


def style_number(style: Any) -> int:
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
    key = (text, style_number(style), given)
    known = _SPLIT.get(key)
    if known is None:
        if len(_SPLIT) >= _KEPT:
            _SPLIT.clear()
        known = _SPLIT[key] = split_first_line(text, style, context, *given)
    layout, *rest = known
    # A box sets its layout up to draw it and down again, so that each has one of its own.
    return (copy.copy(layout), *rest)
