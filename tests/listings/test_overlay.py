"""Curated listings under imported lists: joined by reference, never by name, never in doubt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from kit import DATA
from lists_kit import LISTS, UK_2025, UN_2026, bring, official, redated

from demarche.facts.integrity import load_authorities, load_organisations
from demarche.facts.library import open_library
from demarche.kernel.workspace import Workspace
from demarche.listings import name_agreement, sources
from demarche.listings.database import Snapshot
from demarche.listings.overlay import Seen, overlay
from demarche.listings.references import key_of, slug_of
from demarche.listings.status import citable, standings
from demarche.model.entry import STRONG, WEAK, Entry, EntryAlias, EntryKind
from demarche.model.listing import Alias, Listing, Organisation, Status
from demarche.model.provenance import Verification

DAY = dt.date(2026, 11, 23)
GRADES = dict.fromkeys(("listed_name", "reference", "date_listed", "status"), Verification.VERIFIED)


def snapshot(day: str, number: int = 1, *lacks: str) -> Snapshot:
    return Snapshot(
        number, "un", "test", f"un-{day}.xml", f"{number:064}", day, day, "file", "", False, False,
        frozenset(lacks), {}, (), ("un-1267",),
    )  # fmt: skip


def entry(name: str = "GROUP OF TESTS (GOT)", *aliases: str, **changes: object) -> Entry:
    made = Entry(
        "un-1267", EntryKind.ENTITY, name, "QDe.900", "line 7", "QDe.900", "گروہ", "2015-01-02",
        aliases=tuple(EntryAlias(alias, "a.k.a.") for alias in aliases), regime="Al-Qaida",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


class Given:
    """Lists that say what the test gives them."""

    def __init__(self, seen: Sequence[Seen], named: Sequence[Seen] = (), other: str | None = None):
        self._seen, self._named, self._other = seen, named, other

    def seen(self, authority: str, key: str) -> Sequence[Seen]:
        return self._seen if (authority, key) == ("un-1267", "QDe.900") else ()

    def named(self, authority: str, printed: str) -> Sequence[Seen]:
        return self._named

    def compared(self, authority: str, until: dt.date | None) -> None:
        return None

    def elsewhere(self, snapshot: Snapshot, authority: str, key: str) -> str | None:
        return self._other


def listing(**changes: object) -> Listing:
    made = Listing(
        authority="un-1267",
        listed_name="Group of Tests",
        reference="QDe.900",
        date_listed="2015",
        status=Status.LISTED,
        as_of="2026-02-27",
        aliases=(Alias(name="Old Alias"),),
        verification={**GRADES, "listed_name": Verification.SPELLING_TO_CHECK},
    )
    return made.model_copy(update=changes)


def laid(
    given: Listing, *seen: Seen, day: dt.date | None = DAY, named: Sequence[Seen] = ()
) -> Listing:
    organisation = Organisation(id="got", name="Group of Tests", listings=(given,))
    return overlay(
        organisation, Given(seen, named), day, {"got": organisation}.get
    ).organisation.listings[0]


def test_the_newest_official_spelling_and_day_are_taken() -> None:
    found = laid(listing(), (snapshot("2026-11-20"), entry("GROUP OF TESTS (GOT)", "New Alias")))
    assert found.listed_name == "GROUP OF TESTS (GOT)"
    assert (found.date_listed, found.as_of) == ("2015-01-02", "2026-11-20")
    assert found.original_script == "گروہ"
    assert [alias.name for alias in found.aliases] == ["New Alias"]
    assert found.grade("listed_name") is Verification.VERIFIED
    assert found.citable
    assert any(f"{1:064}" in note for note in found.notes)


def test_a_list_older_than_the_library_changes_nothing() -> None:
    given = listing()
    assert laid(given, (snapshot("2026-02-26"), entry("ANOTHER SPELLING OF TESTS"))) is given
    assert laid(given, (snapshot("2026-02-26"), None)) is given
    assert laid(listing(as_of="2026-02"), (snapshot("2026-02-27"), None)).citable


def test_nothing_is_joined_by_name() -> None:
    seen = (snapshot("2026-11-20"), entry())
    for reference in (None, "QDe.901", "QDe.900 (alias)", "32001R2580 Annex II.B entry 2"):
        given = listing(reference=reference)
        assert laid(given, seen) is given
    doubted = listing(verification={**GRADES, "reference": Verification.TO_CHECK})
    assert laid(doubted, seen) is doubted


def test_keys_of_references() -> None:
    assert key_of("OFAC uid 7140") == "7140"
    assert key_of("QDe.118") == "QDe.118"
    assert key_of("OFAC uid 7140 (alias; weak alias JUD)") is None
    assert key_of("CELEX 32002R0881, Annex I (unnumbered)") is None
    assert slug_of("QDi.427") == "qdi-427"
    assert slug_of("OFAC uid 7140") == "ofac-uid-7140"


def test_a_reference_that_means_another_body_is_not_cited() -> None:
    found = laid(listing(), (snapshot("2026-11-20"), entry("QUITE ANOTHER BODY")))
    assert not found.citable
    assert "prints QUITE ANOTHER BODY under QDe.900" in (found.why_not_citable or "")
    renamed = laid(listing(), (snapshot("2026-11-20"), entry("NEW NAME", "GROUP OF TESTS")))
    assert renamed.citable
    assert renamed.listed_name == "NEW NAME"


def test_an_entry_that_vanished_is_removed_with_the_days() -> None:
    seen = [(snapshot("2026-10-01"), entry()), (snapshot("2026-11-20", 2), None)]
    found = laid(listing(), *seen)
    assert found.status is Status.REMOVED
    why = found.why_not_citable or ""
    assert "no longer on the list of 2026-11-20; it was there on 2026-10-01" in why
    assert f"un-2026-11-20.xml, SHA-256 {2:064}" in why
    # Without an earlier file, the library's own day is the last on which it was read.
    assert "it was there on 2026-02-27" in (laid(listing(), seen[1]).why_not_citable or "")


def test_an_entry_that_lost_its_tag_is_said_to_stand_elsewhere() -> None:
    organisation = Organisation(id="got", name="Group of Tests", listings=(listing(),))
    lists = Given([(snapshot("2026-11-20"), None)], other="us-sdn")
    why = (
        overlay(organisation, lists, DAY, {"got": organisation}.get)
        .organisation.listings[0]
        .why_not_citable
        or ""
    )
    assert "is an entry of us-sdn on the list of 2026-11-20, not of this one" in why


def test_the_case_s_day_decides_and_a_later_list_warns() -> None:
    seen = [(snapshot("2026-10-01"), entry()), (snapshot("2026-11-20", 2), None)]
    organisation = Organisation(id="got", name="Group of Tests", listings=(listing(),))
    found = overlay(organisation, Given(seen), dt.date(2026, 11, 1), {"got": organisation}.get)
    assert found.organisation.listings[0].as_of == "2026-10-01"
    assert found.organisation.listings[0].citable
    assert found.later == ("Group of Tests (QDe.900) is no longer on the list of 2026-11-20",)
    assert overlay(organisation, Given(seen), DAY, {"got": organisation}.get).later == ()
    newest = overlay(
        organisation, Given(seen), None, {"got": organisation}.get
    ).organisation.listings[0]
    assert newest.status is Status.REMOVED


def test_listed_again() -> None:
    seen = [
        (snapshot("2026-03-01"), entry()),
        (snapshot("2026-05-01", 2), None),
        (snapshot("2026-11-20", 3), entry()),
    ]
    assert laid(listing(), *seen).citable
    assert not laid(listing(), *seen, day=dt.date(2026, 6, 1)).citable
    removed = listing(status=Status.REMOVED, date_removed="2026-02-27")
    again = laid(removed, *seen)
    assert (again.status, again.date_removed) == (Status.LISTED, None)
    assert laid(removed, seen[1]).status is Status.REMOVED


def test_a_list_of_the_day_of_a_removal_does_not_list_again() -> None:
    """It may have been made in the night before; the library knows of the removal."""
    removed = listing(status=Status.REMOVED, date_removed="2026-02-27")
    same_day = (snapshot("2026-02-27"), entry())
    assert laid(removed, same_day) is removed
    assert laid(removed, same_day, (snapshot("2026-02-28", 2), entry())).citable
    # The library read an older file and learned of the removal otherwise.
    delisted = listing(
        status=Status.PRESUMED_REMOVED, as_of="2025-08-11", date_removed="2026-02-27"
    )
    for day in ("2025-08-11", "2025-12-01", "2026-02-27"):
        assert laid(delisted, (snapshot(day), entry())) is delisted, day
    assert laid(delisted, (snapshot("2026-02-28"), entry())).citable
    doubtful = listing(status=Status.UNCERTAIN, as_of="2025-12-24")
    assert laid(doubtful, (snapshot("2025-12-24"), entry())) is doubtful
    assert laid(doubtful, (snapshot("2025-12-25"), entry())).citable


def test_the_removed_front_is_not_cited_by_an_older_official_file(tmp_path: Path) -> None:
    """HTS: the UN's file of the day of the removal, and the UK's of half a year before."""
    (tmp_path / "data").mkdir()
    bring(tmp_path, redated(tmp_path / "un.xml", "2026-02-27"))
    bring(tmp_path, official(UK_2025), as_of=dt.date(2025, 8, 11))
    library = open_library(Workspace(tmp_path), DAY)
    for name in ("un-1267", "gb-uksl"):
        listing = next(r for r in library.organisations["hts"].listings if r.authority == name)
        assert not listing.citable, name


def test_what_a_form_of_the_list_has_no_place_for_stays() -> None:
    bare = entry("GROUP OF TESTS", date_listed=None, original_script=None)
    found = laid(listing(), (snapshot("2026-11-20", 1, "aliases", "date_listed"), bare))
    assert found.date_listed == "2015"
    assert [alias.name for alias in found.aliases] == ["Old Alias"]


def test_what_stands_against_an_entry_stays() -> None:
    found = laid(listing(why_not_citable="another regime"), (snapshot("2026-11-20"), entry()))
    assert found.why_not_citable == "another regime"
    nameless = laid(listing(), (snapshot("2026-11-20"), entry("")))
    assert not nameless.citable


def test_an_alias_holds_as_long_as_it_is_printed() -> None:
    parent = Organisation(id="got", name="Group of Tests", listings=(listing(),))
    alias = Listing(
        authority="un-1267",
        listed_name="Wing of tests",
        reference="QDe.900",
        status=Status.ALIAS,
        alias_of="got",
        verification=GRADES,
    )
    wing = Organisation(id="wing", name="Wing", listings=(alias,))
    known = {"got": parent, "wing": wing}

    def of(*names: EntryAlias, lacks: str = "") -> Listing:
        state = entry("GROUP OF TESTS", aliases=names)
        lists = Given([(snapshot("2026-11-20", 1, lacks), state)])
        return overlay(wing, lists, DAY, known.get).organisation.listings[0]

    there = of(EntryAlias("WING of Tests", "a.k.a."))
    assert there.listed_name == "WING of Tests"
    assert there.citable
    gone = of(EntryAlias("Something else", "a.k.a."))
    assert "is not an alias of GROUP OF TESTS on the list of 2026-11-20" in (
        gone.why_not_citable or ""
    )
    assert not of(EntryAlias("Wing of Tests", "a.k.a.", WEAK)).citable
    assert of(EntryAlias("Other", "a.k.a.", STRONG), lacks="aliases").citable


def test_known_as_must_still_be_printed() -> None:
    given = listing(known_as="New Tests")
    kept = laid(given, (snapshot("2026-11-20"), entry("GROUP OF TESTS", "NEW-TESTS")))
    assert (kept.known_as, kept.citable) == ("NEW-TESTS", True)
    assert not laid(given, (snapshot("2026-11-20"), entry("GROUP OF TESTS", "Others"))).citable


def test_a_name_that_vanished_from_a_list_without_references_is_not_cited() -> None:
    given = listing(reference=None)
    was = (snapshot("2026-10-01"), entry())
    stands = laid(given, named=[was])
    assert stands.as_of == "2026-10-01", "the very name stands in a newer file"
    assert stands.listed_name == given.listed_name, "and nothing else is taken from it"
    assert laid(given, named=[(snapshot("2026-11-20"), None)]) is given  # never stood there
    gone = laid(given, named=[was, (snapshot("2026-11-20", 2), None)])
    assert gone.status is Status.LISTED  # it may only be printed otherwise
    assert "is not printed on the list of 2026-11-20" in (gone.why_not_citable or "")
    found = laid(given, named=[(snapshot("2026-11-20"), entry(date_removed="2026-11-01"))])
    assert "was removed on 2026-11-01" in (found.why_not_citable or "")


def test_a_regime_that_is_not_one_of_terrorism_is_never_cited() -> None:
    authorities = load_authorities(DATA / "authorities")
    organisations = load_organisations(DATA / "organisations")
    for name in ("irgc", "adf-isis-drc"):
        found = standings(organisations[name], DAY, authorities, organisations)
        assert "gb-uksl" not in {
            standing.entry.authority for standing in citable(found) if standing.entry
        }
        assert any(
            standing.listing.authority == "gb-uksl" and "regime" in standing.why
            for standing in found
        )


PLACES_ONLY = ("eu-881", "eu-356")
"""Acts whose annex is not numbered: a reference there is a place that many entries share, is marked
`(unnumbered)` in the data, joins to no entry and is not part of the citation's line."""


