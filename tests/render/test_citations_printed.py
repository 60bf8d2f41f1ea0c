"""Every citation printed in the specimen, read off its pages, equals the library's record.

The pages are parsed as a reader would, and the records are read with plain PyYAML: no code of the
program takes part. That the records equal the official texts is tested in `tests/facts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from kit import DATA, Built, Pdf, plain

pytestmark = pytest.mark.specimen

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DATE = rf"(?:(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)}) )?\d{{4}}"
UNKNOWN_DAY = "a day that is not recorded"

SHORTS = {plain(file)["short"]: file.stem for file in (DATA / "authorities").glob("*.yaml")}
ENTRY = re.compile(
    rf"(?P<rank>\d+) (?P<short>{'|'.join(map(re.escape, SHORTS))}) (?P<name>.+?)(?P<dagger> †)? "
    r"(?:Stands in this entry as its alias (?P<alias>.+?)\. )?"
    rf"(?:Reference (?P<reference>.+?)\. )?(?:Listed (?P<listed>{DATE})\. )?"
    r"(?:Instrument (?P<instrument>.+?)\. )?(?:Published (?P<published>.+?)\. )?"
    rf"Read as of (?P<as_of>{DATE}|{UNKNOWN_DAY})\. "
    rf"(?P<text>.+? \((?:as of {DATE}|list day not recorded)\)) "
    r"(?P<ground>Legal ground\. )?(?P<why>[A-Z].+?\.)"
    rf"(?= \d+ (?:{'|'.join(map(re.escape, SHORTS))}) |$)"
)
FURNITURE = re.compile(
    r"(?:DRAFT · )?SPECIMEN – no real office.*|D R A F T"
    r"|O\d+ No\. List Entry Why it is cited here|Page \d+ of \d+"
    r"|SPEC-IRU/\S+|(?:removal|prevention|information|preservation)?(?:-?[a-z]+-ireland)?"
)


@dataclass(frozen=True)
class Printed:
    """One citation as it stands on the page."""

    document: str
    organisation: str
    authority: str
    part: dict[str, str | None]

    def __getitem__(self, name: str) -> str | None:
        return self.part[name]


def in_words(date: str) -> str:
    """A date of a record as a page prints it."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} {month} {year}" if len(rest) == 2 else f"{month} {year}"


def tight(text: str) -> str:
    """Text without white space beside hyphens and points, where a line of a cell may end."""
    return re.sub(r"\s*([-.])\s*", r"\1", text)


def same(first: str | None, other: str | None) -> bool:
    """Equal but for the ends of lines; nothing equals nothing only."""
    if first is None or other is None:
        return first is other
    return tight(first) == tight(other)


def annex(pdf: Pdf) -> str:
    """Annex A2 in one line, lines that end in a hyphen joined without a space."""
    lines = "\n".join(pdf.pages).replace("\r", "").split("\n")
    starts = [
        number for number, line in enumerate(lines) if line == "Annex A2: schedule of listings"
    ]
    start = starts[-1]  # the list of enclosures names it before
    end = lines.index("Return form RF", start)
    text = ""
    for line in lines[start:end]:
        if line.strip() and not FURNITURE.fullmatch(line.strip()):
            text += line.strip() if text.endswith("-") else f" {line.strip()}"
    return text


def printed(name: str, pdf: Pdf) -> Iterator[Printed]:
    """The citations of one document, by organisation in the order of the annex."""
    text = annex(pdf)
    organisations = pdf.data("request.json")["organisations"]
    heads = [f" {organisation['key']} {organisation['label']}" for organisation in organisations]
    starts = [text.index(head) for head in heads]
    assert starts == sorted(starts)
    for organisation, start, end in zip(
        organisations, starts, [*starts[1:], len(text)], strict=True
    ):
        body = text[start:end]
        first = re.search(rf"(?<= )1 (?:{'|'.join(map(re.escape, SHORTS))}) ", body)
        assert first, (name, organisation["id"])
        found = list(ENTRY.finditer(body, first.start()))
        assert [int(hit["rank"]) for hit in found] == list(range(1, len(found) + 1))
        assert len(found) == len(organisation["citations"]), (name, organisation["id"], body)
        assert "".join(hit[0] + " " for hit in found).strip() == body[first.start() :].strip()
        for hit in found:
            yield Printed(name, organisation["id"], SHORTS[hit["short"]], hit.groupdict())


@pytest.fixture(scope="module")
def citations(specimen: Built) -> list[Printed]:
    """Every citation of every document of the specimen."""
    return [
        citation for name in specimen.documents() for citation in printed(name, specimen.pdf(name))
    ]


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    """The records of the organisations, every scalar as text."""
    return {file.stem: plain(file) for file in (DATA / "organisations").glob("*.yaml")}


def listing(table: dict[str, Any], organisation: str, authority: str) -> dict[str, Any]:
    """The record's row of an authority on an organisation."""
    rows = [
        row
        for row in table[organisation]["listings"]
        if row["authority"] == authority and row["status"] != "removed"
    ]
    assert len(rows) == 1, (organisation, authority)
    found = rows[0]
    assert isinstance(found, dict)
    return found


def entry(table: dict[str, Any], printed: Printed) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The row that is cited, and for an alias the organisation's own row too."""
    own = listing(table, printed.organisation, printed.authority)
    if own["status"] == "alias":
        return listing(table, own["alias_of"], printed.authority), own
    return own, None


def sure(row: dict[str, Any], field: str) -> str | None:
    """A field's value where the record has it verified."""
    value = row.get(field)
    if row["verification"].get(field) != "verified" or not value:
        return None
    return str(value)


