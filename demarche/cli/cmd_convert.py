"""demarche convert: the data inside a PDF in another program's form."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from demarche.cli.common import report_errors, workspace_of
from demarche.exchange import FORMS, ExportError

if TYPE_CHECKING:
    from demarche.model.request import Request


@click.command()
@click.argument("source", metavar="PDF|JSON", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--to",
    "form",
    required=True,
    type=click.Choice(list(FORMS)),
    help="; ".join(f"{name}: {form.title}" for name, form in FORMS.items()) + ".",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write (default: standard output).",
)
@report_errors
def convert(source: Path, form: str, out: Path | None) -> None:
    """Convert a request to STIX, ETSI or Lumen.

    Nothing of the restricted annex is in the data, and so in none of these forms.
    """
    from demarche.exchange.payload import read_requests
    from demarche.kernel.problems import InputError, Place
    from demarche.kernel.staging import recover, write_file
    from demarche.kernel.workspace import shown

    data = _converted(source, read_requests(source), form)
    if out is None:
        sys.stdout.buffer.write(data)
        return
    recover(out.parent)
    if out.exists() and not (out.is_file() and out.read_bytes() == data):
        place = Place(shown(out))
        raise InputError.single(
            place, "", "already exists with different content", "choose another file"
        )
    write_file(out, data)
    click.echo(shown(out))


def _converted(source: Path, requests: list[Request], form: str) -> bytes:
    """The bytes of the other form. Raises InputError where the request does not fit it."""
    from demarche.kernel.problems import InputError, Place
    from demarche.kernel.workspace import shown

    country = _country(requests[0].law.state, source) if requests else None
    try:
        return FORMS[form].exporter()(requests, country)
    except ExportError as error:
        raise InputError.single(Place(shown(source)), "", str(error), error.remedy) from None


def _country(state: str, source: Path) -> str | None:
    """The code of the asking state, which a request names in words.

    Its law may be a file of the workspace that the request lies in.
    """
    from demarche.facts.library import open_library

    known = open_library(workspace_of(source.parent)).jurisdictions
    for jurisdiction in known.values():
        if jurisdiction.name == state:
            return jurisdiction.state
    return None
