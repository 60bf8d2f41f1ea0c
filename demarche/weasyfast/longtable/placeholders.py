"""From a document's HTML to HTML that holds the long tables' places, and the tables set."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from demarche.weasyfast.longtable import UnsupportedLayoutError
from demarche.weasyfast.longtable.cached_html_rows import tables
from demarche.weasyfast.longtable.html_rows import HtmlRow, HtmlTable
from demarche.weasyfast.longtable.measured_styles import Styles, measure
from demarche.weasyfast.longtable.paint import SetTable, holders
from demarche.weasyfast.longtable.row_layout import SetRow, set_row

_LOG = logging.getLogger(__name__)

_FEWEST = 1
"""Rows below which a table is not worth the measuring."""


@dataclass(frozen=True, slots=True)
class PreparedTables:
    """The HTML and CSS for WeasyPrint, and the tables to paint on what it makes of them."""

    html: str
    css: str
    tables: tuple[SetTable, ...]


def prepare_tables(html: str, sheet: Any, fonts: Any, fetcher: Any) -> PreparedTables:
    """Set the long tables of a document; what only WeasyPrint can set stays in the HTML.

    `sheet` is a style sheet of WeasyPrint's, `fonts` its font configuration, `fetcher` its fetcher
    of URLs.
    """
    made: list[SetTable] = []
    places: list[tuple[int, int]] = []
    first, last = html.find("<input"), html.rfind("<input")
    for start, end, table in tables(html):
        outside = 0 <= first < start or last >= end
        done = _set(table, sheet, fonts, fetcher, outside) if len(table.rows) >= _FEWEST else None
        if done:
            made.append(done)
            places.append((start, end))
    if not made:
        return PreparedTables(html, "", ())
    blocks, css = holders(made)
    out, at = [], 0
    for (start, end), block in zip(places, blocks, strict=True):
        out += [html[at:start], block]
        at = end
    out.append(html[at:])
    return PreparedTables("".join(out), css, tuple(made))


def _set(table: HtmlTable, sheet: Any, fonts: Any, fetcher: Any, outside: bool) -> SetTable | None:
    """The table set; None where it must be WeasyPrint's. `outside`: the page has other fields."""
    if not outside and any(cell.field for row in table.rows for cell in row.cells):
        return None  # the first field of a form brings the form with it
    try:
        styles = measure(table, sheet, fonts, fetcher)
        done = SetTable(_rows(table.head, styles), _rows(table.rows, styles), styles.margins)
    except UnsupportedLayoutError as reason:
        _LOG.debug("a table is left to WeasyPrint: %s", reason)
        return None
    return done if done.plain else None


def _rows(rows: Sequence[HtmlRow], styles: Styles) -> tuple[SetRow, ...]:
    return tuple(set_row(row, styles) for row in rows)
