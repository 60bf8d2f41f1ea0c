"""From the path of a sheet to its table: the form is told by the bytes, not by the name."""

from __future__ import annotations

import re
from pathlib import Path

from demarche.kernel.open_file import read_bytes
from demarche.kernel.problems import InputError, Place, did_you_mean, one_of
from demarche.kernel.workspace import shown
from demarche.sheets import delimited, jsonlines, ods, xlsx
from demarche.sheets.sheet import CHOICES, MAX_BYTES, Sheet
from demarche.sheets.zip_package import Package

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which Office keeps a workbook that has a password."""

_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|head|meta)\b", re.IGNORECASE
)
"""What web pages save under the name of a spreadsheet."""


def read_sheet(path: Path, wanted: str | None = None, encoding: str | None = None) -> Sheet:
    """The table of a CSV, XLSX, ODS or JSON-lines file. InputError where it can not be read.

    Of a book with several sheets the one named `wanted` is read, else the first that holds
    something and is not hidden; the others are told in its notes.
    """
    name = shown(path)
    data = read_bytes(path, name, MAX_BYTES)
    if not data.strip():
        raise InputError.single(Place(name), "", "the file is empty")
    if data.startswith(b"PK"):
        return _choose(_book(data, name), name, wanted)
    if data.startswith(_OLD_OFFICE) and _LOCKED in data:
        raise InputError.single(Place(name), "", "is password-protected", "save it without one")
    if _MARKUP.match(data):
        raise InputError.single(
            Place(name),
            "",
            "a web page or an XML file, not a sheet",
            "open it in a spreadsheet program and save it as XLSX or CSV",
        )
    if data.startswith((_OLD_OFFICE, b"%PDF", b"{\\rtf")):
        raise InputError.single(
            Place(name), "", "an old Excel file, a PDF or a text document", "save it as XLSX or CSV"
        )
    if wanted:
        raise InputError.single(Place(name), "--sheet", "only a spreadsheet has sheets")
    if path.suffix.lower() in (".jsonl", ".ndjson", ".json"):
        return jsonlines.read(data, name, encoding)
    return delimited.read(data, name, encoding)


def _book(data: bytes, name: str) -> list[Sheet]:
    package = Package(data, name)
    try:
        if "content.xml" in package:
            return ods.read(data, name)
        if "_rels/.rels" in package:
            return xlsx.read(data, name)
    except (ValueError, OverflowError) as error:  # a number in the XML that is none
        what = f"is not a complete spreadsheet file: {error}"
        raise InputError.single(Place(name), "", what, "save the sheet again") from None
    raise InputError.single(
        Place(name),
        "",
        "a zip file, not a spreadsheet",
        "use XLSX, ODS, CSV or JSON Lines",
    )


def _choose(sheets: list[Sheet], name: str, wanted: str | None) -> Sheet:
    if not sheets:
        raise InputError.single(Place(name), "", "every sheet is empty")
    names = [sheet.name for sheet in sheets]
    if wanted is None:
        chosen = next((sheet for sheet in sheets if not sheet.hidden), sheets[0])
    elif wanted in names:
        chosen = sheets[names.index(wanted)]
    else:
        remedy = did_you_mean(wanted, names) or one_of(names)
        raise InputError.single(Place(name), "--sheet", f"unknown sheet {wanted!r}", remedy)
    if chosen.hidden:
        chosen.note("the sheet is hidden")
    chosen.tell_others(sheet for sheet in sheets if sheet is not chosen and sheet.name != CHOICES)
    return chosen
