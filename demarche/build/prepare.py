"""From the path of a case to its requests and their examination: everything but writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from demarche.case.case_reader import CaseFile, read_case
from demarche.case.duplicate_references import namesakes
from demarche.case.office_reader import emblem_of, office_problems
from demarche.case.other_cases import Elsewhere
from demarche.case.to_fill import places_to_fill
from demarche.compose.plan import Document, plan
from demarche.compose.requests import Cited, compose
from demarche.compose.resolve_references import settle
from demarche.examine.engine import Subject, examine
from demarche.facts.banned_phrases import open_wording
from demarche.facts.library import open_library
from demarche.kernel.memory import release_memory, without_collection
from demarche.kernel.problems import InputError, Problem, Severity
from demarche.kernel.staging import recover
from demarche.kernel.workspace import Workspace
from demarche.model.request import Request
from demarche.model.resolved_case import Matter
from demarche.platforms.resolver import Resolver

_MANY = 2_000
"""Accounts; what the reading and examination of so many leave free is worth giving back."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A case composed and examined, ready to be rendered if nothing stands against it."""

    file: CaseFile
    workspace: Workspace
    matter: Matter
    documents: tuple[Document, ...]
    heads: tuple[Request, ...]
    """The requests without their rows and exhibits: all that the examination asks of them."""
    findings: tuple[Problem, ...]
    emblem: bytes | None
    """The file of the office's emblem: SVG, PNG or JPEG."""

    @property
    def requests(self) -> Sequence[Request]:
        """The requests, each composed when it is asked for: all at once would fill the memory."""
        return _Requests(self.matter, self.documents)

    @property
    def stopped(self) -> bool:
        """True where the examination found an error."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


class _Requests(Sequence[Request]):
    """The requests of a case, composed one by one."""

    def __init__(self, matter: Matter, documents: tuple[Document, ...]) -> None:
        self._matter, self._documents = matter, documents

    def __len__(self) -> int:
        return len(self._documents)

    @overload
    def __getitem__(self, index: int) -> Request: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Request]: ...
    def __getitem__(self, index: int | slice) -> Request | Sequence[Request]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        return compose(self._matter, self._documents[index], self._documents)


def prepare(path: Path, workspace: Workspace | None = None) -> Prepared:
    """Read, settle, compose and examine one case. Raises InputError for bad input."""
    with without_collection():
        prepared = _prepare(path, workspace)
    if len(prepared.matter.rows) > _MANY:
        release_memory()
    return prepared


def _prepare(path: Path, workspace: Workspace | None) -> Prepared:
    here = workspace or Workspace.around(path.parent)
    recover(path.parent)
    file = read_case(path)
    _check_pictures(file)
    library = open_library(here, file.case.date.date())
    resolver = Resolver(library.platforms, file.case.date)
    if unfilled := places_to_fill(here, file.case.office):
        raise InputError(unfilled)
    # The case and its office are two files: what is wrong with both is told at once.
    faults = [*namesakes(file, here), *office_problems(here, library, file.case.office)]
    try:
        matter = settle(
            *(file.case, file.place, library, resolver, file.enclosed),
            answers=file.answers,
            earlier=file.earlier,
        )
    except InputError as error:
        raise InputError(dict.fromkeys((*faults, *error.problems))) from None
    if faults:
        raise InputError(faults)
    documents = plan(matter)
    cited: Cited = {}
    heads = tuple(
        compose(matter, document, documents, whole=False, cited=cited) for document in documents
    )
    emblem = emblem_of(matter.office, here)
    others = Elsewhere(path, file.case.reference, here, resolver)
    wording = open_wording(here)
    subject = Subject(
        *(matter, documents, heads, wording),
        elsewhere=others.standings,
        letters_elsewhere=others.letters,
    )
    findings = examine(subject, file.place)
    return Prepared(file, here, matter, documents, heads, tuple(findings), emblem)


def _check_pictures(file: CaseFile) -> None:
    if not file.enclosed:
        return
    from demarche.render.pictures import PictureError, verify_picture  # heavy, and seldom needed

    problems = []
    for number, exhibit in enumerate(file.case.exhibits):
        data = file.enclosed.get(exhibit.id)
        if data is None:
            continue
        try:
            verify_picture(data)
        except PictureError as error:
            place = file.place("exhibits", number, "file")
            name = f"exhibits[{number + 1}].file"
            problems.append(
                Problem(place, name, f"{exhibit.file}: {error}", "use a PNG, JPEG or WebP")
            )
    if problems:
        raise InputError(problems)
