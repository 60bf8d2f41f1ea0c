"""Listed persons: named in a case by the reference of the entry, from the office's own lists."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from kit import build_case, command, squeezed
from lists_kit import (
    LET,
    NOOR,
    TTP,
    UK_2025,
    UN_2025,
    bring,
    data,
    official,
    un_entry,
    un_list,
)

from demarche.facts.library import open_library
from demarche.kernel.workspace import Workspace
from demarche.listings.persons import remedy
from demarche.model.listing import Status

DAY = dt.date(2026, 11, 23)


def name_it(case: Path, name: str) -> None:
    """Name a person, on a ground that presupposes no proscription of them in the asking state."""
    text = case.read_text(encoding="utf-8").replace("organisation: ttp", f"organisation: {name}")
    text = text.replace("ground: propaganda", "ground: projection")
    case.write_text(text, encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path


def test_a_person_is_an_organisation_with_one_listing(place: Path) -> None:
    bring(place, un_list(place / "a.xml", "2026-11-20", NOOR, TTP))
    organisations = open_library(Workspace(place), DAY).organisations
    person = organisations["qdi-427"]
    (listing,) = person.listings
    assert (person.id, person.name, person.focus) == ("qdi-427", "NOOR WALI MEHSUD", "person")
    assert (listing.authority, listing.reference) == ("un-1267", "QDi.427")
    assert (listing.date_listed, listing.as_of) == ("2020-07-16", "2026-11-20")
    assert [alias.name for alias in listing.aliases] == ["Mufti Noor Wali"]
    assert listing.citable
    # As with what a dictionary gives by default, it is served and not among the files.
    assert "qdi-427" not in organisations
    assert "qdi-427" not in list(organisations)


@pytest.mark.parametrize("name", ["qdi-428", "qde-132", "noor-wali-mehsud", "sdi-001", "cdi-001"])
def test_only_a_person_s_own_reference_on_a_list_to_cite_names_one(place: Path, name: str) -> None:
    """Not an unknown one, not an organisation's, not a name, not a list without an authority."""
    bring(place, un_list(place / "a.xml", "2026-11-20", NOOR, TTP))
    assert open_library(Workspace(place), DAY).organisations.get(name) is None


def test_real_persons_of_every_list(place: Path) -> None:
    bring(place, official(UN_2025))
    bring(place, official(UK_2025), as_of=dt.date(2025, 8, 11))
    bring(place, official("ofac_sdn_2023-01.csv"), as_of=dt.date(2023, 1, 20))
    organisations = open_library(Workspace(place), DAY).organisations
    assert organisations["qdi-422"].name == "MOHAMMED MASOOD AZHAR ALVI"
    assert organisations["tai-144"].listings[0].authority == "un-1988"
    listed = next(
        hit
        for hit in data(place, "search", "HAQQANI, Sirajuddin", "--limit", "30")
        if hit["authority"] == "us-sdgt" and hit["kind"] == "individual"
    )
    assert listed["organisation"].startswith("ofac-uid-")
    person = organisations[listed["organisation"]]
    assert person.listings[0].authority == "us-sdgt"
    assert not listed["decides"]  # a personal name never does
    # A person under a regime that is not one of terrorism is none that a case can name.
    assert not any(organisations.get(key) for key in ("rus0001", "rus0010", "rus0100", "soi-002"))
    assert organisations.get("aqd0100") is not None
    # The search says so: it gives no name to write for one.
    for name, authority in (("BAS Alexander Ivanovich", "gb-uksl"), ("NOORI, Mohsen", "us-sdn")):
        found = data(place, "search", name)[0]
        assert (found["authority"], found["kind"]) == (authority, "individual")
        assert found["organisation"] is None


def test_a_person_on_another_day(place: Path) -> None:
    bring(place, un_list(place / "a.xml", "2026-10-01", TTP, NOOR))
    bring(place, un_list(place / "b.xml", "2026-11-20", TTP))

    def on(day: str) -> tuple[bool, str]:
        person = open_library(Workspace(place), dt.date.fromisoformat(day)).organisations["qdi-427"]
        return person.listings[0].citable, person.listings[0].why_not_citable or ""

    assert on("2026-11-01") == (True, "")
    assert on("2026-11-23")[0] is False
    assert "no longer on the list of 2026-11-20; it was there on 2026-10-01" in on("2026-11-23")[1]
    assert "the oldest imported list is of 2026-10-01" in on("2026-09-01")[1]
    gone = open_library(Workspace(place), DAY).organisations["qdi-427"]
    assert gone.listings[0].status is Status.REMOVED


def test_not_yet_listed(place: Path) -> None:
    bring(place, un_list(place / "a.xml", "2026-10-01", TTP))
    bring(place, un_list(place / "b.xml", "2026-11-20", TTP, NOOR))
    library = open_library(Workspace(place), dt.date(2026, 11, 1))
    listing = library.organisations["qdi-427"].listings[0]
    assert not listing.citable
    assert "is not yet on the list of 2026-10-01" in (listing.why_not_citable or "")


def test_the_remedy_fits_what_is_there(minimal: Path) -> None:
    workspace = minimal.parents[3]
    name_it(minimal, "qdi-427")
    done = command("check", minimal)
    assert done.returncode == 2
    assert "unknown organisation 'qdi-427'" in done.stderr
    assert "no official list has been imported yet: `demarche lists import FILE`" in done.stderr
    bring(workspace, un_list(workspace / "a.xml", "2026-11-20", TTP, LET))
    assert "no imported list has a person with that reference" in command("check", minimal).stderr
    bring(workspace, un_list(workspace / "b.xml", "2026-11-21", TTP, LET, NOOR))
    assert command("check", minimal).returncode == 0
    organisations = open_library(Workspace(workspace)).organisations
    assert remedy("qde-132", organisations) == "that is the entry of an organisation: write 'ttp'"
    assert remedy("anything-else", organisations) == ""


@pytest.mark.xdist_group("lists")
def test_a_request_about_a_person(minimal: Path) -> None:
    workspace = minimal.parents[3]
    name_it(minimal, "qdi-427")
    bring(workspace, un_list(workspace / "a.xml", "2026-11-20", NOOR, TTP))
    built = build_case(minimal)
    page = built.pdf("telegram/removal").squeezed
    assert squeezed("NOOR WALI MEHSUD QDi.427 16 Jul 2020 20 Nov 2026") in page
    manifest = built.folder / "internal" / "manifest.json"
    assert "qdi-427" not in manifest.read_text(encoding="utf-8").partition('"outputs"')[0]


def test_a_removed_person_stops_the_case(minimal: Path) -> None:
    workspace = minimal.parents[3]
    name_it(minimal, "qdi-427")
    bring(workspace, un_list(workspace / "a.xml", "2026-10-01", NOOR, TTP))
    bring(workspace, un_list(workspace / "b.xml", "2026-11-20", TTP))
    done = command("check", minimal)
    assert done.returncode == 1
    assert "E03" in done.stderr
    assert "no longer on the list of 2026-11-20" in done.stderr


def test_a_person_of_the_congo_list_is_none_of_a_list_of_terrorism(place: Path) -> None:
    person = un_entry("CDi.001", "A PERSON OF ANOTHER REGIME")
    bring(place, un_list(place / "a.xml", "2026-11-20", NOOR, person))
    # The list is one that the asking state gives effect to, for one organisation on it.
    assert open_library(Workspace(place), DAY).organisations.get("cdi-001") is None
