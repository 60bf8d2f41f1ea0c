"""Adding exhibits to a case: the file copied and hashed, its line written, nothing invented."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from demarche.case.case_reader import digest_of, name_inside
from demarche.case.case_tables import CaseTable
from demarche.intake import capture_facts
from demarche.intake.capture_limits import distrust_late_time, latest_capture, too_late
from demarche.intake.case_writer import appended
from demarche.intake.open_case import Here
from demarche.kernel.open_file import read_regular
from demarche.kernel.problems import InputError, Place, Problem, Severity
from demarche.kernel.staging import write_files
from demarche.kernel.web_address import is_number, is_web_address
from demarche.kernel.workspace import shown
from demarche.model.base import Moment, fields_of
from demarche.model.case import Exhibit

MAX_ENCLOSED = 32 * 2**20
"""A larger picture can not be printed; it is held instead."""

REQUIRED = ("shows", "url", "captured_at", "tool", "captured_by")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(slots=True)
class Added:
    """What is to be written: rows, files to copy, and what to tell."""

    rows: list[dict[str, str]] = field(default_factory=list)
    copies: dict[str, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    """Exhibits that were there without a file, and have one now."""
    known: list[tuple[Path, str]] = field(default_factory=list)
    """Files that the case has already, with their exhibit."""
    sources: dict[str, Path] = field(default_factory=dict)
    """The file that each exhibit was made of."""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A file to become an exhibit, with what is stated of it."""

    file: Path
    accounts: str
    stated: Mapping[str, str]
    """Fields that the officer gives; they go before what the file says of itself."""
    places: Mapping[str, Place] | None = None
    """Where a sheet states the fields: it may not contradict the file."""
    address: str = ""
    """The account's address in the sheet, for a file that gives no page of its own."""


Compare = Callable[[EvidenceItem, capture_facts.CapturedItem, str], Iterable[Problem]]
"""What a sheet and a file (with its SHA-256) say differently."""


def add(here: Here, files: Sequence[Path], accounts: str, stated: Mapping[str, str]) -> Added:
    """The exhibits that these files become. InputError where one can not be taken.

    `stated` are fields that the officer gives; they go before what a file says of itself.
    """
    faults = wrong_options(stated)
    return add_items(here, [EvidenceItem(file, accounts, stated) for file in files], faults)


def add_items(
    here: Here,
    items: Iterable[EvidenceItem],
    faults: list[Problem],
    compare: Compare | None = None,
) -> Added:
    """The exhibits that these items become. InputError where one can not be taken, or for `faults`.

    What a sheet names and the case has already is passed over; a file named alone is a fault then.
    """
    done = Added()
    latest = latest_capture(here)
    hashes = {row["sha256"]: row for row in here.exhibits.rows if row.get("sha256")}
    numbers = [row.get("id", "") for row in here.exhibits.rows]
    last = max(
        (int(number[1:]) for number in numbers if re.fullmatch(r"E\d{1,9}", number)), default=0
    )
    for evidence in items:
        file, stated = evidence.file, evidence.stated
        item = _inspected(file, faults, stated.get("url", ""))
        if item is None:
            continue
        digest = digest_of(file)
        if compare:
            faults.extend(compare(evidence, item, digest))
        distrust_late_time(item, latest)
        before = hashes.get(digest)
        if before and (before.get("file") or before.get("held_file")):
            if evidence.places is not None:
                done.known.append((file, before["id"]))
                _same_again(done, evidence, before)
                continue
            message = f"is already exhibit {before['id']}: same SHA-256"
            faults.append(Problem(Place(shown(file)), "", message, "remove it"))
            continue
        if fault := too_late(stated.get("captured_at", ""), latest):
            place = (evidence.places or {}).get("captured_at") or Place(shown(file))
            faults.append(Problem(place, "captured_at", *fault))
        if before is None:
            last += 1
        row = before or {"id": f"E{last}"}
        name = f"exhibits/{row['id']}-{_NOT_IN_NAMES.sub('-', file.name).strip('-.') or 'item'}"
        fresh = _row(item, digest, name, evidence)
        if before is None:
            row.update(fresh)
            done.rows.append(row)
        else:
            row.update({key: value for key, value in fresh.items() if not row.get(key)})
            done.filled.append(row["id"])
        hashes[digest] = row
        done.sources[row["id"]] = file
        done.copies[name] = file
        _tell(done, file, item, row)
    if faults:
        raise InputError(faults)
    return done


def _same_again(done: Added, evidence: EvidenceItem, before: dict[str, str]) -> None:
    """A file that the case has already: further rows are added where it is added just now."""
    rows = before.get("accounts", "").split()
    more = [name for name in evidence.accounts.split() if name not in rows]
    if any(before is row for row in done.rows):
        before["accounts"] = " ".join([*rows, *more])
    elif more:
        message = f"the case has it for row {' '.join(rows)}; the sheet also names {' '.join(more)}"
        place = Place(shown(evidence.file))
        remedy = "add them on the exhibit's line"
        done.problems.append(Problem(place, before["id"], message, remedy, Severity.WARNING))


