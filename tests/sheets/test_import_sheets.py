"""Reading sheets of every form: what is stored in a cell, what is refused, what is told."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from demarche.kernel.problems import InputError
from demarche.sheets.sheet import MergedBlock, Sheet
from demarche.sheets.sheet_reader import read_sheet

HEAD = ["Link", "Name", "Seen"]


def book(path: Path, rows: list[list[Any]]) -> Path:
    """An XLSX file by an independent writer; a cell that begins with = is a formula."""
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet("Sheet1")
        dates = out.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, (dt.date, dt.datetime)):
                    sheet.write_datetime(number, column, cell, dates)
                elif isinstance(cell, str) and not cell.startswith("="):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write(number, column, cell)
    return path


def ods(path: Path, body: str) -> Path:
    """An ODS file with one table of the given rows."""
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Blatt 1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("content.xml", content)
    return path


def cells(sheet: Sheet) -> list[list[str]]:
    return [row.cells for row in sheet.rows]


def test_xlsx_gives_the_text_that_is_stored(tmp_path: Path) -> None:
    texts = ["0123", "1234567890123456789", "محمد", "a\nb", "=no formula"[1:], " x ", "\ttab"]
    path = book(tmp_path / "a.xlsx", [HEAD, *[[text] for text in texts]])
    assert [row[0] for row in cells(read_sheet(path))[1:]] == texts


def test_xlsx_numbers_are_taken_up_to_fifteen_digits(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, [447700900123], [1234567890123456789], [12.5], [True]])
    sheet = read_sheet(path)
    assert [row[0] for row in cells(sheet)[1:]][::2] == ["447700900123", "12.5"]
    mark = sheet.rows[2].marks[0]
    assert mark.kind == "number"
    assert "lost digits" in mark.says
    assert str(sheet.place(sheet.rows[2].number, 0)).endswith("a.xlsx:Sheet1!A3")
    assert cells(sheet)[4] == ["TRUE"]
    assert "a true/false value (TRUE), not text" in sheet.rows[4].marks[0].says


def test_xlsx_formula_is_told_and_its_stored_value_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet("Sheet1")
        sheet.write_string(0, 0, "Link")
        sheet.write_formula(
            1, 0, '="https://x.com/"&"specimen_a"', None, "https://x.com/specimen_a"
        )
    mark = read_sheet(path).rows[1].marks[0]
    assert mark.kind == "formula"
    assert "'https://x.com/specimen_a', is ignored" in mark.says


def test_xlsx_dates_links_merged_cells_and_hidden_rows_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet("Sheet1")
        dates = out.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, HEAD)
        sheet.write_url(1, 0, "https://t.me/specimen_a", string="profile")
        sheet.merge_range("B2:B4", "merged")
        sheet.write_datetime(1, 2, dt.datetime(2026, 11, 20, 9, 30), dates)  # noqa: DTZ001
        sheet.write_string(2, 0, "https://t.me/specimen_b")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.write_string(3, 0, "https://t.me/specimen_c")
    read = read_sheet(path)
    assert read.rows[1].marks[0].link == "https://t.me/specimen_a"
    assert read.rows[1].cells[0] == "profile"
    assert read.rows[1].cells[2] == "2026-11-20T09:30:00"
    assert read.rows[1].marks[2].kind == "date"
    notes = "\n".join(map(str, read.notes))
    assert read.merged == [MergedBlock(2, 4, 1, 1)]
    assert "1 row is hidden in the sheet; it is read anyway" in notes


def test_the_first_sheet_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as out:
        out.add_worksheet("empty")
        out.add_worksheet("one").write_string(0, 0, "first")
        out.add_worksheet("two").write_string(0, 0, "second")
    assert cells(read_sheet(path)) == [["first"]]
    assert "not read: 'two'" in str(read_sheet(path).notes[0])
    assert cells(read_sheet(path, "two")) == [["second"]]
    with pytest.raises(InputError, match="did you mean 'two'"):
        read_sheet(path, "tow")


def test_a_hidden_sheet_is_not_read_before_one_that_can_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as out:
        cover = out.add_worksheet("cover")
        cover.write_string(0, 0, "hidden")
        cover.hide()
        sheet = out.add_worksheet("accounts")
        sheet.activate()
        sheet.write_row(0, 0, [*HEAD, "More"])
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.set_column("D:F", None, None, {"hidden": True})
    read = read_sheet(path)
    notes = "\n".join(map(str, read.notes))
    assert read.name == "accounts"
    assert "not read: 'cover' (hidden)" in notes
    assert "columns B, D are hidden in the sheet and read anyway" in notes
    assert "the sheet is hidden" in str(read_sheet(path, "cover").notes[0])


def test_what_ods_hides_is_told(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        '<table:table-column table:visibility="filter" table:number-columns-repeated="16382"/>'
        f"<table:table-row>{cell.format('Link')}{cell.format('Name')}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{cell.format("a")}</table:table-row>'
        '<table:table-row><table:table-cell office:value-type="boolean" '
        'office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell></table:table-row>'
    )
    path = ods(tmp_path / "a.ods", body)
    with zipfile.ZipFile(path) as whole:
        content = whole.read("content.xml").decode()
    other = f'<table:table table:name="Cover" table:style-name="ta1">{body}</table:table>'
    style = (
        '<office:automatic-styles><s:style xmlns:s="urn:x" s:name="ta1">'
        '<s:table-properties table:display="false"/></s:style></office:automatic-styles>'
    )
    content = content.replace("<office:body>", f"{style}<office:body>", 1)
    content = content.replace("<office:spreadsheet>", f"<office:spreadsheet>{other}", 1)
    read = read_sheet(zipped(path, {"content.xml": content}))
    notes = "\n".join(map(str, read.notes))
    assert read.name == "Blatt 1"
    assert "not read: 'Cover' (hidden)" in notes
    assert "1 row is hidden" in notes
    assert "column B is hidden" in notes
    assert read.rows[2].marks[0].kind == "error"


def test_ods_gives_texts_and_the_same_marks(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="{}" {}><text:p>{}</text:p></table:table-cell>'
    body = "".join(
        f"<table:table-row {attributes}>{inner}</table:table-row>"
        for attributes, inner in (
            ("", cell.format("string", "", "Link")),
            ('table:number-rows-repeated="3"', "<table:table-cell/>"),
            ("", cell.format("string", "", 'a<text:s text:c="2"/>b<text:tab/>c')),
            ("", cell.format("float", 'office:value="447700900123"', "4.47701E+011")),
            ("", cell.format("float", 'office:value="1.23456789012346E+018"', "1E+18")),
            ("", cell.format("date", 'office:date-value="2026-11-20"', "20.11.26")),
            ("", cell.format("string", 'table:formula="of:=A1"', "Link")),
            (
                "",
                cell.format("string", "", '<text:a xlink:href="https://t.me/b">text</text:a>'),
            ),
            ('table:number-rows-repeated="1048000"', "<table:table-cell/>"),
        )
    )
    sheet = read_sheet(ods(tmp_path / "a.ods", body))
    assert [row.cells[0] for row in sheet.rows] == [
        *("Link", "a  b\tc", "447700900123", "1.23456789012346E+018", "2026-11-20", "Link", "text"),
    ]
    assert [row.number for row in sheet.rows] == [1, 5, 6, 7, 8, 9, 10]
    kinds = [row.marks[0].kind if row.marks else "" for row in sheet.rows]
    assert kinds == ["", "", "", "number", "date", "formula", "link"]
    assert str(sheet.place(7, 0)).endswith("a.ods:Blatt 1!A7")


TEXT = "Link,Name\nhttps://t.me/specimen_a,{}\n"
URDU = "نام کا اکاونٹ جو روز پوسٹ کرتا"
"""Urdu as far as windows-1256 can hold it."""


@pytest.mark.parametrize(
    ("encoding", "word", "said"),
    [
        ("utf-8", "نمونہ", "encoding utf-8;"),
        ("utf-8-sig", "نمونہ", "encoding utf-8 (marked)"),
        ("utf-16", "نمونہ", "encoding utf-16 (marked)"),
        ("cp1252", "Müller – Grüße für naïve Cafés", "encoding cp1252, guessed"),
        ("cp1256", URDU, "encoding cp1256, guessed"),
        ("cp1251", "пример учётной записи", "encoding cp1251, guessed"),
    ],
)
def test_encodings_are_told(tmp_path: Path, encoding: str, word: str, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((TEXT * 3).format(word, word, word).encode(encoding, "strict"))
    sheet = read_sheet(path)
    assert cells(sheet)[1][1] == word
    assert said in str(sheet.notes[-1])


def test_a_named_encoding_decides_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.format("é").encode("cp1252"))
    assert cells(read_sheet(path, encoding="cp1252"))[1][1] == "é"
    with pytest.raises(InputError, match="unknown encoding 'klingon'"):
        read_sheet(path, encoding="klingon")
    with pytest.raises(InputError, match="byte 0xe9 does not exist in utf-8"):
        read_sheet(path, encoding="utf-8")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_dialects_are_found(tmp_path: Path, delimiter: str, ending: str) -> None:
    rows = [["Link", "Remarks", "Name"], ["https://t.me/specimen_a", 'says "a, b; c"', "x"]] * 4
    text = ending.join(
        delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
    )
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    assert cells(read_sheet(path)) == rows


def test_the_delimiter_that_the_file_names_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\r\nLink;Name, first\r\nhttps://t.me/a,b;c\r\n", newline="")
    sheet = read_sheet(path)
    assert cells(sheet) == [["Link", "Name, first"], ["https://t.me/a,b", "c"]]
    assert [row.number for row in sheet.rows] == [2, 3]


def test_single_quotes_and_lists_of_one_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("'a','b, c'\n" * 4)
    assert cells(read_sheet(path))[0] == ["a", "b, c"]
    path.write_text("url\nhttps://t.me/specimen_a\n\nhttps://t.me/specimen_b\n")
    assert cells(read_sheet(path)) == [
        ["url"],
        ["https://t.me/specimen_a"],
        ["https://t.me/specimen_b"],
    ]


def test_json_lines_keep_digits_and_refuse_what_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"url": "https://t.me/specimen_a", "native_id": 12345678901234567890, "x": 1.10}\n'
        '\n{"url": ["a", "b"], "more": {"k": 1}, "half": "\\ud800", "none": null, "yes": true}\n'
    )
    sheet = read_sheet(path)
    assert sheet.head == ["url", "native_id", "x", "more", "half", "none", "yes"]
    assert cells(sheet)[0] == ["https://t.me/specimen_a", "12345678901234567890", "1.10"]
    assert cells(sheet)[1][0] == "a\nb"
    assert sorted(sheet.rows[1].marks) == [3, 4]
    assert cells(sheet)[1][6] == "true"
    path.write_text('[1]\n{"a": 1, "a": 2}\n{"a": NaN}\nnonsense\n')
    with pytest.raises(InputError) as caught:
        read_sheet(path)
    assert [problem.place.line for problem in caught.value.problems] == [1, 2, 3, 4]


def zipped(path: Path, parts: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data)
    return path


def altered(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The book with a change in one part."""
    with zipfile.ZipFile(path) as book_:
        parts: dict[str, bytes | str] = {name: book_.read(name) for name in book_.namelist()}
    data = parts[part]
    assert isinstance(data, bytes)
    assert old in data
    parts[part] = data.replace(old, new, 1)
    return zipped(path, parts)


