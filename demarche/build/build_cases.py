"""Build for programs: from the paths of cases to their finished folders, in one call."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from demarche.build.dossier_writer import Built
from demarche.build.prepare import Prepared, prepare
from demarche.build.runner import Progress
from demarche.build.runner import build as build_prepared
from demarche.kernel.problems import InputError, Place, Problem, Severity
from demarche.kernel.workspace import Workspace, shown

PathLike = str | os.PathLike[str]


def open_workspace(folder: PathLike) -> Workspace:
    """The workspace in a folder. Raises InputError where it has no `data/`, or is not trusted."""
    path = Path(folder)
    if not (path / "data").is_dir():
        raise InputError.single(
            Place(shown(path)), "workspace", "has no data/ folder", "name a folder that has one"
        )
    return Workspace.around(path)


def prepare_case(case: PathLike, *, workspace: PathLike | None = None) -> Prepared:
    """Read, resolve, compose and examine one case; write nothing.

    `case` is the path of a case file. `workspace` is a folder with `data/`; without it, it is the
    one around the case.

    Raises InputError with every problem of a case that cannot be read as it stands.
    """
    path = Path(case)
    if not path.is_file():
        raise InputError.single(Place(shown(path)), "", "is not a file", "name a case file")
    return prepare(path, open_workspace(workspace) if workspace is not None else None)


def build_cases(
    cases: PathLike | Prepared | Iterable[PathLike | Prepared],
    *,
    workspace: PathLike | None = None,
    reports: PathLike | None = None,
    jobs: int | None = None,
    keep: bool = True,
    progress: Progress | None = None,
) -> list[Built]:
    """Examine cases, render their requests and write them: one `Built` for each case, in order.

    `cases` are paths of case files, or what `prepare` gave back. `reports` is the folder to write
    into; without it, `reports/` of the workspace. `jobs` is the number of processes. With `keep`, a
    document that was made before of the same things is taken from the user's cache. `progress` is
    called with the number of documents done and of all.

    Each case is written whole or not at all, and none where the examination of any has an error. A
    path that is given twice is built once.

    Raises InputError for cases that cannot be read or have an error, and where the place of a
    dossier is taken; BuildError where a document cannot be made; OSError where a folder cannot be
    written.
    """
    given = [cases] if isinstance(cases, str | os.PathLike | Prepared) else list(cases)
    given = list({_key(case): case for case in given}.values())
    prepared: list[Prepared] = []
    faults: list[Problem] = []
    for case in given:
        try:
            ready = case if isinstance(case, Prepared) else prepare_case(case, workspace=workspace)
        except InputError as error:
            faults += error.problems
            continue
        prepared.append(ready)
        faults += [found for found in ready.findings if found.severity is Severity.ERROR]
    if faults:
        raise InputError(dict.fromkeys(faults))
    where = Path(reports) if reports is not None else None
    return build_prepared(prepared, jobs=jobs, reports=where, keep=keep, progress=progress)


def _key(case: PathLike | Prepared) -> object:
    """Equal for one path however it is given."""
    return id(case) if isinstance(case, Prepared) else Path(case).resolve()
