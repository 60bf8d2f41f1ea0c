"""OFAC's SDN.CSV with ALT.CSV and SDN_COMMENTS.CSV, joined by `ent_num`.

SDN.CSV has no date of its own and no listing dates; who imports it says as of when it is. Strong
aliases stand only in ALT.CSV, weak ones only in the remarks; remarks longer than 1,000 characters
run on in SDN_COMMENTS.CSV.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from demarche.listings.sources import ofac
from demarche.listings.sources.list_reader import (
    InputFile,
    check_range,
    check_references,
    list_file,
)
from demarche.listings.sources.tables import csv_rows, same_width
from demarche.model.entry import STRONG, Entry, EntryAlias, EntryKind, ListFile

_NONE = "-0-"
_TAIL = 4096
_END = re.compile(rb"[\r\n\t ]*(?:\x1a[,\s]*)?\Z")
_FULL_REMARKS = 990
"""Remarks at least this long may run on in SDN_COMMENTS.CSV (the field holds 1,000)."""


@dataclass
class _Companions:
    aliases: dict[str, list[EntryAlias]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


class OfacCsv:
    """Reader of SDN.CSV; ALT.CSV and SDN_COMMENTS.CSV come as its companions."""

    name = "ofac-sdn-csv"
    expected = ofac.EXPECTED

    def recognises(self, head: bytes, filename: str) -> bool:
        """By a first row, or one after a header, of twelve columns that begin with a number."""
        return any(_columns(line) == 12 for line in head.split(b"\n")[:2])

    def read(self, file: InputFile) -> ListFile:
        """All rows; InputError at the line that is wrong."""
        more = _companions(file)
        for companion in (file, *file.companions):
            if b"\x1a" not in _end(companion):
                name = PurePath(companion.name).name
                more.notes.append(
                    f"{name} lacks the end-of-file character (Ctrl-Z): is it complete?"
                )
        entries = [_entry(file, line, row, more) for line, row in _rows(file, 12)]
        check_references(file, entries)
        check_range(file, len(entries), self.expected)
        known = {entry.key for entry in entries}
        orphans = more.aliases.keys() - known
        lost = sum(len(more.aliases[uid]) for uid in orphans)
        if orphans:
            more.notes.append(
                f"ALT.CSV has {lost:,} aliases of {len(orphans):,} entries that SDN.CSV does not "
                "have: the two files are not of the same date"
            )
        if not more.aliases:
            more.notes.append("no ALT.CSV with it: strong aliases are missing")
        counts = {f"alt/{kind}": number for kind, number in more.kinds.items()}
        return list_file(
            file,
            self,
            ofac.FAMILY,
            entries,
            ofac.COVERS,
            lacks={"date_listed", "original_script"} | (set() if more.aliases else {"aliases"}),
            notes=more.notes,
            counts=counts | {"alt/orphans": lost} if more.aliases else counts,
        )


class OfacCompanion:
    """ALT.CSV or SDN_COMMENTS.CSV alone: recognised, so that it can be said what it needs."""

    name = "ofac-sdn-companion-csv"
    main = OfacCsv.name
    main_file = "SDN.CSV"
    expected = (0, 0)

    def recognises(self, head: bytes, filename: str) -> bool:
        """By rows of five or two columns that begin with a number."""
        return _columns(head.split(b"\n")[0]) in (5, 2)

    def read(self, file: InputFile) -> ListFile:
        """Always refuses: aliases without their entries are no list."""
        raise file.refuse(
            "OFAC's aliases or comments alone, not a list",
            1,
            "import it together with SDN.CSV",
        )


def _columns(line: bytes) -> int:
    """How many columns an OFAC row has; 0 where the line does not begin with a number."""
    first, _, rest = line.partition(b",")
    if not first.strip().isdigit() or not rest:
        return 0
    count, quoted = 2, False
    for byte in rest:
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x2C and not quoted:
            count += 1
    return count


def _rows(file: InputFile, width: int) -> Iterator[tuple[int, list[str]]]:
    """Rows with `-0-` made empty; a header row that somebody added is passed over."""
    for line, row in csv_rows(file):
        same_width(file, line, row, width)
        if not row[0].strip().isdigit():
            if line == 1:
                _added_header(file, row)
                continue
            raise file.refuse(f"the entry number is {row[0]!r}", line)
        yield line, ["" if cell.strip() == _NONE else cell.strip() for cell in row]
    end = _end(file)
    # A copy may have lost the end of its last line; a cell that is closed can still be the last.
    if b"\n" not in end and not file.data.removesuffix(end).endswith((b'"', _NONE.encode())):
        last = file.data.count(b"\n") + 1
        raise file.refuse("the last line has no end", last, "file is cut off; fetch it again")


_HEADERS = {
    12: (
        *("ent_num", "sdn_name", "sdn_type", "program", "title", "call_sign", "vess_type"),
        *("tonnage", "grt", "vess_flag", "vess_owner", "remarks"),
    ),
    5: ("ent_num", "alt_num", "alt_type", "alt_name", "alt_remarks"),
    2: ("ent_num", "remarks"),
}
"""The names of the columns in OFAC's description of its files, which have no header themselves."""


