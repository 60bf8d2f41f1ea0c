"""What one cell of an address column names: one address, several, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from demarche.model.target import Target
from demarche.platforms.errors import TargetError, ascii_form
from demarche.platforms.resolve import Resolver

_PARTS = re.compile(r"[,;|،؛\n\r\t]+")
_SCHEME = re.compile(r"h(?:tt|xx|\*\*)ps?\[?:", re.IGNORECASE)
_LONGEST_QUOTED = 70
_BESIDE = " ()<>[]{}\"'«»“”"


class Piece(NamedTuple):
    """A part of a cell, as written, with its target or the reason why it has none."""

    written: str
    target: Target | None = None
    error: TargetError | None = None
    beside: bool = False
    """True for words beside an address that are no address themselves."""


def pieces(
    text: str, resolver: Resolver, platform: str | None, identifier_type: str | None = None
) -> list[Piece]:
    """The addresses in a cell, in order, with what else stands there.

    A cell that reads as one address is one; else it is taken apart at commas, line breaks and bars,
    and those parts at spaces. Of words, only those that look like an address are read, so that no
    word of a sentence becomes a name.
    """
    text = text.strip()
    try:
        return [_one(text, resolver, platform, identifier_type)]
    except TargetError as error:
        whole = error
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    found: list[Piece] = []
    for part in parts:
        found.extend(_part(part, resolver, platform, whole_cell=len(parts) == 1))
    if any(piece.target for piece in found):
        return found
    looked = [piece for piece in found if not piece.beside]
    return found if len(looked) > 1 else [Piece(text, error=whole)]


def _one(
    text: str, resolver: Resolver, platform: str | None, identifier_type: str | None = None
) -> Piece:
    return Piece(text, resolver.resolve(text, platform=platform, identifier_type=identifier_type))


def _part(
    part: str, resolver: Resolver, platform: str | None, *, whole_cell: bool
) -> Iterator[Piece]:
    if not whole_cell and (" " not in part or _is_number(part)):
        try:
            yield _one(part, resolver, platform)
        except TargetError as error:
            yield Piece(
                part, error=error, beside=not (looks_like_address(part) or _is_number(part))
            )
        return
    beside: list[str] = []
    for word in _glued_apart(part).split():
        if not looks_like_address(word):
            beside.append(word)
            continue
        try:
            yield _one(word, resolver, platform)
        except TargetError as error:
            yield Piece(word, error=error)
    if beside:
        yield Piece(" ".join(beside), beside=True)


def _glued_apart(text: str) -> str:
    """Addresses that were pasted one behind the other without a space between."""
    starts = [found.start() for found in _SCHEME.finditer(text)]
    if len(starts) < 2:
        return text
    out, last = [], 0
    for start in starts:
        # A scheme behind `=` or `%` belongs to a link that wraps another.
        if start and text[start - 1] not in "=%&?/ ":
            out.append(text[last:start])
            last = start
    return " ".join([*out, text[last:]])


def looks_like_address(word: str) -> bool:
    """True for a word with a scheme, a host with a path, or an @ in front."""
    word = word.strip(_BESIDE)
    if "://" in word or _SCHEME.match(word):
        return True
    if word.startswith("@") and len(word) > 1:
        return True
    host, slash, rest = word.partition("/")
    return bool(slash and rest and "." in host.strip("."))


def _is_number(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits >= 7 and not re.search(r"[^\W\d_]", text)


def quoted(text: str) -> str:
    """A cell's text in quotation marks, in its own letters; what can not be seen is escaped."""
    line = " ".join(text.split())
    return repr(line if len(line) <= _LONGEST_QUOTED else line[:_LONGEST_QUOTED] + "…")


def shown(text: str) -> str:
    """A cell's text for a message: one line, plain, not too long."""
    return ascii_form(" ".join(text.split()))
