"""What only the letters beside the four kinds of request need: their parts of the request."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from demarche.compose.earlier import outcome_of, stood_in
from demarche.compose.plan import Document
from demarche.kernel.formatting import in_words
from demarche.model.labels import DIRECTION_TITLES, DONE, NATURES, REFUSALS, STATUS_TITLES, TITLES
from demarche.model.letter_parts import EarlierRef, EmergencyView
from demarche.model.request import Count
from demarche.model.resolved_case import Matter


def title_of(document: Document, form: str = "request", before: str = "request") -> str:
    """The document's title, with its status, and which part of the request it is.

    `before` is the form of the document that it goes back to, which it may not call otherwise.
    """
    part = f", part {document.part} of {document.parts}" if document.parts > 1 else ""
    if form == "direction":
        return DIRECTION_TITLES[document.kind] + part
    title = STATUS_TITLES.get(document.wanted.status) or TITLES[document.kind]
    return title.replace("earlier request", f"earlier {before}") + part


def nature_of(document: Document, form: str = "request", before: str = "request") -> str:
    """Kind and status in words (T-CY(2018)11, section 3)."""
    if form == "direction":
        return "new direction"
    nature = NATURES.get(document.kind) or NATURES[document.wanted.status]
    return nature.replace("earlier request", f"earlier {before}")


def subject_of(
    document: Document,
    documents: Iterable[Document],
    form: str = "request",
    before: str = "request",
) -> str:
    """The subject line: what, on which service, how many rows in figures and words."""
    name, count = document.platform.name, len(document.rows)
    if document.kind.spec.restricted == "contacts":
        return f"First contact about requests that concern {name}"
    if document.kind.spec.encloses:
        others = [one for one in documents if _same_recipient(one, document)]
        rows = {row.number for one in others for row in one.listed}
        what = f" on {_counted(len(rows), 'account')}" if rows else ""
        return f"{_counted(len(others), 'document')}{what} on {name}".replace("s on", "s about", 1)
    return f"{title_of(document, form, before)} on {name}: {_counted(count, 'row')}"


def _same_recipient(one: Document, document: Document) -> bool:
    same = one.platform == document.platform and one.recipient == document.recipient
    return same and not one.kind.spec.encloses


def _counted(count: int, noun: str) -> str:
    return f"{count:,} ({in_words(count)}) {noun}{'' if count == 1 else 's'}"


def reply_by(matter: Matter, document: Document) -> dt.date:
    """The day by which an answer is requested."""
    kind = document.kind
    days = matter.office.reply_days.get(kind, kind.spec.reply_days)
    return document.wanted.reply_by or matter.case.date.date() + dt.timedelta(days)


def earlier_ref(matter: Matter, document: Document) -> EarlierRef | None:
    """The request that the document goes back to."""
    earlier = document.wanted.earlier
    if earlier is None:
        return None
    known = matter.earlier.get(earlier.reference)
    form = earlier.form or (known.form if known else "request")
    directed = form == "direction" and earlier.kind.spec.directed
    return EarlierRef(
        kind=earlier.kind,
        title=DIRECTION_TITLES[earlier.kind] if directed else TITLES[earlier.kind],
        form="direction" if directed else "request",
        reference=earlier.reference,
        on=earlier.on,
        ticket=earlier.ticket or _ticket(matter, earlier.reference),
        elapsed_days=(matter.case.date.date() - earlier.on).days,
        preserve_until=earlier.preserve_until,
    )


def _ticket(matter: Matter, reference: str) -> str | None:
    """The platform's own reference, as the last returned form has it."""
    for answer in reversed(matter.answers):
        if answer.reference == reference and answer.ticket:
            return answer.ticket
    return None


def answered(matter: Matter, document: Document) -> tuple[Count, ...]:
    """reminder: the rows of the earlier request that no longer wait, by what became of them."""
    earlier = document.wanted.earlier
    if document.kind.spec.takes != "waiting" or earlier is None:
        return ()
    outstanding = {row.number for row in document.rows}
    counted: Counter[str] = Counter()
    for row in matter.rows:
        here = (row.target.platform, row.recipient) == (document.platform.id, document.recipient)
        if not here or row.number in outstanding or not stood_in(matter, row, earlier):
            continue
        outcome = outcome_of(matter, row, earlier.reference)
        if row.account.withdraw_reason:
            counted["withdrawn by us"] += 1
        elif outcome.done not in (None, "N"):
            counted[DONE[str(outcome.done)]] += 1
        elif outcome.reason:
            counted[f"not done, with the reason: {REFUSALS[outcome.reason]}"] += 1
    return tuple(Count(label=label, rows=rows) for label, rows in sorted(counted.items()))


def emergency_view(matter: Matter, document: Document) -> EmergencyView | None:
    """The emergency with the call-back at any hour, which must stand on its one page."""
    emergency, duty = matter.case.emergency, matter.office.duty
    if not document.kind.spec.urgent or emergency is None:
        return None
    contact = duty or matter.office.authenticity
    return EmergencyView(
        threat=(emergency.threat.strip(),),
        persons=emergency.persons,
        place=emergency.place,
        time=emergency.time,
        basis=(emergency.basis.strip(),),
        reliability=emergency.reliability,
        why_hours=(emergency.why_hours.strip(),),
        data=emergency.data,
        supervisor_name=emergency.supervisor_name,
        supervisor_post=emergency.supervisor_post,
        process_by=emergency.process_by,
        call_back_role=contact.role,
        call_back=contact.phone,
        call_back_hours=contact.hours or matter.office.hours,
    )


_DATA = "accounts.csv and request.json: the same rows as data"


def enclosures(document: Document, other_language: str | None) -> tuple[str, ...]:
    """What goes with the document, in the order in which it lies."""
    spec = document.kind.spec
    annexes = spec.annexed(document.wanted.status)
    listed = ["Annex A1: schedule of accounts", "Annex A2: schedule of listings"] if annexes else []
    if spec.return_form:
        listed.append("Return form RF")
    if spec.restricted == "contacts":
        listed.append("Restricted annex (separate document): contacts")
    elif spec.restricted == "exhibits":
        listed.append("Restricted annex (separate document): contacts and exhibits")
    data = _DATA if spec.has_rows else "request.json: the same as data"
    listed.append(f"{data}, inside this document")
    return (*listed, other_language) if other_language and annexes else tuple(listed)
