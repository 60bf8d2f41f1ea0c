"""Keys for lists without reference numbers, and names inside of names."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^\w]+")


def name_key(name: str) -> str:
    """A name as a key from one file to the next: case, accents, punctuation and spaces dropped.

    Two printings of one row, of which one has a curly apostrophe, must not look like a removal and
    an addition; no letter is changed into another.
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return "name:" + _NOT_WORD.sub(" ", bare.casefold()).strip()


def in_parentheses(text: str) -> list[str]:
    """The contents of all balanced parentheses, outer ones first: `(A (B))` gives `A`, `B`."""
    found: list[tuple[int, str]] = []
    open_at: list[int] = []
    for place, character in enumerate(text):
        if character == "(":
            open_at.append(place)
        elif character == ")" and open_at:
            start = open_at.pop()
            found.append((start, text[start + 1 : place]))
    return [without_parentheses(inner) for _, inner in sorted(found)]


def without_parentheses(text: str) -> str:
    """What stands outside of parentheses: `Ansarul (X) (Y)` gives `Ansarul`."""
    depth, kept = 0, []
    for character in text:
        if character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(character)
    return " ".join("".join(kept).split()).strip(" ,;")