def test_hostile_books_are_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    bomb = zipped(path, {"_rels/.rels": b"<a/>", "xl/workbook.xml": b" " * (8 << 20)})
    with pytest.raises(InputError, match="would unpack to 8,388,608 bytes"):
        read_sheet(bomb)
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(InputError, match="not a complete spreadsheet file"):
        read_sheet(path)
    with pytest.raises(InputError, match="a zip file, not a spreadsheet"):
        read_sheet(zipped(path, {"word/document.xml": b"<a/>"}))
    entity = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'
    book(path, [HEAD, ["&"]])
    with pytest.raises(InputError, match="document type"):
        read_sheet(altered(path, "xl/worksheets/sheet1.xml", b"<worksheet", entity))
    book(path, [HEAD, ["text"]])
    laughs = (
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<sst xmlns="x"><si><t>&b;</t></si></sst>'
    )
    with zipfile.ZipFile(path) as whole:
        parts: dict[str, bytes | str] = {name: whole.read(name) for name in whole.namelist()}
    parts["xl/sharedStrings.xml"] = laughs
    with pytest.raises(InputError, match="document type"):
        read_sheet(zipped(path, parts))
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(locked)
    with pytest.raises(InputError, match="is password-protected; save it without one"):
        read_sheet(path)
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    parts = {"content.xml": b"\x00\x01", "META-INF/manifest.xml": manifest}
    with pytest.raises(InputError, match="is password-protected; save it without one"):
        read_sheet(zipped(path, parts))
    for page in (
        "<html><table><tr><td>url",
        "\n<!DOCTYPE html>",
        '\ufeff<?xml version="1.0"?><a/>',
    ):
        path.write_text(page, "utf-8")
        with pytest.raises(InputError, match="a web page or an XML file"):
            read_sheet(path)
    for data in (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", b"%PDF-1.7"):
        path.write_bytes(data)
        with pytest.raises(InputError, match="save it as XLSX or CSV"):
            read_sheet(path)


def test_a_part_that_is_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, ["x" * 5000]])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        info = whole.getinfo("xl/sharedStrings.xml")
    size = info.file_size.to_bytes(4, "little")
    at = data.rfind(size)
    data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(InputError):
        read_sheet(path)


