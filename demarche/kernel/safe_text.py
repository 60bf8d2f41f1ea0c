"""Text that others wrote, made safe to print: readable, exact, and exact in plain ASCII.

`visible` is for the reader's eye: every character that cannot be seen, that moves other
characters, or that no font has is printed as `\\u{202E}`. `ascii_form` is for copying: letters,
digits and signs of ASCII only and no white space, so that it survives any viewer and any line
break. Both lose nothing: `from_visible` and `from_ascii_form` give the text back. The third form,
the exact text itself, is in the attached data.

No text is normalised, trimmed or corrected here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from demarche.kernel import fonts

_ESCAPE = re.compile(r"\\u\{([0-9A-F]{4,6})\}")
_PLAIN = re.compile(r"(?:[!-\[\]-~]|(?<![ ]) (?=[^ ])|\\(?!u\{))*")
_MARKS_SHOWN = 2
"""Marks above and below one letter; more of them climb over the neighbouring lines."""

_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"})
_MARKS = frozenset({"Mn", "Me"})
_ZWNJ, _ZWJ, _VARIATION_16 = "\u200c", "\u200d", "\ufe0f"

_BLANK = frozenset(
    [
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0xFFFC, 0x1D159),
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    ]
)
"""Letters, marks and signs by name that leave no ink: fillers, joiners, variation selectors."""

_UNWIELDY = frozenset({0xFDFD, 0x20C1, 0x10EFD, 0x10EFE, 0x10EFF})
"""A whole sentence in one sign, wider than a column; and what is newer than Unicode 14, which the
oldest Python in use knows: every Python shall print the same."""

_JOINING = frozenset(
    [
        *(0x0620, 0x0626, 0x0628, 0x0649, 0x064A, 0x0678, 0x06C1, 0x06C2, 0x06CC, 0x06CE),
        *(0x06D0, 0x06D1, 0x06FA, 0x06FB, 0x06FC, 0x06FF),
        *range(0x062A, 0x062F),
        *range(0x0633, 0x0640),
        *range(0x0641, 0x0648),
        *range(0x0679, 0x0688),
        *range(0x069A, 0x06C0),
    ]
)
"""Arabic letters that join to the next one (Joining_Type=Dual_Joining of the Arabic block)."""

_VIRAMA = 9
"""Canonical combining class of the signs that join Indic consonants."""


class Segment(NamedTuple):
    """A run of text as printed; `escaped` runs are one `\\u{…}` each."""

    text: str
    escaped: bool


def segments(text: str) -> Iterator[Segment]:
    """`visible` in pieces, for markup that sets the escapes apart.

    An escape inside Arabic text is taken apart by the bidirectional order unless it stands in an
    element of its own.
    """
    run: list[str] = []
    marks = 0
    base = False  # whether the last character printed can carry a mark
    for index, character in enumerate(text):
        category = unicodedata.category(character)
        mark = category in _MARKS
        marks = marks + 1 if mark else 0
        if (mark and not base) or marks > _MARKS_SHOWN or not _shown(text, index, category):
            if run:
                yield Segment("".join(run), escaped=False)
                run.clear()
            yield Segment(_escape(character), escaped=True)
            base = False
        else:
            run.append(character)
            base = character != " "
    if run:
        yield Segment("".join(run), escaped=False)


def visible(text: str) -> str:
    """The text for reading, with `\\u{…}` for what the eye or the font would miss; lossless."""
    if _PLAIN.fullmatch(text) and not text.startswith(" "):
        return text
    return "".join(segment.text for segment in segments(text))


def from_visible(shown: str) -> str:
    """The text that `visible` was given."""
    return _ESCAPE.sub(_character, shown)


def ascii_form(text: str) -> str:
    """The text in printable ASCII without white space; everything else is `\\u{…}`."""
    return "".join(
        character
        if "!" <= character <= "~" and not (character == "\\" and text.startswith("u{", index + 1))
        else _escape(character)
        for index, character in enumerate(text)
    )


def from_ascii_form(form: str) -> str:
    """The text that `ascii_form` was given; white space, as copying adds it, is dropped.

    Raises:
        ValueError: `form` holds a character or an escape that `ascii_form` never writes.
    """
    packed = "".join(form.split())
    rest = _ESCAPE.sub("#", packed)  # what stands around one is no escape together
    if not all("!" <= character <= "~" for character in rest) or "\\u{" in rest:
        raise ValueError("not in ASCII form: a non-ASCII character or an invalid escape")
    return _ESCAPE.sub(_character, packed)


def needs_ascii_form(text: str) -> bool:
    """Whether the printed text alone does not tell it exactly.

    True for anything but printable ASCII with single spaces inside: look-alike letters, marks and
    reading order are told only by the code points.
    """
    if text.isascii() and text.isprintable() and "  " not in text and "\\" not in text:
        return text != text.strip(" ")  # as the pattern has it, which goes letter by letter
    return not _PLAIN.fullmatch(text) or text.startswith(" ")


def _shown(text: str, index: int, category: str) -> bool:
    """Whether the character stands for itself in `visible`."""
    character = text[index]
    if character == " ":
        return 0 < index < len(text) - 1 and text[index - 1] != " "
    if "!" <= character <= "~":
        return character != "\\" or not text.startswith("u{", index + 1)
    if character in (_ZWNJ, _ZWJ, _VARIATION_16):
        return _joins(text, index)
    point = ord(character)
    if category in _REFUSED or point in _BLANK or point in _UNWIELDY:
        return False
    if category == "Cn":  # an emoji newer than this Python
        return point in fonts.emoji()
    return point in fonts.coverage()


def _joins(text: str, index: int) -> bool:
    """Whether an invisible joiner does visible work here: in an emoji, Arabic or Indic text."""
    before = text[index - 1] if index else ""
    after = text[index + 1] if index + 1 < len(text) else ""
    if not before:
        return False
    emoji = fonts.emoji()
    if text[index] == _VARIATION_16:
        return ord(before) in emoji
    if text[index] == _ZWJ and (ord(before) in emoji or before == _VARIATION_16):
        return bool(after) and ord(after) in emoji
    if unicodedata.combining(before) == _VIRAMA:
        return unicodedata.category(after or " ").startswith("L")
    if text[index] == _ZWNJ and ord(before) in _JOINING:
        return bool(after) and "\u0620" <= after <= "\u06ff" and unicodedata.category(after) == "Lo"
    return False


def _escape(character: str) -> str:
    return f"\\u{{{ord(character):04X}}}"


def _character(match: re.Match[str]) -> str:
    point = int(match[1], 16)
    if point > 0x10FFFF:
        raise ValueError(f"no such character: {match[0]}")
    return chr(point)
