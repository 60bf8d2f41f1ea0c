"""From a matter and a planned document to the request: everything a template may see."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections import Counter
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Literal

from demarche.compose.asks import asked_in_order, letter_of
from demarche.compose.bindings import (
    bound_confidentiality,
    bound_investigations,
    bound_orders,
    foreign_numbers,
)
from demarche.compose.citations import cite, list_ref
from demarche.compose.competence import competence
from demarche.compose.earlier import chosen_categories, period_of
from demarche.compose.letters import (
    answered,
    earlier_ref,
    emergency_view,
    enclosures,
    manner,
    nature_of,
    reply_at,
    reply_by,
    title_of,
)
from demarche.compose.own_lists import old_readings
from demarche.compose.plan import Document
from demarche.compose.points_of_policy import decisions_of, policy_view
from demarche.compose.power_decision import PowerDecision, authority
from demarche.compose.provisions import Reached, provision_ref, reached
from demarche.compose.reasons import paragraphs, reason
from demarche.compose.rows import Keys, compose_row, policies_for
from demarche.compose.severity_order import (
    common_of,
    gravest_first,
    levels_of,
    organisation_codes,
)
from demarche.compose.subjects import subject_of
from demarche.compose.views import law_view, office_view, recipient_view
from demarche.model.case import Exhibit, Indicator, Letter, Window
from demarche.model.kinds import Kind
from demarche.model.measures import measure_for
from demarche.model.platform import DataCategory
from demarche.model.provenance import Verification
from demarche.model.request import (
    AccountRow,
    Category,
    Citation,
    CitedOrganisation,
    Count,
    GroundRef,
    ListRef,
    NameInScript,
    PolicyRef,
    ProvisionRef,
    Related,
    RelatedTarget,
    Request,
    Restricted,
)
from demarche.model.resolved_case import Matter, Row

PERSON = "person"
"""The focus of a record that stands for a listed person."""

_TIERS = ("subscriber", "identification", "traffic", "content")
_DEFAULT_TIERS = ("subscriber", "identification")


USUAL_PERIOD = 90
"""Days of preservation that are asked for where neither the law nor the platform names any."""


def compose(
    matter: Matter,
    document: Document,
    all_documents: Iterable[Document],
    *,
    whole: bool = True,
    cited: Cited | None = None,
) -> Request:
    """The request for one planned document; unless `whole`, without its rows and exhibits.

    `cited` keeps the citations of one document for the next ones to the same recipient.
    """
    case, kind, wanted = matter.case, document.kind, document.wanted
    documents = tuple(all_documents)
    organisations = cited_organisations(matter, document, {} if cited is None else cited)
    old = old_readings(matter, document, organisations)
    originals = _originals(matter, document)
    listed, asks = document.listed, document.asks
    reference = wanted.earlier.reference if wanted.earlier else None
    listings = {organisation.id: organisation for organisation in organisations}
    found = reached(matter, [*document.rows, *originals], listings)
    grounds = _grounds(matter, found, listed)
    policies = _policies(matter, document, originals)
    keys = Keys(
        listings,
        {pair: tuple(each.cited for each in provisions) for pair, provisions in found.items()},
    )
    rows: tuple[AccountRow, ...] = ()
    removed: tuple[AccountRow, ...] = ()
    if whole:
        row_of = functools.partial(compose_row, matter, keys=keys)
        rows = tuple(
            row_of(row, asks, period=period_of(matter, row, wanted), reference=reference)
            for row in gravest_first(matter, listed)
        )
        removed = tuple(row_of(row, kind) for row in originals)
    issued = case.date
    limit = matter.jurisdiction.limits.preservation
    published = document.platform.preservation.days or USUAL_PERIOD
    period = wanted.period_days or (limit.days if limit else published)
    preserving = kind.spec.data == "preserved" and wanted.status != "release"
    earlier = earlier_ref(matter, document)
    before = earlier.form if earlier else "request"
    kept_to = earlier.preserve_until if earlier else None
    basis = competence(matter, wanted).basis
    rests_on = authority(matter, wanted, bound_orders(matter, document))
    letter = letter_of(matter, document)
    form: Literal["request", "direction"] = "direction" if basis else "request"
    return Request(
        kind=kind,
        status=wanted.status,
        nature=nature_of(document, matter.locale, form, before),
        form=form,
        direction=basis,
        authority=rests_on.view,
        case_reference=case.reference,
        reference=document_reference(case.reference, document),
        title=title_of(document, matter.locale, form, before),
        subject=subject_of(matter, document, documents, form, before),
        draft=(
            *_draft_reasons(matter, letter, rests_on),
            *(reading.reason(matter.locale) for reading in old),
        ),
        approved_on=case.approved_by.on if case.approved_by and not old else None,
        marking=case.marking,
        issued_at=issued,
        language=matter.language,
        letter=letter,
        office=office_view(matter),
        recipient=recipient_view(matter, document),
        law=law_view(matter, organisations, form, kind),
        reply_by=reply_by(matter, document),
        reply_at=reply_at(matter, document),
        manner=manner(matter, document, form),
        investigations=bound_investigations(matter, document),
        judicial_orders=bound_orders(matter, document),
        facts=reason(case, wanted, "facts"),
        purpose=reason(case, wanted, "purpose"),
        identity=paragraphs(case.identity),
        decisions=decisions_of(matter, document),
        policy=policy_view(matter, document),
        necessity=reason(case, wanted, "necessity"),
        alternatives=reason(case, wanted, "alternatives"),
        defences=reason(case, wanted, "defences"),
        risk_of_loss=reason(case, wanted, "risk_of_loss"),
        scope=wanted.scope,
        scope_reason=wanted.scope_reason,
        confidentiality=bound_confidentiality(matter, document),
        publication=case.publication,
        organisations=organisations,
        lists=_lists(matter, organisations),
        provisions=_provisions(matter, reached(matter, document.rows, listings)),
        policies=policies,
        policy_lists=tuple(
            dict.fromkeys(policy_list.words for policy_list in document.platform.lists)
        ),
        accounts=rows,
        severities=levels_of(matter, rows),
        common=common_of(rows),
        removed_before=removed,
        by_measure=_counts(row.measure for row in rows if row.measure),
        sequence=asked_in_order(
            matter,
            document,
            [row.account.measure or measure_for(row.target.kind) for row in listed if whole],
        ),
        grounds=grounds,
        by_link=_counts(row.link for row in rows),
        by_kind=_counts(row.kind for row in rows),
        categories=_categories(matter, document, asks),
        window=_outer_window(rows) or wanted.window,
        period_days=period if preserving else None,
        preserve_until=(kept_to or issued.date()) + dt.timedelta(period) if preserving else None,
        formal_request_by=wanted.formal_request_by,
        earlier=earlier,
        answered=answered(matter, document),
        clarifications=paragraphs(wanted.clarifications),
        changes=paragraphs(wanted.changes),
        emergency=emergency_view(matter, document),
        term_until=wanted.term_until,
        indicators=_indicators(matter, document, originals),
        related=tuple(
            Related(
                kind=other.kind,
                status=other.wanted.status,
                form="direction" if competence(matter, other.wanted).basis else "request",
                reference=document_reference(case.reference, other),
                rows=len(other.listed),
            )
            for other in documents
            if other is not document
            and other.platform.id == document.platform.id
            and other.recipient == document.recipient
            # Of a request in many parts the first stands for all, but in the letter that names all.
            and (kind.spec.encloses or (other.part == 1 and other.wanted != document.wanted))
        ),
        enclosures=enclosures(document, matter.locale, case.formal_language_copy),
        enclosed=(),
        unchecked_spellings=any(
            not citation.spelling_checked
            for organisation in organisations
            for citation in organisation.citations
        ),
        restricted=_restricted(matter, document, whole=whole, approvable=not old),
    )


def document_reference(reference: str, document: Document) -> str:
    """The document's own reference: the case's, the platform's and the kind's."""
    return f"{reference}/{document.platform.id}/{document.slug}"


_ORGANISATION, _GROUND = attrgetter("account.organisation"), attrgetter("account.ground")

Cited = dict[tuple[str, str, str], tuple[Citation, ...]]
"""Citations by organisation, platform and recipient."""


def cited_organisations(
    matter: Matter, document: Document, cited: Cited
) -> tuple[CitedOrganisation, ...]:
    """The organisations of a document with their citations, in the order of their first row."""
    involved = [*document.rows, *_originals(matter, document)]
    counts = Counter(map(_ORGANISATION, document.rows))
    found = []
    ordered = dict.fromkeys(map(_ORGANISATION, involved))
    codes = organisation_codes(matter)
    for organisation_id in ordered:
        organisation = matter.library.organisations[organisation_id]
        key = organisation_id, document.platform.id, document.recipient.id
        if key not in cited:
            cited[key] = cite(
                organisation,
                matter.case.date.date(),
                matter.library,
                matter.jurisdiction,
                document.platform,
                document.recipient,
                matter.library.regions.name(document.recipient.seat),
                matter.locale,
            )
        citations = cited[key]
        states = {matter.library.authorities[citation.authority].state for citation in citations}
        found.append(
            CitedOrganisation(
                key=codes[organisation.id],
                id=organisation.id,
                label=organisation.name,
                person=organisation.focus == PERSON,
                native_names=tuple(
                    NameInScript(name=native_name.name, language=native_name.language)
                    for native_name in organisation.native_names
                    if native_name.verification is Verification.VERIFIED
                ),
                citations=citations,
                asking_state_alone=states == {matter.jurisdiction.state},
                binding=any(citation.role == "binding" for citation in citations),
                accounts=counts[organisation_id],
            )
        )
    return tuple(found)


def _lists(matter: Matter, cited: Iterable[CitedOrganisation]) -> tuple[ListRef, ...]:
    """Each list once, in the order in which the citations first name it."""
    roles: dict[str, set[str]] = {}
    for organisation in cited:
        for citation in organisation.citations:
            roles.setdefault(citation.authority, set()).add(citation.role)
    known = matter.library.authorities
    return tuple(list_ref(known[name], found) for name, found in roles.items())


def _draft_reasons(matter: Matter, letter: Letter, rests_on: PowerDecision) -> tuple[str, ...]:
    case = matter.case
    reasons = []
    if case.approved_by is None or case.approved_by.on is None:
        reasons.append(matter.locale.draft["approval"])
    if letter.number is None or letter.date is None:
        reasons.append(matter.locale.draft["letter"])
    signed = rests_on.view.countersigned
    if signed and signed.on is None:
        reasons.append(matter.locale.draft["countersignature"])
    return tuple(reasons)


def _originals(matter: Matter, document: Document) -> list[Row]:
    """The removed accounts on this platform that the mirrors of a prevention request continue."""
    if document.kind.spec.takes != "mirrors":
        return []
    found: dict[int, Row] = {}
    for row in document.rows:
        original = matter.row_named(row.account.mirror_of or "")
        if original and original.target.platform == document.platform.id:
            found[original.number] = original
    return [found[number] for number in sorted(found)]


def _provisions(matter: Matter, found: Reached) -> tuple[ProvisionRef, ...]:
    """The provisions that reach one of the rows, each once, in the order of the register."""
    used = {provision.id for provisions in found.values() for provision in provisions}
    register = matter.jurisdiction.provisions
    return tuple(provision_ref(matter, known) for known in register if known.id in used)


def _grounds(matter: Matter, found: Reached, counted: Iterable[Row]) -> tuple[GroundRef, ...]:
    """The grounds of these rows, in the order of the jurisdiction's file."""
    used: dict[str, set[str]] = {}
    for (ground, _), provisions in found.items():
        used.setdefault(ground, set()).update(provision.id for provision in provisions)
    counts = Counter(map(_GROUND, counted))
    cited = {provision.id: provision.cited for provision in matter.jurisdiction.provisions}
    chosen = [ground for ground in matter.jurisdiction.grounds if ground.id in used]
    return tuple(
        GroundRef(
            id=ground.id,
            title=ground.title,
            provisions=tuple(cited[name] for name in ground.provisions if name in used[ground.id]),
            rows=counts[ground.id],
        )
        for ground in chosen
    )


