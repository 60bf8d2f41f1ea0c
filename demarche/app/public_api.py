"""What other programs may import from `demarche`: the work of the commands, as functions.

Nothing here prints or ends the process. What is wrong comes as InputError, with every problem.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from demarche.build.build_cases import PathLike, build_cases, open_workspace, prepare_case
from demarche.examine.engine import Rule
from demarche.examine.engine import rules as all_rules
from demarche.exchange.payload import read_requests as requests_of
from demarche.intake.resolve_texts import Resolution, resolve_texts
from demarche.kernel.problems import Problem
from demarche.kernel.workspace import Workspace
from demarche.model.request import Request
from demarche.trust.verify.bounded_check import within_bounds
from demarche.trust.verify.read_wanted import read_wanted
from demarche.trust.verify.verify_document import verify as verify_document
from demarche.trust.verify.verify_folder import verify_folder
from demarche.trust.verify.verify_report import Report

build = build_cases
prepare = prepare_case


def check(case: PathLike, *, workspace: PathLike | None = None) -> tuple[Problem, ...]:
    """What the examination finds in a case: errors, then warnings, then notes.

    Raises InputError with every problem of a case that cannot be read as it stands.
    """
    return prepare_case(case, workspace=workspace).findings


def verify(
    path: PathLike,
    *,
    manifest: PathLike | None = None,
    fingerprint: str | None = None,
    trust: Iterable[PathLike] = (),
    crl: Iterable[PathLike] = (),
) -> list[Report]:
    """Whether page text, attachments, manifest and seal agree: one report for a PDF.

    For the folder of a case it is a report on the folder, then one for each PDF in it, those that
    are refused first.

    `manifest` is the manifest.json to compare with, `fingerprint` the SHA-256 of the certificate
    that must have sealed (64 hexadecimal digits), `trust` are PEM files of certificates at the top
    of a chain, `crl` files of revocation lists. Nothing is fetched.

    Raises InputError where a file is not a PDF or needs too much, OSError where it cannot be read,
    ValueError where the fingerprint is not one.
    """
    wanted = read_wanted(
        Path(manifest) if manifest is not None else None,
        fingerprint,
        map(Path, trust),
        map(Path, crl),
    )
    file = Path(path)
    if file.is_dir():
        return within_bounds(verify_folder, file, file, wanted)
    return [within_bounds(verify_document, file, file, wanted)]


def resolve(
    texts: str | Iterable[str],
    *,
    platform: str | None = None,
    workspace: PathLike | None = None,
) -> list[Resolution]:
    """What each address or identifier names; `target` is None where it does not name an account.

    `platform` says what a bare name is. `workspace` is a folder with `data/`; without it, it is the
    one around the current folder. Nothing is fetched.

    Raises InputError for a platform that is not known, or a faulty data file.
    """
    place = open_workspace(workspace) if workspace is not None else Workspace.around(Path.cwd())
    listed = [texts] if isinstance(texts, str) else list(texts)
    return list(resolve_texts(listed, place.files("platforms"), platform))


def read_requests(path: PathLike) -> list[Request]:
    """The requests of a finished PDF or of its request.json, without what is restricted.

    Raises InputError where there are none, or of another version; OSError where unread.
    """
    return requests_of(Path(path))


def rules() -> tuple[Rule, ...]:
    """The rules of the examination, errors first, by code."""
    return all_rules()


__all__ = [
    "build",
    "check",
    "prepare",
    "read_requests",
    "resolve",
    "rules",
    "verify",
]
