"""The letters of a file, compared with those of the program's own fonts.

A font says twice what a glyph is: by its outline, which is seen, and by its table of letters, which
is read. Anyone who exchanges the one and not the other has a page read `user_02` that shows
`user_03`. Every glyph in use must therefore have the outline that it has in the program's font, and
must be read as a letter that this font draws with it.
"""

from __future__ import annotations

import functools
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from demarche.kernel.fonts import FOLDER

_CHAR = re.compile(rb"<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>")
_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)

_BLANK = " \u00a0\u200b\u200c\u200d\u200e\u200f\ufeff"
_COMPLEX = 0x590
_STANDS_FOR = {"\u00a0": " ", "\u2011": "\u2010-", "\u2010": "-", "\u00ad": "-\u2010"}
"""Letters that are drawn with the glyph of another where a font lacks them."""


@dataclass(slots=True)
class Letters:
    """What a look at the letters found."""

    faults: dict[str, None] = field(default_factory=dict)
    other_release: dict[str, None] = field(default_factory=dict)
    """Fonts of another release than the program's: they cannot be compared."""


def compare_letters(pdf: pikepdf.Pdf, used: Mapping[tuple[int, int], set[int]]) -> Letters:
    """Compare the glyphs in use, by the object of their font, with the program's own."""
    found = Letters()
    for objgen, glyphs in sorted(used.items()):
        if glyphs:
            _font(pdf.get_object(objgen), glyphs, found)
    return found


def _font(font: Any, glyphs: set[int], found: Letters) -> None:
    name = str(font.BaseFont)[1:].partition("+")[2] or str(font.BaseFont)[1:]
    inside = TTFont(io.BytesIO(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()))
    letters = _table(font.ToUnicode.read_bytes())
    ours = _like(inside, glyphs)
    if ours is None:
        releases = {own.release for own in _named(name)}
        if releases and round(float(inside["head"].fontRevision), 3) not in releases:
            found.other_release.setdefault(name)
        else:
            found.faults.setdefault(f"letters in {name} are not drawn as the program's fonts do")
        return
    for glyph in sorted(glyphs):
        text = letters.get(glyph, "")
        if not text.strip(_BLANK):
            # Nothing is read of a part of a letter; of a letter, something is.
            if ours.letter(glyph):
                found.faults.setdefault(f"a letter in {name} is not read")
        elif not ours.draws(text, glyph):
            found.faults.setdefault(f"a letter in {name} is read as {text!a} and is another one")


def _table(data: bytes) -> dict[int, str]:
    """Glyph numbers and the text that each is read as (Adobe technical note 5411)."""
    found: dict[int, str] = {}
    for block in _BLOCK.findall(data):
        for code, text in _CHAR.findall(block):
            found[int(code, 16)] = _text(text)
    if _RANGES.search(data):
        raise ValueError("the letters of a font are given in ranges")
    return found


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be")


def _like(inside: TTFont, glyphs: set[int]) -> _Own | None:
    """The program's font that draws these glyphs in the same way."""
    outlines = _outlines(inside)
    for own in _own_fonts():
        if all(outlines(glyph) == own.outline(glyph) for glyph in sorted(glyphs)):
            return own
    return None


def _named(name: str) -> Iterator[_Own]:
    wanted = re.sub(r"[^a-z0-9]", "", name.lower())
    for own in _own_fonts():
        if wanted.startswith(own.family) or own.family.startswith(wanted):
            yield own


@functools.cache
def _own_fonts() -> tuple[_Own, ...]:
    return tuple(_Own(str(file)) for file in sorted(FOLDER.glob("*.ttf")))


def _outlines(font: TTFont) -> Any:
    """A function from the number of a glyph to its outline; None where there is none."""
    order, shapes = font.getGlyphOrder(), font.getGlyphSet()

    def outline(glyph: int) -> Any:
        if glyph >= len(order):
            return None
        pen = DecomposingRecordingPen(shapes)
        shapes[order[glyph]].draw(pen)
        return pen.value

    return outline


