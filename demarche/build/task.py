"""One request to render: what a worker is handed, what it makes, and the key of the two."""

from __future__ import annotations

import functools
import gc
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from demarche.build.fingerprint import package_digest, toolchain
from demarche.kernel import limits
from demarche.kernel.memory import without_collection
from demarche.render.table_count import TableCount, tables_counted
from demarche.render.template_files import hashes

if TYPE_CHECKING:  # loads in half a second, for which the processes that render need not wait
    from demarche.facts.banned_phrases import Phrase
    from demarche.model.recipient_papers import PaperFile, RecipientPapers
    from demarche.model.request import Request
    from demarche.render.html import Templates


class BuildError(Exception):
    """A document cannot be made: its reference, and what stands against it."""

    def __init__(self, reference: str, problems: tuple[str, ...]) -> None:
        self.reference, self.problems = reference, problems
        super().__init__(reference, problems)  # as given, so that it passes between processes

    def __str__(self) -> str:
        return "\n".join(f"{self.reference}: {problem}" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Task:
    """One request to render, in a form that another process can take."""

    request: Request
    folders: tuple[str, ...]
    pictures: Mapping[str, bytes]
    emblem: bytes | None
    phrases: tuple[Phrase, ...]
    """Wording that no document may have."""
    locale: str
    """The words of the documents' language: a `Locale` as JSON."""
    plain: bool = False
    """Whether WeasyPrint alone sets the documents, without the speed package."""
    papers: RecipientPapers | None = None
    """The papers of a recipient, where they are to be made and not the document: `request` then is
    what their templates see of it."""
    files: tuple[PaperFile, ...] = ()
    """Which of the papers."""

    @property
    def allowance(self) -> limits.Allowance:
        """What its rendering may use of this machine."""
        rows = len(self.request.accounts) + len(self.request.removed_before)
        if self.papers:
            rows = sum(len(document.rows) for document in self.papers.documents)
        return limits.for_document(rows, sum(map(len, self.pictures.values())))


@dataclass(frozen=True, slots=True)
class Made:
    """The files of one request by the end of their names, and the pages of each PDF."""

    files: Mapping[str, bytes]
    pages: Mapping[str, int]
    tables: TableCount = field(default_factory=TableCount)
    """The long tables of all files."""


def render(task: Task) -> Made:
    """The files of one request, or of one recipient's papers. Raises BuildError."""
    # In the worker only: the parent process never loads the typesetter.
    from demarche.build.made_mark import made_by
    from demarche.render.document_files import page_count
    from demarche.render.html import TemplateFaultError, open_templates
    from demarche.render.pdf import RenderError

    made = made_by(task.folders, task.locale, task.emblem, plain=task.plain).mark
    try:
        with without_collection(), tables_counted() as tables:
            files = _files(task, open_templates(task.folders, task.locale), made)
    except RenderError as error:
        raise BuildError(task.request.reference, error.problems) from None
    except TemplateFaultError as error:
        raise BuildError(task.request.reference, (str(error),)) from None
    _settle()
    return Made(files, {ending: page_count(data) for ending, data in files.items()}, tables)


def _files(task: Task, templates: Templates, made: str) -> dict[str, bytes]:
    """The files by the end of their names."""
    from demarche.render.document_files import render_request
    from demarche.render.recipient_files import render_papers

    plain = task.plain or None
    if task.papers is None:
        done = render_request(
            task.request, templates, task.emblem, task.phrases, plain=plain, made=made
        )
        return {".pdf": done.document}
    papers = render_papers(
        *(task.request, task.papers, task.files, templates, task.pictures, task.phrases),
        plain=plain,
        made=made,
    )
    return {f"-{name}.pdf": data for name, data in papers.items()}


@functools.cache
def _settle() -> None:
    """Once a process of ours has made a document: what lives then, lives as long as it does."""
    if parent_process() is not None:
        gc.collect()
        gc.freeze()


def warm_up() -> None:
    """Load the typesetter and its fonts, so that the first document does not wait for them."""
    import demarche.render.document_files  # noqa: F401  (what the first document would load)
    from demarche.render.pdf import prepare_fonts

    prepare_fonts()


def key(task: Task) -> str:
    """What the bytes depend on, as one hash: the request, the templates, the pictures, ourselves,
    and whether the speed package is on.

    Equal keys mean equal files, on this machine.
    """
    whole = hashlib.sha256(_base(task.folders))
    for part in (
        task.request.model_dump_json().encode(),
        json.dumps({name: _sha(data) for name, data in sorted(task.pictures.items())}).encode(),
        task.emblem or b"",
        repr(task.phrases).encode(),
        task.locale.encode(),
        b"plain" if task.plain else b"fast",
        task.papers.model_dump_json().encode() if task.papers else b"",
        " ".join(task.files).encode(),
    ):
        whole.update(b"%d:" % len(part) + part)
    return whole.hexdigest()


def _base(folders: tuple[str, ...]) -> bytes:
    """What all tasks of a run have in common: the program, its libraries, the templates."""
    common = [package_digest(), toolchain(), hashes(folders)]
    return hashlib.sha256(json.dumps(common).encode()).digest()


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
