"""`demarche templates`: list them, copy one out to change it, try what was changed."""

from __future__ import annotations

from pathlib import Path

import click

from demarche.cli.common import (
    json_option,
    plain_option,
    print_json,
    report_errors,
    tell_slow,
    workspace_of,
)
from demarche.kernel.visible_text import one_line


@click.group()
def templates() -> None:
    """List, copy and check templates."""


@templates.command(name="list")
@json_option
@report_errors
def list_(as_json: bool) -> None:
    """List the templates in use, and which are the workspace's own."""
    from demarche.app.custom_templates import template_files
    from demarche.kernel.workspace import shown

    found = template_files(workspace_of(Path.cwd()))
    if as_json:
        print_json(
            [
                {"name": template.name, "own": template.own, "path": str(template.path)}
                for template in found
            ]
        )
        return
    for template in found:
        click.echo(
            one_line(f"{template.name:<24}  {shown(template.path) if template.own else 'built in'}")
        )


@templates.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@report_errors
def copy(names: tuple[str, ...]) -> None:
    """Copy built-in templates into the workspace, to be changed there."""
    from demarche.app.custom_templates import copy_template
    from demarche.kernel.workspace import shown

    workspace = workspace_of(Path.cwd())
    for name in names:
        click.echo(shown(copy_template(workspace, name)))


@templates.command()
@plain_option
@report_errors
def check(plain: bool) -> None:
    """Typeset sample requests with the workspace's templates; nothing is written."""
    from demarche.app.custom_templates import try_templates
    from demarche.build.executors import EndedError, alone
    from demarche.kernel import limits
    from demarche.kernel.problems import InputError, Place
    from demarche.kernel.workspace import shown

    workspace = workspace_of(Path.cwd())
    tell_slow(plain)
    try:
        tried = alone(limits.base(), try_templates, workspace, plain or None)
    except (limits.LimitError, EndedError) as error:
        place = Place(shown(workspace.root / "templates"))
        raise InputError.single(place, "", str(error)) from None
    for reference in tried:
        click.echo(f"{reference}: typeset")
