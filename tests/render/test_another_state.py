"""Another state is data: every kind of document, and no word of the first state's law in one.

The forbidden words come from the other state's data, so that a sentence of Pakistan's law in a
template or in the program shows in a document of the United Kingdom, and the reverse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kit import DATA, TESTS, Built, build_case, plain, read_pdf

from demarche.model.kinds import Kind

OF_BOTH = {"United Nations", "Interpol"}
"""What is no state's own."""


def words_of(state: str) -> set[str]:
    """Names that only this state's documents have: itself, its Acts, bodies and courts."""
    law = plain(DATA / "jurisdictions" / f"{state}.yaml")
    names = {law["name"], law["government"]}
    for provision in law["provisions"]:
        names.add(plainly(provision["instrument"]))
        names.add(re.split(r", (?:ss?|Sch|para)\. ?", provision["cited"])[0])
    for body in law.get("bodies", ()):
        names |= {plainly(body["name"]), body["id"].upper()}
    for transition in law.get("transitions", ()):
        names |= {transition["name"], transition["until_then"]}
    for source in law["sources"].values():
        names |= set(re.findall(r"\b[A-Z]{3,}(?= \d{4}\b)", source["title"]))
    for plan in law.get("policy_plans", ()):
        names.add(plainly(plan["title"]))
    names |= set(own_names(law))
    return {name for name in names if len(name) > 3} - OF_BOTH


def plainly(name: str) -> str:
    """A name without what stands in brackets after it."""
    return re.sub(r"\s*\([^)]*\)$", "", name).strip()


def own_names(law: dict[str, Any]) -> Iterator[str]:
    """Courts, tribunals, commissions and gazettes that the texts of the law name."""
    pattern = (
        r"\b(?:[A-Z][a-z]+ )+(?:Tribunal|Commission|Agency|Ministry|Gazette)\b|\bSupreme Court of"
        r" [A-Z][a-z]+"
    )
    for group in ("provisions", "redress", "legal_grounds"):
        for item in law[group]:
            for text in (value for value in item.values() if isinstance(value, str)):
                yield from re.findall(pattern, text)


def cited(pdf_words: str, word: str) -> bool:
    """Whether the text has the word as a whole."""
    return bool(re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", pdf_words))


def documents(built: Built) -> dict[str, str]:
    """The text of every PDF of a dossier, and of the data in it."""
    files = {str(file.relative_to(built.folder)): file for file in built.folder.rglob("*.pdf")}
    return {name: read_pdf(file).text for name, file in files.items()}


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The case of the United Kingdom, built."""
    folder = tmp_path_factory.mktemp("gb") / "data" / "cases" / "gb"
    folder.mkdir(parents=True)
    case = folder / "case.yaml"
    case.write_bytes((TESTS / "cases" / "gb" / "case.yaml").read_bytes())
    return build_case(case)


def test_every_kind_is_made(other: Built) -> None:
    made = {request["kind"] for request in other.requests().values()}

    assert made == {str(kind) for kind in Kind}


def test_the_words_are_found_at_all(small: Built, other: Built) -> None:
    home, abroad = words_of("pk"), words_of("gb")

    assert {"Pakistan", "Prevention of Electronic Crimes Act 2016", "PECA", "PECA 2016"} <= home
    assert {"United Kingdom", "Terrorism Act 2000", "Circuit judge"} <= abroad
    for built, words in ((small, home), (other, abroad)):
        everything = " ".join(documents(built).values())
        assert sum(cited(everything, word) for word in words) >= 3


@pytest.mark.parametrize("state", ["pk", "gb"])
def test_no_document_has_a_word_of_the_other_state(state: str, small: Built, other: Built) -> None:
    built = other if state == "pk" else small
    words, quoted = sorted(words_of(state)), quotable()
    found = [
        (name, word)
        for name, text in documents(built).items()
        for word in words
        if cited(without(text, quoted), word)
    ]
    assert not found, found[:10]


def quotable() -> list[str]:
    """What a document may say of a list of any state: the authorities' own strings, and where a
    company has its seat."""
    strings: set[str] = set()
    for file in (DATA / "authorities").glob("*.yaml"):
        record = plain(file)
        strings |= {record[name] for name in ("name", "short", "body", "list_title", "effect")}
        strings |= {item["text"] for item in record["law"]}
    for file in (DATA / "platforms").glob("*.yaml"):
        for recipient in plain(file)["recipients"]:
            strings |= set(recipient.get("address", ()))
    return sorted(strings, key=len, reverse=True)


def without(text: str, quoted: list[str]) -> str:
    """The text without these strings, however it breaks the lines, in any letter case."""
    squeezed = "".join(text.split()).casefold()
    for string in quoted:
        # The search for a pattern is slow, and most strings are in no document.
        if len(string) > 5 and "".join(string.rstrip(".").split()).casefold() in squeezed:
            pattern = r"\s*".join(re.escape(part) for part in string.rstrip(".").split())
            text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
            squeezed = "".join(text.split()).casefold()
    return text


def test_nothing_of_a_state_is_in_the_program_or_in_a_template() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    pages = sorted((root / "templates").glob("*.j2"))
    words = {word for state in ("pk", "gb") for word in words_of(state)}
    found = [
        (page.name, word)
        for page in pages
        for word in sorted(words)
        if cited(page.read_text(encoding="utf-8"), word)
    ]
    assert not found
