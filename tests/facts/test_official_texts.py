"""The listings of the library equal the official texts that they name, in count and by field.

The texts are not kept with the project: a test skips where its text is absent. They are read here
with other means than the program's readers where a plain reading suffices.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit import DATA, ROOT
from lists_kit import UN_2026, official

from demarche.facts.integrity import load_organisations, load_sources
from demarche.listings import sources
from demarche.listings.sources import InputFile
from demarche.model.listing import Listing, Organisation, Status
from demarche.model.provenance import Verification

LAW = ROOT.parent / "shared" / "law"
Rows = list[tuple[Organisation, Listing]]


@pytest.fixture(scope="module")
def library() -> dict[str, Organisation]:
    return load_organisations(DATA / "organisations")


def of(library: dict[str, Organisation], *authorities: str) -> Rows:
    return [
        (organisation, listing)
        for organisation in library.values()
        for listing in organisation.listings
        if listing.authority in authorities
    ]


def law(name: str) -> Path:
    path: Path = LAW / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside this checkout (../shared/law)")
    return path


def schedule() -> dict[str, dict[str, str]]:
    with law("uk_schedule2_proscribed.csv").open(encoding="utf-8") as file:
        return {row["name_as_printed"]: row for row in csv.DictReader(file)}


def test_every_un_listing_is_that_of_the_list_of_august_2026(
    library: dict[str, Organisation],
) -> None:
    read = sources.read(InputFile.load(official(UN_2026)))
    entries = {(entry.authority, entry.reference): entry for entry in read.entries}
    rows = of(library, *(name for name in read.covers if name.startswith("un-")))
    assert len(rows) == 45
    seen = 0
    for organisation, mine in rows:
        where = (organisation.id, mine.authority)
        if mine.status is Status.NOT_LISTED:
            continue
        if mine.status is Status.REMOVED:
            assert (mine.authority, mine.reference) not in entries, where
            continue
        theirs = entries[mine.authority, mine.reference]
        seen += 1
        assert mine.as_of == "2026-08-01", where
        assert "S-UN-20260801" in mine.sources, where
        if mine.status is Status.ALIAS:
            assert mine.listed_name in [alias.name for alias in theirs.aliases], where
            continue
        assert mine.status is Status.LISTED, where
        assert (mine.listed_name, mine.original_script, mine.date_listed) == (
            theirs.name,
            theirs.original_script,
            theirs.date_listed,
        ), where
        assert mine.amended_on == theirs.dates_amended, where
        assert [(alias.name, alias.kind) for alias in mine.aliases] == [
            (alias.name, alias.kind) for alias in theirs.aliases
        ], where
        for field in ("listed_name", "reference", "date_listed", "status"):
            assert mine.grade(field) is Verification.VERIFIED, (*where, field)
    assert seen == 43


def test_every_proscription_is_an_entry_of_schedule_2(library: dict[str, Organisation]) -> None:
    entries = schedule()
    assert len(entries) == 98
    listed = [row for row in of(library, "gb-ta2000") if row[1].status is Status.LISTED]
    assert len(listed) == 51
    for organisation, mine in listed:
        theirs = entries[mine.listed_name]
        assert mine.date_listed == theirs["iso_date"], organisation.id
        assert (mine.instrument or "").split(" (")[0] == f"SI {theirs['instrument']}"
        assert ("present wording" in (mine.instrument or "")) == (theirs["verb"] == "substituted")
        assert mine.as_of == "2026-07-03"
        for field in ("listed_name", "date_listed", "instrument", "status"):
            assert mine.grade(field) is Verification.VERIFIED, (organisation.id, field)


def test_a_removed_proscription_is_not_printed(library: dict[str, Organisation]) -> None:
    text = " ".join(law("uk_ta2000_2026-07-03.txt").read_text(encoding="utf-8").split())
    schedule_2 = text[text.index("PROSCRIBED ORGANISATIONS Modifications") :]
    schedule_2 = schedule_2[: schedule_2.index("THE PROSCRIBED ORGANISATIONS APPEAL COMMISSION")]
    omitted = {}
    for organisation, mine in of(library, "gb-ta2000"):
        if mine.status is not Status.REMOVED or organisation.id == "hts":
            continue
        assert mine.listed_name not in schedule_2, organisation.id
        year, month, day = map(int, (mine.date_removed or "").split("-"))
        assert f"omitted ({day}.{month}.{year})" in schedule_2, organisation.id
        omitted[organisation.id] = mine.date_removed
    assert omitted == {
        "hig": "2017-12-22",
        "isyf": "2016-03-18",
        "lifg": "2019-11-01",
        "mek": "2008-06-24",
    }


@pytest.mark.parametrize(
    ("organisation", "day", "instrument"),
    [
        ("balochistan-liberation-army", "2006-07-26", "SI 2006/2016"),
        ("ttp", "2011-01-21", "SI 2011/108"),
        ("lashkar-e-jhangvi", "2005-10-14", "SI 2005/2892"),
        ("tnsm", "2007-07-25", "SI 2007/2184"),
        ("hamas", "2021-11-26", "SI 2021/1318"),
    ],
)
def test_days_that_were_wrong_or_missing(
    library: dict[str, Organisation], organisation: str, day: str, instrument: str
) -> None:
    (mine,) = [
        listing for listing in library[organisation].listings if listing.authority == "gb-ta2000"
    ]
    assert (mine.date_listed, (mine.instrument or "").split(" (")[0]) == (day, instrument)


def alt_names() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with official("ofac_alt_2026-08-01.csv").open(encoding="utf-8-sig") as file:
        for row in csv.reader(file):
            if len(row) > 3:
                found.setdefault(row[0].strip(), set()).add(row[3])
    return found


def test_sdgt_listings_stand_on_the_list_of_august_2026(library: dict[str, Organisation]) -> None:
    names = alt_names()
    with official("ofac_add_2026-08-01.csv").open(encoding="utf-8-sig") as file:
        there = {row[0].strip() for row in csv.reader(file) if row}
    tags: dict[str, list[str]] = {}
    for name in ("ofac_sdgt_entities_2026-07-11.csv", "ofac_fto_tagged_2026-07-11.csv"):
        with official(name).open(encoding="utf-8-sig") as file:
            tags |= {row["uid"]: row["program"].split("] [") for row in csv.DictReader(file)}
    rows = of(library, "us-sdgt")
    assert len(rows) == 86
    for organisation, mine in rows:
        uid = re.findall(r"\d+", mine.reference or "")[0]
        assert uid in there, organisation.id
        if mine.status is Status.ALIAS:
            assert mine.listed_name in names[uid], organisation.id
            continue
        assert list(mine.program_tags) == tags[uid], organisation.id
        assert "SDGT" in mine.program_tags
        strong = {alias.name for alias in mine.aliases if alias.strength != "weak"}
        assert strong == names.get(uid, set()), organisation.id
        assert mine.as_of == "2026-07-11", "the older of the two days on which it was read"


def test_the_majeed_brigade_stands_in_the_entry_of_the_bla(
    library: dict[str, Organisation],
) -> None:
    rows = {listing.authority: listing for listing in library["majeed-brigade"].listings}
    for authority in ("us-sdgt", "us-fto", "au-1373"):
        assert rows[authority].alias_of == "balochistan-liberation-army"
    assert rows["us-sdgt"].reference == "OFAC uid 26953 (alias)"


def test_no_state_department_listing_has_a_number_of_ofac(
    library: dict[str, Organisation],
) -> None:
    assert [row[0].id for row in of(library, "us-fto") if row[1].reference] == []


def test_canadian_listings_are_items_of_the_regulations(library: dict[str, Organisation]) -> None:
    read = sources.read(InputFile.load(official("ca_SOR-2002-284_to_2026-06-15.xml")))
    items = {entry.name: dict(entry.native) for entry in read.entries}
    rows = of(library, "ca-cc")
    assert len(rows) == 56
    for organisation, mine in rows:
        printed = items[mine.listed_name].get("other names, as printed", "")
        assert (mine.as_of, mine.date_listed) == (read.as_of, None), organisation.id
        words = _words(f"{mine.listed_name} {printed}")
        for alias in mine.aliases:
            assert _words(alias.name) <= words, (organisation.id, alias.name)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def test_australian_listings_are_entries_under_resolution_1373(
    library: dict[str, Organisation],
) -> None:
    read = sources.read(InputFile.load(official("au_dfat_2026-07-23.xlsx")))
    entries = {entry.reference: entry for entry in read.entries if entry.authority == "au-1373"}
    rows = [row for row in of(library, "au-1373") if row[1].status is Status.LISTED]
    assert len(rows) == 28
    for organisation, mine in rows:
        theirs = entries[mine.reference]
        assert (mine.listed_name, mine.date_listed) == (theirs.name, theirs.date_listed)
        assert {alias.name for alias in mine.aliases} == {alias.name for alias in theirs.aliases}, (
            organisation.id
        )
    bla = next(mine for organisation, mine in rows if mine.reference == "DFAT 8793")
    assert bla.date_listed == "2026-05-08"


def test_every_source_that_a_listing_names_says_when_it_was_read(
    library: dict[str, Organisation],
) -> None:
    known = load_sources(DATA / "sources.yaml")
    for key in _named(library):
        assert known[key].as_of, key


def _named(library: dict[str, Organisation]) -> Iterator[str]:
    for organisation in library.values():
        for listing in organisation.listings:
            yield from listing.sources
