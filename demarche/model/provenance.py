"""Where a fact comes from and how far it was checked."""

from __future__ import annotations

from enum import StrEnum

from demarche.model.base import Country, Day, Line, PartialDate, Record


class Verification(StrEnum):
    """How far a value was checked.

    verified: read in the cited source. spelling-to-check: read, but in a reproduction, so the
    spelling has to be compared with the official page. memory: not read
    anywhere. unknown: no value.
    """

    VERIFIED = "verified"
    SPELLING_TO_CHECK = "spelling-to-check"
    MEMORY = "memory"
    TO_CHECK = "to-check"
    UNKNOWN = "unknown"


class Source(Record):
    """A document that facts were read in."""

    title: Line
    location: Line | None = None
    url: Line | None = None
    grade: Line | None = None
    as_of: Line | None = None
    copy_date: PartialDate | None = None
    how_read: Line | None = None


class Datum(Record):
    """The common part of every fact about a platform: its source and whether it was verified."""

    source: str | None = None
    """Key of the file's `sources`."""
    verified: bool = False
    note: Line | None = None


class SourceCheck(Record):
    """Who last compared a file with its sources, and when."""

    by: Line
    at: Day


__all__ = ["Country", "Datum", "Source", "SourceCheck", "Verification"]
