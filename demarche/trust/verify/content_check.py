"""Whether the pages of a PDF and the data attached to it say the same.

The structure is read by qpdf (pikepdf), which took no part in making the file; `paper` reads the
pages.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf
import pypdfium2

from demarche.exchange.payload import (
    ACCOUNTS,
    REQUEST,
    Payload,
    PayloadError,
    attachments,
    payload_of,
    request_bytes,
)
from demarche.model.locale import builtin_locale, english
from demarche.model.paper_mark import read_mark
from demarche.render import annex
from demarche.trust.verify.attached_files import check_files
from demarche.trust.verify.page_addresses import packed
from demarche.trust.verify.page_links import linked_addresses
from demarche.trust.verify.page_text import check_paper, numbers, read_pages, reference_stands
from demarche.trust.verify.paper_form import Paper
from demarche.trust.verify.verify_report import (
    DATA,
    Check,
    agrees,
    differs,
    left_open,
    numbered,
    reason,
)

_FORM = "return-form.csv"
"""The file inside a return form."""

_ORIGINAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}\.(png|jpg|webp)")
"""The name of an original inside a restricted annex."""

_UNMARKED = re.compile(r"(Restricted annex to|Return form for) [^()]* \((.+)\)")
"""The titles of the files that belong to a document, from before such a file had a mark."""

_MARKED: Mapping[str, Paper] = {
    "restricted": "restricted",
    "return-form": "return-form",
    "holder-copy": "copy",
    "public-copy": "copy",
}
"""What a file is, by its mark."""

_KNOWN_BY = ("number", "canonical", "identifier", "native_id")
"""Columns of accounts.csv in every version."""


def check_content(data: bytes) -> Iterator[Check]:
    """All checks that need nothing but the file."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            faults = pdf.check_pdf_syntax()
            if faults:
                yield differs("syntax", f"the file is damaged: {reason(faults[0])}")
            else:
                yield agrees("syntax", "the file is well formed")
            pages = read_pages(data)
            words = builtin_locale(str(pdf.Root.get("/Lang", ""))) or english()
            paper, main = paper_of(pdf)
            if paper != "main":
                yield from _other(pdf, paper, main, pages, words.page)
                return
            payload = payload_of(pdf)
            yield from _data(pdf, payload)
            digest = hashlib.sha256(payload.request_json).hexdigest()
            linked = linked_addresses(data, pdf)
            yield from check_paper(pages, payload.data, digest, words.page, linked)
    except PayloadError as error:
        yield differs("attachments", f"the file {error}")
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        yield differs("syntax", f"the file cannot be read: {reason(error)}")
    except Exception as error:  # noqa: BLE001
        # A damaged or hostile file may break the readers in any way; none of them is genuine.
        yield differs("syntax", f"the file cannot be read: {type(error).__name__}")


def belongs_to(pdf: pikepdf.Pdf) -> str:
    """The reference of the document that a restricted annex, a return form or a copy belongs to.

    Empty for any other file.
    """
    return paper_of(pdf)[1]


def paper_of(pdf: pikepdf.Pdf) -> tuple[Paper, str]:
    """What a file is, and the reference of the document that it belongs to; empty for a document.

    By the mark in its metadata; the files of older versions have none, and are known by their
    title.
    """
    if REQUEST in pdf.attachments:
        return "main", ""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        mark = read_mark(str(metadata.get("dc:identifier", "")))
    if mark:
        return _MARKED[mark[0]], mark[1]
    old = _UNMARKED.fullmatch(str(pdf.docinfo.get("/Title", "")))
    if old is None:
        return "main", ""
    return ("restricted" if old[1].startswith("Restricted") else "return-form"), old[2]


def _other(
    pdf: pikepdf.Pdf, paper: Paper, reference: str, read: list[str], numbering: str
) -> Iterator[Check]:
    pages = [packed(text) for text in read]
    yield from check_files(pdf, _expected(pdf, paper))
    if paper == "restricted":
        yield from _originals(pdf, "".join(pages))
    yield from numbers(pages, numbering)
    yield reference_stands(pages, reference)
    yield left_open(
        DATA, "this file contains no request; only its manifest and seal can show what it is"
    )


