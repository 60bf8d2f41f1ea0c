"""One run over many cases: prepare all, render in parallel, write each case whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Literal, Self, get_args

from demarche.build import executors
from demarche.build.document_cache import Store
from demarche.build.dossier_index_page import INDEX, index_html
from demarche.build.dossier_records import MANIFEST, OFFICE
from demarche.build.dossier_writer import Built, Staging, WrittenFile
from demarche.build.manifest import manifest, office_record, recipient_manifest
from demarche.build.platform_data import Dossier
from demarche.build.prepare import Prepared
from demarche.build.recipient_work import GatheredPapers, PaperWork, without_annex
from demarche.build.task import BuildError, Made, Task, key, render
from demarche.case.duplicate_references import file_safe
from demarche.facts.banned_phrases import banned_file, read_phrases
from demarche.kernel import limits
from demarche.kernel.filenames import INTERNAL
from demarche.model.letter_parts import Enclosed
from demarche.model.recipient_papers import PAPER_TITLES, recipient_id
from demarche.model.request import Request
from demarche.render import annex, speed
from demarche.render.table_count import TableCount

__all__ = ["BuildError", "Built", "build"]

Round = Literal["documents", "papers", "letters"]
ROUNDS: tuple[Round, ...] = get_args(Round)
"""What is rendered after what."""

Progress = Callable[[int, int], None]
"""Called with the documents done and the documents in all."""


def build(
    cases: Sequence[Prepared],
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    reports: Path | None = None,
    pool: Executor | None = None,
    keep: bool = True,
    plain: bool = False,
) -> list[Built]:
    """Render and write every case. Nothing is written before all documents are there.

    `pool` renders; without it processes of this machine do, `jobs` of them. With `keep` a document
    that was made before from the same things is taken from the user's store. With `plain`, and
    wherever `speed.plain_reason` has one, WeasyPrint alone sets the documents.

    Raises BuildError where a document cannot be made, InputError where the place of a dossier is
    taken by something else, OSError where a folder cannot be written.
    """
    with ExitStack() as stack:
        plain = plain or speed.plain_reason() is not None
        works = [
            stack.enter_context(_Work(case, reports, keep=keep, plain=plain)) for case in cases
        ]
        total = sum(len(case.documents) for case in cases)
        workers = pool or stack.enter_context(executors.local_processes(jobs, total))
        # The papers of a recipient are those of all its documents; a covering letter names the
        # pages and hashes of what it encloses, so it comes last.
        done = 0
        for stage in ROUNDS:
            wanted = [
                (work, number)
                for work in works
                for number in sorted(work.wanted(stage), key=work.place)
            ]
            total += len(wanted) if stage == "papers" else 0
            for _ in _rendered(wanted, workers):
                done += 1
                if progress:
                    progress(done, total)
        return [work.finish() for work in works]


class _Work:
    """A case in the making: its files so far, in a folder beside the one they are to replace."""

    def __init__(self, case: Prepared, reports: Path | None, *, keep: bool, plain: bool) -> None:
        self._case = case
        self._plain = plain
        self._store = Store() if keep else None
        reference = case.file.case.reference
        folder = (reports or case.workspace.reports) / file_safe(reference)
        self._stage = Staging(folder, reference)
        self._files: dict[str, WrittenFile] = {}
        self._pages: dict[str, int] = {}
        self._tables: dict[str, TableCount] = {}
        self._dossiers = {document.platform.id: Dossier(self._stage) for document in case.documents}
        self._papers = GatheredPapers()
        self._paper_work: list[PaperWork] = []

    def __enter__(self) -> Self:
        self._stage.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        for dossier in self._dossiers.values():
            dossier.close()
        self._stage.__exit__(*error)

    def wanted(self, stage: Round) -> list[int]:
        """The numbers of the documents, of the recipients' papers, or of the covering letters.

        Papers are counted on from the documents.
        """
        documents = self._case.documents
        if stage == "papers":
            self._paper_work = list(self._papers.work(self._reference))
            return [len(documents) + index for index in range(len(self._paper_work))]
        letters = stage == "letters"
        return [
            number
            for number, document in enumerate(documents)
            if document.kind.spec.encloses is letters
        ]

    def place(self, number: int) -> tuple[str, int, int]:
        """Where a document comes in the order of the case: by platform, then by its first row.

        What is about the same accounts follows each other: a process keeps the rows that it set.
        """
        if (paper := self._paper(number)) is not None:
            return paper.recipient[0], 0, number
        document = self._case.documents[number]
        first = document.listed[0].number if document.listed else 0
        return document.platform.id, first, number

    def start(self, number: int) -> tuple[Task, str, Made | None]:
        """A document's or a paper's task and key, and what is kept of it from before."""
        paper = self._paper(number)
        if paper is not None:
            task = _task(self._case, paper.lead, plain=self._plain)
            task = replace(task, papers=paper.papers, files=paper.files)
        else:
            task = _task(self._case, self._composed(number), plain=self._plain)
        name = key(task) if self._store else ""
        return task, name, self._store.get(name) if self._store else None

    def _composed(self, number: int) -> Request:
        """A document's request as it will be sent, with what others need of it taken."""
        request, document = self._case.requests[number], self._case.documents[number]
        if request.kind.spec.encloses:
            request = request.model_copy(update={"enclosed": tuple(self._enclosed(number))})
        self._dossiers[document.platform.id].add(number, request)
        self._papers.add(number, document, request, f"{self._reference}-{document.slug}")
        return without_annex(request)

    def _paper(self, number: int) -> PaperWork | None:
        index = number - len(self._case.documents)
        return self._paper_work[index] if index >= 0 else None

    def take(self, number: int, name: str, made: Made, *, fresh: bool) -> None:
        """Write the files of a document; keep them, where they were made just now."""
        if fresh and self._store:
            self._store.put(name, made)
        self._tables[self._name(number)] = made.tables
        for ending, data in made.files.items():
            file = self._name(number) + ending
            self._files[file] = self._stage.write(file, [data])
            self._pages[file] = made.pages[ending]

    def fault(self, number: int, what: str) -> BuildError:
        """The error for a document that needs too much, with the case and the template named."""
        paper = self._paper(number)
        request = paper.lead if paper else self._case.heads[number]
        template = " or ".join(paper.files) if paper else str(request.kind)
        name = f"{template}.html.j2 or style.css"
        where = "" if ".j2:" in what else f"{name}: "
        return BuildError(f"{self._case.file.name}: {request.reference}", (f"{where}{what}",))

    def finish(self) -> Built:
        """Write what goes beside the documents, and put all in its place."""
        if self._store:
            self._store.prune()
        for name, dossier in self._dossiers.items():
            self._files.update(dossier.write(self._stage, name))
            for (platform, company), papers in self._papers.papers():
                if platform == name and papers.answered:
                    ending = f"-{company}" if company else ""
                    self._write(f"{name}/return-form{ending}.csv", annex.return_csv(papers))
            self._write(f"{name}/{MANIFEST}", recipient_manifest(self._case, name, self._files))
        self._write(INDEX, index_html(self._case, self._files, self._pages))
        self._write(f"{INTERNAL}/{OFFICE}", office_record(self._case))
        self._write(f"{INTERNAL}/{MANIFEST}", manifest(self._case, self._files, self._tables))
        return self._stage.commit()

    def _write(self, name: str, data: bytes) -> None:
        self._files[name] = self._stage.write(name, [data])

    def _enclosed(self, number: int) -> Iterator[Enclosed]:
        """What a covering letter encloses: the other documents to the same recipient."""
        mine = self._case.documents[number]
        for other, document in enumerate(self._case.documents):
            request = self._case.heads[other]
            same = (document.platform, document.recipient) == (mine.platform, mine.recipient)
            if same and not request.kind.spec.encloses:
                yield self._listed(f"{self._name(other)}.pdf", request.title, request.reference)
        titles = self._case.matter.locale.files
        recipient = mine.platform.id, recipient_id(self._case.heads[number])
        for index, paper in enumerate(self._paper_work, start=len(self._case.documents)):
            for file in paper.files if paper.recipient == recipient else ():
                title = titles[PAPER_TITLES[file]].format(title=paper.lead.title)
                name = f"{self._name(index)}-{file}.pdf"
                yield self._listed(name, title, paper.papers.reference, inside=file)

    def _listed(self, name: str, title: str, reference: str, *, inside: str = "") -> Enclosed:
        return Enclosed(
            title=title,
            reference=reference,
            file=name.partition("/")[2],
            pages=self._pages[name],
            sha256=self._files[name].sha256,
            restricted=inside == "restricted",
        )

    def _name(self, number: int) -> str:
        """The name of a file without its ending, as seen from the case's folder."""
        if (paper := self._paper(number)) is not None:
            return f"{paper.recipient[0]}/{paper.base}"
        document = self._case.documents[number]
        return f"{document.platform.id}/{self._reference}-{document.slug}"

    @property
    def _reference(self) -> str:
        """The case's reference as its files are named."""
        return file_safe(self._case.file.case.reference)


