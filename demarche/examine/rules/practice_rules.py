"""Rules on what platforms do with a request: what they never give, and in which order they act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from demarche.compose.earlier import period_of
from demarche.compose.plan import Document
from demarche.examine.engine import Finding, Subject, rule
from demarche.examine.timeline.compare import out_of_order
from demarche.kernel.problems import Severity
from demarche.model.platform import DataCategory
from demarche.model.provenance import Verification
from demarche.model.target import TargetKind

_DAY = dt.timedelta(days=1)
_CONCEALED = ("encrypted", "optional-encryption")


def _at(subject: Subject, document: Document, name: str) -> tuple[str | int, ...]:
    return ("requests", subject.matter.case.requests.index(document.wanted), name)


def _asked(subject: Subject) -> Iterator[tuple[Document, DataCategory]]:
    """Each category that an information request names, as the platform's file has it."""
    for document in subject.documents:
        if document.kind.spec.data == "disclosed":
            for data_category in document.platform.data_categories:
                if data_category.id in document.wanted.data_categories:
                    yield document, data_category


@rule(
    "P05",
    Severity.WARNING,
    "platform says that it does not disclose these data",
    remedy="remove the category",
    source="the platform's own guidelines; docs/sources/platform-practice.md#check-9",
)
def never_given(subject: Subject) -> Iterator[Finding]:
    """No category is asked for in vain."""
    for document, category in _asked(subject):
        if not category.obtainable and category.tier != "content":
            detail = f"{document.platform.name}: {category.label}"
            yield Finding(_at(subject, document, "data_categories"), detail)


@rule(
    "P06",
    Severity.ERROR,
    "content requested directly from a company",
    remedy="remove it, and request it through mutual legal assistance",
    source="PECA s. 34; docs/sources/platform-practice.md#finding-15, #check-10",
)
def content_directly(subject: Subject) -> Iterator[Finding]:
    """Content goes from state to state, never from an office to a company."""
    for document, category in _asked(subject):
        if category.tier == "content":
            detail = f"{document.platform.name}: {category.label}"
            yield Finding(_at(subject, document, "data_categories"), detail)


@rule(
    "P07",
    Severity.ERROR,
    "service itself cannot read the messages requested",
    remedy="remove them",
    source="docs/sources/platform-practice.md#check-11, #whatsapp-guidelines, #signal-answers",
)
def unreadable(subject: Subject) -> Iterator[Finding]:
    """Nobody asks for messages that are encrypted from end to end."""
    for document, category in _asked(subject):
        if category.tier == "content" and document.platform.private_messages == "encrypted":
            detail = f"{document.platform.name}: {category.label}"
            yield Finding(_at(subject, document, "data_categories"), detail)


@rule(
    "P09",
    Severity.WARNING,
    "platform's channels for this request are not open to this office, so none is named",
    remedy="post it to the entity named, find a channel open to this office, or remove the request",
    source="docs/sources/platform-practice.md#finding-14, #check-14",
)
def closed_channels(subject: Subject) -> Iterator[Finding]:
    """A channel for authorities of the EU is never named in another state's document."""
    for document, request in zip(subject.documents, subject.requests, strict=True):
        takes = request.recipient.channels_closed_to_us
        if takes:
            detail = f"{document.platform.name}, {document.kind}: {' and '.join(takes)} only"
            yield Finding(_at(subject, document, "kind"), detail)


@rule(
    "P10",
    Severity.ERROR,
    "confidentiality requested without a verified provision",
    remedy="record the court order, or remove `confidentiality`",
    source="docs/sources/platform-practice.md#finding-5, #check-15",
)
def silence_without_law(subject: Subject) -> Iterator[Finding]:
    """Where a platform asks for citation and end date, both can be given."""
    wish = subject.matter.case.confidentiality
    if wish is None or wish.court_order:
        return
    limit = subject.matter.jurisdiction.limits.confidentiality
    if limit and limit.verification is Verification.VERIFIED:
        return
    names = dict.fromkeys(
        document.platform.name
        for document in subject.documents
        if any(
            requirement.field == "request.user_notice"
            for requirement in document.platform.requirements
        )
    )
    if names:
        yield Finding(("confidentiality", "until"), ", ".join(names))


@rule(
    "P11",
    Severity.WARNING,
    "closure requested for a private chat or group, which the service does not review",
    remedy="show by a public item where the link leads, or ask only to revoke the link",
    source="docs/sources/platform-practice.md#check-19",
)
def private_chat(subject: Subject) -> Iterator[Finding]:
    """On services with private groups, a measure is asked for what everybody can see."""
    for document in subject.documents:
        if (
            document.kind.spec.measures != "each"
            or document.platform.private_messages not in _CONCEALED
        ):
            continue
        for row in document.rows:
            if row.target.kind is TargetKind.INVITE and row.account.measure != "revoke-invite":
                if any(exhibit.access == "public" for _, exhibit in subject.exhibits_of(row)):
                    continue
                at = ("accounts", row.number - 1, "measure")
                yield Finding(at, document.platform.name, row.number)


@rule(
    "P12",
    Severity.WARNING,
    "removal requested for an account with no preservation request",
    remedy="add a request of `kind: preservation`, or record `preservation_ref`",
    source="EU 2021/784 Art. 6; docs/sources/platform-practice.md#finding-3, #check-20",
)
def removed_before_preserved(subject: Subject) -> Iterator[Finding]:
    """Preserve, disclose, take down: in this order."""
    kept = {
        row.number
        for document in subject.documents
        if document.kind.spec.data == "preserved" and document.wanted.status != "release"
        for row in document.rows
    }
    for row in subject.rows_of(lambda spec: spec.measures == "each"):
        if row.number not in kept and not row.account.preservation_ref:
            at = ("accounts", row.number - 1, "preservation_ref")
            yield Finding(at, row=row.number)


@rule(
    "P13",
    Severity.WARNING,
    "post ID gives a time that does not fit the row",
    remedy="check the post's address and the dates in the row",
    source="docs/sources/platform-practice.md#finding-16, #check-23",
)
def post_out_of_time(subject: Subject) -> Iterator[Finding]:
    """A post was made before it was seen or reported, and within the data's period."""
    yield from _outside_period(subject)
    yield from out_of_order(subject, "P13")


def _outside_period(subject: Subject) -> Iterator[Finding]:
    """The posts of rows whose data are asked for, made before or after the days asked for."""
    for document in subject.documents:
        if document.kind.spec.data != "disclosed":
            continue
        for row in document.rows:
            first, last = period_of(subject.matter, row, document.wanted)
            days = [post.created.date() for post in row.posts if post.created]
            # The zones differ by a day.
            early = bool(first) and any(day + _DAY < first for day in days if first)
            late = bool(last) and any(day - _DAY > last for day in days if last)
            if early or late:
                detail = "created outside the period of the data requested"
                yield Finding(("accounts", row.number - 1, "posts"), detail, row.number)


@rule(
    "P14",
    Severity.WARNING,
    "request exceeds the platform's limit of rows per document and is split",
    remedy="send the parts one at a time, or ask for less at a time",
    source="docs/sources/platform-practice.md#finding-10, #check-21",
)
def more_than_taken(subject: Subject) -> Iterator[Finding]:
    """The number of rows stays within what the platform's file names."""
    for document in subject.documents:
        most = document.platform.rows_per_request
        over = document.parts > 1 and document.part == 1
        if most and (over or len(document.rows) > most):
            detail = (
                f"{document.platform.name}, {document.kind}: {most} in one document, "
                f"{document.parts} parts"
            )
            yield Finding(("accounts", document.rows[0].number - 1, "url"), detail)
