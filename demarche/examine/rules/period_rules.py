"""Rules on periods: of data, of preservation, of silence towards the holder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from demarche.compose.bindings import ordered_rows
from demarche.compose.earlier import period_of
from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity
from demarche.model.case import RequestWanted

_LONG_WINDOW = 90
_LONG_WINDOW_OF_LOGS = 30


@rule(
    "E11",
    Severity.ERROR,
    "data period is missing, reversed or runs past the date of issue",
    remedy="set `window: {start: …, end: …}`",
    source="SIRIUS; the platform's own guidelines; docs/sources/request-forms.md#e11",
)
def no_window(subject: Subject) -> Iterator[Finding]:
    """Information and preservation name a closed period that is past and in order, for each row."""
    matter, day = subject.matter, subject.matter.case.date.date()
    for number, account in enumerate(subject.matter.case.accounts):
        if account.data_from and account.data_to and account.data_from > account.data_to:
            at = ("accounts", number, "data_from")
            yield Finding(at, "start is after end", number + 1)
        if account.data_to and account.data_to > day:
            detail = "ends after the date of issue; future data cannot be requested"
            yield Finding(("accounts", number, "data_to"), detail, number + 1)
    for index, wanted in enumerate(subject.matter.case.requests):
        if not wanted.kind.spec.by_category or wanted.status == "release":
            continue
        # The request's own period has both ends: only of a row's own one may be missing.
        both = wanted.window is not None
        mine = [
            row
            for document in subject.documents
            if document.wanted is wanted
            for row in document.rows
            if not both or row.account.data_from or row.account.data_to
        ]
        periods = [(row, *period_of(matter, row, wanted)) for row in mine]
        if not all(first and last for _, first, last in periods):
            yield Finding(("requests", index, "window"), str(wanted.kind))
        for row, first, last in periods:
            one_end = bool(row.account.data_from) != bool(row.account.data_to)
            if one_end and first and last and first > last:
                where = "data_from" if row.account.data_from else "data_to"
                detail = f"{wanted.kind}, with the request's period: {first} to {last}"
                yield Finding(("accounts", row.number - 1, where), detail, row.number)
        if wanted.window is None:
            continue
        if wanted.window.start > wanted.window.end:
            yield Finding(("requests", index, "window", "start"), "start is after end")
        if wanted.window.end > day:
            detail = "ends after the date of issue; future data cannot be requested"
            yield Finding(("requests", index, "window", "end"), detail)


@rule(
    "E12",
    Severity.ERROR,
    "preservation period exceeds the legal limit",
    remedy="shorten it; for an extension, bind a `judicial_order` to every row of it",
    source="PECA s. 31; docs/sources/request-forms.md#e12",
)
def long_preservation(subject: Subject) -> Iterator[Finding]:
    """Preservation is asked for within the law's limit."""
    limit = subject.matter.jurisdiction.limits.preservation
    for index, wanted in enumerate(subject.matter.case.requests):
        if limit is None:
            break
        if wanted.period_days and wanted.period_days > limit.days:
            detail = f"{wanted.period_days} days (limit {limit.days}, {limit.basis})"
            yield Finding(("requests", index, "period_days"), detail)
        earlier = wanted.earlier
        if earlier and earlier.preserve_until and wanted.status != "new":
            days = (earlier.preserve_until - earlier.on).days
            # The first period is the law's; a court may have made it longer once already.
            most = limit.days * (2 if subject.matter.case.orders else 1)
            if days > most:
                detail = f"{days} days from the earlier request (limit {most}, {limit.basis})"
                yield Finding(("requests", index, "earlier", "preserve_until"), detail)
        if wanted.status == "extend" and limit.extension and _unordered(subject, wanted):
            yield Finding(("requests", index, "status"), f"extension is {limit.extension}")


def _unordered(subject: Subject, wanted: RequestWanted) -> bool:
    """Whether a row of these documents is reached by no order of a court."""
    documents = [document for document in subject.documents if document.wanted is wanted]
    return not documents or any(
        len(ordered_rows(subject.matter, document)) < len(document.rows) for document in documents
    )


@rule(
    "E13",
    Severity.ERROR,
    "confidentiality period exceeds the legal limit or has already ended",
    remedy="correct `confidentiality.until`, or record the court order",
    source="PECA s. 38(3); docs/sources/request-forms.md#e13",
)
def long_confidentiality(subject: Subject) -> Iterator[Finding]:
    """Confidentiality ends within the limit, and after the day of issue."""
    wish = subject.matter.case.confidentiality
    if wish is None:
        return
    days = (wish.until - subject.matter.case.date.date()).days
    limit = subject.matter.jurisdiction.limits.confidentiality
    if days < 0:
        yield Finding(("confidentiality", "until"), "ended before the date of issue")
    elif limit and days > limit.days and not wish.court_order:
        detail = f"{days} days (limit {limit.days}, {limit.basis})"
        yield Finding(("confidentiality", "until"), detail)


@rule(
    "W08",
    Severity.WARNING,
    "period is long for the data requested",
    remedy="shorten it to what the facts need, or set `data_from` and `data_to` row by row",
    source="SIRIUS; docs/sources/request-forms.md#w08",
)
def long_window(subject: Subject) -> Iterator[Finding]:
    """At most ninety days of subscriber data, thirty of logs where they are to be disclosed."""
    case = subject.matter.case
    logs = any(
        category.tier != "subscriber"
        for request in subject.requests
        if request.kind.spec.data == "disclosed"
        for category in request.categories
    )
    for index, wanted in enumerate(case.requests):
        if not wanted.kind.spec.by_category:
            continue
        of_logs = logs and wanted.kind.spec.data == "disclosed"
        limit = _LONG_WINDOW_OF_LOGS if of_logs else _LONG_WINDOW
        what = f"{wanted.kind}: more than {limit} days" + (" of logs" if of_logs else "")
        if wanted.window and _days(wanted.window.start, wanted.window.end) > limit:
            yield Finding(("requests", index, "window"), what)
        for document in subject.documents:
            for row in document.rows if document.wanted is wanted else ():
                account = row.account
                if not (account.data_from or account.data_to):
                    continue
                first, last = period_of(subject.matter, row, wanted)
                if first and last and _days(first, last) > limit:
                    where = "data_from" if account.data_from else "data_to"
                    yield Finding(("accounts", row.number - 1, where), what, row.number)


def _days(first: dt.date, last: dt.date) -> int:
    """Days of a period to which both ends belong."""
    return (last - first).days + 1
