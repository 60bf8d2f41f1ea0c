"""index.html of a dossier: made of what was planned and written, with nothing of the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from demarche.build.dossier_writer import WrittenFile
from demarche.build.prepare import Prepared
from demarche.case.duplicate_references import file_safe
from demarche.kernel.problems import Severity
from demarche.model.dossier_index import DossierIndex, IndexFile, IndexRecipient, in_bytes
from demarche.model.recipient_papers import recipient_id
from demarche.model.request import Request
from demarche.render.html import Templates

INDEX = "index.html"

_LISTS = {
    "accounts": "the accounts as a table",
    "posts": "the posts named, one a line",
    "urls": "one address a line, for a portal",
    "return-form": "the return form as a table",
}
_PAPERS = {
    "restricted": "restricted annex: contacts and exhibits",
    "return-form": "return form, to be filled in by the recipient",
}


def index_html(case: Prepared, files: Mapping[str, WrittenFile], pages: Mapping[str, int]) -> bytes:
    """The page for the files of a dossier, by their names; `pages` are those of each PDF."""
    folders = case.workspace.template_folders()
    view = _view(case, files, pages)
    return Templates(folders, case.matter.locale).page("index", {"index": view}).encode("utf-8")


def _view(
    case: Prepared, files: Mapping[str, WrittenFile], pages: Mapping[str, int]
) -> DossierIndex:
    heads, written = case.heads, case.file.case
    groups: dict[tuple[str, str], list[int]] = {}
    for number, head in enumerate(heads):
        key = head.recipient.platform_id, recipient_id(head)
        groups.setdefault(key, []).append(number)
    recipients = [_recipient(case, key, numbers, files, pages) for key, numbers in groups.items()]
    recipients.sort(key=lambda recipient: recipient.due or dt.date.max)
    drafts = dict.fromkeys(reason for head in heads for reason in head.draft)
    seal = heads[0].office.seal if heads else None
    return DossierIndex(
        reference=written.reference,
        title=written.title,
        language=case.matter.language,
        specimen=bool(heads and heads[0].office.specimen),
        issued_at=written.date,
        draft=tuple(drafts),
        warnings=sum(finding.severity is Severity.WARNING for finding in case.findings),
        sealed_by=seal.holder if seal else None,
        accounts=len(case.matter.rows),
        documents=len(heads),
        pages=sum(pages.values()),
        recipients=tuple(recipients),
    )


def _recipient(
    case: Prepared,
    key: tuple[str, str],
    numbers: list[int],
    files: Mapping[str, WrittenFile],
    pages: Mapping[str, int],
) -> IndexRecipient:
    platform, company = key
    heads = [case.heads[number] for number in numbers]
    asking = [head for head in heads if head.manner.asks and not head.kind.spec.encloses]
    found = list(_files(case, platform, company, numbers, files, pages))
    channels = dict.fromkeys(head.recipient.channel for head in heads if head.recipient.channel)
    return IndexRecipient(
        platform=heads[0].recipient.platform,
        entity=heads[0].recipient.legal_entity,
        channels=tuple(channels),
        due=min((head.reply_by for head in asking), default=None),
        files=tuple(found),
    )


def _files(
    case: Prepared,
    platform: str,
    company: str,
    numbers: list[int],
    files: Mapping[str, WrittenFile],
    pages: Mapping[str, int],
) -> Iterator[IndexFile]:
    """The letter, the documents by the day of their answer, the papers, the lists."""
    reference = file_safe(case.file.case.reference)

    def order(number: int) -> tuple[bool, dt.date, int]:
        head = case.heads[number]
        day = head.reply_by if head.manner.asks else dt.date.max
        return not head.kind.spec.encloses, day, number

    ending = f"-{company}" if company else ""
    for number in sorted(numbers, key=order):
        name = f"{platform}/{reference}-{case.documents[number].slug}.pdf"
        yield from _file(name, case.heads[number].title, files, pages, case, number)
    for paper, what in _PAPERS.items():
        yield from _file(f"{platform}/{reference}{ending}-{paper}.pdf", what, files, pages)
    for stem, what in _LISTS.items():
        suffix = "txt" if stem == "urls" else "csv"
        yield from _file(f"{platform}/{stem}{ending}.{suffix}", what, files, pages)


def _file(
    path: str,
    what: str,
    files: Mapping[str, WrittenFile],
    pages: Mapping[str, int],
    case: Prepared | None = None,
    number: int = 0,
) -> Iterator[IndexFile]:
    if path not in files:
        return
    head: Request | None = case.heads[number] if case else None
    asks = head is not None and head.manner.asks and not head.kind.spec.encloses
    yield IndexFile(
        folder=path.partition("/")[0],
        name=path.partition("/")[2],
        what=what,
        rows=len(case.documents[number].listed) if case else 0,
        pages=pages.get(path, 0),
        size=in_bytes(files[path].size),
        due=head.reply_by if head and asks else None,
    )
