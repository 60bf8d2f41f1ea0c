"""What a new office or law file leaves to be found: its values that begin with `TO FILL`.

`demarche new` writes such a value where nothing may be invented. It says what has to be found, so
the list of them is the officer's list of things to do. Nothing is examined or built before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from demarche.kernel import strict_yaml
from demarche.kernel.open_file import read_bytes
from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.workspace import Workspace, builtin, shown

TO_FILL = "TO FILL"


def places_to_fill(workspace: Workspace, office: str) -> list[Problem]:
    """What is to be filled in the workspace's own file of an office, and in that of its law."""
    found: list[Problem] = []
    file = _own(workspace, "offices", office)
    law = ""
    if file is not None:
        tree = _tree(file)
        found += _open(tree, shown(file), "")
        law = str(tree.get("jurisdiction", "")) if tree else ""
    if law and (file := _own(workspace, "jurisdictions", law)):
        found += _open(_tree(file), shown(file), "")
    return found


def _own(workspace: Workspace, kind: str, key: str) -> Path | None:
    """The workspace's own file; the built-in ones leave nothing open."""
    file = workspace.files(kind).get(key)
    return None if file is None or builtin("data").resolve() in file.resolve().parents else file


def _tree(file: Path) -> strict_yaml.Mapping:
    """The fields of a file; none where it cannot be read, which its own reader reports."""
    try:
        return strict_yaml.read(read_bytes(file, shown(file)), shown(file))
    except InputError:
        return strict_yaml.Mapping()


def _open(node: object, file: str, path: str) -> Iterator[Problem]:
    if isinstance(node, strict_yaml.Mapping):
        for name, value in node.items():
            yield from _open(value, file, f"{path}.{name}" if path else name)
    elif isinstance(node, strict_yaml.Sequence):
        for number, value in enumerate(node, start=1):
            yield from _open(value, file, f"{path}[{number}]")
    elif isinstance(node, strict_yaml.Text) and node.startswith(TO_FILL):
        what = node.removeprefix(TO_FILL).lstrip(": ") or "still to be filled in"
        yield Problem(Place(file, node.line, node.column), path, f"to do: {what}")
