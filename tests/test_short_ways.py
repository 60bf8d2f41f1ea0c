"""The short ways of a check: they give what the long way gives, whatever is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import ROOT

from demarche import needed, signs, wording
from demarche.compose.repeated import all_differ, without_numbers
from demarche.compose.rules import characters, personal
from demarche.compose.texts import Lines, Written, words_of
from demarche.model.base import made_of
from demarche.model.case import Exhibit
from demarche.model.platform import Platform
from demarche.model.target import Target
from demarche.platforms.registry import load_platforms
from demarche.platforms.resolve import Resolver, TargetError
from demarche.workspace import Workspace


class LongWay(Resolver):
    """Resolves the plainest addresses as every other one."""

    def _short(self, text: str) -> Target | None:
        return None


PLATFORMS = load_platforms(ROOT / "data" / "platforms")
RESOLVER, LONG = Resolver(PLATFORMS), LongWay(PLATFORMS)


def told(resolver: Resolver, text: str) -> object:
    """The target, or why there is none."""
    try:
        return resolver.resolve(text)
    except TargetError as error:
        return str(error), error.status


def examples(platform: Platform) -> Iterator[str]:
    """Addresses of every rule of a platform, with its examples in the places of identifiers."""
    values = {one.id: one.example.removeprefix("@") for one in platform.identifiers}
    grammar = platform.grammar
    for rule in grammar.paths:
        path = re.sub(r"\{([^{}]+)\}", lambda held: values.get(held[1], "a"), rule.path or "")
        for literal in range(3):
            segments = [
                part.split("|")[literal % (part.count("|") + 1)]
                for part in path.replace("/**", "").split("/")
            ]
            for host in (*rule.hosts, *grammar.hosts[:2]):
                yield f"https://{host.replace('*.', '').replace('{', '').replace('}', '')}" + (
                    "/".join(segments).replace("*", "any")
                )


ADDRESSES = sorted(set(chain.from_iterable(examples(PLATFORMS[name]) for name in PLATFORMS)))


def test_an_address_of_every_rule() -> None:
    for text in ADDRESSES:
        for written in (text, f"{text}/", f"{text}/more", text.upper().replace("HTTPS", "https")):
            assert told(RESOLVER, written) == told(LONG, written)


WORDS = sorted({word for text in ADDRESSES for word in text.split("/")[3:]})
HOSTS = sorted({text.split("/")[2] for text in ADDRESSES})


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(HOSTS),
    st.lists(
        st.one_of(
            st.sampled_from(WORDS),
            st.from_regex(r"[A-Za-z0-9_@+.-]{1,20}", fullmatch=True),
            st.from_regex(r"[0-9]{1,20}", fullmatch=True),
        ),
        max_size=4,
    ),
    st.sampled_from(["", "/", "?lang=en", "."]),
)
def test_any_plain_address(host: str, segments: list[str], end: str) -> None:
    text = "/".join((f"https://{host}", *segments)) + end
    assert told(RESOLVER, text) == told(LONG, text)


@pytest.mark.parametrize(
    "text",
    [
        "https://x.com/specimen_a",
        "https://x.com/specimen_a/status/2086097598678040575",
        "https://www.facebook.com/specimen.page.0001/posts/90000000000000001",
        "https://t.me/+SPECIMENin000001",
        "https://www.instagram.com/specimen_i/",
        "https://whatsapp.com/channel/0029VaSPECIMENc000001",
    ],
)
def test_what_most_rows_hold_goes_the_short_way(text: str) -> None:
    assert RESOLVER._short(text) == LONG.resolve(text)


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
    *(one for group in wording.open_wording(Workspace(ROOT)).signs for one in group.patterns),
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
        assert needed.needed(pattern).may_be_in(text)


@pytest.mark.parametrize(
    "pattern", [r"a(?=b)", r"(a)\1", "a{b", "a(?i)b", "a|", "é", r"\x41", "(a"]
)
def test_of_what_is_not_understood_nothing_is_needed(pattern: str) -> None:
    assert needed.needed(pattern).may_be_in("")


WORDING = wording.open_wording(Workspace(ROOT))
NAMES = st.one_of(
    st.sampled_from(["da_wn.x", "Specimen News", "class 10 boys", "kid2011", "خبریں"]),
    st.sampled_from([word for group in WORDING.signs for word in group.words]),
    st.text("abcdefgnews kid_.-019\n", max_size=14),
)


@settings(max_examples=400, deadline=None)
@given(st.sets(NAMES, max_size=4), st.sets(NAMES, max_size=4), st.sampled_from(["W15", "W16"]))
def test_no_sign_is_passed_over(names: set[str], others: set[str], code: str) -> None:
    sought = signs.SignsSought(WORDING.signs, code)  # type: ignore[arg-type]
    if sought.none_in(names, others):
        alone = signs.SignsSought(WORDING.signs, code)  # type: ignore[arg-type]
        assert not any(alone.found_in({"handle": one}) for one in names)
        assert not any(alone.found_in({"display_name": one}) for one in others)


@given(st.lists(st.text("a1@([ .-\n\u0661", max_size=14), max_size=6))
def test_no_suspect_is_passed_over(texts: list[str]) -> None:
    lines = Lines(lambda: [Written(("facts",), text) for text in texts])
    short = {line for line, _ in lines.holding(personal._SUSPECT, personal._may_hold)}
    assert short == {line for line, _ in lines.holding(personal._SUSPECT)}


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
        for one in characters._strings(row, ("exhibits", index))
    ]
    assert list(characters._in_table(rows, ("exhibits",))) == by_row


PHRASES = WORDING.phrases
PIECES = st.one_of(
    st.sampled_from([one for phrase in PHRASES for one in (*phrase.examples, *phrase.innocent)]),
    st.text("ab 0123.\n", max_size=20),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_banned_words_are_found_among_any_lines(texts: list[str]) -> None:
    found = wording.banned_in("\n".join(texts), PHRASES)
    low = [one for text in texts for one in wording.banned_in(text, PHRASES)]
    assert sorted(one.words for one in found) == sorted(one.words for one in low)