def test_there_are_citations_of_many_lists(citations: list[Printed]) -> None:
    assert len(citations) > 300
    assert len({citation.organisation for citation in citations}) >= 12
    assert {"un-1267", "us-fto", "us-sdgt", "gb-uksl", "gb-ta2000", "pk-ata-11b", "eu-881"} <= {
        citation.authority for citation in citations
    }


def test_every_printed_name_is_the_lists_own(
    citations: list[Printed], table: dict[str, Any]
) -> None:
    for citation in citations:
        row, alias = entry(table, citation)
        where = (citation.document, citation.organisation, citation.authority)
        assert same(citation["name"], row["listed_name"]), where
        assert same(citation["alias"], alias["listed_name"] if alias else None), where
        assert row["verification"]["status"] == "verified", where
        assert row["status"] == "listed", where
        grades = [given["verification"]["listed_name"] for given in (row, alias) if given]
        assert set(grades) <= {"verified", "spelling-to-check"}, where
        if "spelling-to-check" in grades:
            assert citation["dagger"], where


def test_every_printed_particular_is_verified_and_every_verified_one_is_printed(
    citations: list[Printed], table: dict[str, Any]
) -> None:
    for citation in citations:
        row, _ = entry(table, citation)
        where = (citation.document, citation.organisation, citation.authority)
        date = sure(row, "date_listed")
        assert same(citation["reference"], sure(row, "reference")), where
        assert citation["listed"] == (in_words(date) if date else None), where
        assert same(citation["published"], sure(row, "federal_register")), where
        if citation["instrument"] is not None:
            assert same(citation["instrument"], sure(row, "instrument")), where


def test_every_printed_day_of_reading_is_the_records(
    citations: list[Printed], table: dict[str, Any]
) -> None:
    for citation in citations:
        row, _ = entry(table, citation)
        expected = in_words(row["as_of"]) if row.get("as_of") else UNKNOWN_DAY
        assert citation["as_of"] == expected, (
            citation.document,
            citation.organisation,
            citation.authority,
        )


def test_the_citation_in_one_line_says_the_same(
    citations: list[Printed], table: dict[str, Any]
) -> None:
    for citation in citations:
        row, alias = entry(table, citation)
        where = (citation.document, citation.organisation, citation.authority, citation["text"])
        text = citation["text"] or ""
        start = f"{alias['listed_name']}, listed as an alias of " if alias else ""
        assert tight(text).startswith(tight(f"{start}{row['listed_name']}, ")), where
        date, reference = sure(row, "date_listed"), sure(row, "reference")
        dates = {in_words(date)} if date else set()
        added = sure(alias, "date_listed") if alias else None
        if added:
            dates.add(in_words(added))
        if added and added != date:
            assert f"the alias added on {in_words(added)}" in text, where
        if citation["as_of"] != UNKNOWN_DAY:
            dates.add(citation["as_of"] or "")
        with_month = rf"(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)}) \d{{4}}"
        assert set(re.findall(with_month, text)) <= dates, where
        form = plain(DATA / "authorities" / f"{citation.authority}.yaml")["citation_form"]
        squeezed = re.sub(r"\s", "", text)
        if "{reference}" in form and reference:
            assert re.sub(r"\s", "", reference) in squeezed, where
        if "{date}" in form and date:
            assert in_words(date) in text, where


def test_nothing_remembered_or_unknown_is_printed_near_an_entry(
    citations: list[Printed], table: dict[str, Any]
) -> None:
    looked = 0
    for citation in citations:
        row, _ = entry(table, citation)
        block = " ".join(value for value in citation.part.values() if value)
        for field in ("date_listed", "reference"):
            value = row.get(field)
            if not value or sure(row, field):
                continue
            looked += 1
            shown = in_words(value) if field == "date_listed" else str(value)
            assert shown not in block, (
                citation.document,
                citation.organisation,
                citation.authority,
            )
        instrument = row.get("instrument")
        if instrument and row["verification"].get("instrument") == "memory":
            looked += 1
            assert instrument not in block, (citation.organisation, citation.authority)
    assert looked > 20


def test_the_table_of_lists_names_verified_references_only(
    specimen: Built, table: dict[str, Any]
) -> None:
    for name in specimen.documents():
        pdf = specimen.pdf(name)
        text = re.sub(r"\s", "", pdf.text)
        for organisation in pdf.data("request.json")["organisations"]:
            for row in table[organisation["id"]]["listings"]:
                reference = row.get("reference")
                if not reference or sure(row, "reference"):
                    continue
                assert re.sub(r"\s", "", reference) not in text, (name, organisation["id"])


def test_an_organisation_of_the_asking_state_alone_has_one_citation_and_says_so(
    citations: list[Printed], specimen: Built, table: dict[str, Any]
) -> None:
    alone = set()
    for organisation, row in table.items():
        verified = {
            listing["authority"]
            for listing in row["listings"]
            if listing["verification"]["status"] == "verified" and listing["status"] == "listed"
        }
        aliased = any(listing["status"] == "alias" for listing in row["listings"])
        if verified == {"pk-ata-11b"} and not aliased:
            alone.add(organisation)
    for name in specimen.documents():
        mine = [citation for citation in citations if citation.document == name]
        here = {citation.organisation for citation in mine} & alone
        assert specimen.pdf(name).text.count("Cited by a list of the asking state alone.") == len(
            here
        )
        for citation in mine:
            if citation.organisation in alone:
                assert citation.authority == "pk-ata-11b"
                assert citation["ground"]
