"""Text for a terminal: what would steer it, reorder it or hide in it is written out."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters, C0 and C1
    "\u00ad\u034f\u061c\u180b-\u180f"  # soft hyphen, joiner, letter marks, Mongolian selectors
    "\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # without width, separators, order of reading
    "\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ufffe\uffff"  # variation selectors, marks, annotations
    "\ud800-\udfff"  # bytes of a name that are no text
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # controls of shorthand and music
    "\U000e0000-\U000e0fff"  # tags, further variation selectors
    "]"
)
_KEPT = re.compile(_UNSEEN.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))
_BREAKS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_PLAIN = str.maketrans(
    {"…": "...", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "·": "-"}
)
"""What ASCII has another way of writing for."""


def one_line(text: str) -> str:
    """Text for one line: nothing in it is unseen, a line break neither."""
    return _UNSEEN.sub(_escape, text)


def lines(text: str) -> str:
    """Text for several lines: line breaks and tabulators stay."""
    return _KEPT.sub(_escape, text)


def unbroken(text: str) -> str:
    """A name in which only line breaks are written out, so that it stays on its line."""
    return _BREAKS.sub(_escape, text)


def in_json(text: str) -> str:
    """JSON of the same meaning: what is unseen in its strings is written as JSON writes it."""
    return _KEPT.sub(_json_escape, text)


def shown_in(encoding: str, text: str) -> str:
    """The text with what the encoding lacks written in ASCII: `...`, `\\u0627`."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "backslashreplace").decode(encoding)
    return text


def _escape(found: re.Match[str]) -> str:
    return f"\\u{{{ord(found[0]):04X}}}"


def _json_escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
