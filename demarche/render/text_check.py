"""What a finished document says: no banned wording, and redress, contact and certificate in place.

Read on the text of the page before it is typeset, so that templates, the data of office, law and
platform, and the case's own texts are held to the same words. What others wrote (names and posts of
accounts, entries of lists, statutes, rules of a platform) is quoted, not said, and passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lxml import etree
from lxml import html as html_parser

from demarche.facts.banned_phrases import BannedMatch, Phrase, banned_in, fold
from demarche.kernel.safe_text import needs_ascii_form, segments
from demarche.model.binding import number_pattern
from demarche.model.kinds import Owed
from demarche.model.request import ROW_USES, Request

_INLINE = {
    *("a", "b", "bdi", "bdo", "br", "code", "em", "i", "q", "s", "small", "span", "strong"),
    *("sub", "sup", "time", "u", "wbr"),
}
_CONTEXT = 60


def _transform() -> Any:
    """What makes a text of a tree, in C: a page has tens of thousands of elements."""
    inline = " | ".join(sorted(_INLINE - {"br"}))
    return etree.XSLT(
        etree.XML(
            '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
            '<xsl:output method="text" encoding="UTF-8"/>'
            '<xsl:template match="*"><xsl:text>&#10;</xsl:text><xsl:apply-templates/>'
            "<xsl:text>&#10;</xsl:text></xsl:template>"
            f'<xsl:template match="{inline}"><xsl:apply-templates/></xsl:template>'
            '<xsl:template match="br"><xsl:text>&#10;</xsl:text><xsl:apply-templates/>'
            "</xsl:template>"
            '<xsl:template match="head | style | script"/>'
            "</xsl:stylesheet>"
        )
    )


_TEXT = _transform()


def text_of(html: str) -> str:
    """The text of a page; what stands in different blocks stands on different lines."""
    whole = str(_TEXT(html_parser.document_fromstring(html)))
    lines = (" ".join(line.split()) for line in whole.split("\n"))
    return "\n".join(line for line in lines if line)


def faults(html: str, name: str, request: Request, phrases: Sequence[Phrase]) -> tuple[str, ...]:
    """What stands against the document `name`, each in a sentence that says where it comes from."""
    text = text_of(html)
    kind, platform = str(request.kind), request.recipient.platform_id
    found = banned_in(
        text, [phrase for phrase in phrases if phrase.applies(request.form, platform, kind)]
    )
    folded = fold(text) if found else ""
    said = [
        f"{_source(phrase, request, name)}: E16: {phrase} (in: …{_around(folded, phrase)}…)"
        for phrase in found
        if not _quoted(folded, phrase, request)
    ]
    owed = request.kind.spec.owes if name.startswith(kind) else ()
    if not request.manner.redress:
        owed = tuple(part for part in owed if part != "redress")
    missing = _missing(html, text, request, owed)
    return (*said, *(f"template {name}.html.j2: E18: {what}" for what in missing))


def betrayed(texts: Iterable[str], request: Request) -> tuple[str, ...]:
    """The orders and enquiries of others that a text holds: of a page, of its data, of its head."""
    numbers = request.restricted.foreign_numbers
    if not numbers:
        return ()
    whole = "\n".join(texts)
    folded = unicodedata.normalize("NFKC", whole).casefold()
    return tuple(
        f"E84: {number} is the number of an order or enquiry that is not bound to this document; "
        "remove it, or bind the order to the document"
        for number in numbers
        if number_pattern(number).search(folded)
    )


def _missing(html: str, text: str, request: Request, owed: Sequence[Owed]) -> Iterator[str]:
    if "certificate" in owed and 'class="certificate"' not in html:
        yield "the certificate (a section of the class `certificate`) is missing"
    if "contact" in owed and request.office.feedback_email not in text:
        yield f"the contact for answers ({request.office.feedback_email}) is missing"
    if "redress" not in owed:
        return
    for party, texts in (
        ("provider", request.law.provider_redress),
        ("account holder", (request.office.review, *request.law.user_redress)),
    ):
        for part in texts:
            if re.sub(r"\s+", " ", part).strip() not in text:
                yield f"the redress of the {party} is missing: {part[:_CONTEXT]}…"


def _around(folded: str, found: BannedMatch) -> str:
    start = max(0, found.start - _CONTEXT)
    return folded[start : found.start + len(found.words) + _CONTEXT].replace("\n", " ")


def _quoted(folded: str, found: BannedMatch, request: Request) -> bool:
    """Whether the words stand inside something that others wrote."""
    for written in _of_others(request):
        for form in _forms(written):
            at = form.find(found.words)
            while at >= 0:
                begin = found.start - at
                if begin >= 0 and folded.startswith(form, begin):
                    return True
                at = form.find(found.words, at + 1)
    return False


def _forms(text: str) -> set[str]:
    """The text as it may stand on a page: plain, and with invisible characters as escapes."""
    forms = {fold(re.sub(r"\s+", " ", text).strip())}
    if needs_ascii_form(text):
        shown = "".join(segment.text for segment in segments(text))
        forms.add(fold(re.sub(r"\s+", " ", shown).strip()))
    return forms


_QUOTED = tuple(name for name, use in ROW_USES.items() if use.voice in ("holder", "other"))
"""Fields of a row that its holder or somebody else wrote."""


def _of_others(request: Request) -> Iterator[str]:
    for row in (*request.accounts, *request.removed_before):
        for name in _QUOTED:
            value = getattr(row, name)
            for item in value if isinstance(value, tuple) else filter(None, (value,)):
                yield item if isinstance(item, str) else item.canonical
    for exhibit in request.restricted.exhibits:
        yield from filter(
            None, (exhibit.url, exhibit.original, exhibit.translation, exhibit.posted_at)
        )
    for target in request.restricted.related_targets:
        yield target.canonical
    for indicator in request.indicators:
        yield indicator.value
    for organisation in request.organisations:
        yield from (
            organisation.label,
            *(native_name.name for native_name in organisation.native_names),
        )
        for citation in organisation.citations:
            yield from (citation.printed_name, citation.text)
            yield from filter(None, (citation.alias, citation.instrument, citation.covered_by))
    for cited_list in request.lists:
        yield from (cited_list.title, *cited_list.law, *filter(None, (cited_list.effect,)))
    for provision in request.provisions:
        yield from filter(None, (provision.heading, provision.gist, provision.penalty))
    for policy in request.policies:
        yield from (policy.title, policy.summary)
    yield from (request.recipient.notice.default, *request.recipient.notice.exceptions)
    yield from filter(None, (request.recipient.preservation.extension,))
    for category in request.categories:
        yield from filter(None, (category.label, category.needs))


def _source(found: BannedMatch, request: Request, name: str) -> str:
    """The field of the request that holds the words, or else the template."""
    wanted = found.words.casefold()
    for path, text in _strings(request.model_dump(mode="json"), ""):
        if wanted in fold(re.sub(r"\s+", " ", text)).casefold():
            return path
    return f"template {name}.html.j2"


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _strings(inner, f"{path}[{number}]")
