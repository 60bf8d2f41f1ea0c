"""The rows of a long table, read from its HTML."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import lxml.html
from lxml.html import HtmlElement

from demarche.weasyfast.longtable import UnsupportedLayoutError

_INLINE = frozenset({"a", "span", "bdi", "strong", "em", "b", "i"})
_SPACES = re.compile(r"[ \t\n\r\f]+")
_ADDRESS = re.compile(r"https?://[!-~]+|#[^%\s]+")

KEPT = 2048
"""Rows kept of those that were read last, and of those that were set: a case of many thousand has
new ones in every document."""

BREAK = "\n"
"""A run that is a forced line break."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element as it is written."""

    tag: str
    opening: str
    """Its opening tag, with no more of it than its style may depend on."""
    path: str
    """The opening tags around it, and its own: what is written alike has one style."""
    name: str | None
    """Its `id`."""
    language: str | None


@dataclass(frozen=True, slots=True)
class Inline:
    """An element within a paragraph; `number` tells it from others like it in its cell."""

    number: int
    element: Element
    link: str | None
    """Its `href`."""
    parent: Inline | None

    @property
    def chain(self) -> list[Inline]:
        """The elements from the paragraph down to this one."""
        above = self.parent.chain if self.parent else []
        return [*above, self]


@dataclass(frozen=True, slots=True)
class Run:
    """Text within one element; white space is collapsed but for one space at either end."""

    text: str
    path: str
    inside: Inline | None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the text that stands in a cell without one."""

    runs: tuple[Run, ...]
    path: str
    element: Element | None
    """The paragraph's."""
    names: tuple[str, ...] = ()
    """Each `id` of an element in it that has no text."""

    def text_in(self, inline: Inline) -> str:
        """The text of an element within it."""
        texts = (run.text for run in self.runs if run.inside and inline in run.inside.chain)
        return "".join(texts).replace(BREAK, " ").strip(" ")