def _policies(
    matter: Matter, document: Document, originals: Iterable[Row]
) -> tuple[PolicyRef, ...]:
    """The platform's rules that these rows concern, in the platform's order."""
    # All that `policies_for` asks of a row: a few kinds of them, whatever their number.
    kinds = {
        (row.account.ground, row.account.link, bool(row.account.mirror_of), row.target.kind): row
        for row in (*document.rows, *originals)
    }
    used = {
        policy.id
        for row in kinds.values()
        for policy in policies_for(matter, document.platform, row)
    }
    sources = document.platform.sources
    chosen = [policy for policy in document.platform.policies if policy.id in used]
    return tuple(
        PolicyRef(
            id=policy.id,
            title=policy.title,
            summary=policy.summary,
            url=policy.url,
            verified=policy.verified,
            copy_date=sources[policy.source].copy_date if policy.source in sources else None,
        )
        for policy in chosen
    )


def _counts(labels: Iterable[str]) -> tuple[Count, ...]:
    counted = Counter(labels)
    return tuple(Count(label=label, rows=rows) for label, rows in sorted(counted.items()))


def _categories(matter: Matter, document: Document, kind: Kind) -> tuple[Category, ...]:
    """The data asked for, narrowest first; without a choice, what identifies and no more.

    A follow-up without a choice of its own names what the earlier request named.
    """
    if not kind.spec.by_category:
        return ()
    platform, wanted = document.platform, chosen_categories(matter, document.wanted)

    def chosen(data_category: DataCategory) -> bool:
        if wanted:
            return data_category.id in wanted
        return data_category.obtainable and data_category.tier in _DEFAULT_TIERS

    found = [data_category for data_category in platform.data_categories if chosen(data_category)]
    found.sort(key=lambda category: _TIERS.index(category.tier))
    return tuple(
        Category(id=category.id, tier=category.tier, label=category.label, needs=category.needs)
        for category in found
    )


