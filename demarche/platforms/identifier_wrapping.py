"""What spreadsheets, exporters and keyboards put around an identifier, taken off without a loss.

Only what can be undone for certain is taken off; a text that has lost something stays as it is, and
the platform's own form then refuses it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from demarche.platforms.errors import code_point

_QUOTES = {'"': '"', "'": "'", "“": "”", "«": "»", "‘": "’", "„": "“", "`": "`"}
_EXACT = 2**53
"""Whole numbers up to this one pass through a floating-point number unchanged."""

_SPACES = " \u00a0\u2007\u2009\u202f"
_BETWEEN = rf"[,.'’٬_{_SPACES}]"
_THREES = re.compile(rf"[1-9][0-9]{{0,2}}(?P<sign>{_BETWEEN})[0-9]{{3}}(?:(?P=sign)[0-9]{{3}})+")
_INDIAN = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
"""1,23,45,67,893 as South Asia groups digits."""

_FLOAT = re.compile(r"(?![0-9]{1,3}[.,]000$)([1-9][0-9]{0,15})[.,]0+")
"""`1234567890.0`; `123.000` may as well be a hundred and twenty-three thousand."""

_GROUPED_FLOAT = re.compile(r"([0-9].*[^.0-9].*[0-9]{3})\.0+")


class Bare(NamedTuple):
    """A text without its wrapping, and in words what was taken off."""

    text: str
    taken: tuple[str, ...] = ()


def unwrapped(text: str) -> Bare:
    """A text without `="…"`, an apostrophe in front, quotation marks and what cannot be seen."""
    taken: list[str] = []
    while True:
        bare, what = _outermost(text)
        if what:
            taken.append(what)
        if bare == text:
            return Bare(text, tuple(dict.fromkeys(taken)))
        text = bare


def _outermost(text: str) -> tuple[str, str]:
    """The text without its outermost wrapping, and the name of that; blanks have none."""
    if text != text.strip(" \t\r\n"):
        return text.strip(" \t\r\n"), ""
    for hidden in (text[:1], text[-1:]):
        if hidden and _is_hidden(hidden):
            return text.strip(hidden), code_point(hidden)
    if len(text) > 1 and text[0] == "=" and text[1] in "\"'0123456789":
        return text[1:], 'the formula ="…"'
    if len(text) > 2 and _QUOTES.get(text[0]) == text[-1]:
        return text[1:-1], "quotation marks"
    if len(text) > 1 and text[0] in "'’":
        return text[1:], "an apostrophe in front"
    return text, ""


def _is_hidden(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cc", "Cf", "Zl", "Zp") or (category == "Zs" and character != " ")


def number(text: str) -> Bare:
    """As `unwrapped`, for a number: also without grouping and `.0`, in the digits 0 to 9."""
    bare, taken = unwrapped(text)
    plain = _plain_digits(bare)
    if plain != bare:
        bare, taken = plain, (*taken, "digits of another script")
    sign, bare = ("-", bare[1:]) if bare[:1] == "-" else ("", bare)
    found = _FLOAT.fullmatch(bare)
    rest = None if "." in bare.rpartition(".")[0] else _GROUPED_FLOAT.fullmatch(bare)
    if found and int(found[1]) <= _EXACT:
        bare, taken = found[1], (*taken, "the decimal places .0")
    elif rest and _grouped(rest[1]) and int(_digits(rest[1])) <= _EXACT:
        bare, taken = _digits(rest[1]), (*taken, "thousands separators", "the decimal places .0")
    elif _grouped(bare):
        bare, taken = _digits(bare), (*taken, "thousands separators")
    return Bare(sign + bare, taken)


def _grouped(text: str) -> bool:
    """Whether signs part a number into thousands: one alone could be a decimal comma."""
    return bool(_THREES.fullmatch(text) or _INDIAN.fullmatch(text))


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _plain_digits(text: str) -> str:
    """The digits of another script as 0 to 9, where all of them are of one script."""
    others = [character for character in text if character.isdecimal() and not character.isascii()]
    if not others or any(character in "0123456789" for character in text):
        return text
    zeros = {ord(other) - unicodedata.decimal(other) for other in others}
    if len(zeros) > 1 or any(
        not character.isdecimal() and character not in "+-, .٬٫" for character in text
    ):
        return text
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text
    )
