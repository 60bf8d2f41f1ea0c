"""The files inside a document: each once, the same for every reader, and no other.

A PDF names an attached file in several places: the list of names, which most viewers show, `/AF`,
which others do, and in the description of each file `/F` and `/UF`, of which a reader may take
either. All of them must lead to one stream, or two readers save two different files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from demarche.trust.verify.verify_report import Check, agrees, differs

_FILE = {"/Type", "/F", "/UF", "/EF", "/Desc", "/AFRelationship"}
_STREAM = {"/Type", "/Subtype", "/Params", "/Length", "/Filter", "/DecodeParms"}


def check_files(pdf: pikepdf.Pdf, expected: tuple[str, ...]) -> Iterator[Check]:
    """Whether the files inside are those that are expected, by whatever way they are reached."""
    faults = list(dict.fromkeys(_faults(pdf, expected)))
    if faults:
        yield differs("attachments", "; ".join(faults))
    elif expected:
        yield agrees("attachments", f"{' and '.join(expected)}, and no other file")
    else:
        yield agrees("attachments", "there is no file inside")


def _faults(pdf: pikepdf.Pdf, expected: tuple[str, ...]) -> Iterator[str]:
    alone = f"the files inside are not {' and '.join(expected)} alone" if expected else (
        "there is a file inside"
    )  # fmt: skip
    lists: Any = pdf.Root.get("/Names", {})
    tree: Any = lists.get("/EmbeddedFiles", {})
    if set(tree.keys()) - {"/Names"}:
        yield f"{alone}: their list has more than names"
    listed = list(tree.get("/Names", []))
    names = [str(name) for name in listed[::2]]
    files = listed[1::2]
    if tuple(sorted(names)) != expected or len(names) != len(files):
        yield alone
    for name, file in zip(names, files, strict=False):
        yield from _file(name, file)
    associated = [_key(file) for file in pdf.Root.get("/AF", [])]
    form = len(expected) == 1 and "/AF" not in pdf.Root  # a return form is not PDF/A
    if not form and sorted(associated) != sorted(_key(file) for file in files):
        yield "the associated files (/AF) are not the attached ones"
    if any(_carries(page) for page in pdf.pages):
        yield f"{alone}: a page has one of its own"


def _file(name: str, file: Any) -> Iterator[str]:
    if set(file.keys()) - _FILE:
        yield f"{name} has more than a file has"
    if str(file.get("/UF", name)) != name or str(file.get("/F", name)) != name:
        yield f"{name} is called otherwise in its own description"
    streams = file.get("/EF", {})
    if set(streams.keys()) - {"/F", "/UF"} or "/F" not in streams:
        yield f"{name} has streams for other systems"
        return
    if "/UF" in streams and _key(streams.UF) != _key(streams.F):
        yield f"{name} leads to two different files (/EF /F and /UF)"
    if set(streams.F.keys()) - _STREAM:
        yield f"{name} has more than a file has"


def _carries(page: Any) -> bool:
    """Whether a page carries a file of its own, in itself or in a note."""
    if "/AF" in page:
        return True
    return any(
        "/FS" in note or "/AF" in note or str(note.get("/Subtype")) == "/FileAttachment"
        for note in page.get("/Annots", [])
    )


def _key(found: Any) -> tuple[int, int]:
    key: tuple[int, int] = found.objgen
    return key
