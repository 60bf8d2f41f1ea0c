"""A set table: which rows stay together, and the blocks that hold its place in the document."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from demarche.weasyfast.longtable import UnsupportedLayoutError
from demarche.weasyfast.longtable.html_rows import Element
from demarche.weasyfast.longtable.row_layout import SetRow
from demarche.weasyfast.longtable.row_styles import Keep
from demarche.weasyfast.longtable.stream_positions import NAME
from demarche.weasyfast.used_lengths import HELD, MARK

_HIGHEST = 0.6
"""Of the height of A4: rows above it would have to be broken over pages."""
_PAGE = 297 / 25.4 * 96


@dataclass(frozen=True, slots=True)
class SetBody:
    """A `tbody` with its rows."""

    element: Element
    rows: tuple[SetRow, ...]
    keep: Keep


@dataclass(frozen=True, slots=True, eq=False)
class HeldRow:
    """A row in its body."""

    row: SetRow
    body: SetBody
    begins: bool
    """Whether it is the first of its body."""
    lap: float
    """By how much it stands over the row before it, in CSS pixels."""

    @property
    def height(self) -> float:
        """What it adds to the height of the table."""
        return self.row.height - self.lap


@dataclass(frozen=True, eq=False)
class SetTable:
    """A table as set; `head` is painted above the rows of every page."""

    element: Element
    head: tuple[SetRow, ...]
    head_element: Element | None
    bodies: tuple[SetBody, ...]
    margins: tuple[float, float]
    """Above and below it, in CSS pixels."""
    width: float
    collapsed: bool

    @functools.cached_property
    def groups(self) -> list[tuple[HeldRow, ...]]:
        """The rows that stay together on a page.

        Raises UnsupportedLayoutError for such that are too high for one.
        """
        found: list[list[HeldRow]] = []
        before = self.head[-1] if self.head else None
        for body in self.bodies:
            for at, row in enumerate(body.rows):
                lap = min(before.bottom, row.top) if before and self.collapsed else 0.0
                held = HeldRow(row, body, not at, lap)
                if found and self._kept(found[-1][-1], held):
                    found[-1].append(held)
                else:
                    found.append([held])
                before = row
        if max(map(_height, found)) + self.head_height > _HIGHEST * _PAGE:
            raise UnsupportedLayoutError("rows that are too high for a page")
        return [tuple(group) for group in found]

    def _kept(self, last: HeldRow, held: HeldRow) -> bool:
        """Whether a row stays with the one before it."""
        if last.row.keep.after or held.row.keep.before:
            return True
        if held.begins:
            return last.body.keep.after or held.body.keep.before
        return held.body.keep.inside

    @property
    def head_height(self) -> float:
        """The height of the head in CSS pixels."""
        return sum(row.height for row in self.head)


def _height(group: Sequence[HeldRow]) -> float:
    return sum(held.height for held in group)


def holders(tables: Sequence[SetTable]) -> tuple[list[str], str]:
    """The HTML that holds each table's place, and the style sheet that it needs."""
    made = []
    for number, table in enumerate(tables):
        blocks = [
            f'<div {HELD}="{_height(group):.3f}"{_marked(_names(table, group))}</div>'
            for group in table.groups
        ]
        last = blocks[-1].replace("<div", f'<div class="long-last-{number}"', 1)
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


def _names(table: SetTable, group: Sequence[HeldRow]) -> Iterator[str]:
    """What can be pointed at in a group."""
    first = group is table.groups[0]
    elements = [table.element, table.head_element] if first else []
    yield from (element.name for element in elements if element and element.name)
    for row in table.head if first else ():
        yield from (name for name, _ in row.names)
    for held in group:
        if held.body.element.name and held.begins:
            yield held.body.element.name
        yield from (name for name, _ in held.row.names)


def _marked(names: Iterable[str]) -> str:
    """Names as elements, so that WeasyPrint knows on which page each stands."""
    first, *others = [f' id="{escape(name)}">' for name in names] or [">"]
    return first + "".join(f"<div{other}</div>" for other in others)
