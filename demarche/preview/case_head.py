"""What the head of the officer's page says of a case: what it is, who made it, where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from demarche.build.prepare import Prepared
from demarche.model.case import Person
from demarche.model.locale import Locale


@dataclass(frozen=True, slots=True)
class CaseHead:
    """The case itself, in words."""

    reference: str
    title: str
    office: str
    specimen: bool
    issued: str
    prepared: str
    approved: str
    """Empty where nobody did."""
    row_ids: tuple[str | None, ...]
    """The officer's id of each row, in the order of the file."""
    locale: Locale


def head_of(prepared: Prepared) -> CaseHead:
    """The head of a case that could be read."""
    case, office = prepared.file.case, prepared.matter.office
    words = prepared.matter.locale
    return CaseHead(
        reference=case.reference,
        title=case.title,
        office=office.name,
        specimen=office.specimen,
        issued=words.moment(case.date),
        prepared=_officer(case.prepared_by, words),
        approved=_officer(case.approved_by, words) if case.approved_by else "",
        row_ids=tuple(row.account.id for row in prepared.matter.rows),
        locale=words,
    )


def _officer(person: Person, words: Locale) -> str:
    day = f", {words.day(person.on)}" if person.on else ""
    return f"{person.name}, {person.post}{day}"
