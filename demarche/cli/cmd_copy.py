"""`demarche copy`: what may be given to others, made when it is asked for."""

from __future__ import annotations

from pathlib import Path

import click

from demarche.cli.common import plain_option, report_errors, tell_slow, workspace_of
from demarche.kernel.visible_text import one_line


@click.command()
@click.argument("reference", metavar="REF")
@click.option(
    "--holder",
    metavar="ROW",
    help="One page for the holder of this row, by its number or id; no other account is in it.",
)
@click.option("--public", is_flag=True, help="A copy for publication, without any account.")
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the documents (default: reports/ in the workspace).",
)
@plain_option
@report_errors
def copy(
    reference: str, holder: str | None, public: bool, reports: Path | None, plain: bool
) -> None:
    """Make a copy of a built document that may be handed on.

    REF is the reference of the document, for example SPEC-IRU/2026/0042/x/removal. The copy has no
    enquiry, order of a court or officer. It is written to reports/REFERENCE-copies/, next to the
    dossier, and an existing file is never replaced.
    """
    from demarche.app.copies import copy_document
    from demarche.kernel.workspace import shown

    if public == (holder is not None):
        raise click.UsageError("pass either --holder ROW or --public")
    workspace = workspace_of(reports or Path.cwd())
    tell_slow(plain)
    written = copy_document(reference, workspace, holder=holder, reports=reports, plain=plain)
    click.echo(shown(written.file))
    for note in written.notes:
        click.echo(one_line(f"note: {note}"), err=True)