def _expected(pdf: pikepdf.Pdf, paper: Paper) -> tuple[str, ...]:
    """The files that may be inside: a form's rows, the originals of an annex's exhibits."""
    if paper == "return-form":
        return (_FORM,)
    if paper == "restricted" and REQUEST not in pdf.attachments:
        return tuple(sorted(name for name in pdf.attachments if _ORIGINAL.fullmatch(name)))
    return ()


def _originals(pdf: pikepdf.Pdf, text: str) -> Iterator[Check]:
    """The originals inside an annex: each is the item whose SHA-256 is printed for its exhibit."""
    files = attachments(pdf)
    for name in sorted(files):
        digest = hashlib.sha256(files[name]).hexdigest()
        if packed(digest) not in text:
            yield differs("originals", f"{name} is not an item whose SHA-256 is printed")
            return
    if files:
        count = numbered(len(files), "original has", "originals have")
        yield agrees("originals", f"the {count} the SHA-256 that is printed")


def _data(pdf: pikepdf.Pdf, payload: Payload) -> Iterator[Check]:
    yield from check_files(pdf, (ACCOUNTS, REQUEST))
    if _further(pdf):
        text = "a page carries a note or a field of its own, or the file an action"
        yield differs("attachments", text)
    yield from _form(payload)
    identifier = bytes(pdf.trailer.get("/ID", [b""])[0])
    expected_id = hashlib.sha256(payload.request_json).digest()
    # A carriage return in a PDF string is read as a line feed (ISO 32000-1, 7.3.4.2).
    if identifier in (expected_id, re.sub(rb"\r\n?", b"\n", expected_id)):
        yield agrees("identifier", f"the document's identifier is the SHA-256 of {REQUEST}")
    else:
        yield differs("identifier", f"the document's identifier is not the SHA-256 of {REQUEST}")


def _form(payload: Payload) -> Iterator[Check]:
    """The data in the form of this version; those of an older program are not thereby forged."""
    try:
        request = payload.request()
    except PayloadError as error:
        version = payload.data["schema_version"]
        yield left_open("form", f"{REQUEST} is of another version ({version}): {error}")
        yield _known_by(payload)
        return
    if request_bytes(request) == payload.request_json:
        yield agrees("form", f"{REQUEST} is in the form {request.schema_version}")
    elif _as_written(payload.data) == payload.request_json:
        # A field that came later has a value where the data have none.
        yield left_open("form", f"{REQUEST} is of another version, with other fields")
        yield _known_by(payload)
        return
    else:
        yield differs("form", f"{REQUEST} is not written as this program writes it")
    table = annex.accounts_csv(request.accounts)
    if table.partition(b"\n")[0] != payload.accounts_csv.partition(b"\n")[0]:
        yield _known_by(payload)  # of another version, with other columns
    elif table == payload.accounts_csv:
        rows = numbered(len(request.accounts), "row", "rows")
        yield agrees("accounts", f"{ACCOUNTS} holds the {rows} of {REQUEST}")
    else:
        yield differs("accounts", f"{ACCOUNTS} does not hold the rows of {REQUEST}")


def _as_written(data: dict[str, Any]) -> bytes:
    """The bytes in which every version writes these data."""
    text = json.dumps(data, ensure_ascii=True, sort_keys=True, indent=1)
    return text.encode("ascii") + b"\n"


def _known_by(payload: Payload) -> Check:
    """The columns of accounts.csv that every version has, against the rows of the data."""
    table = csv.DictReader(io.StringIO(payload.accounts_csv.decode("utf-8"), newline=""))
    shown = [[row[name].removeprefix("'") for name in _KNOWN_BY] for row in table]
    rows = payload.data["accounts"]
    if shown == [[str(row[name] or "").removeprefix("'") for name in _KNOWN_BY] for row in rows]:
        return agrees("accounts", f"{ACCOUNTS} names the {numbered(len(rows), 'row', 'rows')}")
    return differs("accounts", f"{ACCOUNTS} does not name the rows of {REQUEST}")


def _further(pdf: pikepdf.Pdf) -> bool:
    """Whether a page carries a file, a form or a script of its own."""
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            kind = str(annotation.get("/Subtype"))
            if kind not in ("/Link", "/Widget") or (
                kind == "/Widget" and annotation.get("/FT") != "/Sig"
            ):
                return True
    return any(name in pdf.Root for name in ("/OpenAction", "/AA"))
