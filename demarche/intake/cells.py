"""What one cell of an address column names: one address, several, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from demarche.facts.sheet_vocabulary import Headings
from demarche.model.target import Target
from demarche.platforms import cleaning, identifier_wrapping
from demarche.platforms.errors import TargetError, as_ascii
from demarche.platforms.numbers import international
from demarche.platforms.resolver import Resolver
from demarche.sheets.sheet import looks_mangled

_PARTS = re.compile(r"[,;|،؛\n\r\t]+")
_SCHEME = re.compile(r"h(?:tt|xx|\*\*)ps?\[?:", re.IGNORECASE)
_BEHIND_HOST = re.compile(r"/?[a-z_]+\.php\?")
"""`profile.php?id=…`, copied without what stands before it."""

_DAY = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}(?:[ T].*)?")
_LONGEST_QUOTED = 70
_BESIDE = " ()<>[]{}\"'«»“”"


class Piece(NamedTuple):
    """A part of a cell, as written, with its target or the reason why it has none."""

    written: str
    target: Target | None = None
    error: TargetError | None = None
    beside: bool = False
    """True for words beside an address that are no address themselves."""
    read_as: str = ""
    """The text that was read, where what was written had a wrapping that means nothing."""
    note: str = ""
    """What was taken off, or added."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Reads cells of addresses."""

    resolver: Resolver
    headings: Headings
    host: Callable[[str | None], str]
    """The web host of a platform, for an address that begins behind it."""

    def pieces(self, text: str, platform: str | None) -> list[Piece]:
        """The addresses in a cell, in order, with what else stands there.

        A cell that reads as one address is one; else it is taken apart at commas, line breaks and
        bars, and those parts at spaces. Of words, only those that look like an address are read, so
        that no word of a sentence becomes a name.
        """
        text = text.strip()
        try:
            return [self.piece(text, platform)]
        except TargetError as error:
            whole = error
        parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
        found: list[Piece] = []
        for part in parts:
            found.extend(self._part(part, platform, whole_cell=len(parts) == 1))
        if any(piece.target for piece in found):
            return found
        looked = [piece for piece in found if not piece.beside]
        return found if len(looked) > 1 else [Piece(text, error=whole)]

    def piece(self, text: str, platform: str | None) -> Piece:
        """A text that is one address, name or number. TargetError where it is none."""
        if self.headings.is_one(identifier_wrapping.unwrapped(text).text):
            raise TargetError(
                f"{quoted(text)} is a heading or the name of a platform, not of an account",
                "if an account has this name, write its address, or @ and the name",
            )
        try:
            return Piece(text, self.resolver.resolve(text, platform=platform))
        except TargetError as error:
            first = error
        for read_as, note in self._otherwise(text, platform):
            try:
                target = self.resolver.resolve(read_as, platform=platform)
            except TargetError:
                continue
            read_as = cleaning.clean(read_as).text
            return Piece(text, target, read_as=read_as, note=f"{note}; read as {read_as}")
        raise first

    def _otherwise(self, text: str, platform: str | None) -> Iterator[tuple[str, str]]:
        """Other readings of a text that lose nothing, with what was done in words."""
        bare = identifier_wrapping.unwrapped(text)
        if bare.taken and bare.text:
            yield bare.text, f"removed: {', '.join(bare.taken)}"
        digits = identifier_wrapping.number(text)
        if digits.taken:
            yield digits.text, f"removed: {', '.join(digits.taken)}"
        if platform and international(digits.text):
            yield f"+{digits.text}", "a telephone number without its +"
        host = self.host(platform)
        if host and _BEHIND_HOST.match(bare.text):
            yield f"https://{host}/{bare.text.lstrip('/')}", f"an address without {host}"

    def _part(self, part: str, platform: str | None, *, whole_cell: bool) -> Iterator[Piece]:
        if not whole_cell and (" " not in part or _is_number(part)):
            try:
                yield self.piece(part, platform)
            except TargetError as error:
                words = not (looks_like_address(part) or _is_number(part))
                yield Piece(part, error=error, beside=words)
            return
        beside: list[str] = []
        for word in _glued_apart(part).split():
            if not looks_like_address(word):
                beside.append(word)
                continue
            try:
                yield self.piece(word, platform)
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


def names_an_account(text: str) -> bool:
    """True for a cell that is an address, an `@name` or a long number, and nothing else."""
    text = identifier_wrapping.unwrapped(text).text
    if not text or (" " in text.strip() and not _is_number(text)):
        return False
    if _DAY.fullmatch(text):
        return False
    return looks_like_address(text) or _is_number(text) or looks_mangled(text)


def _is_number(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits >= 7 and not re.search(r"[^\W\d_]", text)


def quoted(text: str) -> str:
    """A cell's text in quotation marks, in its own letters; what can not be seen is escaped."""
    line = " ".join(text.split())
    return repr(line if len(line) <= _LONGEST_QUOTED else line[:_LONGEST_QUOTED] + "…")


def shown_cell(text: str) -> str:
    """A cell's text for a message: one line, plain, not too long."""
    return as_ascii(" ".join(text.split()))
