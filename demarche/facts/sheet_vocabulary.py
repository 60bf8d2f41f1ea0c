"""The words of handed-over sheets: titles of columns, names of platforms, signs for nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pydantic import Field

from demarche.kernel.workspace import Workspace, builtin, shown
from demarche.model.base import Record
from demarche.model.record_reader import load

FILE = "intake/columns.yaml"
_LONGEST_NOTHING = 24
_LONGEST_COUNT = 4
"""Digits of a number in a heading, as `Total 12`; a longer one may be an account's."""

_ALTERNATIVES = re.compile(r"[/|()\[\]\n\r:=–—]+")
_PARTED = re.compile(r"[\s_./:;,()\[\]{}'\"’*-]+")


class ArchiverSheet(Record):
    """How the auto-archiver's sheet is built."""

    signs: tuple[str, ...]
    """Titles that only this sheet has; with two of them it is taken for one."""
    address: str
    status: str
    done: tuple[str, ...]
    """Beginnings of a status that says that something was archived."""
    archive: str
    captured_at: str
    posted_at: str
    hash: str
    more: tuple[str, ...] = ()
    tool: str
    kept_in_report: tuple[str, ...] = ()
    """Columns that become nothing in the case; what they hold is printed in the report."""


class Vocabulary(Record):
    """The file `intake/columns.yaml`."""

    address: tuple[str, ...] = ()
    address_on: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    fields: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    serial: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    """Titles of what other commands take, as the files of screenshots."""
    refused: tuple[str, ...] = ()
    """Titles of the columns by which a sheet of refused rows says what is wrong."""
    weak: tuple[str, ...] = ()
    """Titles that give way to a plainer one for the same field: `date` to `date seen`."""
    small: tuple[str, ...] = ()
    """Words that mean nothing in a title: `of`, `the`."""
    kinds: tuple[str, ...] = ()
    """Words that stand beside a platform's name and say what kind of account it is."""
    platforms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    """Words of which headings and totals are made, beside names of platforms."""
    others: tuple[str, ...] = ()
    """Words in a title which say that the column tells of somebody else than the account."""
    unsure: tuple[str, ...] = ()
    """Titles of names that may as well be those of who wrote the sheet."""
    archiver: ArchiverSheet | None = None

    def is_nothing(self, text: str) -> bool:
        """True for what people write into a cell that holds nothing."""
        if len(text) > _LONGEST_NOTHING:
            return False
        return plain_title(text) in _plain_set(self.nothing) or not text.strip(" -–—_.?/\\\t\r\n")

    def titles(self) -> set[str]:
        """Every title that is known, for comparison."""
        found: set[str] = set()
        signs = self.archiver.signs if self.archiver else ()
        for group in (self.address, self.serial, self.aside, self.refused, signs):
            found.update(map(plain_title, group))
        for called in (*self.address_on.values(), *self.fields.values()):
            found.update(map(plain_title, called))
        return found - {""}

    def is_of_others(self, title: str) -> bool:
        """True for a title such as `added by` or `retweeted user`."""
        return not _plain_set(self.others).isdisjoint(plain_title(title).split())

    def platform(self, text: str, names: Iterable[tuple[str, str]]) -> str | None:
        """The id of the platform that is meant; `names` are the registry's ids and names."""
        wanted = plain_title(text)
        for key, name in names:
            if wanted in (plain_title(key), plain_title(name)):
                return key
        for key, words in self.platforms.items():
            if wanted in _plain_set(words):
                return key
        found, other = self._platforms_in(wanted, names)
        return found.pop() if len(found) == 1 and not other else None

    def _platforms_in(
        self, text: str, names: Iterable[tuple[str, str]]
    ) -> tuple[set[str], list[str]]:
        """The platforms that a text names, and its words that belong to no such name.

        Words for a kind of account (`FB page`, `WhatsApp grp`) and short numbers count for nothing.
        """
        called = _plain_platforms(tuple(names), tuple(self.platforms.items()))
        parts = text.split()
        found: set[str] = set()
        perhaps: set[str] = set()  # `wa` is WhatsApp, and a word between words in Swahili
        other: list[str] = []
        kinds = _plain_set(self.kinds)
        at = 0
        while at < len(parts):
            for length in (3, 2, 1):
                words = " ".join(parts[at : at + length])
                if key := called.get(words):
                    (perhaps if words in kinds else found).add(key)
                    at += length
                    break
            else:
                if parts[at] not in kinds and not _is_count(parts[at]):
                    other.append(parts[at])
                at += 1
        return found or perhaps, other

    def loosely(self, title: str) -> str:
        """The field of a title that has the words of a known one, in any order; `url` for an
        address. Empty where no field has them, or two have.
        """
        found = _loose_titles(
            (("url", self.address), *self.fields.items()), _plain_set(self.small)
        ).get(_loose(title, _plain_set(self.small)), frozenset())
        return next(iter(found)) if len(found) == 1 else ""


