"""The readers over real official files, kept outside of the project, against known counts."""

from __future__ import annotations

from collections import Counter

import pytest
from kit import ROOT

from demarche.kernel.problems import InputError
from demarche.listings import sources
from demarche.listings.sources import InputFile
from demarche.model.entry import Entry, EntryKind, ListFile, content_hash

LISTS = ROOT.parent / "shared" / "lists"


def load(name: str, *companions: str) -> ListFile:
    """Read a real file, or skip where it is not there."""
    paths = [LISTS / other for other in (name, *companions)]
    for path in paths:
        if not path.exists():
            pytest.skip(f"the official file {path.name} is not kept with the project")
    return sources.read(InputFile.load(paths[0], paths[1:]))


def kinds(entries: list[Entry]) -> Counter[str]:
    return Counter(entry.kind.value for entry in entries)


@pytest.mark.parametrize(
    ("name", "individuals", "entities", "aq", "taliban", "person_aliases", "entity_aliases"),
    [
        ("un_consolidated_2025-08-02.xml", 684, 195, (254, 89), (135, 5), 2122, 589),
        ("un_consolidated_2025-04-19.xml", 684, 193, (254, 89), (135, 5), 2126, 578),
        ("un_consolidated_2018-10-29.xml", 703, 390, (264, 83), (135, 5), 2086, 577),
    ],
)
def test_un_counts(
    name: str,
    individuals: int,
    entities: int,
    aq: tuple[int, int],
    taliban: tuple[int, int],
    person_aliases: int,
    entity_aliases: int,
) -> None:
    read = load(name)
    assert (read.counts["individual"], read.counts["entity"]) == (individuals, entities)
    for authority, numbers in (("un-1267", aq), ("un-1988", taliban)):
        found = (read.counts[f"{authority}/individual"], read.counts[f"{authority}/entity"])
        assert found == numbers
    weak, strong = (read.counts[f"aliases/individual/{s}"] for s in ("weak", "strong"))
    assert weak + strong == person_aliases
    assert read.counts["aliases/entity/strong"] == entity_aliases
    assert "aliases/entity/weak" not in read.counts, "the UN grades no alias of an entity"
    assert read.as_of == name[16:26]


def test_un_low_quality_aliases_are_weak() -> None:
    assert load("un_consolidated_2025-08-02.xml").counts["aliases/individual/weak"] == 619
    assert load("un_consolidated_2018-10-29.xml").counts["aliases/individual/weak"] == 595


def test_un_entries_as_printed() -> None:
    by_reference = {e.reference: e for e in load("un_consolidated_2025-08-02.xml").entries}
    group = by_reference["QDe.160"]
    assert group.name == "TARIQ GIDAR GROUP (TGG)"
    assert group.original_script == "طارق گیدڑ گروپ"
    assert group.date_listed == "2019-03-22"
    assert "TTP-TARIQ GIDAR GROUP" in [alias.name for alias in group.aliases]
    assert by_reference["TAe.014"].date_listed == "2015-03-27", "the zone suffix is dropped"
    twice = [(a.kind, a.name) for a in by_reference["QDe.168"].aliases]
    assert ("a.k.a.", "JANNAT OSHIKLARI") in twice
    assert ("f.k.a.", "JANNAT OSHIKLARI") in twice
    assert (
        "جبهة النصرة (the Victory Front; Jabhat al-Nusrah; Jabhet al-Nusra; Al-Nusrah Front; "
        "Al-Nusra Front)"
    ) in [alias.name for alias in by_reference["QDe.137"].aliases], "a cell of many names, verbatim"
    assert "KPe.023" in by_reference, "a space after a reference is not part of it"


def test_un_2018_has_what_was_delisted_since() -> None:
    keys = {entry.key for entry in load("un_consolidated_2018-10-29.xml").entries}
    assert {"QDe.071", "QDe.072", "QDe.102", "QDe.103"} <= keys


def terrorism(read: ListFile) -> list[Entry]:
    return [entry for entry in read.entries if {"SDGT", "FTO"} & set(entry.program_tags)]


