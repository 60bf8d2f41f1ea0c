"""The cover of a dossier: what goes to whom, in which order, by when. Pure data."""

from __future__ import annotations

import datetime as dt

from demarche.model.base import Record


class IndexFile(Record):
    """One file for a recipient."""

    folder: str
    name: str
    """The name in that folder of the dossier."""
    what: str
    rows: int
    pages: int
    size: str
    due: dt.date | None


class IndexRecipient(Record):
    """One recipient with its files, in the order in which they are sent."""

    platform: str
    entity: str
    channels: tuple[str, ...]
    due: dt.date | None
    """The first day by which an answer is requested."""
    files: tuple[IndexFile, ...]


class DossierIndex(Record):
    """The whole page."""

    reference: str
    title: str
    language: str
    specimen: bool
    issued_at: dt.datetime
    draft: tuple[str, ...]
    warnings: int
    sealed_by: str | None
    """Whose seal the documents are prepared for."""
    accounts: int
    documents: int
    pages: int
    recipients: tuple[IndexRecipient, ...]
    """What is due first goes first."""


def in_bytes(size: int) -> str:
    """A size for reading: `12 kB`."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
