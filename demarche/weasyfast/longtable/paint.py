"""The set rows in a document: blocks that hold their place, marks on the pages, tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf

from demarche.weasyfast.longtable.form_fields import Fields
from demarche.weasyfast.longtable.row_layout import SetRow, distinct_words
from demarche.weasyfast.longtable.shaping import marks
from demarche.weasyfast.longtable.stream_positions import NAME, articles, insertions
from demarche.weasyfast.longtable.tags import numbers_of, tag
from demarche.weasyfast.used_lengths import HELD, MARK

_HIGHEST = 0.6
"""Of the height of A4: a row above it would have to be broken over pages."""
_PAGE = 297 / 25.4 * 96
_LOW = 72.0
"""CSS pixels of rows that are kept together: as much may stay free at the foot of a page."""


@dataclass(frozen=True, slots=True)
class SetTable:
    """A table as set; `head` is painted above the rows of every page."""

    head: tuple[SetRow, ...]
    rows: tuple[SetRow, ...]
    margins: tuple[float, float]
    """Above and below it, in CSS pixels."""

    @property
    def groups(self) -> list[tuple[SetRow, ...]]:
        """The rows, low ones in groups that stay together: each group costs WeasyPrint a block."""
        found: list[tuple[SetRow, ...]] = []
        group: list[SetRow] = []
        high = 0.0
        for row in self.rows:
            if group and high + row.height > _LOW:
                found.append(tuple(group))
                group, high = [], 0.0
            group.append(row)
            high += row.height
        if group:
            found.append(tuple(group))
        return found

    @property
    def plain(self) -> bool:
        """Whether no row is too high for a page."""
        highest = max(row.height for row in self.rows)
        return highest + self.head_height < _HIGHEST * _PAGE

    @property
    def head_height(self) -> float:
        """The height of the head in CSS pixels."""
        return sum(row.height for row in self.head)


@dataclass(slots=True)
class TablePart:
    """The rows of a table that stand on one page, and where: CSS pixels from its top left."""

    table: SetTable
    page: int
    holder: Any
    x: float
    y: float
    rows: list[tuple[SetRow, float]]
    numbers: list[int] = field(default_factory=list)
    """The first content number (MCID) of each row of head and rows."""

    @property
    def has_fields(self) -> bool:
        return any(cell.field for row, _ in self.rows for cell in row.cells)


def holders(tables: Sequence[SetTable]) -> tuple[list[str], str]:
    """The HTML that holds each table's place, and the style sheet that it needs."""
    made = []
    for number, table in enumerate(tables):
        blocks = []
        for group in table.groups:
            height = f"{sum(row.height for row in group):.3f}"
            blocks.append(f'<div {HELD}="{height}"></div>')
        last = blocks[-1].replace("<div", f'<div class="long-last-{number}"')
        made.append(
            f'<article class="long-table long-head-{number}" {NAME}="{number}">'
            f"{''.join(blocks[:-1])}{last}</article>"
        )
    css = [
        "article.long-table{display:block;border:0;box-decoration-break:clone;break-before:avoid}",
        f"article.long-table>div{{break-inside:avoid;margin:0;padding:0;border:0;height:{MARK}px}}",
    ]
    for number, table in enumerate(tables):
        above, below = table.margins
        css += [
            f"article.long-head-{number}{{padding:{table.head_height:.3f}px 0 0 0;"
            f"margin:{above:.3f}px 0 0}}",
            # On the article itself it would be kept free at the foot of every page.
            f"article.long-table>div.long-last-{number}{{margin-bottom:{below:.3f}px}}",
        ]
    return made, "\n".join(css)


