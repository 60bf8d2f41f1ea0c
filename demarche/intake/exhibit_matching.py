"""Files and the rows of a sheet brought together: what matches, what does not, what contradicts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from demarche.intake.add_exhibits import EvidenceItem
from demarche.intake.capture_facts import CapturedItem
from demarche.intake.capture_limits import read_moment
from demarche.intake.evidence_folder import EvidenceFiles
from demarche.intake.exhibit_sheet import StatedExhibit
from demarche.kernel.problems import Place, Problem
from demarche.kernel.web_address import same_address
from demarche.kernel.workspace import shown

_TO_THE_MINUTE = re.compile(r"[^T]*T[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})")


@dataclass(slots=True)
class MatchedExhibits:
    """What a folder and a sheet come to."""

    items: list[EvidenceItem] = field(default_factory=list)
    unmatched: list[Problem] = field(default_factory=list)
    """Files without a row, and rows without a file."""
    problems: list[Problem] = field(default_factory=list)
    """What contradicts, or may be read in two ways."""


def match_exhibits(
    files: EvidenceFiles,
    rows: Sequence[StatedExhibit],
    defaults: Mapping[str, str],
    sheet: str,
    *,
    archiver: bool = False,
) -> MatchedExhibits:
    """Give every file the rows that name it. `defaults` are fields that the sheet leaves open.

    The auto-archiver's sheet names what lies elsewhere too, so there a row is without a file only
    where none of its names is here.
    """
    found = MatchedExhibits()
    by_file: dict[Path, list[StatedExhibit]] = {}
    for row in rows:
        named = list(files.named(row.names))
        any_here = any(paths for _, paths in named)
        for name, paths in named:
            if len(paths) == 1:
                by_file.setdefault(paths[0], []).append(row)
            elif paths:
                listed = ", ".join(map(shown, paths[:3]))
                message = f"several files are named {name!r}: {listed}"
                remedy = "write the name with its folder or ending"
                found.problems.append(Problem(row.place, "file", message, remedy))
            elif not (archiver and any_here):
                remedy = files.suggestion(name) or "add the file, or correct the name"
                message = f"no file {name[:200]!r}"
                found.unmatched.append(Problem(row.place, "file", message, remedy))
    for file in files.files:
        if file not in by_file:
            message = f"no row of {sheet} names this file"
            remedy = "add a row for it, or move it out of the folder"
            found.unmatched.append(Problem(Place(shown(file)), "", message, remedy))
            continue
        found.items.append(_joined(file, by_file[file], defaults, found))
    return found


def _joined(
    file: Path, rows: Sequence[StatedExhibit], defaults: Mapping[str, str], found: MatchedExhibits
) -> EvidenceItem:
    """One file with all that its rows state of it."""
    stated: dict[str, str] = {}
    places: dict[str, Place] = {}
    accounts: dict[str, None] = {}
    address = ""
    for row in rows:
        accounts.update(dict.fromkeys(row.accounts))
        for name, text in row.fields.items():
            place = row.places.get(name, row.place)
            if stated.setdefault(name, text) != text:
                message = (
                    f"{text[:80]!r} here, {stated[name][:80]!r} at {places[name]}, of one file"
                )
                found.problems.append(Problem(place, name, message, "correct one of them"))
            places.setdefault(name, place)
        address = address or row.address
    for name, text in defaults.items():
        stated.setdefault(name, text)
    places[""] = rows[0].place
    return EvidenceItem(file, " ".join(accounts), stated, places, address)


def contradictions(
    evidence: EvidenceItem, item: CapturedItem, digest: str, row_of: Callable[[str], str | None]
) -> Iterator[Problem]:
    """What the sheet and the file say differently, with both values.

    `row_of` gives the row of the case that has the account of an address.
    """
    places, stated = evidence.places or {}, evidence.stated
    file = shown(evidence.file)

    def differs(name: str, ours: str, own: str) -> Problem:
        message = f"{ours!r} in the sheet, {own!r} in {file} itself"
        remedy = "correct the sheet, or find the right file"
        return Problem(places.get(name) or places.get("") or Place(file), name, message, remedy)

    url = stated.get("url", "")
    if "url" in places and item.other_pages:
        yield differs("url", url, item.other_pages)
    elif url and item.url and not same_address(url, item.url):
        if "url" in places:
            yield differs("url", url, item.url)
    elif item.url and (row := row_of(item.url)) and row not in evidence.accounts.split():
        yield differs("row", evidence.accounts, f"{row} ({item.url})")
    if (
        "captured_at" in places
        and item.captured_at
        and not same_moment(stated["captured_at"], item.captured_at)
    ):
        yield differs("captured_at", stated["captured_at"], item.captured_at)
    tool = stated.get("tool", "") if "tool" in places else ""
    if tool and item.tool and not _same_tool(tool, item.tool):
        yield differs("tool", tool, item.tool)
    if (stated_hash := stated.get("sha256")) and stated_hash != digest:
        yield differs("sha256", stated_hash, digest)


def same_moment(written: str, other: str) -> bool:
    """Whether two times are one; a time that is written to the minute is that whole minute."""
    ours, own = read_moment(written), read_moment(other)
    if ours is None or own is None:
        return True
    if _TO_THE_MINUTE.fullmatch(written) or _TO_THE_MINUTE.fullmatch(other):
        ours, own = ours.replace(second=0), own.replace(second=0)
    return ours == own


def _same_tool(written: str, other: str) -> bool:
    """Whether one of two names of a tool has a word of the other."""
    first, second = (set(text.casefold().replace("/", " ").split()) for text in (written, other))
    return bool(first & second)
