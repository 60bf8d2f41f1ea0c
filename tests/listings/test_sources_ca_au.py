"""Canada's regulations in XML and Australia's Consolidated List in XLSX."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from lists_kit import bring, data, official, run

from demarche.kernel.problems import InputError
from demarche.listings import sources
from demarche.listings.sources import InputFile
from demarche.listings.sources.au_dfat import AuDfat
from demarche.listings.sources.ca_regulations import CaRegulations, split
from demarche.model.entry import WEAK, Entry

LIMS = 'xmlns:lims="http://justice.gc.ca/lims"'
GROUP = "Specimen Group (SG) (also known among other names as Group of Specimens, SG-1 and The Set)"


def regulations(
    *items: str,
    number: str = "SOR/2002-284",
    current: str = "2026-06-14",
    prolog: str = "",
    lang: str = "en",
) -> bytes:
    listed = "\n".join(
        f'<Item lims:inforce-start-date="2024-06-21"><Text>{item}</Text></Item>' for item in items
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{prolog}<Regulation {LIMS} xml:lang="{lang}" '
        f'lims:current-date="{current}" lims:lastAmendedDate="2026-06-09"><Identification>'
        f"<InstrumentNumber>{number}</InstrumentNumber></Identification><Body><Section>"
        f"<List>\n{listed}\n</List></Section></Body></Regulation>"
    ).encode()


def canada(text: bytes) -> list[Entry]:
    reader = CaRegulations()
    reader.expected = (1, 9)
    return list(reader.read(InputFile("ca.xml", text)).entries)


def test_an_item_is_its_name_and_the_names_of_its_sentence() -> None:
    (entry,) = canada(regulations(GROUP))
    assert entry.name == "Specimen Group (SG)"
    assert [alias.name for alias in entry.aliases] == ["Group of Specimens", "SG-1", "The Set"]
    assert {alias.strength for alias in entry.aliases} == {WEAK}, "how it is split is a reading"
    assert dict(entry.native)["other names, as printed"] == "Group of Specimens, SG-1 and The Set"
    assert entry.date_listed is None, "the day at an item is that of its wording"
    assert entry.dates_amended == ("2024-06-21",)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("A, B (C, D) and E", ["A", "B (C, D)", "E"]),
        ("A, B, and C and D", ["A", "B", "C and D"]),
        ("A", ["A"]),
        ("A and B", ["A", "B"]),
        ("A, B (C and D)", ["A", "B (C and D)"]),
    ],
)
def test_sentences(sentence: str, names: list[str]) -> None:
    assert list(split(sentence)) == names


@given(st.text("AB(), and", max_size=40))
def test_no_word_of_a_sentence_is_lost(sentence: str) -> None:
    words = [word for name in split(sentence) for word in re.findall("[AB]+", name)]
    assert words == re.findall("[AB]+", sentence)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (regulations(GROUP, number="SOR/2001-360"), "the regulations SOR/2001-360, which are not"),
        (regulations(GROUP, lang="fr"), "the text in the language 'fr'"),
        (regulations(GROUP, current="today"), "current-date is 'today'"),
        (regulations(GROUP, prolog="<!DOCTYPE x>"), "a document type declaration"),
        (regulations(""), r"ca\.xml:2:?\d*: an item without text"),
        (regulations("A (known as B"), "other names cannot be distinguished"),
        (regulations(GROUP).replace(b"<Text>", b"<Text>x</Text><Since>", 1)
         .replace(b"</Text></Item>", b"</Since></Item>", 1), "`Since` of an item is not known"),
        (regulations(GROUP).replace(b"Item", b"Entry"), "`Entry` of the list is not known"),
        (regulations(GROUP).replace(b"List>", b"Lists>"), "0 lists, where the regulations have"),
        (regulations(GROUP)[:-40], "not well-formed XML"),
        (regulations(*["A"] * 10), "10 entries; expected 1 to 9"),
    ],
)  # fmt: skip
def test_other_regulations_and_other_forms_are_refused(text: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        canada(text)


def test_the_official_regulations(tmp_path: Path) -> None:
    read = sources.read(InputFile.load(official("ca_SOR-2002-284_to_2026-06-15.xml")))
    assert (read.format, read.as_of) == ("ca-regulations-xml", "2026-06-14")
    assert read.counts["entries"] == 89
    names = {entry.name for entry in read.entries}
    assert {"Lashkar-e-Tayyiba (LeT)", "Bishnoi Gang", "764"} <= names
    with pytest.raises(InputError, match="SOR/2001-360, which are not SOR/2002-284"):
        sources.read(InputFile.load(official("ca_SOR-2001-360.xml")))


COLUMNS = (
    *("Reference", "Name of Individual or Entity", "Type", "Name Type", "Alias Strength"),
    *("Date of Birth", "Place of Birth", "Citizenship", "Address", "Additional Information"),
    *("Listing Information", "IMO Number", "Committees", "Control Date"),
    *("Instrument of Designation", "Targeted Financial Sanction", "Travel Ban", "Arms Embargo"),
    "Maritime Restriction",
)
BLA = {
    "Reference": "8793",
    "Name of Individual or Entity": "Specimen Army",
    "Type": "Entity",
    "Name Type": "Primary Name",
    "Listing Information": "Listed on 8 May 2026 pursuant to the Specimen Instrument 2026.",
    "Committees": "1373 (2001)",
    "Control Date": 46150,
    "Targeted Financial Sanction": True,
}
ALIAS = BLA | {
    "Reference": "8793a",
    "Name of Individual or Entity": "Army of Specimens",
    "Name Type": "Alias",
    "Alias Strength": "Strong",
}


def book(
    path: Path,
    *rows: dict[str, Any],
    columns: tuple[str, ...] = COLUMNS,
    sheet: str = "Consolidated List",
    dated: bool = True,
) -> Path:
    """A workbook as the Department writes it: the control date is a number shown as a date."""
    with xlsxwriter.Workbook(path) as out:
        page = out.add_worksheet(sheet)
        shown = out.add_format({"num_format": "dd/mm/yyyy"}) if dated else None
        page.write_row(0, 0, columns)
        for number, row in enumerate(rows, start=1):
            for column, title in enumerate(columns):
                cell = row.get(title, "")
                if title == "Control Date" and isinstance(cell, int):
                    page.write_number(number, column, cell, shown)
                elif isinstance(cell, str) and not cell.startswith("="):
                    page.write_string(number, column, cell)
                else:
                    page.write(number, column, cell)
    return path


def australia(path: Path) -> list[Entry]:
    reader = AuDfat()
    reader.expected = (1, 9)
    return list(reader.read(InputFile.load(path)).entries)


@pytest.mark.parametrize("dated", [True, False])
def test_the_rows_of_a_number_are_one_entry(tmp_path: Path, dated: bool) -> None:
    script = ALIAS | {"Reference": "8793b", "Name Type": "Original Script", "Alias Strength": ""}
    script["Name of Individual or Entity"] = "لشکر"
    other = BLA | {"Reference": "12", "Committees": "Autonomous (Russia)", "Type": "Vessel"}
    other["Listing Information"] = ""
    entry, ship = australia(book(tmp_path / "au.xlsx", BLA, ALIAS, script, other, dated=dated))
    assert (entry.authority, entry.key, entry.reference) == ("au-1373", "8793", "DFAT 8793")
    assert (entry.date_listed, entry.dates_amended) == ("2026-05-08", ("2026-05-08",))
    assert (entry.original_script, [alias.name for alias in entry.aliases]) == (
        "لشکر",
        ["Army of Specimens"],
    )
    assert (ship.authority, ship.kind, ship.date_listed) == ("au-dfat", "vessel", None)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ALIAS], r"au\.xlsx:Consolidated List!D2: Name Type: entry 8793 has 0 primary names"),
        ([BLA, BLA], "entry 8793 has 2 primary names"),
        ([BLA | {"Reference": "A1"}], r"!A2: Reference: the reference 'A1' is not a number"),
        ([BLA, ALIAS | {"Reference": "8793"}], r"!A3: .*another name without letters"),
        ([BLA | {"Name of Individual or Entity": ""}], r"!B2: .*an entry without a name"),
        ([BLA | {"Name of Individual or Entity": "=1+1"}], r"!B2: .*a formula"),
        ([BLA | {"Type": "Planet"}], r"!C2: Type: an entry of the type 'Planet'"),
        ([BLA | {"Committees": ""}], r"!M2: Committees: "),
        ([BLA, ALIAS | {"Committees": "1988 (Taliban)"}], "name 2 committees"),
        ([BLA | {"Control Date": "soon"}], r"!N2: Control Date: 'soon' is not a date"),
        ([BLA, ALIAS | {"Alias Strength": "Middling"}], r"!D3: .*the strength 'middling'"),
    ],
)
def test_a_wrong_row_is_refused_at_its_cell(
    tmp_path: Path, rows: list[dict[str, Any]], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        australia(book(tmp_path / "au.xlsx", *rows))


def test_a_renamed_missing_or_new_column_is_named(tmp_path: Path) -> None:
    renamed = tuple("Committee" if title == "Committees" else title for title in COLUMNS)
    with pytest.raises(InputError, match="no column `Committees`; unknown column `Committee`"):
        australia(book(tmp_path / "a.xlsx", BLA, columns=renamed))
    missing = tuple(title for title in COLUMNS if title != "Control Date")
    with pytest.raises(InputError, match="no column `Control Date`"):
        australia(book(tmp_path / "b.xlsx", BLA, columns=missing))
    with pytest.raises(InputError, match="unknown column `Remarks`"):
        australia(book(tmp_path / "c.xlsx", BLA, columns=(*COLUMNS, "Remarks")))


def test_other_workbooks_and_archives_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"without a sheet 'Consolidated List' \(sheets: 'Sheet1'"):
        sources.read(InputFile.load(book(tmp_path / "a.xlsx", BLA, sheet="Sheet1")))
    with pytest.raises(InputError, match="1 entries; expected 1,000 to 30,000"):
        sources.read(InputFile.load(book(tmp_path / "b.xlsx", BLA)))
    packed = tmp_path / "c.zip"
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("[Content_Types].xml", "<a/>")
    with pytest.raises(InputError, match="a zip archive, not a list by its content"):
        sources.read(InputFile.load(packed))
    bomb = tmp_path / "d.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", "<a/>")
        out.writestr("xl/workbook.xml", b" " * (8 << 20))
    with pytest.raises(InputError, match="would unpack to 8,388,608 bytes"):
        sources.read(InputFile.load(bomb))
    whole = book(tmp_path / "e.xlsx", BLA).read_bytes()
    cut = tmp_path / "f.xlsx"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="is not a complete spreadsheet file"):
        sources.read(InputFile.load(cut))


def test_the_official_list_is_kept_and_overlays_its_references(tmp_path: Path) -> None:
    file = official("au_dfat_2026-07-23.xlsx")
    done = run(tmp_path, "import", file, exit_code=2)
    assert "file is undated; pass --as-of YYYY-MM-DD" in done.stderr
    (kept,) = bring(tmp_path, file, as_of=dt.date(2026, 7, 23))
    report = kept.report
    assert report.snapshot.counts["entries"] == 3846
    assert report.snapshot.counts["au-1373/entity"] == 52
    (row,) = [
        item
        for item in data(tmp_path, "status", "--on", "2026-11-23", exit_code=1)["lists"]
        if item["authority"] == "au-1373"
    ]
    assert row["joined_by_reference"]
    shown = run(tmp_path, "show", "DFAT 8793").stdout
    assert "Balochistan Liberation Army" in shown
