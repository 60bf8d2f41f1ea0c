"""The rule on the asking state's law: what a document says of it was read."""

from __future__ import annotations

from collections.abc import Iterator

from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity, did_you_mean
from demarche.model.jurisdiction import Limit
from demarche.model.provenance import Verification


@rule(
    "W47",
    Severity.WARNING,
    "statement of the requesting state's law is not verified",
    remedy="check it in the official text, and record that in the jurisdiction file",
    source="docs/sources/principles.md#exact-citations; docs/sources/request-forms.md#element-27",
)
def unread_law(subject: Subject) -> Iterator[Finding]:
    """Legal grounds, provisions and limits that are printed were read in an official text."""
    law, verified = subject.matter.jurisdiction, Verification.VERIFIED
    citations = [
        citation
        for request in subject.requests
        for organisation in request.organisations
        for citation in organisation.citations
        if citation.legal_ground
    ]
    shorts = {citation.authority: citation.authority_short for citation in citations}
    for ground in law.legal_grounds:
        if ground.authority in shorts and ground.verification is not verified:
            yield Finding(("office",), f"why the {shorts[ground.authority]} has force there")
    used = {provision.id for request in subject.requests for provision in request.provisions}
    for provision in law.provisions:
        if provision.id in used and provision.verification is not verified:
            yield Finding(("office",), f"{provision.section} of the {provision.instrument}")
    for limit in _limits(subject):
        if limit.verification is not verified:
            yield Finding(("office",), f"the limit of {limit.days} days ({limit.basis})")


@rule(
    "W48",
    Severity.WARNING,
    "requesting state's law names an unknown list, so nothing rests on it",
    remedy="correct it in the jurisdiction file, or add the list under data/authorities",
    source=(
        "docs/sources/request-forms.md#e03, #e04; "
        "docs/sources/principles.md#nothing-without-a-basis"
    ),
)
def unknown_list(subject: Subject) -> Iterator[Finding]:
    """A slip in the name of a list takes a legal ground away, and nobody sees what is not there."""
    law, known = subject.matter.jurisdiction, subject.matter.library.authorities
    named = [legal_ground.authority for legal_ground in law.legal_grounds]
    for name in dict.fromkeys((*named, *law.supporting)):
        if name not in known:
            near = did_you_mean(name, known)
            detail = f"{law.id}: unknown authority {name!r}" + (f" ({near})" if near else "")
            yield Finding(("office",), detail)


def _limits(subject: Subject) -> Iterator[Limit]:
    """The limits of time that the documents print."""
    specs = [document.kind.spec for document in subject.documents]
    limits = subject.matter.jurisdiction.limits
    if any(spec.data == "preserved" for spec in specs):
        yield limits.preservation
    if subject.matter.case.confidentiality:
        yield limits.confidentiality
    if limits.measure and any(spec.measures == "each" for spec in specs):
        yield limits.measure
