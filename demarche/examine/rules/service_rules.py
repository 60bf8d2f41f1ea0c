"""Rules on what a service is and how it is reached, each fed by a field of the platform's file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.compose.recipients import channel_for
from demarche.compose.views import channel_kind
from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity
from demarche.model.platform import TargetNature

_OF_THE_ACCOUNT = ("justification", "measure_reason", "link_basis", "context", "intent", "reach")
"""The fields of a row that say what the account is and did."""


@rule(
    "P21",
    Severity.WARNING,
    "text says of this kind of target what only another kind has or does",
    remedy="say what was seen: who gave the number or link, where, when and for what",
    source="docs/sources/platform-practice.md#whatsapp-guidelines, #check-27",
)
def of_another_kind(subject: Subject) -> Iterator[Finding]:
    """A telephone number has no followers, and an invitation link publishes nothing."""
    seen: dict[str, list[tuple[TargetNature, re.Pattern[str]]]] = {}
    for row in subject.rows:
        platform = subject.matter.library.platforms[row.target.platform]
        if platform.id not in seen:
            seen[platform.id] = [(nature, _words(nature.not_said)) for nature in platform.natures]
        for nature, words in seen[platform.id]:
            if row.target.kind not in nature.kinds:
                continue
            for name in _OF_THE_ACCOUNT:
                found = words.search(getattr(row.account, name) or "")
                if found:
                    detail = f"{found[0]!r}: on {platform.name}, {nature.says}"
                    yield Finding(("accounts", row.number - 1, name), detail, row.number)


def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    """The words as a whole, in any letter case."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


@rule(
    "P22",
    Severity.WARNING,
    "platform gives notice to the account holder even of a request to preserve data",
    remedy="weigh whether to send it; do not rely on the holder not knowing of it",
    source="docs/sources/platform-practice.md#finding-5, #check-28",
)
def notice_of_preservation(subject: Subject) -> Iterator[Finding]:
    """Who asks for preservation alone knows beforehand that the holder learns of it."""
    for document in subject.documents:
        notice = document.platform.preservation_notice
        if document.kind.spec.data == "preserved" and notice:
            index = subject.matter.case.requests.index(document.wanted)
            doubt = "" if notice.verified else f" ({notice.note or 'not verified'})"
            detail = f"{document.platform.name}: {notice.says.rstrip('.')}{doubt}"
            yield Finding(("requests", index, "kind"), detail)


@rule(
    "P23",
    Severity.WARNING,
    "channel reads the text of the message, not the attached document",
    remedy="put what is named into the text of the message, and attach the document",
    source="docs/sources/platform-practice.md#telegram-guidelines, #check-29",
)
def text_of_message(subject: Subject) -> Iterator[Finding]:
    """What an automated mailbox reads is in the message itself."""
    matter = subject.matter
    for document in subject.documents:
        kind, regions = channel_kind(document), matter.library.regions
        channel = channel_for(document.platform, kind, matter.office.state, regions)
        if channel and channel.message and not document.kind.spec.encloses:
            index = matter.case.requests.index(document.wanted)
            detail = f"{document.platform.name}, {channel.address}: {channel.message}"
            yield Finding(("requests", index, "kind"), detail)


__all__: list[str] = []
