"""Which documents a case makes: one per platform, receiving legal entity and kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from demarche.compose.earlier import chosen
from demarche.compose.recipients import recipient_for
from demarche.model.case import RequestWanted
from demarche.model.kinds import Kind
from demarche.model.platform import Platform, Recipient
from demarche.model.resolved_case import Matter, Row
from demarche.model.target import TargetKind

MOST_ROWS = 500
"""Rows of one document, where the platform sets no lower number: some hundred pages."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document to compose: who, what, and for which rows."""

    platform: Platform
    recipient: Recipient
    wanted: RequestWanted
    rows: tuple[Row, ...]
    part: int = 1
    parts: int = 1
    """A request of many rows is several documents; the rows keep their numbers."""

    @property
    def kind(self) -> Kind:
        """The kind of request."""
        return self.wanted.kind

    @property
    def asks(self) -> Kind:
        """What the rows are asked for: a reminder asks what the earlier request asked."""
        earlier = self.wanted.earlier
        return earlier.kind if earlier and self.kind.spec.takes == "waiting" else self.kind

    @property
    def listed(self) -> tuple[Row, ...]:
        """The rows that stand on the pages; a covering letter or first contact has none."""
        return self.rows if self.kind.spec.has_rows else ()

    @property
    def slug(self) -> str:
        """The part of file names that tells the documents of one platform apart."""
        several = (
            len(self.platform.recipients) > 1 and self.recipient != self.platform.recipients[0]
        )
        whole = f"{self.name}-{self.recipient.id}" if several else self.name
        return f"{whole}-part-{self.part}" if self.parts > 1 else whole

    @property
    def name(self) -> str:
        """The kind, with its status or the kind that it goes back to: `reminder-removal`."""
        wanted = self.wanted
        if wanted.status != "new":
            return f"{wanted.kind}-{wanted.status}"
        return f"{wanted.kind}-{wanted.earlier.kind}" if wanted.earlier else str(wanted.kind)


def plan(matter: Matter) -> tuple[Document, ...]:
    """The documents of a case, in the order of platforms as they first occur, then of requests."""
    documents: list[Document] = []
    platforms = dict.fromkeys(row.target.platform for row in matter.rows)
    for platform_id in platforms:
        platform = matter.library.platforms[platform_id]
        rows = [row for row in matter.rows if row.target.platform == platform_id]
        for recipient in platform.recipients:
            by_holder, by_request = _received(matter, platform, recipient, rows)
            for wanted in matter.case.requests:
                if wanted.platforms and platform_id not in wanted.platforms:
                    continue
                mine = by_request if _sent_as(wanted) in platform.by_requester else by_holder
                if wanted.kind.spec.role == "letter" and not mine:
                    mine = by_holder or by_request
                found = chosen(matter, mine, wanted)
                if found is None:
                    mirrors = wanted.kind.spec.takes == "mirrors"
                    found = tuple(
                        row
                        for row in mine
                        if takes_part(row, wanted.kind)
                        and (not mirrors or _continued_here(matter, row))
                    )
                documents.extend(_divided(Document(platform, recipient, wanted, found)))
    return tuple(
        document
        for document in documents
        if not document.kind.spec.encloses or _covers(document, documents)
    )


def _received(
    matter: Matter, platform: Platform, recipient: Recipient, rows: list[Row]
) -> tuple[list[Row], list[Row]]:
    """The rows that the entity receives: by where the holders are, by where the request is from."""
    # By identity: comparing records field by field for every row takes long.
    same = {id(entity) for entity in platform.recipients if entity == recipient}
    by_holder = [row for row in rows if id(row.recipient) in same]
    if not platform.by_requester:
        return by_holder, []
    asking = matter.office.state
    receives = recipient_for(platform, asking, asking, matter.library.regions) == recipient
    return by_holder, rows if receives else []


def _sent_as(wanted: RequestWanted) -> Kind:
    """The kind by which a document is sent: a follow-up goes where the request went."""
    return wanted.earlier.kind if wanted.earlier else Kind(wanted.kind.spec.channel)


def _divided(document: Document) -> list[Document]:
    """The document in parts of no more rows than the platform takes, and a reader can work through.

    Without rows there is none. A page of emergency, a letter and a first contact stay one.
    """
    rows = document.rows
    if not rows:
        return []
    if not document.kind.spec.divided:
        return [document]
    most = min(document.platform.rows_per_request or MOST_ROWS, MOST_ROWS)
    parts = -(-len(rows) // most)
    return [
        replace(document, rows=rows[at : at + most], part=number, parts=parts)
        for number, at in enumerate(range(0, len(rows), most), start=1)
    ]


def _covers(letter: Document, documents: list[Document]) -> bool:
    """Whether there is something for a covering letter to enclose."""
    return any(
        not document.kind.spec.encloses
        and (document.platform, document.recipient) == (letter.platform, letter.recipient)
        for document in documents
    )


def _continued_here(matter: Matter, row: Row) -> bool:
    """Whether the account continues one that this very platform removed: its measure is its own."""
    original = matter.row_named(row.account.mirror_of or "")
    return original is not None and original.target.platform == row.target.platform


def takes_part(row: Row, kind: Kind) -> bool:
    """Whether a row belongs in a request of this kind.

    A removed account is past removal; prevention is about mirrors only; an invitation link has no
    holder whose data could be asked for; a row that is taken back is in no request any more.
    """
    account, takes = row.account, kind.spec.takes
    if not kind.spec.has_rows:
        return True
    if account.withdraw_reason:
        return takes == "withdrawn"
    if account.requests and kind not in account.requests:
        return False
    if takes == "open":
        return account.actioned_on is None
    if takes == "mirrors":
        return account.mirror_of is not None
    if takes == "with-holder":
        return row.target.kind is not TargetKind.INVITE
    return True
