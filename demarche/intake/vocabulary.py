"""The words of handed-over sheets: titles of columns, names of platforms, signs for nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pydantic import Field

from demarche.model.base import Record
from demarche.model.reading import load
from demarche.workspace import Workspace, builtin, shown

FILE = "intake/columns.yaml"
_LONGEST_NOTHING = 24
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
    platforms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    archiver: ArchiverSheet | None = None

    def is_nothing(self, text: str) -> bool:
        """True for what people write into a cell that holds nothing."""
        if len(text) > _LONGEST_NOTHING:
            return False
        return plain(text) in _plain_set(self.nothing) or not text.strip(" -–—_.?/\\\t\r\n")

    def platform(self, text: str, names: Iterable[tuple[str, str]]) -> str | None:
        """The id of the platform that is meant; `names` are the registry's ids and names."""
        wanted = plain(text)
        for key, name in names:
            if wanted in (plain(key), plain(name)):
                return key
        return next(
            (key for key, words in self.platforms.items() if wanted in _plain_set(words)), None
        )


@lru_cache(maxsize=65536)
def plain(title: str) -> str:
    """A title for comparison: no case, no accents, no punctuation."""
    text = unicodedata.normalize("NFKD", title.strip().casefold())
    text = "".join(c for c in text if not unicodedata.combining(c) and c.isprintable())
    return _PARTED.sub(" ", text).strip() or title.strip()


def variants(title: str) -> list[str]:
    """A title for comparison, then its parts: people write `Link / لنک` and `Name (English)`."""
    parts = _ALTERNATIVES.split(title)
    return list(dict.fromkeys(text for text in map(plain, [title, *parts]) if text))


@lru_cache(maxsize=256)
def _plain_set(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain, words))


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
            platforms=_both(first.platforms, other.platforms),
            nothing=(*first.nothing, *other.nothing),
            archiver=first.archiver or other.archiver,
        )
    return first


def _both(
    one: dict[str, tuple[str, ...]], other: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    return {key: (*one.get(key, ()), *other.get(key, ())) for key in {**one, **other}}
