"""A unit of a state whose law is not shipped: from nothing to its first PDF, and wrong answers.

The office is fictional and marked as a specimen; nothing of the state's law was read, and all that
is said of it is graded so.
"""

from __future__ import annotations

import datetime as dt
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import DATA, command, plain, read_pdf, tree

from demarche.app.new_office import OfficeAnswers, law_text, office_text, zone_of
from demarche.cli.main import cli
from demarche.kernel.strict_yaml import read

OPTIONS = (
    *("--state", "KE", "--office", "Referral Unit (Specimen)", "--place", "Nairobi"),
    *("--email", "unit@iru.specimen.example", "--phone", "+1 202 555 0100", "--zone", "+03:00"),
    *("--signatory", "A. B. Specimen", "--post", "Head (Specimen)", "--specimen"),
)
FOUND = {
    "street": "Specimen House",
    "office hours": "Monday to Friday, 08:00 to 17:00",
    "the government": "Government of Kenya",
    "the adjective": "Kenya",
    "by which Act": "It has force by an instrument that was not read.",
    "title of the Act": "Unread Act 2000",
    "a table prints": "Unread Act 2000, s. 1",
    "running text": "section 1",
    "own heading": "Heading that was not read",
    "before whom": "Your own appeal procedure remains open to account holders.",
    "what binds": "Data received are used for the stated investigation only.",
    "who compared": "Nobody (Specimen)",
}
"""What an officer finds, by the words of the to-do list."""


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """A new workspace of a unit of another state."""
    done = command("new", "unit", *OPTIONS, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "unit"


def fill(file: Path) -> int:
    """Fill in what a file leaves open; the number of lines that were written."""
    lines = file.read_text(encoding="utf-8").splitlines()
    written = 0
    for number, line in enumerate(lines):
        if '"TO FILL' in line:
            (value,) = {value for words, value in FOUND.items() if words in line}
            lines[number] = re.sub(r'"TO FILL.*"', f'"{value}"', line)
            written += 1
            if "before whom" in line:
                lines[number + 1] = lines[number + 1].replace("to-check", "verified")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return written


def test_check_lists_what_is_to_be_filled_and_where(unit: Path) -> None:
    done = command("check", unit / "data" / "cases" / "first")

    lines = [line for line in done.stderr.splitlines() if "to do: " in line]
    assert done.returncode == 2
    assert len(lines) == 16
    assert len(done.stderr.splitlines()) <= 20
    for file in ("offices/my-office.yaml", "jurisdictions/ke.yaml"):
        text = (unit / "data" / file).read_text(encoding="utf-8").splitlines()
        for line in lines:
            if file in line:
                place = re.search(r":(\d+):(\d+):", line)
                assert place
                assert "TO FILL" in text[int(place[1]) - 1]
    assert command("build", unit / "data" / "cases" / "first").returncode == 2
    assert not list((unit / "reports").glob("*/*"))


def test_from_nothing_to_the_first_pdf_in_25_lines_beside_the_law(unit: Path) -> None:
    in_office = fill(unit / "data" / "offices" / "my-office.yaml")
    in_law = fill(unit / "data" / "jurisdictions" / "ke.yaml")

    done = command("build", "--quiet", unit / "data" / "cases" / "first")

    assert done.returncode == 0, done.stderr
    assert len(OPTIONS) // 2 + in_office <= 25
    assert in_law <= 20
    pdf = next((unit / "reports").glob("*/telegram/*-removal.pdf"))
    text = read_pdf(pdf).text
    assert "TO FILL" not in text
    for word in ("Government of Pakistan", "PECA", "United Kingdom", "Urdu", "Islamabad", "London"):
        assert word not in text, word
    assert "Referral Unit (Specimen)" in text
    assert "UTC+03:00" in text
    assert "specimen" in text.casefold()
    checked = command("check", "--all", unit / "data" / "cases" / "first")
    assert "W81" not in checked.stderr
    assert checked.stderr.count("W47") >= 2


def test_it_says_nothing_that_another_office_would_have_to_undo(unit: Path) -> None:
    for file in ("offices/my-office.yaml", "jurisdictions/ke.yaml"):
        text = (unit / "data" / file).read_text(encoding="utf-8")
        for word in ("Pakistan", "pk", "PECA", "United Kingdom", "Terrorism Act"):
            assert not re.search(rf"\b{word}\b", text), (file, word)
    assert "demarche show ke" in (unit / "data/cases/first/case.yaml").read_text(encoding="utf-8")


def test_an_office_that_was_copied_from_another_state_is_warned_of(tmp_path: Path) -> None:
    assert command("new", "unit", cwd=tmp_path).returncode == 0
    office = tmp_path / "unit/data/offices/my-office.yaml"
    text = office.read_text(encoding="utf-8")
    text = text.replace("state: PK", "state: GB").replace("jurisdiction: pk", "jurisdiction: gb")
    text = re.sub(r"(?ms)^rests_on:.*?(?=^authenticity:)", "", text).replace(
        '  - "{pta}', '  - "{constable}'
    )
    office.write_text(text, encoding="utf-8")

    done = command("check", "--all", tmp_path / "unit/data/cases/first")

    assert "W81" in done.stderr
    assert "time_zone names 'Pakistan'" in done.stderr
    assert "capacity names 'Prevention of Electronic Crimes Act 2016' (Pakistan)" in done.stderr


def test_a_state_whose_law_is_known_gets_that_law(tmp_path: Path) -> None:
    options = [text.replace("KE", "GB") for text in OPTIONS]
    assert command("new", "unit", *options, cwd=tmp_path).returncode == 0
    assert plain(tmp_path / "unit/data/offices/my-office.yaml")["jurisdiction"] == "gb"
    assert not (tmp_path / "unit/data/jurisdictions").exists()


def test_a_second_time_nothing_is_touched(unit: Path) -> None:
    before = tree(unit)
    again = command("new", "unit", *OPTIONS, cwd=unit.parent)
    assert again.returncode == 2
    assert "already exists and is not empty" in again.stderr
    assert tree(unit) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--state", "Kenya"), "--state: 'Kenya' is not a country code; write KE"),
        (("--state", "ke"), "--state: 'ke' is not a country code; write KE"),
        (("--state", "UK"), "did you mean 'GB'"),
        (("--state", "EU"), "not a country"),
        (("--office", "A unit"), "Missing option '--state'"),
        (("--state", "KE", "--email", "a@gmail.com"), "gmail.com is free mail"),
        (("--state", "KE", "--email", "a"), "--email: 'a': expected an email address"),
        (("--state", "KE", "--phone", "0300"), "--phone: '0300': expected a number"),
        (("--state", "KE", "--zone", "Nairobi"), "--zone: 'Nairobi' is not a zone; write +03:00"),
        (("--state", "KE", "--language", "English"), "--language: 'English' is not a language tag"),
        (("--state", "KE", "--jurisdiction", "KE"), "cannot be combined"),
    ],
)
def test_a_wrong_answer_is_named_with_its_option(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = command("new", "unit", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "unit").exists()


def test_all_wrong_answers_are_named_at_once(tmp_path: Path) -> None:
    options = ("--state", "QQ", "--email", "a", "--phone", "1", "--zone", "x", "--language", "E")
    done = command("new", "unit", *options, cwd=tmp_path)
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == [
        *("--state", "--email", "--phone", "--zone", "--language"),
    ]


def test_an_answer_cannot_break_out_of_the_file(tmp_path: Path) -> None:
    name = 'Unit "of" @PHONE@: a\nspecimen: false # {x} \\ TO'
    done = command("new", "unit", *OPTIONS, "--office", name, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    office = plain(tmp_path / "unit/data/offices/my-office.yaml")
    assert office["name"] == name
    assert office["specimen"] == "true"


# --- a law file alone ----------------------------------------------------------------------------


def test_a_law_file_is_added_to_a_workspace_once(tmp_path: Path) -> None:
    assert command("new", "unit", cwd=tmp_path).returncode == 0
    unit = tmp_path / "unit"

    done = command("new", "--jurisdiction", "NO", "--language", "nb", cwd=unit)

    assert done.returncode == 0, done.stderr
    law = plain(unit / "data/jurisdictions/no.yaml")
    assert (law["id"], law["state"], law["name"]) == ("no", "NO", "Norway")
    before = tree(unit)
    for code, said in [
        ("NO", "is the law of Norway already"),
        ("PK", "already"),
        ("XX", "unknown"),
    ]:
        again = command("new", "--jurisdiction", code, cwd=unit)
        assert again.returncode == 2, code
        assert said in again.stderr
    assert tree(unit) == before
    assert command("new", tmp_path / "none", "--jurisdiction", "KE").returncode == 2


@pytest.mark.parametrize("state", sorted(plain(DATA / "regions.yaml")["names"])[::25])
def test_every_state_gets_files_that_can_be_read(state: str) -> None:
    law = read(law_text(state, "Name", (), dt.date(2026, 12, 1)).encode(), "law.yaml")
    office = read(office_text(OfficeAnswers(state), "xx", "Name").encode(), "office.yaml")
    assert law["state"] == office["state"] == state


@pytest.mark.parametrize(
    ("text", "offset"),
    [("+03:00", 3.0), ("UTC+5:30", 5.5), ("-0330", -3.5), ("Z", 0), ("+15", None)],
)
def test_zones(text: str, offset: float | None) -> None:
    zone = zone_of(text)
    assert (zone and zone.utcoffset(None).total_seconds() / 3600) == offset


# --- asking ---------------------------------------------------------------------------------------


def test_without_a_terminal_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["new", "unit"], input="KE\n" * 20)
    assert done.exit_code == 0, done.output
    assert "State" not in done.output
    assert plain(tmp_path / "unit/data/offices/my-office.yaml")["state"] == "PK"
    done = CliRunner().invoke(cli, ["new", "other", "--state", "KE"])
    assert done.exit_code == 0, done.output
    assert plain(tmp_path / "other/data/offices/my-office.yaml")["name"].startswith("TO FILL")


def on_terminal(folder: Path, *options: str, answers: list[str]) -> tuple[int, str]:
    """Run `demarche new` on a terminal and type the answers, each when it is asked for."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "demarche", "new", *options],
        stdin=follower, stdout=follower, stderr=follower, cwd=folder, close_fds=True,
    )  # fmt: skip
    os.close(follower)
    seen, waiting, end = "", list(answers), time.monotonic() + 60
    fresh = ""
    while time.monotonic() < end:
        ready, _, _ = select.select([leader], [], [], 0.2)
        if ready:
            try:
                piece = os.read(leader, 4096).decode("utf-8", "replace")
            except OSError:
                break
            if not piece:
                break
            seen += piece
            fresh += piece
        if fresh.rstrip(" ").endswith(":") and waiting:
            os.write(leader, (waiting.pop(0) + "\n").encode())
            fresh = ""
        elif process.poll() is not None and not ready:
            break
    os.close(leader)
    return process.wait(timeout=10), seen


def test_on_a_terminal_it_asks_and_asks_again(tmp_path: Path) -> None:
    answers = [
        *("Kenya", "KE", "Referral Unit (Specimen)", "", "Nairobi", "unit@gmail.com"),
        *("unit@iru.specimen.example", "+1 202 555 0100", "en sw", "+03:00", "A. B. Specimen", ""),
    ]

    status, seen = on_terminal(tmp_path, "unit", answers=answers)

    assert status == 0, seen
    assert "'Kenya' is not a country code; write KE" in seen
    assert "free mail" in seen
    office = plain(tmp_path / "unit/data/offices/my-office.yaml")
    assert office["languages"] == ["en", "sw"]
    assert office["signatory"]["name"] == "A. B. Specimen"
    assert office["signatory"]["designation"].startswith("TO FILL")
    assert "Next: demarche check" in seen


def test_on_a_terminal_yes_asks_nothing_and_enter_takes_the_example(tmp_path: Path) -> None:
    status, seen = on_terminal(tmp_path, "a", "--state", "KE", "--yes", answers=[])
    assert status == 0, seen
    assert "Name of the office" not in seen
    status, seen = on_terminal(tmp_path, "b", answers=[""])
    assert status == 0, seen
    assert plain(tmp_path / "b/data/offices/my-office.yaml")["state"] == "PK"
    status, seen = on_terminal(tmp_path, "a", answers=[])
    assert status == 2, seen
    assert "State of the office" not in seen
