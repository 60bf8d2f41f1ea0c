"""Whether another case file of the workspace bears the same reference.

The reference is printed on every page and names the folder of the documents: with two cases of one
reference, the dossier of one would replace that of the other, and an answer could mean both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from demarche.case.case_reader import CaseFile
from demarche.case.case_tables import other_cases
from demarche.kernel.open_file import read_bytes
from demarche.kernel.problems import InputError, Problem
from demarche.kernel.workspace import Workspace, shown

_REFERENCE = re.compile(r"^reference:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)


def file_safe(reference: str) -> str:
    """A reference as part of a file name: every sign but letters, digits and . _ - is a hyphen."""
    return "".join(c if c.isalnum() or c in "._-" else "-" for c in reference)


def within(files: Iterable[CaseFile]) -> list[Problem]:
    """The same fault among the cases of one run, wherever they lie."""
    first: dict[str, CaseFile] = {}
    problems = []
    for file in files:
        other = first.setdefault(file_safe(file.case.reference).casefold(), file)
        if other.path.resolve() != file.path.resolve():
            problems.append(_problem(file, other.name, other.case.reference))
    return problems


def _problem(file: CaseFile, other: str, reference: str) -> Problem:
    return Problem(
        file.place("reference"),
        "reference",
        f"{other} has the same reference {reference}, and so the same documents folder",
        "give each case its own reference",
    )


def namesakes(file: CaseFile, workspace: Workspace) -> list[Problem]:
    """The fault of a reference that another case has, or that names the same folder."""
    mine = file_safe(file.case.reference).casefold()
    return [
        _problem(file, shown(other), reference)
        for other in other_cases(file.path, workspace)
        if (reference := _reference(other)) and file_safe(reference).casefold() == mine
    ]


def _reference(case: Path) -> str | None:
    """The reference as the file's words tell it; what is wrong with them is told elsewhere."""
    try:
        text = read_bytes(case, shown(case)).decode("utf-8", "replace")
    except InputError:
        return None
    found = _REFERENCE.search(text)
    return found[1] if found else None
