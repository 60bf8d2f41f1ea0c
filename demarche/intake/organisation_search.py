"""The organisations that `lists search` finds for a name in a sheet."""

from __future__ import annotations

from collections.abc import Callable

from demarche.kernel.workspace import Workspace
from demarche.listings.combined_search import LONGEST, find
from demarche.listings.storage_path import lists_folder

_LOOKED_AT = 12


def searcher(workspace: Workspace) -> Callable[[str], list[tuple[str, str]]]:
    """A search for organisations: their ids with the names found, best first."""
    files = workspace.files("organisations")
    folder = lists_folder(workspace)
    authorities = workspace.files("authorities")

    def search(text: str) -> list[tuple[str, str]]:
        if len(text) > LONGEST:
            return []
        answers = find(text, files, folder, _LOOKED_AT, authorities=authorities)
        return [(answer.organisation, answer.hit.matched) for answer in answers]

    return search
