"""Books of other writers: links, names of parts, cells, and which sheet of a book is read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from kit import command
from test_import_sheets import HEAD, book, cells, ods

from demarche.kernel.problems import InputError
from demarche.sheets.sheet_reader import read_sheet

SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"


def repacked(
    path: Path,
    name: Callable[[str], str] = str,
    content: Callable[[str, bytes], bytes] = lambda _, data: data,
) -> Path:
    """The same book with other names or contents of parts."""
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(path, "w") as out:
        for member, data in parts.items():
            info = zipfile.ZipInfo(name(member))
            info.filename = name(member)  # a backslash would be turned into a slash
            out.writestr(info, content(member, data))
    return path


@pytest.mark.parametrize(
    ("shown", "goal", "marked"),
    [
        ("https://signal.group/#CjQKIAbCd", "https://signal.group/#CjQKIAbCd", False),
        ("https://matrix.to/#/@specimen_a:example.org", None, False),
        ("https://x.com/specimen_a", "https://x.com/specimen_a/", False),
        ("x.com/specimen_a", "https://www.x.com/specimen_a", False),
        ("https://example.org/a%20b", "https://example.org/a b", False),
        ("https://t.me/+AbCdEf", "https://t.me/+AbCdEF", True),
        ("https://T.me/specimen_a", "https://t.me/specimen_a", False),
        ("https://signal.group/#CjQKIAbCd", "https://signal.group/#Other", True),
        ("title", "https://signal.group/#CjQKIAbCd", True),
        ("https://x.com/specimen_ab", "https://x.com/specimen_a", True),
    ],
)
@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_cell_that_leads_elsewhere_is_told_with_the_whole_address(
    tmp_path: Path, form: str, shown: str, goal: str | None, marked: bool
) -> None:
    goal = goal or shown
    path = tmp_path / f"a.{form}"
    if form == "xlsx":
        with xlsxwriter.Workbook(path) as out:
            sheet = out.add_worksheet()
            sheet.write_row(0, 0, HEAD)
            sheet.write_url(1, 0, goal, string=shown)
    else:
        link = f'<text:a xlink:href="{goal}">{shown}</text:a>'
        cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
        row = "<table:table-row>{}</table:table-row>"
        ods(path, row.format(cell.format("Link")) + row.format(cell.format(link)))
    row_ = read_sheet(path).rows[1]
    assert row_.cells[0] == shown
    assert ([mark.link for mark in row_.marks.values()] == [goal]) is marked
    assert bool(row_.marks) is marked


def test_the_place_of_a_link_may_stand_apart_or_in_the_address(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_url(1, 0, "https://signal.group/#Cj", string="https://signal.group/#Cj")
        sheet.write_url(2, 0, "internal:'Sheet1'!A1", string="https://x.com/specimen_b")
    assert not any(row.marks for row in read_sheet(path).rows)

    def whole(name: str, data: bytes) -> bytes:
        old = b'Target="https://signal.group/"'
        return (
            data.replace(old, b'Target="https://signal.group/#Cj"') if name == RELATIONS else data
        )

    assert not any(row.marks for row in read_sheet(repacked(path, content=whole)).rows)


def test_a_link_over_several_cells_marks_each(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_url(1, 0, "https://x.com/specimen_z", string="https://x.com/specimen_a")
        sheet.write_string(2, 0, "https://x.com/specimen_b")

    def wide(_: str, data: bytes) -> bytes:
        return data.replace(b'hyperlink ref="A2"', b'hyperlink ref="A2:A3"')

    rows = read_sheet(repacked(path, content=wide)).rows
    assert [row.marks[0].link for row in rows[1:]] == ["https://x.com/specimen_z"] * 2

    def endless(_: str, data: bytes) -> bytes:
        return data.replace(b'hyperlink ref="A2:A3"', b'hyperlink ref="A2:XFD9999999"')

    with pytest.raises(InputError, match="links on too many cells"):
        read_sheet(repacked(path, content=endless))


ROWS = [HEAD, ["https://t.me/specimen_a", "12345678901234567890", "0123"]]


@pytest.mark.parametrize(
    "name",
    [
        lambda name: name.replace("/", "\\"),
        lambda name: "/" + name,
        lambda name: name.upper(),
        lambda name: name.replace("sheet1", "Sheet1").replace("workbook.xml", "Workbook.xml"),
        lambda name: name.replace("/", "\\").title(),
        lambda name: "./" + name,
    ],
)
def test_names_of_parts_of_other_writers(tmp_path: Path, name: Callable[[str], str]) -> None:
    path = repacked(book(tmp_path / "a.xlsx", ROWS), name)
    assert cells(read_sheet(path)) == ROWS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="A2"', b'r="a2"'),
        (b' r="A2"', b""),
        (b'Target="worksheets/', b'Target="/xl/worksheets/'),
        (b'Target="worksheets/', b'Target="worksheets\\'),
        (b'Target="worksheets/sheet1', b'Target="./Worksheets/Sheet1'),
        (b"<t>", b"<t><!-- a remark -->"),
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
        (b"<t>0123</t>", b"<r><t>01</t></r><r><rPr><b/></rPr><t>23</t></r><rPh><t>x</t></rPh>"),
        (b"<t>0123</t>", b"<t>01<![CDATA[23]]></t>"),
    ],
)
def test_contents_of_other_writers(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = book(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path) as whole:
        assert any(old in whole.read(name) for name in whole.namelist())
    path = repacked(path, content=lambda _, data: data.replace(old, new))
    assert cells(read_sheet(path)) == ROWS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<c r="B2"', b'<c r="A2"'),
        (b'<c r="B2"', b'<c r="B7"'),
        (b'<c r="B2"', b'<c r="2B"'),
        (b'<row r="2"', b'<row r="1"'),
    ],
)
def test_cells_that_contradict_each_other_are_refused(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    path = book(tmp_path / "a.xlsx", ROWS)
    with pytest.raises(InputError, match="is not a complete spreadsheet file"):
        read_sheet(repacked(path, content=lambda _, data: data.replace(old, new)))


def test_two_parts_whose_names_differ_in_case_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path, "a") as out:
        out.writestr(SHEET.upper(), "<worksheet/>")
    with pytest.raises(InputError, match="duplicate part"):
        read_sheet(path)


def test_what_ods_says_without_a_paragraph_or_in_a_comment(tmp_path: Path) -> None:
    cell = "<table:table-cell {}>{}</table:table-cell>"
    row = "<table:table-row>{}</table:table-row>"
    body = [
        cell.format('office:value-type="string" office:string-value="0123"', ""),
        cell.format('office:value-type="string"', "<text:p>ab<!-- no -->c</text:p>"),
        cell.format('office:value-type="float" office:value="12345678901234567890"', ""),
    ]
    rows = read_sheet(ods(tmp_path / "a.ods", "".join(map(row.format, body)))).rows
    assert [row.cells[0] for row in rows] == ["0123", "abc", "12345678901234567890"]
    assert [row.marks[0].kind if row.marks else "" for row in rows] == ["", "", "number"]


def workbook(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    with xlsxwriter.Workbook(path) as out:
        for name, rows in sheets.items():
            sheet = out.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


SUMMARY = [["Month", "Accounts"], ["June", "12"]]
ACCOUNTS = [["Link"], ["https://t.me/specimen_a"]]


def test_the_sheet_with_the_addresses_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Summary": SUMMARY, "List": ACCOUNTS, "Notes": [["x"]]})
    done = command("import", path, "--case", tmp_path / "case")
    assert done.returncode == 0
    assert "this sheet was read, because 'Summary' has no column of addresses" in done.stderr
    assert "not read: 'Summary', 'Notes'" in done.stderr
    assert "t.me/specimen_a" in (tmp_path / "case" / "accounts.csv").read_text("utf-8")


def test_where_several_sheets_have_addresses_one_must_be_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Summary": SUMMARY, "Telegram": ACCOUNTS, "X": ACCOUNTS})
    done = command("import", path, "--case", tmp_path / "case")
    assert done.returncode == 2
    assert "'Telegram', 'X' have columns of addresses (`--sheet 'Telegram'`)" in done.stderr
    assert not (tmp_path / "case").exists()
    done = command("import", path, "--case", tmp_path / "case", "--sheet", "Summary")
    assert done.returncode == 2
    assert "choose another sheet with `--sheet`: 'Telegram', 'X'" in done.stderr
    done = command("import", path, "--case", tmp_path / "case", "--sheet", "X")
    assert done.returncode == 0


def test_a_book_without_addresses_names_its_sheets(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Summary": SUMMARY, "Notes": [["x"]]})
    done = command("import", path, "--case", tmp_path / "case")
    assert done.returncode == 2
    assert "or choose another sheet with `--sheet`: 'Notes'" in done.stderr
