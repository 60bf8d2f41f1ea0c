"""What the pages of a document show, compared with the data inside it.

The text is read by PDFium, which took no part in making the file. White space is left out of all
comparisons, since viewers set it as they like; everything else counts, and a hyphen at the end of a
line is the hyphen that it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2

from demarche.kernel.safe_text import ascii_form, needs_ascii_form
from demarche.model.kinds import SPECS
from demarche.trust.verify.page_addresses import check_addresses, packed
from demarche.trust.verify.verify_report import (
    Check,
    Outcome,
    agrees,
    differs,
    left_open,
    numbered,
)

_LINE_HYPHEN = "\ufffe"
"""What PDFium gives for a hyphen at the end of a line."""


def read_pages(data: bytes) -> list[str]:
    """The text of every page."""
    document = pypdfium2.PdfDocument(data)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return [text.replace(_LINE_HYPHEN, "-") for text in texts]


def check_paper(
    read: Sequence[str],
    data: dict[str, Any],
    digest: str,
    numbering: str,
    linked: Mapping[str, str],
) -> Iterator[Check]:
    """The printed hash, the reference, the page numbers, the rows and the addresses.

    `read` is the text of the pages as `read_pages` gives it, `linked` what is shown for each
    address that is linked.

    `numbering` is `Locale.page` of the document's language.
    """
    pages = [packed(text) for text in read]
    if digest in "".join(pages):
        yield agrees("printed hash", f"the SHA-256 of request.json is printed: {digest}")
    else:
        yield differs("printed hash", f"the SHA-256 of request.json is not printed: {digest}")
    yield reference_stands(pages, str(data["reference"]))
    yield from numbers(pages, numbering)
    text = _text(pages, numbering)
    spec = SPECS.get(data["kind"])  # none for a kind of a later version, which has a schedule
    if not data["accounts"] or (spec and not spec.has_rows):
        yield left_open("rows", f"a document of this kind ({data['kind']}) shows no rows")
    else:
        rows = [_Row.of(account) for account in data["accounts"]]
        annexed = spec is None or spec.annexed(str(data.get("status")))
        shown = (_rows if annexed else _named)(text, rows)
        if shown.outcome is Outcome.DIFFERS and linked:
            shown = _linked(text, rows, linked)
        yield shown
    yield check_addresses(read, data)


def reference_stands(pages: list[str], reference: str) -> Check:
    without = [str(number) for number, page in enumerate(pages, 1) if packed(reference) not in page]
    if without or not reference:
        return differs("reference", f"{reference} is missing on page {', '.join(without)}")
    return agrees("reference", f"{reference} is on every page")


def numbers(pages: list[str], numbering: str) -> Iterator[Check]:
    if all(_number(index, pages, numbering) in page for index, page in enumerate(pages)):
        yield agrees("pages", f"{numbered(len(pages), 'page', 'pages')}, and so they are numbered")
    else:
        text = f"there {'is' if len(pages) == 1 else 'are'} {numbered(len(pages), 'page', 'pages')}"
        yield differs("pages", f"{text}, and their numbers say otherwise")


def _number(index: int, pages: list[str], numbering: str) -> str:
    return packed(numbering.format(page=index + 1, pages=len(pages)))


def _text(pages: list[str], numbering: str) -> str:
    """The text of all pages without their numbers, so that a row that goes on is found whole."""
    return "".join(
        page.replace(_number(index, pages, numbering), "") for index, page in enumerate(pages)
    )


def _printed(text: str) -> str:
    """An identifier as the pages print it for copying."""
    return packed(ascii_form(text) if needs_ascii_form(text) else text)


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row is known by, the same in every version of the data."""

    number: int
    canonical: str
    identifier: str
    others: tuple[str, ...]
    native: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> _Row:
        native = [row["native_id"]] if row["native_id"] is not None else []
        posts = [post["canonical"] for post in row["posts"]]
        return cls(
            row["number"], row["canonical"], row["identifier"], (*native, *posts), *native or [""]
        )

    @property
    def head(self) -> str:
        """How a row begins. An address in two forms has the one for copying behind the other."""
        number = "" if needs_ascii_form(self.canonical) else str(self.number)
        return number + _printed(self.canonical)


def _rows(text: str, rows: Sequence[_Row]) -> Check:
    """Every row begins with its number and address, in order, and holds its other identifiers.

    A summary or a form for the answer may name rows as well, so each place where the first row
    could begin is tried; the schedule of accounts is the one that holds everything.
    """
    fault = ""
    begin = text.find(rows[0].head)
    while begin >= 0:
        found = _sequence(text, rows, begin)
        if not found:
            stand = numbered(len(rows), "row is", "rows are")
            return agrees("rows", f"the {stand} on the pages in their order")
        fault = fault or found
        begin = text.find(rows[0].head, begin + 1)
    return differs("rows", fault or _missing(rows[0]))


def _named(text: str, rows: Sequence[_Row]) -> Check:
    """A document without a schedule of accounts names each of them somewhere."""
    for row in rows:
        if _printed(row.canonical) not in text:
            return differs("rows", _missing(row))
    return agrees("rows", f"the {numbered(len(rows), 'account is', 'accounts are')} named")


def _linked(text: str, rows: Sequence[_Row], linked: Mapping[str, str]) -> Check:
    """A schedule that shows the name of an account, and its address by a link on that name.

    `check_links` finds a link whose name is not that of the account. Which posts are shown, the
    schedule decides; each is in accounts.csv.
    """
    for row in rows:
        name = _printed(row.identifier).lstrip("@+").casefold()
        if name not in packed(linked.get(row.canonical, "")).casefold() or (
            row.native and row.native not in text
        ):
            return differs("rows", _missing(row))
    return agrees(
        "rows", f"the {numbered(len(rows), 'account is', 'accounts are')} shown and linked"
    )


def _missing(row: _Row) -> str:
    return f"row {row.number} is not on the pages as in the data: {row.canonical!a}"


def _sequence(text: str, rows: Sequence[_Row], begin: int) -> str:
    """What is missing of the rows from a place on; empty where nothing is."""
    starts: list[int] = []
    for row in rows:
        found = text.find(row.head, starts[-1] + 1 if starts else begin)
        if found < 0:
            return _missing(row)
        starts.append(found)
    for row, start, end in zip(rows, starts, [*starts[1:], len(text)], strict=True):
        block = text[start:end]
        for other in row.others:
            if _printed(other) not in block:
                return f"row {row.number} does not show {other!a} on the pages"
        # A name that the address holds already is not printed once more.
        if _printed(row.identifier).lstrip("@+").casefold() not in block.casefold():
            return f"row {row.number} does not show {row.identifier!a} on the pages"
    return ""