def _added_header(file: InputFile, row: list[str]) -> None:
    """Refuse a header, which is somebody else's, where it has OFAC's columns in another order."""
    names = [_bare(name) for name in _HEADERS[len(row)]]
    for place, title in enumerate(row):
        bare = _bare(title)
        if bare in names and names.index(bare) != place:
            known = _HEADERS[len(row)][place]
            what = f"column {place + 1} is called `{title.strip()}`, where OFAC has `{known}`"
            raise file.refuse(what, 1, "import the file as OFAC publishes it")


def _bare(title: str) -> str:
    return re.sub(r"[^a-z]", "", title.lower()).removeprefix("sdn").replace("vessel", "vess")


def _end(file: InputFile) -> bytes:
    """What follows the last cell: the end of the line, and the Ctrl-Z that closes OFAC's files."""
    found = _END.search(file.data[-_TAIL:])
    return found[0] if found else b""


def _companions(file: InputFile) -> _Companions:
    more = _Companions()
    for other in file.companions:
        columns = _columns(other.head.split(b"\n")[0])
        if columns == 5:
            _read_alt(other, more)
        elif columns == 2:
            more.comments.update((row[0], row[1]) for _, row in _rows(other, 2))
        else:
            raise other.refuse("neither ALT.CSV nor SDN_COMMENTS.CSV", 1)
    return more


def _read_alt(file: InputFile, more: _Companions) -> None:
    for line, (uid, _, kind, name, note) in _rows(file, 5):
        if kind not in ofac.ALIAS_KINDS or not name:
            raise file.refuse(f"an alias of the type {kind!r} named {name!r}", line)
        alias = EntryAlias(name, ofac.ALIAS_KINDS[kind], STRONG, note)
        more.aliases.setdefault(uid, []).append(alias)
        more.kinds[kind] += 1
        more.kinds["rows"] += 1


def _entry(file: InputFile, line: int, row: list[str], more: _Companions) -> Entry:
    uid, name, kind, tags, title = row[:5]
    remarks = row[11]
    if kind not in ofac.KINDS or not name:
        raise file.refuse(f"a row of the type {kind!r} named {name!r}", line)
    if uid in more.comments and len(remarks) >= _FULL_REMARKS:
        # A cut in the middle of a word is joined as it stands: the rest begins where it broke off.
        remarks += more.comments[uid]
    programs = ofac.split_tags(tags)
    if not programs:
        raise file.refuse(f"{uid} {name}: no sanctions program", line)
    return ofac.entry(
        uid,
        ofac.KINDS[kind] if kind else EntryKind.ENTITY,
        name,
        programs,
        f"line {line}",
        listed_by=ofac.authority(programs),
        aliases=[*more.aliases.get(uid, ()), *ofac.weak_aliases(remarks)],
        native=[("title", title), ("remarks", remarks)],
    )
