"""A folder of evidence and a sheet in one command: matched, reported, written whole, once."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from pathlib import Path

import pytest
import xlsxwriter
from captures import listed_1_1, wacz, warc_record
from hypothesis import given
from hypothesis import strategies as st
from kit import command, tree
from PIL import Image

from demarche.intake.capture_times import moment_of, one_text, order_of_dates
from demarche.intake.evidence_folder import evidence_files

HEAD = "reference: SPEC/1\ndate: 2026-11-23T10:00:00+05:00\naccounts: accounts.csv\n"
ACCOUNTS = "id,url,exhibits\nr1,https://t.me/specimen_a,\nr2,https://x.com/specimen_b,\nr3,https://x.com/specimen_c,\n"


def shot(path: Path, colour: int) -> Path:
    """A small picture that differs by its colour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (20, 20), (colour, 0, 0)).save(path)
    return path


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A case and a folder with three screenshots."""
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "case.yaml").write_text(HEAD)
    (folder / "accounts.csv").write_text(ACCOUNTS)
    for number in (1, 2, 3):
        shot(tmp_path / "shots" / f"IMG_00{number}.png", number)
    return tmp_path


def sheet(room: Path, text: str, name: str = "sheet.csv") -> Path:
    path = room / name
    path.write_text(text, encoding="utf-8")
    return path


def add(room: Path, *options: str | Path) -> Done:
    return Done(command("exhibits", "add", room / "shots", "--case", room / "case", *options))


class Done:
    """What a command came to."""

    def __init__(self, done: object) -> None:
        self.status = done.returncode  # type: ignore[attr-defined]
        self.out: str = done.stdout  # type: ignore[attr-defined]
        self.err: str = done.stderr  # type: ignore[attr-defined]


def exhibits(room: Path) -> list[dict[str, str]]:
    text = (room / "case" / "exhibits.csv").read_text()
    return list(csv.DictReader(io.StringIO(text, newline="")))


GOOD = """Screenshot,Account,Time of capture,Caption,Taken by
IMG_001.png,https://t.me/specimen_a,2026-11-20 09:30,The channel.,collector 1
img_002,@ignored,2026-11-20 09:31,The page.,collector 1
C:\\Users\\x\\IMG_003.png,,20/11/2026 9:32 am,The other page.,collector 2
""".replace("@ignored", "https://twitter.com/Specimen_B?s=20")


def good(room: Path) -> Path:
    return sheet(
        room,
        GOOD.replace(
            "IMG_003.png,,", "IMG_003.png,https://x.com/specimen_c/status/1234567890123456789,"
        ),
    )


def test_files_times_and_rows_are_taken_together(room: Path) -> None:
    done = add(
        room,
        "--from",
        good(room),
        "--zone",
        "+05:00",
        "--tool",
        "phone",
        "--map",
        "Account=account",
    )

    assert done.status == 0, done.err
    rows = exhibits(room)
    assert [row["accounts"] for row in rows] == ["r1", "r2", "r3"]
    assert [row["captured_at"] for row in rows] == [
        f"2026-11-20T09:{minute}+05:00" for minute in (30, 31, 32)
    ]
    assert rows[1]["shows"] == "The page."
    assert rows[2]["captured_by"] == "collector 2"
    assert {row["tool"] for row in rows} == {"phone"}
    assert rows[2]["url"] == "https://x.com/specimen_c/status/1234567890123456789"
    for row in rows:
        assert (room / "case" / row["file"]).is_file()
    assert "3 exhibits added" in done.out
    assert len(done.out.splitlines()) <= 6


def test_a_second_run_adds_nothing(room: Path) -> None:
    options = ("--from", good(room), "--zone", "+05:00", "--map", "Account=account")
    assert add(room, *options).status == 0
    before = tree(room / "case")

    again = add(room, *options)

    assert again.status == 0, again.err
    assert "0 exhibits added, 3 in the case already" in again.out
    assert tree(room / "case") == before


def test_everything_that_does_not_match_is_reported_and_nothing_is_written(room: Path) -> None:
    before = tree(room / "case")
    text = "file,row\nIMG_001.png,r1\nIMG_00l.png,r2\nIMG_002.png,r9\n,r3\n"

    done = add(room, "--from", sheet(room, text))

    assert done.status == 2
    assert tree(room / "case") == before
    assert "sheet.csv:3:1: file: no file 'IMG_00l.png'; did you mean 'IMG_00" in done.err
    assert "IMG_003.png: no row of" in done.err
    assert "row: unknown row 'r9'" in done.err


def test_what_matches_is_added_alone_where_that_is_asked_for(room: Path) -> None:
    text = "file,row\nIMG_001.png,r1\nIMG_099.png,r2\n"

    done = add(room, "--from", sheet(room, text), "--matched")

    assert done.status == 0, done.err
    assert [row["accounts"] for row in exhibits(room)] == ["r1"]
    assert "1 exhibit added, 3 left" in done.out
    assert "no file 'IMG_099.png'" in done.err


def test_a_dry_run_writes_nothing(room: Path) -> None:
    before = tree(room)
    done = add(
        room,
        "--from",
        sheet(room, "file,row\nIMG_001.png,r1\nIMG_002.png,2\nIMG_003.png,r3\n"),
        "--dry-run",
    )
    assert done.status == 0, done.err
    assert "3 exhibits would be added" in done.out
    assert {name for name in tree(room) if name not in before} == {"sheet.csv"}


def test_one_file_of_several_rows_and_several_files_of_one(room: Path) -> None:
    text = 'file,row\n"IMG_001.png; IMG_002.png",r1\nIMG_001.png,r2\nIMG_003.png,"r2, 3"\n'

    done = add(room, "--from", sheet(room, text))

    assert done.status == 0, done.err
    assert [row["accounts"] for row in exhibits(room)] == ["r1 r2", "r1", "r2 r3"]


def test_two_rows_that_contradict_are_an_error_with_both_values(room: Path) -> None:
    text = (
        "file,row,captured_at\nIMG_001.png,r1,2026-11-20T09:30:00+05:00\n"
        "IMG_001.png,r2,2026-11-21T09:30:00+05:00\nIMG_002.png,r1,\nIMG_003.png,r1,\n"
    )

    done = add(room, "--from", sheet(room, text))

    assert done.status == 2
    assert "'2026-11-21T09:30:00+05:00' here, '2026-11-20T09:30:00+05:00' at" in done.err


def test_a_workbook_with_date_cells_and_two_columns_of_time(room: Path) -> None:
    book = room / "sheet.xlsx"
    with xlsxwriter.Workbook(book) as out:
        page = out.add_worksheet("Proof")
        day, clock = (
            out.add_format({"num_format": "dd/mm/yyyy"}),
            out.add_format({"num_format": "hh:mm"}),
        )
        page.write_row(0, 0, ["Image", "Row no", "Date taken", "Clock"])
        for number in (1, 2, 3):
            page.write_row(number, 0, [f"IMG_00{number}.png", number])
            page.write_number(number, 2, 46346, day)
            page.write_number(number, 3, 0.395833333333333, clock)

    done = add(room, "--from", book, "--zone", "Z")

    assert done.status == 0, done.err
    assert {row["captured_at"] for row in exhibits(room)} == {"2026-11-20T09:30:00Z"}


def test_the_accounts_own_column_names_the_files(room: Path) -> None:
    accounts = room / "case" / "accounts.csv"
    accounts.write_text(
        "id,url,exhibits\nr1,https://t.me/specimen_a,IMG_001.png IMG_002.png\n"
        "r2,https://x.com/specimen_b,IMG_003\nr3,https://x.com/specimen_c,\n"
    )

    done = add(room)

    assert done.status == 0, done.err
    assert [row["accounts"] for row in exhibits(room)] == ["r1", "r1", "r2"]
    named = [row["exhibits"] for row in csv.DictReader(accounts.open())]
    assert named == ["E1 E2", "E3", ""]
    again = add(room)
    assert again.status == 2
    assert "no account names a file" in again.err


# --- what a file says itself ---------------------------------------------------------------------


def capture(
    room: Path, moment: str = "2026-11-20T04:30:00Z", url: str = "https://t.me/specimen_a/12"
) -> None:
    """A WACZ in the place of the screenshots."""
    for file in (room / "shots").iterdir():
        file.unlink()
    members = {
        "archive/data.warc": warc_record("response", url, moment=moment),
        "indexes/index.cdx": b"me,t)/specimen_a/12 20261120043000 {}\n",
        "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n{"url": "%s", "ts": "%s"}\n'
        % (url.encode(), moment.encode()),
    }
    listed = [listed_1_1(name, data) for name, data in members.items()]
    wacz(room / "shots" / "capture.wacz", members, listed, software="specimen crawler 1.0")


@pytest.mark.parametrize(
    "time", ["2026-11-20T09:30:00+05:00", "2026-11-20 04:30 UTC", "20.11.2026 09:30 +0500", ""]
)
def test_a_capture_fills_what_the_sheet_leaves_open_and_may_agree(room: Path, time: str) -> None:
    capture(room)

    done = add(
        room,
        "--from",
        sheet(room, f"file,url,captured_at\ncapture.wacz,https://t.me/specimen_a/12,{time}\n"),
    )

    assert done.status == 0, done.err
    (row,) = exhibits(room)
    assert (row["accounts"], row["url"]) == ("r1", "https://t.me/specimen_a/12")
    assert row["tool"] == "specimen crawler 1.0"
    assert row["captured_at"].startswith("2026-11-20T0")


LATER, PAGE = "2026-11-20T09:31:00+05:00", "https://t.me/specimen_a/1"


@pytest.mark.parametrize(
    ("line", "ours", "own"),
    [
        (f"row,captured_at\ncapture.wacz,r1,{LATER}", LATER, "2026-11-20T04:30:00Z"),
        (f"row,captured_url\ncapture.wacz,r1,{PAGE}3", f"{PAGE}3", f"{PAGE}2"),
        ("row\ncapture.wacz,r2", "r2", "r1 (https://t.me/specimen_a/12)"),
        ("row,tool\ncapture.wacz,r1,a phone", "a phone", "specimen crawler 1.0"),
        ("row,sha256\ncapture.wacz,r1," + "0" * 64, "0" * 64, ""),
    ],
)  # fmt: skip
def test_a_sheet_that_contradicts_its_file_is_an_error_with_both_values(
    room: Path, line: str, ours: str, own: str
) -> None:
    capture(room)

    done = add(room, "--from", sheet(room, f"file,{line}\n"))

    assert done.status == 2
    assert f"{ours!r} in the sheet" in done.err
    assert own in done.err
    assert "capture.wacz itself" in done.err
    assert not (room / "case" / "exhibits.csv").exists()


def test_a_time_after_the_date_of_the_case_is_never_believed(room: Path) -> None:
    capture(room, moment="2026-11-24T04:30:00Z")
    done = add(room, "--from", sheet(room, "file,row\ncapture.wacz,r1\n"))

    assert done.status == 0, done.err
    assert not exhibits(room)[0]["captured_at"]
    assert (
        "2026-11-24T04:30:00Z, is after the date of the case (2026-11-23T10:00:00+05:00)"
        in done.err
    )
    assert "captured_at (1)" in done.out


def test_a_stated_time_after_the_date_of_the_case_is_an_error(room: Path) -> None:
    text = "file,row,captured_at\nIMG_001.png,r1,2026-11-24T04:30:00Z\n"
    text += "IMG_002.png,r1,\nIMG_003.png,r1,\n"

    done = add(room, "--from", sheet(room, text))

    assert done.status == 2
    assert "sheet.csv:2:1: captured_at: '2026-11-24T04:30:00Z' is after the date" in done.err


def test_the_sheet_of_the_auto_archiver_names_its_own_files(room: Path) -> None:
    text = (
        "Link,Archive status,Archive location,Archive date,Hash,Screenshot\n"
        "https://t.me/specimen_a/12,success,https://archive.example/IMG_001.png,2026-11-20T04:30:00+00:00,"
        "SHA3-512:ab,IMG_002.png\n"
        "https://x.com/specimen_b,success,/srv/archive/IMG_003.png,2026-11-20T04:31:00+00:00,,"
        "https://archive.example/gone.png\n"
    )

    done = add(room, "--from", sheet(room, text))

    assert done.status == 0, done.err
    rows = exhibits(room)
    assert [row["accounts"] for row in rows] == ["r1", "r1", "r2"]
    assert {row["captured_at"][:16] for row in rows} == {"2026-11-20T04:30", "2026-11-20T04:31"}


# --- wrong input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "no column names files"),
        ("file\nIMG_001.png\n", "no column names the accounts"),
        ("file,url\nIMG_001.png,https://t.me/specimen_z\n", "no row of the case has the account"),
        ("file,url\nIMG_001.png,nonsense at all\n", "account"),
        (
            "file,row,captured_at\nIMG_001.png,r1,03/04/2026 09:30 Z\n",
            "may be read in two ways; add `--dates",
        ),
        (
            "file,row,captured_at\nIMG_001.png,r1,2026-11-20 09:30\n",
            "has no zone; give it with `--zone`",
        ),
        ("file,row,captured_at\nIMG_001.png,r1,2026-11-20\n", "has no time of day"),
        ("file,row,captured_at\nIMG_001.png,r1,2026-13-20 09:30Z\n", "is not a possible date"),
        ("file,row,sha256\nIMG_001.png,r1,abc\n", "is not a SHA-256"),
        ("file,row,access\nIMG_001.png,r1,all\n", "access: 'all'"),
    ],
)
def test_wrong_sheets_are_reported_at_their_cell(room: Path, text: str, said: str) -> None:
    done = add(room, "--from", sheet(room, text))

    assert done.status == 2, done.out
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (room / "case" / "exhibits.csv").exists()


def test_neither_sheet_nor_account_is_a_usage_error(room: Path) -> None:
    done = command("exhibits", "add", room / "shots" / "IMG_001.png", "--case", room / "case")
    assert done.returncode == 2
    assert "--account" in done.stderr


def test_a_folder_that_is_not_there_is_named(room: Path) -> None:
    text = sheet(room, "file,row\nIMG_001.png,r1\n")
    where = room / "none"
    done = command("exhibits", "add", where, "--case", room / "case", "--from", text)
    assert done.returncode == 2
    assert "none: no such file or folder; check the path" in done.stderr


def test_a_folder_with_one_account_needs_no_sheet(room: Path) -> None:
    done = add(room, "--account", "r1")
    assert done.status == 0, done.err
    assert [row["accounts"] for row in exhibits(room)] == ["r1"] * 3


def test_links_and_hidden_files_are_never_followed(room: Path) -> None:
    secret = room / "secret.txt"
    secret.write_text("secret")
    (room / "shots" / ".DS_Store").write_text("x")
    (room / "shots" / "Thumbs.db").write_text("x")
    (room / "shots" / "way.txt").symlink_to(secret)
    os.mkfifo(room / "shots" / "pipe")

    found = evidence_files([room / "shots"])

    assert [file.name for file in found.files] == [f"IMG_00{n}.png" for n in (1, 2, 3)]
    assert [problem.message for problem in found.skipped] == [
        "is not an ordinary file",
        "is a link and is not followed",
    ]
    done = add(room, "--from", sheet(room, "file,row\n../secret.txt,r1\nway.txt,r1\n"))
    assert done.status == 2
    assert "no file '../secret.txt'" in done.err


def test_a_path_in_the_sheet_reads_nothing_outside_the_folder(room: Path) -> None:
    text = f"file,row\n{room / 'secret.txt'},r1\nIMG_001.png,r1\nIMG_002.png,r1\nIMG_003.png,r1\n"
    (room / "secret.txt").write_text("secret")
    assert add(room, "--from", sheet(room, text)).status == 2
    assert not (room / "case" / "exhibits").exists()


def test_one_name_in_two_folders_is_ambiguous_until_the_folder_is_named(room: Path) -> None:
    for number in (1, 2, 3):
        (room / "shots" / f"IMG_00{number}.png").unlink()
    shot(room / "shots" / "a" / "IMG.png", 7)
    shot(room / "shots" / "b" / "IMG.png", 8)

    done = add(room, "--from", sheet(room, "file,row\nIMG.png,r1\n"))
    assert "several files are named 'IMG.png'" in done.err

    done = add(room, "--from", sheet(room, "file,row\na/IMG.png,r1\nb\\IMG.png,r2\n"))
    assert done.status == 0, done.err


@given(st.text(max_size=40))
def test_no_time_breaks_the_reading(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert "T" in moment_of(text, "+05:00", "day-first")


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("2026-11-20T09:30:00+05:00", None, "2026-11-20T09:30:00+05:00"),
        ("2026-11-20T09:30:00.123456+00:00", None, "2026-11-20T09:30:00+00:00"),
        ("2026:11:20 09:30:05Z", None, "2026-11-20T09:30:05Z"),
        ("20/11/2026 9:30 PM GMT+5", None, "2026-11-20T21:30+05:00"),
        ("11/20/2026 12:05 am UTC", None, "2026-11-20T00:05Z"),
        ("03/04/2026 09:30 -0330", "month-first", "2026-03-04T09:30-03:30"),
        ("Nov 20, 2026 at 09:30 Z", None, "2026-11-20T09:30Z"),
        ("20 November 2026, 09:30 +05", None, "2026-11-20T09:30+05:00"),
    ],
)
def test_times_as_officers_write_them(text: str, order: str | None, moment: str) -> None:
    assert moment_of(text, "", order) == moment  # type: ignore[arg-type]


def test_a_column_shows_its_own_order() -> None:
    assert order_of_dates(["03/04/2026 1:00", "13/04/2026"]) == "day-first"
    assert order_of_dates(["03/04/2026", "04/13/2026"]) == "month-first"
    assert order_of_dates(["13/04/2026", "04/13/2026"]) is None
    assert order_of_dates(["03/04/2026"]) is None


def test_a_time_in_two_cells() -> None:
    assert one_text("2026-11-20", "1899-12-30T09:30:00") == "2026-11-20 09:30:00"
    assert one_text("20/11/2026", "PT9H05M00S") == "20/11/2026 09:05:00"
    assert one_text("20/11/2026", "9:05") == "20/11/2026 9:05"
