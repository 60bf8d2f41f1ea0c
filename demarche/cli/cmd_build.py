"""`demarche build`: examine cases, render their requests, write them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from demarche.cli.common import (
    BAD,
    CASE,
    FOUND,
    plain_option,
    prepare_all,
    report_errors,
    summary,
    tell_slow,
    workspace_of,
)
from demarche.cli.findings_print import print_by_urgency
from demarche.kernel.terminal import unguarded

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from demarche.build.dossier_writer import Built


@click.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE…", type=CASE)
@click.option(
    "--jobs", "-j", type=click.IntRange(1, 256), help="Number of processes (default: one per core)."
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Dask scheduler to render on, for example tls://10.0.0.5:8786.",
)
@click.option(
    "--insecure", is_flag=True, help="Allow a scheduler without TLS; accounts are sent unencrypted."
)
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the documents (default: reports/ in the workspace).",
)
@click.option("--no-cache", is_flag=True, help="Rebuild every document, and do not use the cache.")
@plain_option
@click.option("--quiet", "-q", is_flag=True, help="Do not print warnings.")
@report_errors
def build(
    cases: tuple[Path, ...],
    jobs: int | None,
    cluster: str | None,
    insecure: bool,
    reports: Path | None,
    no_cache: bool,
    plain: bool,
    quiet: bool,
) -> None:
    """Check cases and build their PDFs.

    Writes reports/REFERENCE/index.html, which lists what goes to whom, and for each platform the
    documents (PLATFORM/REFERENCE-KIND.pdf). Each recipient gets one restricted annex, one return
    form, and accounts.csv, urls.txt and posts.csv of its own rows. A manifest has the hashes.

    A case is written whole or not at all; if any case has an error, no files are written. A dossier
    that did not change is left as it is. One that was sealed, or contains anything else that this
    program did not write, is never replaced: a changed case becomes reports/REFERENCE-v2 next to
    it.
    """
    from demarche.build.executors import warm

    cases = tuple(dict.fromkeys(cases))
    for path in cases:
        workspace_of(path.parent)
    with _executor(jobs, cluster, insecure=insecure) as pool:
        if cluster is None:
            warm(pool)  # at once: they load for longer than this process does
        from demarche.build.runner import BuildError
        from demarche.build.runner import build as build_all

        prepared = prepare_all(cases)
        for case in prepared:
            print_by_urgency(
                finding for finding in case.findings if not quiet or finding.severity == "error"
            )
        if any(case.stopped for case in prepared):
            found = [finding for case in prepared for finding in case.findings]
            click.echo(f"{summary(found)}; no files written", err=True)
            sys.exit(FOUND)
        total = sum(len(case.documents) for case in prepared)
        tell_slow(plain)
        keep = not no_cache
        try:
            with _bar(total) as advance:
                built = build_all(
                    prepared,
                    pool=pool,
                    progress=advance,
                    reports=reports,
                    keep=keep,
                    plain=plain,
                )
        except BuildError as error:
            click.echo(str(error), err=True)
            click.echo("no files written", err=True)
            sys.exit(BAD)
    for dossier in built:
        tell(dossier)


def _executor(jobs: int | None, cluster: str | None, *, insecure: bool) -> Executor:
    """Who renders. Raises InputError for a cluster that is not reached."""
    if cluster is None:
        from demarche.build.executors import local_processes

        return local_processes(jobs)
    from demarche.build.cluster import executor  # an option of its own, with its own libraries

    return executor(cluster, insecure=insecure)


def tell(built: Built) -> None:
    """Say where the documents are, and what there is to know of the folder."""
    from demarche.kernel.workspace import shown

    pdfs = sum(name.endswith(".pdf") for name in built.files)
    note = f" ({built.note})" if built.note else ""
    click.echo(f"{shown(built.folder)}: {pdfs} PDF files{note}")


class _bar:  # noqa: N801  (used as a context manager only)
    """A progress bar on a terminal, silence elsewhere."""

    def __init__(self, total: int) -> None:
        self._bar = (
            click.progressbar(length=total, label="Documents", file=unguarded(sys.stderr))
            if sys.stderr.isatty() and total > 1
            else None
        )

    def __enter__(self) -> Callable[[int, int], None]:
        if self._bar:
            self._bar.__enter__()
        return lambda _done, _total: self._bar.update(1) if self._bar else None

    def __exit__(self, *error: Any) -> None:
        if self._bar:
            self._bar.__exit__(*error)
