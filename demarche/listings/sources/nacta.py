"""NACTA's list of proscribed organisations: the page's table, or the text of its PDF.

Rows have a serial number, the name and the date of notification; affiliates stand below their
parent with roman numerals. Two small tables follow: organisations "enlisted under UNSCR 1267",
which is another act than a proscription under section 11B, and those under observation
(section 11D), which is none. No order number is printed, so that no reference is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from demarche.listings.sources import dates
from demarche.listings.sources.entry_keys import in_parentheses, name_key
from demarche.listings.sources.list_reader import InputFile, check_range, list_file
from demarche.listings.sources.markup import page, squeezed
from demarche.listings.sources.source_columns import TAUGHT
from demarche.model.entry import Entry, EntryAlias, EntryKind, ListFile

PROSCRIBED = "pk-ata-11b"
OBSERVED = "pk-ata-11d"
UNDER_1267 = "pk-unsc-1267"
"""Not section 11B: the page prints these as enlisted under the Security Council's resolution."""

_DATE = (
    r"\d{1,2}[./-]\d{1,2}[./-]\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th)?[\s-]+[A-Za-z]{3,9}\.?,?[\s-]+\d{4}"
    r"|[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+\d{4}"
)
_LINE = re.compile(rf"^\s*(\d{{1,3}}|[ivxIVX]{{1,5}})[.)]?\s+(\S.*?)\s+({_DATE})\s*$")
_ROMAN = re.compile(r"[ivx]{1,5}", re.IGNORECASE)
_EX = re.compile(r"^ex[\s-]+(.+)$", re.IGNORECASE)
_START = re.compile(r"^\s*(\d{1,3}|[ivxIVX]{1,5})[.)]\s+(\S.*)$")
_SERIAL = re.compile(r"(\d{1,3}|[ivxIVX]{1,5})[.)]?")
_TITLES = (
    re.compile(r"(?i)(s(e?r)?(ial)?[\s.#]*)?(no|number|#)?[\s.#]*"),
    re.compile(r"(?i)(name|list)?s?( of)?( the)?( proscribed)? ?(organi[sz]ations?|name)?"),
    re.compile(r"(?i)(date|day|dated)( of)?( (notification|proscription|enlistment|enlisting))?"),
)
"""Serial number, name, date of notification: what the page has, and nothing else."""
_TITLE_LINE = re.compile(r"(?i)^\s*(s[.\s]*(r|er)?[.\s]*(ial)?[.\s]*(no|#)[.\s]*)\s*(names?\b.*)$")
_TITLE_WORDS = re.compile(
    r"(?i)\b(names?|of|the|proscribed|organi[sz]ations?|date|notification|proscription)\b|[\s./&]"
)


@dataclass(frozen=True)
class _Row:
    serial: str
    name: str
    date: str
    line: int


class Nacta:
    """Reader of the list."""

    name = "pk-nacta-proscribed"
    expected = (40, 250)

    def recognises(self, head: bytes, filename: str) -> bool:
        """By its title, in HTML or in text."""
        low = b" ".join(head.lower().split())
        return (
            b"proscribed organi" in low
            and b"schedule 2" not in low
            and (b"nacta" in low or b"notification" in low or b"11-b" in low or b"11b" in low)
        )

    def read(self, file: InputFile) -> ListFile:
        """All rows; InputError where a serial number is missing or a row is not understood."""
        as_html = b"<table" in file.data[: 4 * 2**20].lower()
        tables = list(_html_tables(file) if as_html else _text_tables(file))
        entries = [entry for authority, rows in tables for entry in _entries(file, authority, rows)]
        found = sum(entry.authority == PROSCRIBED for entry in entries)
        check_range(file, found, self.expected)
        return list_file(
            file,
            self,
            PROSCRIBED,
            entries,
            (PROSCRIBED, OBSERVED, UNDER_1267),
            lacks=("reference", "original_script"),
        )


def _section(heading: str) -> str | None:
    low = heading.casefold()
    if "observation" in low or ("surveillance" in low and "proscribed" not in low):
        return OBSERVED
    if "1267" in low and "enlisted" in low:
        return UNDER_1267
    return PROSCRIBED if "proscribed" in low else None


def _html_tables(file: InputFile) -> Iterator[tuple[str, list[_Row]]]:
    """Each table with the authority that its own heading, or the text before it, names."""
    heading = ""
    for element in page(file).iter("h1", "h2", "h3", "h4", "p", "strong", "caption", "table"):
        if element.tag != "table":
            heading = squeezed(element) if _section(squeezed(element)) else heading
            continue
        lines = [
            (int(row.sourceline or 0), [squeezed(cell) for cell in row.iter("td", "th")])
            for row in element.iter("tr")
        ]
        titles = [cells[0] for _, cells in lines if len(cells) == 1 and _section(cells[0])]
        authority = _section(titles[0] if titles else heading) or PROSCRIBED
        rows = [row for line, cells in lines if (row := _cells(line, cells))]
        for line, cells in lines if rows else ():
            _check_titles(file, line, cells)
        if rows:
            yield authority, rows


