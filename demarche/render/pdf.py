"""From HTML to the bytes of a PDF/A-3a and PDF/UA-1 document, with nothing dropped unnoticed.

Given the same arguments and the same versions of the libraries, the bytes are the same, whatever
the time, the place or the machine's fonts. All that is particular to WeasyPrint is here and in
`guard` and `conform`.

What a long table costs, measured with WeasyPrint 70 on one core of a small server, A4, rows of a
number, a monospaced URL of two lines and three short cells, in milliseconds a row:

    4.0  <table>, table-layout: fixed, border-collapse: separate, the class on the <td>
    4.3  … with a background on every second row, or with <th scope=row>
    4.5  … with a border under every cell          4.7  … with collapsed borders
    5.1  … with a <span> or <bdi> inside the URL's cell: each element and each line costs
    3.7  … with the three short cells as one       2.4  … with two cells a row in all
    1.8  two <p> a row, no table (no headers, so no PDF/UA)
    4.6  floats                                   53.8  display: flex

So a table it is, with little inside its cells; it grows in step with the rows (5,000: 26 s and
750 MB, of which a fifth is the tags). Collecting garbage during the layout would add half as much
again. A letter of three pages takes 0.1 s after the first, which takes 0.3 s more.
"""

from __future__ import annotations

import datetime as dt
import functools
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any

from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from demarche.kernel import fonts
from demarche.kernel.environment import environment
from demarche.kernel.memory import without_collection
from demarche.render import speed, text_layer, text_marks
from demarche.render.assets import Asset, Shelf
from demarche.render.first_page import TERMS, FirstPageError
from demarche.render.pdfa_conformance import (
    Attachment,
    Metadata,
    check,
    finish,
    pdf_attachments,
    pdf_metadata,
)
from demarche.render.structure_tags import links_once, tags_completed
from demarche.render.table_count import EVERY_TABLE, count_tables
from demarche.render.typesetter_guard import (
    ClosedFetcher,
    RenderError,
    check_document,
    typesetter_guarded,
)

__all__ = [
    "Asset",
    "Attachment",
    "Metadata",
    "RenderError",
    "Stylesheet",
    "render_pdf",
    "stylesheet",
]

# WeasyPrint switched this on for the process: half a picture would pass for a whole one.
ImageFile.LOAD_TRUNCATED_IMAGES = False

_LOCK = threading.RLock()
"""One document at a time in a process: the parsed fonts are shared, and so is the environment."""


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """A style sheet parsed once, for any number of documents of the process."""

    parsed: Any


@functools.lru_cache(maxsize=32)
def stylesheet(css: str) -> Stylesheet:
    """Parse a style sheet.

    Raises:
        RenderError: a rule was not understood, or asks for something to be fetched.
    """
    fetcher = ClosedFetcher(Shelf())
    with _LOCK, typesetter_guarded(fetcher):
        return Stylesheet(CSS(string=css, url_fetcher=fetcher, font_config=_font_configuration()))


