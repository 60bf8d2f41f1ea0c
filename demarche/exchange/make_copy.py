"""From an issued document to a copy for others: for one account holder, or for publication."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from demarche.exchange.secret_words import SecretWords
from demarche.model.case import Window
from demarche.model.copy_view import Copy, CopyOrganisation, CopyRow
from demarche.model.paper_specs import CopyKind
from demarche.model.request import AccountRow, CitedOrganisation, Request

_Passed = Callable[[str, str | None], str | None]
"""Gives back a text, or None where it names somebody else."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy, and what of the officers' words was left out of it and why."""

    copy: Copy
    left_out: tuple[str, ...]


def make_copy(
    request: Request, copy_of: CopyKind, row: AccountRow | None, secrets: SecretWords
) -> Copied:
    """A copy of a document. `row` is the account of its holder; None for publication."""
    left_out: list[str] = []

    def passed(name: str, text: str | None) -> str | None:
        found = secrets.in_text(text) if text else []
        if found:
            left_out.append(f"{name}: names {', '.join(found[:3])}")
        return None if found else text

    shown = None if row is None else _row(request, row, passed)
    reasons: list[str] = []
    if row is None:
        for name in ("facts", "necessity"):
            for number, text in enumerate(getattr(request, name), start=1):
                kept = passed(f"{name}[{number}]", text)
                reasons += [kept] if kept else []
    office, law = request.office, request.law
    return Copied(
        Copy(
            copy_of=copy_of,
            kind=request.kind,
            status=request.status,
            reference=request.reference,
            title=request.title,
            form=request.form,
            specimen=office.specimen,
            draft=bool(request.draft),
            language=request.language,
            issued_at=request.issued_at,
            letterhead=office.letterhead,
            address=office.address,
            office=office.name,
            email=office.email,
            phone=office.phone,
            website=office.website,
            feedback_email=office.feedback_email,
            capacity=office.capacity,
            review=office.review,
            recipient=request.recipient.legal_entity,
            platform=request.recipient.platform,
            state=law.state,
            adjective=law.adjective,
            protected_speech=law.protected_speech,
            user_redress=(
                (law.user_redress if row is None else law.holder_redress)
                if request.manner.redress
                else ()
            ),
            not_before=request.confidentiality.until if request.confidentiality else None,
            scope=request.scope,
            review_on=request.term_until,
            categories=tuple(category.label for category in request.categories),
            period_days=request.period_days,
            preserve_until=request.preserve_until,
            rows=len(request.accounts),
            row=shown,
            organisations=() if row else tuple(map(_organisation, _concerned(request))),
            by_measure=() if row else request.by_measure,
            by_link=() if row else request.by_link,
            grounds=() if row else tuple(ground for ground in request.grounds if ground.rows),
            provisions=() if row else request.provisions,
            policies=() if row else request.policies,
            reasons=tuple(reasons),
        ),
        tuple(left_out),
    )


def _row(request: Request, row: AccountRow, passed: _Passed) -> CopyRow:
    ground = next(ground for ground in request.grounds if ground.id == row.ground)
    organisation = next(
        organisation
        for organisation in request.organisations
        if organisation.key == row.organisation
    )
    first, last = row.data_from, row.data_to
    return CopyRow(
        number=row.number,
        address=row.canonical,
        native_id=row.native_id,
        organisation=row.organisation_label,
        link=row.link,
        lists=_lists(organisation),
        ground=ground.title,
        provisions=tuple(_cited(request, section) for section in ground.provisions),
        policies=tuple(policy for policy in request.policies if policy.id in row.policies),
        justification=passed(f"row {row.number}, justification", row.justification),
        # Where some are of another account, which of them are not is in no field.
        posts=() if row.posts_of_others else tuple(post.canonical for post in row.posts),
        measure=row.measure,
        window=Window(start=first, end=last) if first and last else None,
        withdrawn=row.withdraw_reason,
        withdraw_note=passed(f"row {row.number}, withdraw_note", row.withdraw_note),
        restore=row.restore,
    )


def _cited(request: Request, section: str) -> str:
    """A provision of a ground with the law that it is of, unless its words name that already."""
    laws = [
        provision.instrument for provision in request.provisions if provision.section == section
    ]
    return f"{laws[0]}, {section}" if laws else section


def _concerned(request: Request) -> Iterable[CitedOrganisation]:
    return (organisation for organisation in request.organisations if organisation.accounts)


def _organisation(cited_organisation: CitedOrganisation) -> CopyOrganisation:
    return CopyOrganisation(
        label=cited_organisation.label,
        lists=_lists(cited_organisation),
        rows=cited_organisation.accounts,
    )


def _lists(cited_organisation: CitedOrganisation) -> tuple[str, ...]:
    """The lists as a reader outside can look them up: short name and reference."""
    return tuple(
        f"{entry.authority_short} ({entry.reference})" if entry.reference else entry.authority_short
        for entry in cited_organisation.citations
    )
