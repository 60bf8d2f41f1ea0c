"""From a document's HTML to HTML that holds the long tables' places, and the tables set."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from demarche.weasyfast.longtable import UnsupportedLayoutError
from demarche.weasyfast.longtable.cached_html_rows import FoundTable, tables
from demarche.weasyfast.longtable.html_rows import HtmlRow
from demarche.weasyfast.longtable.measured_styles import measure
from demarche.weasyfast.longtable.row_layout import SetRow, set_row
from demarche.weasyfast.longtable.row_styles import Styles
from demarche.weasyfast.longtable.set_table import SetBody, SetTable, holders

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PreparedTables:
    """The HTML and CSS for WeasyPrint, and the tables to paint on what it makes of them."""

    html: str
    css: str
    tables: tuple[SetTable, ...]
    left: tuple[tuple[str, str], ...]
    """The class of each table that WeasyPrint sets, and why."""


def prepare_tables(html: str, sheet: Any, fonts: Any, fetcher: Any) -> PreparedTables:
    """Set the long tables of a document; what only WeasyPrint can set stays in the HTML.

    `sheet` is a style sheet of WeasyPrint's, `fonts` its font configuration, `fetcher` its fetcher
    of URLs.
    """
    made: list[SetTable] = []
    places: list[tuple[int, int]] = []
    left: list[tuple[str, str]] = []
    first, last = html.find("<input"), html.rfind("<input")
    for found in tables(html):
        outside = 0 <= first < found.start or last >= found.end
        try:
            done = _set(found, sheet, fonts, fetcher, outside)
        except UnsupportedLayoutError as reason:
            _LOG.info("table of class %r is left to WeasyPrint: %s", found.kind, reason)
            left.append((found.kind, str(reason)))
            continue
        made.append(done)
        places.append((found.start, found.end))
    if not made:
        return PreparedTables(html, "", (), tuple(left))
    blocks, css = holders(made)
    out, at = [], 0
    for (start, end), block in zip(places, blocks, strict=True):
        out += [html[at:start], block]
        at = end
    out.append(html[at:])
    return PreparedTables("".join(out), css, tuple(made), tuple(left))


def _set(found: FoundTable, sheet: Any, fonts: Any, fetcher: Any, outside: bool) -> SetTable:
    """The table set. `outside`: the page has other fields. Raises UnsupportedLayoutError."""
    table = found.table
    if table is None:
        raise UnsupportedLayoutError(found.reason)
    if not outside and any(cell.field for row in table.rows for cell in row.cells):
        raise UnsupportedLayoutError("the first field of a form brings the form with it")
    styles = measure(table, sheet, fonts, fetcher)
    head = table.head
    done = SetTable(
        table.element,
        _rows(head.rows, styles) if head else (),
        head.element if head else None,
        tuple(
            SetBody(body.element, _rows(body.rows, styles), styles.keeps[body.element.path])
            for body in table.bodies
            if body.rows
        ),
        styles.margins,
        styles.width,
        styles.collapsed,
    )
    if done.groups:
        return done
    raise UnsupportedLayoutError("a table without rows")


def _rows(rows: Sequence[HtmlRow], styles: Styles) -> tuple[SetRow, ...]:
    return tuple(set_row(row, styles) for row in rows)
