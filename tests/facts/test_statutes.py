"""The asking state's law as the official prints read: page by page, word by word, number by number.

The prints lie beside the checkout; where they are absent, only what needs no print is tested.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from kit import DATA, ROOT, plain

LAW = ROOT.parent / "shared" / "law"
PK = plain(DATA / "jurisdictions" / "pk.yaml")
PROVISIONS = {entry["id"]: entry for entry in PK["provisions"]}
VERIFIED = {key: entry for key, entry in PROVISIONS.items() if entry["verification"] == "verified"}

PRINTS = {
    "peca": ("pk-peca-2016_print-2025-02-07.txt", r"=====p(\d+)\n"),
    "ata": ("pk-ata-1997_print-2025-10-20.txt", r"\f"),
}

_AMOUNT = re.compile(
    r"\b([a-z]+(?:-[a-z]+)?) (years?|months|days|hours|million rupees|thousand rupees)\b",
    re.IGNORECASE,
)


@functools.cache
def pages(source: str) -> dict[int, str]:
    """The text of a print by page, plain. Skips where the print is not beside the checkout."""
    name, mark = PRINTS[source]
    if not (LAW / name).is_file():
        pytest.skip(f"the official print {name} is not beside this checkout (../shared/law)")
    text = (LAW / name).read_text(encoding="utf-8")
    if mark == r"\f":
        return {number: flat(entry) for number, entry in enumerate(text.split("\f"), start=1)}
    parts = re.split(mark, text)
    return {
        int(number): flat(entry) for number, entry in zip(parts[1::2], parts[2::2], strict=True)
    }


def flat(text: str) -> str:
    """One line, without the marks of footnotes, brackets of amendments and parted words."""
    text = re.sub(r"(?m)^\s*\d\s*$", "", text)
    text = re.sub(r"\d?\s?\[(?!sic\])|(?<!\[sic)\]", "", text.replace("￾", ""))
    text = re.sub(r"(?<=\w)-\n(?=\w)", "-", text)
    return re.sub(r"\s+", " ", text).strip()


def letters(text: str) -> str:
    """The text for comparison: small letters and no white space."""
    return re.sub(r"\s+", "", flat(text.replace(" [sic]", ""))).casefold()


def read(provision: dict[str, Any]) -> str:
    """All the pages of a provision as one text."""
    (source,) = provision["sources"]
    return " ".join(pages(source)[int(number)] for number in provision["pages"])


@pytest.mark.parametrize("name", VERIFIED)
def test_the_heading_and_the_words_are_on_the_page(name: str) -> None:
    entry = VERIFIED[name]
    text = letters(read(entry))
    assert letters(entry["heading"]) in text
    assert entry["words"]
    for words in entry["words"]:
        assert letters(words) in text, words
    number = re.findall(r"\d+[A-Z]*", entry["section"])[0]
    page = read(entry)
    assert re.search(rf"\({number}\)|\b{number}[.,]", page), number


@pytest.mark.parametrize("name", VERIFIED)
def test_every_number_of_years_days_and_rupees_is_on_the_page(name: str) -> None:
    entry = VERIFIED[name]
    text = letters(read(entry)).replace("twentyfive", "twenty-five")
    said = " ".join(entry.get(field, "") for field in ("gist", "penalty", "exception"))
    for amount in _AMOUNT.finditer(said):
        assert letters(amount.group()) in text, amount.group()
    for quoted in re.findall("“([^”]+)”", " ".join((said, entry.get("reaches", "")))):
        assert letters(quoted) in text, quoted


@pytest.mark.parametrize("name", VERIFIED)
def test_no_page_is_named_that_holds_nothing_of_the_provision(name: str) -> None:
    entry = VERIFIED[name]
    (source,) = entry["sources"]
    for number in entry["pages"]:
        page = letters(pages(source)[int(number)])
        parts = [entry["heading"], *entry["words"]]
        halves = [letters(part) for part in parts]
        assert any(
            half in page or half[: len(half) // 2] in page or half[len(half) // 2 :] in page
            for half in halves
        ), number


PENAL = [key for key, entry in VERIFIED.items() if entry.get("offence") != "false"]


@pytest.mark.parametrize("name", PENAL)
def test_an_offence_says_who_with_what_mind_and_the_whole_penalty(name: str) -> None:
    entry = VERIFIED[name]
    assert entry["actor"]
    assert entry["mental"]
    assert entry["penalty"], name
    text = letters(read(entry))
    if re.search(r"rupees", entry["penalty"]):
        assert "fine" in entry["penalty"]
    if "or both" in entry["penalty"]:
        assert "orwithboth" in text
    if ", and fine" in entry["penalty"]:
        assert re.search(r"andwithfine|andafine|andshallalsobeliabletoafine", text)


@pytest.mark.parametrize(
    ("name", "penalty"),
    [
        ("peca-9", "up to seven years, or fine of up to ten million rupees, or both"),
        ("peca-10", "up to fourteen years, or fine of up to fifty million rupees, or both"),
        ("peca-11", "up to seven years, or fine, or both"),
        ("peca-12", "up to seven years, or fine, or both"),
        ("ata-11w", "up to five years, and fine"),
        ("ata-11f", "up to six months, and fine; support, meetings, sermons, money: one year to"),
    ],
)
def test_penalties_are_whole(name: str, penalty: str) -> None:
    assert penalty in PROVISIONS[name]["penalty"]


def test_a_power_says_who_holds_it() -> None:
    for name, entry in VERIFIED.items():
        assert entry.get("actor"), name
        assert entry.get("gist"), name


def test_verified_names_a_page_of_a_dated_print() -> None:
    for name, entry in VERIFIED.items():
        assert entry["pages"], name
        (source,) = entry["sources"]
        assert PK["sources"][source]["grade"] == "official print", name
        assert len(PK["sources"][source]["copy_date"]) == len("2025-02-07"), name
    assert PROVISIONS["unsc-2"]["verification"] != "verified"


def test_grounds_rest_on_offences_that_fit() -> None:
    grounds = {entry["id"]: entry for entry in PK["grounds"]}
    used = {name for entry in grounds.values() for name in entry["provisions"]}
    # Section 10 needs an offence under sections 6 to 9; section 38(1) is a shield of providers.
    assert "peca-10" not in used
    assert not any(
        "38(1)" in str(entry) for entry in (PK["provisions"], PK["limits"], PK["redress"])
    )
    assert grounds["threats"]["provisions"] == ["ata-6", "ata-7"]
    for entry in grounds.values():
        assert "proscribed" not in entry["title"] or entry["presupposes"] == ["pk-ata-11b"], entry[
            "id"
        ]
        assert set(entry["provisions"]) <= set(VERIFIED)
    assert "measure" not in PK["limits"]


_CITED = re.compile(r"\b(?:sections?|ss?\.) ?(\d[0-9A-Z]*(?:\(\w+\))*)")


def sentences() -> Iterator[tuple[str, str]]:
    """Every text of the file that a document may print, with its name."""
    for entry in PK["redress"]:
        yield "redress", entry["text"]
    for name, limit in PK["limits"].items():
        if isinstance(limit, dict):
            yield name, limit["basis"]
    for name in ("handling", "no_monitoring", "protected_speech", "formal_route", "no_threat"):
        yield name, PK[name]
    for entry in PK["legal_grounds"]:
        if entry["verification"] == "verified":
            yield entry["authority"], entry["effect"]
    for key, entry in PROVISIONS.items():
        yield key, entry["cited"]
        for field in ("gist", "penalty", "exception", "actor"):
            yield key, entry.get(field, "")


@pytest.mark.parametrize(("name", "text"), list(sentences()))
def test_no_section_stands_without_its_act(name: str, text: str) -> None:
    for match in _CITED.finditer(text):
        before = text[: match.start()].rstrip()
        assert re.search(
            r"(PECA 2016|ATA 1997|Act (?:1948|1997|2016)( \(PECA 2016\))?),$", before
        ) or re.match(r"[^.]{0,40}\bAct \d{4}", text[match.end() :]), (
            f"{name}: {match.group()} in {text}"
        )


@pytest.mark.parametrize(("name", "text"), list(sentences()))
def test_what_is_cited_is_in_the_register(name: str, text: str) -> None:
    """A sentence rests on provisions that were read; those of a list within a section count."""
    known = {
        (act, re.match(r"\d+[A-Z]*", number)[0])  # type: ignore[index]
        for entry in VERIFIED.values()
        for act, number in re.findall(r"(PECA 2016|ATA 1997), ss?\. (\S+)", entry["cited"])
    }
    for act, number in re.findall(r"(PECA 2016|ATA 1997), ss?\. (\d+[A-Z]*)", text):
        if name in ("peca-10", "peca-43"):
            continue  # the sections that these name are not cited, but told
        assert (act, number) in known, f"{name}: {act}, s. {number}"


def test_no_sro_number_is_verified() -> None:
    """The number of a statutory order was read in no official text, and is printed nowhere."""
    for file in (DATA / "organisations").glob("*.yaml"):
        for listing in plain(file).get("listings", ()):
            if listing["authority"] not in ("pk-ata-11b", "pk-ata-11d"):
                continue
            grades = listing.get("verification", {})
            for field in ("instrument", "reference"):
                value = listing.get(field, "")
                assert grades.get(field) != "verified" or not re.search(
                    r"S\.?R\.?O|(?<!\w)section", value
                ), f"{file.stem}: {value}"


def test_a_body_not_shown_to_be_established_does_not_act() -> None:
    (entry,) = PK["transitions"]
    assert entry["established"] == "not verified"
    assert entry["until_then"] == "Pakistan Telecommunication Authority"
    assert entry["provision"] in VERIFIED
