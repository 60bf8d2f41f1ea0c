"""How `demarche lists` prints what it found, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a search prints without loading what the other commands need
    import datetime as dt

    from demarche.app.dependent_rows import Dependent
    from demarche.listings.combined_search import SearchAnswer
    from demarche.listings.diff import Diff
    from demarche.listings.file_import import Imported
    from demarche.listings.freshness import Age
    from demarche.model.entry import Entry

_SHOWN = 12
_LONG = 160


def cleaned(text: str) -> str:
    """The text without anything that a terminal would act on or turn around."""
    return "".join(c if c.isprintable() else f"\\u{{{ord(c):X}}}" for c in text)


def imported_record(imported: Imported) -> dict[str, Any]:
    """What an import did, for a program."""
    snapshot, changes = imported.report.snapshot, imported.changes
    return {
        "files": list(imported.files),
        "snapshot": snapshot.id,
        "new": imported.report.new,
        "format": snapshot.format,
        "list": snapshot.family,
        "as_of": snapshot.as_of,
        "as_of_from": snapshot.as_of_from,
        "sha256": snapshot.sha256,
        "private": snapshot.private,
        "partial": snapshot.partial,
        "counts": snapshot.counts,
        "lacks": sorted(snapshot.lacks),
        "notes": list(snapshot.notes),
        "newest_for": list(imported.report.newest_for),
        "changes": None
        if changes is None
        else {
            "against": changes.old.id,
            "added": len(changes.added),
            "removed": len(changes.removed),
            "changed": len(changes.changed),
            "silent": sum(change.silent for change in changes.changed),
        },
    }


def imported_lines(imported: Imported) -> list[str]:
    """What an import did, said aloud."""
    snapshot, report = imported.report.snapshot, imported.report
    lines = [
        f"{' + '.join(map(cleaned, imported.files))}: {snapshot.format}, list {snapshot.family}"
    ]
    from_whom = {
        "file": "by the file's own stamp",
        "officer": "as you stated",
        "read": "compared again on that date",
        "file again": "the unchanged file was imported again",
    }
    day = f"as of {snapshot.as_of} ({from_whom.get(snapshot.as_of_from, '')})"
    kept = "kept as" if report.new else "already exists as"
    lines.append(f"  {kept} snapshot {snapshot.id}, {day}; SHA-256 {snapshot.sha256}")
    counts = snapshot.counts
    kinds = ("entity", "individual", "vessel", "aircraft")
    counted = ", ".join(f"{counts[kind]:,} {kind}" for kind in kinds if counts.get(kind))
    lines.append(f"  {counts.get('entries', 0):,} entries: {counted}")
    if snapshot.private:
        lines.append("  PRIVATE: persons; searched and shown with --private only, never shipped")
    if snapshot.partial:
        lines.append("  an amendment: kept, but not a complete list; nothing is cited from it")
    elif not report.newest_for:
        lines.append("  older than an imported list: searches and citations use the newer one")
    if snapshot.lacks:
        fields = ", ".join(sorted(name.replace("_", " ") for name in snapshot.lacks))
        lines.append(f"  this form of the list has no {fields}")
    lines += [f"  note: {cleaned(note)}" for note in snapshot.notes]
    return lines + (_summary(imported.changes) if imported.changes else [])


def _summary(found: Diff) -> list[str]:
    silent = sum(change.silent for change in found.changed)
    cited = sum(change.cited for change in found.changed)
    lines = [
        f"  since snapshot {found.old.id} of {found.old.as_of}: {len(found.added):,} added, "
        f"{len(found.removed):,} removed, {len(found.changed):,} changed "
        f"({cited:,} in what a citation rests on, {silent:,} silently)"
    ]
    if len(found.removed) * 10 > found.old.counts.get("entries", 0):
        lines.append(
            "  more than a tenth of the list is gone: check that the file is complete; "
            f"if it is not, remove it with `demarche lists forget {found.new.id}`"
        )
    for sign, entries in (("+", found.added), ("-", found.removed)):
        lines += [f"    {sign} {brief(entry)}" for entry in entries[:_SHOWN]]
        if len(entries) > _SHOWN:
            lines.append(f"    {sign} … {len(entries) - _SHOWN:,} more")
    if found.changed:
        lines.append(f"    see: demarche lists diff {found.old.id} {found.new.id}")
    return lines


def brief(entry: Entry) -> str:
    where = entry.reference or entry.locator
    return cleaned(f"{entry.authority}  {where}  {entry.name}")


def status_lines(
    found: Sequence[Age], beside: Iterable[tuple[str, int]], today: dt.date
) -> Iterator[str]:
    """The table of ages."""
    yield f"{'list':<12} {'as of':<11} {'age':>9} {'limit':>6}  where from"
    for state in found:
        if state.snapshot is None and not state.listings:
            continue
        age = "unknown" if state.age_days is None else f"{state.age_days:,} d"
        mark = "TOO OLD" if state.stale else "" if state.citable else "not cited"
        day, limit = state.as_of or "unknown", state.max_age_days
        row = f"{state.authority:<12} {day:<11} {age:>9} {limit:>4} d"
        yield f"{row}  {_source(state)}{f'  {mark}' if mark else ''}"
    for name, number in beside:
        yield f"{name}: {number:,} entries imported; no authority file, so none is cited"
    stale = sum(state.stale for state in found)
    none = [state.authority for state in found if state.snapshot is None and not state.listings]
    if none:
        yield f"no list of: {', '.join(none)}"
    if stale:
        yield (
            f"{stale} of {len(found)} lists are older on {today} than their limit: download them "
            "and run `demarche lists import FILE…`; every citation of them is warned about (W11)"
        )


def bring_first_lines(found: Sequence[Dependent]) -> Iterator[str]:
    """What to bring first, by the rows of cases that cite a list which is too old for them."""
    old = [item for item in found if item.old]
    if not old:
        return
    yield "Bring first (rows of cases that cite a list read too long ago for the date of the case):"
    for number, item in enumerate(old, start=1):
        rows = "1 row" if item.rows == 1 else f"{item.rows:,} rows"
        cases = item.cases[0] if len(item.cases) == 1 else f"{len(item.cases)} cases"
        text = f"{number:>3}  {item.authority:<12} {item.old:,} of {rows} in {cleaned(cases)}"
        if item.kept_back:
            text += f"; {item.kept_back:,} keep their documents drafts"
        yield text


def _source(age: Age) -> str:
    one_day = age.curated_from == age.curated_to
    span = age.curated_to if one_day else f"{age.curated_from or 'unknown'} to {age.curated_to}"
    noun = "listing" if age.listings == 1 else "listings"
    library = f"library ({age.listings} {noun}, {span or 'no date'})" if age.listings else ""
    if age.snapshot is None:
        return library
    snapshot = age.snapshot
    private = ", PRIVATE" if snapshot.private else ""
    text = f"snapshot {snapshot.id} ({age.entries:,} entries, {snapshot.as_of}{private})"
    if not age.listings:
        return text
    if not age.joined:
        return f"{library}; {text} has no references: check by hand"
    return text if snapshot.as_of == age.as_of else f"{library}; {text}"


def answer_lines(text: str, answers: Sequence[SearchAnswer], *, cut: bool) -> Iterator[str]:
    """Hits: what is exact, then what is only suggested."""
    exact = [answer for answer in answers if answer.hit.exact]
    others = [answer for answer in answers if not answer.hit.exact]
    if not answers:
        yield f"nothing similar to {cleaned(text)!r}; try part of the name, or another spelling"
        return
    if exact:
        decides = all(hit.hit.decides for hit in exact)
        yield "Exact name" + ("" if decides else " (not all of these decide, see why)")
        for hit in exact:
            yield from _answer(hit)
    if others:
        yield "Suggestions: none of these decides; check against the list before you use one"
        for other in others:
            yield from _answer(other)
    if cut:
        yield f"(the first {len(answers)}; --limit or --all shows more)"


def _answer(answer: SearchAnswer) -> Iterator[str]:
    hit = answer.hit
    reference = f"  {hit.reference}" if hit.reference else ""
    kind = "" if hit.kind == "entity" else f"  ({hit.kind})"
    yield f"  {hit.authority:<10} {cut_off(hit.printed)}{cleaned(reference)}{kind}"
    words = {
        "name": "its name",
        "native": "its name in another script",
        "initials": "initials",
        "reference": "its reference",
    }
    matched = words.get(hit.strength, f"a {hit.strength} alias")
    why = hit.why or ("decides" if hit.decides else "a personal name never decides")
    if why == matched:
        why = "decides nothing"
    score = "" if hit.exact else f" (similarity {hit.score:.0f} of 100)"
    yield f"  {'':<10}   {matched} {cut_off(hit.matched)}: {cleaned(why)}{score}"
    person = hit.kind == "individual"
    nothing = "no case can name this person" if person else "no record in the library"
    write = f"organisation: {answer.organisation}" if answer.organisation else nothing
    yield f"  {'':<10}   {write}; {answer.source} of {answer.as_of or 'unknown date'}"
    if answer.details:
        details = "; ".join(f"{label}: {text}" for label, text in answer.details)
        yield f"  {'':<10}   {cleaned(details)}"


def cut_off(text: str) -> str:
    text = cleaned(text)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
