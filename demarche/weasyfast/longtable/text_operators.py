"""Set words as the text operators of a page, and the frames around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from demarche.weasyfast.longtable.html_rows import Inline
from demarche.weasyfast.longtable.line_setting import JOINED, Fragment, SetLine
from demarche.weasyfast.longtable.row_styles import Badge, Colour, Edges, Ink
from demarche.weasyfast.longtable.shaping import Word, marks


@dataclass(slots=True)
class _Piece:
    """The operators of text that belongs to one element of the structure."""

    owner: Inline | None
    operators: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TextWriter:
    """Writes the lines of one paragraph; a piece for each change of the element they belong to.

    Fonts and colours change within a text object, and the pen goes on by itself.
    """

    words: dict[int, Word]
    """Every word written so far, by its identity."""
    pieces: list[_Piece] = field(default_factory=list)
    _array: list[str] = field(default_factory=list)
    _open: bool = False
    _font: str = ""
    _size: float = 0.0
    _rise: float = 0.0
    _colour: bytes = b""
    _x: float = 0.0

    def write(self, line: SetLine, x: float, y: float) -> None:
        """Write a line from `x` on, its baseline at `y`."""
        for placed in line.words:
            owner = tag_owner(placed.inside)
            if not self.pieces or self.pieces[-1].owner != owner:
                self._close()
                self.pieces.append(_Piece(owner))
            at = x + placed.x
            if not self._open or abs(at - self._x) > JOINED:
                self._close()
                self._out(f"BT 1 0 0 -1 {at:.2f} {y:.2f} Tm")
                self._open = True
            self._word(placed.word, placed.ink)
            self._x = at + placed.word.width
        if line.spaced and line.words and not self._rise:  # whoever copies the text finds it
            space = line.words[-1].ink.face.word(" ")
            font = (self._font, self._size)
            if len(space.pieces) == 1 and (space.pieces[0].font, space.pieces[0].size) == font:
                self.words[id(space)] = space
                self._array.append(space.pieces[0].content)
        self._close()

    def _out(self, operator: str) -> None:
        self.pieces[-1].operators.append(operator)

    def _word(self, word: Word, ink: Ink) -> None:
        self.words[id(word)] = word
        if word.opening:
            self._flush()
            self._out(word.opening.decode())
        for piece in word.pieces:
            if piece.font != self._font or piece.size != self._size:
                self._flush()
                self._font, self._size = piece.font, piece.size
                self._out(f"/{piece.font} {piece.size:.4g} Tf")
            if piece.rise != self._rise:
                self._flush()
                self._rise = piece.rise
                self._out(f"{piece.rise:.3f} Ts")
            if ink.colour != self._colour:
                self._flush()
                self._colour = ink.colour
                self._out(ink.colour.decode())
            self._array.append(piece.content)
        used = marks()
        if word.opening and used:
            self._flush()
            self._out(used.CLOSING.decode())

    def _flush(self) -> None:
        if self._array:
            self._out(f"[{' '.join(self._array)}]TJ".replace("> <", ""))
            self._array.clear()

    def _close(self) -> None:
        """End the text object."""
        if not self._open:
            return
        self._flush()
        if self._rise:
            self._rise = 0.0
            self._out("0 Ts")
        self._out("ET")
        self._open = False


def tag_owner(inside: Inline | None) -> Inline | None:
    """The innermost element around a text that the structure tells of: a link, a language."""
    while inside and not (inside.link or inside.element.language):
        inside = inside.parent
    return inside


def line_frames(line: SetLine, inks: Mapping[str, Ink], x: float, y: float) -> bytes:
    """The backgrounds and borders of elements on a line, and the lines below text."""
    out = b""
    for fragment in line.fragments:
        badge = inks[fragment.inline.element.path].badge
        if badge:
            out += _badge(fragment, badge, x, y - badge.above)
    for underline, left, right in line.underlines():
        place = (x + left, y + underline.below, right - left, underline.thickness)
        out += fill(underline.colour, *place)
    return out


def _badge(fragment: Fragment, badge: Badge, x: float, y: float) -> bytes:
    top, right, bottom, left = badge.edges
    edges = (top, right if fragment.ends else None, bottom, left if fragment.begins else None)
    width = fragment.right - fragment.left
    return box(edges, badge.ground, x + fragment.left, y, width, badge.height)


def box(
    edges: Edges, ground: Colour | None, x: float, y: float, width: float, height: float
) -> bytes:
    """A background and borders, filled: a thin line that is stroked comes out too dark."""
    top, right, bottom, left = edges
    out = b""
    if ground:
        out += fill(ground, x, y, width, height)
    if top:
        out += fill(top.colour, x, y, width, top.width)
    if bottom:
        out += fill(bottom.colour, x, y + height - bottom.width, width, bottom.width)
    if left:
        out += fill(left.colour, x, y, left.width, height)
    if right:
        out += fill(right.colour, x + width - right.width, y, right.width, height)
    return out


def fill(colour: Colour | None, x: float, y: float, width: float, height: float) -> bytes:
    """A rectangle; nothing where it has no colour."""
    if colour is None:
        return b""
    red, green, blue = colour
    return (
        f"{red:.4g} {green:.4g} {blue:.4g} rg {x:.2f} {y:.2f} {width:.2f} {height:.3g} re f\n"
    ).encode()
