"""Rules on the characters of a case: what no font has, what hides, what no identifier can hold."""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity
from demarche.model.base import fields_of, is_record
from demarche.model.case import Account
from demarche.model.platform import Platform

_LAID_OUT = frozenset("\n\t ")
"""White space that a page sets as it likes; where it is doubled nothing is hidden by that."""
_HIDING = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_MARKS = frozenset({"Mn", "Me"})
_NAMED = 4
"""Characters named in one line."""
_MANGLED = re.compile(
    r"[+-]?[0-9]+[.,][0-9]+(?:[eE][+-]?[0-9]+)?|[+-]?[0-9]+[eE][+-]?[0-9]+|[+-]?0[0-9]*|-[1-9][0-9]*"
)
"""A number as a spreadsheet or a program leaves it: rounded, shortened, signed or filled up."""


_LINE = 64
"""Characters that surely find room on a line: as many as a SHA-256 hash has."""
_UNBROKEN = re.compile(
    # Lines break at white space, after these signs, and within scripts that set no spaces.
    rf"[^\s/?!|\-\u00ad\u200b\u2010-\u2014\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff]"
    rf"{{{_LINE + 1},}}"
)
_IN_TABLES = frozenset({"accounts", "exhibits", "indicators", "overrides", "personal_data"})


def _told(characters: str, why: str) -> str:
    named = [
        f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
        for character in characters[:_NAMED]
    ]
    more = f" and {len(characters) - _NAMED} more" if len(characters) > _NAMED else ""
    return f"{', '.join(named)}{more} ({why})"


def _why(character: str) -> str:
    category = unicodedata.category(character)
    if category in _HIDING:
        return "invisible, or moves other characters"
    if category in _MARKS:
        return "stacked on other letters, or on none"
    return "in no font of the program"


_FEW = 20
"""Rows of a table that is looked at row by row."""
_TEXTLESS = frozenset({type(None), bool, int, dt.date, dt.datetime})
"""What most fields hold beside text. Asking a class is quicker than asking what it derives from."""


