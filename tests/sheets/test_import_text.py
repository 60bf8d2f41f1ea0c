"""Texts of odd encodings and quotings: read as written, or refused at line and column."""

from __future__ import annotations

import contextlib
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.kernel.problems import InputError
from demarche.sheets import delimited
from demarche.sheets.csv_quoting import rows_of
from demarche.sheets.sheet_reader import read_sheet

HEAD = "Platform,Account link,Remarks\n"
ROW = "X,https://x.com/specimen_one,{}\n"


def remarks(data: bytes, encoding: str | None = None) -> list[str]:
    """The third column below the head."""
    found = delimited.read(data, "a.csv", encoding)
    return [row.cells[2] for row in found.rows[1:]]


def refused(data: bytes, encoding: str | None = None) -> list[str]:
    """The places and messages of a refusal."""
    with pytest.raises(InputError) as error:
        delimited.read(data, "a.csv", encoding)
    return [str(problem).split(";")[0] for problem in error.value.problems]


def sheet(*texts: str | bytes) -> bytes:
    """A sheet with these remarks; a text is in UTF-8."""
    raw = [text if isinstance(text, bytes) else text.encode() for text in texts]
    return HEAD.encode() + b"".join(ROW.encode().replace(b"{}", cell) for cell in raw)


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (("نمونہ", b"\x93quoted\x94"), ["3:30", "3:37"]),
        (("نمونہ", b"caf\xe9"), ["3:33"]),
        (("مرحبا" * 9, b"\xff"), ["3:30"]),
        ((b"\x93" + "نمونہ".encode() + b"\x94",), ["2:30", "2:36"]),
        (("пример", b"\xa0x"), ["3:30"]),
        (("é", b"\xe9", b"\xe8"), ["3:30", "4:30"]),
        (("日本語", b"\x80"), ["3:30"]),
        (("ok – dash", b"bad \x96 dash"), ["3:34"]),
        (("😀", b"\xf0\x9f\x98"), ["3:30"]),
        (("ü", b"\xc3"), ["3:30"]),
    ],
)
def test_bytes_that_do_not_fit_are_told_each_at_its_place(
    texts: tuple[str | bytes, ...], places: list[str]
) -> None:
    messages = refused(sheet(*texts))
    assert [message.split(": ")[0] for message in messages] == [
        f"a.csv:{place}" for place in places
    ]
    assert all("does not exist in utf-8" in message for message in messages)


def test_line_ends_of_every_kind_count_as_one_line() -> None:
    assert refused("ü\r\na\rb\nc".encode() + b"\xe9")[0].startswith("a.csv:4:2:")
    assert len(refused(sheet("ü", b"\xe9" * 90))) == 21


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("cp1252", "“Grüße” – naïve, l’été"),
        ("cp1252", "he said “join us”"),
        ("cp1256", "نام کا اکاونٹ جو روز پوسٹ کرتا"),
        ("cp1256", "مرحبا بكم في القناة الرسمية للجماعة"),
        ("cp1251", "пример учётной записи и канала"),
        ("utf-16-le", "نمونہ"),
        ("utf-16-be", "naïve"),
        ("utf-16-le", "plain"),
    ],
)
def test_a_code_page_is_guessed_where_its_words_are_of_one_script(encoding: str, word: str) -> None:
    text = HEAD + ROW.format(f'"{word}"') * 3
    assert remarks(text.encode(encoding)) == [word] * 3


@pytest.mark.parametrize(
    "wrong", [b"caf\xe9 \xd0\xd8", b"a\x81b", b"x\x98\xa0\xb3y", b"\xe3\xcd\xe3\xcf"]
)
def test_what_is_not_clear_is_refused_and_never_becomes_another_script(wrong: bytes) -> None:
    assert "unclear" in refused(sheet(wrong))[0]


def test_a_named_encoding_decides_and_its_bytes_are_told() -> None:
    assert remarks(sheet(b"\xe3\xcd\xe3\xcf"), "windows-1256") == ["محمد"]
    assert len(refused(sheet(b"\x81", b"\x8d"), "windows-1252")) == 2


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (
            [r'"he said \"join us\", then left"', '"plain"'],
            ['he said "join us", then left', "plain"],
        ),
        ([r'"he said \", then left"', '"plain"'], ['he said ", then left', "plain"]),
        ([r'"\"all of it\""', "x"], ['"all of it"', "x"]),
        ([r'"a \\ b \"c\""', "x"], ['a \\ b "c"', "x"]),
        ([r'"C:\"', "x"], ["C:\\", "x"]),
        (['"he said ""join us"", then left"'], ['he said "join us", then left']),
        (['5" screen'], ['5" screen']),
        (['the "group" here'], ['the "group" here']),
        (['"one\r\ntwo"', '"three\nfour"'], ["one\r\ntwo", "three\nfour"]),
        (['""', '""""'], ["", '"']),
        ([r"back\slash", "\\"], [r"back\slash", "\\"]),
        ([r"a \"quoted\" word"], [r"a \"quoted\" word"]),
    ],
)
def test_quotation_marks_are_read_as_written(cells: list[str], wanted: list[str]) -> None:
    assert remarks(sheet(*cells)) == wanted


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        (
            [r'"he said \"join us\", left"', "x", r'"he said \"', r'"again \" there"'],
            ["2:41", "5:39"],
        ),
        (['"he said "join us" there"'], ["2:40"]),
        (['"closed" more'], ["2:38"]),
        (['"closed" ', '"again" '], ["2:38", "3:37"]),
        (['he said "join us, then left"'], ["2:38"]),
        ([' "join us, then left"'], ["2:30"]),
        (['"open'], ["2:30"]),
        (["x", '"open', "y", '"z"'], ["3:30"]),
        ([r'"a \"b\" c:\new"'], ["2:35"]),
        ([r'"x \", y"', r'"C:\"'], ["2:30"]),
    ],
)
def test_what_breaks_the_rules_of_quoting_is_refused_at_its_place(
    cells: list[str], places: list[str]
) -> None:
    messages = refused(sheet(*cells))
    assert [message.split(": ")[0] for message in messages] == [
        f"a.csv:{place}" for place in places
    ]


def test_the_escape_is_said() -> None:
    found = delimited.read(sheet(r'"a \"b\""'), "a.csv")
    assert any('is written \\", and was read as "' in str(note) for note in found.notes)


@pytest.mark.parametrize(
    "first", ["sep=;\r\n", "SEP=;\n", '"sep=;"\r\n', "sep=;\r", "\ufeffsep=;\r\n"]
)
def test_a_line_that_names_the_separator(first: str) -> None:
    found = delimited.read(f"{first}url;name, first\nhttps://t.me/a,b;c\n".encode(), "a.csv")
    assert [row.cells for row in found.rows] == [["url", "name, first"], ["https://t.me/a,b", "c"]]
    assert [row.number for row in found.rows] == [2, 3]


def test_a_list_of_one_column_keeps_its_signs(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('url\n"https://t.me/specimen_a"\nsay "x"\na\u2028b\n', encoding="utf-8")
    assert [row.cells for row in read_sheet(path).rows] == [
        *(["url"], ["https://t.me/specimen_a"], ['say "x"'], ["a\u2028b"]),
    ]


cells = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=12
)


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.one_of(cells, st.text(" \",;\\\r\n'=")), min_size=3, max_size=3), min_size=1
    ),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_the_standard_library_writes_is_read_or_refused_never_changed(
    rows: list[list[str]], delimiter: str, quoting: int
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    with contextlib.suppress(InputError):
        found, _ = rows_of(out.getvalue(), delimiter, '"', "a.csv")
        assert [row.cells for row in found] == rows