def test_sdn_2023_counts() -> None:
    read = load("ofac_sdn_2023-01.csv", "ofac_alt_2025-12.csv", "ofac_sdn_comments_2025-12.csv")
    # The manifest's 11,444 rows count the line of the closing Ctrl-Z, which is no entry.
    assert read.counts["entries"] == 11_443
    rows = terrorism(read)
    assert len(rows) == 1976
    assert kinds(rows) == {"individual": 1132, "entity": 679, "aircraft": 134, "vessel": 31}
    tagged = [e for e in rows if "FTO" in e.program_tags and e.kind is EntryKind.ENTITY]
    assert len(tagged) == 70
    with_weak = [
        e for e in rows if any(a.strength == "weak" and a.kind == "a.k.a." for a in e.aliases)
    ]
    assert len(with_weak) == 566
    assert max(int(entry.key) for entry in read.entries) == 40421
    assert read.counts["alt/rows"] == 20_107
    assert [read.counts[f"alt/{kind}"] for kind in ("aka", "fka", "nka")] == [19_551, 539, 17]
    assert any("not of the same date" in note for note in read.notes)


def test_sdn_2019_counts() -> None:
    read = load("ofac_sdn_2019-01.csv", "ofac_alt_2025-02.csv")
    rows = terrorism(read)
    assert (read.counts["entries"], len(rows), kinds(rows)["entity"]) == (7379, 1408, 451)
    assert sum("FTO" in e.program_tags and e.kind is EntryKind.ENTITY for e in rows) == 65
    assert read.counts["alt/rows"] == 19_486
    assert read.as_of is None, "SDN.CSV states no date"


def test_sdn_rows_as_printed() -> None:
    read = load("ofac_sdn_2023-01.csv", "ofac_alt_2025-12.csv")
    by_uid = {entry.key: entry for entry in read.entries}
    let = by_uid["7140"]
    assert (let.name, let.reference) == ("LASHKAR E-TAYYIBA", "OFAC uid 7140")
    assert let.program_tags == ("FTO", "SDGT")
    strengths = {alias.name: alias.strength for alias in let.aliases}
    assert strengths["KASHMIR RESISTANCE FRONT"] == "strong"
    assert strengths["JUD"] == strengths["TAJK"] == strengths["MML"] == "weak"
    assert by_uid["4706"].authority == "us-sdgt"
    assert by_uid["7755"].authority == "us-sdn", "the other NATIONAL LIBERATION ARMY"
    assert by_uid["26719"].authority == "us-sdn", "a tag FTO without SDGT is no SDGT listing"
    naftogaz = by_uid["16736"]
    assert "CHORNOMORNAFTOGAZ" in [alias.name for alias in naftogaz.aliases]
    assert "FTO" not in naftogaz.program_tags


def test_non_sdn_list_is_not_taken_for_the_sdn_list() -> None:
    read = load("ofac_nonsdn_consolidated_2025-03-28.xml")
    assert read.counts["entries"] == 443
    assert len(terrorism(read)) == 2
    assert read.family == "us-ofac-nonsdn"
    assert read.covers == {"us-nonsdn"}
    assert read.as_of == "2025-03-28"
    zahhar = next(entry for entry in read.entries if entry.name.startswith("ZAHHAR"))
    assert {(a.name, a.strength) for a in zahhar.aliases} >= {
        ("AL ZAHAR, Mahmoud Khaled", "strong"),
        ("ZAHAR, Mahmoud", "weak"),
    }


