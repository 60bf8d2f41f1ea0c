"""Searching by name, and the hazards: an acronym, a near miss, a splinter decides nothing."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import ROOT

from demarche.listings import snapshots
from demarche.listings.search import Hit, Listed, MemoryIndex, StoredIndex, search
from demarche.listings.sources import InputFile
from demarche.model.entry import Entry, EntryAlias, EntryKind, ListFile

LISTS = ROOT.parent / "shared" / "lists"
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)

STRONG, WEAK = "strong", "weak"
CURATED = (
    Listed(
        "un-1267",
        "LASHKAR-E-TAYYIBA",
        "QDe.118",
        [("Lashkar-i-Taiba", STRONG), ("Jamaat-ud-Dawa", STRONG), ("JUD", STRONG)],
        ["لشکر طیبہ"],
    ),
    Listed("us-fto", "Lashkar-e-Tayyiba (LeT)", None, [("The Resistance Front", STRONG)]),
    Listed("pk-ata-11b", "Jamaat-ud-Dawa (JuD)", None),
    Listed(
        "us-sdgt",
        "JAMA'AT UL DAWA AL-QU'RAN",
        "OFAC uid 19949",
        [("JDQ", WEAK), ("SALAFI GROUP", WEAK)],
    ),
    Listed("un-1267", "JAMAAT-UL-AHRAR (JuA)", "QDe.152", [("Ahrar-ul-Hind", STRONG)]),
    Listed("us-sdgt", "JAMAAT-UL-AHRAR", "OFAC uid 20360", [("JUA", WEAK)]),
    Listed("pk-ata-11b", "Jamiat-ul-Ansar", None),
    Listed("us-sdgt", "BALOCHISTAN LIBERATION ARMY", "OFAC uid 26953", [("BLA", WEAK)]),
    Listed("gb-ta2000", "Baluchistan Liberation Army", None),
    Listed("pk-ata-11b", "United Baloch Army (UBA)", None),
    Listed("pk-ata-11b", "Balochistan United Army", None),
    Listed(
        "un-1267",
        "TEHRIK-E TALIBAN PAKISTAN (TTP)",
        "QDe.132",
        [("Tehrik-e-Taliban", STRONG)],
        ["تحریک طالبان پاکستان"],
    ),
    Listed("us-sdgt", "TALIBAN", "OFAC uid 6636"),
    Listed("un-1267", "AL-QAIDA", "QDe.004", [('"The Base"', STRONG)], ["القاعدة"]),
    Listed("eu-cp931", "The Base", "32001R2580 Annex II.B entry 23"),
    Listed("us-sdgt", "NATIONAL LIBERATION ARMY", "OFAC uid 4706"),
    Listed("un-2713", "AL-SHABAAB", "SOe.001"),
    Listed("gb-uksl", "AL-SHABAAB", "SOM0001"),
    Listed("eu-1686", "ISIS-Mozambique", "32016R1686 Annex I.B entry 5", [("Al-Shabaab", STRONG)]),
    Listed("us-sdgt", "HIZBALLAH", "OFAC uid 4697", [("ISLAMIC JIHAD", STRONG)]),
    Listed("un-1267", "ISLAMIC JIHAD GROUP", "QDe.119"),
    Listed("pk-ata-11b", "Tehrik-e-Islami", None),
    Listed("pk-ata-11b", "Islami Tehreek Pakistan (Ex TJP)", None),
    Listed("pk-ata-11b", "Ahle Sunnat Wal Jamaat (ASWJ) (Ex-SSP)", None),
    Listed("us-sdgt", "AL-MANAR", "OFAC uid 1"),
    Listed("pk-ata-11b", "Lashkar-e-Jhangvi Al-Alami", None),
    Listed("pk-ata-11b", "Lashkar-e-Jhangvi (LeJ)", None),
)


@pytest.fixture(scope="module")
def index() -> MemoryIndex:
    return MemoryIndex(CURATED)


def brief(hits: list[Hit]) -> list[tuple[str, str]]:
    return [(hit.authority, hit.printed) for hit in hits]


def test_an_equal_name_comes_first_and_decides(index: MemoryIndex) -> None:
    first, second, *rest = search(index, "lashkar-e-tayyiba")
    assert {first.authority, second.authority} == {"un-1267", "us-fto"}
    assert first.decides
    assert second.decides
    assert (first.score, first.strength) == (100.0, "name")
    assert not [hit for hit in rest if hit.exact]


@pytest.mark.parametrize("text", ["lashkar taiba", "Lashkar-e-Toiba", "لشکر طیبہ", "lashkr tayba"])
def test_spellings_lead_to_the_group(index: MemoryIndex, text: str) -> None:
    assert "LASHKAR-E-TAYYIBA" in [hit.printed for hit in search(index, text)[:2]]


def test_urdu_finds_the_latin_name(index: MemoryIndex) -> None:
    hits = search(index, "تحریک طالبان")
    assert hits[0].printed == "TEHRIK-E TALIBAN PAKISTAN (TTP)"
    assert not hits[0].exact, "half of a name is not the name"
    (exact, *_) = search(index, "تحريك طالبان پاكستان")
    assert exact.decides, "Arabic yeh and kaf are the same letters"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("JuA", "an acronym"),
        ("BLA", "a weak alias"),
        ("JUD", "an acronym"),
        ("TTP", "an acronym"),
        ("UBA", "an acronym"),
        ("LeT", "an acronym"),
        ("ASWJ", "part of the printed name"),
        ("SALAFI GROUP", "a weak alias"),
        ("the base", "generic words only"),
        ("National Liberation Army", "generic words only"),
        ("Islamic Jihad", "generic words only"),
    ],
)
def test_what_never_decides(index: MemoryIndex, text: str, why: str) -> None:
    hits = search(index, text)
    assert hits, "it is suggested"
    assert not [hit for hit in hits if hit.exact]
    assert why in {hit.why for hit in hits}


def test_an_acronym_suggests_every_group_that_it_can_mean(index: MemoryIndex) -> None:
    printed = [hit.printed for hit in search(index, "JuA")]
    assert printed[:2] == ["JAMAAT-UL-AHRAR (JuA)", "JAMAAT-UL-AHRAR"]
    assert "Jamiat-ul-Ansar" in printed, "by its initials"
    (made,) = [hit for hit in search(index, "JuA") if hit.printed == "Jamiat-ul-Ansar"]
    assert made.strength == "initials", "the list does not print them: they are no alias of it"


def test_the_base_is_two_bodies(index: MemoryIndex) -> None:
    hits = [hit for hit in search(index, "The Base") if hit.score == 100]
    assert brief(hits) == [("eu-cp931", "The Base"), ("un-1267", "AL-QAIDA")]
    assert all(hit.contested for hit in hits)


def test_a_name_of_two_bodies_is_contested(index: MemoryIndex) -> None:
    hits = [hit for hit in search(index, "Al-Shabaab") if hit.exact]
    assert {hit.printed for hit in hits} == {"AL-SHABAAB", "ISIS-Mozambique"}
    assert not [hit for hit in hits if hit.decides]
    somali = next(hit for hit in hits if hit.authority == "un-2713")
    assert "ISIS-Mozambique (eu-1686)" in somali.why


def test_an_entry_that_is_not_cited_still_bears_its_name() -> None:
    """Jundallah is a former name of an Iranian group, and another group's on the British list."""
    both = MemoryIndex(
        [
            Listed("us-sdgt", "JAYSH AL-ADL", "OFAC uid 12299", [("JUNDALLAH", STRONG)]),
            Listed("gb-ta2000", "Jundallah", standing="not cited: another group"),
        ]
    )
    first, second = search(both, "Jundallah")
    assert first.why == "also a name of Jundallah (gb-ta2000)"
    assert second.why == "not cited: another group"
    assert not [hit for hit in (first, second) if hit.decides]


