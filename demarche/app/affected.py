"""Which requests and cases cite an entry that changed or vanished since.

A citation meets its entry by reference. What it printed is compared with the newest list, and the
entry as the list had it on the citation's day with the entry now, by content and not by date. Of a
list without references only this can be said: the very name stood in it once and does no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from demarche.listings import name_agreement
from demarche.listings.overlay import Lists, Seen, older, snapshot_day
from demarche.listings.references import key_of
from demarche.model.entry import CITED_FIELDS, Entry, changed_fields

GONE, CHANGED, MISSING = "gone", "changed", "not printed"


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation: where it stands, and what it printed."""

    where: str
    """The request's reference, or the case's."""
    file: str
    stage: str
    """`issued`, `draft` or `case`."""
    organisation: str
    authority: str
    printed: str
    reference: str | None
    date: str | None
    alias: str | None
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What the newest list says of an entry that is cited."""

    cited: Cited
    what: str
    """`gone`, `changed`, or `not printed` for a list without references."""
    fields: tuple[str, ...]
    detail: str
    since: str
    """The day of the list that says so."""
    silent: bool = False
    """True where the list itself shows no new date for the change."""

    def as_dict(self) -> dict[str, Any]:
        """Plain data for a program."""
        cited = self.cited
        return {
            "where": cited.where,
            "file": cited.file,
            "stage": cited.stage,
            "organisation": cited.organisation,
            "authority": cited.authority,
            "printed": cited.printed,
            "reference": cited.reference,
            "cited_as_of": cited.as_of,
            "what": self.what,
            "fields": list(self.fields),
            "detail": self.detail,
            "list_of": self.since,
            "silent": self.silent,
        }


def affected(citations: Iterable[Cited], lists: Lists) -> list[Effect]:
    """The citations that a newer list says something else of."""
    return [effect for citation in citations for effect in _effects(citation, lists)]


def _effects(cited: Cited, lists: Lists) -> Iterator[Effect]:
    key = key_of(cited.reference)
    if key is None:
        yield from _by_name(cited, lists)
        return
    seen = lists.seen(cited.authority, key)
    if not seen or older(seen[-1][0], cited.as_of):
        return
    snapshot, entry = seen[-1]
    if entry is None:
        other = lists.elsewhere(snapshot, cited.authority, key)
        detail = f"is there under {other}, not here" if other else "no longer on the list"
        yield Effect(cited, GONE, (), f"{detail}; {_stood(seen, cited)}", snapshot_day(snapshot))
        return
    fields, words = _differences(cited, entry, snapshot.lacks)
    was = _state(seen[:-1], cited.as_of)
    silent = False
    if was is not None:
        then, before = was
        names = [
            name
            for name in CITED_FIELDS
            if name not in then.lacks | snapshot.lacks
            and not (name == "regime" and then.format != snapshot.format)
        ]
        moved = [name for name in changed_fields(before, entry, names) if name not in fields]
        fields += moved
        words += [f"{name.replace('_', ' ')} changed" for name in moved]
        silent = not set(entry.dates_amended) - set(before.dates_amended)
    if fields:
        yield Effect(
            cited, CHANGED, tuple(fields), "; ".join(words), snapshot_day(snapshot), silent=silent
        )


def _by_name(cited: Cited, lists: Lists) -> Iterator[Effect]:
    seen = lists.named(cited.authority, cited.printed)
    if not seen or older(seen[-1][0], cited.as_of):
        return
    snapshot, entry = seen[-1]
    if entry is not None and entry.date_removed:
        detail = f"removed on {entry.date_removed}"
        yield Effect(cited, GONE, (), detail, snapshot_day(snapshot))
    elif entry is None:
        detail = f"the exact name is not there; {_stood(seen, cited)}; look it up in the list"
        yield Effect(cited, MISSING, (), detail, snapshot_day(snapshot))


def _stood(seen: Sequence[Seen], cited: Cited) -> str:
    had = [snapshot_day(snapshot) for snapshot, entry in seen if entry is not None]
    last = max([*had, cited.as_of or ""])
    return f"it was there on {last}" if last else "no earlier list has been imported"


def _state(seen: Sequence[Seen], as_of: str | None) -> tuple[Any, Entry] | None:
    """The entry as the list that the citation may have been read in had it."""
    known = [
        (snapshot, entry)
        for snapshot, entry in seen
        if entry is not None and as_of and snapshot_day(snapshot) <= as_of
    ]
    return known[-1] if known else None


def _differences(cited: Cited, entry: Entry, lacks: frozenset[str]) -> tuple[list[str], list[str]]:
    """What the citation printed that the list prints otherwise now."""
    fields, words = [], []
    if entry.name != cited.printed:
        fields.append("name")
        words.append(f"printed as {entry.name}")
    date = entry.date_listed
    if cited.date and date and "date_listed" not in lacks and not date.startswith(cited.date):
        fields.append("date_listed")
        words.append(f"listed on {date}, not on {cited.date}")
    printed = (
        "aliases" in lacks or not cited.alias or name_agreement.printed_alias(entry, cited.alias)
    )
    if not printed:
        fields.append("aliases")
        words.append(f"the alias {cited.alias} is not there")
    return fields, words
