"""Wrong files: encodings, folders, CSV files beside the case, exhibits; and what is not wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from kit import build_case, command, picture, tree
from wrong import GOOD, build_refused, changed

ACCOUNTS = GOOD[GOOD.index("accounts:\n") : GOOD.index("exhibits:\n")]
HEAD = "id,url,organisation,link,ground,justification,exhibits,protected\n"
ROW = (
    "a1,https://t.me/specimen_one,ttp,official,propaganda,Claimed an attack on 12 November.,E1,none"
)
CSV_CASE = changed(ACCOUNTS, "accounts: accounts.csv\n")
HASH = "sha256: 0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
SHARP = hashlib.sha256(picture()).hexdigest()


@pytest.fixture
def folder(workspace: Path) -> Path:
    """The folder of a case in an empty workspace."""
    return workspace / "data" / "cases" / "one"


def write(folder: Path, case: str, **files: str | bytes) -> None:
    """Write case.yaml, and other files by their names with `_` for the point."""
    (folder / "case.yaml").write_text(case, encoding="utf-8")
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name.replace("_", ".")).write_bytes(data)


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        (b"", "case.yaml:1:1: ", "the file is empty"),
        (b"# nothing\n", "case.yaml:1:1: ", "the file is empty"),
        (GOOD.replace("One", "Öne").encode("latin-1"), "case.yaml:2:8: ", "byte 0xd6 is not UTF-8"),
        (GOOD.encode("utf-16"), "case.yaml:1:1: ", "byte 0xff is not UTF-8; save the file as UTF"),
        (b"- one\n", "case.yaml:1:1: ", "expected fields (`name: value`), found a list"),
        (b"{" * 100_000, "case.yaml:", ""),
        (b"\x89PNG\r\n\x1a\n\0\0", "case.yaml:1:1: ", "byte 0x89 is not UTF-8"),
    ],
    ids=["empty", "comment only", "Latin-1", "UTF-16", "list", "braces", "picture"],
)
def test_bytes_that_are_no_case(folder: Path, data: bytes, place: str, says: str) -> None:
    (folder / "case.yaml").write_bytes(data)

    result = build_refused(folder)

    assert result.status == 2
    assert len(result.lines) == 1
    result.line(place, says)


def test_a_folder_and_a_missing_file(folder: Path) -> None:
    (folder / "other").mkdir()

    result = build_refused(folder, folder / "other", "nowhere.yaml")

    assert result.status == 2
    result.line("other: ", "is a folder, not a file; give the file")
    result.line("nowhere.yaml: ", "no such file")


@pytest.mark.parametrize(
    ("table", "place", "says"),
    [
        (HEAD.replace("url", "adress") + ROW, "accounts.csv:1:4: ", "adress: unknown column"),
        (HEAD.replace("ground", "link") + ROW, "accounts.csv:1:26: ", "duplicate column"),
        (f"{HEAD}{ROW},more", "accounts.csv:2:1: ", "9 cells under 8 columns"),
        (f"{HEAD}\n{ROW},more", "accounts.csv:3:1: ", "9 cells under 8 columns"),
        (f'{HEAD}"a1', "accounts.csv:2:1: ", "not a CSV row"),
        (f"{HEAD}{ROW.replace(',ttp', ',tpp')}", "accounts.csv:2:30: ", "did you mean 'ttp'?"),
        (f"{HEAD}{ROW.replace(',none', ',nobody')}", "accounts.csv:2:91: ", "not a valid value"),
        (f"{HEAD}{ROW.replace('https://t.me/specimen_one', '')}", "accounts.csv:2:1: ", "url"),
        (
            f"{HEAD}{ROW}\n{ROW.replace('_one', '_two')}",
            "accounts.csv:3:1: ",
            "duplicate id 'a1' (already used by r",
        ),
        (
            HEAD.replace(",", ";") + ROW,
            "accounts.csv:2:1: ",
            "1 cell under 8 columns; separate the cells by semicolons, as in the first line",
        ),
        ("", "accounts.csv:1:1: ", "the file is empty; add a header row"),
        (HEAD, "accounts.csv:1:1: ", "accounts: must not be empty"),
    ],
    ids=[
        *("unknown column", "column twice", "cells", "cells after a blank line", "open quotes"),
        *("organisation", "choice", "no address", "ids twice", "semicolons", "empty", "head only"),
    ],
)
def test_a_wrong_table(folder: Path, table: str, place: str, says: str) -> None:
    write(folder, CSV_CASE, accounts_csv=table)

    result = build_refused(folder)

    assert result.status == 2
    assert len(result.lines) == 1, result.lines
    result.line(place, says)


def test_an_account_in_two_rows(folder: Path) -> None:
    second = ROW.replace("a1,", "a2,").replace("t.me/s", "T.ME/S").replace("12 Nov", "13 Nov")
    write(folder, CSV_CASE, accounts_csv=f"{HEAD}{ROW}\n{second}\n")

    result = build_refused(folder)

    assert result.status == 1
    result.line("accounts.csv:3:4: E22: row a2: url: ", "already in row a1")


def test_the_same_reason_in_two_rows(folder: Path) -> None:
    second = ROW.replace("a1,", "a2,").replace("_one", "_two")
    write(folder, CSV_CASE, accounts_csv=f"{HEAD}{ROW}\n{second}\n")

    result = build_refused(folder)

    assert result.status == 1
    result.line("accounts.csv:3:54: E06: row a2: justification: ", "same text as row a1")


def test_a_hundred_thousand_accounts(folder: Path) -> None:
    rows = "\n".join(ROW.replace("a1,", f"a{n},") for n in range(100_000))
    write(folder, CSV_CASE, accounts_csv=f"{HEAD}{rows}\n")

    result = build_refused(folder)

    assert result.status == 2
    assert len(result.lines) == 1
    result.line("accounts.csv:1:1: accounts: 100,000 accounts (limit 50,000); split")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nothing.csv", "no such file: nothing.csv"),
        ("../other.csv", "is outside the case folder"),
        ("/etc/passwd.csv", "is outside the case folder"),
        ("accounts.xlsx", "is not a list; give a .csv file"),
    ],
)
def test_a_table_that_is_not_there(folder: Path, name: str, says: str) -> None:
    (folder.parent / "other.csv").write_text(HEAD + ROW, encoding="utf-8")
    write(folder, CSV_CASE.replace("accounts.csv", name))

    result = build_refused(folder)

    assert result.status == 2
    result.line("case.yaml:14:11: accounts: ", says)


def _symlink(folder: Path) -> None:
    outside = folder.parent / "outside.png"
    outside.write_bytes(picture())
    (folder / "proof.png").symlink_to(outside)


def _bytes(data: bytes) -> Callable[[Path], None]:
    def lay(folder: Path) -> None:
        (folder / "proof.png").write_bytes(data)

    return lay


@pytest.mark.parametrize(
    ("lay", "file", "digest", "column", "says"),
    [
        (_bytes(b""), "nothing.png", SHARP, "file", "no such file: nothing.png"),
        (_bytes(picture()), "proof.png", "0" * 64, "sha256", f"(actual SHA-256: {SHARP}"),
        (_bytes(b""), "../proof.png", SHARP, "file", "is outside the case folder"),
        (_bytes(b""), "/etc/hostname", SHARP, "file", "is outside the case folder"),
        (_bytes(b""), "a\\b.png", SHARP, "file", "is outside the case folder"),
        (_symlink, "proof.png", SHARP, "file", "is a link to a place outside the case folder"),
        (_bytes(picture()[:-20]), "proof.png", "", "file", "proof.png: "),
        (_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "proof.png", "", "file", ""),
        (_bytes(b""), "proof.png", "", "file", "proof.png: "),
    ],
    ids=[
        *("missing", "hash", "above", "absolute", "backslash", "symlink", "truncated"),
        *("SVG by the name of PNG", "empty"),
    ],
)
def test_a_wrong_exhibit(
    folder: Path, lay: Callable[[Path], None], file: str, digest: str, column: str, says: str
) -> None:
    lay(folder)
    if not digest:
        digest = hashlib.sha256((folder / "proof.png").read_bytes()).hexdigest()
    write(folder, changed(HASH, f"sha256: {digest}\n    file: {file}"))

    result = build_refused(folder)

    assert result.status == 2
    assert len(result.lines) == 1
    place = {"file": "case.yaml:33:11", "sha256": "case.yaml:32:13"}[column]
    result.line(f"{place}: ", f"exhibits[1].{column}: ", says)


@pytest.mark.parametrize("sign", ["\x00", "\x1b[31m"])
def test_a_raw_control_character_in_a_table_is_refused_as_in_a_case(
    folder: Path, sign: str
) -> None:
    write(folder, CSV_CASE, accounts_csv=HEAD + ROW.replace("attack", f"att{sign}ack"))

    assert command("check", "case.yaml", cwd=folder).returncode == 2


def test_hostile_text_in_a_message_steers_no_terminal_and_stays_on_its_line(folder: Path) -> None:
    hostile = '"https://evil\\e]0;x\\a\\n\\u202e.example/"'
    write(folder, changed("exhibits: [E1]", f"exhibits: [E1]\n    posts: [{hostile}]"))

    done = command("check", "case.yaml", cwd=folder)

    assert done.returncode == 2
    heading, message, after = done.stderr.splitlines()
    assert heading.startswith("must be done")
    assert after.startswith("next: ")
    assert r"https://evil\u{001B}]0;x\u{0007}\u{000A}\u{202E}.example/" in message
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stderr)


def test_faults_of_two_files_are_told_at_once(folder: Path) -> None:
    table = f"{HEAD}{ROW.replace(',ttp', ',TTP!')}\n"
    write(folder, CSV_CASE.replace("title: One account\n", "titel: x\n"), accounts_csv=table)
    (folder / "second.yaml").write_text("title: [", encoding="utf-8")

    result = build_refused(folder, "case.yaml", "second.yaml")

    assert result.status == 2
    assert len(result.lines) == 4
    result.line("case.yaml:2:1: titel: unknown field; did you mean 'title'?")
    result.line("case.yaml:1:1: title: required, but missing")
    result.line("accounts.csv:2:30: row a1: organisation: 'TTP!' does not have the expected format")
    result.line("second.yaml:2:1: a bracket, brace or quote above is not closed; close it")


def test_one_wrong_case_keeps_the_good_one_unwritten(folder: Path) -> None:
    write(
        folder,
        GOOD,
        wrong_yaml=GOOD.replace("organisation: ttp", "organisation: mek").replace("0007", "0008"),
    )

    result = build_refused(folder, "case.yaml", "wrong.yaml")

    assert result.status == 1
    result.line("wrong.yaml:18:19: E03: ")


def test_a_process_ends_with_the_status_and_no_traceback(folder: Path) -> None:
    write(folder, changed("office: pk-specimen", "ofice: pk-specimen"))
    before = tree(folder)

    done = command("build", "case.yaml", cwd=folder)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[0].startswith("case.yaml:1:1: office: required, but missing")
    assert "Traceback" not in done.stderr
    assert tree(folder) == before


def test_what_looks_odd_arrives_as_written(folder: Path) -> None:
    odd = "\n    ".join(
        [
            "native_id: 98765432109876543210",
            "handle: 0123",
            "display_name: no",
            "former_handles: 1e5 0x1F 12_30 true",
            "context: 1.50",
            "prior_report: SPEC-1",
            "prior_report_on: 2026-11-18",
            "prior_report_answer: no breach of the rules found",
        ]
    )
    text = changed("native_id: 1000000001", odd)
    text = text.replace("https://t.me/specimen_channel/12", "https://x.com/0123/status/1")
    write(folder, text.replace("https://t.me/specimen_channel", "https://x.com/0123"))

    row = build_case(folder / "case.yaml").requests()["x/removal"]["accounts"][0]

    assert row["native_id"] == "98765432109876543210"
    assert row["handle"] == "0123"
    assert row["display_name"] == "no"
    assert row["former_handles"] == ["1e5", "0x1F", "12_30", "true"]
    assert row["context"] == "1.50"


def test_the_good_case_is_good(folder: Path) -> None:
    write(folder, GOOD)

    done = command("check", "--json", "case.yaml", cwd=folder)

    assert done.returncode == 0
    assert {problem["severity"] for problem in json.loads(done.stdout)["problems"]} == {"warning"}
