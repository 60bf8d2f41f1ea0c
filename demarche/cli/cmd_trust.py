"""`demarche trust`: workspaces that others may write to, and that this user trusts all the same."""

from __future__ import annotations

from pathlib import Path

import click

from demarche.cli.common import report_errors
from demarche.kernel.visible_text import one_line


@click.command()
@click.argument("folders", nargs=-1, metavar="[FOLDER…]", type=click.Path(path_type=Path))
@click.option("--remove", is_flag=True, help="Stop trusting these.")
@report_errors
def trust(folders: tuple[Path, ...], remove: bool) -> None:
    """Trust workspaces that belong to another user, or list those that are trusted.

    The data and templates of a workspace decide what a document says. One that other users can
    write to is therefore refused until you name its folder here, as git does with safe.directory.
    Read first what it holds. The list is kept with your own settings, outside any workspace.

    A workspace that is trusted by name also lends `demarche verify` its templates and emblems,
    where you work in it.
    """
    from demarche.kernel import trusted_folders as kept

    if not folders:
        if remove:
            raise click.UsageError("give the folders to stop trusting")
        for folder in kept.trusted():
            click.echo(one_line(str(folder)))
        return
    done = kept.distrust(folders) if remove else kept.trust_folders(folders)
    for folder in done:
        click.echo(one_line(f"{folder}: {'no longer trusted' if remove else 'trusted'}"))
