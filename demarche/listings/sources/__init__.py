"""Readers of official files, one module for each format, behind one protocol.

A further format is one more module and one more name in `FORMATS`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from demarche.listings.sources.list_reader import Companion, InputFile, ListReader
from demarche.model.entry import ListFile

__all__ = [
    "Companion",
    "InputFile",
    "ListReader",
    "companion",
    "read",
    "reader_named",
    "readers",
    "recognise",
]


FORMATS = (
    *("un.UnConsolidated", "ofac_xml.OfacXml", "ofac_advanced.OfacAdvanced"),
    *("uk_sanctions.UkXml", "uk_sanctions.UkOds", "uk_sanctions.UkCsv"),
    *("eu_journal.EuJournal", "ofac_csv.OfacCsv", "ofac_csv.OfacCompanion"),
    *("uk_schedule2.UkSchedule2", "us_fto.UsFto", "nacta.Nacta", "pk_fourth.PkFourthSchedule"),
    *("ca_regulations.CaRegulations", "au_dfat.AuDfat"),
)
"""Module and class of each reader, in the order in which they are asked about a file."""


@cache
def readers() -> tuple[ListReader, ...]:
    """All readers, in the order of `FORMATS`; loaded when first needed."""
    found: list[ListReader] = []
    for name in FORMATS:
        module, _, reader = name.partition(".")
        found.append(getattr(import_module(f"{__name__}.{module}"), reader)())
    return tuple(found)


def reader_named(name: str) -> ListReader:
    """The reader of that name. Raises KeyError."""
    return {reader.name: reader for reader in readers()}[name]


def companion(file: InputFile) -> Companion | None:
    """The reader of a file that is no list without another file beside it; None for a list."""
    for reader in readers():
        if isinstance(reader, Companion) and reader.recognises(file.head, ""):
            return reader
    return None


_UTF16 = (
    "is UTF-16, not UTF-8",
    "download the file again; an editor may have saved it in another encoding",
)
_PACKED = (
    (b"\x1f\x8b", "is compressed with gzip", "decompress it first"),
    (
        b"PK\x03\x04",
        "is an archive, not a list by its name",
        "unpack it first; if it is the UK spreadsheet, give its name the ending .ods again",
    ),
    (b"\xff\xfe", *_UTF16),
    (b"\xfe\xff", *_UTF16),
    (b"%PDF-", "is a PDF", "save its text, laid out as on the page, and import that"),
)


def recognise(file: InputFile) -> ListReader:
    """The reader of a file's format; InputError where none knows it."""
    for reader in readers():
        if reader.recognises(file.head, file.name):
            return reader
    for magic, what, remedy in _PACKED:
        if file.head.startswith(magic):
            raise file.refuse(what, remedy=remedy)
    raise file.refuse(
        "not a known official format",
        remedy="known formats: " + ", ".join(reader.name for reader in readers()),
    )


def read(file: InputFile) -> ListFile:
    """Recognise a file and read it whole."""
    return recognise(file).read(file)
