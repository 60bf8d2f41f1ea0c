"""The order of events, as data: what may not come before what, which rule says so, and why.

A line of the table reads: `later` does not come before `earlier`. The rule `code` tells it, an
error or a warning by its letter, at the field of one of the two. `unless` holds words: a row whose
texts have them is passed over. A new order is a line here; a new event also a line in `collect.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from demarche.examine.timeline.words import RETURNED, SHOWS_REMOVAL
from demarche.kernel.problems import Severity


class Event(StrEnum):
    """What can happen in a case; the value is how a message calls it."""

    # of the case
    ISSUE = "date of issue"
    PREPARATION = "preparation"
    APPROVAL = "approval"
    LETTER = "covering letter"
    INVESTIGATION = "investigation"
    COURT_ORDER = "court order"
    THREAT_SEEN = "time at which the threat was first seen"
    THREAT_TIME = "time that the threat names"
    NEAR_END = "last day that the words for what is near can mean"
    LEGAL_PROCESS = "day of the legal process"
    # of a request
    REPLY = "date of the answer"
    URGENT_REPLY = "date of an urgent answer"
    TERM_END = "end of the term"
    FORMAL_REQUEST = "formal request"
    PRESERVED_UNTIL = "end of the preservation"
    EARLIER_REQUEST = "earlier request"
    REMINDED_REQUEST = "request of which the platform is reminded"
    EARLIER_END = "end of the earlier preservation"
    EXTENDED_END = "end of the preservation to be extended"
    # of an account
    POST = "post"
    ACT = "act told in the justification"
    OBSERVATION = "observation"
    STATUS_CHECK = "status check"
    REACH_COUNT = "count of the reach"
    PRIOR_REPORT = "prior report"
    PRIOR_ANSWER = "answer to the prior report"
    FIRST_SEEN = "first sighting"
    REMOVAL = "removal"
    OUTCOME_REMOVAL = "removal told as the outcome"
    OUTCOME = "outcome"
    ANSWER = "answer to the earlier request"
    ORIGINAL_REMOVAL = "removal of the account that it continues"
    # of an exhibit
    CAPTURE = "capture"
    FIRST_CAPTURE = "first capture"
    SHOWN_POST = "post that the exhibit shows"


E = Event
SIGHTINGS = (E.OBSERVATION, E.STATUS_CHECK, E.REACH_COUNT, E.CAPTURE)
"""When somebody of the office saw the account."""
DEEDS = (E.POST, E.ACT)
"""When the account did something."""

NOTHING = dt.timedelta(0)
CLOCKS = dt.timedelta(minutes=10)
"""The clocks of two machines differ."""


@dataclass(frozen=True, slots=True)
class Order:
    """`later` does not come before `earlier`."""

    earlier: Event
    later: Event
    code: str
    """The rule that tells it."""
    source: str
    """The heading of docs/sources/order-of-events.md that says what it rests on."""
    at: Literal["earlier", "later"] = "later"
    """At whose field it is told."""
    detail: str | None = None
    """What is told of it beside the rule's own sentence; None: the two events by their names."""
    unless: tuple[re.Pattern[str], ...] = ()
    """Words of the row, or of the exhibit, that make the other order possible."""
    same_day: bool = True
    """False where the two may not even lie on one day."""
    slack: dt.timedelta = NOTHING

    @property
    def severity(self) -> Severity:
        """An error by its code, or a warning."""
        return Severity.ERROR if self.code.startswith("E") else Severity.WARNING

    @property
    def told(self) -> str:
        """The detail of a finding."""
        if self.detail is not None:
            return self.detail
        if self.at == "later":
            return f"{self.later} is before the {self.earlier}"
        return f"{self.earlier} is after the {self.later}"


_AFTER = "is after the date of issue"
_FUTURE = "must be after the date of issue"


def _issue() -> tuple[Order, ...]:
    """What is told as done lies before the issue, what is to come after it."""
    done: tuple[tuple[Event, str], ...] = (
        (E.PREPARATION, "case was prepared after the date of issue"),
        (E.APPROVAL, "approval is dated after the date of issue"),
        (E.COURT_ORDER, "order is dated after the date of issue"),
        (E.INVESTIGATION, _AFTER),
        (E.REMOVAL, _AFTER),
        (E.FIRST_SEEN, _AFTER),
        (E.PRIOR_REPORT, _AFTER),
        (E.PRIOR_ANSWER, _AFTER),
        (E.OUTCOME, _AFTER),
        (E.ACT, "justification tells of something after the date of issue"),
        (E.REACH_COUNT, _AFTER),
        (E.THREAT_SEEN, _AFTER),
        (E.EARLIER_REQUEST, "earlier request must be before the date of issue"),
    )
    to_come = (E.REPLY, E.TERM_END, E.FORMAL_REQUEST)
    return (
        *(Order(event, E.ISSUE, "E28", "issue", "earlier", message) for event, message in done),
        *(
            Order(E.ISSUE, event, "E28", "issue", detail=_FUTURE, same_day=False)
            for event in to_come
        ),
        Order(E.ISSUE, E.URGENT_REPLY, "E28", "issue", detail=_FUTURE),
        Order(
            E.REMINDED_REQUEST,
            E.ISSUE,
            "E28",
            "follow-ups",
            "earlier",
            "earlier request must be before the date of issue",
            same_day=False,
        ),
        Order(
            E.ISSUE,
            E.LEGAL_PROCESS,
            "E28",
            "emergencies",
            detail="must not be before the date of issue",
        ),
        Order(
            E.ISSUE,
            E.LETTER,
            "E28",
            "issue",
            detail="covering letter is dated before its enclosure",
        ),
        *(Order(event, E.ISSUE, "E27", "issue", "earlier", "") for event in _SEEN),
        Order(E.POST, E.ISSUE, "W23", "issue", "earlier", "", slack=CLOCKS),
    )


