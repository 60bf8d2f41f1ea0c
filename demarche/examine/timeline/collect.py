"""The events of a case: where each is written, and when it was, as exactly as the case says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from demarche.compose.earlier import stood_in
from demarche.examine.engine import Subject
from demarche.examine.timeline.orders import Event
from demarche.examine.timeline.when import When
from demarche.examine.timeline.words import NEAR, PAST
from demarche.examine.timeline.written_dates import DateReader
from demarche.model.case import Account
from demarche.model.resolved_case import Row

_GONE = frozenset("STL")
"""Outcomes after which the account, or its invitation, is gone."""
_WHOLE = frozenset({"suspend", "close-group", "revoke-invite"})
"""Measures after which `removed` means the account, and not some of its posts."""


class Happened(NamedTuple):
    """An event: what, when, where it is written, and of which row, request or exhibit."""

    event: Event
    when: When
    loc: tuple[str | int, ...]
    row: int | None = None
    request: int | None = None
    exhibit: int | None = None


def events_of(subject: Subject) -> Iterator[Happened]:
    """Every event of the case."""
    matter = subject.matter
    case, zone = matter.case, matter.case.date.tzinfo
    reader = DateReader(matter.locale.months, zone, matter.office.date_order)
    yield from _of_case(subject, reader)
    yield from _of_requests(subject, zone)
    for row in matter.rows:
        yield from _of_row(subject, row, reader)
    for index, exhibit in enumerate(case.exhibits):
        if not any(name in matter.names for name in exhibit.accounts):
            captured = When.moment(exhibit.captured_at, zone)
            loc = ("exhibits", index, "captured_at")
            yield Happened(Event.CAPTURE, captured, loc, exhibit=index)


def _of_case(subject: Subject, reader: DateReader) -> Iterator[Happened]:
    case = subject.matter.case
    zone = case.date.tzinfo
    yield Happened(Event.ISSUE, When.moment(case.date, zone), ("date",))
    for name, event in (("prepared_by", Event.PREPARATION), ("approved_by", Event.APPROVAL)):
        person = getattr(case, name)
        if person and (on := person.at or person.on):
            loc = (name, "at" if person.at else "on")
            yield Happened(event, When.of(on, zone), loc)
    if case.letter.date:
        yield Happened(Event.LETTER, When.day(case.letter.date, zone), ("letter", "date"))
    for at, investigation in case.investigations:
        if investigation.on:
            began = When.day(investigation.on, zone)
            yield Happened(Event.INVESTIGATION, began, (*at, "on"))
    for at, order in case.orders:
        yield Happened(Event.COURT_ORDER, When.day(order.date, zone), (*at, "date"))
    emergency = case.emergency
    if emergency is None:
        return
    yield Happened(
        Event.LEGAL_PROCESS, When.day(emergency.process_by, zone), ("emergency", "process_by")
    )
    if emergency.seen_at:
        seen = When.moment(emergency.seen_at, zone)
        yield Happened(Event.THREAT_SEEN, seen, ("emergency", "seen_at"))
    if emergency.expected_at:
        due = When.of(emergency.expected_at, zone)
        yield Happened(Event.THREAT_TIME, due, ("emergency", "expected_at"))
    elif written := reader.last(emergency.time):
        yield Happened(Event.THREAT_TIME, written, ("emergency", "time"))


def _of_requests(subject: Subject, zone: dt.tzinfo | None) -> Iterator[Happened]:
    case = subject.matter.case
    kept = {
        id(document.wanted): request.preserve_until
        for document, request in zip(subject.documents, subject.requests, strict=True)
    }
    for index, wanted in enumerate(case.requests):
        reply = Event.URGENT_REPLY if wanted.kind.spec.urgent else Event.REPLY
        for name, event, day in (
            ("reply_by", reply, wanted.reply_by),
            ("term_until", Event.TERM_END, wanted.term_until),
            ("formal_request_by", Event.FORMAL_REQUEST, wanted.formal_request_by),
            ("kind", Event.PRESERVED_UNTIL, kept.get(id(wanted))),
        ):
            if day:
                yield Happened(event, When.day(day, zone), ("requests", index, name), request=index)
        earlier = wanted.earlier
        if earlier is None:
            continue
        on, loc = When.day(earlier.on, zone), ("requests", index, "earlier", "on")
        reminds = wanted.kind.spec.takes == "waiting"
        yield Happened(
            Event.REMINDED_REQUEST if reminds else Event.EARLIER_REQUEST, on, loc, request=index
        )
        for row in subject.matter.rows:
            if row.account.outcome_on and stood_in(subject.matter, row, earlier):
                answered = When.anywhere(row.account.outcome_on)
                where = ("accounts", row.number - 1, "outcome_on")
                yield Happened(Event.ANSWER, answered, where, row.number, index)
        if earlier.preserve_until and wanted.status != "new":
            end = When.day(earlier.preserve_until, zone)
            at = ("requests", index, "earlier", "preserve_until")
            yield Happened(Event.EARLIER_END, end, at, request=index)
            if wanted.status == "extend":
                yield Happened(Event.EXTENDED_END, end, at, request=index)


def _of_row(subject: Subject, row: Row, reader: DateReader) -> Iterator[Happened]:
    account, number = row.account, row.number
    zone = subject.matter.case.date.tzinfo
    posts = [post.created for post in row.posts if post.created]
    made = [(Event.POST, When.moment(created, zone), "posts") for created in posts]
    made += [(Event.ACT, when, "justification") for when in reader.acts(account.justification)]
    if account.acted_at:
        made.append((Event.ACT, When.of(account.acted_at, zone), "acted_at"))
    made += [
        (event, When.moment(value, zone), name)
        for event, name, value in (
            (Event.OBSERVATION, "observed_at", account.observed_at),
            (Event.STATUS_CHECK, "status_checked_at", account.status_checked_at),
        )
        if value
    ]
    made += [
        (event, When.day(value, zone), name)
        for event, name, value in (
            (Event.PRIOR_REPORT, "prior_report_on", account.prior_report_on),
            (Event.FIRST_SEEN, "first_seen", account.first_seen),
            (Event.OBSERVATION, "observed_on", account.observed_on),
        )
        if value
    ]
    made += [
        (event, When.anywhere(value), name)
        for event, name, value in (
            (Event.PRIOR_ANSWER, "prior_report_answered_on", account.prior_report_answered_on),
            (Event.REMOVAL, "actioned_on", account.actioned_on),
            (Event.OUTCOME, "outcome_on", account.outcome_on),
            (Event.OUTCOME_REMOVAL, "outcome_on", _removed_on(account)),
        )
        if value
    ]
    if account.reach and (counted := reader.last(account.reach)):
        made.append((Event.REACH_COUNT, counted, "reach"))
    made += _threat(account, made, reader)
    original = subject.matter.row_named(account.mirror_of) if account.mirror_of else None
    if original and original.account.actioned_on:
        gone = When.anywhere(original.account.actioned_on)
        made.append((Event.ORIGINAL_REMOVAL, gone, "mirror_of"))
    for event, when, name in made:
        yield Happened(event, when, ("accounts", number - 1, name), number)
    yield from _of_exhibits(subject, row, reader)


def _removed_on(account: Account) -> dt.date | None:
    gone = account.outcome in _GONE or (account.outcome == "R" and account.measure in _WHOLE)
    return account.outcome_on if gone else None


def _threat(
    account: Account, made: Iterable[tuple[Event, When, str]], reader: DateReader
) -> list[tuple[Event, When, str]]:
    """When harm is expected: the time named, or how long the words for what is near can mean."""
    text = account.imminence
    if not text or PAST.search(text):
        return []
    zone = reader.zone
    if account.threat_time:
        return [(Event.THREAT_TIME, When.of(account.threat_time, zone), "threat_time")]
    if written := reader.last(text):
        return [(Event.THREAT_TIME, written, "imminence")]
    days = max((days for words, days in NEAR if words.search(text)), default=None)
    rests_on = [when for event, when, _ in made if event in (Event.POST, Event.ACT)]
    if days is None or not rests_on:
        return []
    last = max(rests_on, key=lambda when: when.last)
    end = last.last_day + dt.timedelta(days)
    return [(Event.NEAR_END, When.days(end, end, zone), "imminence")]


def _of_exhibits(subject: Subject, row: Row, reader: DateReader) -> Iterator[Happened]:
    """The captures of a row, the first of them, and the posts that they show."""
    zone = subject.matter.case.date.tzinfo
    posts = dict(zip(row.account.posts, row.posts, strict=False))
    first: Happened | None = None
    for index, exhibit in subject.exhibits_of(row):
        loc = ("exhibits", index, "captured_at")
        captured = When.moment(exhibit.captured_at, zone)
        event = Happened(Event.CAPTURE, captured, loc, row.number, exhibit=index)
        yield event
        if first is None or captured.first < first.when.first:
            first = event._replace(event=Event.FIRST_CAPTURE)
        if exhibit.posted_at and (message := reader.last(exhibit.posted_at)):
            # With its row, so that it is compared with the captures of that row alone.
            yield Happened(Event.SHOWN_POST, message, loc, row.number, exhibit=index)
        post = posts.get(exhibit.url)
        if post and post.created:
            shown = When.moment(post.created, zone)
            yield Happened(Event.SHOWN_POST, shown, loc, row.number, exhibit=index)
    if first:
        yield first
