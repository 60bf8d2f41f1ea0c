"""Importing: what a row becomes, what is told, and that nothing is guessed, lost or overwritten."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import DATA, command, tree

from demarche.facts.library import open_library
from demarche.facts.sheet_vocabulary import Headings, open_vocabulary
from demarche.intake.head_row import find_columns
from demarche.intake.import_sheet import Import, ImportWanted, prepare_import, still_open
from demarche.intake.organisation_names import Organisations
from demarche.intake.row_fields import FieldReader
from demarche.intake.row_identities import Identities
from demarche.intake.row_parser import RowParser
from demarche.kernel.formula_guard import freed
from demarche.kernel.problems import InputError
from demarche.kernel.staging import write_files
from demarche.kernel.workspace import Workspace
from demarche.model.resolved_case import Library
from demarche.platforms.resolver import Resolver
from demarche.sheets.sheet import Sheet, SheetRow

HEAD = "url,platform,organisation,justification,posts\n"


def made(tmp_path: Path, text: str, **more: object) -> Import:
    """An import of a CSV file into the case `new` of a workspace; nothing is written."""
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(text, encoding="utf-8", newline="")
    case = tmp_path / "data" / "cases" / "new"
    case.parent.mkdir(parents=True, exist_ok=True)
    return prepare_import(ImportWanted(sheet, case, more.pop("mapping", {}), **more))  # type: ignore[arg-type]


def written(done: Import) -> Import:
    write_files(done.folder, done.files)
    return done


def rows(done: Import, name: str = "accounts.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(done.files[name].decode(), newline="")))


def messages_of(done: Import) -> str:
    return "\n".join(map(str, done.problems))


def outcomes(done: Import) -> list[tuple[str, str]]:
    return [(line.written, line.outcome) for line in done.done.lines]


def test_an_address_is_kept_as_it_was_written(tmp_path: Path) -> None:
    done = made(tmp_path, HEAD + " HTTPS://Twitter.com/Specimen_A/?s=20 ,,,,\n")
    assert rows(done)[0]["url"] == "HTTPS://Twitter.com/Specimen_A/?s=20"
    assert rows(done)[0]["id"] == "r1"
    report = done.files["import-report.csv"].decode("utf-8-sig")
    assert "https://x.com/Specimen_A" in report
    assert "?s=20" in report


def test_nothing_is_guessed_and_what_is_open_is_named(tmp_path: Path) -> None:
    done = made(tmp_path, HEAD + "https://x.com/specimen_a,,TTP,,\n")
    row = rows(done)[0]
    for name in ("organisation", "link", "ground", "justification", "protected"):
        assert row[name] == ""
    assert "unknown organisation 'TTP', left empty" in messages_of(done)
    assert "use the ID if you mean that one" in messages_of(done)
    assert still_open(done)[1] == (
        "accounts.csv: organisation (1 row), link (1 row), ground (1 row), justification (1 row), "
        "protected (1 row)"
    )
    assert done.files["case.yaml"].decode().count(":\n") > 8


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ttp", "ttp"),
        ("TEHRIK-E TALIBAN PAKISTAN (TTP)", "ttp"),
        ("تحريك طالبان پاكستان", "ttp"),
        ("Tehrik-e-Taliban", ""),
        ("Lashkar e Tayiba of nowhere", ""),
    ],
)
def test_an_organisation_is_taken_by_an_equal_name_only(
    tmp_path: Path, name: str, key: str
) -> None:
    done = made(tmp_path, HEAD + f"https://x.com/specimen_a,,{name},,\n")
    assert rows(done)[0]["organisation"] == key


def test_posts_go_to_the_row_of_their_owner_wherever_it_stands(tmp_path: Path) -> None:
    post = "https://x.com/specimen_a/status/1988300000000000000"
    done = made(tmp_path, f"url\n{post}\nhttps://x.com/SPECIMEN_A\nhttps://t.me/c/1234567/5\n")
    assert rows(done)[0]["posts"] == post
    assert outcomes(done)[:2] == [(post, "post"), ("https://x.com/SPECIMEN_A", "account")]
    assert outcomes(done)[2][1] == "not taken"


def test_a_post_without_its_owner_is_told_and_owners_can_be_asked_for(tmp_path: Path) -> None:
    post = "https://x.com/specimen_a/status/1988300000000000000"
    done = made(tmp_path, f"url\n{post}\nhttps://x.com/i/web/status/1988300000000000001\n")
    assert done.files == {}
    assert "posted by @specimen_a, which is not a row of the sheet" in messages_of(done)
    assert "the address does not show whose it is" in messages_of(done)
    done = made(tmp_path, f"url\n{post}\n", owners=True)
    assert rows(done)[0]["url"] == "https://x.com/specimen_a"
    assert rows(done)[0]["posts"] == post
    assert "its owner @specimen_a was imported as an account" in messages_of(done)


def test_duplicates_within_the_sheet_are_told_and_taken_once(tmp_path: Path) -> None:
    done = made(
        tmp_path,
        HEAD
        + "https://x.com/specimen_a,,,first,\n"
        + "@Specimen_A,Twitter,,second,\n"
        + "x.com/specimen_a/media,,,first,\n",
    )
    assert [row["justification"] for row in rows(done)] == ["first"]
    assert [outcome for _, outcome in outcomes(done)] == ["account", "duplicate", "duplicate"]
    assert "duplicate of row 2; from this row, ignored: justification" in messages_of(done)


def test_duplicates_in_other_cases_are_told_and_taken(tmp_path: Path) -> None:
    other = tmp_path / "data" / "cases" / "old"
    other.mkdir(parents=True)
    (other / "case.yaml").write_text("accounts:\n  - {id: a7, url: 'https://t.me/Specimen_A'}\n")
    broken = tmp_path / "data" / "cases" / "broken"
    broken.mkdir()
    (broken / "case.yaml").write_text("a: [\n")
    done = made(tmp_path, "url\nt.me/specimen_a\n")
    assert "is also in another case" in messages_of(done)
    assert "old, row a7" in messages_of(done)
    assert (
        "broken/case.yaml: note: cannot be read, so its accounts were not compared"
        in messages_of(done)
    )
    assert len(rows(done)) == 1


def test_rows_that_are_there_stay_byte_by_byte(tmp_path: Path) -> None:
    first = written(made(tmp_path, "url\nhttps://t.me/specimen_a\n"))
    file = first.folder / "accounts.csv"
    before = file.read_bytes()
    second = made(tmp_path, "url\nhttps://t.me/specimen_b\nhttps://t.me/Specimen_A\n")
    assert second.files["accounts.csv"].startswith(before)
    assert [row["id"] for row in rows(second)] == ["r1", "r2"]
    assert "already in the case, as row r1" in messages_of(second)
    assert "import-report-2.csv" in second.files
    assert "case.yaml" not in second.files
    third = made(tmp_path, "url,reach\nhttps://t.me/specimen_c,100\n")
    assert [row["url"] for row in rows(third)] == [
        "https://t.me/specimen_a",
        "https://t.me/specimen_c",
    ]
    assert rows(third)[0]["reach"] == ""
    assert file.read_bytes() == before


def test_a_post_of_an_account_that_is_there_is_told_and_not_added(tmp_path: Path) -> None:
    written(made(tmp_path, "url\nhttps://t.me/specimen_a\n"))
    done = made(tmp_path, "url\nhttps://t.me/specimen_a/12\n")
    assert "posted by row r1 in the case, which is unchanged" in messages_of(done)
    assert done.files == {}


def test_accounts_inline_are_not_touched(tmp_path: Path) -> None:
    case = tmp_path / "data" / "cases" / "new"
    case.mkdir(parents=True)
    text = "reference: A\naccounts:\n  - url: https://t.me/specimen_a\n"
    (case / "case.yaml").write_text(text)
    with pytest.raises(InputError, match=r"case\.yaml:2:1: accounts: accounts are in"):
        made(tmp_path, "url\nhttps://t.me/specimen_b\n")


@pytest.mark.parametrize(
    ("cell", "urls"),
    [
        ("https://t.me/specimen_a https://t.me/specimen_b", 2),
        ('"https://t.me/specimen_a, https://t.me/specimen_b"', 2),
        ('"https://t.me/specimen_a\nhttps://t.me/specimen_b"', 2),
        ("https://t.me/specimen_ahttps://t.me/specimen_b", 2),
        ('"+44 7700 900123, +44 7700 900124"', 2),
        ("see https://t.me/specimen_a (new account)", 1),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Ft.me%2Fspecimen_a", 1),
    ],
)
def test_several_addresses_in_a_cell_are_told_apart(tmp_path: Path, cell: str, urls: int) -> None:
    done = made(tmp_path, f"url,platform\n{cell},WhatsApp\n")
    assert len(rows(done)) == urls


def test_no_word_of_a_sentence_becomes_a_name(tmp_path: Path) -> None:
    cells = ["old account deleted", "see https://x.com/specimen_a again", "N/A", "suspended", "-"]
    done = made(tmp_path, "url,platform\n" + "".join(f"{cell},Twitter\n" for cell in cells))
    assert [row["url"] for row in rows(done)] == ["https://x.com/specimen_a"]
    assert ("see again", "words") in outcomes(done)


def test_identifiers_that_a_spreadsheet_mangled_are_refused(tmp_path: Path) -> None:
    done = made(
        tmp_path,
        "url,native_id\n1.23E+18,\nhttps://x.com/specimen_a,1.23457E+18\n4.47701E+11,\n",
    )
    assert rows(done)[0].get("native_id", "") == ""
    assert messages_of(done).count("has lost digits (spreadsheets keep 15)") == 3
    assert outcomes(done)[0] == ("1.23E+18", "not taken")


def test_times_without_a_zone_are_left_out_unless_one_is_named(tmp_path: Path) -> None:
    text = "url,observed_at\nhttps://t.me/specimen_a,2026-11-20 09:30\n"
    done = made(tmp_path, text)
    assert "the time has no zone" in messages_of(done)
    assert rows(done)[0].get("observed_at", "") == ""
    done = made(tmp_path, text, zone="+05:00")
    assert rows(done)[0]["observed_at"] == "2026-11-20 09:30+05:00"


def test_numbers_invites_and_wide_sheets(tmp_path: Path) -> None:
    done = made(
        tmp_path,
        "Name,WhatsApp Number,Telegram,Twitter\n"
        "one,+44 7700 900123,specimen_a,@specimen_a\n"
        "two,0300-0000000,https://t.me/+AbCdEfGhIjKlMnOp,https://x.com/specimen_b\n",
    )
    found = {(row["url"], row["platform"]) for row in rows(done)}
    assert found == {
        ("+44 7700 900123", "whatsapp"),
        ("specimen_a", "telegram"),
        ("@specimen_a", "x"),
        ("https://t.me/+AbCdEfGhIjKlMnOp", ""),
        ("https://x.com/specimen_b", ""),
    }
    assert "has no country code" in messages_of(done)
    assert "3 accounts in one row: display_name cannot be distinguished" in messages_of(done)


def test_names_alone_are_read_with_their_platform(tmp_path: Path) -> None:
    done = made(tmp_path, "Site,Username\nٹویٹر,specimen_a\n,specimen_b\nMyspace,specimen_c\n")
    assert [(row["url"], row["platform"]) for row in rows(done)] == [("specimen_a", "x")]
    assert "`specimen_b` could be on any platform" in messages_of(done)
    assert "unknown platform 'Myspace'" in messages_of(done)


def test_head_below_a_title_bilingual_titles_and_unknown_columns(tmp_path: Path) -> None:
    done = made(
        tmp_path,
        ",Monitoring report,,\n,,,\nSr. No,Account link / لنک,Justificaton,Case officer\n"
        "1,https://t.me/specimen_a,it said so,AB\n",
    )
    assert "unknown column 'Justificaton' was ignored" in messages_of(done)
    assert "did you mean 'justification'?" in messages_of(done)
    assert "unknown column 'Case officer'" in messages_of(done)
    done = made(
        tmp_path,
        (tmp_path / "sheet.csv").read_text(),
        mapping={"Justificaton": "justification", "case OFFICER": "ignore"},
    )
    assert rows(done)[0]["justification"] == "it said so"
    assert "unknown" not in messages_of(done)


def test_map_is_checked(tmp_path: Path) -> None:
    text = "Anschrift,x\nhttps://t.me/specimen_a,1\n"
    with pytest.raises(InputError, match="no header row"):
        made(tmp_path, text)
    with pytest.raises(InputError) as caught:
        made(tmp_path, text, mapping={"Anschrift": "ulr", "y": "url"})
    assert "unknown field 'ulr'; did you mean 'url'?" in str(caught.value)
    assert "unknown column 'y'" in str(caught.value)
    assert rows(made(tmp_path, text, mapping={"Anschrift": "url"}))[0]["url"].endswith("specimen_a")


def test_own_names_win_and_link_is_the_address_where_no_url_is(tmp_path: Path) -> None:
    done = made(tmp_path, "url,link\nhttps://t.me/specimen_a,Media Wing\n")
    assert rows(done)[0]["link"] == "media-wing"
    done = made(tmp_path, "link,name\nhttps://t.me/specimen_a,b\n")
    assert rows(done)[0]["url"] == "https://t.me/specimen_a"
    assert rows(done)[0]["link"] == ""


def test_choices_that_do_not_exist_are_told(tmp_path: Path) -> None:
    done = made(tmp_path, "url,link,protected\nhttps://t.me/specimen_a,boss,None\n")
    assert rows(done)[0]["link"] == ""
    assert rows(done)[0]["protected"] == "none"
    assert "'boss' was ignored; 'boss' is not a valid value" in messages_of(done)


def test_what_is_not_known_is_told_in_its_own_letters(tmp_path: Path) -> None:
    sheet = "url,platform,organisation,sekret\nhttps://t.me/specimen_a,نمونہ\u202e,تنظیم نمونہ,b\n"
    said = messages_of(made(tmp_path, sheet))
    assert "unknown platform 'نمونہ\\u202e'" in said
    assert "unknown organisation 'تنظیم نمونہ'" in said
    assert "map it with `--map 'sekret'=FIELD` (or =ignore)" in said


def test_row_names_are_kept_where_they_are_free(tmp_path: Path) -> None:
    written(made(tmp_path, "id,url\na1,https://t.me/specimen_a\n"))
    done = made(
        tmp_path,
        "id,url\na1,https://t.me/specimen_b\nb 2,https://t.me/specimen_c\n,https://t.me/specimen_d\n",
    )
    assert [row["id"] for row in rows(done)] == ["a1", "r2", "", ""]
    assert "'b 2' was ignored" in messages_of(done)


ARCHIVED = (
    "link,archive status,destination folder,archive location,archive date,thumbnail,"
    "upload timestamp,upload title,text content,screenshot,hash,perceptual hashes,wacz,"
    "replaywebpage\n"
)


def archived_row(link: str, status: str, digest: str, day: str = "2026-11-20") -> str:
    where = f"https://archive.example/{day}" if status != "nothing archived" else ""
    return (
        f'{link},{status},,{where},{day}T09:30:00.123456+00:00,,{day} 04:00,"a ""title""",,'
        f"https://archive.example/shot.png,{digest},,https://archive.example/a.wacz,\n"
    )


