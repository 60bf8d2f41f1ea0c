"""Canada's list of entities: the Regulations in XML, as the Department of Justice publishes them.

One `Item` for each entity, without number or date of listing: the date at an item is the day from
which its present wording is in force. Other names follow in one sentence, `(also known among other
names as A, B and C)`. Where that sentence is split is our reading and not the list's: names contain
commas and `and` themselves, so that no name out of it decides, and the sentence is kept whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from demarche.listings.sources import dates
from demarche.listings.sources.entry_keys import name_key
from demarche.listings.sources.list_reader import InputFile, check_range, list_file
from demarche.listings.sources.markup import document, local, root_tag, tidy
from demarche.listings.sources.source_columns import refuse_unknown
from demarche.model.entry import WEAK, Entry, EntryAlias, EntryKind, ListFile

AUTHORITY = "ca-cc"
INSTRUMENT = "SOR/2002-284"
_LIMS = "{http://justice.gc.ca/lims}"
_KNOWN_AS = re.compile(
    r"^(?P<name>.+?)\s*\((?:also )?known (?:among other names )?as:?\s+(?P<others>.+)\)$"
)
_LAST = re.compile(r"(?P<first>.+?) and (?P<last>.+)")
_OF_ITEM = ("Text",)
_PERSONS = frozenset({"Gulbuddin Hekmatyar", "James Mason"})
"""The persons on the list. It does not mark them; any other item is a body of people."""


class CaRegulations:
    """Reader of the Regulations Establishing a List of Entities."""

    name = "ca-regulations-xml"
    expected = (50, 400)

    def recognises(self, head: bytes, filename: str) -> bool:
        """By the markup of the Department of Justice; which regulations it is, is read in it."""
        return root_tag(head) == "Regulation" and b"http://justice.gc.ca/lims" in head

    def read(self, file: InputFile) -> ListFile:
        """All items; InputError where it is another regulation, or its form has changed."""
        root = document(file)
        number = next(
            (tidy(element.text or "") for element in root.iter("{*}InstrumentNumber")), ""
        )
        if number != INSTRUMENT:
            raise file.refuse(
                f"the regulations {number or 'without a number'}, which are not {INSTRUMENT}",
                1,
                "download the Regulations Establishing a List of Entities",
            )
        language = root.get("{http://www.w3.org/XML/1998/namespace}lang")
        if language != "en":
            raise file.refuse(
                f"the text in the language {language!r}", 1, "download the English text"
            )
        stamp = root.get(f"{_LIMS}current-date") or ""
        as_of = dates.iso(stamp)
        if as_of is None:
            raise file.refuse(f"current-date is {stamp!r}, which is not a date", 1)
        lists = list(root.iter("{*}List"))
        if len(lists) != 1:
            raise file.refuse(f"{len(lists)} lists, where the regulations have one", 1)
        entries = [_entry(file, item) for item in lists[0]]
        check_range(file, len(entries), self.expected)
        amended = root.get(f"{_LIMS}lastAmendedDate") or ""
        return list_file(
            file,
            self,
            AUTHORITY,
            entries,
            (AUTHORITY,),
            stamp=stamp,
            as_of=as_of,
            lacks=("date_listed", "original_script", "reference"),
            notes=(
                f"last amended {amended}",
                "other names are one sentence in this file; none of them decides",
            ),
        )


def _entry(file: InputFile, item: Any) -> Entry:
    line = int(item.sourceline or 0)
    refuse_unknown(file, [local(item)], ("Item",), "the list", line)
    refuse_unknown(file, map(local, item), _OF_ITEM, "an item", line)
    text = " ".join("".join(item.itertext()).split())
    if not text:
        raise file.refuse("an item without text", line)
    found = _KNOWN_AS.match(text)
    name = found["name"] if found else text
    if not found and re.search(r"\bknown (?:among|as)\b", text):
        raise file.refuse(
            f"an item whose other names cannot be distinguished from its name: {text}", line
        )
    since = dates.iso(item.get(f"{_LIMS}inforce-start-date") or "")
    others = found["others"] if found else ""
    native = (("other names, as printed", others), ("wording in force from", since or ""))
    return Entry(
        authority=AUTHORITY,
        kind=EntryKind.INDIVIDUAL if name in _PERSONS else EntryKind.ENTITY,
        name=name,
        key=name_key(name),
        locator=f"line {line}, item {item.getparent().index(item) + 1}",
        dates_amended=(since,) if since else (),
        aliases=tuple(dict.fromkeys(EntryAlias(alias, "", WEAK) for alias in split(others))),
        native=tuple((label, value) for label, value in native if value),
    )


def split(sentence: str) -> Iterator[str]:
    """The names of a sentence `A, B (C, D) and E`: at commas outside of parentheses, and at the
    `and` of the last one."""
    pieces = [piece for piece in _at_commas(sentence) if piece]
    for place, piece in enumerate(pieces):
        last = _LAST.fullmatch(piece) if place == len(pieces) - 1 else None
        if piece.startswith("and "):  # after a comma, as in `A, B, and C and D`
            yield piece.removeprefix("and ")
        elif last is None or _open(last["first"]):
            yield piece
        else:
            yield from (last["first"], last["last"])


def _at_commas(text: str) -> Iterator[str]:
    piece, depth = "", 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            yield piece.strip()
            piece = ""
        else:
            piece += character
    yield piece.strip()


def _open(text: str) -> bool:
    """Whether a parenthesis of the text is not closed in it."""
    return text.count("(") != text.count(")")
