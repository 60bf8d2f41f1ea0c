"""The short ways of a check: they give what the long way gives, whatever is written."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from kit import ROOT

from demarche.examine.rules import character_rules
from demarche.facts import banned_phrases
from demarche.kernel.workspace import Workspace
from demarche.model.base import made_of
from demarche.model.case import Exhibit

WORDING = banned_phrases.open_wording(Workspace(ROOT))


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
        string
        for index, row in enumerate(rows)
        for string in character_rules._strings(row, ("exhibits", index))
    ]
    assert list(character_rules._in_table(rows, ("exhibits",))) == by_row


PHRASES = WORDING.phrases
PIECES = st.one_of(
    st.sampled_from(
        [example for phrase in PHRASES for example in (*phrase.examples, *phrase.innocent)]
    ),
    st.text("ab 0123.\n", max_size=20),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_banned_words_are_found_among_any_lines(texts: list[str]) -> None:
    found = banned_phrases.banned_in("\n".join(texts), PHRASES)
    low = [phrase for text in texts for phrase in banned_phrases.banned_in(text, PHRASES)]
    assert sorted(phrase.words for phrase in found) == sorted(phrase.words for phrase in low)