def test_the_sheet_of_the_auto_archiver_becomes_exhibits(tmp_path: Path) -> None:
    post = "https://t.me/specimen_a/12"
    good, other = "SHA-256:" + "AB" * 32, "SHA3-512:" + "cd" * 64
    done = made(
        tmp_path,
        ARCHIVED
        + archived_row("https://t.me/specimen_a", "telegram: success", good)
        + archived_row(post, "wayback: success", other, "2026-11-21")
        + archived_row(post, "wayback: success", "")
        + archived_row("https://t.me/specimen_b", "nothing archived", ""),
    )
    assert [row["url"] for row in rows(done)] == [
        "https://t.me/specimen_a",
        "https://t.me/specimen_b",
    ]
    proofs = rows(done, "exhibits.csv")
    assert [proof["id"] for proof in proofs] == ["E1", "E2", "E3", "E4"][: len(proofs)]
    assert len(proofs) == 3
    assert {proof["accounts"] for proof in proofs} == {"r1"}
    assert [proof["sha256"] for proof in proofs] == ["ab" * 32, "", ""]
    assert other in proofs[1]["archive"]
    assert proofs[0]["captured_at"] == "2026-11-20T09:30:00+00:00"
    assert proofs[0]["archive"].startswith("https://archive.example/2026-11-20; screenshot: ")
    assert proofs[0]["captured_by"] == proofs[0]["shows"] == ""
    assert "exhibit E2: the hash is not a SHA-256" in messages_of(done)
    assert "exhibit E3: no hash in the sheet" in messages_of(done)
    assert "nothing was archived, so the row has no exhibit" in messages_of(done)
    assert done.files["case.yaml"].decode().endswith("exhibits: exhibits.csv\n")


