"""Rules on evidence: how an item was come by, corroborated, translated."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from demarche.examine.engine import Finding, Subject, rule
from demarche.examine.regex_prefilter import needed
from demarche.kernel.problems import Severity
from demarche.kernel.web_address import is_web_address
from demarche.model.platform import Kind
from demarche.model.resolved_case import Row
from demarche.model.target import TargetKind

_ALONE = re.compile(r"(?i)\W*(an? |the )?(single|one|only) (source|item)( only)?\W*|\W*none\W*|")


def _alone(corroboration: str | None) -> bool:
    """Whether nothing else is said to show the same."""
    return bool(_ALONE.fullmatch(corroboration or ""))


@functools.lru_cache(maxsize=1024)
def _english(language: str) -> bool:
    """Whether a language, by its name or tag, is that of the documents."""
    return re.match(r"(?i)(english\b|en\b|eng\b)", language.strip()) is not None


def _asked_to_act(subject: Subject) -> tuple[Row, ...]:
    """The rows for which a measure is asked."""
    return subject.rows_of(Kind.REMOVAL, Kind.PREVENTION)


@rule(
    "E23",
    Severity.ERROR,
    "non-public item has no recorded lawful source",
    remedy="record `lawful_source` (court order, complainant, invited officer), or remove the item",
    source="forms catalogue E23; Berkeley Protocol; platforms.md 5 no. 19",
)
def no_lawful_source(subject: Subject) -> Iterator[Finding]:
    """An item from a closed group or a private message says how the office came by it."""
    here = {row.target.platform for row in subject.matter.rows}
    addresses = "\n".join(exhibit.url for exhibit in subject.matter.case.exhibits)
    private = [
        re.compile(one, re.IGNORECASE)
        for name in sorted(here)
        for one in subject.matter.library.platforms[name].grammar.private
        if needed(one).may_be_in(addresses)
    ]
    for index, exhibit in enumerate(subject.matter.case.exhibits):
        if exhibit.access not in (None, "public") and not exhibit.lawful_source:
            what = exhibit.access.replace("-", " ")
            yield Finding(("exhibits", index, "access"), f"{exhibit.id}, {what}")
        elif not exhibit.lawful_source and any(one.search(exhibit.url) for one in private):
            detail = f"{exhibit.id}, from a private chat or group, by its address"
            yield Finding(("exhibits", index, "url"), detail)


@rule(
    "E58",
    Severity.ERROR,
    "address of an exhibit is not a web address",
    remedy="enter the full address of the captured page, with https://",
    source="Berkeley Protocol, capture of the exact address; RFC 3986, 3",
)
def no_web_address(subject: Subject) -> Iterator[Finding]:
    """What was captured is found again by its address, never `dns:`, `urn:` or a bare host.

    A telephone number that a row names has no page of its own: it stands for what the app shows.
    """
    targets = [row.target for row in subject.rows if row.target.identifier_type == "phone"]
    numbers = {text for target in targets for text in (target.written, target.identifier)}
    for index, exhibit in enumerate(subject.matter.case.exhibits):
        if not is_web_address(exhibit.url) and exhibit.url not in numbers:
            yield Finding(("exhibits", index, "url"), f"{exhibit.id}, {exhibit.url!r}")


@rule(
    "W06",
    Severity.WARNING,
    "row relies on one item from one source",
    remedy="add a second exhibit, or say in `corroboration` what else shows the same",
    source="forms catalogue W06; Berkeley Protocol, verification",
)
def single_source(subject: Subject) -> Iterator[Finding]:
    """Every row has a second item, or an item with a second source."""
    for row in _asked_to_act(subject):
        items = [one for _, one in subject.exhibits_of(row)]
        one_item = len({one.sha256 for one in items}) == 1
        if one_item and all(_alone(one.corroboration) for one in items):
            yield Finding(("accounts", row.number - 1, "exhibits"), row=row.number)


@rule(
    "W07",
    Severity.WARNING,
    "item is not in English, and its translation or translator is missing",
    remedy="add `translation` and `translated_by`",
    source="forms catalogue W07; EU 2021/784 Art. 3(4)(c); forms.md 8",
)
def untranslated(subject: Subject) -> Iterator[Finding]:
    """What is not in English is translated, and the translator's role is named.

    An item whose language is not named has that of its account's posts.
    """
    matter = subject.matter
    first: dict[int, int] = {}
    for one in matter.rows:
        for index in matter.evidence.of(one.number):
            first.setdefault(index, one.number)
    for index, exhibit in enumerate(matter.case.exhibits):
        row = first.get(index)
        of_row = matter.case.accounts[row - 1].language if row else None
        language = exhibit.language or of_row
        if language and not _english(language):
            if not exhibit.translation and exhibit.language:
                yield Finding(("exhibits", index, "language"), row=row)
            elif not exhibit.translation:
                detail = f"{exhibit.id}; account's language is {language}"
                yield Finding(("exhibits", index, "shows"), detail, row)
            elif not exhibit.translated_by:
                at = ("exhibits", index, "translation")
                yield Finding(at, "translator is not named", row)


@rule(
    "W17",
    Severity.WARNING,
    "account is a telephone number on an end-to-end encrypted service",
    remedy="show it by a public channel, group link or profile (exhibit with `access: public`)",
    source="forms catalogue W17; platforms.md 2.4",
)
def number_only(subject: Subject) -> Iterator[Finding]:
    """A number on an encrypted service is shown by something that everybody can see."""
    for row in _asked_to_act(subject):
        if row.target.kind is not TargetKind.NUMBER:
            continue
        platform = subject.matter.library.platforms[row.target.platform]
        if platform.private_messages != "encrypted":
            continue
        if not any(exhibit.access == "public" for _, exhibit in subject.exhibits_of(row)):
            at = ("accounts", row.number - 1, "exhibits")
            yield Finding(at, platform.name, row.number)


@rule(
    "W27",
    Severity.WARNING,
    "account is an invite link, and the exhibit does not say who could see the item",
    remedy="set `access` to `public` for what the link itself shows, otherwise to `closed-group`",
    source="forms catalogue E23; platforms.md 5 nos. 18 and 19",
)
def behind_an_invite(subject: Subject) -> Iterator[Finding]:
    """Evidence for an invitation says on which side of it the item was captured."""
    for row in subject.rows:
        if row.target.kind is TargetKind.INVITE:
            for index, exhibit in subject.exhibits_of(row):
                if exhibit.access is None:
                    yield Finding(("exhibits", index, "access"), row=row.number)