def render_pdf(
    html: str,
    css: Stylesheet | str,
    *,
    metadata: Metadata,
    identifier: bytes,
    assets: Iterable[Asset] = (),
    attachments: Iterable[Attachment] = (),
    form: Callable[[Any], None] | None = None,
    plain: bool | None = None,
) -> bytes:
    """Typeset `html` with `css` as PDF/A-3a and PDF/UA-1.

    `assets` are the pictures that the HTML names by `asset.url`; each must be drawn. `identifier`
    (16 to 64 bytes) tells this document from every other one; take it from the content. With
    `form` the inputs of the page become fields, which that function may finish, and the document
    is PDF/UA-1 alone: the fields of a form are not drawn yet, which PDF/A does not allow. `plain`
    says whether WeasyPrint alone sets the document, without `weasyfast`: the same content, several
    times slower; None leaves it to `speed.plain_reason`.

    Raises:
        RenderError: something would be dropped, fetched or drawn with a foreign font.
        FirstPageError: the anchor `terms` begins later than on the second page.
        ValueError: an argument is not as described here.
    """
    check(metadata, identifier)
    shelf = Shelf(assets)
    fetcher = ClosedFetcher(shelf)
    sheet = stylesheet(css) if isinstance(css, str) else css
    enclosed = pdf_attachments(attachments, metadata.created)
    with ExitStack() as stack:
        for context in (
            _LOCK,
            typesetter_guarded(fetcher),
            _source_date(metadata.created),
            without_collection(),
        ):
            stack.enter_context(context)
        tables = None
        reason = speed.plain_reason() if plain is None else plain and "chosen"
        if not reason:
            stack.enter_context(speed.patches())
            tables = speed.LongTables(
                html, sheet.parsed, _font_configuration(), fetcher, text_marks
            )
        stack.enter_context(text_layer.marked())
        sheets = [sheet.parsed]
        if tables and tables.css:
            sheets.append(stylesheet(tables.css).parsed)  # of a dozen kinds, for all documents
        page = HTML(string=tables.html if tables else html, url_fetcher=fetcher)
        document = page.render(font_config=_font_configuration(), stylesheets=sheets)
        check_document(document, metadata.language)
        if _terms_begin_late(document):
            raise FirstPageError
        links_once(document)
        if tables:
            tables.paint(document)
        document.metadata = pdf_metadata(metadata, archive=form is None)

        structure = stack.enter_context(tags_completed(languages=html.count(' lang="') > 1))

        def finisher(document: Any, pdf: Any) -> None:
            structure.join(pdf)
            if tables:
                tables.tag(pdf)
            if form:
                form(pdf)
            finish(document, pdf)

        out: bytes = document.write_pdf(
            finisher=finisher,
            pdf_variant="pdf/ua-1" if form else "pdf/a-3a",
            pdf_forms=form is not None,
            pdf_identifier=identifier,
            attachments=enclosed,
        )
    if tables:
        count_tables(tables.fast, tables.left)
    else:
        count_tables(0, [(EVERY_TABLE, f"the speed package is off: {reason}")])
    if shelf.untouched:
        raise RenderError(f"handed in but not drawn: {url}" for url in shelf.untouched)
    return out


def fits_first_page(
    html: str, css: str, assets: Iterable[Asset] = (), *, plain: bool | None = None
) -> bool:
    """Whether the anchor `terms` of a page stands on its first or second sheet, or nowhere.

    Nothing is drawn. Raises RenderError as `render_pdf` does.
    """
    if f'id="{TERMS}"' not in html:
        return True
    fetcher = ClosedFetcher(Shelf(assets))
    with ExitStack() as stack:
        for context in (_LOCK, typesetter_guarded(fetcher), without_collection()):
            stack.enter_context(context)
        if not (speed.plain_reason() if plain is None else plain):
            stack.enter_context(speed.patches())
        page = HTML(string=html, url_fetcher=fetcher)
        sheets = [stylesheet(css).parsed]
        document = page.render(font_config=_font_configuration(), stylesheets=sheets)
    return not _terms_begin_late(document)


def _terms_begin_late(document: Any) -> bool:
    """Whether the anchor stands later than on the second sheet: the first page took two."""
    return any(TERMS in page.anchors for page in document.pages[2:])


def prepare_fonts() -> None:
    """Load the fonts of the process, which the first document would else wait for."""
    with _LOCK:
        _font_configuration()


@functools.cache
def _font_configuration() -> FontConfiguration:
    """One for the process: it holds the parsed fonts."""
    fonts.install_fonts()
    return FontConfiguration()


def _source_date(created: dt.datetime) -> AbstractContextManager[None]:
    """fontTools writes the time into a font that it rewrites, unless told which time it is."""
    return environment(SOURCE_DATE_EPOCH=str(int(created.timestamp())))
