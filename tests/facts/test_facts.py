"""The facts of authorities and organisations: whole, consistent, and equal to the research table.

The comparison with the table is written here with plain PyYAML and its own word lists. What was
read since in an official text of its own (`NEWER`, `READ_SINCE`) is compared with that text in
`test_official_texts.py`, and no longer with the table.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
import yaml
from kit import ROOT

from demarche.facts.integrity import (
    check_library,
    load_authorities,
    load_organisations,
    load_sources,
)
from demarche.kernel.problems import InputError
from demarche.model.listing import Authority, Listing, Nature, Organisation, Status
from demarche.model.provenance import Verification

DATA = ROOT / "data"
TABLE = ROOT.parent / "shared" / "organisations.yaml"

NEWER = {
    *("un-1267", "un-1533", "un-1988", "un-2140", "un-2713", "gb-ta2000", "us-sdgt", "ca-cc"),
    "au-1373",
}
"""Lists that were entered since from official texts."""

READ_SINCE = {
    *((name, "us-fto") for name in ("al-qaida", "ttp", "isil", "isgs", "pflp-gc")),
    *((name, "us-fto") for name in ("lashkar-e-jhangvi", "lashkar-e-tayyiba", "majeed-brigade")),
    *((name, "us-fto") for name in ("harakat-ul-mujahidin", "jmb", "the-resistance-front")),
    ("lashkar-e-jhangvi-al-alami", "us-fto"),
    ("isil-khorasan", "pk-ata-11b"),
}
"""Single listings of which more was read, or less is claimed, than in the table."""

GRADES = {
    "VERIFIED": "verified",
    "VERIFIED_SPELLING_TO_CHECK": "spelling-to-check",
    "MEMORY": "memory",
    "TO_CHECK": "to-check",
    "UNKNOWN": "unknown",
}
RANK = ["unknown", "memory", "to-check", "spelling-to-check", "verified"]
STATUS = {
    "listed": "listed",
    "removed": "removed",
    "under_observation": "under-observation",
    "covered_by_parent": "covered-by-parent",
    "not_listed_as_entity": "not-listed",
    "presumed_removed": "presumed-removed",
    "uncertain": "uncertain",
    "contested": "contested",
    "related_not_identical": "related",
}
LOWERED = {
    ("etim", "us-tel", "date_listed"): "memory",
    ("bras", "pk-ata-11b", "date_listed"): "to-check",
    ("hizb-ul-ahrar", "pk-ata-11b", "date_listed"): "to-check",
    ("houthis", "us-fto", "status"): "to-check",
    ("tren-de-aragua", "us-fto", "status"): "to-check",
}
"""The only grades that differ from the table but for `UN_DATED`: each lower, each where the table
doubts itself or rests on another list than the one it speaks of."""

UN_DATED = {"eu-881", "eu-753", "eu-356", "eu-1352"}
"""Acts that transpose a list of the Security Council and print the day of its listing, not of
their own: no citation of theirs may print it as the day on which the Union listed."""

FOUND = {
    ("al-rehmat-trust", "us-sdgt"): ("AL REHMAT TRUST", "OFAC uid 12294"),
    ("emarat-kavkaz", "us-sdgt"): ("CAUCASUS EMIRATE", "OFAC uid 12756"),
}
"""Entries of official files that the table calls absent; told by the examination, never cited."""

NOT_CITABLE = {
    ("irgc", "gb-uksl"): "not as a terrorist organisation",
    ("al-rashid-trust", "pk-ata-11b"): "(not 11B)",
    ("al-akhtar-trust", "pk-ata-11b"): "(not 11B)",
    ("the-base-neo-nazi", "eu-cp931"): "identification as the neo-Nazi network MEMORY",
    ("jaysh-al-adl", "gb-ta2000"): "not the Iranian one",
}
"""Entries that no citation may rest on, and the words of the table that say so."""

LABELS = """
    entry as a whole; instrument; section; source of the; sources read for; sources of the removal;
    listed as; other known name; name change; name goes on; later change; federal register; date;
    OFSI Group ID; designation source; sanctions imposed; program tags in 2025-05; alias added by;
    lowered from to; none in the table, newest of its sources; spelling from OFAC;
    only its alias rows were read; date_listed; listed_name; reference; status;
    the annex prints the day of the UN listing; only the program tag of OFAC was read;
    presumed removed with the entry of the UN