def _strings(value: Any, loc: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a record that is not plain ASCII, with the steps to its field."""
    if isinstance(value, str):
        if not value.isascii() or not value.isprintable():
            yield loc, value
        return
    inside: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, tuple):
        if len(value) > _FEW and _fields(value[0].__class__):
            yield from _in_table(value, loc)
            return
        inside = enumerate(value)
    elif record := _fields(value.__class__):
        names, values_of = record
        values = values_of(value)
        if _plain(values):
            return
        inside = zip(names, values, strict=True)
    for name, inner in inside:
        kind = inner.__class__
        if kind is str:
            if not inner.isascii() or not inner.isprintable():
                yield (*loc, name), inner
        elif kind not in _TEXTLESS and inner != ():
            yield from _strings(inner, (*loc, name))


def _in_table(
    records: Sequence[Any], loc: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """As `_strings`, of records of one kind: most columns are plain from top to bottom, which is
    told of each at once."""
    names = fields_of(records[0].__class__)
    found: list[tuple[int, int, Any]] = []
    for number, name in enumerate(names):
        column = list(map(attrgetter(name), records))
        if not _plain_column(column):
            found += ((row, number, value) for row, value in enumerate(column) if _is_more(value))
    order = tuple(names)
    for row, number, value in sorted(found, key=_BY_CELL):
        yield from _strings(value, (*loc, row, order[number]))


def _is_more(value: Any) -> bool:
    """Whether a cell may hold more than plain text."""
    return bool(value) and not (value.__class__ is str and value.isascii() and value.isprintable())


_BY_CELL = itemgetter(0, 1)


def _plain_column(column: Sequence[Any]) -> bool:
    """Whether all that a column of a table holds is plain text, or no text at all."""
    first = next(filter(None, column), None)
    if first.__class__ in _TEXTLESS:
        return True
    texts = filter(None, column)
    try:
        joined = "".join(texts if first.__class__ is str else chain.from_iterable(texts))
    except TypeError:  # records
        return False
    return joined.isascii() and not joined.encode().translate(None, _PRINTABLE)


_PRINTABLE = bytes(range(0x20, 0x7F))


@functools.cache
def _fields(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]] | None:
    """The names of a record's fields, and what reads them all in one go; None of what is none."""
    if not is_record(kind):
        return None
    names = tuple(fields_of(kind))
    if len(names) > 1:
        return names, attrgetter(*names)
    return names, lambda record: tuple(getattr(record, name) for name in names)


def _plain(values: tuple[Any, ...]) -> bool:
    """Whether all that a record holds is plain text: its texts are looked at together."""
    texts: list[str] = []
    for inner in values:
        kind = inner.__class__
        if kind is str:
            texts.append(inner)
        elif kind is tuple:
            texts += inner
        elif kind not in _TEXTLESS:
            return False
    try:
        joined = "".join(texts)
    except TypeError:  # a tuple of records
        return False
    return joined.isascii() and joined.isprintable()


@rule(
    "W44",
    Severity.WARNING,
    "text contains characters that are printed as code points",
    remedy="check that they are intended; the attached data keeps the exact text",
    source=(
        "PDF/A 6.2.11.8; docs/sources/hostile-text.md#display-of-characters, "
        "#characters-that-are-printed-as-code-points"
    ),
)
def printed_as_code_points(subject: Subject) -> Iterator[Finding]:
    """A character without a glyph, or one that hides, is named where it stands."""
    found = list(_strings(subject.matter.case, ()))
    suspects = "".join(dict.fromkeys("".join(text for _, text in found)))
    if not suspects:
        return
    # Imported late: the fonts are read only where a case has more than plain letters.
    from demarche.kernel.safe_text import segments, visible

    # One character alone is judged without its neighbours, so joiners and marks stay suspects.
    doubtful = {
        suspect for suspect in suspects if suspect not in _LAID_OUT and visible(suspect) != suspect
    }
    doubtful |= {suspect for suspect in suspects if unicodedata.category(suspect) in _MARKS}
    if not doubtful:
        return
    known: dict[str, str] = {}
    for loc, text in found:
        if doubtful.isdisjoint(text):
            continue
        if text not in known:
            escaped = (
                chr(int(segment.text[3:-1], 16)) for segment in segments(text) if segment.escaped
            )
            shown = dict.fromkeys(character for character in escaped if character not in _LAID_OUT)
            known[text] = "".join(character for character in shown if character in doubtful)
        if known[text]:
            row = int(loc[1]) + 1 if loc[0] == "accounts" else None
            # Inside a list of words the field itself is where the officer looks.
            where = loc[:3] if row else loc
            yield Finding(where, _told(known[text], _why(known[text][0])), row)


def _paragraphs(
    value: Any, loc: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text that a paragraph holds; rows, exhibits and marks stand in tables, which break."""
    if isinstance(value, str):
        yield loc, value
    elif is_record(value):
        for name in fields_of(type(value)):
            if name not in _IN_TABLES:
                yield from _paragraphs(getattr(value, name), (*loc, name))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _paragraphs(inner, (*loc, index))


@rule(
    "E39",
    Severity.ERROR,
    "word is longer than a line of the page",
    remedy="insert a space or hyphen where the word may break",
    source="docs/sources/request-forms.md#element-5",
)
def longer_than_a_line(subject: Subject) -> Iterator[Finding]:
    """It would run over the margin, where paper cuts it off."""
    for loc, text in _paragraphs(subject.matter.case, ()):
        if len(text) > _LINE and (found := _UNBROKEN.search(text)):
            word = found.group()
            yield Finding(loc, f"{word[:24]!r}…, {len(word):,} characters without a break")


def foreign(account: Account, platform: Platform) -> str:
    """The characters of a handle that no name of the platform can hold, each once."""
    names = [identifier for identifier in platform.identifiers if not identifier.stable]
    latin = bool(names) and not any(identifier.international for identifier in platform.identifiers)
    text = "".join((account.handle or "", *account.former_handles))
    return "".join(
        character
        for character in dict.fromkeys(text)
        if character == " "
        or unicodedata.category(character) in _HIDING
        or (latin and not character.isascii())
    )


@rule(
    "E36",
    Severity.ERROR,
    "handle contains a character that the platform does not allow in handles",
    remedy="copy the handle again from the page; the text shown beside it is the display name",
    source="docs/sources/hostile-text.md#display-of-characters, #handles-of-other-scripts",
)
def foreign_in_handle(subject: Subject) -> Iterator[Finding]:
    """A look-alike letter or a hidden sign in a handle names another account, or none."""
    for row in subject.rows:
        account = row.account
        names = "".join((account.handle or "", *account.former_handles))
        if names.isascii() and names.isprintable() and " " not in names:
            continue  # every platform's names may hold this
        if signs := foreign(account, subject.matter.library.platforms[row.target.platform]):
            name = "handle" if set(signs) & set(account.handle or "") else "former_handles"
            detail = _told(signs, row.target.platform)
            yield Finding(("accounts", row.number - 1, name), detail, row.number)


def is_mangled(number: str, platform: Platform) -> bool:
    """Whether a number looks rounded or filled up, and is none of the platform's own forms."""
    if (number.isdigit() and number[0] != "0") or not _MANGLED.fullmatch(number):
        return False
    stable = [
        re.compile(identifier.pattern, re.ASCII)
        for identifier in platform.identifiers
        if identifier.stable
    ]
    if number.isdigit():  # it begins with 0; lists of a platform may, where its accounts may not
        other = f"1{number[1:]}"
        return any(pattern.fullmatch(other) and not pattern.fullmatch(number) for pattern in stable)
    return not any(pattern.fullmatch(number) for pattern in stable)


@rule(
    "E37",
    Severity.ERROR,
    "account number was altered by a spreadsheet or another program",
    remedy="copy it again from the source, as text; the lost digits cannot be recovered",
    source="docs/sources/hostile-text.md#account-numbers",
)
def mangled_number(subject: Subject) -> Iterator[Finding]:
    """A rounded or shortened number is no number of the platform's."""
    for row in subject.rows:
        number = row.account.native_id
        if number and is_mangled(number, subject.matter.library.platforms[row.target.platform]):
            yield Finding(("accounts", row.number - 1, "native_id"), f"{number!a}", row.number)