def test_a_body_that_is_an_alias_elsewhere_is_contested(index: MemoryIndex) -> None:
    """Jamaat-ud-Dawa has its own row in Pakistan and is an alias of LeT at the UN."""
    hits = [hit for hit in search(index, "Jamaat-ud-Dawa") if hit.exact]
    assert brief(hits) == [
        ("pk-ata-11b", "Jamaat-ud-Dawa (JuD)"),
        ("un-1267", "LASHKAR-E-TAYYIBA"),
    ]
    assert all(hit.contested for hit in hits)


@pytest.mark.parametrize(
    ("text", "near_miss"),
    [
        ("Jamaat-ud-Dawa", "JAMA'AT UL DAWA AL-QU'RAN"),
        ("Tehrik-e-Taliban", "TALIBAN"),
        ("Taliban", "TEHRIK-E TALIBAN PAKISTAN (TTP)"),
        ("United Baloch Army", "Balochistan United Army"),
        ("Balochistan United Army", "United Baloch Army (UBA)"),
        ("Tehrik-e-Islami", "Islami Tehreek Pakistan (Ex TJP)"),
        ("Lashkar-e-Jhangvi", "Lashkar-e-Jhangvi Al-Alami"),
        ("Balochistan Liberation Army", "Baluchistan Liberation Army"),
        ("Islamic Jihad", "ISLAMIC JIHAD GROUP"),
    ],
)
def test_a_near_miss_is_never_exact(index: MemoryIndex, text: str, near_miss: str) -> None:
    assert near_miss not in [hit.printed for hit in search(index, text) if hit.exact]


