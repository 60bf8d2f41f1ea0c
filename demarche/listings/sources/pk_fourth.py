"""Persons of Pakistan's Fourth Schedule (section 11EE), from the office's own export.

Personal data: the file is never shipped, national identity numbers are not kept, and the list is
marked private so that whoever stores it can keep it apart. Father's name and district stay, because
without them namesakes cannot be told from one another.
"""

from __future__ import annotations

import json
from typing import Any

from demarche.listings.sources.entry_keys import name_key
from demarche.listings.sources.list_reader import InputFile, check_range, list_file
from demarche.listings.sources.source_columns import TAUGHT, plain_column, refuse_unknown
from demarche.model.entry import Entry, EntryAlias, EntryKind, ListFile, squeeze

AUTHORITY = "pk-ata-11ee"
_OURS = (b'"fathername"', b'"district"', b'"province"', b'"cnic"')
_NEEDED = ("Name", "FatherName", "District")
_OTHERS = ("Province", "CNIC", "ID", "SNo", "S.No", "Address", "Gender", "Image")
_KEPT = ("FatherName", "Province", "District")


class PkFourthSchedule:
    """Reader of the JSON export."""

    name = "pk-fourth-schedule-json"
    expected = (500, 30_000)

    def recognises(self, head: bytes, filename: str) -> bool:
        """By a list of objects with two of a father's name, a district, a province, a number."""
        low = head[:4096].lower()
        return (
            low.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"[", b"{"))
            and sum(title in low for title in _OURS) > 1
        )

    def read(self, file: InputFile) -> ListFile:
        """All persons; InputError at the line where the JSON is damaged."""
        try:
            loaded = json.loads(file.text())
        except (json.JSONDecodeError, RecursionError) as error:
            line = getattr(error, "lineno", 0)
            raise file.refuse(
                f"not well-formed JSON: {getattr(error, 'msg', 'nested too deep')}",
                line,
                "export the list again",
            ) from None
        records = loaded if isinstance(loaded, list) else [loaded]
        _check_fields(file, records)
        entries = [_entry(file, number, record) for number, record in enumerate(records, 1)]
        check_range(file, len(entries), self.expected)
        return list_file(
            file,
            self,
            AUTHORITY,
            entries,
            (AUTHORITY,),
            lacks=("reference", "date_listed"),
            private=True,
            notes=("personal data: keep it in the office; identity numbers were not imported",),
        )


def _check_fields(file: InputFile, records: list[Any]) -> None:
    """Refuse an export with a field that is not known, or without one that facts come from."""
    fields = {str(key) for record in records if isinstance(record, dict) for key in record}
    refuse_unknown(file, fields, (*_NEEDED, *_OTHERS), "the export", 1)
    missing = [name for name in _NEEDED if plain_column(name) not in map(plain_column, fields)]
    if missing:
        raise file.refuse(f"no field `{missing[0]}` in any entry", 1, TAUGHT)


def _entry(file: InputFile, number: int, record: Any) -> Entry:
    if not isinstance(record, dict):
        raise file.refuse(f"entry {number} is not an object")
    fields = {
        str(key).casefold(): squeeze(value)
        for key, value in record.items()
        if isinstance(value, str)
    }
    name, *others = [part.strip() for part in fields.get("name", "").split("@")]
    if not name:
        raise file.refuse(f"entry {number} has no name")
    kept = [(label, fields.get(label.casefold(), "")) for label in _KEPT]
    return Entry(
        authority=AUTHORITY,
        kind=EntryKind.INDIVIDUAL,
        name=name,
        key=", ".join([name_key(name), *(name_key(text)[5:] for _, text in kept)]),
        locator=f"entry {number}",
        aliases=tuple(EntryAlias(other, "@") for other in others if other),
        native=tuple((label, text) for label, text in kept if text),
    )