class _Own:
    """A font of the program."""

    def __init__(self, file: str) -> None:
        self._font = TTFont(file, lazy=True)
        self.outline = functools.lru_cache(maxsize=None)(_outlines(self._font))
        stem = file.rpartition("/")[2].partition("-")[0]
        self.family = re.sub(r"[^a-z0-9]", "", stem.lower())
        self.release = round(float(self._font["head"].fontRevision), 3)

    @functools.cached_property
    def _letters(self) -> dict[int, str]:
        letters: dict[int, str] = self._font.getBestCmap()
        return letters

    @functools.cached_property
    def _plain(self) -> set[str]:
        """The glyphs of letters that are read one by one."""
        return {
            glyph
            for letter, glyph in self._letters.items()
            if letter < _COMPLEX and chr(letter).isprintable() and not chr(letter).isspace()
        }

    def letter(self, glyph: int) -> bool:
        """Whether this glyph is a letter, a digit or a sign of a simple script."""
        return self._font.getGlyphOrder()[glyph] in self._plain

    @functools.lru_cache(maxsize=4096)  # noqa: B019  (the fonts live as long as the process)
    def draws(self, text: str, glyph: int) -> bool:
        """Whether this font can draw this text, or a part of it, with this glyph."""
        start: set[str] = set()
        for form in {text, *(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))}:
            for letter in form:
                mirrored = _MIRRORED.get(letter, "")
                for drawn in (letter, *_STANDS_FOR.get(letter, ""), mirrored):
                    if drawn and ord(drawn) in self._letters:
                        start.add(self._letters[ord(drawn)])
        wanted = self._font.getGlyphOrder()[glyph]
        return wanted in start or wanted in self._closure(frozenset(start))

    def _closure(self, start: frozenset[str]) -> set[str]:
        """What substitutions can make of glyphs, whatever stands around them."""
        single, ligatures = self._substitutions
        found, waiting = set(start), list(start)
        while waiting:
            glyph = waiting.pop()
            reached = set(single.get(glyph, ()))
            for member in (glyph,):
                for parts, ligature in ligatures.get(member, ()):
                    if found.issuperset(parts):
                        reached.add(ligature)
            for new in reached - found:
                found.add(new)
                waiting.append(new)
        return found

    @functools.cached_property
    def _substitutions(
        self,
    ) -> tuple[dict[str, set[str]], dict[str, list[tuple[tuple[str, ...], str]]]]:
        """From a glyph to those that can stand for it; and the ligatures that it is part of."""
        single: dict[str, set[str]] = defaultdict(set)
        ligatures: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        if "GSUB" not in self._font or self._font["GSUB"].table.LookupList is None:
            return single, ligatures
        for lookup in self._font["GSUB"].table.LookupList.Lookup:
            for table in lookup.SubTable:
                _add(getattr(table, "ExtSubTable", table), single, ligatures)
        return single, ligatures


def _add(table: Any, single: dict[str, set[str]], ligatures: dict[str, Any]) -> None:
    kind = table.LookupType
    if kind == 1:
        for glyph, to in table.mapping.items():
            single[glyph].add(to)
    elif kind == 2:
        for glyph, several in table.mapping.items():
            single[glyph].update(several)
    elif kind == 3:
        for glyph, several in table.alternates.items():
            single[glyph].update(several)
    elif kind == 4:
        for first, made in table.ligatures.items():
            for ligature in made:
                parts = (first, *ligature.Component)
                for part in parts:
                    ligatures[part].append((parts, ligature.LigGlyph))


_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("«", "»"), ("‹", "›"))
_MIRRORED = {**dict(_PAIRS), **{right: left for left, right in _PAIRS}}
"""Letters that are drawn as the other of the pair where the text runs from right to left."""
