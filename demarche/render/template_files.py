"""The files of templates: where they stand, which names they have, how they are read.

Templates stand in their folder itself. The workspace's own folder may hold no link to a file, since
what is linked could be anything on this computer, and would be printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from demarche.kernel.open_file import read_regular
from demarche.kernel.workspace import builtin

MAX_BYTES = 2 * 2**20
"""Of one template or style sheet."""

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_ENDINGS = (".j2", ".css")


def template_names(folder: Path) -> Iterator[str]:
    """The names of the templates and style sheets of a folder, in their order."""
    if folder.is_dir():
        for file in sorted(folder.iterdir()):
            if file.suffix in _ENDINGS and NAME.fullmatch(file.name):
                yield file.name


def read_template(folder: Path, name: str) -> bytes:
    """The bytes of a template. Raises OSError; a link is refused in a folder of a workspace."""
    own = folder.resolve() != builtin("templates").resolve()
    return read_regular(folder / name, MAX_BYTES, follow=not own)