"""
"""The labels of our notes; every other word, and the words of grades, must be in the table."""


def _read(path: Path) -> Any:
    """Plain PyYAML, every scalar as text where our files are read, typed where the table is."""
    name = "CSafeLoader" if path == TABLE else "CBaseLoader"
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, name))  # noqa: S506  (loaders of plain data)


@pytest.fixture(scope="module")
def authorities() -> dict[str, Authority]:
    return load_authorities(DATA / "authorities")


@pytest.fixture(scope="module")
def organisations() -> dict[str, Organisation]:
    return load_organisations(DATA / "organisations")


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    if not TABLE.exists():
        pytest.skip("the research table is not beside this checkout (../shared/organisations.yaml)")
    return {row["id"]: row for row in _read(TABLE)["organisations"]}


@pytest.fixture(scope="module")
def pairs(
    table: dict[str, Any], organisations: dict[str, Organisation]
) -> list[tuple[str, dict[str, Any], Listing]]:
    """Each row of the table with our listing of it."""
    found = []
    for key, row in table.items():
        ours = [
            listing for listing in organisations[key].listings if listing.authority not in NEWER
        ]
        theirs = [
            listing for listing in row["listings"] if listing["authority"].lower() not in NEWER
        ]
        rows = zip(theirs, ours, strict=True)
        found += [
            (key, given, mine) for given, mine in rows if (key, mine.authority) not in READ_SINCE
        ]
    return found


def test_counts(authorities: dict[str, Authority], organisations: dict[str, Organisation]) -> None:
    assert len(authorities) == 22
    assert len(organisations) == 152
    assert sum(len(organisation.listings) for organisation in organisations.values()) == 572


def test_references_hold(
    authorities: dict[str, Authority], organisations: dict[str, Organisation]
) -> None:
    problems = check_library(authorities, organisations, load_sources(DATA / "sources.yaml"))
    assert not [str(problem) for problem in problems]


def test_authorities_claim_only_their_own_force(authorities: dict[str, Authority]) -> None:
    for authority in authorities.values():
        if authority.state == "UN":
            assert authority.binds == ()
            assert "bind States, not companies" in authority.effect
            assert "order no platform to remove content" in authority.effect
            assert any("(Security Council) Act 1948" in note for note in authority.notes)
        else:
            assert authority.binds == (authority.state,)
        weekly = authority.state in ("UN", "EU") or authority.id in ("us-sdgt", "gb-uksl")
        assert authority.max_age_days == (7 if weekly else 30), authority.id


def test_only_observation_and_immigration_are_not_citable(
    authorities: dict[str, Authority],
) -> None:
    barred = {authority.id for authority in authorities.values() if not authority.citable}
    assert barred == {"us-tel", "pk-ata-11d"}
    assert all(authorities[name].why_not_citable for name in barred)
    natures = {authority.nature for authority in authorities.values() if not authority.citable}
    assert natures == {Nature.IMMIGRATION, Nature.OBSERVATION}


def test_citation_forms_have_known_placeholders_one_optional_value_a_part(
    authorities: dict[str, Authority],
) -> None:
    for authority in authorities.values():
        names = [
            name for _, name, _, _ in string.Formatter().parse(authority.citation_form) if name
        ]
        assert set(names) <= {"name", "reference", "date", "list"}, authority.id
        assert names[0] == "name"
        for part in authority.citation_form.split(", "):
            optional = [n for n in ("{reference}", "{date}") if n in part]
            assert len(optional) <= 1, authority.id
            assert not (optional and ("{name}" in part or "{list}" in part)), authority.id
        if authority.id == "us-fto":
            assert "reference" not in names  # an OFAC uid is no reference of State's list


def test_a_grade_is_given_only_to_a_value(organisations: dict[str, Organisation]) -> None:
    fields = ("listed_name", "reference", "date_listed", "instrument", "federal_register")
    for organisation in organisations.values():
        for row in organisation.listings:
            for field in fields:
                if not getattr(row, field):
                    assert row.grade(field) is Verification.UNKNOWN, (organisation.id, field)


def test_entries_that_must_not_be_cited(
    organisations: dict[str, Organisation], table: dict[str, Any]
) -> None:
    barred = {
        (key, row.authority)
        for key, organisation in organisations.items()
        for row in organisation.listings
        if row.why_not_citable
    }
    assert barred == {*NOT_CITABLE, *FOUND}
    for (key, authority), words in NOT_CITABLE.items():
        row = next(
            listing for listing in organisations[key].listings if listing.authority == authority
        )
        assert not row.citable
        assert any(
            words in str(given)
            for given in table[key]["listings"]
            if given["authority"].lower() == authority
        )


def test_every_listing_equals_the_table(
    pairs: list[tuple[str, dict[str, Any], Listing]], table: dict[str, Any]
) -> None:
    for key, given, mine in pairs:
        where = (key, given["authority"])
        assert mine.authority == given["authority"].lower(), where
        name = given["listed_name"] or ""
        if name.endswith(" (alias)"):  # the table's remark: the name itself is the parent's alias
            name = name.removesuffix(" (alias)")
            parent = table[given["status"].removeprefix("alias_of:")]["listings"]
            entry = next(row for row in parent if row["authority"] == given["authority"])
            assert name in [alias["name"] for alias in entry["aliases"]]
        assert mine.listed_name == name, where
        for ours, theirs in [
            ("reference", "reference"),
            ("date_listed", "date_listed"),
            ("original_script", "name_original_script"),
            ("status_note", "status_note"),
            ("citation_rule", "citation_rule"),
        ]:
            assert getattr(mine, ours) == given.get(theirs), (*where, ours)
        # The one presumed removal has the day of the UN's, which it is presumed to follow.
        presumed = "2026-02-27" if where == ("hts", "GB-UKSL") else None
        assert mine.date_removed == given.get("date_removed", presumed), where
        assert list(mine.amended_on) == given.get("amended_on", []), where
        assert list(mine.program_tags) == given.get("program_tags", []), where
        status, _, parent_id = given["status"].partition(":")
        assert mine.status == ("alias" if parent_id else STATUS[status]), where
        assert mine.alias_of == (parent_id or None), where


def test_every_alias_and_amendment_equals_the_table(
    pairs: list[tuple[str, dict[str, Any], Listing]],
) -> None:
    for key, given, mine in pairs:
        aliases = [
            (a["name"], a["type"], a.get("strength"), GRADES[a.get("verification", "VERIFIED")])
            for a in given.get("aliases", [])
        ]
        ours = [(a.name, a.kind, a.strength, str(a.verification)) for a in mine.aliases]
        assert ours == aliases, key
        if any("verification" not in alias for alias in given.get("aliases", [])):
            assert given["provenance"]["verification"] == "VERIFIED", key
        amendments = [
            (a["name"], a.get("date"), a.get("federal_register"), GRADES[a["verification"]])
            for a in given.get("amendments", [])
        ]
        assert amendments == [
            (a.name, a.date, a.federal_register, str(a.verification)) for a in mine.amendments
        ], key


def test_every_grade_equals_the_table_or_is_lower(
    pairs: list[tuple[str, dict[str, Any], Listing]],
) -> None:
    lowered = set()
    for key, given, mine in pairs:
        grades = {field: GRADES[word] for field, word in given["field_verification"].items()}
        assert set(mine.verification) == set(grades), key
        for field, grade in grades.items():
            ours = str(mine.verification[field])
            place = (key, mine.authority, field)
            if place in LOWERED:
                assert ours == LOWERED[place]
                assert RANK.index(ours) < RANK.index(grade)
                lowered.add(place)
            elif mine.authority in UN_DATED and field == "date_listed":
                assert ours == ("to-check" if grade == "verified" else grade), place
            elif ours != grade:
                # What is not an instrument or a notice of this entry went to the notes.
                assert field in ("instrument", "federal_register"), place
                assert ours == "unknown", place
                assert getattr(mine, field) is None, place
    assert lowered == set(LOWERED)


def test_instruments_are_the_tables_own(
    pairs: list[tuple[str, dict[str, Any], Listing]],
) -> None:
    for key, given, mine in pairs:
        instrument = given.get("instrument") or {}
        if mine.instrument is None:
            if isinstance(instrument, str):
                assert any(instrument in note for note in mine.notes), key
            elif instrument.get("text"):
                assert any(instrument["text"] in note for note in mine.notes), key
        elif isinstance(instrument, str):
            assert mine.instrument == "FR Doc 2014-11217"
            assert instrument == f"Designation {mine.instrument} [VERIFIED]"
        elif "section" in instrument:
            number = instrument["sro_or_notification_no"]
            expected = f"section {instrument['section']}" + (f", {number}" if number else "")
            assert mine.instrument == expected, key
            assert number or mine.grade("instrument") is Verification.UNKNOWN, key
        else:
            assert mine.instrument == instrument["text"], key
        assert mine.federal_register is None, key  # no notice of an entry is known to the table


def test_a_notice_that_is_not_the_designation_says_so(
    organisations: dict[str, Organisation],
) -> None:
    printed = [
        row.federal_register
        for organisation in organisations.values()
        for row in organisation.listings
        if row.federal_register
    ]
    assert len(printed) == 8
    for text in printed:
        assert re.match(r"\d+ FR \d+|FR Doc\. \d{4}-\d{5}", text), text
        assert re.search(r"\b(review|amendment|Public Notice)\b", text), text


def test_the_day_the_list_was_read(
    pairs: list[tuple[str, dict[str, Any], Listing]],
) -> None:
    sources = load_sources(DATA / "sources.yaml")
    for key, given, mine in pairs:
        text = given.get("as_of")
        if text is None:
            assert mine.as_of_note, key
            if mine.as_of is not None:
                assert mine.as_of in [sources[source].as_of for source in mine.sources], key
        elif mine.as_of is None:
            # Without a day, or with one on which the list itself was not read: OFAC's tag is no row
            # of State's list, and the lookup still has the row that State revoked in May 2022.
            assert text in ("2021+ (undated plain view)", "2020 or earlier (reproduction)") or (
                mine.authority == "us-fto"
                and text.endswith(("tag still present)", "present in OpenSanctions lookup)"))
            ), text
            assert mine.as_of_note == text
        else:
            assert text in (mine.as_of, f"{mine.as_of} (reproduction)"), key
            assert text in (mine.as_of, mine.as_of_note), key


def test_organisations_equal_the_table(
    table: dict[str, Any], organisations: dict[str, Organisation]
) -> None:
    bodies = {"UN": "un", "EU (any terrorism list)": "eu"}
    for key, given in table.items():
        mine = organisations[key]
        assert mine.name == given["canonical_name"]
        assert mine.focus == given.get("focus")
        hazards = [hazard for hazard in given.get("hazards", []) if "ISKP" not in hazard]
        assert [hazard for hazard in mine.hazards if "ISKP" not in hazard] == hazards
        settled = {*given.get("to_check", []), "GB-TA2000: parent_rule = TO_CHECK"}
        assert set(mine.to_check) <= settled, "what was read since is no longer to check"
        native = [
            (n["name"], language, GRADES[n["verification"]], newer(n.get("source")))
            for n in given.get("names_native", [])
            for language in n["script"].split("/")
        ]
        assert native == [
            (n.name, n.language, str(n.verification), n.source) for n in mine.native_names
        ], key
        wings = [
            (w["name"], GRADES[w["verification"]], newer(w.get("source")))
            for w in given.get("media_wings", [])
        ]
        assert wings == [(w.name, str(w.verification), w.source) for w in mine.media_wings], key
        absent = [
            (
                bodies.get(n["authority"], n["authority"].lower()),
                n.get("as_of"),
                GRADES[n["verification"]],
            )
            for n in given.get("not_listed", [])
            if (key, n["authority"].lower()) not in FOUND
        ]
        kept = [(n.authority, n.as_of, str(n.verification)) for n in mine.not_listed]
        read_again = ("un", *(name for name in NEWER if name[:2] in ("un", "gb")))
        listed = {listing.authority for listing in mine.listings}
        assert [item for item in kept if item[0] not in read_again] == [
            item for item in absent if item[0] not in (*read_again, *listed)
        ], key
        assert {item[0] for item in kept} == {item[0] for item in absent} - listed, key
        for authority, day, _ in kept:
            assert authority not in read_again or (day or "") >= "2026-07-03", key


def newer(source: str | None) -> str | None:
    """The file of August 2026 has every name that was read in that of February."""
    return "S-UN-20260801" if source == "S-UN-20260227" else source


def _texts(value: Any, without: Collection[str] = ()) -> list[str]:
    """Every scalar of a tree, but for the fields named."""
    if isinstance(value, dict):
        parts = [part for name, part in value.items() if name not in without]
        return [text for part in parts for text in _texts(part, without)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part, without)]
    return [str(value)] if value is not None else []


def _words(texts: list[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w+", text.casefold())}


def test_no_text_says_what_the_table_does_not(table: dict[str, Any]) -> None:
    """Word by word: a name, number or date that is not in the table's entry is not in ours."""
    ours = _words([LABELS, *GRADES.values()])
    structure = {"id", "authority", "status", "alias_of", "verification", "sources", "source"}
    structure |= {"why_not_citable", "date_removed"}  # compared with the table above
    for key, given in table.items():
        path = DATA / "organisations" / f"{key}.yaml"
        mine = _read(path)
        ours_read = [row for row in mine.pop("listings") if row["authority"] not in NEWER]
        given_read = [row for row in given["listings"] if row["authority"].lower() not in NEWER]
        for row, theirs in zip(ours_read, given_read, strict=True):
            if (key, row["authority"]) in READ_SINCE:
                continue
            if "as_of" not in theirs:  # taken from a source, or said to be missing: tested above
                row.pop("as_of", None)
                row.pop("as_of_note", None)
            extra = _words(_texts(row, structure)) - _words(_texts(theirs)) - ours
            assert not extra, (key, row["authority"], extra)
        for name in ("hazards", "to_check", "not_listed"):
            mine.pop(name, None)  # compared above, with what was read since
        mine.pop("code", None)  # our own short form, which no list has
        extra = _words(_texts(mine, structure)) - _words(_texts(given)) - ours
        assert not extra, (key, extra)


