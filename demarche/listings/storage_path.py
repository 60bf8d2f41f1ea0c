"""Where a workspace keeps the official lists that were imported into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demarche.kernel.workspace import Workspace


def lists_folder(workspace: Workspace) -> Path:
    """The folder of the lists; it is there once something was imported."""
    return workspace.root / "data" / "lists"
