"""A document rebuilt from the data that it carries, and compared byte for byte.

Documents are deterministic: the same data, templates and program give the same bytes. Beside the
data inside, a document needs its templates, the words of its language and the office's emblem.
Those are taken from this program, or from a workspace that its user trusts by name; what comes with
the document is data, and decides nothing of how it is made. The cache of documents is not asked.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

import demarche
from demarche.build.made_mark import MadeBy, made_by, read_made
from demarche.exchange.payload import Payload, PayloadError, attachments
from demarche.kernel.open_file import read_regular
from demarche.kernel.problems import InputError
from demarche.kernel.trusted_folders import is_trusted
from demarche.kernel.workspace import Workspace, builtin, shown
from demarche.model.locale import Locale
from demarche.model.recipient_papers import RecipientPapers, papers_of
from demarche.model.record_reader import load
from demarche.model.request import Request
from demarche.trust.verify.paper_metadata import described
from demarche.trust.verify.verify_report import MADE, Check, agrees, differs, left_open

RETURN_FORM = "return-form.csv"
"""The file inside a return form."""

_LONGEST = 60
_NAMED = "if they are in your workspace: demarche trust FOLDER, then verify from there"


def trusted_workspace() -> Path | None:
    """The workspace around the current folder, where its user trusts it by name.

    Only that one: where a document lies says nothing, and its folder may have come with it.
    """
    try:
        root = Workspace.around(Path.cwd()).root
    except (InputError, OSError):
        return None
    return root if is_trusted(root) else None


@dataclass(frozen=True, slots=True)
class _Look:
    """What a document is made with, beside its data."""

    folders: tuple[str, ...]
    locale: str
    emblem: bytes | None


def origin_of(pdf: pikepdf.Pdf) -> tuple[str, MadeBy | None]:
    """The program that a file names, and by what it says that it was made."""
    try:
        found = described(pdf)
    except Exception:  # noqa: BLE001
        return "", None  # the check of the metadata tells
    return found.get("xmp:CreatorTool", "")[:_LONGEST], read_made(found.get("dc:source", ""))


_VERSION = re.compile(r"(?:Demarche )?([0-9]{1,4})\.([0-9]{1,4})\.([0-9]{1,4})")


def later_version(data: bytes) -> str:
    """The program that a file names, where that is a later version than this; else nothing."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            creator, _ = origin_of(pdf)
    except pikepdf.PdfError:
        return ""
    found, ours = _VERSION.match(creator), _VERSION.match(demarche.__version__)
    if not found or not ours:
        return ""
    return creator if [*map(int, found.groups())] > [*map(int, ours.groups())] else ""


def make_again(data: bytes, pdf: pikepdf.Pdf, payload: Payload, workspace: Path | None) -> Check:
    """Whether this program makes these bytes of the data inside."""
    try:
        request = payload.request()
    except PayloadError:
        version = payload.data["schema_version"]
        return left_open(MADE, f"its data are of another version ({version})")
    again = _document_of(request, payload)
    return _compare(data, pdf, request, workspace, again, "request.json inside")


def make_form_again(
    data: bytes, pdf: pikepdf.Pdf, payloads: Sequence[Payload], workspace: Path | None
) -> Check:
    """Whether this program makes this return form of the data of the documents it belongs to."""
    try:
        requests = [payload.request() for payload in payloads]
    except PayloadError:
        return left_open(MADE, "the data of its documents are of another version")
    named = _named_in(pdf)
    there = {request.reference for request in requests}
    if absent := [reference for reference in named if reference not in there]:
        return left_open(MADE, f"{absent[0]} is not at hand, whose rows it holds")
    place = {reference: number for number, reference in enumerate(named)}
    requests.sort(key=lambda request: (place.get(request.reference, len(place)), request.reference))
    papers = papers_of(requests)
    again = _form_of(requests, papers)
    return _compare(data, pdf, requests[0], workspace, again, "the data of its documents")


_Again = Callable[[Any, "_Look", Any, bool | None], bytes]
"""Makes a file of templates, what it is made with, its origin and whether it is set plainly."""


def _form_of(requests: Sequence[Request], papers: RecipientPapers) -> _Again:
    def again(templates: Any, _: _Look, origin: Any, plain: bool | None) -> bytes:
        from demarche.render.recipient_files import form_again

        return form_again(requests, papers, templates, origin, plain=plain)

    return again


