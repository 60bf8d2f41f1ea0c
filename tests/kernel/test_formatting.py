"""Numbers and dates in words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.model.locale import english, zone

in_words, long_day = english().in_words, english().day
long_moment, long_partial = english().moment, english().partial

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
VALUES = {
    **{word: number for number, word in enumerate(ONES.split(" "))},
    **dict(zip(("twenty", "thirty", "forty", "fifty"), (20, 30, 40, 50), strict=True)),
    **dict(zip(("sixty", "seventy", "eighty", "ninety"), (60, 70, 80, 90), strict=True)),
}


def value(words: str) -> int:
    """The number that words say."""
    total = part = 0
    for word in words.replace("-", " ").replace(" and ", " ").split(" "):
        if word == "hundred":
            part *= 100
        elif word == "thousand":
            total, part = part * 1000, 0
        else:
            part += VALUES[word]
    return total + part


@settings(deadline=None, max_examples=500)
@given(st.integers(0, 999_999))
def test_the_words_say_the_number(number: int) -> None:
    assert value(in_words(number)) == number


@given(st.integers(0, 999_999), st.integers(0, 999_999))
def test_no_two_numbers_have_the_same_words(number: int, other: int) -> None:
    assert (in_words(number) == in_words(other)) == (number == other)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (21, "twenty-one"),
        (100, "one hundred"),
        (481, "four hundred and eighty-one"),
        (1_000, "one thousand"),
        (1_001, "one thousand and one"),
        (1_100, "one thousand one hundred"),
        (50_000, "fifty thousand"),
        (999_999, "nine hundred and ninety-nine thousand nine hundred and ninety-nine"),
        (1_000_000, "1,000,000"),
        (-3, "-3"),
    ],
)
def test_numbers(number: int, words: str) -> None:
    assert in_words(number) == words


@given(st.dates(min_value=dt.date(1900, 1, 1)))
def test_a_day_is_told_without_a_doubt(day: dt.date) -> None:
    text = long_day(day)
    assert dt.datetime.strptime(text, "%d %B %Y").replace(tzinfo=dt.UTC).date() == day
    assert not text.startswith("0")
    assert long_partial(day.isoformat()) == text
    assert long_partial(f"{day:%Y-%m}") == text.partition(" ")[2]
    assert long_partial(f"{day:%Y}") == text[-4:]


@given(
    st.datetimes(min_value=dt.datetime(1900, 1, 1)),  # noqa: DTZ001  (the zone is added below)
    st.integers(-14 * 4, 14 * 4),
)
def test_a_moment_is_told_with_its_zone(moment: dt.datetime, quarters: int) -> None:
    zoned = moment.replace(tzinfo=dt.timezone(dt.timedelta(minutes=15 * quarters)))
    text = long_moment(zoned)
    day, _, rest = text.partition(", ")
    assert day == long_day(moment.date())
    assert rest == f"{moment:%H:%M} ({zone(zoned)})"
    assert zone(zoned) == ("UTC" if quarters == 0 else f"UTC{zoned.isoformat()[-6:]}")
