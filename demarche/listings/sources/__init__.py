"""Readers of official files, one module for each format, behind one protocol.

A further format is one more module and one more line in `readers`.
"""

from __future__ import annotations

from functools import cache

from demarche.listings.sources.base import InputFile, Reader
from demarche.model.entry import ListFile

__all__ = ["InputFile", "Reader", "read", "readers", "recognise"]


@cache
def readers() -> tuple[Reader, ...]:
    """All readers, in the order in which they are asked; loaded when first needed."""
    from demarche.listings.sources.eu_journal import EuJournal
    from demarche.listings.sources.nacta import Nacta
    from demarche.listings.sources.ofac_advanced import OfacAdvanced
    from demarche.listings.sources.ofac_csv import OfacCompanion, OfacCsv
    from demarche.listings.sources.ofac_xml import OfacXml
    from demarche.listings.sources.pk_fourth import PkFourthSchedule
    from demarche.listings.sources.uk_sanctions import UkCsv, UkOds, UkXml
    from demarche.listings.sources.uk_schedule2 import UkSchedule2
    from demarche.listings.sources.un import UnConsolidated
    from demarche.listings.sources.us_fto import UsFto

    return (
        UnConsolidated(),
        OfacXml(),
        OfacAdvanced(),
        UkXml(),
        UkOds(),
        UkCsv(),
        EuJournal(),
        OfacCsv(),
        OfacCompanion(),
        UkSchedule2(),
        UsFto(),
        Nacta(),
        PkFourthSchedule(),
    )


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


def recognise(file: InputFile) -> Reader:
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