def test_hostile_cells_do_not_run_in_the_report(tmp_path: Path) -> None:
    done = made(tmp_path, 'url,display_name\nhttps://t.me/specimen_a,x\n"=HYPERLINK(""a"")",y\n')
    report = done.files["import-report.csv"].decode("utf-8-sig")
    assert "\"'=HYPERLINK" in report


def test_the_command_writes_all_or_nothing(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("url\nhttps://t.me/specimen_a\nhttps://x.com/home\n")
    case = tmp_path / "case"
    done = command("import", sheet, "--case", case, "--dry-run")
    assert done.returncode == 1
    assert "not created (dry run)" in done.stdout
    assert not case.exists()
    done = command("import", sheet, "--case", case)
    assert done.returncode == 1
    wanted = ["accounts.csv", "case.yaml", "import-report.csv", "refused.csv"]
    assert sorted(tree(case)) == wanted
    before = tree(case)
    sheet.write_text("nothing,here\n1,2\n")
    done = command("import", sheet, "--case", case)
    assert done.returncode == 2
    assert "no header row found" in done.stderr
    assert tree(case) == before
    done = command("import", tmp_path / "none.csv", "--case", case, "--json")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    sheet.write_text("url\nhttps://t.me/specimen_b\n")
    done = command("import", sheet, "--case", case, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["accounts"][0]["key"] == "telegram:username:specimen_b"
    assert command("import", sheet, "--case", case, "--map", "nonsense").returncode == 2
    assert command("import", sheet, "--case", case, "--zone", "PKT").returncode == 2


CELLS = [
    *("https://x.com/specimen_a", "t.me/specimen_b", "@specimen_c", "+44 7700 900123"),
    *("https://x.com/specimen_a/status/1988300000000000000", "htps:/broken", "old account"),
    *(
        "https://fb.watch/abc",
        "hxxps://t[.]me/specimen_d",
        "https://example.org/a",
        "https://t.me/+AbCdEf",
    ),
]


@pytest.fixture(scope="module")
def known() -> tuple[Library, Resolver]:
    library = open_library(Workspace.around(DATA))
    return library, Resolver(library.platforms)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(CELLS), max_size=3).map(lambda parts: ", ".join(parts)),
        max_size=12,
    ),
    st.sampled_from(["", "x", "whatsapp", "nowhere"]),
)
def test_everything_written_is_in_the_report(
    known: tuple[Library, Resolver], cells: list[str], platform: str
) -> None:
    library, resolver = known
    rows_ = [SheetRow(number, [cell, platform]) for number, cell in enumerate(cells, start=2)]
    sheet = Sheet("a.csv", [SheetRow(1, ["url", "platform"]), *rows_])
    words = open_vocabulary(Workspace.around(DATA))
    columns = find_columns(sheet, words, {})
    names = {key: key for key in library.platforms}
    fields = FieldReader(columns, words, names, Organisations(library.organisations))
    done = RowParser(
        sheet,
        columns,
        words,
        resolver,
        fields,
        {},
        identities=Identities(library.platforms),
        headings=Headings(words, names.items()),
    ).read()
    for row in rows_:
        found = " ".join(line.written for line in done.lines if line.row == row.number)
        for word in row.cells[0].replace(",", " ").split():
            assert word in found
    assert len({entry.target.key for entry in done.entries}) == len(done.entries)
    addresses = {line.written for line in done.lines}
    assert {entry.fields["url"] for entry in done.entries} <= addresses


