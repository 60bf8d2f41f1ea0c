"""Rules on the order of events that read the table of `examine/timeline/orders.py`."""

from __future__ import annotations

from collections.abc import Iterator

from demarche.examine.engine import Finding, Subject, rule
from demarche.examine.timeline.compare import happened, out_of_order
from demarche.examine.timeline.orders import Event
from demarche.examine.timeline.words import PAST
from demarche.kernel.problems import Severity

PAGE = "docs/sources/order-of-events.md"


@rule(
    "E70",
    Severity.ERROR,
    "case was approved before something that it contains",
    remedy="correct the date, or have the case approved again",
    source=f"{PAGE}#approval",
)
def approval_covers(subject: Subject) -> Iterator[Finding]:
    """The approval comes after every observation, capture, post and report that it covers."""
    return out_of_order(subject, "E70")


@rule(
    "E71",
    Severity.ERROR,
    "account was active or seen after its removal",
    remedy="correct the dates; if it was restored or reappeared, say so in `justification`",
    source=f"{PAGE}#removal",
)
def gone_is_gone(subject: Subject) -> Iterator[Finding]:
    """No post, report or sighting lies after the removal of the account."""
    return out_of_order(subject, "E71")


@rule(
    "E72",
    Severity.ERROR,
    "something about the account is earlier than its `first_seen`",
    remedy="correct `first_seen`, or the other date",
    source=f"{PAGE}#continuation",
)
def nothing_before_first_seen(subject: Subject) -> Iterator[Finding]:
    """Nothing of an account is older than its first sighting."""
    return out_of_order(subject, "E72")


@rule(
    "E73",
    Severity.ERROR,
    "continuation is older than the removal that it continues",
    remedy="correct the dates, or remove `mirror_of`: an older account continues nothing",
    source=f"{PAGE}#continuation; CJEU C-18/18",
)
def no_older_continuation(subject: Subject) -> Iterator[Finding]:
    """What a continuation did lies after the removal of the original."""
    return out_of_order(subject, "E73")


@rule(
    "E74",
    Severity.ERROR,
    "exhibit was captured before the post that it shows",
    remedy="correct `captured_at`, or the address of the post",
    source=f"{PAGE}#captures; Berkeley Protocol",
)
def captured_before_made(subject: Subject) -> Iterator[Finding]:
    """A post is captured after it was made."""
    return out_of_order(subject, "E74")


@rule(
    "E75",
    Severity.ERROR,
    "emergency has no approval with a clock time after the threat was seen",
    remedy="set `approved_by.at` to the date, time and zone of the approval",
    source=f"{PAGE}#emergencies; Second Additional Protocol Art. 9",
)
def emergency_approved_in_time(subject: Subject) -> Iterator[Finding]:
    """Who approves an emergency knew of the threat; a day alone does not show it."""
    approved = subject.matter.case.approved_by
    urgent = any(document.kind.spec.urgent for document in subject.documents)
    if urgent and approved and approved.at is None:
        yield Finding(("approved_by", "on"), "only the day is given")
    if approved and approved.at and approved.on:
        day = approved.at.astimezone(subject.matter.case.date.tzinfo).date()
        if day != approved.on:
            yield Finding(("approved_by", "at"), f"differs from `on`, {approved.on}")
    yield from out_of_order(subject, "E75")


@rule(
    "E76",
    Severity.ERROR,
    "harm is called imminent, but its time has passed",
    remedy="give the time in `threat_time`, or say in `imminence` that it passed, and the risk now",
    source=f"{PAGE}#imminence; Rabat Plan of Action",
)
def imminence_has_passed(subject: Subject) -> Iterator[Finding]:
    """What is imminent lies ahead of the date of issue."""
    return out_of_order(subject, "E76")


@rule(
    "W70",
    Severity.WARNING,
    "case was prepared before its evidence was collected",
    remedy="correct `prepared_by.on`, or have the reviewer say why",
    source=f"{PAGE}#approval",
)
def prepared_before_evidence(subject: Subject) -> Iterator[Finding]:
    """The evidence is there when the case is prepared."""
    return out_of_order(subject, "W70")


@rule(
    "W71",
    Severity.WARNING,
    "court order is earlier than the evidence it rests on",
    remedy="correct the date, or have the reviewer say what the court had before it",
    source=f"{PAGE}#court; docs/sources/request-forms.md#element-10",
)
def order_before_evidence(subject: Subject) -> Iterator[Finding]:
    """An order on an account rests on evidence that existed when it was made."""
    papers = [
        document
        for document in subject.documents
        if document.kind.spec.data == "disclosed" or document.wanted.status == "extend"
    ]
    asked = {row.number for paper in papers for row in paper.rows}
    for finding in out_of_order(subject, "W71"):
        if finding.row is None or finding.row in asked:
            yield finding


@rule(
    "W72",
    Severity.WARNING,
    "threat does not say for when harm is expected",
    remedy="set `threat_time`, or say in `imminence` that no time is stated",
    source=f"{PAGE}#imminence; Rabat Plan of Action",
)
def no_time_of_threat(subject: Subject) -> Iterator[Finding]:
    """Likelihood and imminence name a time, or say that there is none."""
    known = {
        happening.row
        for event in (Event.THREAT_TIME, Event.NEAR_END)
        for happening in happened(subject, event)
    }
    for row in subject.rows:
        text = row.account.imminence
        if text and row.number not in known and not PAST.search(text):
            yield Finding(("accounts", row.number - 1, "imminence"), row=row.number)


@rule(
    "W73",
    Severity.WARNING,
    "threat names a time before an answer is due, which is an emergency",
    remedy="ask for the least data in a request of `kind: emergency`, and tell the police",
    source=f"{PAGE}#imminence",
)
def live_threat(subject: Subject) -> Iterator[Finding]:
    """A threat whose time comes before the answer is not left to an ordinary request."""
    issued = subject.matter.case.date
    replies = [
        (request.reply_by, {row.number for row in document.rows})
        for document, request in zip(subject.documents, subject.requests, strict=True)
        if document.kind.spec.measures == "each"
    ]
    urgent = {row.number for row in subject.rows_of(lambda spec: spec.urgent)}
    for happening in happened(subject, Event.THREAT_TIME):
        ahead = happening.when.last >= issued
        due = any(happening.row in rows and happening.when.last_day <= day for day, rows in replies)
        if happening.row and ahead and due and happening.row not in urgent:
            yield Finding(happening.loc, row=happening.row)
