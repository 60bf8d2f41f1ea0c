"""The rows of a long table, read from its HTML."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

import lxml.html
from lxml.html import HtmlElement

from demarche.weasyfast.longtable import UnsupportedLayoutError

_INLINE = frozenset({"span", "bdi", "strong", "em", "b", "i"})
_SPACES = re.compile(r"[ \t\n\r\f]+")

KEPT = 2048
"""Rows kept of those that were read last, and of those that were set: a case of many thousand has
new ones in every document."""

BREAK = "\n"
"""A run that is a forced line break."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one style; white space is collapsed but for one space at either end."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the text that stands in a cell without one."""

    runs: tuple[Run, ...]
    path: str
    paragraph: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A field to be filled in, alone in its cell."""

    name: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `path` is its style and column."""

    header: bool
    blocks: tuple[Block, ...]
    field: Field | None
    path: str


@dataclass(frozen=True, slots=True, eq=False)
class HtmlRow:
    """A row, and the paths of all that stands in it. One that is read again is the same object: to
    compare two would cost more than to set one."""

    cells: tuple[Cell, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """A table as written: what encloses it, its opening, its head, and its rows."""

    around: tuple[str, ...]
    """The opening tags of the elements around it, outermost first."""
    opening: str
    """From `<table` to the end of its `<thead>`."""
    head: tuple[HtmlRow, ...]
    rows: tuple[HtmlRow, ...]


def read(html: str, around: tuple[str, ...]) -> HtmlTable:
    """A table as it is written, from `<table` to `</table>`. Raises UnsupportedLayoutError."""
    body = html.find("<tbody>")
    if body < 0:
        raise UnsupportedLayoutError("no <tbody>")
    table = lxml.html.fragment_fromstring(html)
    rows: dict[str, tuple[HtmlRow, ...]] = {"thead": (), "tbody": ()}
    for part in table:
        if part.tag == "colgroup":
            continue
        if part.tag not in rows or rows[part.tag]:
            raise UnsupportedLayoutError(f"<{part.tag}>")
        rows[part.tag] = tuple(read_row(element, part.tag) for element in part)
    return HtmlTable(around, html[:body], rows["thead"], rows["tbody"])


def _step(element: HtmlElement) -> str:
    if set(element.attrib) - {"class", "scope", "dir"}:
        raise UnsupportedLayoutError(f"attributes of <{element.tag}>")
    name, direction = element.get("class", ""), element.get("dir")
    if direction and (element.tag not in _INLINE or len(element)):
        raise UnsupportedLayoutError(f"a direction of <{element.tag}>, or of what is within")
    step = f"{element.tag}.{name}" if name else str(element.tag)
    return f"{step}^{direction}" if direction else step


def read_row(element: Any, part: str) -> HtmlRow:
    """A row of the `thead` or `tbody` that is its `part`. Raises UnsupportedLayoutError."""
    if element.tag != "tr":
        raise UnsupportedLayoutError(f"<{element.tag}> in <{part}>")
    seen: dict[str, None] = {}
    top = f"{part}/{_step(element)}"
    cells = tuple(_cell(cell, f"{top}/{number}:", seen) for number, cell in enumerate(element))
    return _row(cells, (top, *seen))


@functools.lru_cache(maxsize=KEPT)
def _row(cells: tuple[Cell, ...], paths: tuple[str, ...]) -> HtmlRow:
    return HtmlRow(cells, paths)


def _cell(element: HtmlElement, before: str, seen: dict[str, None]) -> Cell:
    if element.tag not in ("td", "th"):
        raise UnsupportedLayoutError(f"<{element.tag}> in a row")
    path = before + _step(element)
    seen[path] = None
    if len(element) == 1 and element[0].tag == "input":
        return Cell(element.tag == "th", (), _field(element[0], path, seen), path)
    if any(child.tag == "p" for child in element):
        texts = (element.text, *(child.tail for child in element))
        if any(text and not text.isspace() for text in texts):
            raise UnsupportedLayoutError("text beside paragraphs")
        blocks = tuple(_block(child, path, seen) for child in element)
    else:
        runs: list[Run] = []
        _runs(element, path, runs, seen)
        blocks = (Block(tuple(runs), path, False),) if runs else ()
    return Cell(element.tag == "th", blocks, None, path)


def _field(element: HtmlElement, path: str, seen: dict[str, None]) -> Field:
    if set(element.attrib) != {"type", "name", "title"} or element.get("type") != "text":
        raise UnsupportedLayoutError("a field that is not a named text")
    path = f"{path}/input"
    seen[path] = None
    return Field(element.get("name", ""), element.get("title", ""), path)


def _block(element: HtmlElement, path: str, seen: dict[str, None]) -> Block:
    if element.tag != "p":
        raise UnsupportedLayoutError(f"<{element.tag}> beside paragraphs")
    path = f"{path}/{_step(element)}"
    seen[path] = None
    runs: list[Run] = []
    _runs(element, path, runs, seen)
    return Block(tuple(runs), path, True)


def _runs(element: HtmlElement, path: str, runs: list[Run], seen: dict[str, None]) -> None:
    if element.text:
        runs.append(Run(_SPACES.sub(" ", element.text), path))
    for child in element:
        if child.tag == "br":
            runs.append(Run(BREAK, path))
        elif child.tag in _INLINE:
            inner = f"{path}/{_step(child)}"
            seen[inner] = None
            _runs(child, inner, runs, seen)
        else:
            raise UnsupportedLayoutError(f"<{child.tag}> in text")
        if child.tail:
            runs.append(Run(_SPACES.sub(" ", child.tail), path))
