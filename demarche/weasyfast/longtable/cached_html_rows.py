"""The long tables of a document, with rows that are written alike read once a process.

The documents of a case have the same rows: each is read from its HTML the first time it is met, and
known by what is written from then on. Where a table is written otherwise than as one plain row
after another, it is read as a whole.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
from lxml.etree import ParserError

from demarche.weasyfast.longtable import UnsupportedLayoutError
from demarche.weasyfast.longtable.html_rows import (
    KEPT,
    Element,
    HtmlRow,
    HtmlTable,
    TableBody,
    element_of,
    read,
    read_row,
)

_TABLE = re.compile(
    r'<table\b[^<>]*\bclass="([^"<>]*\blong\b[^"<>]*)"[^<>]*>.*?</table>', re.DOTALL
)
_CONTAINER = re.compile(r"<(/?)(html|body|main|section|article|div|form)\b[^>]*>")
_OWN = re.compile(r' (?:data-[a-z-]+|id)="[^"]*"')
"""What one document's elements say of themselves alone, and no style of a table depends on."""
_OPENING = re.compile(r"(<tbody\b[^>]*>)")

_ROW_END, _BODY_END, _END = "</tr>", "</tbody>", "</tbody></table>"
_HEADS = 64


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A long table of a document: where it begins and ends, and what was read."""

    start: int
    end: int
    kind: str
    """Its class."""
    table: HtmlTable | None
    reason: str = ""
    """Why it was not read."""


def tables(html: str) -> Iterator[FoundTable]:
    """The long tables of a document; one without a row is none."""
    around: list[str] = []
    at = 0
    for found in _TABLE.finditer(html):
        for tag in _CONTAINER.finditer(html, at, found.start()):
            if tag.group(1):
                around.pop()
            else:
                around.append(_OWN.sub("", tag.group()))
        at = found.start()
        place = (found.start(), found.end(), found.group(1))
        try:
            table = _taken_apart(found.group(), tuple(around)) or read(found.group(), tuple(around))
        except UnsupportedLayoutError as reason:
            yield FoundTable(*place, None, str(reason))
            continue
        if table.rows:
            yield FoundTable(*place, table)


def _taken_apart(html: str, around: tuple[str, ...]) -> HtmlTable | None:
    """The table by the texts of its rows; None where it has to be read as a whole."""
    opening, *written = _OPENING.split(html)
    if not written or "<!" in opening:
        return None
    ends = [_BODY_END] * (len(written) // 2 - 1) + [_END]
    bodies = []
    for start, text, expected in zip(written[::2], written[1::2], ends, strict=True):
        *texts, end = text.split(_ROW_END)
        if "".join(end.split()) != expected:
            return None
        rows = [_read_row(start, row.strip()) for row in texts]
        if None in rows:
            return None
        bodies.append(TableBody(_read_body(start), tuple(row for row in rows if row)))
    table = _read_opening(opening)
    return HtmlTable(around, opening, table.element, table.head, tuple(bodies))


@functools.lru_cache(maxsize=_HEADS)
def _read_opening(opening: str) -> HtmlTable:
    return read(f"{opening}<tbody>{_END}", ())


@functools.lru_cache(maxsize=_HEADS)
def _read_body(opening: str) -> Element:
    (body,) = lxml.html.fragment_fromstring(f"<table>{opening}{_END}")
    return element_of(body, "")


@functools.lru_cache(maxsize=KEPT)
def _read_row(body: str, text: str) -> HtmlRow | None:
    """The row of one text, without its end; None where that is not all that the text is."""
    if not text.startswith(("<tr>", "<tr ")) or "<!" in text:
        return None
    try:
        table = lxml.html.fragment_fromstring(f"<table>{body}{text}{_ROW_END}{_END}")
        ((row,),) = table
        return read_row(row, _read_body(body).path)
    except (ValueError, ParserError, UnsupportedLayoutError):
        return None
