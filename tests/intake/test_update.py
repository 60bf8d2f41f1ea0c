"""`import --update`: an export taken back changes what was edited, and nothing else."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import DATA, command

from demarche.intake.export_choices import choices_for
from demarche.intake.export_table import account_table, as_csv, as_xlsx
from demarche.intake.import_sheet import Import, ImportWanted, prepare_import
from demarche.kernel.formula_guard import formula_guarded
from demarche.kernel.staging import write_files
from demarche.sheets.sheet_reader import read_sheet

SPECIMEN = DATA / "cases" / "specimen"
HEAD = ("id", "url", "platform", "organisation", "display_name", "justification", "reach",
        "observed_on", "prior_report_on", "holder_in", "link", "note")  # fmt: skip
TEXTS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
    max_size=30,
).map(str.strip)
PLAIN = st.sampled_from(
    ["", "=1+1", "0123", "1e5", "no", "a,b", 'a"b', "'x", "-", "N/A", "Pending"]
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """The rows of a case: some right, some that no import would take."""
    rows = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        url = draw(
            st.sampled_from(
                [
                    f"https://t.me/specimen_{number:03}",
                    f"@specimen_{number:03}",
                    f"t.me/specimen_{number:03}?x=1",
                    "not an address",
                    f"+44770090010{number}",
                ]
            )
        )
        name = draw(st.sampled_from([f"a{number}", "", f"r{number}"]))
        rows.append(
            [
                name, url, draw(st.sampled_from(["", "telegram", "whatsapp", "nowhere"])),
                draw(st.sampled_from(["ttp", "", "unknown-one"])),
                draw(TEXTS | PLAIN), draw(TEXTS | PLAIN), draw(TEXTS | PLAIN),
                draw(st.sampled_from(["", "2026-11-20", "20/11/2026"])),
                draw(st.sampled_from(["", "2026-11-02"])),
                draw(st.sampled_from(["", "PK", "NA", "unknown"])),
                draw(st.sampled_from(["", "member", "boss"])), draw(TEXTS),
            ]
        )  # fmt: skip
    return rows


def case_of(folder: Path, rows: list[list[str]], delimiter: str = ",") -> Path:
    case = folder / "data" / "cases" / "c"
    case.mkdir(parents=True)
    (case / "case.yaml").write_text("accounts: accounts.csv\n")
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(HEAD)
    writer.writerows([[formula_guarded(cell) for cell in row] for row in rows])
    (case / "accounts.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    return case


def exported(case: Path, form: str, table: list[list[str]] | None = None) -> Path:
    table = table or account_table(case)
    path = case.parent / f"e.{form}"
    path.write_bytes(as_csv(table) if form == "csv" else as_xlsx(table, "e"))
    return path


def update(path: Path, case: Path) -> Import:
    return prepare_import(ImportWanted(path, case, {}, update=True))


def changes(done: Import) -> list[tuple[str, str, str, str]]:
    assert done.update is not None
    return [change[1:] for change in done.update.changes]


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from(["csv", "xlsx"]))
def test_an_export_without_edits_changes_nothing(rows: list[list[str]], form: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        case = case_of(Path(folder), rows)
        done = update(exported(case, form), case)
        assert changes(done) == []
        named = [row for row in rows if row[0]]
        assert len(done.done.entries) <= len(rows) - len(named)
        if len(named) == len(rows):
            assert done.files == {}


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from(["csv", "xlsx"]), st.data())
def test_one_edited_cell_is_the_one_change(
    rows: list[list[str]], form: str, data: st.DataObject
) -> None:
    for number, row in enumerate(rows, start=1):
        row[0], row[1], row[2] = f"a{number}", f"https://t.me/specimen_{number:03}", ""
    index = data.draw(st.integers(0, len(rows) - 1))
    field, new = data.draw(
        st.sampled_from(
            [
                ("justification", "On 3 November 2026 it published a claim."),
                ("reach", "12 followers"),
                ("observed_on", "2026-11-19"),
                ("holder_in", "KE"),
                ("link", "supporter"),
                ("organisation", "al-shabaab"),
                ("note", "seen again"),
                ("language", "Urdu"),
                ("url", "https://t.me/specimen_new"),
                ("observed_on", ""),
                ("note", ""),
            ]
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        case = case_of(Path(folder), rows)
        table = account_table(case)
        place = table[0].index(field)
        old = table[index + 1][place]
        table[index + 1][place] = new
        done = update(exported(case, form, table), case)
        wanted = [(f"a{index + 1}", field, old, new)] if old != new else []
        assert changes(done) == wanted
        if wanted:
            write_files(done.folder, done.files)
            after = account_table(case)
            where = after[0].index(field) if field in after[0] else -1
            assert after[index + 1][where] == new
            assert changes(update(exported(case, form), case)) == []


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_specimen_comes_back_without_a_change(tmp_path: Path, form: str) -> None:
    import shutil

    case = tmp_path / "data" / "cases" / "c"
    shutil.copytree(SPECIMEN, case)
    done = update(exported(case, form), case)
    assert changes(done) == []
    assert done.done.entries == []
    assert done.files == {}


def test_the_command_shows_and_applies(tmp_path: Path) -> None:
    rows = [[f"a{n}", f"https://t.me/specimen_{n:03}", *[""] * 10] for n in (1, 2, 3)]
    case = case_of(tmp_path, rows, ";")
    assert (
        command("export", case, "--format", "csv", "--out", "e.csv", cwd=tmp_path).returncode == 0
    )
    sheet = tmp_path / "e.csv"
    text = sheet.read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    lines[1] = lines[1].replace('"https://t.me/specimen_001"', '"https://t.me/specimen_009"')
    del lines[3]
    lines.append(lines[2].replace("a2", "").replace("specimen_002", "specimen_new"))
    sheet.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = command("import", "e.csv", "--case", case, "--update", cwd=tmp_path)
    assert "a1: url: 'https://t.me/specimen_001' → 'https://t.me/specimen_009'" in done.stdout
    assert "1 cell of 1 row changed, 1 new row; not in the sheet, unchanged: 1 row" in done.stdout
    assert "--update --yes" in done.stdout
    before = (case / "accounts.csv").read_text(encoding="utf-8")
    assert "specimen_009" not in before
    assert (
        command("import", "e.csv", "--case", case, "--update", "--yes", cwd=tmp_path).returncode
        == 0
    )
    after = (case / "accounts.csv").read_text(encoding="utf-8")
    assert after.startswith("id;url;platform;")
    assert "specimen_009" in after
    assert "specimen_new" in after
    assert "specimen_003" in after
    assert command("import", "e.csv", "--case", case, "--yes", cwd=tmp_path).returncode == 2


def test_an_edit_that_an_import_would_refuse_is_refused(tmp_path: Path) -> None:
    rows = [[f"a{n}", f"https://t.me/specimen_{n:03}", *[""] * 10] for n in (1, 2)]
    case = case_of(tmp_path, rows)
    table = account_table(case)
    at = {name: place for place, name in enumerate(table[0])}
    table[1][at["url"]] = "https://t.me/specimen_002"
    table[2][at["link"]] = "boss"
    table[2][at["organisation"]] = "TTP"
    done = update(exported(case, "xlsx", table), case)
    assert changes(done) == []
    said = "\n".join(map(str, done.problems))
    assert "another row of the case is this account" in said
    assert "'boss' was ignored" in said
    assert "unknown organisation 'TTP'" in said


def test_the_exported_book_offers_lists(tmp_path: Path) -> None:
    case = case_of(tmp_path, [["a1", "https://t.me/specimen_001", *[""] * 10]])
    (case / "case.yaml").write_text("office: pk-specimen\naccounts: accounts.csv\n")
    offered = choices_for(case)
    assert offered["link"] == ["official", "media-wing", "member", "supporter"]
    assert "propaganda" in offered["ground"]
    assert "ttp" in offered["organisation"]
    assert offered["restore"] == ["true", "false"]
    path = tmp_path / "e.xlsx"
    assert command("export", case, "--out", path).returncode == 0
    import zipfile

    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == len(offered)
    assert "demarche-choices" in sheet
    assert not any("demarche-choices" in str(note) for note in read_sheet(path).notes)


def test_a_row_with_two_addresses_loses_none_of_them(tmp_path: Path) -> None:
    case = case_of(tmp_path, [["a1", "https://t.me/specimen_001", *[""] * 10]])
    sheet = tmp_path / "s.csv"
    sheet.write_text(
        "Telegram,Facebook\nhttps://t.me/specimen_001,https://www.facebook.com/specimen.page\n"
    )
    done = update(sheet, case)
    assert [entry.target.platform for entry in done.done.entries] == ["facebook"]
    assert [line.outcome for line in done.done.lines] == ["duplicate", "account"]


def test_a_wrapped_number_is_the_row_that_it_was_imported_as(tmp_path: Path) -> None:
    case = case_of(tmp_path, [["a1", "+447700900123", "whatsapp", *[""] * 9]])
    sheet = tmp_path / "s.csv"
    sheet.write_text("url,platform,country\n447700900123.0,whatsapp grp,Kenya\n")
    done = update(sheet, case)
    assert done.done.entries == []
    assert ("a1", "holder_in", "", "KE") in changes(done)


def test_the_same_change_in_many_rows_is_one_line(tmp_path: Path) -> None:
    rows = [[f"a{n}", f"https://t.me/specimen_{n:03}", *[""] * 10] for n in range(1, 57)]
    case = case_of(tmp_path, rows)
    table = account_table(case)
    at = table[0].index("link")
    for row in table[1:]:
        row[at] = "member"
    table[3][at] = "official"
    sheet = exported(case, "xlsx", table)
    done = command("import", sheet, "--case", case, "--update", cwd=tmp_path)
    assert "a1, a2, … a56 (55 rows): link: (empty) → 'member'" in done.stdout
    assert "a3: link: (empty) → 'official'" in done.stdout
    assert "56 cells of 56 rows changed" in done.stdout
    assert done.stdout.count("\n") < 10