@dataclass(frozen=True, slots=True)
class Field:
    """A field to be filled in, alone in its cell."""

    name: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, `span` columns wide; `scope` is of a header."""

    element: Element
    blocks: tuple[Block, ...]
    field: Field | None
    span: int
    scope: str

    @property
    def path(self) -> str:
        return self.element.path

    @property
    def header(self) -> bool:
        return self.element.tag == "th"


@dataclass(frozen=True, slots=True, eq=False)
class HtmlRow:
    """A row, and the paths of all that stands in it. One that is read again is the same object: to
    compare two would cost more than to set one."""

    element: Element
    cells: tuple[Cell, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableBody:
    """A `thead` or `tbody` with its rows."""

    element: Element
    rows: tuple[HtmlRow, ...]


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """A table as written: what encloses it, its opening, its head, and its bodies."""

    around: tuple[str, ...]
    """The opening tags of the elements around it, outermost first."""
    opening: str
    """From `<table` to the end of its `<thead>`."""
    element: Element
    head: TableBody | None
    bodies: tuple[TableBody, ...]

    @property
    def rows(self) -> tuple[HtmlRow, ...]:
        """The rows of all bodies."""
        return tuple(row for body in self.bodies for row in body.rows)


def read(html: str, around: tuple[str, ...]) -> HtmlTable:
    """A table as it is written, from `<table` to `</table>`. Raises UnsupportedLayoutError."""
    start = html.find("<tbody")
    if start < 0:
        raise UnsupportedLayoutError("no <tbody>")
    table = lxml.html.fragment_fromstring(html)
    head: TableBody | None = None
    bodies: list[TableBody] = []
    for part in table:
        if part.tag == "colgroup" and not bodies:
            continue
        if part.tag == "thead" and not (head or bodies):
            head = _body(part)
        elif part.tag == "tbody":
            bodies.append(_body(part))
        else:
            raise UnsupportedLayoutError(f"<{part.tag}>")
    return HtmlTable(around, html[:start], element_of(table, ""), head, tuple(bodies))


def _body(element: HtmlElement) -> TableBody:
    own = element_of(element, "")
    return TableBody(own, tuple(read_row(row, own.path) for row in element))


_STYLED = ("class", "dir", "lang", "colspan", "scope", "style")
"""The attributes that a style may depend on, in the order in which they are written again."""
_KNOWN = frozenset({*_STYLED, "id", "href"})


def element_of(element: HtmlElement, before: str) -> Element:
    """An element below the path `before`. Raises UnsupportedLayoutError."""
    given = element.attrib
    if not _KNOWN.issuperset(given):
        raise UnsupportedLayoutError(f"attributes of <{element.tag}>")
    tag = str(element.tag)
    opening = f"<{tag}"
    for name in _STYLED:
        if name in given:
            opening += f' {name}="{escape(given[name])}"'
    if "href" in given:
        opening += ' href="#"'
    opening += ">"
    language = given.get("lang") or None
    return Element(tag, opening, before + opening, given.get("id") or None, language)


def read_row(element: Any, before: str) -> HtmlRow:
    """A row of the body whose path is `before`. Raises UnsupportedLayoutError."""
    if element.tag != "tr":
        raise UnsupportedLayoutError(f"<{element.tag}> in {before}")
    seen: dict[str, None] = {}
    row = element_of(element, before)
    cells = []
    column = 0
    for child in element:
        cell = _Reader(child, f"{row.path}{column}", seen).cell()
        column += cell.span
        cells.append(cell)
    return _row(row, tuple(cells), (row.path, *seen))


@functools.lru_cache(maxsize=KEPT)
def _row(element: Element, cells: tuple[Cell, ...], paths: tuple[str, ...]) -> HtmlRow:
    return HtmlRow(element, cells, paths)


class _Reader:
    """Reads a cell; `before` is the path of its row and its column."""

    def __init__(self, cell: HtmlElement, before: str, seen: dict[str, None]) -> None:
        self._cell, self._seen = cell, seen
        if cell.tag not in ("td", "th"):
            raise UnsupportedLayoutError(f"<{cell.tag}> in a row")
        self._element = self._met(cell, before)
        self._inlines = 0

    def _met(self, element: HtmlElement, before: str) -> Element:
        found = element_of(element, before)
        self._seen[found.path] = None
        return found

    def cell(self) -> Cell:
        element, own = self._cell, self._element
        given = element.get("colspan", "1")
        if not given.isdecimal() or not 0 < int(given) < 100:
            raise UnsupportedLayoutError(f"a cell that spans {given}")
        field, blocks = None, tuple[Block, ...]()
        if len(element) == 1 and element[0].tag == "input":
            field = self._field(element[0])
        else:
            blocks = tuple(self._blocks(element))
        return Cell(own, blocks, field, int(given), element.get("scope", ""))

    def _field(self, element: HtmlElement) -> Field:
        if set(element.attrib) != {"type", "name", "title"} or element.get("type") != "text":
            raise UnsupportedLayoutError("a field that is not a named text")
        path = f"{self._element.path}<input>"
        self._seen[path] = None
        return Field(element.get("name", ""), element.get("title", ""), path)

    def _blocks(self, element: HtmlElement) -> Iterator[Block]:
        """The paragraphs of a cell, and the texts that stand beside them without one."""
        path = self._element.path
        runs, names = self._text(element.text, path, None), list[str]()
        for child in element:
            if child.tag == "p":
                yield from _loose(runs, names, path)
                own = self._met(child, path)
                inner = list[str]()
                yield Block(
                    tuple(self._runs(child, own.path, None, inner)), own.path, own, tuple(inner)
                )
                runs, names = [], []
            else:
                runs += self._child(child, path, None, names)
            runs += self._text(child.tail, path, None)
        yield from _loose(runs, names, path)

    def _text(self, text: str | None, path: str, inside: Inline | None) -> list[Run]:
        return [Run(_SPACES.sub(" ", text), path, inside)] if text else []

    def _runs(
        self, element: HtmlElement, path: str, inside: Inline | None, names: list[str]
    ) -> list[Run]:
        runs = self._text(element.text, path, inside)
        for child in element:
            runs += self._child(child, path, inside, names)
            runs += self._text(child.tail, path, inside)
        return runs

    def _child(
        self, element: HtmlElement, path: str, inside: Inline | None, names: list[str]
    ) -> list[Run]:
        if element.tag == "br":
            return [Run(BREAK, path, inside)]
        if element.tag in _INLINE:
            return self._within(element, path, inside, names)
        raise UnsupportedLayoutError(f"<{element.tag}> in text")

    def _within(
        self, element: HtmlElement, path: str, inside: Inline | None, names: list[str]
    ) -> list[Run]:
        own = element_of(element, path)
        link = element.get("href")
        if link is not None and (element.tag != "a" or not _ADDRESS.fullmatch(link)):
            raise UnsupportedLayoutError("a link that is not a plain address")
        if link and inside and any(outer.link for outer in inside.chain):
            raise UnsupportedLayoutError("a link in a link")
        self._inlines += 1
        inline = Inline(self._inlines, own, link, inside)
        runs = self._runs(element, own.path, inline, names)
        if runs:
            self._seen[own.path] = None
        elif own.name and not element.get("class"):
            names.append(own.name)
        else:
            raise UnsupportedLayoutError(f"<{element.tag}> without a text")
        return runs


def _loose(runs: list[Run], names: list[str], path: str) -> Iterator[Block]:
    """The text of a cell between its paragraphs, where there is any."""
    if names or any(run.text.strip(" ") for run in runs):
        yield Block(tuple(runs), path, None, tuple(names))
