"""Where each field was read and when: what `demarche show` and the page of provenance say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from kit import DATA, ROOT, command
from lists_kit import TTP, run, un_list

from demarche.facts.field_readings import readings
from demarche.facts.integrity import (
    check_library,
    load_authorities,
    load_organisations,
    load_sources,
)
from demarche.model.listing import Listing, Organisation, Status
from demarche.model.provenance import Verification


def show(name: str, cwd: Path = ROOT) -> str:
    done = command("show", name, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return re.sub(r"\s+", " ", done.stdout)


def test_every_field_says_where_it_was_read_and_each_source_when() -> None:
    page = show("ttp")
    assert "read in S-UK-TA2000-20260703: name, date listed, status, instrument" in page
    assert "read in S-STATE-TTP: date listed" in page
    assert "read in one of S-PK-DND2015, S-PK-DAWN1479742" in page
    assert re.search(r"S-UK-TA2000-20260703: Terrorism Act .*?, as of 2026-07-03, grade A", page)
    assert "read nowhere: instrument" in page, "a value from memory is not lent a source"


def test_an_authority_names_its_sources_and_their_days() -> None:
    assert "S-CA-20260614: Regulations Establishing a List of Entities" in show("ca-cc")
    assert "as of 2026-06-14" in show("ca-cc")


def test_an_imported_list_is_where_its_fields_were_read(workspace: Path) -> None:
    run(workspace, "import", un_list(workspace / "un.xml", "2026-11-20", TTP))
    page = show("ttp", workspace)
    assert re.search(r"read in \S*un\.xml of 2026-11-20: name, reference, date listed", page)
    done = command(
        *("lists", "read", "pk-ata-11b", "--on", "2026-11-20", "--by", "desk 2"), cwd=workspace
    )
    assert done.returncode == 0, done.stderr
    assert "read in the list itself on 2026-11-20, by desk 2: status" in show("ttp", workspace)


def test_no_field_without_a_grade_worth_printing_has_a_source_and_none_is_lost() -> None:
    known = load_sources(DATA / "sources.yaml")
    for organisation in load_organisations(DATA / "organisations").values():
        for listing in organisation.listings:
            for reading in readings(listing):
                where = (organisation.id, listing.authority, reading.field)
                assert set(reading.sources) <= set(known), where
                if reading.grade is Verification.MEMORY:
                    assert not reading.read, where
                elif reading.grade is Verification.VERIFIED:
                    assert reading.read, where


def test_the_page_has_every_listing_once() -> None:
    text = (ROOT / "docs" / "provenance.md").read_text(encoding="utf-8")
    for organisation in load_organisations(DATA / "organisations").values():
        rows = re.findall(rf"^\| `{organisation.id}`", text, re.MULTILINE)
        assert len(rows) == len(organisation.listings), organisation.id


def test_a_field_is_read_in_a_source_of_the_listing() -> None:
    with pytest.raises(ValueError, match="'name' is not a field that is read"):
        listing({"name": "S-A"})
    wrong = Organisation(id="a", name="A", listings=(listing({"listed_name": "S-B"}),))
    (problem,) = check_library(load_authorities(DATA / "authorities"), {"a": wrong})
    assert str(problem) == (
        "organisations/a.yaml: listings[1].read_in.listed_name: 'S-B' is not among the sources of "
        "the listing; did you mean 'S-A'?"
    )


def listing(read_in: dict[str, str]) -> Listing:
    return Listing(
        authority="un-1267",
        listed_name="A",
        status=Status.LISTED,
        sources=("S-A",),
        read_in=read_in,
    )