def test_too_many_rows_cells_and_characters_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("url\n" + "https://t.me/specimen_a\n" * 1_000_000)
    with pytest.raises(InputError, match="more than 100,000 non-empty rows"):
        read_sheet(path)
    path.write_text("a," * 2000 + "a\n")
    with pytest.raises(InputError, match="more than 1,000 columns"):
        read_sheet(path)
    path.write_text("url,name\n" + "x" * 40_000 + ",b\n")
    with pytest.raises(InputError, match="more than 32,767 characters"):
        read_sheet(path)


def test_broken_texts_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"url,name\nhttps://t.me/a\0,b\n")
    with pytest.raises(InputError, match=r"a\.csv:2:15: a NUL byte"):
        read_sheet(path)
    path.write_bytes(b" \n\n")
    with pytest.raises(InputError, match="the file is empty"):
        read_sheet(path)
    with pytest.raises(InputError, match="no such file"):
        read_sheet(tmp_path / "none.csv")
    path.write_text("url\nx\n")
    with pytest.raises(InputError, match="only a spreadsheet has sheets"):
        read_sheet(path, "Sheet1")


def test_numbers_in_the_xml_that_are_none_are_told(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, ["text"]])
    part = "xl/worksheets/sheet1.xml"
    with pytest.raises(InputError, match="not a complete spreadsheet file"):
        read_sheet(altered(path, part, b'<row r="2"', b'<row r="two"'))
    cell = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
    wide = '<table:table-cell table:number-columns-repeated="{}"/>'
    row = "<table:table-row>{}</table:table-row>"
    with pytest.raises(InputError, match="more than 1,000 columns"):
        read_sheet(ods(tmp_path / "a.ods", row.format(wide.format(10**9) + cell)))
    with pytest.raises(InputError, match="not a complete spreadsheet file"):
        read_sheet(ods(tmp_path / "a.ods", row.format(wide.format("many") + cell)))
    often = row.format(cell).replace(
        "<table:table-row", '<table:table-row table:number-rows-repeated="900000"'
    )
    with pytest.raises(InputError, match="row 1 is repeated 900,000 times"):
        read_sheet(ods(tmp_path / "a.ods", often))
    spaces = cell.replace(">a<", ">a" + '<text:s text:c="1000"/>' * 40 + "<")
    with pytest.raises(InputError, match="more than 32,767 characters"):
        read_sheet(ods(tmp_path / "a.ods", row.format(spaces)))


def test_a_quotation_mark_left_open_loses_no_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('url,name\nhttps://t.me/a,x\nhttps://t.me/b,"y\nhttps://t.me/c,z\n')
    with pytest.raises(InputError, match=r"a\.csv:3:16: unclosed quotation mark"):
        read_sheet(path)
    path.write_text('url,name\nhttps://t.me/a,5" screen\nhttps://t.me/b,y\n')
    assert len(read_sheet(path).rows) == 3