def _outer_window(rows: Iterable[AccountRow]) -> Window | None:
    """From the earliest to the latest day that any row asks for."""
    starts = [row.data_from for row in rows if row.data_from]
    ends = [row.data_to for row in rows if row.data_to]
    return Window(start=min(starts), end=max(ends)) if starts and ends else None


def _restricted(matter: Matter, document: Document, *, whole: bool, approvable: bool) -> Restricted:
    office, case = matter.office, matter.case
    approval = case.approved_by if approvable else None
    exhibits = tuple(_exhibits(matter, document)) if whole else ()
    contacts = [office.authenticity, office.feedback]
    if office.duty:
        contacts.append(office.duty)
    return Restricted(
        contacts=tuple(contacts),
        liaison=office.liaison,
        signatory=office.signatory,
        prepared_by=case.prepared_by,
        # Without its day an approval does not count, nor one of a document that rests on too old a
        # reading: the body is a draft then, and says so.
        approved_by=approval if approval and approval.on else None,
        exhibits=exhibits,
        pictures=tuple(exhibit.id for exhibit in exhibits if exhibit.id in matter.pictures),
        held=sum(exhibit.id not in matter.pictures for exhibit in exhibits),
        held_because=case.exhibits_held_because,
        foreign_numbers=foreign_numbers(matter, document),
        related_targets=_related_targets(matter, document) if whole else (),
    )


