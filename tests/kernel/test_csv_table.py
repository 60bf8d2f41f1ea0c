"""Reading CSV: every cell arrives as it stands between the commas, with line and column."""

from __future__ import annotations

import contextlib
import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.kernel import csv_table
from demarche.kernel.formula_guard import formula_guarded
from demarche.kernel.problems import InputError
from demarche.kernel.strict_yaml import Mapping, Sequence, Text

COLUMNS = ("url", "handle", "display_name", "justification")
cells = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=30
)
one_line = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff"),
    min_size=1,
    max_size=30,
)
rows_of = st.lists(st.tuples(cells, cells, cells, cells), max_size=6)
dangerous = st.text("'=+-@\t\r\n＝a1 (\";,|!0", max_size=12)
RUNS = re.compile(r"\s*(?:[=＝＋－＠]|[+-](?![0-9]+(?: [0-9]+)*\Z)|@(?![\w.]+\Z)|\A[\t\r\n])")
CALLS = re.compile(r"[;,\t\r\n] *(?:=|[+@-][^;,\t\r\n]*[(|!])")
"""A cell that a spreadsheet runs, and one that it runs where another sign separates the cells."""
relaxed = settings(deadline=None, max_examples=200)


def read(text: str) -> Sequence:
    """A table, from text."""
    return csv_table.read(text.encode("utf-8"), "accounts.csv", COLUMNS)


def written(rows: list[tuple[str, ...]], quoting: int) -> str:
    """A table as the standard library writes it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting, lineterminator="\r\n")  # type: ignore[arg-type]
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue()


def row_of(found: Sequence, number: int) -> Mapping:
    """A row as the mapping it is."""
    row = found[number]
    assert isinstance(row, Mapping)
    return row


@relaxed
@given(rows_of, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
def test_every_cell_arrives_exactly(rows: list[tuple[str, ...]], quoting: int) -> None:
    found = read(written(rows, quoting))

    kept = [row for row in rows if any(row)]
    assert len(found) == len(kept)
    for number, row in enumerate(kept):
        mapping = row_of(found, number)
        assert dict(mapping) == {
            title: cell for title, cell in zip(COLUMNS, row, strict=True) if cell
        }
        assert mapping.blank == {
            title for title, cell in zip(COLUMNS, row, strict=True) if not cell
        }
        assert mapping.file == "accounts.csv"


@relaxed
@given(st.lists(st.tuples(one_line, one_line, one_line, one_line), min_size=1, max_size=5))
def test_every_cell_of_a_quoted_row_has_its_place(rows: list[tuple[str, ...]]) -> None:
    found = read(written(rows, csv.QUOTE_ALL))

    lines = written(rows, csv.QUOTE_ALL).split("\r\n")
    for number, row in enumerate(rows):
        column = 1
        for title, cell in zip(COLUMNS, row, strict=True):
            text = row_of(found, number).at(title)
            assert isinstance(text, Text)
            assert (text.line, text.column) == (number + 2, column + 1)
            assert lines[number + 1][column - 1] == '"'
            column += len(cell) + cell.count('"') + 3


def test_places_after_a_cell_of_several_lines_and_an_empty_line() -> None:
    found = read('url,handle\n"one\ntwo",h1\n\nu2,h2\n')

    assert [(row_of(found, n).line, dict(row_of(found, n))) for n in range(2)] == [
        (2, {"url": "one\ntwo", "handle": "h1"}),
        (5, {"url": "u2", "handle": "h2"}),
    ]
    text = row_of(found, 1).at("handle")
    assert isinstance(text, Text)
    assert (text.line, text.column) == (5, 4)


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\x0b", "\x1c"])
def test_a_sign_that_only_python_takes_for_a_line_end_moves_no_place(sign: str) -> None:
    found = read(f'url,handle\n"a{sign}b",h1\n"u,2",h2\n')

    text = row_of(found, 1).at("handle")
    assert isinstance(text, Text)
    assert (text.line, text.column) == (3, 7)


@pytest.mark.parametrize("cell", ["0123", "1e5", "no", "null", "~", "=1+1", "98765432109876543210"])
def test_nothing_is_retyped(cell: str) -> None:
    assert row_of(read(f"url\n{cell}\n"), 0)["url"] == cell


def test_white_space_is_kept() -> None:
    assert dict(row_of(read("url,handle\n a , b\n"), 0)) == {"url": " a ", "handle": " b"}


def test_every_fault_of_head_and_rows_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        read("url,hanlde,url\na,b\na,b,c,d\n")

    assert [str(problem).split(";")[0] for problem in caught.value.problems] == [
        "accounts.csv:1:5: hanlde: unknown column",
        "accounts.csv:1:12: url: duplicate column",
        "accounts.csv:2:1: 2 cells under 3 columns",
        "accounts.csv:3:1: 4 cells under 3 columns",
    ]


@pytest.mark.parametrize("sign", [";", "\t", "|", ",", "؛"])
@pytest.mark.parametrize("first", ["", "sep={}\r\n", "\ufeff"])
def test_what_a_spreadsheet_of_another_country_saves_is_read(sign: str, first: str) -> None:
    text = first.format(sign) + sign.join(COLUMNS) + "\r\n"
    text += sign.join(["u1", "", f'"a{sign}b, c"', '"d ""e"""']) + "\r\n"
    found = read(text)

    assert dict(row_of(found, 0)) == {
        "url": "u1",
        "display_name": f"a{sign}b, c",
        "justification": 'd "e"',
    }
    cell = row_of(found, 0).at("justification")
    assert isinstance(cell, Text)
    assert (cell.line, cell.column) == (3 if "sep" in first else 2, 15)


@relaxed
@given(st.lists(st.tuples(dangerous, dangerous, dangerous, dangerous), min_size=1, max_size=4))
def test_what_our_writers_guard_comes_back_exactly(rows: list[tuple[str, ...]]) -> None:
    text = written([tuple(map(formula_guarded, row)) for row in rows], csv.QUOTE_MINIMAL)

    kept = [row for row in rows if any(row)]
    found = read(text)
    for number, row in enumerate(kept):
        assert dict(row_of(found, number)) == {
            title: cell for title, cell in zip(COLUMNS, row, strict=True) if cell
        }
    for cells in csv.reader(io.StringIO(text, newline="")):
        assert not any(map(RUNS.match, cells)), cells
        assert not any(CALLS.search(cell) for cell in cells), cells


def test_a_guarded_cell_has_its_place() -> None:
    found = read("url,handle,display_name,justification\n'=a,b,\"'-c, d\",e\n")

    places = [row_of(found, 0).at(name) for name in COLUMNS]
    assert [str(place) for place in places] == ["=a", "b", "-c, d", "e"]
    assert [place.column for place in places if isinstance(place, Text)] == [1, 5, 8, 16]


@relaxed
@given(st.binary(max_size=300))
def test_arbitrary_bytes_raise_nothing_else(data: bytes) -> None:
    with contextlib.suppress(InputError):
        csv_table.read(data, "accounts.csv", COLUMNS)