def test_findings_of_a_book_come_in_the_order_of_its_rows(tmp_path: Path) -> None:
    book = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(book) as out:
        page = out.add_worksheet("A")
        page.write_row(0, 0, ["url", "organisation"])
        for row in range(1, 13):
            page.write_row(row, 0, [f"https://x.com/specimen_{row}", f"no such body {row}"])

    done = prepare_import(ImportWanted(book, tmp_path / "data" / "cases" / "new", {}))

    places = [
        str(problem.place).rpartition("!")[2]
        for problem in done.problems
        if "!B" in str(problem.place)
    ]
    assert places == [f"B{row}" for row in range(2, 14)]


def test_a_second_column_for_a_field_is_named_with_the_field(tmp_path: Path) -> None:
    done = made(tmp_path, "url,organisation,Organization\nhttps://x.com/specimen_a,ttp,isil\n")

    assert "second column for the field 'organisation', 'Organization', was ignored" in messages_of(
        done
    )
    assert rows(done)[0]["organisation"] == "ttp"


def test_a_table_saved_with_semicolons_is_read_and_added_to(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    first = tmp_path / "first.csv"
    first.write_text('url,justification\nhttps://t.me/specimen_a,"a;=1, b"\n', encoding="utf-8")
    assert command("import", first, "--case", folder).returncode == 0
    table = folder / "accounts.csv"
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8"), newline="")))
    assert rows[1][rows[0].index("justification")] == "a;'=1, b"
    for sign in (";", "\t"):
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=sign).writerows(rows)
        table.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
        second = tmp_path / "second.csv"
        second.write_text(f'url,display_name\nhttps://t.me/specimen_b,"x{sign}y, z"\n', "utf-8")
        assert command("import", second, "--case", folder).returncode == 0
        done = command("export", folder, "--format", "csv", "--out", "-")
        found = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"), newline="")))
        assert [row["url"] for row in found] == [
            *("https://t.me/specimen_a", "https://t.me/specimen_b"),
        ]
        assert freed(found[0]["justification"]) == "a;=1, b"
        assert found[1]["display_name"] == f"x{sign}y, z"
