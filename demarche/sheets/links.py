"""A cell that shows one address and leads to another when it is clicked."""

from __future__ import annotations

import re
from urllib.parse import unquote

from demarche.sheets.sheet import Mark

_FRONT = re.compile(r"(?:mailto:|https?://)?(?:www\.)?", re.IGNORECASE)


def leads_to(shown: str, goal: str) -> Mark:
    """The mark of a cell that shows one thing and leads to another when it is clicked."""
    return Mark(
        "link",
        f"the cell shows {shown[:60]!r} and leads to {goal!r}; the text shown was read",
        "write the intended address in the cell",
        goal,
    )


def bare_address(address: str) -> str:
    """An address as two of them are compared: without scheme and `www`, escapes undone."""
    plain = _FRONT.sub("", unquote(address.strip())).rstrip("/")
    host, slash, rest = plain.partition("/")
    return f"{host.lower()}{slash}{rest}"
