"""The subject line: the matter, what is asked, how many accounts, and in whose name they are.

A subject is read by more people than the letter: it is shown in mail headers, in lists of tickets
and in notices of receipt. What a paper keeps from the account holders its subject keeps as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from demarche.compose.plan import Document
from demarche.model.kinds import template_name
from demarche.model.locale import Locale
from demarche.model.paper_specs import paper_of
from demarche.model.resolved_case import Matter, Row

NAMED = 3
"""Organisations that a subject names; of the others it gives the number."""

_WITHOUT_TIE = "supporter"
"""The tie of an account that supports a listed party and does not present itself as its own."""

_PERSON = "person"
"""The focus of a record that stands for a listed person."""


def subject_of(
    matter: Matter,
    document: Document,
    documents: Iterable[Document],
    form: str = "request",
    before: str = "request",
) -> str:
    """The subject line of a document; `before` is the form of the one that it goes back to."""
    words, kind, earlier = matter.locale, document.kind, document.wanted.earlier
    key = template_name(kind, document.wanted.status)
    lines = words.direction_subjects if form == "direction" else words.subjects
    rows: Sequence[Row] = document.rows
    named: Sequence[Row] = rows if may_name(matter, document) else ()
    if kind.spec.encloses:
        key, rows, named = _enclosing(matter, document, documents)
    line = lines[key].format(
        platform=document.platform.name,
        accounts=words.count(len(rows), "account"),
        replacements=words.count(len(rows), "replacement"),
        about=in_whose_name(matter, named),
        earlier=words.forms[before],
        reference=earlier.reference if earlier else "",
        date=words.day(earlier.on) if earlier else "",
    )
    return in_parts(" ".join(line.split()), document, words)


def in_parts(text: str, document: Document, locale: Locale) -> str:
    """A title or a subject, with the part that the document is, where there are several."""
    if document.parts == 1:
        return text
    return locale.part.format(title=text, number=document.part, parts=document.parts)


def may_name(matter: Matter, document: Document) -> bool:
    """Whether the subject may name the organisations: not where the whole paper is confidential.

    A wish that holders are not informed before a day is no reason: it keeps the accounts from them,
    and a subject names none.
    """
    wanted = document.wanted
    paper = paper_of(document.kind, wanted.status)
    if paper.telling == "earlier" and wanted.earlier:
        paper = paper_of(wanted.earlier.kind, "new")
    return paper.telling == "copy" and matter.case.marking != "confidential"


def in_whose_name(matter: Matter, rows: Sequence[Row]) -> str:
    """`in the name of A, B, C and 9 other listed organisations`; nothing without rows."""
    if not rows:
        return ""
    words = matter.locale
    counted = Counter(row.account.organisation for row in rows)
    # Those of most accounts first; of equal ones, in the order of their rows.
    parties = [matter.library.organisations[name] for name, _ in counted.most_common()]
    names, others = [party.name for party in parties[:NAMED]], parties[NAMED:]
    if others:
        persons = sum(party.focus == _PERSON for party in others)
        noun = "person" if persons == len(others) else "party" if persons else "organisation"
        names.append(words.count(len(others), f"other_{noun}"))
    without = sum(row.account.link == _WITHOUT_TIE for row in rows)
    tie = "support" if without == len(rows) else "both" if without else "presented"
    return words.subject_parties[tie].format(parties=words.listed(names))


def _enclosing(
    matter: Matter, letter: Document, documents: Iterable[Document]
) -> tuple[str, Sequence[Row], Sequence[Row]]:
    """The subject of a covering letter, the rows that it counts, and those that it names.

    It speaks of the requests that it encloses; of follow-ups only where there is no request.
    """
    others = [other for other in documents if _same_recipient(other, letter)]
    asking = [
        other
        for other in others
        if other.kind.spec.role == "request" and other.wanted.status == "new"
    ]
    rows = _rows_of(asking or others)
    if asking:
        named = _rows_of(other for other in asking if may_name(matter, other))
        # Of accounts that only a confidential paper has, the subject gives not even the number.
        return "enclosing", named or rows, named
    return "enclosing_follow_ups" if rows else "enclosing_nothing", rows, ()


def _rows_of(documents: Iterable[Document]) -> Sequence[Row]:
    """The rows that stand in any of these documents, each once."""
    found = {row.number: row for document in documents for row in document.listed}
    return [found[number] for number in sorted(found)]


def _same_recipient(other: Document, document: Document) -> bool:
    same = other.platform == document.platform and other.recipient == document.recipient
    return same and not other.kind.spec.encloses
