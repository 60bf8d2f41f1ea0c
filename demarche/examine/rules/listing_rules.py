"""Rules on organisations and their listings: no listing in force, no request."""

from __future__ import annotations

from collections.abc import Iterator

from demarche.compose.own_lists import OldReading, old_readings
from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity
from demarche.listings.later_facts import later_facts
from demarche.listings.status import citable, date_faults, earliest_day, standings
from demarche.model.locale import english
from demarche.model.request import Citation
from demarche.model.resolved_case import Row

_SEVERAL = 3


def _citations(subject: Subject) -> dict[str, tuple[Citation, ...]]:
    """For each organisation, its citations in the first document that names it."""
    found: dict[str, tuple[Citation, ...]] = {}
    for request in subject.requests:
        for organisation in request.organisations:
            found.setdefault(organisation.id, organisation.citations)
    return found


def _at(row: Row) -> tuple[str | int, ...]:
    return ("accounts", row.number - 1, "organisation")


@rule(
    "E03",
    Severity.ERROR,
    "organisation has no listing in force on the date of issue",
    remedy="remove the rows, or correct the organisation",
    source=(
        "PECA s. 9; docs/sources/request-forms.md#e03; docs/sources/platform-practice.md#check-24"
    ),
)
def not_in_force(subject: Subject) -> Iterator[Finding]:
    """Every organisation has a listing in force that the asking state may cite."""
    library, day = subject.matter.library, subject.matter.case.date.date()
    for name, row in subject.first_rows.items():
        organisation = library.organisations[name]
        found = standings(organisation, day, library.authorities, library.organisations)
        if citable(found):
            continue
        why = "; ".join(
            f"{library.authorities[standing.listing.authority].short}: {standing.why}"
            for standing in found
        )
        detail = f"{organisation.name} ({why or 'no listing is recorded'})"
        yield Finding(_at(row), detail, row.number)


@rule(
    "E04",
    Severity.ERROR,
    "organisation is not on any list that the requesting state gives effect to",
    remedy="remove the rows: another state's listing alone cannot be the legal ground",
    source="DSA Art. 9(2)(a)(i); docs/sources/request-forms.md#e04",
)
def no_legal_ground(subject: Subject) -> Iterator[Finding]:
    """Every organisation has a citation that is a legal ground of the asking state."""
    citations = _citations(subject)
    library, day = subject.matter.library, subject.matter.case.date.date()
    for name, row in subject.first_rows.items():
        organisation = library.organisations[name]
        if not citable(standings(organisation, day, library.authorities, library.organisations)):
            continue  # E03 has said it
        if name not in citations:
            continue  # in no document, which E31 tells; nothing is known of its citations here
        if not any(
            citation.legal_ground or citation.for_information for citation in citations[name]
        ):
            yield Finding(_at(row), organisation.name, row.number)


@rule(
    "E26",
    Severity.ERROR,
    "organisation has several entries on one list, so the citation is ambiguous",
    remedy="use an organisation that has a single entry on that list",
    source="docs/sources/official-lists.md#shared-names",
)
def several_entries(subject: Subject) -> Iterator[Finding]:
    """No organisation is cited by three or more entries of one list."""
    citations = _citations(subject)
    for name, row in subject.first_rows.items():
        counted: dict[str, int] = {}
        for citation in citations.get(name, ()):
            counted[citation.authority_short] = counted.get(citation.authority_short, 0) + 1
        for short, count in counted.items():
            if count >= _SEVERAL:
                yield Finding(_at(row), f"{count} entries of the {short}", row.number)


@rule(
    "E77",
    Severity.ERROR,
    "dates of a listing contradict each other",
    remedy="correct the organisation's data file by the official list",
    source="docs/sources/order-of-events.md#listings; docs/sources/principles.md#exact-citations",
)
def listing_dates(subject: Subject) -> Iterator[Finding]:
    """An entry is made, amended, read and ended in this order."""
    library = subject.matter.library
    for name, row in subject.first_rows.items():
        for listing in library.organisations[name].listings:
            for message in date_faults(listing):
                short = library.authorities[listing.authority].short
                yield Finding(_at(row), f"{name}, {short}: {message}", row.number)


@rule(
    "W11",
    Severity.WARNING,
    "listing was read longer ago than its list's limit, or after the date of issue",
    remedy="compare it with the official list before issue",
    source="docs/sources/request-forms.md#w11; docs/sources/official-lists.md#age-of-a-list",
)
def old_listing(subject: Subject) -> Iterator[Finding]:
    """The as-of day of every cited listing is recent, and known."""
    day = subject.matter.case.date.date()
    ages: dict[str, tuple[int, set[str], Row]] = {}
    ahead: dict[str, tuple[str, Row]] = {}
    citations = _citations(subject)
    for name, row in subject.first_rows.items():
        for citation in citations.get(name, ()):
            limit = subject.matter.library.authorities[citation.authority].max_age_days
            # Of a partly known day the first counts: the list may have been read so long ago.
            age = (day - earliest_day(citation.as_of)).days if citation.as_of else -1
            if citation.as_of and age < 0:
                ahead.setdefault(citation.authority_short, (english().partial(citation.as_of), row))
                continue
            if citation.as_of and age <= limit:
                continue
            oldest, names, first = ages.get(citation.authority_short, (age, set(), row))
            oldest = -1 if -1 in (oldest, age) else max(oldest, age)
            ages[citation.authority_short] = (oldest, names | {name}, first)
    for short, (read, row) in ahead.items():
        yield Finding(_at(row), f"{short}, read on {read}, after the date of issue", row.number)
    for short, (age, names, row) in ages.items():
        how_old = f"{age:,} days" if age >= 0 else "some on an unrecorded date"
        count = "one organisation" if len(names) == 1 else f"{len(names)} organisations"
        yield Finding(_at(row), f"{short}, {count}, {how_old}", row.number)


