"""Annexes of the European Union's regulations, as transcribed from the Official Journal in CSV.

The rows have a CELEX number, an annex and at most a place in it, no reference. Places shift when a
list is adopted again, so that entries are told apart by name. The transcriptions show the Journal's
own disorder: list letters leaked into alias cells, aliases split by `;` in one act and by `,` in
another, and dates in five forms. The cell stays verbatim beside the split names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.listings.sources import dates
from demarche.listings.sources.entry_keys import name_key
from demarche.listings.sources.list_reader import InputFile, check_range, list_file
from demarche.listings.sources.source_columns import TAUGHT, ListColumns, titled
from demarche.listings.sources.tables import csv_rows, same_width
from demarche.model.entry import STRONG, WEAK, Entry, EntryAlias, EntryKind, ListFile

ACTS = {
    "32002R0881": ("eu-881", (100, 900)),
    "32001R2580": ("eu-cp931", (10, 200)),
    "32016R1686": ("eu-1686", (5, 300)),
    "32011R0753": ("eu-753", (50, 500)),
    "32010R0356": ("eu-356", (3, 200)),
    "32014R1352": ("eu-1352", (3, 200)),
}
"""CELEX number → this project's name of the authority, and how many entries it can have."""

_KINDS = {
    "Person": EntryKind.INDIVIDUAL,
    "LegalEntity": EntryKind.ENTITY,
    "Organization": EntryKind.ENTITY,
    "Company": EntryKind.ENTITY,
    "Vessel": EntryKind.VESSEL,
}
_LETTER = re.compile(r"\s*[,;]?\s*(?<![\w])\((?:[a-z]|aa|bb|cc)\)\s*,?\s*")
_ASIDE = re.compile(r"\s*[.(]\s*(?=(?:Date|Place) of birth|formerly listed as)", re.IGNORECASE)
_COLUMNS = ListColumns(
    titled(
        *("recordId", "programKey", "annex", "measure", "startDate", "schema", "name", "alias"),
        *("weakAlias", "previousName", "birthDate", "nationality"),
    ),
    titled("celex", "amendedCelex", "amendmentCelex"),
    (
        *("reason", "country", "jurisdiction", "birthPlace", "position", "passportNumber"),
        *("gender", "appearance", "ethnicity", "fatherName", "motherName", "incorporationDate"),
        *("legalForm", "sector", "registrationNumber", "taxNumber", "idNumber", "innCode"),
        *("ogrnCode", "kppCode", "okpoCode", "leiCode", "swiftBic", "ticker", "imoNumber", "mmsi"),
        *("flag", "address", "phone", "email", "website", "notes"),
    ),
)
_NATIVE = ("annex", "measure", "previousName", "alias", "weakAlias", "birthDate", "nationality")


class EuJournal:
    """Reader of a transcribed annex, whole or an amendment."""

    name = "eu-journal-csv"
    expected = (1, 900)

    def recognises(self, head: bytes, filename: str) -> bool:
        """By its header."""
        first = head.lstrip(b"\xef\xbb\xbf").split(b"\n")[0].lower()
        return sum(word in first for word in (b"celex", b"programkey", b"weakalias")) > 1

    def read(self, file: InputFile) -> ListFile:
        """All rows of one act; InputError at the line that is wrong."""
        rows = csv_rows(file)
        at, header = next(rows)
        if not file.data.endswith(b"\n"):  # an annex has too few rows to miss some by their count
            last = file.data.count(b"\n") + 1
            raise file.refuse("the last line has no end", last, "file is cut off")
        places = _COLUMNS.find(file, header, at)
        partial = "amendedCelex" in places
        if not partial and "celex" not in places:
            raise file.refuse("no column `celex` or `amendedCelex`", at, TAUGHT)
        records = []
        for line, row in rows:
            same_width(file, line, row, len(header))
            records.append((line, {fact: row[place].strip() for fact, place in places.items()}))
        celex = {r.get("amendedCelex") or r["celex"] for _, r in records}
        if len(celex) != 1:
            raise file.refuse(f"rows of {len(celex)} acts: {', '.join(sorted(celex))}", 1)
        act = celex.pop()
        authority, expected = ACTS.get(act, (f"eu-{act.lower()}", self.expected))
        cells = [r[name] for _, r in records for name in ("alias", "weakAlias")]
        by_comma = not any(";" in cell for cell in cells)
        entries = [_entry(file, line, r, act, authority, by_comma) for line, r in records]
        check_range(file, len(entries), self.expected if partial else expected)
        notes = (
            ("an amendment: what it omits is not removed",)
            if partial
            else ("a transcription: check against the Journal before citing",)
        )
        return list_file(
            file,
            self,
            authority,
            entries,
            (authority,),
            lacks=("original_script",),
            partial=partial,
            notes=notes,
        )


def _entry(
    file: InputFile, line: int, row: dict[str, str], act: str, authority: str, by_comma: bool
) -> Entry:
    if row["schema"] not in _KINDS or not row["name"]:
        raise file.refuse(f"a row of the kind {row['schema']!r} named {row['name']!r}", line)
    start = row["startDate"]
    date = dates.day_first_or_words(start) if start else None
    if start and date is None:
        raise file.refuse(f"{row['name']}: the date is {start!r}", line)
    place = f"Annex {row['annex']}" + (f" entry {row['recordId']}" if row["recordId"] else "")
    aliases = [
        *(EntryAlias(n, "alias", STRONG, note) for n, note in _split(row["alias"], by_comma)),
        *(EntryAlias(n, "alias", WEAK, note) for n, note in _split(row["weakAlias"], by_comma)),
        *(
            EntryAlias(n, "previous name", STRONG, note)
            for n, note in _split(row["previousName"], by_comma)
        ),
    ]
    return Entry(
        authority=authority,
        kind=_KINDS[row["schema"]],
        name=row["name"],
        key=f"{row['annex']} {name_key(row['name'])}",
        locator=f"line {line}",
        # Only a numbered place is a reference; Annex I to Regulation 881/2002 has none.
        reference=f"{act} {place}" if row["recordId"] else None,
        date_listed=date,
        aliases=tuple(dict.fromkeys(aliases)),
        regime=row["programKey"] or None,
        native=(("place", f"{act} {place}"), *((n, row[n]) for n in _NATIVE if row[n])),
    )


def _split(cell: str, by_comma: bool) -> Iterator[tuple[str, str]]:
    """The names of an alias cell, each with what the cell adds to it."""
    for part in cell.split(";"):
        words, *aside = _ASIDE.split(part.strip(), maxsplit=1)
        note = aside[0].rstrip(")") if aside else ""
        for piece in _LETTER.split(words):
            for text in piece.split(",") if by_comma else [piece]:
                name = text.strip()
                if name.count('"') % 2:
                    name = name.strip('"')  # half of a pair that the splitting parted
                if name:
                    yield name, note
