"""Words to keep out of documents, words that call for a second look, free mail: data/wording.

The lists are data, so that an office adds its own and a lawyer can read them. A phrase is searched
only in lines that hold one of its stems, which keeps ten thousand rows cheap.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import Workspace, shown
from demarche.model.base import Line, Record, Slug, Words
from demarche.model.grammar import Pattern
from demarche.model.provenance import SourceCheck
from demarche.model.record_reader import load

_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "‌": " ", "’": "'"}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    # Signs without a width of their own, which break no word for a reader.
    | dict.fromkeys("\u00ad\u034f\u061c\u200b\u200d\u200e\u200f\u2060\ufeff", "")
    | dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "")
)
_PARTED = re.compile(r"(?<=[^\W\d_])- +(?=[a-z])")
"""A word that was parted at the end of a line, where the line went on with a space."""
_BLANKS = re.compile(r"[^\S\n]+")
_SENTENCE_END = re.compile(r"[.!?۔؟]\s|\n")


class Phrase(Record):
    """A phrase that no document may have, why, and what to say instead."""

    id: Slug
    pattern: Pattern
    """Tried without regard to letter case."""
    stems: tuple[str, ...] = Field(min_length=1)
    """Small-letter pieces of which every match holds at least one."""
    why: Line
    instead: Line
    unless: Pattern | None = None
    """What makes a sentence with the phrase innocent."""
    forms: tuple[Literal["request", "direction"], ...] = ()
    """Only in documents of these forms; empty means all."""
    platforms: Words = ()
    """Only in documents to these platforms; empty means all."""
    except_kinds: Words = ()
    """Not in these kinds of document, whose subject it is."""
    examples: tuple[Line, ...] = Field(min_length=1)
    innocent: tuple[Line, ...] = ()

    def applies(self, form: str, platform: str, kind: str) -> bool:
        """Whether a document of this form and kind to this platform is concerned."""
        return (
            (not self.forms or form in self.forms)
            and (not self.platforms or platform in self.platforms)
            and kind not in self.except_kinds
        )


class Phrases(Record):
    """The file of banned phrases."""

    phrases: tuple[Phrase, ...]


class Signs(Record):
    """Words that make something likely of an account."""

    id: Slug
    says: Line
    rule: Literal["W15", "W16"]
    words: tuple[str, ...]
    patterns: tuple[Pattern, ...] = ()
    """Tried on texts that hold a digit."""


class SignsFile(Record):
    """The file of signs."""

    groups: tuple[Signs, ...]
    checked: SourceCheck


class FreeMail(Record):
    """A provider with whom anybody can open a mailbox."""

    id: Slug
    domains: tuple[Line, ...] = Field(min_length=1)
    """In small letters; each stands for everything below it too."""
    pattern: Pattern | None = None
    """The whole of a domain in small letters, where the provider has many endings."""

    def has(self, domain: str) -> bool:
        """Whether a domain, in small letters, is one of this provider's."""
        known = any(domain == own or domain.endswith(f".{own}") for own in self.domains)
        return known or bool(self.pattern and _below(self.pattern).fullmatch(domain))


class FreeMailFile(Record):
    """The file of domains of free mail."""

    providers: tuple[FreeMail, ...]
    source: Line
    verified: bool
    checked: SourceCheck


@dataclass(frozen=True, slots=True)
class BannedMatch:
    """A banned phrase in a text: the phrase, the words as they stand, where in the folded text."""

    phrase: Phrase
    words: str
    start: int

    def __str__(self) -> str:
        return f'"{self.words}": {self.phrase.why}; write {self.phrase.instead}'


def fold(text: str) -> str:
    """The text with letters made one that are typed in several ways, and without vowel marks.

    Ligatures and letters of other widths become the plain letters, what has no width goes, and a
    word that was parted at the end of a line is whole again.
    """
    if not text.isascii():  # a long text has few lines that are not
        text = "\n".join(line if line.isascii() else _plain(line) for line in text.split("\n"))
    return _PARTED.sub("", text) if "- " in text else text


def _plain(line: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", line).translate(_LETTERS))


def _small(text: str) -> str:
    """Small letters, each at the place of its own: a letter that would become two stays."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(
        character.lower() if len(character.lower()) == 1 else character for character in text
    )


@functools.cache
def _below(pattern: str) -> re.Pattern[str]:
    """A pattern of a domain, for it and all below it."""
    return re.compile(rf"(?:.+\.)?(?:{pattern})")


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def banned_in(text: str, phrases: Iterable[Phrase]) -> list[BannedMatch]:
    """Every banned phrase of a text; a sentence that says the contrary is passed over.

    A phrase stands on one line. Only lines with one of its stems are searched, so that the cost
    grows with the text and hardly with the list.
    """
    folded = fold(text)
    low = _small(folded)
    found = []
    for phrase in phrases:
        for start, end in _lines_with(low, phrase.stems):
            for match in _compiled(phrase.pattern).finditer(folded, start, end):
                sentence = _sentence(folded, match.start(), match.end())
                if phrase.unless and _compiled(phrase.unless).search(sentence):
                    continue
                found.append(BannedMatch(phrase, match.group().strip(), match.start()))
    return found


def _lines_with(low: str, stems: Iterable[str]) -> list[tuple[int, int]]:
    """The lines of a text that hold one of the stems, by where they begin and end."""
    lines: dict[int, int] = {}
    for stem in stems:
        at = low.find(stem)
        while at >= 0:
            start = low.rfind("\n", 0, at) + 1
            end = low.find("\n", at)
            lines[start] = end if end >= 0 else len(low)
            at = low.find(stem, lines[start])
    return sorted(lines.items())


def _sentence(text: str, start: int, end: int) -> str:
    begin = 0
    for stop in _SENTENCE_END.finditer(text, max(0, start - 400), start):
        begin = stop.end()
    after = _SENTENCE_END.search(text, end)
    return text[begin : after.start() if after else len(text)]


@dataclass(frozen=True, slots=True)
class BannedWording:
    """The lists of one workspace."""

    phrases: tuple[Phrase, ...]
    signs: tuple[Signs, ...]
    free_mail: tuple[FreeMail, ...]

    def is_free_mail(self, domain: str) -> bool:
        """Whether anybody can open a mailbox at this domain."""
        return any(provider.has(domain.casefold()) for provider in self.free_mail)


def banned_file(workspace: Workspace) -> Path:
    """The file of banned phrases: the workspace's own, or the built-in one."""
    return _file(workspace, "banned")


def _file(workspace: Workspace, name: str) -> Path:
    file = workspace.files("wording").get(name)
    if file is None:
        place = Place(f"data/wording/{name}.yaml")
        raise InputError.single(place, "", "no such file", "restore it from the built-in data")
    return file


@functools.cache
def read_phrases(file: Path) -> tuple[Phrase, ...]:
    """The banned phrases of a file."""
    return load(Phrases, file, shown(file)).phrases


def open_wording(workspace: Workspace) -> BannedWording:
    """The lists as this workspace sees them."""
    signs, mail = _file(workspace, "signs"), _file(workspace, "mail-domains")
    return BannedWording(
        read_phrases(banned_file(workspace)),
        load(SignsFile, signs, shown(signs)).groups,
        load(FreeMailFile, mail, shown(mail)).providers,
    )
