"""A row set: its height, the marks of a PDF page for each of its blocks, its links and names."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

from demarche.weasyfast.longtable import UnsupportedLayoutError
from demarche.weasyfast.longtable.html_rows import (
    KEPT,
    Block,
    Cell,
    Element,
    Field,
    HtmlRow,
    Inline,
)
from demarche.weasyfast.longtable.line_breaking import break_lines
from demarche.weasyfast.longtable.line_setting import SetLine, set_lines
from demarche.weasyfast.longtable.row_styles import Frame, Ink, Keep, Styles
from demarche.weasyfast.longtable.shaping import Word
from demarche.weasyfast.longtable.text_operators import TextWriter, box, line_frames

_OVER = 2.0
"""CSS pixels by which a word may leave its cell: italics and rounding, as elsewhere."""

Place = tuple[float, float, float, float]
"""A rectangle within a row: left, top, right, bottom in CSS pixels."""


@dataclass(frozen=True, slots=True)
class SetPiece:
    """Text operators, from the top left corner of the row, y downwards.

    `owner` is the element that they belong to, None for the block itself.
    """

    owner: Inline | None
    content: bytes


@dataclass(frozen=True, slots=True)
class SetBlock:
    """A paragraph, or what stands in a cell without one."""

    element: Element | None
    pieces: tuple[SetPiece, ...]


@dataclass(frozen=True, slots=True)
class SetField:
    """A field and its rectangle within the row."""

    field: Field
    place: Place
    size: float
    """Of the font, in CSS pixels."""


@dataclass(frozen=True, slots=True)
class SetLink:
    """A link's element, and where a part of it stands."""

    inline: Inline
    place: Place


@dataclass(frozen=True, slots=True)
class SetCell:
    """A cell: what stands in it."""

    cell: Cell
    blocks: tuple[SetBlock, ...]
    field: SetField | None
    links: tuple[SetLink, ...]


@dataclass(frozen=True, slots=True)
class SetRow:
    """A row: its height in CSS pixels, its cells, its rules, the words in it."""

    element: Element
    height: float
    top: float
    """The width of its upper edge; `bottom`: of the lower one."""
    bottom: float
    cells: tuple[SetCell, ...]
    rules: bytes
    words: tuple[Word, ...]
    names: tuple[tuple[str, Place], ...]
    """What can be pointed at, and where it stands."""
    keep: Keep


@functools.lru_cache(maxsize=KEPT)
def set_row(row: HtmlRow, styles: Styles) -> SetRow:
    """Set one row; the same one, as the documents of a case have it, is set once a process.

    Raises UnsupportedLayoutError for a character that no font has.
    """
    setters = [_CellSetter(cell, styles) for cell in row.cells]
    lowered = [setter for setter in setters if setter.frame.vertical == "baseline"]
    baseline = max((setter.baseline for setter in lowered), default=0.0)
    for setter in lowered:
        setter.shift = baseline - setter.baseline
    height = max((setter.low for setter in setters), default=0.0)
    top = max((setter.frame.top for setter in setters), default=0.0)
    bottom = max((setter.frame.bottom for setter in setters), default=0.0)
    height += bottom
    words: dict[int, Word] = {}
    names = _Names()
    names.add(row.element.name, (0.0, 0.0, styles.width, height))
    rules, frames, cells = b"", b"", []
    for setter in setters:
        frame = setter.frame
        rules += box(frame.edges, frame.ground, frame.outer_x, 0, frame.outer_width, height)
        cells.append(setter.set(height - bottom, words, names))
        frames += setter.rules
    keep = styles.keeps[row.element.path]
    return SetRow(
        row.element,
        height,
        top,
        bottom,
        tuple(cells),
        rules + frames,
        tuple(words.values()),
        tuple(names.found),
        keep,
    )


@dataclass(slots=True)
class _Names:
    found: list[tuple[str, Place]] = field(default_factory=list)

    def add(self, name: str | None, place: Place) -> None:
        if name:
            self.found.append((name, place))


@dataclass(slots=True)
class _BlockLines:
    """A paragraph in lines: how far below the top of the content it begins, and its height."""

    block: Block
    frame: Frame
    root: Ink
    lines: list[SetLine]
    y: float

    @property
    def height(self) -> float:
        return sum(line.above + line.below for line in self.lines)


