"""Rules on words: what no document may say, and statutes that must be quoted as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from demarche.examine.case_texts import CaseText, Lines
from demarche.examine.engine import RENDERED, Finding, Subject, rule
from demarche.facts.banned_phrases import Phrase, banned_in
from demarche.kernel.problems import Severity


def _said(lines: Lines, phrases: Sequence[Phrase]) -> Iterator[Finding]:
    """The banned phrases of the texts, each at every place where the text stands."""
    for found in banned_in(lines.all, phrases):
        for spot in lines.at(found.start):
            yield Finding(spot.loc, str(found), spot.row)


@rule(
    "E16",
    Severity.ERROR,
    "text makes a claim, threat or generalisation that no request may make",
    remedy="rephrase it",
    source=(
        "docs/sources/request-forms.md#e16, #wording; docs/sources/platform-practice.md#check-12"
    ),
    checked=RENDERED,
)
def banned_wording(subject: Subject) -> Iterator[Finding]:
    """No text of the case has a banned phrase that applies to one of its documents."""
    documents = {
        (request.form, request.recipient.platform_id, str(request.kind))
        for request in subject.requests
    }
    phrases = [
        phrase
        for phrase in subject.wording.phrases
        if not phrase.platforms and any(phrase.applies(*document) for document in documents)
    ]
    return _said(subject.lines, phrases)


def _of_platform(subject: Subject, numbers: Mapping[int, str], platform: str) -> Iterator[CaseText]:
    """The texts of the case as a whole, and those of the platform's rows."""
    return (text for text in subject.texts if text.row is None or numbers[text.row] == platform)


@rule(
    "P08",
    Severity.WARNING,
    "platform asks that these words not be used",
    remedy="rephrase the text",
    source="the platform's own guidelines; docs/sources/platform-practice.md#check-12",
)
def platform_wording(subject: Subject) -> Iterator[Finding]:
    """The case's own texts and the platform's rows have no phrase that the platform refuses."""
    here = {row.target.platform for row in subject.matter.rows}
    phrases = [phrase for phrase in subject.wording.phrases if here & set(phrase.platforms)]
    if not phrases:
        return
    numbers = {row.number: row.target.platform for row in subject.matter.rows}
    for platform in sorted(here):
        mine = [phrase for phrase in phrases if platform in phrase.platforms]
        yield from _said(Lines(_of_platform(subject, numbers, platform)), mine)


@rule(
    "W13",
    Severity.WARNING,
    "text refers to a provision that must be quoted exactly as printed",
    remedy="quote it as printed, with [sic]",
    source="PECA s. 2R(3); docs/sources/request-forms.md#w13",
)
def silent_correction(subject: Subject) -> Iterator[Finding]:
    """A text that refers to such a provision quotes it as it is printed."""
    for quotation in subject.matter.jurisdiction.quotations:
        mentions = re.compile(quotation.mentions)
        for text in subject.texts:
            if mentions.search(text.text) and quotation.needs not in text.text:
                yield Finding(text.loc, f"{quotation.needs}: {quotation.why}", text.row)