def _inspected(file: Path, faults: list[Problem], url: str) -> capture_facts.CapturedItem | None:
    name = shown(file)
    if not file.is_file():
        what = "is a folder" if file.is_dir() else "no such file"
        faults.append(Problem(Place(name), "", what, "give a file"))
        return None
    if file.stat().st_size == 0:
        faults.append(Problem(Place(name), "", "the file is empty", "capture it again"))
        return None
    item = capture_facts.inspect(file, url)
    if item.faults:
        faults.extend(
            Problem(Place(name), "", fault, "do not use it; find the original capture")
            for fault in item.faults
        )
        return None
    if item.media_type in capture_facts.PICTURES and file.stat().st_size <= MAX_ENCLOSED:
        from demarche.render.pictures import (  # heavy, and only for pictures
            PictureError,
            decode_picture,
        )

        try:
            decode_picture(read_regular(file))
        except PictureError as error:
            faults.append(Problem(Place(name), "", str(error), "capture it again"))
            return None
    return item


def _row(
    item: capture_facts.CapturedItem, digest: str, name: str, evidence: EvidenceItem
) -> dict[str, str]:
    size = evidence.file.stat().st_size
    printable = item.media_type in capture_facts.PICTURES and size <= MAX_ENCLOSED
    row = {
        "accounts": evidence.accounts,
        "url": item.url or evidence.address,
        "captured_at": item.captured_at,
        "tool": item.tool,
        "archive": item.archive,
        "sha256": digest,
        "file" if printable else "held_file": name,
        "media_type": item.media_type,
        "size": str(size),
    }
    row.update({key: value for key, value in evidence.stated.items() if value})
    return {key: value for key, value in row.items() if value}


_PICTURE_NAMES = frozenset({".png", ".jpg", ".jpeg", ".webp"})


def _tell(
    done: Added, file: Path, item: capture_facts.CapturedItem, row: Mapping[str, str]
) -> None:
    def tell(message: str, remedy: str = "", severity: Severity = Severity.NOTE) -> None:
        done.problems.append(Problem(Place(shown(file)), row["id"], message, remedy, severity))

    for note in item.notes:
        tell(note)
    for doubt in item.doubts:
        tell(doubt, "check whether it is the item as captured", Severity.WARNING)
    if file.suffix.lower() in _PICTURE_NAMES and item.media_type not in capture_facts.PICTURES:
        said = f"is named {file.suffix} but not a picture ({item.media_type}); kept, not printed"
        tell(said, "check whether it is the item as captured", Severity.WARNING)
    if item.url and row.get("url") != item.url:
        tell(f"the file itself gives the address {item.url!r}", "", Severity.WARNING)
    if item.captured_at and row.get("captured_at") != item.captured_at:
        tell(f"the file itself gives the time {item.captured_at}", "", Severity.WARNING)
    empty = [name for name in REQUIRED if not row.get(name)]
    if empty:
        message = f"not stated by the file, left empty: {', '.join(empty)}"
        tell(message, "fill them in on the exhibit's line", Severity.WARNING)


def wrong_options(stated: Mapping[str, str]) -> list[Problem]:
    """The fields that are in a form which the case would not take."""
    faults = []
    place = Place("demarche exhibits add")
    if (url := stated.get("url")) and not (is_web_address(url) or is_number(url)):
        what = f"{url!r} is not a web address"
        faults.append(Problem(place, "--url", what, "enter it in full, with https://"))
    if moment := stated.get("captured_at"):
        try:
            TypeAdapter(Moment).validate_python(moment)
        except ValidationError as error:
            message = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
            what = f"{moment!r}: {message}"
            faults.append(Problem(place, "--captured-at", what))
    return faults


def write(here: Here, done: Added, extra: Mapping[str, bytes] | None = None) -> list[str]:
    """Copy the files and write their lines; the names of what was written. All or nothing.

    `extra` are other files of the case that change with them.

    InputError where a file changed while it was copied, OSError where the folder can't be written.
    """
    folder = here.case.parent
    table = here.exhibits
    assert table.file is not None  # noqa: S101  (the command prints a block to paste instead)
    files: dict[str, bytes | Path] = {**done.copies, **(extra or {})}
    name = name_inside(folder, table.file)
    if done.filled:
        table = CaseTable(table.rows, table.file, [], b"", written=table.written)
        files[name] = appended(table, [*table.rows, *done.rows], _order(here.exhibits.head))
    else:
        files[name] = appended(table, done.rows, fields_of(Exhibit))
    if not here.exhibits.written:
        text = read_regular(here.case)
        files[here.case.name] = text.rstrip(b"\n") + f"\nexhibits: {name}\n".encode()
    expected = {row_file: row["sha256"] for row in here.exhibits.rows for row_file in files_of(row)}
    expected.update({row_file: row["sha256"] for row in done.rows for row_file in files_of(row)})
    write_files(folder, files, expected)
    return list(files)


def files_of(row: Mapping[str, str]) -> list[str]:
    """The name of an exhibit's file in the folder, where it has one."""
    name = row.get("file") or row.get("held_file")
    return [name] if name and row.get("sha256") else []


def _order(head: Sequence[str]) -> list[str]:
    return [*head, *(name for name in fields_of(Exhibit) if name not in head)]


def block(done: Added) -> str:
    """The exhibits as YAML, to be pasted under `exhibits:` of a case that has them inline."""
    lines = []
    for row in done.rows:
        front = "- "
        for name in fields_of(Exhibit):
            if name not in row and name not in REQUIRED:
                continue
            value = row.get(name, "")
            lines.append(f"  {front}{name}:" + (f" {_quoted(name, value)}" if value else ""))
            front = "  "
    return "\n".join(lines)


def _quoted(name: str, value: str) -> str:
    if name == "accounts":
        return json.dumps(value.split(), ensure_ascii=False)
    return value if name == "size" else json.dumps(value, ensure_ascii=False)