def _document_of(request: Request, payload: Payload) -> _Again:
    def again(templates: Any, look: _Look, origin: Any, plain: bool | None) -> bytes:
        from demarche.render.document_files import document_again

        raw, table = payload.request_json, payload.accounts_csv
        return document_again(request, templates, raw, table, look.emblem, origin, plain=plain)

    return again


def _named_in(pdf: pikepdf.Pdf) -> list[str]:
    """The documents whose rows a return form holds, in the order of the table inside it."""
    blank = attachments(pdf).get(RETURN_FORM, b"")
    table = csv.DictReader(io.StringIO(blank.decode("utf-8", "replace"), newline=""))
    return list(dict.fromkeys(row.get("reference") or "" for row in table))


def _compare(
    data: bytes,
    pdf: pikepdf.Pdf,
    request: Request,
    workspace: Path | None,
    make: _Again,
    source: str,
) -> Check:
    from demarche.render.assets import AssetError
    from demarche.render.document_files import Origin
    from demarche.render.html import TemplateFaultError, open_templates
    from demarche.render.pdf import RenderError

    creator, made = origin_of(pdf)
    looks = list(_looks(request, workspace))
    if not looks:
        return left_open(MADE, _lacking(request))
    here = [(look, *_here(look, made)) for look in looks]
    look, mine, plain = next((found for found in here if found[1] == made), here[0])
    origin = Origin(made.mark if made else None, creator or None)
    try:
        again = make(open_templates(look.folders, look.locale), look, origin, plain)
    except (RenderError, TemplateFaultError, AssetError, ValueError, LookupError) as error:
        text = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        if made == mine:
            return differs(MADE, f"this program does not make such a document: {text}")
        return left_open(MADE, f"this version cannot rebuild it: {text}")
    if again == data:
        return agrees(MADE, f"this program makes the very same bytes of {source}")
    if made is not None and made == mine:
        return differs(
            MADE,
            "this very program, with these templates, makes other bytes of the data: the file was "
            "changed after it was made",
        )
    return left_open(MADE, _why_not(creator, made, mine))


def _here(look: _Look, made: MadeBy | None) -> tuple[MadeBy, bool | None]:
    """What a document made here says, and whether WeasyPrint alone is to set it, as it says."""
    usual = made_by(look.folders, look.locale, look.emblem)
    if made is None or made.program == usual.program:
        return usual, None
    plain = made_by(look.folders, look.locale, look.emblem, plain=True)
    return (plain, True) if made.program == plain.program else (usual, None)


def _why_not(creator: str, made: MadeBy | None, mine: MadeBy) -> str:
    if made is None:
        return f"made by another version ({creator or 'which it does not say'})"
    if made.program != mine.program:
        return (
            f"made by another version, or on another kind of machine ({creator}); this program "
            "makes other bytes of the same data"
        )
    return f"made with other templates, words or another emblem than are at hand ({_NAMED})"


def _lacking(request: Request) -> str:
    if request.office.emblem:
        name = request.office.emblem
        return f"the office's emblem ({name}) is not at hand ({_NAMED})"
    return f"there are no words of its language ({request.language}) at hand"


def _looks(request: Request, workspace: Path | None) -> Iterator[_Look]:
    """What the document can be made with: the trusted workspace's before the program's own."""
    own = Workspace(builtin("data").parent)
    for place in [Workspace(workspace), own] if workspace else [own]:
        words = _locale(place, request.language)
        emblem = _emblem(place, request.office.emblem)
        if words is None or (request.office.emblem and emblem is None):
            continue
        folders = tuple(str(folder) for folder in place.template_folders())
        yield _Look(folders, words.model_dump_json(), emblem)


def _locale(place: Workspace, language: str) -> Locale | None:
    file = place.files("locale").get(language)
    try:
        return load(Locale, file, shown(file)) if file else None
    except InputError:
        return None


def _emblem(place: Workspace, name: str | None) -> bytes | None:
    """The emblem of this name beside the offices' files; nothing outside that folder."""
    if not name or Path(name).name != name:
        return None
    for folder in reversed(place.layers("offices")):
        file = folder / name
        if file.is_file() and not file.is_symlink():
            return read_regular(file)
    return None