class _CellSetter:
    """Sets a cell in two steps: its lines, which give the height of the row, then their marks."""

    def __init__(self, cell: Cell, styles: Styles) -> None:
        self.cell, self.styles = cell, styles
        self.frame = frame = styles.frames[cell.path]
        self.top = frame.before + frame.top
        self.shift = 0.0
        """How much lower than at the top of its cell the content stands."""
        self.rules = b""
        self.blocks: list[_BlockLines] = []
        y, gap = 0.0, 0.0
        for block in cell.blocks:
            inner = styles.frames[block.path] if block.element else frame
            y += max(gap, inner.before) if block.element else gap
            root = styles.inks[block.path]
            lines = set_lines(break_lines(block.runs, styles.inks, inner.width), styles.inks, root)
            made = _BlockLines(block, inner, root, lines, y)
            self.blocks.append(made)
            y += made.height
            gap = inner.after if block.element else 0.0
        if cell.field:
            field_frame = styles.frames[cell.field.path]
            y = field_frame.before + field_frame.least + field_frame.after
        self.content = y + gap

    @property
    def baseline(self) -> float:
        """How far below the top of the row the first line stands."""
        first = next((block for block in self.blocks if block.lines), None)
        if first is None:
            return self.top + max(self.content, self.frame.least)
        return self.top + first.y + first.lines[0].above

    @property
    def low(self) -> float:
        """How far down the cell reaches with its padding."""
        height = max(self.shift + self.content, self.frame.least)
        return self.top + height + self.frame.after

    def set(self, bottom: float, words: dict[int, Word], names: _Names) -> SetCell:
        """Set the cell in a row whose lower edge begins at `bottom`."""
        room = bottom - self.top - self.frame.after - self.content
        if self.frame.vertical == "middle":
            self.shift = room / 2
        elif self.frame.vertical == "bottom":
            self.shift = room
        frame = self.frame
        edges = (frame.outer_x, 0.0, frame.outer_x + frame.outer_width, bottom + frame.bottom)
        names.add(self.cell.element.name, edges)
        links: list[SetLink] = []
        blocks = tuple(self._block(block, words, names, links) for block in self.blocks)
        return SetCell(self.cell, blocks, self._field(), tuple(links))

    def _field(self) -> SetField | None:
        if self.cell.field is None:
            return None
        frame = self.styles.frames[self.cell.field.path]
        left, y = frame.outer_x, self.top + self.shift + frame.before
        right, bottom = left + frame.outer_width, y + frame.least
        size = self.styles.inks[self.cell.field.path].face.style["font_size"]
        self.rules += box(frame.edges, frame.ground, left, y, frame.outer_width, frame.least)
        return SetField(self.cell.field, (left, y, right, bottom), size)

    def _block(
        self, made: _BlockLines, words: dict[int, Word], names: _Names, links: list[SetLink]
    ) -> SetBlock:
        frame, root = made.frame, made.root
        y = self.top + self.shift + made.y
        corner = (frame.outer_x, y, frame.outer_x + frame.outer_width, y + made.height)
        names.add(made.block.element.name if made.block.element else None, corner)
        for name in made.block.names:
            names.add(name, corner)
        writer = TextWriter(words)
        for line in made.lines:
            x = frame.x
            if root.align == "right":
                x += frame.width - line.width
            elif root.align == "center":
                x += (frame.width - line.width) / 2
            if x + line.width > self.frame.outer_x + self.frame.outer_width + _OVER:
                raise UnsupportedLayoutError("a word that leaves its cell")
            baseline = y + line.above
            writer.write(line, x, baseline)
            self.rules += line_frames(line, self.styles.inks, x, baseline)
            if line.fragments:
                self._told(line, x, baseline, names, links)
            y += line.above + line.below
        pieces = (
            SetPiece(piece.owner, "\n".join(piece.operators).encode()) for piece in writer.pieces
        )
        return SetBlock(made.block.element, tuple(pieces))

    def _told(
        self, line: SetLine, x: float, baseline: float, names: _Names, links: list[SetLink]
    ) -> None:
        """Note what points elsewhere, and what can be pointed at."""
        for fragment in line.fragments:
            inline = fragment.inline
            ink = self.styles.inks[inline.element.path]
            top = baseline - ink.baseline
            place = (x + fragment.left, top, x + fragment.right, top + ink.height)
            if fragment.begins:
                names.add(inline.element.name, place)
            if inline.link:
                links.append(SetLink(inline, place))


def distinct_words(rows: Sequence[SetRow]) -> list[Word]:
    """The words of some rows, each once, in their order."""
    seen: dict[int, Word] = {}
    for row in rows:
        for word in row.words:
            seen.setdefault(id(word), word)
    return list(seen.values())
