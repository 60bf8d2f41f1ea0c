"""The web addresses on the pages: each is, whole, one of the data.

An address counts with its scheme or without, in letters of either case, and to its end:
`https://x.com/user_01x` is not `https://x.com/user_01`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from demarche.kernel.safe_text import ascii_form, needs_ascii_form, visible
from demarche.render.html import CONTINUES
from demarche.trust.verify.verify_report import Check, agrees, differs

_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"]+", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BARE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,24}/[^\s<>\"]*", re.IGNORECASE)
_CLOSING = "()[]{}<>.,;:!?…»”’\"'،؛۔。、"
_OPENING = "([{<«“‘\"'"
_START = 4
"""Letters by which an address is looked up."""
_CONTINUED = re.compile(f"{CONTINUES}\\s*")


def packed(text: str) -> str:
    """Text without white space and without the sign for "goes on in the next line"."""
    return "".join(text.replace(CONTINUES, "").split())


def check_addresses(pages: Sequence[str], data: dict[str, Any]) -> Check:
    """No address on the pages, read with their white space, that is not in the data."""
    known = _Known(data)
    for text in pages:
        if strange := next(known.strangers(_Flow(text)), None):
            found = f"the pages show an address that is not in the data: {strange}"
            return differs("addresses", found)
    return agrees("addresses", "every web address on the pages is one of the data")


class _Flow:
    """A text without white space that still knows where there was some."""

    def __init__(self, text: str) -> None:
        pieces, place = [], 0
        self.gaps = {0}
        for word in _CONTINUED.sub("", text).split():
            pieces.append(word)
            place += len(word)
            self.gaps.add(place)
        self.text = "".join(pieces)
        self.folded = _folded(self.text)

    def ends(self, place: int) -> bool:
        """Whether an address can end here: white space follows, at most after a full stop."""
        while place < len(self.text) and place not in self.gaps:
            if self.text[place] not in _CLOSING:
                return False
            place += 1
        return True

    def starts(self) -> Iterator[int]:
        """Where a word begins."""
        for place in sorted(self.gaps):
            begin = place
            while begin < len(self.text) and self.text[begin] in _OPENING:
                begin += 1
            yield begin


def _folded(text: str) -> str:
    """Small letters, each one letter as before."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


class _Known:
    """The addresses of the data by how they begin."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for address in sorted(set(_addresses(data)), key=len, reverse=True):
            self._by_start.setdefault(address[:_START], []).append(address)

    def strangers(self, flow: _Flow) -> Iterator[str]:
        """The addresses of a text that are none of these."""
        covered = 0
        for begin, end in sorted(self._candidates(flow)):
            if begin < covered:
                continue
            # Words run together, so the address may begin later than what looks like its scheme.
            ends = (self._end(flow, place) for place in range(begin, end))
            covered = next((place for place in ends if place), 0)
            if not covered:
                yield flow.text[begin : end + 40]

    def _candidates(self, flow: _Flow) -> Iterator[tuple[int, int]]:
        for match in _SCHEME.finditer(flow.text):
            yield match.start(), max(match.start() + 1, match.end() - 3)
        for begin in flow.starts():
            if _BARE.match(flow.text, begin) and not any(
                place in flow.gaps for place in range(begin + 1, flow.text.index("/", begin))
            ):
                yield begin, begin + 1

    def _end(self, flow: _Flow, begin: int) -> int:
        """Where the address ends that begins here; 0 where it is none of the data."""
        for address in self._by_start.get(flow.folded[begin : begin + _START], ()):
            end = begin + len(address)
            if flow.folded.startswith(address, begin) and flow.ends(end):
                return end
        return 0


def _addresses(data: dict[str, Any]) -> Iterator[str]:
    """Every address of the data as a page can print it, in small letters."""
    for text in _strings(data):
        if "/" not in text:
            continue
        for form in (text, visible(text), ascii_form(text)):
            for found in (*_WHOLE.findall(form), *_BARE.findall(form)):
                yield from _forms(found)
        printed = ascii_form(text) if needs_ascii_form(text) else text
        yield from _forms(printed)


def _forms(address: str) -> Iterator[str]:
    """With and without the scheme; a text may have a full stop behind it."""
    whole = _folded(packed(address))
    bare = _SCHEME.sub("", whole, count=1) if _SCHEME.match(whole) else whole
    for form in (whole, bare, bare.removeprefix("www.")):
        for shown in (form, form.rstrip(_CLOSING), form.rstrip(f"/{_CLOSING}")):
            if len(shown) >= _START:
                yield shown


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
