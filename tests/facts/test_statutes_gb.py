"""The law of the United Kingdom as the revised text reads: the words of each provision are there.

The text lies beside the checkout; where it is absent, only what needs no text is tested.
"""

from __future__ import annotations

import functools
import re

import pytest
from kit import DATA, ROOT, plain

TEXT = ROOT.parent / "shared" / "law" / "uk_ta2000_2026-07-03.txt"
GB = plain(DATA / "jurisdictions" / "gb.yaml")
PROVISIONS = {provision["id"]: provision for provision in GB["provisions"]}


def letters(text: str) -> str:
    """The text for comparison: without marks of amendments, white space and letter case."""
    text = re.sub(r"\[?\bF\d+(?=[A-Za-z(“ ])|\[|\]", "", text)
    return re.sub(r"\s+", "", text).casefold()


@functools.cache
def act() -> str:
    """The Act. Skips where it is not beside the checkout."""
    if not TEXT.is_file():
        pytest.skip(f"{TEXT.name} is not beside this checkout (../shared/law)")
    return letters(TEXT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(PROVISIONS))
def test_the_words_and_the_heading_are_in_the_text(name: str) -> None:
    provision = PROVISIONS[name]

    for words in (*provision["words"], provision["heading"]):
        assert letters(words) in act(), words


def test_the_penalties_have_the_numbers_of_the_text() -> None:
    assert (
        letters("to imprisonment for a term not exceeding 14 years, to a fine or to both") in act()
    )
    assert letters("imprisonment for a term not exceeding six months") in act()
    for provision in PROVISIONS.values():
        for number in re.findall(r"\b\d+ years\b", provision.get("penalty", "")):
            assert number == "14 years"


def test_no_power_to_direct_and_no_limit_of_time_is_claimed() -> None:
    assert {power["id"] for power in GB["powers"]} == {"production-order"}
    assert "limits" not in GB
    office = plain(DATA / "offices" / "gb-specimen.yaml")
    assert {power["form"] for power in office["powers"]} == {"request"}


def test_no_data_are_asked_for_without_the_order() -> None:
    assert "information" not in GB["voluntary"]
