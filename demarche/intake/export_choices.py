"""What may be written into the columns of an exported sheet, for its drop-down lists."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from demarche.case import case_tables
from demarche.facts.library import open_library
from demarche.kernel.problems import InputError
from demarche.kernel.workspace import Workspace
from demarche.model.case import Account
from demarche.model.resolved_case import Library


def choices_for(path: Path) -> dict[str, list[str]]:
    """The choices of every field that has some: by the program, the library and the case's law."""
    case = case_tables.case_file(path)
    tree = case_tables.read_tree(case)
    library = open_library(Workspace.around(case.parent))
    found = _fixed()
    found["platform"] = sorted(library.platforms)
    found["organisation"] = sorted(library.organisations)
    found["holder_in"] = ["unknown", *sorted(library.regions.names)]
    found["ground"] = _grounds(library, str(tree.get("office") or ""))
    rows = case_tables.read_table(case, tree, "accounts").rows
    found["mirror_of"] = [row["id"] for row in rows if row.get("id")]
    return {name: choices for name, choices in found.items() if choices}


def _fixed() -> dict[str, list[str]]:
    """The fields that hold one of a few words."""
    found = {}
    for name, hint in typing.get_type_hints(Account, include_extras=False).items():
        if words := [word for word in _words(hint) if isinstance(word, str)]:
            found[name] = words
        elif hint is bool:
            found[name] = ["true", "false"]
    return found


def _words(hint: Any) -> list[object]:
    if get_origin(hint) is Literal:
        return list(get_args(hint))
    if get_origin(hint) in (typing.Union, UnionType):
        return [word for part in get_args(hint) for word in _words(part)]
    return []


def _grounds(library: Library, office: str) -> list[str]:
    """The grounds of the office's law; of every law where the office is not written yet."""
    names: Mapping[str, Any] = library.jurisdictions
    try:
        laws = [library.offices[office].jurisdiction] if office in library.offices else list(names)
        return sorted({ground.id for law in laws for ground in names[law].grounds})
    except (InputError, KeyError):
        return []
