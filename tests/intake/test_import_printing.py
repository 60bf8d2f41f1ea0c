"""What `import` prints: a summary, then what was not imported, what to look at, what may stay."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from kit import command

HEADINGS = (
    "not imported: correct it in the sheet and import the sheet again",
    "to be looked at",
    "may stay",
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Fifty-six rows: dates that are not read, one duplicate, three without an address."""
    rows = [f"https://x.com/specimen_{n},{n % 28 + 1}/11/2026 at noon" for n in range(52)]
    rows += ["https://x.com/specimen_0,", *(f"no address {n}," for n in range(3))]
    file = tmp_path / "sheet.csv"
    file.write_text("url,observed_at\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    return file


def bring(sheet: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return command("import", "sheet.csv", "--case", "data/cases/n", *options, cwd=sheet.parent)


def headings(text: str) -> list[str]:
    found = [line.partition(" (")[0] for line in text.splitlines() if line.endswith("):")]
    return [line for line in found if line in HEADINGS]


def test_a_sheet_of_many_rows_is_told_in_few_lines(sheet: Path) -> None:
    done = bring(sheet)
    assert done.returncode == 1
    assert len((done.stdout + done.stderr).splitlines()) < 40
    assert done.stdout.startswith("sheet.csv: 56 rows below the header in row 1\n")
    assert headings(done.stderr) == list(HEADINGS)
    (dates,) = [line for line in done.stderr.splitlines() if "observed_at" in line]
    assert dates.startswith("sheet.csv:2:1: warning: observed_at: '1/11/2026 at noon' was ignored")
    assert dates.endswith("(and the like: 52 rows: 2, 3, 4, 5, 6, 7, …)")
    after = done.stderr[done.stderr.index("\nmay stay ") :]
    assert "sheet.csv:54:1: warning: " in after
    assert "duplicate of row 2" in after
    *_, each, following = done.stderr.splitlines()
    assert each == "each on its own line: import-report.csv"
    assert following == "next: complete the fields above, then `demarche check data/cases/n`"


def test_all_gives_each_finding_a_line(sheet: Path) -> None:
    short, whole = bring(sheet, "--dry-run"), bring(sheet, "--dry-run", "--all")
    assert whole.returncode == short.returncode == 1
    assert sum("was ignored" in line for line in whole.stderr.splitlines()) == 52
    found = json.loads(bring(sheet, "--dry-run", "--json").stdout)["problems"]
    places = [
        line for line in whole.stderr.splitlines() if re.match(r"sheet\.csv(:\d+:\d+)?: ", line)
    ]
    assert len(places) == len(found)
    assert set(found[0]) == {
        *("file", "line", "column", "severity", "code", "field", "message", "remedy")
    }


def test_the_last_line_is_the_command_to_type_next(sheet: Path) -> None:
    dry = bring(sheet, "--dry-run", "--map", "observed_at=ignore")
    assert dry.stderr.splitlines()[-1] == (
        "next: demarche import sheet.csv --case data/cases/n --map observed_at=ignore"
    )
    assert bring(sheet).returncode == 1
    again = bring(sheet)
    assert again.returncode == 1
    assert "no files written\n" in again.stdout
    (known,) = [line for line in again.stderr.splitlines() if "already in the case" in line]
    assert again.stderr.index(known) > again.stderr.index("\nmay stay ")
    assert again.stderr.splitlines()[-1] == "next: demarche check data/cases/n"
