"""Reading YAML: every scalar arrives as written, at its place, and nothing but InputError comes."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demarche.kernel import strict_yaml
from demarche.kernel.problems import InputError, Problem
from demarche.kernel.strict_yaml import Mapping, Sequence, Text

texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"
    ),
    max_size=60,
)
plain = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_./+-]{0,30}", fullmatch=True).filter(
    lambda text: text.lower() != "null"
)
relaxed = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])


def read(text: str) -> Mapping:
    """One document, from text."""
    return strict_yaml.read(text.encode("utf-8"), "case.yaml")


def quoted(text: str) -> str:
    """A double-quoted scalar, written by hand: only what must be escaped is."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def refused(data: bytes) -> tuple[Problem, ...]:
    """The problems of bytes, none where they are read; any other exception passes."""
    try:
        assert isinstance(strict_yaml.read(data, "case.yaml"), Mapping)
    except InputError as error:
        return error.problems
    return ()


def problems(data: bytes) -> list[str]:
    """What is told of bytes that are refused."""
    with pytest.raises(InputError) as caught:
        strict_yaml.read(data, "case.yaml")
    return [str(problem) for problem in caught.value.problems]


@relaxed
@given(texts)
def test_any_text_in_double_quotes_arrives_exactly(text: str) -> None:
    assert read(f"field: {quoted(text)}\n")["field"] == text


@relaxed
@given(texts)
def test_any_text_in_single_quotes_arrives_exactly(text: str) -> None:
    doubled = text.replace("'", "''")
    assert read(f"field: '{doubled}'\n")["field"] == text


@relaxed
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_any_text_escaped_as_json_arrives_exactly(text: str) -> None:
    written = json.dumps("".join(sign for sign in text if ord(sign) < 0x10000))
    written = written.replace("\x7f", "\\u007f")
    assert read(f"field: {written}\n")["field"] == json.loads(written)


@relaxed
@given(plain)
def test_any_plain_word_arrives_exactly(word: str) -> None:
    found = read(f"field: {word}\n")["field"]
    assert found == word
    assert isinstance(found, Text)


@pytest.mark.parametrize(
    "word",
    [
        *("0123", "1e5", "0x1F", "12_30", "1_000", "true", "no", "off", "yes", "on", "1.5e18"),
        *(
            "12345678901234567890",
            "-0",
            "+1",
            ".5",
            ".inf",
            "2026-11-23",
            "10:30",
            "=",
            "685230.15",
        ),
        *("2026-11-23T10:00:00+05:00", "0o17", "0b11", "NaN", "no_such", "nullable", "~x"),
    ],
)
def test_what_yaml_would_retype_stays_text(word: str) -> None:
    assert read(f"field: {word}\n")["field"] == word


@relaxed
@given(st.lists(st.tuples(plain, texts), min_size=1, max_size=8, unique_by=lambda pair: pair[0]))
def test_every_value_and_key_has_its_place(fields: list[tuple[str, str]]) -> None:
    lines = [f"{key}: {quoted(value)}" for key, value in fields]

    found = read("\n".join(["# a comment", *lines, ""]))

    assert list(found) == [key for key, _ in fields]
    for number, (key, value) in enumerate(fields, start=2):
        text = found[key]
        assert isinstance(text, Text)
        assert text == value
        assert (text.line, text.column) == (number, len(key) + 3)
        assert found.keys_at[key] == (number, 1)


@relaxed
@given(st.lists(st.lists(plain, min_size=1, max_size=4), min_size=1, max_size=4))
def test_places_inside_lists(rows: list[list[str]]) -> None:
    source = "rows:\n" + "".join(f"  - [{', '.join(row)}]\n" for row in rows)

    found = read(source)["rows"]

    assert isinstance(found, Sequence)
    assert found == rows
    for number, row in enumerate(found):
        assert isinstance(row, Sequence)
        assert (row.line, row.column) == (number + 2, 5)
        column = 6
        for text in row:
            assert isinstance(text, Text)
            assert (text.line, text.column) == (number + 2, column)
            column += len(text) + 2


@relaxed
@given(st.binary(max_size=400))
def test_arbitrary_bytes_raise_nothing_else(data: bytes) -> None:
    for problem in refused(data):
        assert problem.place.file == "case.yaml"
        assert problem.place.line <= data.count(b"\n") + data.count(b"\r") + 2


YAML_SIGNS = st.sampled_from(
    [
        *"abc019:-?[]{},&*#!|>'\"%@`~ \n\t\\",
        ": ",
        "- ",
        "  ",
        "\n- ",
        "\n  ",
        "<<",
        "---\n",
        "...\n",
    ]
)


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(YAML_SIGNS, max_size=60).map("".join))
def test_arbitrary_yaml_raises_nothing_else(text: str) -> None:
    refused(text.encode())


@relaxed
@given(st.text(max_size=30), st.sampled_from("\x00\x01\x07\x0b\x1b\x7f\x85\u2028\u2029\uffff"))
def test_a_raw_control_character_is_named_at_its_place(before: str, control: str) -> None:
    before = "".join(sign for sign in before if sign.isalnum() and sign.isascii())
    messages = problems(f"field: {before}{control}x\n".encode())
    assert messages[0].startswith(f"case.yaml:1:{len(before) + 8}: a raw control or line-separator")
    assert f"U+{ord(control):04X}" in messages[0]


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    found = strict_yaml.read(b"\xef\xbb\xbfone: 1\r\ntwo: 2\r\n", "case.yaml")
    assert found == {"one": "1", "two": "2"}
    assert found.keys_at["two"] == (2, 1)


def test_an_empty_value_is_blank_and_quoted_emptiness_is_text() -> None:
    found = read("one:\ntwo: ''\nthree: \"\"\nfour:   # nothing\n")
    assert found.blank == {"one", "four"}
    assert found["two"] == ""
    assert found["three"] == ""


def test_a_block_keeps_its_lines() -> None:
    found = read("text: |\n  {{ 7*7 }} <b>\n\n  # not a comment\nnext: x\n")
    assert found["text"] == "{{ 7*7 }} <b>\n\n# not a comment\n"


@pytest.mark.parametrize("depth", [25, 1_000, 200_000])
@pytest.mark.parametrize("sign", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_and_kills_nothing(sign: str, depth: int) -> None:
    messages = problems(b"field: " + sign.encode() * depth if sign != "- " else b"- " * depth)
    assert "nested deeper than 20" in " ".join(messages)


def test_every_fault_of_a_file_is_told_at_once() -> None:
    messages = problems(b"a: 1\na: 2\nb: >\n  x\nc: y # z\nd: null\n")
    assert [line.split(": ")[0] for line in messages] == [
        f"case.yaml:{place}" for place in ("2:1", "3:4", "5:4", "6:4")
    ]
