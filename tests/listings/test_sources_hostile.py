"""Damaged and hostile files are refused at their place, and nothing of them is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.kernel.problems import InputError
from demarche.listings import sources
from demarche.listings.sources import InputFile, dates
from demarche.listings.sources.entry_keys import in_parentheses, name_key, without_parentheses
from demarche.listings.sources.tables import ods_rows
from demarche.listings.sources.un import UnConsolidated

ENTITY = (
    "<ENTITY><DATAID>1</DATAID><FIRST_NAME>{name}</FIRST_NAME>"
    "<UN_LIST_TYPE>{regime}</UN_LIST_TYPE><REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER>"
    "<LISTED_ON>2019-03-22</LISTED_ON><ENTITY_ALIAS><QUALITY>{quality}</QUALITY>"
    "<ALIAS_NAME>B</ALIAS_NAME></ENTITY_ALIAS></ENTITY>"
)


def un(
    name: str = "A",
    regime: str = "Al-Qaida",
    reference: str = "QDe.160",
    quality: str = "a.k.a.",
    prolog: str = "",
    stamp: str = "2025-08-02T23:00:00.935Z",
) -> bytes:
    entity = ENTITY.format(name=name, regime=regime, reference=reference, quality=quality)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{prolog}<CONSOLIDATED_LIST '
        f'dateGenerated="{stamp}">\n<ENTITIES>\n{entity}\n</ENTITIES></CONSOLIDATED_LIST>'
    ).encode()


def read_un(data: bytes) -> str:
    reader = UnConsolidated()
    reader.expected = (1, 9)
    (entry,) = reader.read(InputFile("un.xml", data)).entries
    return entry.name


def test_a_whole_small_list_is_read() -> None:
    assert read_un(un()) == "A"


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>\n'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>\n'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (un("&c;", prolog=BOMB), r"un\.xml:2:1: a document type declaration"),
        (un("&e;", prolog=OUTSIDE), r"un\.xml:2:1: a document type declaration"),
        (un("&e;", prolog="<!-- <a -->" + OUTSIDE), "a document type declaration"),
        (un("&nothing;"), r"un\.xml:4:\d+: not well-formed XML"),
        (un()[:-30], r"un\.xml:5:\d+: not well-formed XML"),
        (un("A\x19B"), r"un\.xml:4:\d+: not well-formed XML.*(Char|invalid)"),
        (un("caf\xe9").decode().encode("latin-1"), r"un\.xml:4:\d+: not well-formed XML"),
        (un().decode().encode("utf-16"), "not UTF-8"),
        (un(reference="TAe.160"), "does not belong to the list type Al-Qaida"),
        (un(name=""), r"un\.xml:4:1: an entry without name"),
        (un(quality="Best"), "an alias of quality 'Best'"),
        (un(stamp="yesterday"), "dateGenerated is 'yesterday'"),
    ],
)
def test_a_bad_un_list_is_refused_at_its_line(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_un(data)


def test_an_unknown_regime_becomes_no_known_authority() -> None:
    reader = UnConsolidated()
    reader.expected = (1, 9)
    file = InputFile("un.xml", un(regime="New Land", reference="NLe.001"))
    (entry,) = reader.read(file).entries
    assert entry.authority == "un-new-land"


def test_a_list_that_is_far_too_short_is_refused() -> None:
    with pytest.raises(InputError, match="1 entries; expected 500 to 3,000"):
        sources.read(InputFile("un.xml", un()))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x1f\x8b\x08\x00rest", "is compressed with gzip; decompress it first"),
        (b"PK\x03\x04rest", r"is an archive, .*; unpack it first; .* the ending \.ods again"),
        (b"%PDF-1.7 rest", "is a PDF; save its text"),
    ],
)
def test_a_packed_file_says_what_to_do(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        sources.read(InputFile("list.bin", data))


def test_an_annex_that_ends_within_a_row_is_refused() -> None:
    """It has so few rows that their count cannot tell."""
    header = b"celex,programKey,annex,schema,name,alias,weakAlias,previousName,recordId,startDate\n"
    row = b"32016R1686,EU-X,I.B,Organization,Group %d,,,,%d,\n"
    whole = header + b"".join(row % (number, number) for number in range(1, 9))
    with pytest.raises(InputError, match=r"eu\.csv:9:1: the last line has no end; file is cut off"):
        sources.read(InputFile("eu.csv", whole[:-1]))


def ods(content: bytes, name: str = "content.xml", packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(name, content)
    return buffer.getvalue()


SHEET = (
    '<d xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:p="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><t:table>{}</t:table></d>'
)
BLANKS = '<t:table-row t:number-rows-repeated="1000000000"><t:table-cell/></t:table-row>'
WIDE = '<t:table-row><t:table-cell t:number-columns-repeated="999999999"/></t:table-row>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (ods(SHEET.format(BLANKS + WIDE).encode()), "no column `Unique ID`"),
        (ods(b"<x/>", "other.xml"), "not a complete OpenDocument spreadsheet"),
        (ods(SHEET.format("").encode())[:-40], "not a complete OpenDocument spreadsheet"),
        (ods(BOMB.encode() + b"<x/>"), "document type declaration"),
        (ods(b"<x"), "not well-formed XML"),
    ],
)
def test_a_bad_spreadsheet_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        sources.read(InputFile("list.ods", data))


@pytest.mark.parametrize("text", ["", "hello", "<html></html>", "{}", "PK\x03\x04", "1,2,3"])
def test_anything_else_is_not_recognised(text: str) -> None:
    with pytest.raises(InputError):
        sources.read(InputFile("x", text.encode()))


def test_a_missing_or_empty_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        InputFile.load(tmp_path / "none.xml")
    (tmp_path / "empty.xml").write_bytes(b"")
    with pytest.raises(InputError, match="the file is empty"):
        InputFile.load(tmp_path / "empty.xml")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_readers(data: bytes) -> None:
    starts = (
        b"", b"<CONSOLIDATED_LIST>", b"<sdnList>", b"<Designations>", b"1,A,", b"Report Date: x\n",
        b"<Sanctions><DateOfIssue/>", b"Unique ID,OFSI Group ID\n",
        b'[{"fathername":"","district":',
        b"<html>foreign terrorist organizations", b"nacta proscribed organi",
        b"<html>legislation.gov.uk proscribed organisations", b"celex,programKey,weakAlias\n",
    )  # fmt: skip
    for start in starts:
        with pytest.raises(InputError):
            sources.read(InputFile("x", start + data))


@pytest.mark.parametrize(
    ("read", "text", "day"),
    [
        (dates.iso, "2015-03-27-04:00", "2015-03-27"),
        (dates.iso, "2018-10-29T19:09:49.856-04:00", "2018-10-29"),
        (dates.iso, "2018-02-30", None),
        (dates.day_first, "6.10.2001", "2001-10-06"),
        (dates.day_first, "7.03.2022", "2022-03-07"),
        (dates.day_first, "23.02.2020", "2020-02-23"),
        (dates.day_first, "29/06/2012", "2012-06-29"),
        (dates.day_first, "29-06.2012", None),
        (dates.month_first, "03/28/2025", "2025-03-28"),
        (dates.month_first, "28/03/2025", None),
        (dates.in_words, "21 Oct. 2013", "2013-10-21"),
        (dates.in_words, "12 April 2010", "2010-04-12"),
        (dates.in_words, "14th August, 2001", "2001-08-14"),
        (dates.in_words, "June 26, 2014", "2014-06-26"),
        (dates.in_words, "13-Feb-2026", "2026-02-13"),
        (dates.in_words, "August 2012", "2012-08"),
        (dates.in_words, "Smarch 1, 2012", None),
        (dates.day_first_or_words, "soon", None),
    ],
)
def test_dates(read: object, text: str, day: str | None) -> None:
    assert callable(read)
    assert read(text) == day


@given(st.dates(), st.sampled_from([".", "/", "-"]))
def test_every_day_survives_every_form(day: object, separator: str) -> None:
    text = str(day)
    year, month, number = text.split("-")
    assert dates.iso(text) == text
    assert dates.day_first(separator.join((number, month, year))) == text
    assert dates.month_first(separator.join((month, number, year))) == text


@given(st.text(max_size=60))
def test_parentheses_never_fail(text: str) -> None:
    assert "(" not in without_parentheses(text)
    for inner in in_parentheses(text):
        assert "(" not in inner
    assert name_key(text) == name_key(text.upper()) or not text.isascii()


def test_one_reference_twice_is_refused_on_one_line_too() -> None:
    """A list without line breaks has every entry at the same place."""
    data = un().replace(b"\n", b"")
    start, end = data.index(b"<ENTITY>"), data.index(b"</ENTITIES>")
    with pytest.raises(InputError, match=r"duplicate reference QDe\.160: line 1 and line 1"):
        read_un(data[:end] + data[start:end] + data[end:])


@pytest.mark.parametrize("name", ["ISO-8859-1", "windows-1252", "UTF-7"])
def test_a_list_that_says_another_encoding_is_refused(name: str) -> None:
    """Read as it says, every name in another script would come out as other letters."""
    data = un("تحریک").replace(b'encoding="UTF-8"', f"encoding='{name}'".encode())
    with pytest.raises(InputError, match=rf"un\.xml:1:1: declares {name}, not UTF-8"):
        read_un(data)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("text", ["1,A,-0-\n", "Unique ID,OFSI Group ID\n", "<sdnList/>"])
def test_another_encoding_is_said(encoding: str, text: str) -> None:
    with pytest.raises(InputError, match="is UTF-16, not UTF-8; download the file again"):
        sources.read(InputFile("list", text.encode(encoding)))


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_spreadsheet_damaged_within_is_refused(packing: int) -> None:
    whole = bytearray(ods(SHEET.format("<t:table-row/>" * 999).encode(), packing=packing))
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
        start = archive.getinfo("content.xml").header_offset + 30 + len("content.xml")
    for place in (0, 2, 5, 8):
        whole[start + place] ^= 0xFF
    with pytest.raises(InputError, match="not a complete OpenDocument spreadsheet"):
        sources.read(InputFile("list.ods", bytes(whole)))


def test_cells_that_repeat_without_end_are_cut_off() -> None:
    cell = '<t:table-cell t:number-columns-repeated="1000"><p:p>x</p:p></t:table-cell>'
    file = InputFile(
        "list.ods", ods(SHEET.format(f"<t:table-row>{cell * 500}</t:table-row>").encode())
    )
    ((_, cells),) = ods_rows(file)
    assert len(cells) == 1000


def test_a_cell_of_a_spreadsheet_is_read_as_it_is_shown() -> None:
    """Spaces and ends of lines are elements there; a merged cell keeps its column."""
    row = (
        "<t:table-row>"
        "<t:table-cell><p:p>JAISH<p:s/>E <p:span>MO</p:span>HAMMED</p:p></t:table-cell>"
        "<t:covered-table-cell/><t:table-cell><p:p>A<p:line-break/>B</p:p></t:table-cell>"
        "</t:table-row>"
    )
    rows = list(ods_rows(InputFile("list.ods", ods(SHEET.format(row).encode()))))
    assert rows == [(1, ["JAISH E MOHAMMED", "", "A\nB"])]
