"""demarche verify: whether a document is what it says it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from demarche.cli.common import BAD, FOUND, json_option, print_json, print_problems, report_errors
from demarche.kernel.terminal import coloured

if TYPE_CHECKING:
    from demarche.kernel.problems import Problem
    from demarche.trust.verify.verify_document import Expected
    from demarche.trust.verify.verify_report import Report

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument(
    "named", nargs=-1, required=True, metavar="PDF|FOLDER…", type=click.Path(path_type=Path)
)
@click.option("--manifest", type=_FILE, help="manifest.json of the case, to check against.")
@click.option(
    "--cert", metavar="FINGERPRINT", help="SHA-256 of the certificate expected in the seal."
)
@click.option("--trust", multiple=True, type=_FILE, help="Root certificate of the chain (PEM).")
@click.option("--crl", multiple=True, type=_FILE, help="Revocation list to check against.")
@json_option
@report_errors
def verify(
    named: tuple[Path, ...],
    manifest: Path | None,
    cert: str | None,
    trust: tuple[Path, ...],
    crl: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Verify that pages, data, manifest and seal agree.

    Nothing is fetched. A document without a seal is rebuilt from the data inside and compared
    byte for byte; one of another version is compared by its content. Its parts may agree, but that
    does not show who made it. With --cert or --trust a document without a seal is refused.

    Templates and emblems are the program's own, or those of the workspace around the current
    folder if you named it with `demarche trust`; never those that lie beside the document.

    The folder of a case is checked against its own manifest.json, file by file; --cert and --trust
    then apply to its sealed files, of which there must be at least one.

    Exit status: 0 nothing differs, 1 something differs or there was nothing to compare a file
    with, 2 a file could not be checked.
    """
    from demarche.kernel.problems import InputError, Place, Problem
    from demarche.kernel.workspace import shown
    from demarche.trust.verify.check_many import Job, check_many
    from demarche.trust.verify.verify_folder import verify_folder
    from demarche.trust.verify.verify_report import Report, total

    wanted = _wanted(manifest, cert, trust, crl)
    reports: list[Report] = []
    problems: list[Problem] = []
    alone = iter(check_many([Job(pdf, wanted) for pdf in named if not pdf.is_dir()]))
    for pdf in named:
        try:
            if pdf.is_dir():
                reports += verify_folder(pdf, wanted, check_many)
            elif isinstance(answer := next(alone), Report):
                reports.append(answer)
            else:
                raise answer
        except InputError as error:
            problems.extend(error.problems)
        except OSError as error:
            problems.append(Problem(Place(shown(pdf)), "", (error.strerror or str(error)).lower()))
    if as_json:
        told_problems = [problem.as_dict() for problem in problems]
        print_json({"reports": [report.as_dict() for report in reports], "problems": told_problems})
    else:
        for report in reports:
            _print(report)
        print_problems(problems)
        files = [report for report in reports if not Path(report.file).is_dir()]
        if len(reports) + len(problems) > 1:
            click.echo(total(files, len(problems)))
    if problems:
        sys.exit(BAD)
    if not all(report.passes for report in reports):
        sys.exit(FOUND)


def _wanted(
    manifest: Path | None, cert: str | None, trust: tuple[Path, ...], crl: tuple[Path, ...]
) -> Expected:
    from demarche.trust.verify.read_wanted import read_wanted

    try:
        return read_wanted(manifest, cert, trust, crl)
    except ValueError as error:
        raise click.UsageError(f"--cert: {error}") from None


def _print(report: Report) -> None:
    from demarche.kernel.safe_text import visible

    colour = {"REFUSED": "red", "NOTHING": "red", "SEALED": "green"}.get(report.verdict.name)
    coloured(f"{report.file}: {report.verdict.value}", colour)
    # What speaks against the document comes first; the rest keeps its order.
    for check in sorted(report.checks, key=lambda check: check.outcome.value != "differs"):
        click.echo(f"  {check.outcome.value:<11}  {check.name}: {visible(check.text)}")
