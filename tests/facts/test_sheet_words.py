"""The words of sheets: each means one thing, in every language that they are in."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from demarche.facts.library import open_library
from demarche.facts.sheet_names import (
    open_countries,
    open_epithets,
    open_months,
    short_names_file,
)
from demarche.facts.sheet_vocabulary import open_vocabulary, plain_title
from demarche.kernel.workspace import Workspace

BUILTIN = Workspace(Path("/nonexistent"))
LIBRARY = open_library(BUILTIN)
WORDS = open_vocabulary(BUILTIN)
COUNTRIES = open_countries(BUILTIN, LIBRARY.regions)
MONTHS = open_months(BUILTIN)
NAMES = [(key, LIBRARY.platforms[key].name) for key in LIBRARY.platforms]


def test_no_title_means_two_things() -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for name, called in [
        ("url", WORDS.address),
        ("nothing", (*WORDS.serial, *WORDS.aside, *WORDS.refused)),
        *WORDS.fields.items(),
        *((f"url on {key}", called) for key, called in WORDS.address_on.items()),
    ]:
        for title in called:
            meanings[plain_title(title)].add(name)
    assert {title: found for title, found in meanings.items() if len(found) > 1} == {}


def test_no_word_means_two_platforms() -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for key, called in WORDS.platforms.items():
        for word in called:
            meanings[plain_title(word)].add(key)
    assert {word: found for word, found in meanings.items() if len(found) > 1} == {}
    assert set(WORDS.platforms) <= set(LIBRARY.platforms)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        *(("Name of the page", "display_name"), ("Dates of observation", "observed_at")),
        *(("Noms affichés", "display_name"), ("Liens des comptes", "url")),
        *(("Kiungo za akaunti", "url"), ("Posts links", "posts"), ("Account name", "")),
        *(
            ("Weight", ""),
            ("of the", ""),
            ("Follower numbers", "reach"),
            ("Mirror", ""),
            ("Reasons", "justification"),
        ),
    ],
)
def test_a_title_has_the_words_of_a_known_one(title: str, field: str) -> None:
    assert WORDS.loosely(title) == field


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("Pakistan", "PK"), ("پاکستان", "PK"), ("باكستان", "PK"), ("Kenya", "KE")),
        *(("the Netherlands", "NL"), ("Netherlands", "NL"), ("Holland", "NL"), ("UK", "GB")),
        *(("Côte d’Ivoire", "CI"), ("Ivory Coast", "CI"), ("Afrika Selatan", "ZA")),
        *(("Marekani", "US"), ("Allemagne", "DE"), ("Congo", None), ("Korea", None)),
        *(("Atlantis", None), ("", None), ("PK", None)),
    ],
)
def test_countries_by_their_names(name: str, code: str | None) -> None:
    assert COUNTRIES.code(name) == code


def test_a_name_of_two_countries_is_the_name_of_none() -> None:
    for code, name in LIBRARY.regions.names.items():
        assert COUNTRIES.code(name) in (code, None)
    assert COUNTRIES.one_code(["kenya ke", "kenya", "ke"]) == "KE"
    assert COUNTRIES.one_code(["pakistan afghanistan", "pakistan", "afghanistan"]) is None
    assert COUNTRIES.one_code(["kenya nairobi", "kenya", "nairobi"]) is None


def test_every_month_has_its_names() -> None:
    names_of = [("جنوری", "janvier"), ("شباط", "févr"), ("Machi", "Maret")]
    for number, names in enumerate(names_of, start=1):
        assert [MONTHS.number(name) for name in names] == [number] * 2
    assert MONTHS.number("Smarch") is None


def test_epithets_name_organisations_that_are_there_and_their_source() -> None:
    for epithet in open_epithets(BUILTIN):
        assert set(epithet.organisations) <= set(LIBRARY.organisations)
        assert epithet.verification in ("verified", "reported", "memory")
        assert epithet.source
        assert epithet.used_by


def test_short_names_are_written_as_yaml() -> None:
    names = {'T"P': "ttp", "a: b #c": "bras", "ٹی ٹی پی": "ttp", "back\\slash": "ttp"}
    assert yaml.safe_load(short_names_file(names))["names"] == names


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        *(("ukurasa wa facebook", "facebook"), ("WA", "whatsapp"), ("wa group", "whatsapp")),
        *(("kundi la whatsapp", "whatsapp"), ("X / FB", None), ("Facebook live video", "facebook")),
        *(("page Facebook", "facebook"), ("Akun Instagram", "instagram"), ("حساب تويتر", "x")),
    ],
)
def test_words_beside_a_platform(text: str, platform: str | None) -> None:
    assert WORDS.platform(text, NAMES) == platform
