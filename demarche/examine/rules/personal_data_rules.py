"""The rule on personal data of third persons in the texts of a case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from demarche.examine.case_texts import Lines, others_of
from demarche.examine.engine import Finding, Subject, rule
from demarche.facts.banned_phrases import fold
from demarche.kernel.problems import Severity
from demarche.model.resolved_case import Matter

_ADDRESS = re.compile(r"(?:https?://|\bwww\.)\S+|\b[0-9a-f]{32,}\b", re.IGNORECASE)
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?\b")
_MAIL = re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)+")
_AT, _DOT = (
    re.compile(r"\s*[(\[{]\s*at\s*[)\]}]\s*", re.IGNORECASE),
    re.compile(r"\s*[(\[{]\s*dot\s*[)\]}]\s*", re.IGNORECASE),
)
"""How an address is written that machines are not to find."""
_RUN = re.compile(r"[0-9]{21,}")
"""Longer than any telephone number with all its prefixes; to try every part of it takes long."""
_DIGITS = re.compile(r"\d(?:[ ().\-/]{0,2}\d){6,}")
_SUSPECT = re.compile(r"@|[(\[{]\s*at\s*[)\]}]|\d(?:[ ().\-/]{0,2}\d){6,}", re.IGNORECASE)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _western(text: str) -> str:
    """The text with the digits 0 to 9 in place of those of other scripts."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text
    )


@dataclass(frozen=True, slots=True)
class _Datum:
    """A number or address that was found, and what it is."""

    name: str
    value: str


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
    own |= {
        indicator.value for indicator in matter.case.indicators if indicator.kind == "public-phone"
    }
    own |= {row.target.identifier for row in matter.rows if row.target.identifier_type == "phone"}
    own |= {row.target.identifier for row in matter.rows if row.target.identifier_type == "email"}
    return {text.casefold() for text in own} | {_digits(text) for text in own if _digits(text)}


def _found(
    text: str, state: str, patterns: Iterable[tuple[str, re.Pattern[str]]]
) -> Iterator[_Datum]:
    text = _DOT.sub(".", _AT.sub("@", _western(text)))
    for mail in _MAIL.findall(text):
        yield _Datum("email address", mail.rstrip("."))
    plain = _DAY.sub(" ", _ADDRESS.sub(" ", _MAIL.sub(" ", text)))
    if not _DIGITS.search(plain):
        return
    for name, pattern in patterns:
        for match in pattern.finditer(plain):
            yield _Datum(name, match.group())
        plain = pattern.sub(" ", plain)
    for number in _numbers(_RUN.sub(" ", plain), state):
        yield _Datum("telephone number", number)


@rule(
    "E24",
    Severity.ERROR,
    "text contains a third person's personal data",
    remedy="remove them, or justify them under `personal_data`",
    source=(
        "docs/sources/request-forms.md#e24, #rights; docs/sources/platform-practice.md#finding-4"
    ),
)
def third_person(subject: Subject) -> Iterator[Finding]:
    """No text has a telephone number, mail address or national number that is not justified."""
    matter = subject.matter
    patterns = [
        (national_number.name, re.compile(national_number.pattern, re.ASCII))
        for national_number in matter.jurisdiction.national_numbers
    ]
    own = _own(matter)
    justified = [_plain(datum.text) for datum in matter.case.personal_data]
    own |= {*justified, *filter(None, map(_number, justified))}
    for texts in (subject.lines, Lines(others_of(matter.case))):
        for line, spots in texts.holding(_SUSPECT):
            for what in _found(line, matter.office.state, patterns):
                if what.value.casefold() in own or _number(what.value) in own:
                    continue
                detail = f"{what.name} {what.value}"
                yield from (Finding(spot.loc, detail, spot.row) for spot in spots)


def _plain(text: str) -> str:
    """A justified number or address as it is found in a text."""
    return _DOT.sub(".", _AT.sub("@", _western(fold(text)))).strip().casefold()


def _number(value: str) -> str | None:
    """The digits of a number, by which it is known however it is parted."""
    return None if "@" in value else _digits(value) or None
