"""Part A of return form RF: one answer for many rows, with exceptions, in each form."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from kit import DATA, Built, command

REFERENCE = "SPEC-IRU/2026/0502/x/reminder-removal"
HEAD = "reference,asked,row,address,done,on,reason,told,note,except\n"
ALL = f"{REFERENCE},reminder-removal,all,,"


@pytest.fixture
def case(workspace: Path) -> Path:
    """The built-in follow-up case in a workspace of its own; its reminder has rows 1, 2 and 5."""
    folder = workspace / "data" / "cases" / "two"
    shutil.copytree(DATA / "cases" / "followup", folder)
    return folder / "case.yaml"


def brought(file: Path, case: Path) -> Any:
    words: list[str | Path] = [
        "answers",
        "import",
        file,
        "--case",
        case,
        "--received",
        "2026-11-28",
    ]
    return command(*words, cwd=file.parent)


def kept(case: Path) -> dict[str, dict[str, str]]:
    with case.with_name("answers.csv").open(encoding="utf-8", newline="") as file:
        return {row["row"]: row for row in csv.DictReader(file)}


@pytest.fixture
def told(case: Path, tmp_path: Path) -> Callable[[str], Any]:
    def told(lines: str) -> Any:
        file = tmp_path / "back.csv"
        file.write_text(HEAD + lines, encoding="utf-8")
        return brought(file, case)

    return told


def test_one_answer_for_all_rows(told: Callable[[str], Any], case: Path) -> None:
    done = told(f"{ALL}S,2026-11-27,,yes,in all countries,\n")
    assert done.returncode == 0, done.stderr
    rows = kept(case)
    assert set(rows) == {"1", "2", "5"}
    for row in rows.values():
        assert (row["done"], row["on"], row["told"]) == ("S", "2026-11-27", "yes")
        assert row["note"] == "in all countries"
    assert rows["2"]["address"] == "https://x.com/specimen_fu_2"


def test_what_is_excepted_is_not_answered(told: Callable[[str], Any], case: Path) -> None:
    assert told(f'{ALL}R,,,,,"2, 4-5"\n').returncode == 0
    assert set(kept(case)) == {"1"}


def test_part_b_goes_before_part_a(told: Callable[[str], Any], case: Path) -> None:
    lines = f"{ALL}R,,,,,\n{REFERENCE},reminder-removal,2,,,,6,,,\n"
    assert told(lines).returncode == 0
    rows = kept(case)
    assert {number: row["done"] for number, row in rows.items()} == {"1": "R", "2": "", "5": "R"}
    assert rows["2"]["reason"] == "6"


def test_refused_for_all_and_declined(told: Callable[[str], Any], case: Path) -> None:
    done = told(f"{ALL},,declined without a reason,,,\n")
    assert done.returncode == 0, done.stderr
    assert "3 rows added; 0 done, 3 refused" in done.stdout
    assert {row["reason"] for row in kept(case).values()} == {"11"}


WRONG = {
    "both": (f"{ALL}R,,6,,,\n", "back.csv:2:", "all-reason: `done` is R"),
    "no such row": (f"{ALL}R,,,,,99\n", "back.csv:2:", "all-except: '99' is not a row or a tier"),
    "no such tier": (f"{ALL}R,,,,,T9\n", "back.csv:2:", "all-except: 'T9' is not a row or a tier"),
    "words": (f"{ALL}R,,,,,none\n", "back.csv:2:", "all-except: 'none' is not a row or a tier"),
    "nothing answered": (f"{ALL},,,,,2\n", "back.csv:2:", "all-except: `except` is set, but"),
    "day": (f"{ALL}R,2026-12-24,,,,\n", "back.csv:2:", "all-on: 2026-12-24 is later than the day"),
    "code": (f"{ALL}Q,,,,,\n", "back.csv:2:", "all-done: 'Q' is not a valid value"),
    "two answers": (f"{ALL}R,,,,,\n{ALL}S,,,,,\n", "back.csv:3:", "row 1 is answered by `all`"),
    "a tier that is not there": (
        f"{REFERENCE},reminder-removal,T7,,R,,,,,\n",
        "back.csv:2:",
        f"T7-row: {REFERENCE} has no row of the tier T7",
    ),
    "except of a row": (
        f"{REFERENCE},reminder-removal,2,,R,,,,,1\n",
        "back.csv:2:",
        "2-except: `except` is set for a single row",
    ),
    "unknown request": (
        "A/1,removal,all,,R,,,,,\n",
        "back.csv:2:",
        "case has no request 'A/1'",
    ),
}


@pytest.mark.parametrize(("lines", "place", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_line_is_told_once_at_its_place(
    told: Callable[[str], Any], case: Path, lines: str, place: str, says: str
) -> None:
    done = told(lines)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(place)
    assert says in line
    assert not case.with_name("answers.csv").exists()


def filled(form: Path, to: Path, values: dict[str, str]) -> Path:
    with pikepdf.open(form) as pdf:
        root: Any = pdf.Root
        fields = {str(field.T): field for field in root.AcroForm.Fields}
        for name, value in values.items():
            fields[name].V = pikepdf.String(value)
        pdf.save(to)
    return to


def test_the_form_of_a_recipient_answers_several_documents(
    followup: Built, case: Path, tmp_path: Path
) -> None:
    form = followup.paper("x/reminder-removal", "return-form")
    values = {
        "all-reminder-removal-answer": "S",
        "all-reminder-removal-on": "2026-11-27",
        "all-reminder-removal-except": "5",
        "2-reminder-removal-answer": "6",
        "1-preservation-extend-answer": "P",
        "1-on": "2026-11-26",
        "all-withdrawal-removal-answer": "B",
    }
    done = brought(filled(form, tmp_path / "back.pdf", values), case)
    assert done.returncode == 0, done.stderr
    text = done.stdout
    assert "SPEC-IRU/2026/0431/x/removal row 1  https://x.com/specimen_fu_1  suspended" in text
    assert "preservation-extend row 1  https://x.com/specimen_fu_1  preserved, 2026-11-26" in text
    assert "restored" in text
    again = brought(tmp_path / "back.pdf", case)
    assert again.returncode == 2
    assert "already imported" in again.stderr


def test_faults_of_part_a_name_the_field_of_the_form(
    followup: Built, case: Path, tmp_path: Path
) -> None:
    form = followup.paper("x/reminder-removal", "return-form")
    values = {
        "all-reminder-removal-answer": "Q",
        "all-withdrawal-removal-answer": "B",
        "all-withdrawal-removal-except": "77",
    }
    done = brought(filled(form, tmp_path / "back.pdf", values), case)
    assert done.returncode == 2
    fields = {line.split(": ")[1] for line in done.stderr.splitlines()}
    assert fields == {"all-reminder-removal-answer", "all-withdrawal-removal-except"}


def test_a_form_of_one_document_of_an_earlier_version_is_read(case: Path, tmp_path: Path) -> None:
    """Its fields are `1-done`; its table has no column for what is asked."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("reference", "row", "row_id", "address", "done", "on", "reason", "told"))
    writer.writerow((REFERENCE, "1", "x-1", "https://x.com/specimen_fu_1", "", "", "", ""))
    pdf.attachments["return-form.csv"] = out.getvalue().encode()
    fields = [pikepdf.Dictionary(T=name, V=value) for name, value in (("1-done", "R"), ("x", "y"))]
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields))
    pdf.save(tmp_path / "old.pdf")
    done = brought(tmp_path / "old.pdf", case)
    assert done.returncode == 0, done.stderr
    assert kept(case)["1"]["done"] == "R"
