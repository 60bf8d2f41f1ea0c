"""Everything that exists only for speed, behind one door: `render/speed.py` alone opens it.

The package imports nothing of ours. It patches WeasyPrint and pydyf while a document is set, never
at import, and only for the versions with which the tests compare it with the plain path.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Any

TESTED: dict[str, tuple[str, ...]] = {
    "weasyprint": ("70.0",),
    "pydyf": ("0.13.0",),
    "fonttools": ("4.",),
    "tinyhtml5": ("2.",),
}
"""By library, the versions (or how they begin) that the patches were tested with."""


def installed() -> dict[str, str]:
    """The versions of the libraries of `TESTED`; `unknown` where none is recorded."""
    return {name: _version(name) for name in TESTED}


def untested() -> list[str]:
    """The libraries whose installed version was not tested, as `name version`; else empty."""
    return [
        f"{name} {found}"
        for name, found in installed().items()
        if not any(_matches(found, tested) for tested in TESTED[name])
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def _matches(installed: str, tested: str) -> bool:
    return installed.startswith(tested) if tested.endswith(".") else installed == tested


@contextmanager
def patches() -> Iterator[None]:
    """Patch WeasyPrint and pydyf inside; one document at a time, under the caller's lock."""
    # Imported here: the plain path must not load them, since they reach into private names.
    from demarche.weasyfast.deflate_streams import patch_compression
    from demarche.weasyfast.glyph_run_cache import patch_glyph_runs
    from demarche.weasyfast.margin_box_cache import patch_margin_boxes
    from demarche.weasyfast.shaping_cache import patch_shaping
    from demarche.weasyfast.used_lengths import patch_lengths

    with ExitStack() as stack:
        for patch in (
            patch_lengths,
            patch_margin_boxes,
            patch_shaping,
            patch_glyph_runs,
            patch_compression,
        ):
            stack.enter_context(patch())
        yield


class LongTables:
    """The tables of class `long` of one document, set by ourselves.

    `html` is the document with an empty block in place of each row, `css` the style sheet of these
    blocks (empty where there is no such table).
    """

    def __init__(self, html: str, sheet: Any, fonts: Any, fetcher: Any, marks: Any) -> None:
        """Set the tables of `html` with a parsed style sheet, fonts and fetcher of WeasyPrint's.

        `marks` (`longtable.shaping.TextMarks`) says how text is marked whose glyphs do not give it
        back.
        """
        from demarche.weasyfast.longtable.placeholders import prepare_tables
        from demarche.weasyfast.longtable.shaping import use_marks

        use_marks(marks)
        prepared = prepare_tables(html, sheet, fonts, fetcher)
        self.html, self.css, self._tables = prepared.html, prepared.css, prepared.tables
        self.fast = len(prepared.tables)
        """How many tables are set by ourselves."""
        self.left = prepared.left
        """The class of each table that is left to WeasyPrint, and why."""
        self._painter: Any = None

    def paint(self, document: Any) -> None:
        """Put the rows on the pages of the document that WeasyPrint laid out."""
        from demarche.weasyfast.longtable.paint import Painter

        if self._tables:
            self._painter = Painter(document, self._tables)

    def tag(self, pdf: Any) -> None:
        """Tag the rows in the finished PDF as the tables that they are."""
        if self._painter:
            self._painter.tag(pdf)