@pytest.mark.parametrize("name", [UN_2026, UK_2025])
def test_curated_citations_equal_the_newest_official_file(name: str) -> None:
    """Every curated UN and UK citation, field by field."""
    read = sources.read(sources.InputFile.load(official(name)))
    entries = {(entry.authority, entry.reference): entry for entry in read.entries}
    compared, differing = 0, set()
    for organisation in load_organisations(DATA / "organisations").values():
        for listing in organisation.listings:
            if listing.authority not in read.covers or listing.status is Status.NOT_LISTED:
                continue
            if listing.status is Status.REMOVED:
                assert (listing.authority, listing.reference) not in entries, organisation.id
                continue
            official_one = entries[listing.authority, listing.reference]
            compared += 1
            if listing.status is Status.ALIAS:
                assert (
                    name_agreement.printed_alias(official_one, listing.listed_name)
                    == listing.listed_name
                )
                continue
            same = listing.listed_name == official_one.name
            same &= listing.date_listed == official_one.date_listed
            if "aliases" not in read.lacks:
                same &= {a.name for a in listing.aliases} == {a.name for a in official_one.aliases}
                same &= listing.original_script == official_one.original_script
            if listing.regime:
                same &= listing.regime == official_one.regime
            if not same:
                differing.add((organisation.id, listing.reference))
    assert not differing
    assert compared == {UN_2026: 43, UK_2025: 62}[name]


