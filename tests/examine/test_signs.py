"""Signs in the texts of many accounts: what was found in one text is right for its like too."""

from __future__ import annotations

import pytest

from demarche.examine.word_signals import SignsSought
from demarche.facts.banned_phrases import Signs

GROUPS = (
    Signs(id="press", says="press", rule="W15", words=("news", "press 24", "tribune")),
    Signs(id="radio", says="radio", rule="W15", words=("kanal101", "radio")),
    Signs(id="young", says="young", rule="W16", words=("class 9",), patterns=(r"aged \d\b",)),
)


def found(rule: str, *texts: tuple[str, str]) -> list[str | None]:
    """The words that one search finds in texts, one after the other, by field."""
    sought = SignsSought(GROUPS, rule)  # type: ignore[arg-type]
    signs = [sought.found_in({field: text}) for field, text in texts]
    return [sign and sign[2] for sign in signs]


@pytest.mark.parametrize(
    ("field", "texts", "words"),
    [
        ("handle", ["kabul_news_1", "kabul_new_1", "kabul_news_22222"], ["news", None, "news"]),
        ("handle", ["x123tribune9", "x4tribune"], ["tribune", "tribune"]),
        ("display_name", ["Press 24", "Press 240", "Press 2400"], ["press 24", None, None]),
        ("handle", ["my_kanal101", "my_kanal1012", "kanal10"], ["kanal101", "kanal101", None]),
        ("display_name", ["kanal101", "kanal1012"], ["kanal101", None]),
    ],
)
def test_numbers_make_no_difference_but_where_a_word_has_one(
    field: str, texts: list[str], words: list[str | None]
) -> None:
    assert found("W15", *((field, text) for text in texts)) == words


def test_patterns_see_the_number_itself() -> None:
    texts = ["aged 9", "aged 99", "aged 999", "class 9", "class 99"]

    assert found("W16", *(("link_basis", text) for text in texts)) == [
        *("aged 9", None, None),
        *("class 9", None),
    ]
