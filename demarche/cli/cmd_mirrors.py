"""`demarche mirrors`: observed accounts, and which of them replace removed ones."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from demarche.cli.common import (
    CASE,
    bounded_by,
    json_option,
    prepare_all,
    print_json,
    print_problems,
    report_errors,
    workspace_of,
)
from demarche.cli.option_values import pairs_of
from demarche.kernel.visible_text import one_line

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from demarche.mirrors.findings_store import MirrorFinding
    from demarche.mirrors.observed_accounts import ObservedStore


@click.group()
def mirrors() -> None:
    """Find accounts that replace removed ones; an officer decides each."""


@mirrors.command()
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option("--map", "maps", multiple=True, metavar="TITLE=FIELD", help="Meaning of a column.")
@click.option("--sheet", "name", metavar="NAME", help="Sheet of a workbook.")
@click.option("--encoding", metavar="NAME", help="Encoding of a text file.")
@click.option(
    "--seen",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of first sight for rows without `first_seen`.",
)
@report_errors
def observe(
    sheet: Path,
    maps: tuple[str, ...],
    name: str | None,
    encoding: str | None,
    seen: dt.datetime | None,
) -> None:
    """Keep the accounts of a monitoring sheet in the workspace's private folder.

    Reads what `import` reads, and the columns bio, picture (a file next to the sheet), links and
    created. Nothing is collected from platforms, and no document contains what is kept here;
    `demarche mirrors purge` removes it.
    """
    from demarche.mirrors.observe_sheet import ObserveWanted, observation_summary, observe
    from demarche.mirrors.observed_accounts import ObservedStore

    workspace = workspace_of(sheet.parent)
    day = seen.date().isoformat() if seen else ""
    endings = (".png", ".jpg", ".jpeg", ".webp")
    beside = sheet.parent.iterdir() if sheet.is_file() else ()
    pictures = [file for file in beside if file.suffix.lower() in endings]
    with bounded_by(sheet, *pictures):
        found = observe(ObserveWanted(sheet, pairs_of(maps), name, encoding, day), workspace)
    print_problems(found.problems)
    with _alone(ObservedStore.of_workspace(workspace)) as store:
        fresh = store.keep(found.accounts, found.pictures)
    click.echo(one_line(observation_summary(found, fresh, sheet)))


@mirrors.command()
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only accounts first seen before this date.",
)
@report_errors
def purge(before: dt.datetime | None) -> None:
    """Remove observed accounts with their pictures, and all findings, from the workspace.

    With --before the later accounts stay, and the decided findings; propose again afterwards.
    Decisions remain as salted hashes, so that a decided pair is not proposed again.
    """
    from demarche.mirrors.findings_store import FindingsStore
    from demarche.mirrors.observed_accounts import ObservedStore

    with _alone(ObservedStore.of_workspace(workspace_of(Path.cwd()))) as store:
        removed = store.purge(before.date().isoformat() if before else None)
        FindingsStore(store).purge(decided=before is None)
    click.echo(f"{removed:,} observed account{'' if removed == 1 else 's'} removed")


@mirrors.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE…", type=CASE)
@click.option(
    "--prior",
    type=click.FloatRange(0, 0.5, min_open=True),
    help="Share of observed accounts expected to replace a removed one.",
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Least probability of a proposal.",
)
@click.option("--jobs", "-j", type=click.IntRange(1, 64), help="Number of processes.")
@click.option("--cluster", metavar="ADDRESS", help="Dask scheduler to compare on.")
@click.option(
    "--insecure", is_flag=True, help="Allow a scheduler without TLS; accounts are sent unencrypted."
)
@json_option
@report_errors
def propose(
    cases: tuple[Path, ...],
    prior: float | None,
    least: float | None,
    jobs: int | None,
    cluster: str | None,
    insecure: bool,
    as_json: bool,
) -> None:
    """Compare the removed accounts of the cases with all observed ones, and propose findings.

    A proposal has two kinds of evidence at least: picture, names, self-description, links and
    numbers. Writes findings.csv and findings.html into the private folder. What a case names or
    an officer decided is not proposed again, and no case changes.
    """
    from demarche.kernel.staging import write_files
    from demarche.kernel.workspace import shown
    from demarche.mirrors.findings_page import findings_page
    from demarche.mirrors.findings_store import FindingsStore
    from demarche.mirrors.mirror_weights import open_mirror_weights
    from demarche.mirrors.observed_accounts import ObservedStore
    from demarche.mirrors.propose_findings import propose

    workspace = workspace_of(cases[0].parent)
    with (
        _alone(ObservedStore.of_workspace(workspace)) as store,
        _pool(jobs, cluster, len(store.shards()), insecure=insecure) as executor,
    ):
        store.make()
        done = propose(
            cases,
            workspace,
            prior=prior,
            least=least,
            executor=executor,
            shares_disk=cluster is None,
        )
        files = FindingsStore(store).files(done.findings)
        weights = open_mirror_weights(workspace)
        page = findings_page(done.findings, done.pictures, weights, done.observed)
        write_files(store.root, {**files, "findings.html": page})
    if as_json:
        print_json([_data(finding) for finding in done.findings if finding.state == "proposed"])
        return
    for finding in done.findings:
        if finding.state == "proposed":
            share = min(finding.probability * 100, 99.9)
            line = f"{finding.id}  {share:.3g} %  {finding.account.canonical} for {finding.removed}"
            click.echo(one_line(line))
    click.echo(
        f"{done.fresh:,} proposed; {done.removed:,} removed accounts compared with "
        f"{done.observed:,} observed; {done.known_before:,} named or decided before"
    )
    click.echo(shown(store.root / "findings.html"))


@mirrors.command()
@click.argument("finding")
@click.option("--yes/--no", "yes", default=None, required=True, help="Does it replace the account?")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence.")
@report_errors
def decide(finding: str, yes: bool, reason: str) -> None:
    """Decide a finding; with --yes the account becomes a row of the case.

    The row has `mirror_of`, `first_seen` and the evidence as `link_basis`. Its justification and
    the protected-status check are left for you to complete.
    """
    from demarche.kernel.workspace import shown
    from demarche.mirrors.decide_finding import decide
    from demarche.mirrors.observed_accounts import ObservedStore
    from demarche.mirrors.propose_findings import today

    workspace = workspace_of(Path.cwd())
    with _alone(ObservedStore.of_workspace(workspace)):
        done = decide(finding, yes, reason, today().isoformat(), workspace)
    if done.file is None:
        click.echo(f"{finding}: no; it is not proposed again")
        return
    click.echo(one_line(f"{finding}: yes; row {done.row['id']} added to {shown(done.file)}"))
    click.echo("fields left for you to complete: justification, protected, exhibits")


@mirrors.command()
@click.argument("case", metavar="CASE", type=CASE)
@click.option(
    "--to",
    "form",
    required=True,
    type=click.Choice(["hma", "json", "stix"]),
    help="hma: text for Hasher-Matcher-Actioner; json: list with deletions; stix: STIX 2.1.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write (default: standard output).",
)
@report_errors
def annex(case: Path, form: str, out: Path | None) -> None:
    """Write the picture hashes of a case's indicators as a list for other programs.

    Each has its quality, rows and date; withdrawn ones are marked as deleted. Exit status 1 where
    the check of the case finds an error in an indicator.
    """
    import sys

    from demarche.cli.common import FOUND
    from demarche.exchange import ExportError
    from demarche.kernel.problems import InputError, Place
    from demarche.kernel.staging import write_file
    from demarche.kernel.workspace import shown
    from demarche.mirrors.indicator_annex import FORMATS, annex_of

    (prepared,) = prepare_all([case])
    wrong = [it for it in prepared.findings if it.code in ("E15", "E98", "E99")]
    if wrong:
        print_problems(wrong)
        sys.exit(FOUND)
    try:
        data = FORMATS[form](annex_of(prepared))
    except ExportError as error:
        raise InputError.single(Place(shown(case)), "", str(error), error.remedy) from None
    if out is None:
        sys.stdout.buffer.write(data)
        return
    write_file(out, data)
    click.echo(shown(out))


def _data(finding: MirrorFinding) -> dict[str, object]:
    return {
        "finding": finding.id,
        "probability": finding.probability,
        "prior": finding.prior,
        "removed": finding.removed,
        "row": finding.row,
        "observed": finding.account.canonical,
        "first_seen": finding.account.first_seen,
        "evidence": finding.evidence,
        "against": finding.against,
    }


@contextlib.contextmanager
def _alone(store: ObservedStore) -> Iterator[ObservedStore]:
    """The private folder, which no other command changes meanwhile."""
    from demarche.kernel.staging import working_in

    with working_in(store.root):
        yield store


@contextlib.contextmanager
def _pool(
    jobs: int | None, cluster: str | None, shards: int, *, insecure: bool
) -> Iterator[Executor | None]:
    """Who compares: a cluster, processes of this machine, or this process where there is little."""
    from concurrent.futures import ProcessPoolExecutor

    if cluster is not None:
        from demarche.build.cluster import executor

        with executor(cluster, insecure=insecure) as pool:
            yield pool
        return
    count = min(jobs or os.cpu_count() or 1, shards)
    if count < 2:
        yield None
        return
    with ProcessPoolExecutor(count) as pool:
        yield pool