def _check_titles(file: InputFile, line: int, cells: list[str]) -> None:
    """Refuse a row of titles, or a row of data, with a column that the page never had."""
    titles = [cell for cell in cells if cell]
    if len(titles) < 2 or _SERIAL.fullmatch(titles[0]):
        if len(titles) > len(_TITLES):
            raise file.refuse(f"a row has {len(titles)} cells: {titles[3]!r}", line, TAUGHT)
        return
    if any(map(_SERIAL.fullmatch, titles)):
        raise file.refuse(f"the first column of a row is {titles[0]!r}", line, TAUGHT)
    for place, title in enumerate(titles):
        if place >= len(_TITLES) or not _TITLES[place].fullmatch(title.strip(" .:")):
            raise file.refuse(f"unknown column `{title}` in position {place + 1}", line, TAUGHT)


def _cells(line: int, cells: list[str]) -> _Row | None:
    """A row of data: serial, name, and a date where there is one; None for a heading."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or not _SERIAL.fullmatch(filled[0]):
        return None
    date = filled[2] if len(filled) > 2 else ""
    return _Row(filled[0].strip(".)"), filled[1], date, line)


def _text_tables(file: InputFile) -> Iterator[tuple[str, list[_Row]]]:
    """The same from text: a row may run over several lines until its date comes."""
    authority, rows = PROSCRIBED, []
    pending, begun = "", 0
    for number, line in enumerate(file.text().splitlines(), 1):
        titles = _TITLE_LINE.match(line)
        if titles and (odd := _TITLE_WORDS.sub("", titles[5])):
            raise file.refuse(f"the header has {odd!r}, which is unknown", number, TAUGHT)
        if _section(line) and not _LINE.match(line) and not _START.match(line):
            if pending:
                rows.append(_undated(file, pending, begun, authority))
                pending = ""
            if rows:
                yield authority, rows
            authority, rows = _section(line) or authority, []
            continue
        if _START.match(line) or _LINE.match(line):
            if pending:
                rows.append(_undated(file, pending, begun, authority))
            pending, begun = line.strip(), number
        elif pending and line.strip():
            pending += " " + line.strip()
        if pending and (found := _LINE.match(pending)):
            rows.append(_Row(found[1], " ".join(found[2].split()), found[3], begun))
            pending = ""
    if pending:
        rows.append(_undated(file, pending, begun, authority))
    if rows:
        yield authority, rows


def _undated(file: InputFile, text: str, line: int, authority: str) -> _Row:
    found = _START.match(text)
    if found is None or authority == PROSCRIBED:
        raise file.refuse(f"a row without its date of notification: {text[:60]!r}", line)
    return _Row(found[1], " ".join(found[2].split()), "", line)


def _entries(file: InputFile, authority: str, rows: Iterable[_Row]) -> Iterator[Entry]:
    """The rows with their parents; serial numbers must be whole, or a row was lost."""
    last, parent = 0, ""
    for row in rows:
        affiliate = bool(_ROMAN.fullmatch(row.serial))
        if not affiliate:
            if int(row.serial) != last + 1:
                raise file.refuse(
                    f"serial number {row.serial} follows {last}: a row is missing", row.line
                )
            last, parent = int(row.serial), row.name
        date = dates.day_first_or_words(row.date) if row.date else None
        if row.date and date is None:
            raise file.refuse(f"{row.name}: notified on {row.date!r}", row.line)
        native = [("serial", f"{last}.{row.serial.lower()}" if affiliate else row.serial)]
        if affiliate:
            native.append(("listed below", parent))
        yield Entry(
            authority=authority,
            kind=EntryKind.ENTITY,
            name=row.name,
            key=name_key(row.name) + (f", below {name_key(parent)[5:]}" if affiliate else ""),
            locator=f"line {row.line}",
            date_listed=date,
            aliases=tuple(dict.fromkeys(_aliases(row.name))),
            native=tuple(native),
        )


def _aliases(name: str) -> Iterator[EntryAlias]:
    """Names in parentheses; a lineage `(Ex-SSP)` names another row and is no alias."""
    for inner in in_parentheses(name):
        words = inner.strip(" .,")
        if words and not _EX.match(words) and not words.lower().startswith("affiliat"):
            yield EntryAlias(words, "in parentheses")
