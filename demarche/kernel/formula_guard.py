"""Cells of a CSV file that a spreadsheet would run: guarded on the way out, freed on the way in.

An apostrophe goes in front of whatever could be run, at the beginning of a cell and behind each
sign at which a spreadsheet of another country starts a cell or a row inside it. `freed` takes it
off again, so that our own reader gives every text back exactly.

Left as they are: names (`@name`), telephone numbers and other whole numbers with their sign
(`+92 300 …`, `-100…`). A spreadsheet can show such a number in another way, but there is nothing
in it to run.
"""

from __future__ import annotations

import re

_BEGIN = re.compile(r"""['"“”\s]*[=+\-@＝＋－＠]|'*[\t\r\n]""")
"""Quotation marks and spaces before the first sign may be dropped on the way into a spreadsheet."""

_WITHIN = re.compile(r"""(?<=[;,\t\r\n])['"“” ]*(?=[=＝]|[+\-@＋－＠][^;,\t\r\n]*[(|!])""")
"""The beginning of a cell to a spreadsheet with another separator: only what calls something."""

_HARMLESS = re.compile(r"[+-][0-9]+(?: [0-9]+)*|@[\w.]+")


def formula_guarded(text: str) -> str:
    """The text with an apostrophe in front of all that a spreadsheet would take for a formula."""
    text = _WITHIN.sub(lambda found: f"'{found[0]}", text)
    if _BEGIN.match(text) and not _HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def freed(text: str) -> str:
    """The text without the apostrophes that `formula_guarded` put in."""
    if "'" not in text:
        return text
    if text.startswith("'") and _BEGIN.match(text):
        text = text[1:]
    return _WITHIN.sub(lambda found: found[0].removeprefix("'"), text)
