"""Rules on competence: what the office may do, who receives, what must be offered in return."""

from __future__ import annotations

from collections.abc import Iterator

from demarche.compose.competence import competence
from demarche.compose.recipients import DEFAULT, UNKNOWN, open_to
from demarche.examine.engine import RENDERED, Finding, Subject, rule
from demarche.kernel.problems import Severity


@rule(
    "E09",
    Severity.ERROR,
    "office has no power to issue this kind of document",
    remedy="issue it as a request (`form: request`), or leave it to the competent body",
    source="PECA ss. 2D(5), 2R, 29 to 31; docs/sources/request-forms.md#e09, #element-7",
)
def incompetent(subject: Subject) -> Iterator[Finding]:
    """Every kind is among the office's powers; a direction rests on a power that it holds."""
    office = subject.matter.office
    for index, wanted in enumerate(subject.matter.case.requests):
        spec = wanted.kind.spec
        kind = spec.power or wanted.kind
        insists = wanted.form == "direction"
        at = ("requests", index, "form" if insists else "kind")
        if insists and (not spec.directed or wanted.status != "new"):
            yield Finding(at, f"{wanted.kind}: a document of this kind cannot be a direction")
        if spec.power and not any(kind in power.kinds for power in office.powers):
            yield Finding(at, f"{kind}: {office.id} has no power for it")
        found = competence(subject.matter, wanted)
        for why in (*found.wrong, *(found.doubtful if insists else ())):
            yield Finding(at, f"direction for {kind}: {why}")


@rule(
    "W41",
    Severity.WARNING,
    "office may hold a power to direct, but the document only requests",
    remedy="verify the power in the office and jurisdiction files, or set `form: request`",
    source="docs/sources/principles.md#no-claimed-power; docs/sources/request-forms.md#element-7",
)
def unverified_power(subject: Subject) -> Iterator[Finding]:
    """Every power that the office claims was verified; one that was not is never asserted."""
    for index, wanted in enumerate(subject.matter.case.requests):
        if wanted.form is None:
            for why in competence(subject.matter, wanted).doubtful:
                yield Finding(("requests", index, "kind"), f"{wanted.kind}: {why}")


@rule(
    "W42",
    Severity.WARNING,
    "document is a direction, but the jurisdiction file leaves a point of its power open",
    remedy="have counsel settle it before issue, or set `form: request`",
    source="docs/sources/request-forms.md#open-legal-points",
)
def open_point(subject: Subject) -> Iterator[Finding]:
    """The power behind a direction was read without a reservation."""
    for index, wanted in enumerate(subject.matter.case.requests):
        reservation = competence(subject.matter, wanted).reservation
        if reservation:
            yield Finding(("requests", index, "kind"), f"{wanted.kind}: {reservation}")


@rule(
    "E18",
    Severity.ERROR,
    "redress, a contact or the certificate is missing",
    remedy="complete the office file, the jurisdiction file or the template",
    source=(
        "DSA Art. 9(2)(a)(v) and (vi); "
        "docs/sources/request-forms.md#e18, #element-9, #element-10, #element-46, #element-49"
    ),
    checked=RENDERED,
)
def nothing_offered(subject: Subject) -> Iterator[Finding]:
    """Provider and holder are told a remedy; an answer and a call-back have a way in."""
    office = subject.matter.office
    for request in subject.requests[:1]:
        if not request.law.provider_redress:
            yield Finding(("office",), "jurisdiction file has no verified redress for the provider")
        if not request.law.user_redress:
            yield Finding(
                ("office",), "jurisdiction file has no verified redress for the account holder"
            )
    if not (office.authenticity.phone or office.authenticity.email):
        yield Finding(("office",), "no contact to confirm that a document is genuine")
    if not (office.feedback.phone or office.feedback.email):
        yield Finding(("office",), "no contact for replies except the general address")


@rule(
    "E19",
    Severity.ERROR,
    "addressed entity does not accept this request",
    remedy="correct `holder_in`, or the recipients in the platform file",
    source=(
        "docs/sources/request-forms.md#e19; docs/sources/platform-practice.md#finding-1, #check-13"
    ),
)
def wrong_entity(subject: Subject) -> Iterator[Finding]:
    """The entity takes requests of the asking state and serves holders where this one is."""
    matter = subject.matter
    regions = matter.library.regions
    for row in subject.rows:
        recipient, holder = row.recipient, row.account.holder_in
        at = ("accounts", row.number - 1, "holder_in")
        if not open_to(recipient.requesters, matter.office.state, regions):
            takes = " and ".join(recipient.requesters)
            yield Finding(
                at, f"{recipient.legal_entity} accepts requests only from {takes}", row.number
            )
        elif holder == UNKNOWN or DEFAULT in recipient.serves:
            continue
        elif not any(regions.holds(place, holder) for place in recipient.serves):
            detail = (
                f"{recipient.legal_entity} does not accept requests for account holders in {holder}"
            )
            yield Finding(at, detail, row.number)