def _rendered(waiting: Iterable[tuple[_Work, int]], pool: Executor) -> Iterator[None]:
    """Render documents; a turn for each that is there. Few are composed ahead of the workers."""
    queue, room = iter(waiting), executors.room(pool)
    running: dict[Future[Made], tuple[_Work, int, Task, str]] = {}
    try:
        while True:
            while len(running) < room and (item := next(queue, None)):
                work, number = item
                task, name, known = work.start(number)
                if known:
                    work.take(number, name, known, fresh=False)
                    yield
                else:
                    running[pool.submit(render, task)] = (work, number, task, name)
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                work, number, _, name = running[future]
                try:
                    made = future.result()
                except limits.LimitError as error:
                    raise work.fault(number, str(error)) from None
                except BrokenExecutor:
                    work, number, task, _ = _at_work(running)
                    raise work.fault(number, executors.why(pool, task.allowance)) from None
                del running[future]
                work.take(number, name, made, fresh=True)
                yield
    finally:
        for future in running:
            future.cancel()


def _at_work(
    running: Mapping[Future[Made], tuple[_Work, int, Task, str]],
) -> tuple[_Work, int, Task, str]:
    """What a process was at when it ended: the first that it held; the others are lost with it."""
    return next(
        held
        for future, held in running.items()
        if future.done() and isinstance(future.exception(), BrokenExecutor)
    )


def _task(case: Prepared, request: Request, *, plain: bool = False) -> Task:
    wanted = set(request.restricted.pictures)
    return Task(
        request,
        tuple(str(folder) for folder in case.workspace.template_folders()),
        {name: data for name, data in case.file.enclosed.items() if name in wanted},
        case.emblem,
        read_phrases(banned_file(case.workspace)),
        case.matter.locale.model_dump_json(),
        plain,
    )
