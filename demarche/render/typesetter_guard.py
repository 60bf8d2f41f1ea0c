"""What WeasyPrint would fetch, drop or lose, turned into an error.

WeasyPrint draws what it can and says in its log what it left out; text beyond the edge of the
sheet it loses without a word. A request may lack nothing, so each of these stops it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from demarche.render.assets import Shelf

_SLACK = 2.0
"""CSS pixels that a box may stand over an edge: italics and rounding."""

_LOGGERS = ("weasyprint", "fontTools")


class RenderError(Exception):
    """The document cannot be made as it is; `problems` says what would be missing from it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class _RefusedError(FatalURLFetchingError):  # type: ignore[misc]
    """An address that is not an asset; WeasyPrint lets only this kind of error through."""


class ClosedFetcher(URLFetcher):  # type: ignore[misc]
    """Serves the shelf; has no handler left by which anything else could be reached."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.shelf = shelf
        self.handlers: list[Any] = []
        for name in ("handle_open", "handle_error", "process_request", "process_response"):
            setattr(self, name, {})

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002  (WeasyPrint's)
        asset = self.shelf.take(url)
        if asset is None:
            raise _RefusedError(f"refused to fetch {url[:200]!r}")
        return URLFetcherResponse(url, asset.data, {"Content-Type": asset.media_type})


class _Listener(logging.Handler):
    """Keeps what the libraries say they dropped; they say it nowhere else."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread in (None, self._thread):
            self.heard.append(record.getMessage())


@contextmanager
def typesetter_guarded(fetcher: ClosedFetcher) -> Iterator[None]:
    """Turn every complaint and every refused address into a RenderError."""
    listener = _Listener()
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    states = [(logger, logger.level, logger.propagate) for logger in loggers]
    try:
        for logger in loggers:
            logger.addHandler(listener)
            logger.setLevel(logging.WARNING)
            logger.propagate = False
            if not logger.isEnabledFor(logging.WARNING):
                raise RenderError(["logging is disabled, so dropped content would go unnoticed"])
        yield
    except FatalURLFetchingError as error:
        raise RenderError([str(error)]) from None
    except RecursionError:
        raise RenderError(["the document is nested too deeply"]) from None
    finally:
        for logger, level, propagate in states:
            logger.removeHandler(listener)
            logger.setLevel(level)
            logger.propagate = propagate
    # The drawing of SVG swallows even a refusal, hence the fetcher's own record.
    refused = [f"refused to fetch {url!r}" for url in fetcher.shelf.refused]
    if listener.heard or refused:
        raise RenderError(dict.fromkeys([*listener.heard, *refused]))


def check_document(document: Any, language: str) -> None:
    """Refuse what WeasyPrint does without a word: a wrong language, text lost past an edge."""
    found: list[str] = []
    if document.metadata.attachments:
        found.append("the document names a file to attach; attachments are handed in")
    if document.metadata.lang != language:
        found.append(f"the document's lang is {document.metadata.lang!r}, not {language!r}")
    for number, page in enumerate(document.pages, 1):
        sheet = _Edges(-_SLACK, page.width + _SLACK, page.height + _SLACK)
        found.extend(f"page {number}: {what}" for what in _lost(page._page_box, sheet, None))  # noqa: SLF001
    if found:
        raise RenderError(found)


class _Edges(NamedTuple):
    """How far text may reach, in CSS pixels from the top left corner of the sheet."""

    left: float
    right: float
    bottom: float


def _lost(box: Any, sheet: _Edges, cell: _Edges | None) -> Iterator[str]:
    """The texts and pictures that leave the sheet or the table cell they belong to, or are cut."""
    if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
        edges = cell or sheet
        text = getattr(box, "text", None)
        left, top = box.position_x, box.position_y
        # A line of text that begins on the sheet ends on it; a picture need not.
        bottom = top + (box.height if text is None else 0)
        fits = left >= edges.left and left + box.width <= edges.right
        if (text is None or text.strip()) and not (
            fits and top >= -_SLACK and bottom <= sheet.bottom
        ):
            yield f"does not fit: {'a picture' if text is None else repr(text.strip()[:60])}"
        return
    if box.style["overflow"] != "visible":
        yield f"<{box.element_tag}> hides what does not fit (overflow: {box.style['overflow']})"
    if box.style["max_lines"] != "none":
        yield f"<{box.element_tag}> shows some of its lines only (max-lines)"
    if isinstance(box, boxes.TableCellBox):
        left = box.position_x
        cell = _Edges(left - _SLACK, left + box.border_width() + _SLACK, sheet.bottom)
    for child in box.children:
        yield from _lost(child, sheet, cell)
