"""Typst setting the same text and rows: N processes, each with one compiler that is kept warm.

By default as an archive's document, like ours: PDF/A-3a with tags and the two data files inside.
With `--plain` as the tool does it by itself: PDF 1.7 with tags.
"""

from __future__ import annotations

import datetime as dt
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.tools import main, missing
from demarche.kernel.fonts import FOLDER as FONTS

if TYPE_CHECKING:
    import typst

_TEMPLATE = Path(__file__).with_name("letter.typ")
_DAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


def set_letters(letters: Path, names: list[str], out: Path, jobs: int, *, plain: bool) -> None:
    """Every letter, shared out over processes."""
    try:
        import typst  # noqa: F401
    except ImportError as error:
        missing(f"typst is not installed: {error}")
    template = letters / "letter.typ"
    template.write_bytes(_TEMPLATE.read_bytes())
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        work = [pool.submit(_one, template, name, out / f"{name}.pdf", plain) for name in names]
        for future in work:
            future.result()


def _one(template: Path, name: str, out: Path, plain: bool) -> None:
    inputs = {"name": name}
    if not plain and (template.parent / f"{name}.csv").is_file():
        inputs["enclose"] = "yes"
    _compiler(template).compile(
        sys_inputs=inputs,
        output=str(out),
        pdf_standards=[] if plain else ["a-3a"],
        timestamp=_DAY,
    )


@cache
def _compiler(template: Path) -> typst.Compiler:
    """One a process: it has read the fonts."""
    import typst

    return typst.Compiler(
        input=str(template),
        root=str(template.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )


if __name__ == "__main__":
    plain = "--plain" in sys.argv
    main(lambda *given: set_letters(*given, plain=plain))
