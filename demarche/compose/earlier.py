"""Which rows a follow-up speaks of, and what is known of the request that it goes back to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from demarche.kernel.problems import did_you_mean
from demarche.model.case import Case, RequestWanted
from demarche.model.followup import Answer, Earlier, outstanding
from demarche.model.resolved_case import Matter, Row


def goes_back(wanted: RequestWanted) -> bool:
    """True for a document that speaks of an earlier one."""
    return wanted.kind.spec.role == "follow-up" or wanted.status != "new"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What the platform answered to one row: by a returned form, or else as the case has it."""

    done: str | None
    on: dt.date | None
    reason: str | None
    note: str | None


def outcome_of(matter: Matter, row: Row, reference: str) -> RowOutcome:
    """The last answer to the row under that reference; found by its address, then by the case."""
    found: Answer | None = None
    for answer in matter.answers:
        if answer.reference == reference and answer.address == row.target.canonical:
            found = answer
    if found:
        return RowOutcome(found.done, found.on, found.reason, found.note)
    account = row.account
    return RowOutcome(account.outcome, account.outcome_on, account.outcome_reason, None)


Period = tuple[dt.date | None, dt.date | None]
"""First and last day of the data asked for, as far as they are known."""


def period_of(matter: Matter, row: Row, wanted: RequestWanted) -> Period:
    """The row's own period, else the request's, else that of the earlier request."""
    account, window, earlier = row.account, wanted.window, wanted.earlier
    known = matter.earlier.get(earlier.reference) if earlier else None
    before = known.periods.get(row.target.canonical) if known else None
    first, last = before or (None, None)
    if window:
        first, last = window.start, window.end
    return account.data_from or first, account.data_to or last


def chosen_categories(matter: Matter, wanted: RequestWanted) -> tuple[str, ...]:
    """The categories that the case names, else those of the earlier request; empty: no choice."""
    earlier = wanted.earlier
    if wanted.data_categories or earlier is None:
        return wanted.data_categories
    known = matter.earlier.get(earlier.reference)
    return earlier.data_categories or tuple(sorted(known.categories if known else ()))


def stood_in(matter: Matter, row: Row, earlier: Earlier) -> bool:
    """Whether the row was in the earlier request, as the case or that request's own data say."""
    if earlier.accounts:
        return row.number in {matter.names.get(name) for name in earlier.accounts}
    known = matter.earlier.get(earlier.reference)
    if known:
        return row.target.canonical in known.addresses
    only = row.account.requests
    return not only or earlier.kind in only


def chosen(matter: Matter, rows: Sequence[Row], wanted: RequestWanted) -> tuple[Row, ...] | None:
    """The rows of a follow-up or an emergency; None for the other kinds."""
    emergency, earlier = matter.case.emergency, wanted.earlier
    takes = wanted.kind.spec.takes
    if takes == "endangered" and emergency:
        named = {matter.names.get(name) for name in emergency.accounts}
        return tuple(row for row in rows if row.number in named)
    if not goes_back(wanted) or earlier is None:
        return None
    found = [row for row in rows if stood_in(matter, row, earlier)]
    if takes == "withdrawn":
        return tuple(row for row in found if row.account.withdraw_reason)
    found = [row for row in found if not row.account.withdraw_reason]
    if takes == "waiting":
        return tuple(row for row in found if _waits(matter, row, earlier.reference))
    return tuple(found)


def _waits(matter: Matter, row: Row, reference: str) -> bool:
    outcome = outcome_of(matter, row, reference)
    return outstanding(outcome.done, outcome.reason, clarified=bool(row.account.clarification))


Fault = Callable[..., None]


def check_follow_ups(case: Case, numbers: Mapping[str, int], fault: Fault) -> None:
    """Tell what a follow-up or an emergency needs and the case does not have."""
    for index, wanted in enumerate(case.requests):
        at: tuple[str | int, ...] = ("requests", index)
        earlier = wanted.earlier
        if wanted.status not in wanted.kind.spec.statuses:
            message = f"{wanted.status!r} is not a valid status for {wanted.kind}"
            fault(
                (*at, "status"),
                message,
                "remove it; only a preservation can be extended or released",
            )
        if goes_back(wanted) and earlier is None:
            message = f"{_name(wanted)}: earlier request is missing"
            fault((*at, "kind"), message, "add `earlier: {kind: …, reference: …, on: …}`")
        elif not goes_back(wanted) and earlier is not None:
            fault((*at, "earlier"), f"a new {wanted.kind} takes no earlier request", "remove it")
        if wanted.kind.spec.urgent and case.emergency is None:
            fault((*at, "kind"), "emergency is not described", "add `emergency:`", code="E14")
        if earlier is None:
            continue
        if earlier.kind.spec.role != "request":
            fault(
                (*at, "earlier", "kind"),
                f"a {earlier.kind} is not itself a request",
                "give the original request",
            )
        elif wanted.status not in earlier.kind.spec.statuses:
            message = f"a {earlier.kind} cannot be extended or released"
            fault((*at, "earlier", "kind"), message, "give the preservation request")
        _known(earlier.accounts, numbers, (*at, "earlier", "accounts"), fault)
    if case.emergency:
        _known(case.emergency.accounts, numbers, ("emergency", "accounts"), fault)


def _name(wanted: RequestWanted) -> str:
    return str(wanted.kind) if wanted.status == "new" else f"{wanted.kind}, {wanted.status}"


def _known(
    names: Sequence[str], numbers: Mapping[str, int], at: tuple[str | int, ...], fault: Fault
) -> None:
    for name in names:
        if name not in numbers:
            fault(at, f"unknown account row {name!r}", did_you_mean(name, numbers))