_SEEN = (E.OBSERVATION, E.STATUS_CHECK, E.CAPTURE)


def _approval() -> tuple[Order, ...]:
    """The second officer saw everything that goes out."""
    covered = (
        *(E.POST, E.ACT, *SIGHTINGS, E.PRIOR_REPORT, E.PRIOR_ANSWER),
        *(E.REMOVAL, E.FIRST_SEEN, E.OUTCOME, E.COURT_ORDER),
    )
    evidence = (E.OBSERVATION, E.CAPTURE)
    return (
        Order(
            E.PREPARATION,
            E.APPROVAL,
            "E28",
            "approval",
            detail="case was approved before it was prepared",
        ),
        *(
            Order(event, E.APPROVAL, "E70", "approval", "earlier", slack=_clock_of(event))
            for event in covered
        ),
        *(Order(event, E.PREPARATION, "W70", "approval", "earlier") for event in evidence),
    )


def _clock_of(event: Event) -> dt.timedelta:
    return CLOCKS if event is E.POST else NOTHING


def _removal() -> tuple[Order, ...]:
    """Nobody sees an account that is gone, and it does nothing."""
    after = (*DEEDS, *SIGHTINGS, E.PRIOR_REPORT)
    return tuple(
        Order(
            event,
            removal,
            "E71",
            "removal",
            "earlier",
            unless=(RETURNED, SHOWS_REMOVAL) if event is E.CAPTURE else (RETURNED,),
        )
        for removal in (E.REMOVAL, E.OUTCOME_REMOVAL)
        for event in after
    )


def _continuation() -> tuple[Order, ...]:
    """A continuation begins after the removal, and is seen by nobody before it is first seen."""
    mine = (*DEEDS, *SIGHTINGS, E.PRIOR_REPORT)
    return (
        Order(
            E.ORIGINAL_REMOVAL,
            E.FIRST_SEEN,
            "E15",
            "continuation",
            detail="first seen before the original was removed",
        ),
        *(Order(E.FIRST_SEEN, event, "E72", "continuation") for event in mine),
        *(Order(E.ORIGINAL_REMOVAL, event, "E73", "continuation") for event in mine),
    )


def _rows() -> tuple[Order, ...]:
    """The other events of one account."""
    return (
        Order(E.PRIOR_REPORT, E.PRIOR_ANSWER, "E28", "reports"),
        Order(E.SHOWN_POST, E.CAPTURE, "E74", "captures", slack=CLOCKS),
        Order(
            E.POST,
            E.OBSERVATION,
            "P13",
            "captures",
            "earlier",
            "created after the account was observed",
            slack=CLOCKS,
        ),
        Order(E.POST, E.PRIOR_REPORT, "P13", "reports", "earlier", "created after it was reported"),
    )


def _requests() -> tuple[Order, ...]:
    """What goes back to an earlier request, and how long data are kept."""
    return (
        Order(E.EARLIER_REQUEST, E.ANSWER, "E28", "follow-ups"),
        Order(E.REMINDED_REQUEST, E.ANSWER, "E28", "follow-ups"),
        Order(
            E.EARLIER_REQUEST,
            E.EARLIER_END,
            "E28",
            "preservation",
            detail="preservation ends before it was requested",
        ),
        Order(
            E.ISSUE,
            E.EXTENDED_END,
            "E28",
            "preservation",
            detail="preservation has ended; request a new one",
        ),
        Order(
            E.FORMAL_REQUEST,
            E.PRESERVED_UNTIL,
            "E28",
            "preservation",
            "earlier",
            "data are kept only until the end of the preservation",
        ),
    )


def _court_and_danger() -> tuple[Order, ...]:
    return (
        Order(E.FIRST_CAPTURE, E.COURT_ORDER, "W71", "court", "earlier"),
        Order(E.INVESTIGATION, E.COURT_ORDER, "W71", "court"),
        Order(E.THREAT_SEEN, E.APPROVAL, "E75", "emergencies"),
        Order(
            E.ISSUE,
            E.THREAT_TIME,
            "E76",
            "imminence",
            detail="time that the threat names has passed",
        ),
        Order(E.THREAT_SEEN, E.THREAT_TIME, "E76", "imminence"),
        Order(
            E.ISSUE,
            E.NEAR_END,
            "E76",
            "imminence",
            detail="called imminent, but what it rests on is too old for that",
        ),
    )


ORDERS: tuple[Order, ...] = (
    *_issue(),
    *_approval(),
    *_removal(),
    *_continuation(),
    *_rows(),
    *_requests(),
    *_court_and_danger(),
)
"""Every order. The pages of the documentation and the tests read it too."""
