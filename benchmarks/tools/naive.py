"""WeasyPrint as one would first write it: a plain template, automatic tables, a process a letter.

No tags, no PDF/A, nothing enclosed; WeasyPrint's defaults throughout. Each letter pays for the
start of Python and the reading of the fonts, as a script run once a letter does.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.pool import run_all
from benchmarks.tools import main

_TEMPLATE = Path(__file__).with_name("naive.html.j2")


def set_letters(letters: Path, names: list[str], out: Path, jobs: int) -> None:
    """A process a letter."""
    command = (sys.executable, "-m", "benchmarks.tools.naive", "--one")
    run_all(
        ([*command, str(letters / f"{name}.json"), str(out / f"{name}.pdf")] for name in names),
        jobs,
    )


def columns(row: list[list[str]]) -> list[str]:
    """A cell a field: its paragraphs one after the other."""
    return [" ".join(cell) for cell in row]


def page(letter: Path) -> str:
    """A letter as HTML."""
    import json

    import jinja2

    data = json.loads(letter.read_text(encoding="utf-8"))
    environment = jinja2.Environment(autoescape=True)
    environment.filters["columns"] = columns
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(letter=data)


def set_one(letter: Path, out: Path) -> None:
    """One letter as PDF."""
    import weasyprint

    weasyprint.HTML(string=page(letter), base_url=str(letter.parent)).write_pdf(str(out))


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        set_one(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(set_letters)