def test_sources_equal_the_table(table: dict[str, Any]) -> None:
    assert table
    given = _read(TABLE)["sources"]
    ours = load_sources(DATA / "sources.yaml")
    for row in given.values():
        if row["location"].startswith("lists/"):  # a copy that nobody else has
            del row["location"]
    mine = {key: ours[key].model_dump(exclude_none=True) for key in given}
    assert all(row.location for row in ours.values())
    assert {key: {name: mine[key][name] for name in row} for key, row in given.items()} == given
    assert all(row.pop("location") for row in mine.values())
    assert {key: row.keys() for key, row in mine.items()} == {
        key: row.keys() - {"location"} for key, row in given.items()
    }


def test_not_listed_never_contradicts_a_listing(organisations: dict[str, Organisation]) -> None:
    for organisation in organisations.values():
        standing = Counter(row.authority for row in organisation.listings if row.citable)
        for absent in organisation.not_listed:
            prefix = f"{absent.authority}-" if absent.authority in ("un", "eu") else None
            for authority in standing:
                assert authority != absent.authority, organisation.id
                assert prefix is None or not authority.startswith(prefix), organisation.id


def test_taliban_has_no_entry_of_its_own(organisations: dict[str, Organisation]) -> None:
    row = next(r for r in organisations["taliban"].listings if r.authority == "un-1988")
    assert row.status is Status.NOT_LISTED
    assert row.listed_name == ""
    assert not row.citable


