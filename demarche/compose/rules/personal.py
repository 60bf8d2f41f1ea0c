"""The rule on personal data of third persons in the texts of a case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from demarche.compose.examination import Finding, Subject, rule
from demarche.compose.texts import Lines, translations_of
from demarche.model.matter import Matter
from demarche.problems import Severity

_ADDRESS = re.compile(r"(?:https?://|\bwww\.)\S+|\b[0-9a-f]{32,}\b", re.IGNORECASE)
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?\b")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_DIGITS = re.compile(r"\d(?:[ ().\-–/]{0,2}\d){6,}")
_SUSPECT = re.compile(r"@|\d(?:[ ().\-–/]{0,2}\d){6,}")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _numbers(text: str, state: str) -> Iterator[str]:
    """Telephone numbers, by the numbering plans of all countries."""
    import phonenumbers  # heavy, and seldom needed

    for match in phonenumbers.PhoneNumberMatcher(text, state):
        yield match.raw_string


def _own(matter: Matter) -> set[str]:
    """What the case names as its subject or as the office's own, by digits or small letters."""
    office = matter.office
    own = {office.email, office.signatory.email, office.feedback.email or "", office.phone}
    own |= {office.authenticity.email or "", office.authenticity.phone or ""}
    own |= {one.value for one in matter.case.indicators if one.kind == "public-phone"}
    own |= {row.target.identifier for row in matter.rows if row.target.identifier_type == "phone"}
    own |= {row.target.identifier for row in matter.rows if row.target.identifier_type == "email"}
    return {one.casefold() for one in own} | {_digits(one) for one in own if _digits(one)}


def _found(text: str, state: str, patterns: Iterable[tuple[str, re.Pattern[str]]]) -> Iterator[str]:
    for mail in _MAIL.findall(text):
        yield f"mail address {mail}"
    plain = _DAY.sub(" ", _ADDRESS.sub(" ", _MAIL.sub(" ", text)))
    if not _DIGITS.search(plain):
        return
    for name, pattern in patterns:
        for match in pattern.finditer(plain):
            yield f"{name} {match.group()}"
        plain = pattern.sub(" ", plain)
    for number in _numbers(plain, state):
        yield f"telephone number {number}"


@rule(
    "E24",
    Severity.ERROR,
    "personal data of a third person stand in a text",
    remedy="take them out, or justify them under `personal_data`",
    source="forms catalogue E24; platforms.md 1 no. 4; data minimisation, forms.md 7",
)
def third_person(subject: Subject) -> Iterator[Finding]:
    """No text has a telephone number, mail address or national number that is not justified."""
    matter = subject.matter
    patterns = [
        (one.name, re.compile(one.pattern, re.ASCII))
        for one in matter.jurisdiction.national_numbers
    ]
    own = _own(matter)
    allowed = {one.text.casefold() for one in matter.case.personal_data}
    for texts in (subject.lines, Lines(translations_of(matter.case))):
        for line, places in texts.holding(_SUSPECT):
            for what in _found(line, matter.office.state, patterns):
                value = what.rpartition(" ")[2] if "@" in what else what
                if value.casefold() in own or (_digits(what) and _digits(what) in own):
                    continue
                if not any(what.casefold().endswith(one) for one in allowed):
                    yield from (Finding(one.loc, what, one.row) for one in places)