class Painter:
    """Finds the places on the pages of a document, paints the rows there and tags them."""

    def __init__(self, document: Any, tables: Sequence[SetTable]) -> None:
        self._tables = tables
        self._parts: list[TablePart] = []
        self._order: list[TablePart | None] = []
        """Every element that is tagged as the holders are, in the order of the tags."""
        self._fonts = document.fonts
        self._known: set[int] = set()
        self._used: dict[Any, tuple[Any, set[int]]] = {}
        """The document's fonts by Pango's, and the glyphs that each was told of."""
        left = [iter(table.groups) for table in tables]
        for number, page in enumerate(document.pages):
            mine = []
            for box in articles(page._page_box):
                name = box.element.get(NAME)
                if name is None:
                    self._order.append(None)
                    continue
                part = self._part(box, number, int(name), left[int(name)])
                self._order.append(part)
                self._parts.append(part)
                mine.append(part)
            if mine:
                self._wrap(page, mine)

    def _part(
        self, box: Any, page: int, name: int, groups: Iterator[tuple[SetRow, ...]]
    ) -> TablePart:
        children = [child for child in box.children if child.element is not box.element]
        placed: list[tuple[SetRow, float]] = []
        for child in children:
            y = child.position_y
            for row in next(groups):
                placed.append((row, y))
                y += row.height
        table = self._tables[name]
        # From the rows upwards: the box itself begins with the space above the table.
        y = box.content_box_y() - table.head_height
        return TablePart(table, page, box, box.content_box_x(), y, placed)

    def _wrap(self, page: Any, parts: list[TablePart]) -> None:
        """Paint the rows where they stand among the rest of the page."""
        original = page.paint

        def paint(stream: Any, scale: float = 1) -> None:
            original(stream, scale)
            places = insertions(page._page_box, stream)
            number, made = len(stream._tags), []
            for part in parts:
                content, number = self._content(part, stream, number)
                made.append((places[id(part.holder)], content))
            last = [content for at, content in made if at is None]
            if last:
                with stream.stacked():
                    stream.transform(a=scale, d=scale)
                    stream.stream.extend(last)
            # From the end, so that the places before stay what they are.
            placed = sorted((piece for piece in made if piece[0] is not None), key=_place)
            for at, content in reversed(placed):
                stream.stream.insert(at, content)

        page.paint = paint

    def _content(self, part: TablePart, stream: Any, number: int) -> tuple[bytes, int]:
        """The marks of a part; the number of its first content is `number`, then the next."""
        rows: list[tuple[SetRow, float]] = []
        if part.rows:  # a head alone at the foot of a page is not painted
            y = part.y
            for row in part.table.head:
                rows.append((row, y))
                y += row.height
        rows += part.rows
        self._register([row for row, _ in rows], stream)
        out: list[bytes] = []
        for row, y in rows:
            part.numbers.append(number)
            out.append(f"q 1 0 0 1 {part.x:.2f} {y:.2f} cm".encode())
            if row.rules:
                out.append(b"/Artifact BMC\n" + row.rules + b"EMC")
            for cell in row.cells:
                for block in cell.blocks:
                    tag = "P" if block.paragraph else "Span"
                    out.append(f"/{tag} <</MCID {number}>> BDC".encode())
                    out.append(block.content)
                    out.append(b"EMC")
                    number += 1
            out.append(b"Q")
        return b"\n".join(out), number

    def _register(self, rows: Sequence[SetRow], stream: Any) -> None:
        """Tell the document which glyphs of which fonts are used."""
        for word in distinct_words(rows):
            if id(word) in self._known:
                continue
            self._known.add(id(word))
            for pango_font, glyphs in word.glyphs.items():
                if pango_font not in self._used:
                    self._used[pango_font] = stream.add_font(pango_font)[0], set()
                font, known = self._used[pango_font]
                used = marks()
                if word.opening and used:
                    used.teach(font)
                if known.issuperset(glyphs):
                    continue
                known.update(glyphs)
                for glyph, (width, text) in glyphs.items():
                    font.widths.setdefault(glyph, width)
                    font.to_unicode[glyph] = font.to_unicode.get(glyph) or text

    def tag(self, pdf: Any) -> None:
        """Turn the holders' tags into tables."""
        held = [dictionary for dictionary in pdf.objects if type(dictionary) is pydyf.Dictionary]
        held = [dictionary for dictionary in held if dictionary.get("S") == "/Art"]
        numbers, pages = numbers_of(pdf), pdf.page_references  # written anew at each access
        fields = Fields(pdf, numbers) if any(part.has_fields for part in self._parts) else None
        for element, part in zip(held, self._order, strict=True):
            if part is not None:
                tag(pdf, element, part, pages[part.page], numbers[2 * part.page + 1], fields)


def _place(piece: tuple[int | None, bytes]) -> int:
    return piece[0] or 0