def _exhibits(matter: Matter, document: Document) -> Iterator[Exhibit]:
    """The items that show a row of this document, each with those rows and no others.

    An item may show rows of another entity's document as well; their numbers are not its business.
    """
    shown: dict[int, list[str]] = {}
    for number in sorted({row.number for row in document.listed}):
        for index in matter.evidence.of(number):
            shown.setdefault(index, []).append(str(number))
    for index in sorted(shown):
        yield dataclasses.replace(matter.case.exhibits[index], accounts=tuple(shown[index]))


def _indicators(
    matter: Matter, document: Document, originals: Iterable[Row]
) -> tuple[Indicator, ...]:
    """prevention: the marks that were seen on rows of this document, with those rows only."""
    if document.kind.spec.takes != "mirrors":
        return ()
    mine = {row.number for row in (*document.listed, *originals)}
    found = []
    for indicator in matter.case.indicators:
        seen = sorted({matter.names[name] for name in indicator.accounts} & mine)
        here = indicator.platform == document.platform.id and indicator.withdrawn_on is None
        if seen and here:
            found.append(indicator.model_copy(update={"accounts": tuple(map(str, seen))}))
    return tuple(found)


def _related_targets(matter: Matter, document: Document) -> tuple[RelatedTarget, ...]:
    """Accounts on other platforms that a row of this document continues, or that continue it."""
    mine = {row.number for row in document.listed}
    found = []
    for row, original in matter.moved:
        if row.number in mine:
            found.append(_related(matter, row.number, original, "continues"))
        if original.number in mine:
            found.append(_related(matter, original.number, row, "continued"))
    return tuple(found)


def _related(matter: Matter, number: int, other: Row, relation: str) -> RelatedTarget:
    return RelatedTarget(
        number=number,
        platform=matter.library.platforms[other.target.platform].name,
        canonical=other.target.canonical,
        relation=matter.locale.relations[relation],
    )