@pytest.mark.parametrize("text", ["Umar Media", "As-Sahab", "Hakkal", "Al-Manar TV"])
def test_a_media_wing_is_no_entry(index: MemoryIndex, text: str) -> None:
    assert not [hit for hit in search(index, text) if hit.exact]


def test_a_reference_is_found(index: MemoryIndex) -> None:
    hit = search(index, "qde.132")[0]
    assert (hit.printed, hit.strength, hit.exact) == (
        "TEHRIK-E TALIBAN PAKISTAN (TTP)",
        "reference",
        True,
    )


def test_authorities_can_be_chosen(index: MemoryIndex) -> None:
    hits = search(index, "lashkar", authorities={"pk-ata-11b"})
    assert {hit.authority for hit in hits} == {"pk-ata-11b"}


@pytest.mark.parametrize("text", ["", "   ", "'’-", "()", '" OR *', "\u200f"])
def test_nothing_and_punctuation_find_nothing(index: MemoryIndex, text: str) -> None:
    assert not [hit for hit in search(index, text) if hit.exact]


def test_a_removed_entry_never_decides(db: sqlite3.Connection) -> None:
    """The State Department's page keeps what it revoked, beside a new designation of that name."""
    gone = Entry(
        "us-fto",
        EntryKind.ENTITY,
        "Ansarallah",
        "name:ansarallah, removed 2021-02-16",
        "row 1",
        date_removed="2021-02-16",
    )
    back = replace(gone, key="name:ansarallah", date_removed=None)
    read = ListFile("us-fto", "test", "2" * 64, (gone,), frozenset({"us-fto"}))
    snapshots.keep(db, InputFile("x", b"x"), read, NOW)
    (hit,) = search(StoredIndex(db), "ansarallah")
    assert (hit.exact, hit.why) == (False, "removed on 2021-02-16")
    later = replace(read, sha256="3" * 64, as_of="2025-03-05", entries=(gone, back))
    snapshots.keep(db, InputFile("x", b"x"), later, NOW)
    first, second = search(StoredIndex(db), "ansarallah")
    assert (first.decides, second.decides) == (True, False)


def test_a_place_without_a_number_is_no_identity() -> None:
    place = "CELEX 32002R0881, Annex I (unnumbered)"
    both = MemoryIndex([Listed("eu-881", "Al-Akhtar", place), Listed("eu-881", "Al-Rashid", place)])
    assert [hit.printed for hit in search(both, "al-rashid")] == ["Al-Rashid"]
    assert {hit.printed for hit in search(both, place)} == {"Al-Akhtar", "Al-Rashid"}


@given(st.text(max_size=40))
def test_no_text_breaks_the_search(text: str) -> None:
    hits = search(_SMALL, text, 5)
    assert len(hits) <= 5
    assert [hit.score for hit in hits if not hit.exact] == sorted(
        (hit.score for hit in hits if not hit.exact), reverse=True
    )


_SMALL = MemoryIndex(CURATED[:6])


def stored_list(private: bool = False) -> ListFile:
    entries = tuple(
        Entry(
            item.authority,
            EntryKind.ENTITY,
            item.printed,
            item.reference or item.printed,
            f"line {number}",
            item.reference,
            original_script=item.native[0] if item.native else None,
            aliases=tuple(EntryAlias(text, "a.k.a.", strength) for text, strength in item.aliases),
        )
        for number, item in enumerate(CURATED, 1)
    )
    covers = frozenset(item.authority for item in CURATED)
    return ListFile("test", "test", "0" * 64, entries, covers, private=private)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = snapshots.connect(tmp_path)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "text",
    [
        "lashkar-e-tayyiba",
        "lashkar taiba",
        "JuA",
        "the base",
        "Al-Shabaab",
        "تحریک طالبان",
        "QDe.4",
    ],
)
def test_the_database_answers_like_the_memory(
    db: sqlite3.Connection, index: MemoryIndex, text: str
) -> None:
    snapshots.keep(db, InputFile("x", b"x"), stored_list(), NOW)
    stored = [(h.authority, h.printed, h.exact) for h in search(StoredIndex(db), text, 6)]
    memory = [(h.authority, h.printed, h.exact) for h in search(index, text, 6)]
    assert [hit for hit in stored if hit[2]] == [hit for hit in memory if hit[2]]
    assert stored[:1] == memory[:1]


