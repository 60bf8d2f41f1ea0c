"""The short ways of a check: they give what the long way gives, whatever is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import ROOT

from demarche.examine import regex_prefilter, word_signals
from demarche.examine.case_texts import Lines, Written, words_of
from demarche.examine.repetition import all_differ, without_numbers
from demarche.examine.rules import character_rules, personal_data_rules
from demarche.facts import banned_phrases
from demarche.kernel.workspace import Workspace
from demarche.model.base import made_of
from demarche.model.case import Exhibit
from demarche.platforms.registry import load_platforms

PLATFORMS = load_platforms(ROOT / "data" / "platforms")

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["one 12 two", "One 3 two", "one-12 two", "a\nb", "نمونہ ٣", "x\x1cy", ""]),
        st.text("abAB 019.-_\n\t\u0661\u00e9", max_size=12),
    ),
    max_size=8,
)


@given(TEXTS)
def test_numbers_are_taken_out_of_all_texts_as_of_each(texts: list[str]) -> None:
    assert list(without_numbers(texts, "\0")) == [
        re.sub(r"\d+", "\0", text.casefold()) for text in texts
    ]


@given(TEXTS, st.integers(0, 8))
def test_texts_that_differ_have_other_words(texts: list[str], shortest: int) -> None:
    if all_differ(texts, shortest):
        words = [words_of(text) for text in texts]
        assert len(set(words)) == len(words)
        assert all(len(one) >= shortest for one in words)


PATTERNS = [
    *(one for name in PLATFORMS for one in PLATFORMS[name].grammar.private),
    *(
        one
        for group in banned_phrases.open_wording(Workspace(ROOT)).signs
        for one in group.patterns
    ),
    r"(?i)\b2-?\s?R\s?\(\s?3\s?\)|\bsub-?\s?section \(?3\)? of section 2-?\s?R\b",
    *("ab+c{2}d{0,3}e?f*", "[)(]a|b(c|d)e", "a(b|(c|d))+e", r"a\|b", "(?:a|b)c", "^a.b$", "x{2,}y"),
]


@settings(max_examples=400)
@given(st.data(), st.sampled_from(PATTERNS), st.booleans())
def test_what_is_found_holds_what_is_needed(
    data: st.DataObject, pattern: str, capitals: bool
) -> None:
    text = data.draw(st.from_regex(re.compile(pattern)))
    text = text.upper() if capitals else text
    if re.search(pattern, text, re.IGNORECASE):
        assert regex_prefilter.needed(pattern).may_be_in(text)


@pytest.mark.parametrize(
    "pattern", [r"a(?=b)", r"(a)\1", "a{b", "a(?i)b", "a|", "é", r"\x41", "(a"]
)
def test_of_what_is_not_understood_nothing_is_needed(pattern: str) -> None:
    assert regex_prefilter.needed(pattern).may_be_in("")


WORDING = banned_phrases.open_wording(Workspace(ROOT))
NAMES = st.one_of(
    st.sampled_from(["da_wn.x", "Specimen News", "class 10 boys", "kid2011", "خبریں"]),
    st.sampled_from([word for group in WORDING.signs for word in group.words]),
    st.text("abcdefgnews kid_.-019\n", max_size=14),
)


@settings(max_examples=400, deadline=None)
@given(st.sets(NAMES, max_size=4), st.sets(NAMES, max_size=4), st.sampled_from(["W15", "W16"]))
def test_no_sign_is_passed_over(names: set[str], others: set[str], code: str) -> None:
    sought = word_signals.SignsSought(WORDING.signs, code)  # type: ignore[arg-type]
    if sought.none_in(names, others):
        alone = word_signals.SignsSought(WORDING.signs, code)  # type: ignore[arg-type]
        assert not any(alone.found_in({"handle": one}) for one in names)
        assert not any(alone.found_in({"display_name": one}) for one in others)


@given(st.lists(st.text("a1@([ .-\n\u0661", max_size=14), max_size=6))
def test_no_suspect_is_passed_over(texts: list[str]) -> None:
    lines = Lines(lambda: [Written(("facts",), text) for text in texts])
    short = {
        line
        for line, _ in lines.holding(personal_data_rules._SUSPECT, personal_data_rules._may_hold)
    }
    assert short == {line for line, _ in lines.holding(personal_data_rules._SUSPECT)}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a page", "a\u202epage", "صفحہ", "two\nlines", "a\u0301"]),
            st.sampled_from([None, "held", "é", "\x7f"]),
            st.sampled_from(["1", "1 é", "2 3"]),
        ),
        min_size=1,
        max_size=50,
    )
)
def test_odd_characters_of_a_table_are_found_as_row_by_row(
    cells: list[tuple[str, str | None, str]],
) -> None:
    rows = tuple(
        made_of(
            Exhibit,
            {"id": "E1", "accounts": accounts, "shows": shows, "custody": custody}
            | {"url": "https://x.com/a", "captured_at": "2026-11-20T14:30:00Z"}
            | {"tool": "t", "captured_by": "c", "sha256": "0" * 64},
        )
        for shows, custody, accounts in cells
    )
    by_row = [
        one
        for index, row in enumerate(rows)
        for one in character_rules._strings(row, ("exhibits", index))
    ]
    assert list(character_rules._in_table(rows, ("exhibits",))) == by_row


PHRASES = WORDING.phrases
PIECES = st.one_of(
    st.sampled_from([one for phrase in PHRASES for one in (*phrase.examples, *phrase.innocent)]),
    st.text("ab 0123.\n", max_size=20),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_banned_words_are_found_among_any_lines(texts: list[str]) -> None:
    found = banned_phrases.banned_in("\n".join(texts), PHRASES)
    low = [one for text in texts for one in banned_phrases.banned_in(text, PHRASES)]
    assert sorted(one.words for one in found) == sorted(one.words for one in low)
