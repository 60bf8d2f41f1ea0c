"""The words for the choices of the case file, as documents print them."""

from __future__ import annotations

from demarche.model.platform import Kind
from demarche.model.target import TargetKind

TITLES = {
    Kind.REMOVAL: "Request for the removal of accounts",
    Kind.PREVENTION: "Request for measures against the continuation of removed accounts",
    Kind.INFORMATION: "Request for account information",
    Kind.PRESERVATION: "Request for the preservation of account data",
    Kind.EMERGENCY: "Request for data in an emergency",
    Kind.REMINDER: "Reminder of an earlier request",
    Kind.WITHDRAWAL: "Withdrawal of rows of an earlier request",
    Kind.CONTACT: "First contact: who will write to you, and how to check it",
    Kind.LETTER: "Covering letter",
}

DIRECTION_TITLES = {
    Kind.REMOVAL: "Direction for the removal of accounts",
    Kind.PREVENTION: "Direction for measures against the continuation of removed accounts",
    Kind.INFORMATION: "Direction for the disclosure of account information",
    Kind.PRESERVATION: "Direction for the preservation of account data",
}
"""The titles where the office holds the power to direct; no other kind can be a direction."""

STATUS_TITLES = {
    "extend": "Request for a longer preservation of account data",
    "release": "Release of preserved account data",
}

NATURES = {
    "new": "new request",
    "extend": "extension of an earlier request",
    "release": "end of an earlier request",
    Kind.REMINDER: "follow-up to an earlier request",
    Kind.WITHDRAWAL: "withdrawal from an earlier request",
    Kind.CONTACT: "first contact, before any request",
    Kind.LETTER: "covering letter",
}
"""Kind and status in words (T-CY(2018)11, section 3: new, extension, follow-up)."""

DONE = {
    "R": "removed",
    "S": "suspended",
    "T": "terminated",
    "W": "withheld",
    "L": "link revoked",
    "P": "preserved",
    "D": "data sent",
    "N": "nothing yet",
}

REFUSALS = {
    "1": "incomplete",
    "2": "other entity competent",
    "3": "account not identified",
    "4": "data not held",
    "5": "order of a court or formal request between states needed",
    "6": "no breach of the platform's rules or of the law",
    "7": "privileged or protected person",
    "8": "too broad",
    "9": "other",
}

WITHDRAWALS = {
    "delisted": "The organisation was taken off the list that the row rested on",
    "wrong-account": "The row named the wrong account",
    "protected-speech": "The publication is protected, as reporting, opinion, research or satire",
    "duplicate": "The account stood in another row or request already",
    "unproven": "The evidence does not bear the row",
    "no-longer-needed": "What was asked is no longer needed",
}

MEASURES = {
    "suspend": "Suspend the account",
    "withhold": "Withhold the account in the asking state",
    "remove-posts": "Remove the posts listed for the row",
    "close-group": "Close the group or channel",
    "block": "Block the account, group or channel",
    "revoke-invite": "Revoke the invitation link and review the group behind it",
}

LINKS = {
    "official": "presents itself as the organisation's own",
    "media-wing": "presents itself as a media outlet of the organisation",
    "member": "presents its holder as a member of the organisation",
    "supporter": "supports the organisation, without a stated tie",
}

LINKS_TO_PERSON = {
    "official": "presents itself as the listed person's own",
    "media-wing": "presents itself as an outlet that publishes for the listed person",
    "member": "presents its holder as acting for the listed person",
    "supporter": "supports the listed person, without a stated tie",
}

PROTECTED = {
    "none": "none found",
    "journalist": "journalist",
    "politician": "politician or candidate",
    "lawyer": "lawyer",
    "human-rights-defender": "human rights defender",
    "academic": "academic",
    "religious-or-charity": "religious body or charity",
    "minor": "minor",
    "parody": "parody or satire",
    "news": "news outlet",
    "unknown": "could not be settled",
}

TARGET_KINDS = {
    TargetKind.PROFILE: "account",
    TargetKind.PAGE: "page",
    TargetKind.PROFILE_OR_PAGE: "account or page",
    TargetKind.GROUP: "group",
    TargetKind.CHANNEL: "channel",
    TargetKind.PUBLIC_NAME: "public name (account, group or channel)",
    TargetKind.SERVER: "server",
    TargetKind.COMMUNITY: "community",
    TargetKind.INVITE: "invitation link",
    TargetKind.NUMBER: "telephone number",
}

_MEASURE_FOR = {
    TargetKind.GROUP: "close-group",
    TargetKind.CHANNEL: "close-group",
    TargetKind.SERVER: "close-group",
    TargetKind.COMMUNITY: "close-group",
    TargetKind.INVITE: "revoke-invite",
    TargetKind.PUBLIC_NAME: "block",
}

INDICATORS = {
    "handle-stem": "stem of the name",
    "display-name": "display name",
    "profile-picture-sha256": "SHA-256 of the profile picture",
    "media-sha256": "SHA-256 of a media file",
    "invite-link": "invitation link",
    "bio-text": "text of the self-description",
    "public-phone": "telephone number shown publicly",
}

INVESTIGATIONS = {
    "first-information-report": "First information report",
    "enquiry": "Enquiry",
    "court-permission": "Court permission",
    "other": "File",
}

TIERS = {
    "subscriber": "Subscriber data",
    "identification": "Data for identification only",
    "traffic": "Traffic data",
    "content": "Content",
}


_ALL = {**INDICATORS, **INVESTIGATIONS, **TIERS, **WITHDRAWALS}


def label(choice: str) -> str:
    """The words for a choice of the case file; KeyError where there are none."""
    return _ALL[choice]


def target_kind(kind: TargetKind) -> str:
    """What a target is, in words."""
    return TARGET_KINDS.get(kind, str(kind).replace("-", " "))


def measure_for(kind: TargetKind) -> str:
    """The measure that fits a kind of target, where the case names none."""
    if kind in TARGET_KINDS:
        return _MEASURE_FOR.get(kind, "suspend")
    return "remove-posts"
