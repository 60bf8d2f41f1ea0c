"""Rules on the asking state's law: what a document says of it was read, and is so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.compose.provisions import presupposed, provision_cited
from demarche.examine.case_texts import CaseText
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
        if citation.legal_ground  # of one for information nothing is said that was not verified
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


@rule(
    "E46",
    Severity.ERROR,
    "ground presupposes a listing in the requesting State that the organisation does not have",
    remedy="choose a ground that presupposes none, or record the entry that was read",
    source="ATA s. 11B; UNSC Act s. 2; docs/sources/request-forms.md#e46",
)
def unlisted_at_home(subject: Subject) -> Iterator[Finding]:
    """A row that says "proscribed" has the domestic entry in print, or the parent's with its rule.

    The entry of another state, or of the Security Council, proscribes nobody in the asking state.
    """
    matter = subject.matter
    grounds = {ground.id: ground for ground in matter.jurisdiction.grounds}
    shorts = {key: listing.short for key, listing in matter.library.authorities.items()}
    needs = {held.id: held.presupposes for held in matter.jurisdiction.provisions}
    lists = {
        cited.id: {citation.authority for citation in cited.citations}
        for request in subject.requests
        for cited in request.organisations
        # Of one that is on no list at all, or on none that has effect there, E03 and E04 say it.
        if any(citation.legal_ground or citation.for_information for citation in cited.citations)
    }
    for row in subject.rows:
        name = row.account.organisation
        ground = grounds[row.account.ground]
        if name not in lists:
            continue  # or in no document, which E31 tells
        at = ("accounts", row.number - 1, "ground")
        if presupposed(ground.presupposes, lists[name]):
            each = [needs[provision] for provision in ground.provisions]
            if any(presupposed(some, lists[name]) for some in each):
                continue
            needed = tuple(dict.fromkeys(authority for some in each for authority in some))
        else:
            needed = ground.presupposes
        on = " or ".join(shorts.get(authority, authority) for authority in needed)
        called = matter.library.organisations[name].name
        yield Finding(at, f"{ground.id}: {called} has no entry in force: {on}", row.number)


@rule(
    "E48",
    Severity.ERROR,
    "text or office speaks for a body that is not shown to be established",
    remedy="name the body that performs its functions until then, or record the official notice",
    source="PECA s. 50A; docs/sources/request-forms.md#e48",
)
def not_established(subject: Subject) -> Iterator[Finding]:
    """No document says that a body acts of whose establishment no official notice was read."""
    matter = subject.matter
    directions = [request.direction for request in subject.requests if request.direction]
    holders = {direction.holder for direction in directions}
    for transition in matter.jurisdiction.transitions:
        if transition.established != "not verified":
            continue
        cited = provision_cited(matter.jurisdiction, transition.provision)
        why = f"{transition.name}: until it is established, {transition.until_then} acts ({cited})"
        if matter.office.body == transition.body:
            yield Finding(("office",), f"office acts as {why}")
        elif transition.name in holders:
            yield Finding(("office",), f"direction rests on {why}")
        named, innocent = re.compile(transition.mentions), re.compile(transition.unless)
        for text in _own_texts(subject):
            for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])|\n\s*\n", text.text):
                if named.search(sentence) and not innocent.search(sentence):
                    yield Finding(text.loc, why, text.row)
                    break


def _own_texts(subject: Subject) -> Iterator[CaseText]:
    """What the case's officers wrote, and what the office's file has printed."""
    yield from subject.texts
    office = subject.matter.office
    copies = (office.capacity, *office.copies, office.review, office.data_delivery)
    for text in (*copies, office.single_point, office.local_support):
        if text:
            yield CaseText(("office",), text, None)


def _limits(subject: Subject) -> Iterator[Limit]:
    """The limits of time that the documents print."""
    specs = [document.kind.spec for document in subject.documents]
    limits = subject.matter.jurisdiction.limits
    if limits.preservation and any(spec.data == "preserved" for spec in specs):
        yield limits.preservation
    if limits.confidentiality and subject.matter.case.confidentiality:
        yield limits.confidentiality