@rule(
    "W59",
    Severity.WARNING,
    "DRAFT only: the requesting State's own list was read too long ago, or on an unrecorded date",
    remedy="compare the list and record it with `demarche lists read LIST --on DATE --by NAME`, "
    "or import its file with `demarche lists import FILE…`; then rebuild",
    source="docs/sources/official-lists.md#age-of-a-list",
)
def own_list_not_read(subject: Subject) -> Iterator[Finding]:
    """No document is kept a draft by the reading of a list of the asking state."""
    found: dict[str, tuple[OldReading, int]] = {}
    for document, request in zip(subject.documents, subject.requests, strict=True):
        for old in old_readings(subject.matter, document, request.organisations):
            before, count = found.get(old.authority, (old, 0))
            oldest = before if before.as_of is None else min(before, old, key=_day_read)
            found[old.authority] = (oldest, count + 1)
    for old, count in found.values():
        row = subject.first_rows.get(old.organisation)
        documents = "one document" if count == 1 else f"{count} documents"
        detail = f"{old.authority}, {documents}: {old.reason(english())}"
        yield Finding(_at(row) if row else ("accounts",), detail, row.number if row else None)


def _day_read(old: OldReading) -> str:
    return old.as_of or ""


@rule(
    "W20",
    Severity.WARNING,
    "printed spelling comes from a reproduction of the list and is marked in the document",
    remedy="compare it with the official page",
    source="docs/sources/official-lists.md#spelling; docs/sources/principles.md#exact-citations",
)
def unchecked_spelling(subject: Subject) -> Iterator[Finding]:
    """Every printed name was read on the official page."""
    rows = subject.first_rows
    found: dict[str, list[str]] = {}
    for name, citations in _citations(subject).items():
        for citation in citations:
            if not citation.spelling_checked:
                found.setdefault(citation.authority_short, []).append(name)
    for short, names in found.items():
        first = rows[names[0]] if names[0] in rows else next(iter(rows.values()))
        yield Finding(_at(first), f"{short}: {', '.join(names)}", first.number)


@rule(
    "W21",
    Severity.WARNING,
    "citation field is not verified and was left out",
    remedy="check it in the official source, and record it in a data file of your own",
    source="docs/sources/principles.md#exact-citations",
)
def left_out(subject: Subject) -> Iterator[Finding]:
    """No field of a citation was left out for want of verification."""
    rows = subject.first_rows
    found: dict[tuple[str, str], list[str]] = {}
    for name, citations in _citations(subject).items():
        for citation in citations:
            for field in citation.left_out:
                found.setdefault((citation.authority_short, field), []).append(name)
    for (short, field), names in found.items():
        first = rows[names[0]] if names[0] in rows else next(iter(rows.values()))
        words = field.replace("_", " ")
        yield Finding(_at(first), f"{short}, {words}: {', '.join(names)}", first.number)


@rule(
    "W22",
    Severity.WARNING,
    "listing of the organisation is not relied on",
    remedy="review it before issue",
    source="docs/sources/official-lists.md#status-changes",
)
def doubtful_listing(subject: Subject) -> Iterator[Finding]:
    """No listing has an uncertain, contested or presumed status."""
    library, day = subject.matter.library, subject.matter.case.date.date()
    admitted = {
        legal_ground.authority for legal_ground in subject.matter.jurisdiction.legal_grounds
    }
    admitted |= set(subject.matter.jurisdiction.supporting)
    for name, row in subject.first_rows.items():
        organisation = library.organisations[name]
        for standing in standings(organisation, day, library.authorities, library.organisations):
            if standing.in_force or standing.listing.authority not in admitted:
                continue
            short = library.authorities[standing.listing.authority].short
            yield Finding(_at(row), f"{organisation.name}, {short}: {standing.why}", row.number)


@rule(
    "W40",
    Severity.WARNING,
    "list newer than the date of issue contradicts a cited entry",
    remedy="redate the request, or review the entry before issue (`demarche lists affected`)",
    source="docs/sources/official-lists.md#silence-on-delisting",
)
def later_list(subject: Subject) -> Iterator[Finding]:
    """No list that was imported since the day of issue removed or renamed an entry."""
    for name, row in subject.first_rows.items():
        for fact in later_facts(subject.matter.library.organisations, name):
            yield Finding(_at(row), fact, row.number)
