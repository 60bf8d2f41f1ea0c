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
from kit import DATA, Built, Pdf, plain, squeezed

pytestmark = pytest.mark.specimen

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
UNKNOWN_DAY = "not recorded"
AUTHORITIES = {file.stem: plain(file) for file in (DATA / "authorities").glob("*.yaml")}
SCHEDULE = "Annex A2: Schedule of listings"


@dataclass(frozen=True)
class Printed:
    """One citation of a document, as its data have it, and the annex that prints it."""

    document: str
    organisation: str
    authority: str
    part: dict[str, Any]
    annex: str
    """The text of annex A2 without white space and hyphens."""

    def __getitem__(self, name: str) -> Any:
        return self.part[name]

    @property
    def where(self) -> tuple[str, str, str]:
        """For the message of a test."""
        return self.document, self.organisation, self.authority


def in_cell(date: str) -> str:
    """A date of a record as a cell prints it."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} {month} {year}" if len(rest) == 2 else f"{month} {year}"


def annex(pdf: Pdf) -> str:
    """Annex A2 in one line, as `squeezed` has it."""
    text = " ".join(pdf.pages)
    return squeezed(text[text.rindex(SCHEDULE) :])


def printed(name: str, pdf: Pdf) -> Iterator[Printed]:
    """The citations of one document, by organisation in the order of the annex."""
    text = annex(pdf)
    organisations = [each for each in pdf.data("request.json")["organisations"] if each["accounts"]]
    starts = [text.index(squeezed(f"{each['label']}, ")) for each in organisations]
    assert starts == sorted(starts)
    for organisation in organisations:
        assert len(organisation["citations"]) > 0
        for citation in organisation["citations"]:
            yield Printed(name, organisation["id"], citation["authority"], citation, text)


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


def test_every_row_of_the_annex_is_the_record(
    citations: list[Printed], table: dict[str, Any]
) -> None:
    """Name, mark, alias, reference, instrument, day of listing and day of reading of every row."""
    for citation in citations:
        row, alias = entry(table, citation)
        assert row["verification"]["status"] == "verified", citation.where
        assert row["status"] == "listed", citation.where
        grades = [given["verification"]["listed_name"] for given in (row, alias) if given]
        assert set(grades) <= {"verified", "spelling-to-check"}, citation.where
        assert citation["spelling_checked"] is ("spelling-to-check" not in grades), citation.where
        name = row["listed_name"] + " †" * ("spelling-to-check" in grades)
        if alias:
            name += f"; its alias {alias['listed_name']}"
            added = sure(alias, "date_listed")
            if added and added != sure(row, "date_listed"):
                assert citation["alias_date"] == added, citation.where
        date = sure(row, "date_listed")
        listed = in_cell(date) if date else UNKNOWN_DAY
        read = in_cell(row["as_of"]) if row.get("as_of") else UNKNOWN_DAY
        numbers = [sure(row, "reference"), citation["instrument"], sure(row, "federal_register")]
        if citation["instrument"] is not None:
            assert citation["instrument"] == sure(row, "instrument"), citation.where
        cell = "; ".join(filter(None, numbers)) or "no number"
        code = AUTHORITIES[citation.authority]["code"]
        begins, ends = squeezed(f"{code} {name}"), squeezed(f"{cell} {listed} {read}")
        found = [at.start() for at in re.finditer(re.escape(begins), citation.annex)]
        rows = [citation.annex[at : at + len(begins) + len(ends) + 400] for at in found]
        assert any(ends in text for text in rows), (citation.where, begins, ends)


def test_nothing_remembered_or_unknown_is_printed(
    citations: list[Printed], table: dict[str, Any]
) -> None:
    looked = 0
    for citation in citations:
        row, _ = entry(table, citation)
        for field in ("date_listed", "reference", "federal_register"):
            if row.get(field) and not sure(row, field):
                looked += 1
                assert citation[field] is None, (citation.where, field)
        instrument = row.get("instrument")
        if instrument and row["verification"].get("instrument") == "memory":
            looked += 1
            assert squeezed(str(instrument)) not in citation.annex, citation.where
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
        assert specimen.pdf(name).text.count(
            "Cited by a list of the requesting State alone."
        ) == len(here)
        for citation in mine:
            if citation.organisation in alone:
                assert citation.authority == "pk-ata-11b"
                assert citation["legal_ground"]