def test_uk_list_counts() -> None:
    read = load("uk_fcdo_sl_2025-08-11.ods")
    assert read.counts["entries"] == 5302
    sources_ = Counter(dict(entry.native)["Designation source"] for entry in read.entries)
    assert sources_ == {"UK": 4386, "UN": 908, "UK|UN": 8}
    regimes = Counter((entry.regime, entry.kind.value) for entry in read.entries)
    expected = {
        "ISIL (Da'esh) and Al-Qaida": (89, 253),
        "Counter-Terrorism (International)": (23, 40),
        "Counter-Terrorism (Domestic)": (1, 5),
        "Afghanistan": (5, 135),
        "Somalia": (1, 23),
        "Yemen": (1, 15),
    }
    for regime, (entities, individuals) in expected.items():
        assert (regimes[regime, "entity"], regimes[regime, "individual"]) == (entities, individuals)
    assert "aliases" in read.lacks
    assert [entry.reference for entry in read.entries if not entry.name] == ["BEL0174", "RUS1467"]


def test_uk_spreadsheet_and_csv_say_the_same() -> None:
    ods, csv = load("uk_fcdo_sl_2025-08-11.ods"), load("uk_fcdo_sl_2025-08-11.csv")
    assert [content_hash(e) for e in ods.entries] == [content_hash(e) for e in csv.entries]


@pytest.mark.parametrize(
    ("name", "authority", "entities", "individuals"),
    [
        ("eu_journal_32002R0881.csv", "eu-881", 88, 262),
        ("eu_journal_32001R2580.csv", "eu-cp931", 23, 13),
        ("eu_journal_32016R1686.csv", "eu-1686", 8, 15),
        ("eu_journal_32011R0753.csv", "eu-753", 5, 135),
        ("eu_journal_32010R0356.csv", "eu-356", 1, 23),
        ("eu_journal_32014R1352.csv", "eu-1352", 1, 10),
    ],
)
def test_eu_counts(name: str, authority: str, entities: int, individuals: int) -> None:
    read = load(name)
    found = (read.counts[f"{authority}/entity"], read.counts[f"{authority}/individual"])
    assert found == (entities, individuals)
    assert read.counts["entries"] == entities + individuals
    assert not read.partial


def test_eu_amendment_is_no_list() -> None:
    read = load("eu_journal_amend_32026R1960.csv")
    assert read.counts["entries"] == 7
    assert read.partial
    khorasan = [e for e in read.entries if any("(ISKP)" in a.name for a in e.aliases)]
    assert len(khorasan) == 1


def test_eu_cells_as_the_journal_has_them() -> None:
    by_name = {entry.name: entry for entry in load("eu_journal_32002R0881.csv").entries}
    let = by_name["Lashkar e-Tayyiba"]
    assert let.aliases[-1].name == "Falah-i-Insaniat Foundation (FIF)", "the letter (aa) is cut off"
    assert "Jamaati-ud-Dawa" in [alias.name for alias in let.aliases]
    assert "(aa) Falah-i-Insaniat Foundation (FIF)" in dict(let.native)["alias"], "and kept here"
    assert let.reference is None, "Annex I has no numbers"
    assert let.date_listed == "2005-05-02"
    group = by_name["Tunisian Combatant Group"]
    assert [alias.name for alias in group.aliases] == [
        "Groupe Combattant Tunisien",
        "Groupe Islamiste Combattant Tunisien",
        "GICT",
    ]
    assert "Jaish-I-Momhammed" in by_name, "the Journal's own spelling"
    assert not [a for e in by_name.values() for a in e.aliases if a.name[:1].isdigit()]


def test_eu_entries_with_places() -> None:
    by_name = {entry.name: entry for entry in load("eu_journal_32001R2580.csv").entries}
    assert by_name["The Base"].reference == "32001R2580 Annex II.B entry 23"
    by_name = {entry.name: entry for entry in load("eu_journal_32016R1686.csv").entries}
    assert by_name["Al-Azaim Media Foundation"].reference == "32016R1686 Annex I.B entry 7"
    assert len(by_name["Katiba Macina"].aliases) == 20, "this act parts aliases by commas"


@pytest.mark.parametrize("name", ["ofac_alt_2025-12.csv", "ofac_sdn_comments_2025-12.csv"])
def test_aliases_without_their_list_are_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"together with SDN\.CSV"):
        load(name)


def test_other_files_are_not_recognised() -> None:
    with pytest.raises(InputError, match="not a known official format"):
        load("un_sc-sanctions.xsd")