@pytest.mark.parametrize("text", ['" OR *', "NEAR(a b)", "normal:x", "a AND b", "-", '""', "x*"])
def test_full_text_syntax_is_only_text(db: sqlite3.Connection, text: str) -> None:
    snapshots.keep(db, InputFile("x", b"x"), stored_list(), NOW)
    search(StoredIndex(db), text)


def test_both_sources_together_give_each_entry_once(
    db: sqlite3.Connection, index: MemoryIndex
) -> None:
    snapshots.keep(db, InputFile("x", b"x"), stored_list(), NOW)
    hits = search([StoredIndex(db), index], "lashkar-e-tayyiba")
    assert len([hit for hit in hits if hit.reference == "QDe.118"]) == 1
    assert hits[0].decides


def test_a_private_list_is_found_only_when_asked_for(db: sqlite3.Connection) -> None:
    snapshots.keep(db, InputFile("x", b"x"), stored_list(private=True), NOW)
    assert search(StoredIndex(db), "lashkar-e-tayyiba") == []
    assert search(StoredIndex(db, private=True), "lashkar-e-tayyiba")


def test_only_the_newest_list_is_searched(db: sqlite3.Connection) -> None:
    old = replace(stored_list(), as_of="2020-01-01")
    new = replace(old, as_of="2025-01-01", sha256="1" * 64, entries=old.entries[:1])
    for read in (old, new):
        snapshots.keep(db, InputFile("x", b"x"), read, NOW)
    assert [hit for hit in search(StoredIndex(db), "tehrik-e-taliban") if hit.exact] == []


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> StoredIndex:
    connection = snapshots.connect(tmp_path_factory.mktemp("real"))
    files: tuple[tuple[str, list[str], dt.date | None], ...] = (
        ("un_consolidated_2025-08-02.xml", [], None),
        (
            "ofac_sdn_2023-01.csv",
            ["ofac_alt_2025-12.csv", "ofac_sdn_comments_2025-12.csv"],
            dt.date(2023, 1, 20),
        ),
        ("uk_fcdo_sl_2025-08-11.ods", [], dt.date(2025, 8, 11)),
        ("eu_journal_32002R0881.csv", [], None),
        ("eu_journal_32001R2580.csv", [], None),
        ("eu_journal_32016R1686.csv", [], None),
    )
    for name, companions, as_of in files:
        paths = [LISTS / other for other in (name, *companions)]
        if not all(path.exists() for path in paths):
            pytest.skip(f"the official file {name} is not kept with the project")
        snapshots.import_file(connection, paths[0], NOW, companions=paths[1:], as_of=as_of)
    return StoredIndex(connection)


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("lashkar taiba", {"QDe.118", "OFAC uid 7140", "AQD0065"}),
        ("تحریک طالبان", {"QDe.132", "OFAC uid 12206", "AQD0079"}),
        ("JuA", {"QDe.152", "OFAC uid 20360", "AQD0056"}),
        ("BLA", {"OFAC uid 26953"}),
        ("the base", {"QDe.004", "OFAC uid 6366", "32001R2580 Annex II.B entry 23"}),
        ("حافظ محمد سعید", {"QDi.263", "OFAC uid 10689", "AQD0183"}),
    ],
)
def test_real_lists_suggest_and_do_not_decide(
    real: StoredIndex, text: str, references: set[str]
) -> None:
    hits = search(real, text, 8)
    assert references <= {hit.reference for hit in hits}
    assert not [hit for hit in hits if hit.exact]


def test_a_personal_name_never_decides(real: StoredIndex) -> None:
    hits = [hit for hit in search(real, "Hafiz Muhammad Saeed") if hit.exact]
    assert "QDi.263" in {hit.reference for hit in hits}
    assert not [hit for hit in hits if hit.decides], "namesakes are told apart by reference only"
    assert search(real, "QDi.263")[0].decides


def test_real_exact_names(real: StoredIndex) -> None:
    hits = [hit for hit in search(real, "Lashkar-e-Tayyiba") if hit.decides]
    assert {hit.reference or hit.authority for hit in hits} == {
        "QDe.118",
        "OFAC uid 7140",
        "AQD0065",
        "eu-881",
    }
    hits = [hit for hit in search(real, "national liberation army", 30) if hit.score == 100]
    assert {"OFAC uid 4706", "OFAC uid 7755"} <= {hit.reference for hit in hits}
    assert not [hit for hit in hits if hit.exact]
