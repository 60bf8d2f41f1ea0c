"""What an order or an enquiry is bound to, and how a document shows it.

An order of a court, an enquiry and a wish for confidentiality concern certain documents and certain
rows. The case says which; a document prints what is bound to it, with those of its own rows that it
concerns, and nothing of what else it binds.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from pydantic import Field

from demarche.model.base import Prose, Record, Words

ALL = "all"
"""Every row, written as `rows: all`."""


class Binding(Record):
    """The documents and the rows that an order or an enquiry concerns."""

    kinds: Words = Field(min_length=1)
    """The documents: `information`, `preservation-extend`, `reminder-removal`, `letter` …"""
    rows: Words = Field(min_length=1)
    """The rows that it concerns, by id or number; `all` for every row of those documents."""
    platforms: Words = ()
    """Only these platforms, or `platform/recipient`; empty means every platform of the rows."""


class BoundOrder(Record):
    """An order of a court as one document prints it."""

    court: str
    number: str
    date: dt.date
    concerns: str
    suspect: bool
    rows: tuple[int, ...]
    """The rows of this document that it concerns; empty where it concerns every one."""


class BoundInvestigation(Record):
    """An investigation as one document prints it."""

    reference: str
    kind: Literal["first-information-report", "enquiry", "court-permission", "other"]
    agency: str
    on: dt.date | None
    court_permission: str | None
    rows: tuple[int, ...]
    """The rows of this document that it concerns; empty where it concerns every one."""


class BoundConfidentiality(Record):
    """A wish that account holders are not told yet, as one document prints it."""

    until: dt.date
    reason: Prose
    court_order: str | None


_SHORT = 5
"""Characters; a shorter number is met in dates and counts."""


def number_pattern(number: str) -> re.Pattern[str]:
    """Finds a number in folded text, however a page breaks it, and never inside a longer one.

    A number of few characters, which would be met in dates, is found behind `No.` only.
    """
    letters = [re.escape(letter) for letter in number.casefold() if not letter.isspace()]
    body = r"[\s\u00ad\u2060↵]*".join(letters)
    if len(letters) < _SHORT:
        body = rf"\bno\.?[\s\u00a0]*{body}"
    return re.compile(rf"(?<![0-9a-z]){body}(?![0-9a-z])", re.IGNORECASE)