def test_the_id_must_be_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "isil.yaml").write_text("id: isis\nname: X\n", encoding="utf-8")
    (tmp_path / "other.yaml").write_text("id: other\nnam: X\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_organisations(tmp_path)
    messages = [str(problem) for problem in caught.value.problems]
    assert any("'isis' does not match the file name; write `id: isil`" in line for line in messages)
    assert any("nam: unknown field; did you mean 'name'?" in line for line in messages)


def test_broken_references_are_told(
    authorities: dict[str, Authority], organisations: dict[str, Organisation]
) -> None:
    listing = Listing(
        authority="un-1276",
        listed_name="X",
        status=Status.ALIAS,
        alias_of="lashkar-e-taiba",
        sources=("S-NONE",),
    )
    wrong = Listing(authority="un-1267", listed_name="X", reference="QDe.4", status=Status.LISTED)
    broken = Organisation(id="broken", name="X", listings=(listing, wrong))
    problems = check_library(authorities, {**organisations, "broken": broken}, {})
    messages = [str(problem) for problem in problems if problem.place.file.endswith("/broken.yaml")]
    assert messages == [
        "organisations/broken.yaml: listings[1].authority: unknown authority 'un-1276'; "
        "did you mean 'un-1267'?",
        "organisations/broken.yaml: listings[1].alias_of: unknown organisation 'lashkar-e-taiba'; "
        "did you mean 'lashkar-e-tayyiba'?",
        "organisations/broken.yaml: listings[2].reference: 'QDe.4' does not match the reference "
        "format of un-1267; QDe.NNN for an entity, QDi.NNN for a person",
        "organisations/broken.yaml: listings[1].sources: unknown source 'S-NONE'",
    ]
