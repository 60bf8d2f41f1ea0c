"""What only the letters beside the four kinds of request need: their parts of the request."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from demarche.compose.earlier import outcome_of, stood_in
from demarche.compose.plan import Document
from demarche.compose.recipients import receiver
from demarche.compose.subjects import in_parts
from demarche.model.letter_parts import EarlierRef, EmergencyView
from demarche.model.locale import Locale
from demarche.model.paper_specs import paper_of
from demarche.model.request import Code, Count, Manner
from demarche.model.resolved_case import Matter


def title_of(
    document: Document, locale: Locale, form: str = "request", before: str = "request"
) -> str:
    """The document's title, with its status, and which part of the request it is.

    `before` is the form of the document that it goes back to, which it may not call otherwise.
    """
    wanted = document.wanted
    earlier = wanted.earlier.kind if wanted.earlier else None
    title = locale.title(document.kind, form, wanted.status, before, earlier)
    return in_parts(title, document, locale)


def nature_of(
    document: Document, locale: Locale, form: str = "request", before: str = "request"
) -> str:
    """Kind and status in words (T-CY(2018)11, section 3)."""
    return locale.nature(document.kind, form, document.wanted.status, before)


def manner(matter: Matter, document: Document, form: str) -> Manner:
    """How the document speaks, whom it may be given to, and the answers that its form has."""
    words, wanted = matter.locale, document.wanted
    paper = paper_of(document.kind, wanted.status)
    heading = words.forms[form] if paper.heading == "form" else words.headings[paper.heading]
    said = wanted.holder_may_be_told
    asks = paper.asks and not _nothing_to_restore(document)
    return Manner(
        heading=heading,
        asks=asks,
        deadline=asks and (paper.deadline or wanted.reply_by is not None),
        as_letter=not (paper.notice or document.kind.spec.urgent),
        redress=paper.redress,
        telling=paper.telling,
        holder_may_be_told=said,
        copies=bool(paper.copies) and (paper.telling != "if-said" or said),
        done=tuple(_code(code, words.done, words.done_notes) for code in paper.done if asks),
        refusals=tuple(
            _code(code, words.refusals, words.refusal_notes) for code in paper.refusals if asks
        ),
    )


def _nothing_to_restore(document: Document) -> bool:
    """Whether it takes back rows of which none asks for anything."""
    takes_back = document.kind.spec.takes == "withdrawn"
    return takes_back and not any(row.account.restore for row in document.rows)


def _code(code: str, labels: Mapping[str, str], notes: Mapping[str, str]) -> Code:
    return Code(code=code, label=labels[code], note=notes.get(code))


def reply_by(matter: Matter, document: Document) -> dt.date:
    """The day by which an answer is requested."""
    kind = document.kind
    days = matter.office.reply_days.get(kind, kind.spec.reply_days)
    return document.wanted.reply_by or matter.case.date.date() + dt.timedelta(days)


_URGENT_HOURS = 2
"""Hours for an answer to an emergency request, where the case names no time."""


def reply_at(matter: Matter, document: Document) -> dt.datetime:
    """The hour by which an answer is requested, in the zone of the case."""
    issued, wanted = matter.case.date, document.wanted
    if document.kind.spec.urgent and wanted.reply_time is None:
        return issued + dt.timedelta(hours=_URGENT_HOURS)
    clock = wanted.reply_time or matter.office.reply_time
    return dt.datetime.combine(reply_by(matter, document), clock, issued.tzinfo)


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
        title=matter.locale.title_of_earlier(earlier.kind, form),
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
    words, asking = matter.locale, matter.office.state
    for row in matter.rows:
        here = row.target.platform == document.platform.id and document.recipient == receiver(
            document.platform, row.recipient, earlier.kind, asking, matter.library.regions
        )
        if not here or row.number in outstanding or not stood_in(matter, row, earlier):
            continue
        outcome = outcome_of(matter, row, earlier.reference)
        if row.account.withdraw_reason:
            counted[words.answered["withdrawn"]] += 1
        elif outcome.done not in (None, "N"):
            counted[words.done[str(outcome.done)]] += 1
        elif outcome.reason:
            why = words.refusals[outcome.reason]
            counted[words.answered["refused"].format(reason=why)] += 1
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


def enclosures(document: Document, locale: Locale, other_language: str | None) -> tuple[str, ...]:
    """What goes with the document, in the order in which it lies."""
    spec, words = document.kind.spec, locale.enclosures
    paper = paper_of(document.kind, document.wanted.status)
    annexes = spec.annexed(document.wanted.status)
    listed = [words["a1"], words["a2"]] if annexes else []
    if paper.return_form and not _nothing_to_restore(document):
        listed.append(words["return_form"])
    if spec.restricted != "none":
        listed.append(words[spec.restricted])
    listed.append(words["data_of_rows" if spec.has_rows else "data"])
    return (*listed, other_language) if other_language and annexes else tuple(listed)
