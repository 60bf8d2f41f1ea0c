"""The way in. The help of the program itself is printed from the file in which `make docs` keeps
what Click says, since loading Click takes longer than all else that it needs; Click does the rest.
"""

from __future__ import annotations

import os
import sys

WIDTHS = (80, 100)
"""Columns of a terminal for which the help is kept; at 100 it grows no wider."""


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] in (["--help"], ["-h"]) and "_DEMARCHE_COMPLETE" not in os.environ:
        columns = min(_columns(), WIDTHS[-1])
        if columns in WIDTHS:
            with open(help_file(columns), encoding="utf-8") as kept:  # noqa: PTH123  (pathlib: 10 ms)
                text = kept.read()
            try:
                sys.stdout.write(text)
            except UnicodeEncodeError:  # of an encoding that lacks `…`
                from demarche.visible import shown_in

                sys.stdout.write(shown_in(sys.stdout.encoding, text))
            return
    from demarche.cli import main as click_main

    click_main()


def help_file(columns: int) -> str:
    """Where the help for a terminal of so many columns is kept."""
    return os.path.join(os.path.dirname(__file__), "help", f"{columns}.txt")  # noqa: PTH118, PTH120


def _columns() -> int:
    """As `shutil.get_terminal_size` has it, which Click asks."""
    try:
        columns = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        columns = 0
    if columns <= 0:
        try:
            columns = os.get_terminal_size(sys.__stdout__.fileno()).columns  # type: ignore[union-attr]
        except (AttributeError, ValueError, OSError):
            columns = 0
    return columns or 80
