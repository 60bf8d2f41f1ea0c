"""demarche extract: the data inside a PDF, given back."""

from __future__ import annotations

from pathlib import Path

import click

from demarche.cli.common import report_errors


@click.command()
@click.argument(
    "pdfs", nargs=-1, required=True, metavar="PDF…", type=click.Path(path_type=Path, dir_okay=False)
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the files (default: a folder next to each PDF, with its name).",
)
@report_errors
def extract(pdfs: tuple[Path, ...], out: Path | None) -> None:
    """Extract request.json and accounts.csv from PDFs.

    Writes NAME/request.json and NAME/accounts.csv for NAME.pdf. Existing files with different
    content are not overwritten. If any PDF has no such data, no files are written.
    """
    from demarche.exchange.extract_attachments import extract_attachments
    from demarche.kernel.workspace import shown

    for file in extract_attachments(pdfs, out):
        click.echo(shown(file))
