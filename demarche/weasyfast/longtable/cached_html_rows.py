"""The long tables of a document, with rows that are written alike read once a process.

The documents of a case have the same rows: each is read from its HTML the first time it is met, and
known by what is written from then on. Where a table is written otherwise than as one plain row
after another, it is read as a whole.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import lxml.html
from lxml.etree import ParserError

from demarche.weasyfast.longtable import UnsupportedLayoutError
from demarche.weasyfast.longtable.html_rows import KEPT, HtmlRow, HtmlTable, read, read_row

_TABLE = re.compile(r'<table class="([^"]*\blong\b[^"]*)">.*?</table>', re.DOTALL)
_CONTAINER = re.compile(r"<(/?)(html|body|main|section|article|div|form)\b[^>]*>")
_OWN = re.compile(r' data-[a-z-]+="[^"]*"')
"""What one document's elements say of themselves alone, and no style of a table depends on."""

_BODY, _ROW_END, _END = "<tbody>", "</tr>", "</tbody></table>"
_HEADS = 64


def tables(html: str) -> Iterator[tuple[int, int, HtmlTable]]:
    """The long tables of a document, with where each begins and ends in `html`.

    A table that is more than plain rows is passed over.
    """
    around: list[str] = []
    at = 0
    for found in _TABLE.finditer(html):
        for tag in _CONTAINER.finditer(html, at, found.start()):
            if tag.group(1):
                around.pop()
            else:
                around.append(_OWN.sub("", tag.group()))
        at = found.start()
        try:
            table = _taken_apart(found.group(), tuple(around)) or read(found.group(), tuple(around))
        except UnsupportedLayoutError:
            continue
        if table.rows:
            yield found.start(), found.end(), table


def _taken_apart(html: str, around: tuple[str, ...]) -> HtmlTable | None:
    """The table by the texts of its rows; None where it has to be read as a whole."""
    opening, body, written = html.partition(_BODY)
    *texts, end = written.split(_ROW_END)
    if not body or "".join(end.split()) != _END or "<!" in opening:
        return None
    rows = []
    for text in texts:
        row = _read_row(text.strip())
        if row is None:
            return None
        rows.append(row)
    return HtmlTable(around, opening, _read_head(opening), tuple(rows))


@functools.lru_cache(maxsize=_HEADS)
def _read_head(opening: str) -> tuple[HtmlRow, ...]:
    return read(f"{opening}{_BODY}{_END}", ()).head


@functools.lru_cache(maxsize=KEPT)
def _read_row(text: str) -> HtmlRow | None:
    """The row of one text, without its end; None where that is not all that the text is."""
    if not text.startswith(("<tr>", "<tr ")) or "<!" in text:
        return None
    try:
        table = lxml.html.fragment_fromstring(f"<table>{_BODY}{text}{_ROW_END}{_END}")
        ((row,),) = table
        return read_row(row, "tbody")
    except (ValueError, ParserError, UnsupportedLayoutError):
        return None
