"""The words that a copy for others may not hold: of other accounts, enquiries, courts, officers.

They are gathered from all documents of a dossier, since a text may name an account of another
platform, and from what the office keeps. The words of the account itself are its holder's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from demarche.model.request import AccountRow, Request

_FEWEST = 4
"""Characters; a shorter name is met in any text."""


@dataclass(frozen=True, slots=True)
class SecretWords:
    """Names and numbers of others, folded. `exact` are never met by chance; `names` may be."""

    exact: frozenset[str]
    names: frozenset[str]

    def in_text(self, text: str) -> list[str]:
        """Those that a text of an officer holds."""
        return _found(text, self.exact | self.names)

    def exact_in(self, text: str) -> list[str]:
        """Those that no text holds by chance: addresses, numbers, files."""
        return _found(text, self.exact)


def secret_words(
    requests: Iterable[Request], officers: Iterable[str], own: AccountRow | None
) -> SecretWords:
    """What a copy may not hold; `own` is the row whose holder it is for."""
    mine = {_folded(word) for word in (*_identifiers(own), *_names(own))} if own else set()
    exact: set[str] = set()
    names = {_folded(name) for name in officers}
    for request in requests:
        exact.update(_folded(word) for word in _files(request))
        names.update(_folded(word) for word in _people(request))
        for row in (*request.accounts, *request.removed_before):
            exact.update(_folded(word) for word in _identifiers(row))
            names.update(_folded(word) for word in _names(row))
        names.update(_folded(indicator.value) for indicator in request.indicators)
    exact = {word for word in exact - mine if len(word) >= _FEWEST}
    names = {word for word in names - mine if len(word) >= _FEWEST}
    return SecretWords(frozenset(exact), frozenset(names))


def _identifiers(row: AccountRow) -> Iterator[str]:
    """What identifies one account or post."""
    yield from (row.written, row.canonical)
    yield from _without_scheme(row.canonical)
    yield from filter(None, (row.native_id, row.mirror_of_canonical))
    for post in row.posts:
        yield from (post.written, post.canonical)
        yield from _without_scheme(post.canonical)


def _names(row: AccountRow) -> Iterator[str]:
    """What an account is called."""
    yield row.identifier.lstrip("@+")
    for name in (row.handle, row.display_name, *row.former_handles):
        if name:
            yield name.lstrip("@")
    yield from filter(None, (row.prior_report, row.preservation_ref, row.actioned_ref))


def _without_scheme(address: str) -> Iterator[str]:
    if "://" in address:
        yield address.partition("://")[2]


def _files(request: Request) -> Iterator[str]:
    """The numbers of files: enquiries, orders, tickets, the covering letter."""
    for enquiry in request.investigations:
        yield from filter(None, (enquiry.reference, enquiry.court_permission))
    for order in request.judicial_orders:
        yield order.number
    if request.confidentiality and request.confidentiality.court_order:
        yield request.confidentiality.court_order
    if request.earlier and request.earlier.ticket:
        yield request.earlier.ticket
    if request.letter.number:
        yield request.letter.number


def _people(request: Request) -> Iterator[str]:
    """Courts, investigating bodies, officers."""
    yield from (investigation.agency for investigation in request.investigations)
    yield from (judicial_order.court for judicial_order in request.judicial_orders)
    office = request.office
    yield from (office.signatory_name, office.signatory_email)
    yield from filter(None, (office.badge,))
    if request.emergency:
        yield request.emergency.supervisor_name


def officers_of(record: Any) -> Iterator[str]:
    """The names of officers in the record that the office alone keeps."""
    if isinstance(record, dict):
        for key, value in record.items():
            if key == "name" and isinstance(value, str):
                yield value
            else:
                yield from officers_of(value)
    elif isinstance(record, list):
        for value in record:
            yield from officers_of(value)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip("/")


def _found(text: str, words: Iterable[str]) -> list[str]:
    whole = _folded(text)
    return sorted(word for word in words if word in whole and _apart(word, whole))


def _apart(word: str, whole: str) -> bool:
    """Whether a word is in a text by itself, and not as a piece of a longer one."""
    before = r"(?<!\w)" if word[0].isalnum() else ""
    after = r"(?!\w)" if word[-1].isalnum() else ""
    return re.search(f"{before}{re.escape(word)}{after}", whole) is not None
