"""The office's own short names of organisations: given once with `--org`, then remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from demarche.facts.sheet_names import REMEMBERED, open_short_names, short_names_file
from demarche.kernel.problems import Collector, Place, Problem, did_you_mean
from demarche.kernel.staging import write_file
from demarche.kernel.workspace import Workspace
from demarche.model.listing import Organisation

if TYPE_CHECKING:
    from demarche.intake.import_sheet import Import


def with_short_names(
    workspace: Workspace, given: Mapping[str, str], known: Mapping[str, Organisation]
) -> dict[str, str]:
    """The names that the workspace remembers, then those of this call. InputError for an unknown
    organisation."""
    found = Collector()
    for name, key in given.items():
        if key not in known:
            remedy = did_you_mean(key, known) or "find its ID with `demarche lists search`"
            message = f"unknown organisation {key!r} (of {name!r})"
            found.add(Problem(Place("demarche import"), "--org", message, remedy))
    found.stop_if_any()
    return {**open_short_names(workspace), **given}


def remembered_file(workspace: Workspace, names: dict[str, str]) -> bytes | None:
    """The workspace's file with these names; None where it has them already."""
    return None if names == open_short_names(workspace) else short_names_file(names)


def remember(made: Import) -> None:
    """Write the workspace's short names of organisations, where they changed."""
    if made.remembered is not None and made.workspace is not None:
        file = made.workspace.root / "data" / REMEMBERED
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, made.remembered)
