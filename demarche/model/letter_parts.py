"""What the letters beside the four kinds of request show: parts of `Request`, pure data."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from demarche.model.base import Record
from demarche.model.followup import Needed
from demarche.model.platform import Kind


class EarlierRef(Record):
    """The request that a document goes back to."""

    kind: Kind
    title: str
    form: Literal["request", "direction"]
    reference: str
    on: dt.date
    ticket: str | None
    elapsed_days: int
    """Days from its issue to the issue of this document."""
    preserve_until: dt.date | None


class EmergencyView(Record):
    """An emergency as its one page shows it, the call-back at any hour included."""

    threat: tuple[str, ...]
    persons: str
    place: str
    time: str
    basis: tuple[str, ...]
    reliability: str
    why_hours: tuple[str, ...]
    data: tuple[Needed, ...]
    supervisor_name: str
    supervisor_post: str
    process_by: dt.date
    call_back_role: str
    call_back: str | None
    call_back_hours: str


class Enclosed(Record):
    """A file that a covering letter encloses."""

    title: str
    reference: str
    file: str
    pages: int
    sha256: str
    restricted: bool
