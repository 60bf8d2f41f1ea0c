"""Why a text is no target, in words that an officer can act on; hostile text is told in ASCII."""

from __future__ import annotations

import unicodedata
from typing import Literal

Status = Literal["not-a-target", "needs-resolution", "invalid", "unknown-platform"]

_LONGEST = 70


class TargetError(ValueError):
    """A text that does not resolve: what is wrong, what to write instead, and which case it is.

    `not-a-target`: a page of the service that names nobody. `needs-resolution`: a link whose goal
    only the network knows. `invalid`: not written as the platform writes it, or hostile.
    `unknown-platform`: no platform of the registry, or none named where one is needed.
    """

    def __init__(self, message: str, remedy: str = "", status: Status = "invalid") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.status: Status = status

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


def as_ascii(text: str) -> str:
    """The text in printable ASCII: every other character as `\\u{HEX}`; cut when it is long."""
    cut = text if len(text) <= _LONGEST else text[:_LONGEST]
    plain = "".join(c if " " <= c <= "~" else f"\\u{{{ord(c):X}}}" for c in cut)
    return plain + ("…" if cut is not text else "")


def code_point(character: str) -> str:
    """A character by its number and name: `U+0435 CYRILLIC SMALL LETTER IE`."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{f' {name}' if name else ''}"


def foreign_letters(text: str) -> str:
    """The non-ASCII characters of a text with their positions, at most four."""
    found = [(place, c) for place, c in enumerate(text, 1) if c > "~"]
    shown = ", ".join(f"{code_point(c)} at position {place}" for place, c in found[:4])
    return shown + (f" and {len(found) - 4} more" if len(found) > 4 else "")
