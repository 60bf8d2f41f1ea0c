"""Whether texts repeat one another, told of many in one go where they are plain ASCII."""

from __future__ import annotations

import re
from collections.abc import Sequence

from demarche.facts.banned_phrases import numbers_as

_NUMBERS = re.compile(r"\d+")
_NO_WORD = {sign: None for sign in range(128) if not re.match(r"[\w\n]", chr(sign))}


def without_numbers(texts: Sequence[str], stands: str) -> Sequence[str]:
    """The texts in small letters, a sign in the place of every number.

    The sign is one that no text holds.
    """
    together = _together(texts)
    if together is None:
        return [_NUMBERS.sub(stands, text.casefold()) for text in texts]
    return numbers_as(stands, together.lower()).split("\n")


def all_differ(texts: Sequence[str], shortest: int) -> bool:
    """Whether surely no two texts have the same words, and all have so many letters or more."""
    together = _together(texts)
    if together is None:
        return False
    letters = together.translate(_NO_WORD).lower().split("\n")
    return len(set(letters)) == len(letters) and min(map(len, letters)) >= shortest


def _together(texts: Sequence[str]) -> str | None:
    """All texts, each a line; None where they are not plain ASCII of one line each, or none."""
    together = "\n".join(texts)
    lines = together.count("\n") + 1
    return together if texts and together.isascii() and lines == len(texts) else None
