"""The files of templates: where they stand, which names they have, how they are read.

Templates stand in their folder itself. The workspace's own folder may hold no link to a file, since
what is linked could be anything on this computer, and would be printed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
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


def hashes(folders: Sequence[str]) -> dict[str, str]:
    """The SHA-256 of every template in use by its name; a file of the first folder counts."""
    used: dict[str, str] = {}
    for folder in map(Path, reversed(folders)):
        for name in template_names(folder):
            used[name] = _hash_of(folder, name)
    return dict(sorted(used.items()))


def _hash_of(folder: Path, name: str) -> str:
    try:
        return hashlib.sha256(read_template(folder, name)).hexdigest()
    except OSError as error:  # told by the process that renders, if a document needs the file
        return str(error)