OFAC_EXPLAINED = {
    "OFAC uid 6853": "REAL IRA in January 2023; NEW IRISH REPUBLICAN ARMY in the aliases of 2025",
    "OFAC uid 47664": "listed after January 2023",
    "OFAC uid 19890": "renamed since; ISIL-LIBYA is an alias in ALT.CSV of August 2026",
    "OFAC uid 56424": "listed after January 2023",
}


def test_curated_ofac_citations_equal_the_newest_file_or_are_explained() -> None:
    read = sources.read(sources.InputFile.load(official("ofac_sdn_2023-01.csv")))
    entries = {entry.reference: entry for entry in read.entries if entry.authority == "us-sdgt"}
    differing = {
        listing.reference
        for organisation in load_organisations(DATA / "organisations").values()
        for listing in organisation.listings
        if listing.authority == "us-sdgt" and listing.status is Status.LISTED
        if listing.reference not in entries
        or entries[listing.reference].name != listing.listed_name
    }
    assert differing == set(OFAC_EXPLAINED)


def test_places_in_annexes_join_to_nothing() -> None:
    for organisation in load_organisations(DATA / "organisations").values():
        for listing in organisation.listings:
            if listing.authority.startswith("eu-"):
                assert key_of(listing.reference) is None
                if listing.reference and listing.authority in PLACES_ONLY:
                    assert "unnumbered" in listing.reference or listing.status is Status.ALIAS
    authorities = load_authorities(DATA / "authorities")
    for name in PLACES_ONLY:
        assert "{reference}" not in authorities[name].citation_form


@pytest.mark.skipif(not LISTS.is_dir(), reason="the official files are not beside this checkout")
def test_every_curated_listing_survives_a_newer_list_that_says_the_same(tmp_path: Path) -> None:
    """The real UN list as if of today: nothing that was citable is lost, all is as of its day."""
    (tmp_path / "data").mkdir()
    bring(tmp_path, redated(tmp_path / "un.xml", "2026-11-22"))
    plain = open_library(Workspace(DATA.parent)).organisations
    layered = open_library(Workspace(tmp_path), DAY).organisations
    seen = 0
    for name in plain:
        for before, after in zip(plain[name].listings, layered[name].listings, strict=True):
            if not before.authority.startswith("un-") or before.status is Status.NOT_LISTED:
                assert after == before
                continue
            seen += 1
            assert after.as_of == "2026-11-22", name
            assert after.citable, (name, after.why_not_citable)
            if before.status is not Status.REMOVED:
                assert after.listed_name == before.listed_name
    assert seen == 44
