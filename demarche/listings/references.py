"""References as keys: what joins a curated listing to the entry of an official file.

Only a reference that stays with its entry joins. A place in an annex shifts when the annex is
adopted again, and a reference with a remark ("OFAC uid 7140 (alias)") is that of another entry.
"""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"(?:OFAC uid|DFAT) (\d+)", re.IGNORECASE)
"""References that are a number of the list with the list's name before it."""
_PLAIN = re.compile(r"[^\s,;()]+")
_SLUG = re.compile(r"[a-z]{2}[ei]-\d{3}|ofac-uid-\d+|dfat-\d+|[a-z]{3}\d{4}")


def key_of(reference: str | None) -> str | None:
    """The key of the entry with this reference; None where the reference joins to none."""
    if reference is None:
        return None
    if found := _NUMBERED.fullmatch(reference.strip()):
        return found[1]
    return reference.strip() if _PLAIN.fullmatch(reference.strip()) else None


def slug_of(reference: str) -> str:
    """The reference as a case writes it: `QDi.427` is `qdi-427`, `OFAC uid 7140` its words."""
    return re.sub(r"[^a-z0-9]+", "-", reference.casefold()).strip("-")


def spellings(slug: str) -> tuple[str, ...]:
    """The references that a slug can stand for, whatever their case."""
    return tuple(slug.replace("-", sign) for sign in ("-", ".", " "))


def looks_like_slug(name: str) -> bool:
    """Whether a name in a case has the form of a reference."""
    return _SLUG.fullmatch(name) is not None
