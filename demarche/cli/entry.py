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
                from demarche.kernel.visible_text import shown_in

                sys.stdout.write(shown_in(sys.stdout.encoding, text))
            return
    if sys.version_info < (3, 11):  # noqa: UP036  (whoever runs it may have another)
        _stop(f"needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    try:
        from demarche.cli.main import main as click_main

        click_main()
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        if name in ("", "demarche"):
            raise
        _stop(f"needs the package {name}, which is not installed; {_remedy(name)}")


_EXTRAS = {
    "seal": ("pyhanko", "pyhanko_certvalidator", "pkcs11", "asn1crypto", "oscrypto", "requests"),
    "export": ("stix2",),
    "cluster": ("distributed", "dask"),
}
"""The optional parts of the program by the packages that each of them needs."""


def _remedy(package: str) -> str:
    """What to run where a package is missing, in a checkout or where the program is installed."""
    if os.path.basename(sys.argv[0]) == "generate.py":  # noqa: PTH119
        return "run `make demo` once, then `.venv/bin/python generate.py …`"
    for extra, packages in _EXTRAS.items():
        if package in packages:
            return f"run `pip install 'demarche[{extra}]'`"
    return "run `pip install demarche`"


def _stop(reason: str) -> None:
    """Say on one line why the program cannot run, and end with the status of bad input."""
    name = os.path.basename(sys.argv[0])  # noqa: PTH119
    sys.stderr.write(f"{'demarche' if name == '__main__.py' else name}: {reason}\n")
    sys.exit(2)


def help_file(columns: int) -> str:
    """Where the help for a terminal of so many columns is kept."""
    return os.path.join(os.path.dirname(os.path.dirname(__file__)), "help", f"{columns}.txt")  # noqa: PTH118, PTH120


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
