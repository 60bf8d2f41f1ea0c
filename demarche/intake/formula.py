"""Cells of a CSV file that a spreadsheet would run: guarded on the way out, freed on the way in."""

from __future__ import annotations

import re

_TRIGGER = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_HARMLESS = re.compile(r"\+[0-9 ]+|@[\w.]+")
"""Telephone numbers and names: neither can be run, and both must stay as they are."""


def guarded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula.

    A text that begins with apostrophes and such a sign gets one more, so that `freed` gives every
    text back exactly.
    """
    if _TRIGGER.match(text) and not _HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def freed(text: str) -> str:
    """The text without the apostrophe that `guarded` put in front."""
    return text[1:] if _GUARDED.match(text) else text