@lru_cache(maxsize=16)
def _plain_platforms(
    names: tuple[tuple[str, str], ...], words: tuple[tuple[str, tuple[str, ...]], ...]
) -> dict[str, str]:
    """Every name of a platform, for comparison, with the platform's id."""
    found: dict[str, str] = {}
    for key, name in names:
        found.setdefault(plain_title(key), key)
        found.setdefault(plain_title(name), key)
    for key, called in words:
        for word in called:
            found.setdefault(plain_title(word), key)
    return found


def _loose(title: str, small: frozenset[str]) -> frozenset[str]:
    """The words of a title without small ones and without the s of a plural."""
    words = [word for word in plain_title(title).split() if word not in small]
    return frozenset(word.removesuffix("s") if len(word) > _PLURAL else word for word in words)


_PLURAL = 3


@lru_cache(maxsize=16)
def _loose_titles(
    titles: tuple[tuple[str, tuple[str, ...]], ...], small: frozenset[str]
) -> dict[frozenset[str], frozenset[str]]:
    """The fields by the words of their titles."""
    found: dict[frozenset[str], frozenset[str]] = {}
    for field, names in titles:
        for name in (field.replace("_", " "), *names):
            words = _loose(name, small)
            if len(words) == 1 < len(plain_title(name).split()):
                continue  # `Mirror` is not `mirror of`
            found[words] = found.get(words, frozenset()) | {field}
    found.pop(frozenset(), None)
    return found


def _is_count(part: str) -> bool:
    return part.isdecimal() and len(part) <= _LONGEST_COUNT


class Headings:
    """Knows the cells that head or end a block of rows and name no account."""

    def __init__(self, words: Vocabulary, platforms: Iterable[tuple[str, str]]) -> None:
        self._words, self._platforms = words, tuple(platforms)
        self._titles = words.titles()
        self._of_platform: dict[str, str] = {}
        for key, name in self._platforms:
            for called in (key, name, *words.platforms.get(key, ())):
                self._of_platform.setdefault(plain_title(called), key)
        self._parts = {part for called in self._of_platform for part in called.split()}
        self._parts |= set(map(plain_title, words.headings))

    def is_one(self, text: str) -> bool:
        """True for a platform's name, a title, and what is made of such words alone."""
        if text.lstrip()[:1] == "@":
            return False
        called = plain_title(text)
        if called in self._titles or called in self._of_platform:
            return True
        parts = called.split()
        words = [part for part in parts if not (part.isdecimal() and len(part) <= _LONGEST_COUNT)]
        return bool(words) and all(self._is_word(part) for part in words)

    def _is_word(self, part: str) -> bool:
        return part in self._parts or part.removesuffix("s") in self._parts

    def is_title(self, text: str) -> bool:
        """True for a title of a column that is no platform's name."""
        called = plain_title(text)
        return called in self._titles and called not in self._of_platform

    def only_platform(self, text: str) -> str | None:
        """The platform of a text that says nothing else: `FACEBOOK accounts`, `Telegram 12`."""
        return self._words.platform(text, self._platforms)

    def platform(self, text: str) -> str | None:
        """The platform that a heading names; None where it names none, or several."""
        called = plain_title(text)
        if called in self._of_platform:
            return self._of_platform[called]
        found = {self._of_platform.get(part) for part in called.split()} - {None}
        return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=65536)
def plain_title(title: str) -> str:
    """A title for comparison: no case, no accents, no punctuation."""
    text = unicodedata.normalize("NFKD", title.strip().casefold())
    text = "".join(c for c in text if not unicodedata.combining(c) and c.isprintable())
    return _PARTED.sub(" ", text).strip() or title.strip()


def variants(title: str) -> list[str]:
    """A title for comparison, then its parts: people write `Link / لنک` and `Name (English)`."""
    parts = _ALTERNATIVES.split(title)
    return list(dict.fromkeys(text for text in map(plain_title, [title, *parts]) if text))


@lru_cache(maxsize=256)
def _plain_set(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain_title, words))


def open_vocabulary(workspace: Workspace) -> Vocabulary:
    """The built-in words and the workspace's own beside them."""
    files = [builtin("data") / FILE]
    own = workspace.root / "data" / FILE
    if own.is_file() and own.resolve() != files[0].resolve():
        files.insert(0, own)
    return _joined(load(Vocabulary, file, shown(file)) for file in files)


def _joined(found: Iterator[Vocabulary]) -> Vocabulary:
    first, *others = found
    for other in others:
        first = Vocabulary(
            address=(*first.address, *other.address),
            address_on=_both(first.address_on, other.address_on),
            fields=_both(first.fields, other.fields),
            serial=(*first.serial, *other.serial),
            aside=(*first.aside, *other.aside),
            refused=(*first.refused, *other.refused),
            weak=(*first.weak, *other.weak),
            small=(*first.small, *other.small),
            kinds=(*first.kinds, *other.kinds),
            platforms=_both(first.platforms, other.platforms),
            nothing=(*first.nothing, *other.nothing),
            headings=(*first.headings, *other.headings),
            others=(*first.others, *other.others),
            unsure=(*first.unsure, *other.unsure),
            archiver=first.archiver or other.archiver,
        )
    return first


def _both(
    first: dict[str, tuple[str, ...]], other: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    return {key: (*first.get(key, ()), *other.get(key, ())) for key in {**first, **other}}
