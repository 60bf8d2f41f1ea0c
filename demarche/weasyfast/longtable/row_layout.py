"""A row set: its height, and the marks of a PDF page for each of its blocks."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from demarche.weasyfast.longtable import UnsupportedLayoutError
from demarche.weasyfast.longtable.html_rows import KEPT, Block, Cell, Field, HtmlRow
from demarche.weasyfast.longtable.line_breaking import Line, break_lines
from demarche.weasyfast.longtable.measured_styles import Edge, Frame, Styles
from demarche.weasyfast.longtable.shaping import Word, marks

_OVER = 2.0
"""CSS pixels by which a word may leave its cell: italics and rounding, as elsewhere."""


@dataclass(frozen=True, slots=True)
class SetBlock:
    """A paragraph as text operators, from the top left corner of its row, y downwards."""

    paragraph: bool
    content: bytes


@dataclass(frozen=True, slots=True)
class SetField:
    """A field and its rectangle within the row: left, top, right, bottom in CSS pixels."""

    field: Field
    place: tuple[float, float, float, float]
    size: float
    """Of the font, in CSS pixels."""


@dataclass(frozen=True, slots=True)
class SetCell:
    """A cell: what stands in it."""

    header: bool
    blocks: tuple[SetBlock, ...]
    field: SetField | None


@dataclass(frozen=True, slots=True)
class SetRow:
    """A row: its height in CSS pixels, its cells, its rules, the words in it."""

    height: float
    cells: tuple[SetCell, ...]
    rules: bytes
    words: tuple[Word, ...]


@functools.lru_cache(maxsize=KEPT)
def set_row(row: HtmlRow, styles: Styles) -> SetRow:
    """Set one row; the same one, as the documents of a case have it, is set once a process.

    Raises UnsupportedLayoutError for a character that no font has.
    """
    words: dict[int, Word] = {}
    cells, height, foot = [], 0.0, 0.0
    for cell in row.cells:
        frame = styles.frames[cell.path]
        made, low = _cell(cell, frame, styles, words)
        cells.append(made)
        height = max(height, low)
        foot = max(foot, frame.edges[2].width if frame.edges[2] else 0.0)
    height += foot
    rules = b"".join(_rules(styles.frames[cell.path], height) for cell in row.cells)
    for cell in row.cells:
        if cell.field:
            rules += _box(styles.frames[cell.field.path], styles.frames[cell.path])
    return SetRow(height, tuple(cells), rules, tuple(words.values()))


def _cell(
    cell: Cell, frame: Frame, styles: Styles, words: dict[int, Word]
) -> tuple[SetCell, float]:
    """The cell, and how far down it reaches with its padding."""
    top = frame.before + (frame.edges[0].width if frame.edges[0] else 0.0)
    y, gap = top, 0.0
    blocks = []
    for block in cell.blocks:
        inner = styles.frames[block.path] if block.paragraph else frame
        if block.paragraph:
            y += max(gap, inner.before)
        content, depth = _block(block, inner, frame, y, styles, words)
        blocks.append(SetBlock(block.paragraph, content))
        y += depth
        gap = inner.after if block.paragraph else 0.0
    y += gap
    field = None
    if cell.field:
        field, y = _field(cell.field, frame, top, styles)
    low = max(y, top + frame.least) + frame.after
    return SetCell(cell.header, tuple(blocks), field), low


def _field(field: Field, cell: Frame, top: float, styles: Styles) -> tuple[SetField, float]:
    frame = styles.frames[field.path]
    left, y = frame.outer_x, top + frame.before
    right, bottom = left + frame.outer_width, y + frame.least
    size = styles.inks[field.path].face.style["font_size"]
    return SetField(field, (left, y, right, bottom), size), bottom + frame.after


def _block(
    block: Block, frame: Frame, cell: Frame, top: float, styles: Styles, words: dict[int, Word]
) -> tuple[bytes, float]:
    """The operators of a paragraph and its height."""
    edge = cell.outer_x + cell.outer_width + _OVER
    root = styles.inks[block.path]
    out: list[str] = []
    y = top
    for line in break_lines(block.runs, styles.inks, frame.width):
        above, below = root.baseline, root.height - root.baseline
        last = root
        for part in line.parts:
            if part.ink is not last:  # words of one style stand together
                last = part.ink
                above = max(above, last.baseline)
                below = max(below, last.height - last.baseline)
        if line.parts:
            x = frame.x
            if root.align in ("right", "end"):
                x += frame.width - line.width
            elif root.align == "center":
                x += (frame.width - line.width) / 2
            if x + line.width > edge:
                raise UnsupportedLayoutError("a word that leaves its cell")
            _line(line, x, y + above, out, words)
        y += above + below
    return "\n".join(out).encode(), y - top


def _line(line: Line, x: float, y: float, out: list[str], words: dict[int, Word]) -> None:
    """One text object: fonts and colours change within it, the pen goes on by itself."""
    out.append(f"BT 1 0 0 -1 {x:.2f} {y:.2f} Tm")
    font, size, colour, rise = "", 0.0, b"", 0.0
    array: list[str] = []
    for part in line.parts:
        ink = part.ink.colour
        for word in (part.space, part.word):
            if word is None:
                continue
            words[id(word)] = word
            if word.opening:
                _flush(array, out)
                out.append(word.opening.decode())
            for piece in word.pieces:
                if piece.font != font or piece.size != size or piece.rise != rise or ink != colour:
                    _flush(array, out)
                    if piece.font != font or piece.size != size:
                        font, size = piece.font, piece.size
                        out.append(f"/{font} {size:.4g} Tf")
                    if piece.rise != rise:
                        rise = piece.rise
                        out.append(f"{rise:.3f} Ts")
                    if ink != colour:
                        colour = ink
                        out.append(colour.decode())
                array.append(piece.content)
            used = marks()
            if word.opening and used:
                _flush(array, out)
                out.append(used.CLOSING.decode())
    if line.spaced and not rise:  # whoever copies the text finds it
        space = line.parts[-1].ink.face.word(" ")
        if len(space.pieces) == 1 and (space.pieces[0].font, space.pieces[0].size) == (font, size):
            words[id(space)] = space
            array.append(space.pieces[0].content)
    _flush(array, out)
    if rise:
        out.append("0 Ts")
    out.append("ET")


def _flush(array: list[str], out: list[str]) -> None:
    if array:
        out.append(f"[{' '.join(array)}]TJ".replace("> <", ""))
        array.clear()


def _rules(frame: Frame, height: float) -> bytes:
    """The borders of a cell, filled: a thin line that is stroked comes out too dark."""
    top, right, bottom, left = frame.edges
    x, width = frame.outer_x, frame.outer_width
    out = b""
    if top:
        out += _fill(top, x, 0, width, top.width)
    if bottom:
        out += _fill(bottom, x, height - bottom.width, width, bottom.width)
    if left:
        out += _fill(left, x, 0, left.width, height)
    if right:
        out += _fill(right, x + width - right.width, 0, right.width, height)
    return out


def _box(frame: Frame, cell: Frame) -> bytes:
    """The border of a field."""
    y = cell.before + (cell.edges[0].width if cell.edges[0] else 0.0) + frame.before
    return b"1 0 0 1 0 %.2f cm " % y + _rules(frame, frame.least) + b"1 0 0 1 0 %.2f cm\n" % -y


def _fill(edge: Edge, x: float, y: float, width: float, height: float) -> bytes:
    red, green, blue = edge.colour
    return (
        f"{red:.4g} {green:.4g} {blue:.4g} rg {x:.2f} {y:.2f} {width:.2f} {height:.3g} re f\n"
    ).encode()


def distinct_words(rows: Sequence[SetRow]) -> list[Word]:
    """The words of some rows, each once, in their order."""
    seen: dict[int, Word] = {}
    for row in rows:
        for word in row.words:
            seen.setdefault(id(word), word)
    return list(seen.values())
