"""The readable and the ASCII form of hostile text."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import demarche
from demarche.kernel import fonts
from demarche.kernel.safe_text import (
    ascii_form,
    from_ascii_form,
    from_visible,
    needs_ascii_form,
    segments,
    visible,
)

_NASTY = "\\u{}0Aa \u00a0\u202e\u200d\u200c\ufe0f\u0301\u064e\u0645\u06cc\u0915\u094d😀👍🏽\ue000\n"
texts = st.one_of(st.text(), st.text(alphabet=_NASTY), st.text(alphabet="\\u{}0123 "))


@given(texts)
def test_ascii_form_is_lossless(text: str) -> None:
    assert from_ascii_form(ascii_form(text)) == text


@given(texts)
def test_ascii_form_is_printable_ascii_without_spaces(text: str) -> None:
    assert all("!" <= character <= "~" for character in ascii_form(text))


@given(texts, st.integers(0, 50))
def test_ascii_form_survives_a_line_break_anywhere(text: str, place: int) -> None:
    form = ascii_form(text)
    assert from_ascii_form(f"{form[:place]} \n {form[place:]}") == text


@given(texts)
def test_ascii_with_single_spaces_inside_needs_no_other_form(text: str) -> None:
    ascii_alone = all("!" <= character <= "~" for word in text.split(" ") for character in word)
    plain = ascii_alone and "\\u{" not in text and (all(text.split(" ")) or not text)
    assert needs_ascii_form(text) is not plain


@given(texts)
def test_visible_is_lossless(text: str) -> None:
    assert from_visible(visible(text)) == text
    assert "".join(segment.text for segment in segments(text)) == visible(text)


@given(texts)
def test_visible_shows_only_what_can_be_seen(text: str) -> None:
    shown = visible(text)
    assert not shown.startswith(" ")
    assert not shown.endswith(" ")
    assert "  " not in shown
    for character in shown:
        if character in "\u200c\u200d\ufe0f":
            continue  # joiners that do visible work, see below
        category = unicodedata.category(character)
        assert category not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}, hex(ord(character))
        assert category != "Cn" or ord(character) in fonts.emoji()
        assert ord(character) in fonts.coverage()


@given(texts)
def test_what_needs_no_ascii_form_is_printed_as_it_is(text: str) -> None:
    if not needs_ascii_form(text):
        assert visible(text) == text
        assert text.isascii()
        assert text.isprintable() or not text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc\u202egnp", "abc\\u{202E}gnp"),
        ("a\u200bb", "a\\u{200B}b"),
        ("a\u00a0b", "a\\u{00A0}b"),
        (" a  b ", "\\u{0020}a \\u{0020}b\\u{0020}"),
        ("a\nb\t", "a\\u{000A}b\\u{0009}"),
        ("a\\b", "a\\b"),
        ("\\u{202E}", "\\u{005C}u{202E}"),
        ("a\u0301\u0301\u0301", "a\u0301\u0301\\u{0301}"),
        ("\u0301a", "\\u{0301}a"),
        (" \u0301", "\\u{0020}\\u{0301}"),
        ("x\ue000y\ufdd0", "x\\u{E000}y\\u{FDD0}"),
        ("\ud800", "\\u{D800}"),
        ("中文", "\\u{4E2D}\\u{6587}"),
        ("a\u3164b\u2800", "a\\u{3164}b\\u{2800}"),
        ("محمد علی", "محمد علی"),
        ("usеr_01", "usеr_01"),
        ("👨‍👩‍👧 ❤️ 👍🏽 🇵🇰", "👨‍👩‍👧 ❤️ 👍🏽 🇵🇰"),
        ("a\u200db\ufe0f", "a\\u{200D}b\\u{FE0F}"),
        ("می\u200cشود", "می\u200cشود"),
        ("دا\u200cر", "دا\\u{200C}ر"),
        ("क्\u200dष", "क्\u200dष"),
        ("\ufdfd", "\\u{FDFD}"),
        ("", ""),
    ],
)
def test_visible_examples(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("user_01", "user_01"),
        ("Ali Khan", "Ali\\u{0020}Khan"),
        ("é😀", "\\u{00E9}\\u{1F600}"),
        ("\\u{41}", "\\u{005C}u{41}"),
    ],
)
def test_ascii_form_examples(text: str, form: str) -> None:
    assert ascii_form(text) == form


@pytest.mark.parametrize("form", ["é", "\\u{", "\\u{12}", "\\u{110000}", "\\u{00e9}", "a\x00"])
def test_what_is_not_the_ascii_form_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match=r"ASCII|no such"):
        from_ascii_form(form)


@pytest.mark.parametrize("text", ["usеr", "a b ", " a", "a  b", "x\u202e", "é", "a\nb", "\\u{41}"])
def test_needs_ascii_form(text: str) -> None:
    assert needs_ascii_form(text)


@pytest.mark.parametrize("text", ["", "user_01", "Ali Khan", "https://x.com/a?b=c#d", "a\\b"])
def test_needs_no_ascii_form(text: str) -> None:
    assert not needs_ascii_form(text)


def test_segments_set_each_escape_apart() -> None:
    assert [tuple(segment) for segment in segments("علی\u202e\u200bx")] == [
        ("علی", False),
        ("\\u{202E}", True),
        ("\\u{200B}", True),
        ("x", False),
    ]


def test_text_does_not_load_the_typesetter() -> None:
    program = (
        "import sys; from demarche.kernel.safe_text import visible; visible('é\\u202e');"
        "sys.exit('weasyprint' in sys.modules)"
    )
    folder = Path(demarche.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, check=False)
    assert done.returncode == 0
