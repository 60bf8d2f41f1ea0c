"""What a recipient sees of the office, the platform and the asking state's law."""

from __future__ import annotations

from demarche.compose.plan import Document
from demarche.compose.power_decision import named_copies
from demarche.compose.recipients import channel_for, holders_served
from demarche.model.jurisdiction import Redress
from demarche.model.kinds import Kind
from demarche.model.request import CitedOrganisation, LawView, OfficeView, RecipientView
from demarche.model.resolved_case import Matter


def office_view(matter: Matter) -> OfficeView:
    """The office without its direct numbers."""
    office, words = matter.office, matter.locale.correspondence
    # The office's own forms are in its own language.
    own = matter.language == office.document_language
    return OfficeView(
        name=office.name,
        specimen=office.specimen,
        letterhead=office.letterhead,
        address=office.address,
        place=office.place,
        state_name=_state_name(matter),
        email=office.email,
        phone=office.phone,
        website=office.website,
        official_domains=office.official_domains,
        kind=office.kind.replace("-", " "),
        hours=office.hours,
        time_zone=office.time_zone,
        languages=office.languages,
        salutation=(own and office.salutation) or words["salutation"],
        opening=(own and office.opening) or words["opening"],
        opening_directed=(own and office.opening_directed) or words["opening_directed"],
        close=(own and office.close) or words["close"],
        capacity=office.capacity,
        signatory_name=office.signatory.name,
        signatory_designation=office.signatory.designation,
        signatory_email=office.signatory.email,
        badge=office.signatory.badge,
        seal=office.seal,
        authenticity_role=office.authenticity.role,
        feedback_role=office.feedback.role,
        feedback_email=office.feedback.email or office.email,
        copies=named_copies(matter),
        # Direct numbers stand in the restricted annex only.
        liaison=office.liaison.model_copy(update={"phone": None}) if office.liaison else None,
        continued_monitoring=office.continued_monitoring,
        single_point=office.single_point,
        review=office.review,
        data_delivery=office.data_delivery,
        retention=office.retention,
        local_support=office.local_support if matter.case.local_support else None,
        emblem=office.emblem,
    )


def _state_name(matter: Matter) -> str:
    """The state's name: of the regions' file, or as its own jurisdiction calls it."""
    state, law = matter.office.state, matter.jurisdiction
    named = matter.library.regions.name(state)
    return law.name if named == state and law.state == state else named


def recipient_view(matter: Matter, document: Document) -> RecipientView:
    """The receiving entity, its channel for this kind, and what is known of its practice."""
    platform, recipient = document.platform, document.recipient
    regions = matter.library.regions
    channel = channel_for(platform, channel_kind(document), matter.office.state, regions)
    taking = [channel for channel in platform.channels if channel_kind(document) in channel.kinds]
    closed = [] if channel else [who for channel in taking for who in channel.requesters]
    source = platform.sources.get(recipient.source or "")
    kept = platform.sources.get(platform.preservation.source or "")
    return RecipientView(
        platform=platform.name,
        platform_id=platform.id,
        service=platform.wording.service,
        legal_entity=recipient.legal_entity,
        # What was read nowhere is printed as no address.
        attention=recipient.attention if recipient.verified else None,
        address=recipient.address if recipient.verified else (),
        seat=regions.name(recipient.seat),
        languages=recipient.languages,
        channel=channel.address if channel else None,
        channel_form=channel.form if channel else None,
        channel_terms=channel.terms if channel else None,
        channels_closed_to_us=tuple(dict.fromkeys(closed)),
        verified=recipient.verified and (channel is None or channel.verified),
        source=source.title if source else None,
        copy_date=source.copy_date if source else None,
        private_messages=platform.private_messages,
        notice=platform.notice,
        preservation=platform.preservation,
        preservation_read=kept.copy_date if kept else None,
        wording=platform.wording.of(document.asks),
        file_rules=platform.file_rules,
        holders=holders_served(
            recipient,
            regions,
            matter.locale,
            by_requester=channel_kind(document) in platform.by_requester,
        ),
    )


def channel_kind(document: Document) -> Kind:
    """The kind by whose channel a document goes: a follow-up goes where the request went."""
    earlier = document.wanted.earlier
    if earlier:
        return earlier.kind
    return Kind(document.kind.spec.channel)


def law_view(
    matter: Matter, cited: tuple[CitedOrganisation, ...], form: str, kind: Kind
) -> LawView:
    """The asking state's law as far as these organisations, this form and kind call for it."""
    law = matter.jurisdiction
    citations = [c for organisation in cited for c in organisation.citations]
    used = {c.authority for c in citations if c.legal_ground}
    informing = dict.fromkeys(c.authority_short for c in citations if c.for_information)
    effects = dict.fromkeys(
        ground.effect
        for ground in law.legal_grounds
        if ground.authority in used and ground.verification == "verified"
    )
    return LawView(
        state=law.name,
        government=law.government,
        adjective=law.adjective,
        limits=law.limits,
        effects=tuple(effects),
        for_information=tuple(informing),
        provider_redress=tuple(remedy.text for remedy in _redress(matter, "provider", form, kind)),
        user_redress=tuple(remedy.text for remedy in _redress(matter, "user", form, kind)),
        holder_redress=tuple(
            remedy.for_holder or remedy.text for remedy in _redress(matter, "user", form, kind)
        ),
        handling=law.handling,
        no_monitoring=law.no_monitoring,
        protected_speech=law.protected_speech,
        formal_route=law.formal_route,
        no_threat=law.no_threat,
    )


def _redress(matter: Matter, party: str, form: str, kind: Kind) -> tuple[Redress, ...]:
    return tuple(
        remedy
        for remedy in matter.jurisdiction.redress
        if remedy.open_to in (party, "both")
        and remedy.verification == "verified"
        and (not remedy.forms or form in remedy.forms)
        and (not remedy.kinds or kind in remedy.kinds)
    )
