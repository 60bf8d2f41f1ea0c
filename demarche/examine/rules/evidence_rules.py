"""Rules on evidence: how an item was come by, corroborated, translated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity
from demarche.kernel.web_address import digits_of, is_number, is_web_address
from demarche.model.resolved_case import Row
from demarche.model.target import TargetKind

_ALONE = re.compile(r"(?i)\W*(an? |the )?(single|one|only) (source|item)( only)?\W*|\W*none\W*|")


def _alone(corroboration: str | None) -> bool:
    """Whether nothing else is said to show the same."""
    return bool(_ALONE.fullmatch(corroboration or ""))


def _asked_to_act(subject: Subject) -> tuple[Row, ...]:
    """The rows for which a measure is asked."""
    return subject.rows_of(lambda spec: spec.acts)


@rule(
    "E23",
    Severity.ERROR,
    "non-public item has no recorded lawful source",
    remedy="record `lawful_source` (court order, complainant, invited officer), or remove the item",
    source=(
        "Berkeley Protocol; docs/sources/request-forms.md#e23; "
        "docs/sources/platform-practice.md#check-19"
    ),
)
def no_lawful_source(subject: Subject) -> Iterator[Finding]:
    """An item from a closed group or a private message says how the office came by it."""
    here = {row.target.platform for row in subject.matter.rows}
    private = [
        re.compile(pattern, re.IGNORECASE)
        for name in sorted(here)
        for pattern in subject.matter.library.platforms[name].grammar.private
    ]
    for index, exhibit in enumerate(subject.matter.case.exhibits):
        if exhibit.access not in (None, "public") and not exhibit.lawful_source:
            what = exhibit.access.replace("-", " ")
            yield Finding(("exhibits", index, "access"), f"{exhibit.id}, {what}")
        elif not exhibit.lawful_source and any(pattern.search(exhibit.url) for pattern in private):
            detail = f"{exhibit.id}, from a private chat or group, by its address"
            yield Finding(("exhibits", index, "url"), detail)


@rule(
    "E58",
    Severity.ERROR,
    "address of an exhibit is not a web address",
    remedy="enter the full address of the captured page, with https://",
    source="Berkeley Protocol; RFC 3986 section 3; docs/sources/request-forms.md#evidence",
)
def no_web_address(subject: Subject) -> Iterator[Finding]:
    """What was captured is found again by its address, never `dns:`, `urn:` or a bare host.

    Of an account that is a telephone number there may be no page: the number itself stands there.
    """
    wanting = [
        (index, exhibit)
        for index, exhibit in enumerate(subject.matter.case.exhibits)
        if not is_web_address(exhibit.url)
    ]
    if not wanting:
        return
    numbers: dict[int, set[str]] = {}
    for row in subject.matter.rows:
        if row.target.kind is TargetKind.NUMBER:
            for index, _ in subject.exhibits_of(row):
                numbers.setdefault(index, set()).add(digits_of(row.target.identifier))
    for index, exhibit in wanting:
        number = is_number(exhibit.url) and digits_of(exhibit.url) in numbers.get(index, ())
        if not number:
            yield Finding(("exhibits", index, "url"), f"{exhibit.id}, {exhibit.url!r}")


@rule(
    "W06",
    Severity.WARNING,
    "row relies on one item from one source",
    remedy="add a second exhibit, or say in `corroboration` what else shows the same",
    source="Berkeley Protocol; docs/sources/request-forms.md#w06",
)
def single_source(subject: Subject) -> Iterator[Finding]:
    """Every row has a second item, or an item with a second source."""
    for row in _asked_to_act(subject):
        items = [exhibit for _, exhibit in subject.exhibits_of(row)]
        one_item = len({item.sha256 for item in items}) == 1
        if one_item and all(_alone(item.corroboration) for item in items):
            yield Finding(("accounts", row.number - 1, "exhibits"), row=row.number)


@rule(
    "W07",
    Severity.WARNING,
    "item is not in English, and its translation or translator is missing",
    remedy="add `translation` and `translated_by`",
    source="DSA Art. 9(2)(c); docs/sources/request-forms.md#w07, #evidence",
)
def untranslated(subject: Subject) -> Iterator[Finding]:
    """What is not in the documents' language is translated, and the translator's role is named.

    An item whose language is not named has that of its account's posts.
    """
    matter = subject.matter
    first: dict[int, int] = {}
    for other_row in matter.rows:
        for index in matter.evidence.of(other_row.number):
            first.setdefault(index, other_row.number)
    for index, exhibit in enumerate(matter.case.exhibits):
        row = first.get(index)
        of_row = matter.case.accounts[row - 1].language if row else None
        language = exhibit.language or of_row
        if language and not matter.locale.means(language):
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
    source=(
        "docs/sources/request-forms.md#w17; docs/sources/platform-practice.md#whatsapp-guidelines"
    ),
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
    source=(
        "docs/sources/request-forms.md#e23; docs/sources/platform-practice.md#check-18, #check-19"
    ),
)
def behind_an_invite(subject: Subject) -> Iterator[Finding]:
    """Evidence for an invitation says on which side of it the item was captured."""
    for row in subject.rows:
        if row.target.kind is TargetKind.INVITE:
            for index, exhibit in subject.exhibits_of(row):
                if exhibit.access is None:
                    yield Finding(("exhibits", index, "access"), row=row.number)
