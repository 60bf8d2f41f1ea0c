"""How `demarche lists` prints an entry, a comparison, and what is touched by a change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from demarche.cli.lists_print import brief, cleaned, cut_off
from demarche.model.entry import CONTENT_FIELDS, Entry, changed_fields

if TYPE_CHECKING:
    from demarche.app.affected import Effect
    from demarche.listings.database import Snapshot
    from demarche.listings.diff import Change, Diff
    from demarche.listings.overlay import Seen


def entry_record(entry: Entry, snapshot: Snapshot, seen: Sequence[Seen]) -> dict[str, Any]:
    """An entry with its history, for a program."""
    return {
        **_fields(entry),
        "snapshot": snapshot.id,
        "file": snapshot.file,
        "sha256": snapshot.sha256,
        "as_of": snapshot.as_of,
        "locator": entry.locator,
        "history": [
            {"snapshot": snapshot.id, "as_of": snapshot.as_of, "listed": state is not None}
            for snapshot, state in seen
        ],
    }


def _fields(entry: Entry) -> dict[str, Any]:
    return {
        "authority": entry.authority,
        "kind": entry.kind.value,
        "name": entry.name,
        "reference": entry.reference,
        "original_script": entry.original_script,
        "date_listed": entry.date_listed,
        "date_removed": entry.date_removed,
        "dates_amended": list(entry.dates_amended),
        "regime": entry.regime,
        "program_tags": list(entry.program_tags),
        "aliases": [
            {"name": alias.name, "kind": alias.kind, "strength": alias.strength, "note": alias.note}
            for alias in entry.aliases
        ],
        "native": [[label, text] for label, text in entry.native],
    }


def entry_lines(entry: Entry, snapshot: Snapshot, seen: Sequence[Seen]) -> Iterator[str]:
    """An entry as its list has it, and its history."""
    yield cleaned(entry.name)
    if seen and seen[-1][1] is None:
        yield f"  NOT on the list of {seen[-1][0].as_of}: what follows is as of {snapshot.as_of}"
    record = _fields(entry)
    for name, value in record.items():
        if name in ("name", "aliases", "native") or not value:
            continue
        text = ", ".join(value) if isinstance(value, list) else value
        yield f"  {name.replace('_', ' '):<16} {cleaned(str(text))}"
    for alias in entry.aliases:
        note = f" ({alias.note})" if alias.note else ""
        yield cleaned(f"  {alias.kind or 'alias':<16} {alias.name} [{alias.strength}]{note}")
    for label, text in entry.native:
        yield f"  {cleaned(label.lower()):<16} {cleaned(text)}"
    yield f"  {'file':<16} {cleaned(snapshot.file)}, {entry.locator}, as of {snapshot.as_of}"
    yield f"  {'sha-256':<16} {snapshot.sha256}"
    before: Entry | None = None
    for number, (listed_in, state) in enumerate(seen):
        said = "not on the list" if state is None else "on the list"
        if state and before:
            fields = changed_fields(before, state, CONTENT_FIELDS)
            said = f"changed: {', '.join(fields)}" if fields else "the same"
        elif number and state and not before:
            said = "on the list again, or first"
        yield f"  {'history':<16} {listed_in.as_of or 'undated'}, snapshot {listed_in.id}: {said}"
        before = state


def diff_record(found: Diff) -> dict[str, Any]:
    """A comparison, for a program."""
    return {
        "old": _side(found.old),
        "new": _side(found.new),
        "authorities": list(found.authorities),
        "ignored": list(found.ignored),
        "added": [_fields(entry) for entry in found.added],
        "removed": [_fields(entry) for entry in found.removed],
        "changed": [
            {
                "authority": change.new.authority,
                "reference": change.new.reference,
                "name": change.new.name,
                "fields": list(change.fields),
                "cited": change.cited,
                "silent": change.silent,
                "old": _fields(change.old),
                "new": _fields(change.new),
            }
            for change in found.changed
        ],
    }


def _side(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "snapshot": snapshot.id or None,
        "file": snapshot.file,
        "sha256": snapshot.sha256,
        "as_of": snapshot.as_of,
    }


def diff_lines(found: Diff) -> Iterator[str]:
    """A comparison: counts by list, then every entry."""
    for label, side in (("from", found.old), ("to", found.new)):
        yield f"{label}: {cleaned(side.file)}, as of {side.as_of or 'an unstated date'}"
    if found.old.as_of and found.new.as_of and found.old.as_of > found.new.as_of:
        yield "NOTE: the first of the two is the newer one"
    if found.ignored:
        yield f"not compared, because one of the two does not have it: {', '.join(found.ignored)}"
    counted: dict[str, Counter[str]] = {}
    for what, entries in (
        ("added", found.added),
        ("removed", found.removed),
        ("changed", [change.new for change in found.changed]),
    ):
        for entry in entries:
            counted.setdefault(entry.authority, Counter())[what] += 1
    for authority in sorted(counted):
        count = counted[authority]
        counts = ", ".join(f"{count[what]:,} {what}" for what in ("added", "removed", "changed"))
        yield f"{authority:<12} {counts}"
    if not counted:
        yield "no difference"
    yield from (f"+ {brief(entry)}" for entry in found.added)
    yield from (f"- {brief(entry)}" for entry in found.removed)
    for change in found.changed:
        marks = "" if change.cited else "; not in a citation"
        marks += "; SILENT" if change.silent else ""
        yield f"* {brief(change.new)}  [{', '.join(change.fields)}{marks}]"
        yield from _moved(change)


def _moved(change: Change) -> Iterator[str]:
    """What a change put in and took out."""
    for name in change.fields:
        old, new = getattr(change.old, name), getattr(change.new, name)
        if name == "aliases":
            before, after = ({a.name for a in aliases} for aliases in (old, new))
            yield from (f"    alias out: {cut_off(text)}" for text in sorted(before - after))
            yield from (f"    alias in:  {cut_off(text)}" for text in sorted(after - before))
        elif name != "native":
            yield f"    {name.replace('_', ' ')}: {cut_off(str(old))} → {cut_off(str(new))}"


def affected_lines(effects: Sequence[Effect], requests: int, cases: int) -> Iterator[str]:
    """What is touched, by document."""
    looked = f"{requests:,} citations of requests and {cases:,} of cases were compared"
    if not effects:
        yield f"{looked}: none cites an entry that changed or was removed"
        return
    where = ""
    for effect in sorted(effects, key=lambda e: (e.cited.file, e.cited.where, e.cited.authority)):
        place = f"{effect.cited.where} ({effect.cited.stage}, {effect.cited.file})"
        if place != where:
            yield cleaned(place)
            where = place
        cited = effect.cited
        reference = f" ({cited.reference})" if cited.reference else ""
        yield cleaned(
            f"  {effect.what.upper()}  {cited.authority}: {cited.printed}{reference}, cited as of "
            f"{cited.as_of or 'unknown'}"
        )
        silent = ", with no new date in the list" if effect.silent else ""
        yield cleaned(f"      list of {effect.since}: {effect.detail}{silent}")
    places = {(effect.cited.file, effect.cited.where) for effect in effects}
    yield f"{looked}; affected: {len(effects):,}, in {len(places):,} requests and cases"
