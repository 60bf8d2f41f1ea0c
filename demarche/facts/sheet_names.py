"""What sheets call countries, months and organisations: the words of `data/intake`.

A name of two countries or months is the name of none. An official epithet (a government's word for
an organisation, or for several) decides nothing: it is shown with what it means and who says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

from pydantic import Field

from demarche.facts.sheet_vocabulary import plain_title
from demarche.kernel.workspace import Workspace, builtin, shown
from demarche.listings.names import normalise
from demarche.model.base import Country, Line, PartialDate, Record, Slug
from demarche.model.record_reader import load
from demarche.model.regions import Regions

REMEMBERED = "intake/organisation-names.yaml"
"""Where `import --org` keeps the office's own short names, below the workspace's `data`."""

_MOST = 3
"""Organisations that the message on an epithet names."""

_Words = TypeVar("_Words", bound=Record)


class CountryWords(Record):
    """The file `intake/countries.yaml`."""

    names: dict[Country, tuple[Line, ...]]
    """By ISO code, names beside those of `regions.yaml`."""


class MonthWords(Record):
    """The file `intake/months.yaml`."""

    months: tuple[tuple[Line, ...], ...] = Field(min_length=12, max_length=12)
    """The names of each month, January first."""


class Epithet(Record):
    """A government's own word for an organisation or for several; it is on no list."""

    names: tuple[Line, ...] = Field(min_length=1)
    """Its spellings."""
    means: Line
    """What it stands for, in words."""
    organisations: tuple[Slug, ...]
    """The organisations that may be meant; with several, nobody but the officer can say which."""
    used_by: Line
    """Whose word it is."""
    since: PartialDate | None = None
    """Since when."""
    source: Line
    """Where that was read."""
    verification: str
    """`verified` where the source was read; else `memory`."""


class Epithets(Record):
    """The file `intake/epithets.yaml`."""

    epithets: tuple[Epithet, ...] = ()


class ShortNames(Record):
    """The workspace's `intake/organisation-names.yaml`: what its sheets call organisations."""

    names: dict[Line, Slug] = Field(default_factory=dict)


class CountryNames:
    """Countries by the names that people write for them."""

    def __init__(self, words: CountryWords, regions: Regions) -> None:
        self._words, self._regions = words, regions

    @cached_property
    def _codes(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for code, name in self._regions.names.items():
            for called in (name, name.removeprefix("the "), *self._words.names.get(code, ())):
                found.setdefault(plain_title(called), set()).add(code)
        return found

    def code(self, text: str) -> str | None:
        """The code of the one country that has this name; None where there is none, or two."""
        found = self._codes.get(plain_title(text)) or self._codes.get(
            plain_title(text).removeprefix("the ")
        )
        return next(iter(found)) if found and len(found) == 1 else None

    def one_code(self, spellings: Sequence[str]) -> str | None:
        """The code of a text or of all its parts, as in `Kenya / کینیا` and `Kenya (KE)`."""
        if not spellings:
            return None
        whole, *parts = spellings
        if code := self.code(whole):
            return code
        codes = {self.code(part) or self._own_code(part) for part in parts}
        return codes.pop() if len(codes) == 1 else None

    def _own_code(self, text: str) -> str | None:
        return code if (code := text.upper()) in self._regions.names else None

    def names(self) -> list[str]:
        """Every name, for suggestions."""
        return list(self._codes)


class MonthNames:
    """Months by their names in the languages of sheets."""

    def __init__(self, words: MonthWords) -> None:
        found: dict[str, set[int]] = {}
        for number, names in enumerate(words.months, start=1):
            for name in names:
                found.setdefault(plain_title(name), set()).add(number)
        self._numbers = {name: next(iter(ms)) for name, ms in found.items() if len(ms) == 1}

    def number(self, text: str) -> int | None:
        """The number of a month, 1 to 12."""
        return self._numbers.get(plain_title(text))


def open_countries(workspace: Workspace, regions: Regions) -> CountryNames:
    """The names of countries: the workspace's file stands for the built-in one."""
    return CountryNames(_load(CountryWords, workspace, "intake/countries.yaml"), regions)


def open_months(workspace: Workspace) -> MonthNames:
    """The names of months: the workspace's file stands for the built-in one."""
    return MonthNames(_load(MonthWords, workspace, "intake/months.yaml"))


def open_epithets(workspace: Workspace) -> tuple[Epithet, ...]:
    """The official epithets: the workspace's file stands for the built-in one."""
    return _load(Epithets, workspace, "intake/epithets.yaml").epithets


def epithet_named(workspace: Workspace, text: str) -> Epithet | None:
    """The official epithet that a text is, by an equal name."""
    wanted = normalise(text)
    for epithet in open_epithets(workspace):
        if wanted in map(normalise, epithet.names):
            return epithet
    return None


def epithet_in_words(epithet: Epithet) -> str:
    """What an epithet means, and who says so."""
    since = f", since {epithet.since}" if epithet.since else ""
    some = epithet.organisations
    listed = ", ".join(some[:_MOST]) + (f" and {len(some) - _MOST} more" * (len(some) > _MOST))
    graded = "" if epithet.verification == "verified" else f", {epithet.verification}"
    return (
        f"an official epithet that is on no list ({epithet.used_by}{since}{graded}): "
        f"{epithet.means} [{epithet.source}]; write the organisation: {listed}"
    )


def open_short_names(workspace: Workspace) -> dict[str, str]:
    """The short names that the workspace remembers, with the ids that they stand for."""
    file = workspace.root / "data" / REMEMBERED
    return dict(load(ShortNames, file, shown(file)).names) if file.is_file() else {}


def short_names_file(names: dict[str, str]) -> bytes:
    """The file that remembers short names."""
    quoted = {name: name.replace("\\", "\\\\").replace('"', '\\"') for name in names}
    lines = [f'  "{quoted[name]}": {key}' for name, key in sorted(names.items())]
    return "\n".join([_HEAD, "names:", *lines, ""]).encode()


_HEAD = """\
# What the sheets of this office call organisations, and the ids that are meant. Written by
# `demarche import --org NAME=ID`; a line may be changed or removed here."""


def _load(model: type[_Words], workspace: Workspace, name: str) -> _Words:
    own = workspace.root / "data" / name
    file = own if own.is_file() else builtin("data") / name
    return load(model, file, shown(file))
