"""What a copy for others holds: chosen field by field from a document, so that nothing slips in.

A copy for the holder of an account speaks of that account alone; one for publication of none. Both
hold no enquiry, no order of a court and no officer.
"""

from __future__ import annotations

import datetime as dt

from demarche.model.base import Record
from demarche.model.case import Window
from demarche.model.kinds import Kind
from demarche.model.paper_specs import CopyKind
from demarche.model.request import Count, GroundRef, PolicyRef, ProvisionRef


class CopyRow(Record):
    """The one account of a copy for its holder."""

    number: int
    address: str
    native_id: str | None
    organisation: str
    link: str
    """What the account is to the listed party, in words."""
    lists: tuple[str, ...]
    ground: str
    provisions: tuple[str, ...]
    policies: tuple[PolicyRef, ...]
    justification: str | None
    """None where the officer's words name somebody else."""
    posts: tuple[str, ...]
    measure: str | None
    window: Window | None
    withdrawn: str | None
    """Why the row is withdrawn, in words."""
    withdraw_note: str | None
    restore: bool


class CopyOrganisation(Record):
    """An organisation in a copy for publication, with the lists that it is on."""

    label: str
    lists: tuple[str, ...]
    rows: int


class Copy(Record):
    """A copy of one document for others."""

    copy_of: CopyKind
    kind: Kind
    status: str
    reference: str
    """The document's own."""
    title: str
    """The title of the document."""
    form: str
    specimen: bool
    draft: bool
    language: str
    issued_at: dt.datetime
    letterhead: tuple[str, ...]
    address: tuple[str, ...]
    office: str
    email: str
    phone: str
    website: str | None
    feedback_email: str
    capacity: str
    review: str
    recipient: str
    platform: str
    state: str
    adjective: str
    protected_speech: str
    user_redress: tuple[str, ...]
    """For the holder, in the words that speak to a holder."""
    not_before: dt.date | None
    """The last day on which the holder is not to be informed."""
    scope: str
    review_on: dt.date | None
    categories: tuple[str, ...]
    period_days: int | None
    preserve_until: dt.date | None
    rows: int
    row: CopyRow | None
    organisations: tuple[CopyOrganisation, ...]
    by_measure: tuple[Count, ...]
    by_link: tuple[Count, ...]
    grounds: tuple[GroundRef, ...]
    provisions: tuple[ProvisionRef, ...]
    policies: tuple[PolicyRef, ...]
    reasons: tuple[str, ...]
    """Facts and necessity, without the paragraphs that name an account, an order or an officer."""
