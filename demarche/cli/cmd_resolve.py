"""`demarche resolve`: what an address or identifier names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from demarche.cli.common import FOUND, json_option, print_json, report_errors, workspace_of
from demarche.kernel.visible_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demarche.intake.resolve_texts import Resolution

_MAX_LINES = 100_000


@click.command()
@click.argument("texts", nargs=-1, required=True, metavar="URL…")
@click.option("--platform", metavar="ID", help="Platform of a bare name or number.")
@json_option
@report_errors
def resolve(texts: tuple[str, ...], platform: str | None, as_json: bool) -> None:
    """Show what URLs and identifiers refer to (offline).

    `-` reads them from the standard input, one a line. Exit status 1 where one names nothing.
    """
    from demarche.intake.resolve_texts import resolve_texts

    files = workspace_of(Path.cwd()).files("platforms")
    found = list(resolve_texts(list(_texts(texts)), files, platform))
    if as_json:
        print_json([answer.as_dict() for answer in found])
    else:
        click.echo("\n\n".join("\n".join(map(one_line, _lines(answer))) for answer in found))
    if any(answer.target is None for answer in found):
        sys.exit(FOUND)


def _texts(texts: tuple[str, ...]) -> Iterator[str]:
    from demarche.kernel.problems import InputError, Place
    from demarche.kernel.strict_yaml import decode

    for text in texts:
        if text != "-":
            yield text
            continue
        lines = decode(sys.stdin.buffer.read(), "standard input").splitlines()
        if len(lines) > _MAX_LINES:
            raise InputError.single(
                Place("standard input"),
                "",
                f"{len(lines):,} lines (limit {_MAX_LINES:,} at a time)",
                "split them, or use `demarche import`",
            )
        yield from (line for line in lines if line.strip())


def _lines(answer: Resolution) -> Iterator[str]:
    """An answer as it is printed; characters that would disturb a terminal are escaped."""
    from demarche.platforms.errors import as_ascii

    target = answer.target
    yield f"{_plain(answer.written)}"
    if target is None:
        yield f"  {answer.status}: {answer.message}"
        if answer.remedy:
            yield f"  write: {answer.remedy}"
        return
    changeable = "" if target.stable else " (its holder can change it)"
    yield f"  platform    {target.platform}"
    yield f"  kind        {target.kind}"
    yield f"  identifier  {_plain(target.identifier)} ({target.identifier_type}){changeable}"
    yield f"  canonical   {_plain(target.canonical)}"
    if target.owner:
        yield f"  owner       {_plain(target.owner)}"
    if target.created:
        yield f"  created     {target.created:%Y-%m-%dT%H:%M:%SZ} (from its ID)"
    for dropped in target.dropped:
        yield f"  dropped     {as_ascii(dropped)}"
    for warning in target.warnings:
        yield f"  warning     {warning}"


def _plain(text: str) -> str:
    """The text without anything that a terminal would act on or turn around."""
    from demarche.platforms.errors import as_ascii

    return text if text.isprintable() else as_ascii(text)
