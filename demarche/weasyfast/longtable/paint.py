"""The set rows in a document: their places on the pages, the marks there, links and names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from demarche.weasyfast.longtable.row_layout import SetRow, distinct_words
from demarche.weasyfast.longtable.set_table import HeldRow, SetBody, SetTable
from demarche.weasyfast.longtable.shaping import marks
from demarche.weasyfast.longtable.stream_positions import NAME, articles, insertions
from demarche.weasyfast.longtable.tags import TableTagger


@dataclass(slots=True)
class LinkBox:
    """Stands where WeasyPrint expects the box of a link, and is handed its annotation."""

    inline: Any
    link_annotation: Any = None


@dataclass(slots=True)
class PlacedRow:
    """A row on a page; `y` is its upper edge in CSS pixels from the top of the page."""

    row: SetRow
    body: SetBody | None
    """None for a row of the head."""
    y: float
    begins: bool = False
    """Whether it is the first of its body."""
    number: int = 0
    """Its first content number (MCID)."""
    links: list[list[LinkBox]] = field(default_factory=list)
    """By cell."""


@dataclass(slots=True)
class TablePart:
    """The rows of a table that stand on one page, and where: CSS pixels from its top left."""

    table: SetTable
    page: int
    holder: Any
    x: float
    head: list[PlacedRow]
    rows: list[PlacedRow]
    first: bool
    """Whether it is the first of its table; the heads of others are told to nobody."""


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
        begun: set[int] = set()
        for number, page in enumerate(document.pages):
            mine = []
            for box in articles(page._page_box):
                name = box.element.get(NAME)
                if name is None:
                    self._order.append(None)
                    continue
                part = self._part(box, number, int(name), left[int(name)])
                if part.rows and int(name) not in begun:
                    part.first = True
                    begun.add(int(name))
                self._order.append(part)
                self._parts.append(part)
                mine.append(part)
            if mine:
                self._wrap(page, mine)
                for part in mine:
                    _point(page, part)

    def _part(
        self, box: Any, page: int, name: int, groups: Iterator[tuple[HeldRow, ...]]
    ) -> TablePart:
        children = [child for child in box.children if child.element is not box.element]
        placed: list[PlacedRow] = []
        for child in children:
            y = child.position_y
            for held in next(groups):
                placed.append(PlacedRow(held.row, held.body, y - held.lap, held.begins))
                y += held.height
        table = self._tables[name]
        head: list[PlacedRow] = []
        if placed:  # a head alone at the foot of a page is not painted
            # From the rows upwards: the box itself begins with the space above the table.
            y = box.content_box_y() - table.head_height
            for row in table.head:
                head.append(PlacedRow(row, None, y))
                y += row.height
        return TablePart(table, page, box, box.content_box_x(), head, placed, False)

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
        self._register([placed.row for placed in (*part.head, *part.rows)], stream)
        out: list[bytes] = []
        for placed in part.head if not part.first else ():
            out += _artifact(placed, part.x)
        for placed in (*(part.head if part.first else ()), *part.rows):
            placed.number = number
            row = placed.row
            out.append(f"q 1 0 0 1 {part.x:.2f} {placed.y:.2f} cm".encode())
            if row.rules:
                out.append(b"/Artifact BMC\n" + row.rules + b"EMC")
            for cell in row.cells:
                for block in cell.blocks:
                    tag = "P" if block.element else "Span"
                    for piece in block.pieces:
                        kind = "Span" if piece.owner else tag
                        out.append(f"/{kind} <</MCID {number}>> BDC".encode())
                        out.append(piece.content)
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
        TableTagger(pdf).tag(self._order)


def _point(page: Any, part: TablePart) -> None:
    """Note the links of a part, and what can be pointed at in it, as WeasyPrint does."""

    def at(place: tuple[float, ...], y: float) -> tuple[float, float, float, float]:
        left, top, right, bottom = place
        return part.x + left, y + top, part.x + right, y + bottom

    rows = [*(part.head if part.first else ()), *part.rows]
    if part.first and part.table.element.name:
        corner = (0.0, 0.0, part.table.width, 0.0)
        page.anchors[part.table.element.name] = at(corner, rows[0].y)
    for placed in rows:
        if placed.begins and placed.body and placed.body.element.name:
            corner = (0.0, 0.0, part.table.width, 0.0)
            page.anchors[placed.body.element.name] = at(corner, placed.y)
        for name, place in placed.row.names:
            page.anchors[name] = at(place, placed.y)
        for cell in placed.row.cells:
            boxes = []
            for link in cell.links:
                target = link.inline.link
                kind = "internal" if target.startswith("#") else "external"
                box = LinkBox(link.inline)
                page.links.append((kind, target.removeprefix("#"), at(link.place, placed.y), box))
                boxes.append(box)
            placed.links.append(boxes)


def _artifact(placed: PlacedRow, x: float) -> Iterator[bytes]:
    """A row of a head that is repeated: seen, and told to nobody again."""
    yield f"q 1 0 0 1 {x:.2f} {placed.y:.2f} cm\n/Artifact BMC".encode()
    yield placed.row.rules
    for cell in placed.row.cells:
        for block in cell.blocks:
            yield from (piece.content for piece in block.pieces)
    yield b"EMC\nQ"


def _place(piece: tuple[int | None, bytes]) -> int:
    return piece[0] or 0
