"""Compares the events of a case with the table of orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from demarche.examine.engine import Finding, Subject, once
from demarche.examine.timeline.collect import Happened, events_of
from demarche.examine.timeline.orders import ORDERS, Event, Order

_TEXTS = ("justification", "change", "clarification", "measure_reason", "link_basis", "context")
"""The texts of a row that can say that the account was restored or reappeared."""

_ByRow = dict[int | None, list[Happened]]


@once
def _events(subject: Subject) -> dict[Event, _ByRow]:
    """The events of the case by what they are, then by row."""
    found: dict[Event, _ByRow] = defaultdict(lambda: defaultdict(list))
    for happening in events_of(subject):
        found[happening.event][happening.row].append(happening)
    return found


def happened(subject: Subject, event: Event) -> Iterator[Happened]:
    """The events of a kind, by row."""
    for listed in _events(subject).get(event, {}).values():
        yield from listed


def out_of_order(subject: Subject, code: str) -> Iterator[Finding]:
    """What is against the orders of a rule, each field once with the same detail."""
    message: set[Finding] = set()
    for order in ORDERS:
        if order.code != code:
            continue
        for earlier, later in _pairs(subject, order):
            if not _against(order, earlier, later) or _excused(subject, order, earlier, later):
                continue
            at = later if order.at == "later" else earlier
            row = at.row or earlier.row or later.row
            finding = Finding(at.loc, order.told, row)
            if finding not in message:
                message.add(finding)
                yield finding


def _pairs(subject: Subject, order: Order) -> Iterator[tuple[Happened, Happened]]:
    """The events of an order that belong together: of one row, of one request, or of the case."""
    events = _events(subject)
    before, after = events.get(order.earlier), events.get(order.later)
    if not before or not after:
        return
    for row, listed in after.items():
        for later in listed:
            for earlier in _of(before, row):
                if _together(earlier, later):
                    yield earlier, later


def _of(events: _ByRow, row: int | None) -> Iterable[Happened]:
    if row is None:
        return (happening for listed in events.values() for happening in listed)
    return (*events.get(row, ()), *events.get(None, ()))


def _together(happened: Happened, other: Happened) -> bool:
    keys: Sequence[tuple[int | None, int | None]] = (
        (happened.request, other.request),
        (happened.exhibit, other.exhibit),
    )
    return all(mine is None or its is None or mine == its for mine, its in keys)


def _against(order: Order, earlier: Happened, later: Happened) -> bool:
    if later.when.before(earlier.when, order.slack):
        return True
    return not order.same_day and later.when.same_day(earlier.when)


def _excused(subject: Subject, order: Order, earlier: Happened, later: Happened) -> bool:
    """Whether the row's texts, or what the exhibit shows, make the other order possible."""
    row = earlier.row or later.row
    if not order.unless or row is None:
        return False
    account = subject.matter.rows[row - 1].account
    texts = [text for name in _TEXTS if (text := getattr(account, name))]
    shown = (happening.exhibit for happening in (earlier, later) if happening.exhibit is not None)
    texts += [subject.matter.case.exhibits[index].shows for index in shown]
    return any(words.search(text) for words in order.unless for text in texts)
