"""Returned forms: a filled PDF form, CSV and JSON are read, checked and kept, and asked no more."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from kit import DATA, Built, build_case, command, plain, tree

REFERENCE = "SPEC-IRU/2026/0502/x/reminder-removal"
FIRST = "SPEC-IRU/2026/0431/x/removal"
"""An answer to a reminder is an answer to the request that it reminds of."""


@pytest.fixture
def case(workspace: Path) -> Path:
    """The built-in follow-up case in a workspace of its own."""
    folder = workspace / "data" / "cases" / "two"
    shutil.copytree(DATA / "cases" / "followup", folder)
    return folder / "case.yaml"


def blank(followup: Built) -> Path:
    return followup.folder / "x" / "SPEC-IRU-2026-0502-return-form.pdf"


def fill(form: Path, to: Path, values: dict[str, str]) -> Path:
    """Fill in a PDF form as a viewer does: a value for a field's name."""
    with pikepdf.open(form) as pdf:
        root: Any = pdf.Root
        fields = {str(field.T): field for field in root.AcroForm.Fields}
        for name, value in values.items():
            fields[name].V = pikepdf.String(value)
        pdf.save(to)
    return to


def bring(form: Path, case: Path, *more: str) -> Any:
    return command(
        "answers",
        "import",
        form,
        "--case",
        case,
        "--received",
        "2026-11-28",
        *more,
        cwd=form.parent,
    )


def kept(case: Path) -> list[dict[str, str]]:
    with case.with_name("answers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


GOOD = {
    "1-reminder-removal-answer": "S",
    "1-on": "2026-11-27",
    "1-told": "yes",
    "2-reminder-removal-answer": "6",
    "2-note": "=reviewed; ناپختہ",
    "5-reminder-removal-answer": "N",
    "ticket": "T-77",
}


def as_rows() -> list[dict[str, str]]:
    """The same answers as rows of the other two forms."""
    rows: dict[str, dict[str, str]] = {}
    for name, value in GOOD.items():
        number, _, column = name.partition("-")
        if column:
            if column.endswith("-answer"):
                column = "reason" if value.isdecimal() else "done"
            rows.setdefault(number, {"row": number})[column] = value
    return list(rows.values())


@pytest.fixture(params=["pdf", "csv", "json"])
def form(request: pytest.FixtureRequest, followup: Built, tmp_path: Path) -> Path:
    """The same answers in each of the three forms."""
    if request.param == "pdf":
        return fill(blank(followup), tmp_path / "back.pdf", GOOD)
    if request.param == "json":
        file = tmp_path / "back.json"
        data = {"reference": REFERENCE, "ticket": "T-77", "rows": as_rows()}
        file.write_text(json.dumps(data), encoding="utf-8")
        return file
    given = {row["row"]: row for row in as_rows()}
    text = (followup.folder / "x" / "return-form.csv").read_text(encoding="utf-8")
    out = io.StringIO(newline="")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    writer = csv.DictWriter(out, reader.fieldnames or ())
    writer.writeheader()
    for row in reader:
        if row["reference"] == REFERENCE and row["row"] in given:
            row.update(given[row["row"]], ticket="T-77")
        writer.writerow(row)
    file = tmp_path / "back.csv"
    file.write_text(out.getvalue(), encoding="utf-8")
    return file


def test_each_form_is_read_and_kept_alike(form: Path, case: Path) -> None:
    done = bring(form, case)

    assert done.returncode == 0, done.stderr
    assert "suspended, 2026-11-27" in done.stdout
    assert "6: no breach of the platform's rules or of the law" in done.stdout
    assert "3 rows added; 1 done, 1 refused, 1 outstanding" in done.stdout
    rows = {row["row"]: row for row in kept(case)}
    assert set(rows) == {"1", "2", "5"}
    assert {row["reference"] for row in rows.values()} == {FIRST}
    assert {row["ticket"] for row in rows.values()} == {"T-77"}
    assert rows["1"]["address"] == "https://x.com/specimen_fu_1"
    assert (rows["1"]["done"], rows["1"]["on"], rows["1"]["told"]) == ("S", "2026-11-27", "yes")
    assert (rows["2"]["reason"], rows["2"]["note"]) == ("6", "'=reviewed; ناپختہ")
    assert len(rows["1"]["sha256"]) == 64


def test_a_reminder_then_asks_for_what_is_outstanding_only(
    followup: Built, case: Path, tmp_path: Path
) -> None:
    before = followup.pdf("x/reminder-removal").data("request.json")
    assert sorted(row["row_id"] for row in before["accounts"]) == ["x-1", "x-2", "x-5"]
    bring(fill(blank(followup), tmp_path / "back.pdf", GOOD), case)

    after = build_case(case).pdf("x/reminder-removal").data("request.json")

    # Row 2 was refused, but the case answers the platform's question about it.
    assert [row["row_id"] for row in after["accounts"]] == ["x-2", "x-5"]
    assert {answer["label"]: answer["rows"] for answer in after["answered"]} == {
        "suspended": 2,
        "withdrawn by us": 1,
    }


def test_the_same_form_is_taken_once(followup: Built, case: Path, tmp_path: Path) -> None:
    form = fill(blank(followup), tmp_path / "back.pdf", GOOD)
    bring(form, case)
    before = tree(case.parent)

    again = bring(form, case)

    assert again.returncode == 2
    assert "already imported, as received on 2026-11-28" in again.stderr
    assert tree(case.parent) == before


def test_answers_are_added_and_none_is_replaced(
    followup: Built, case: Path, tmp_path: Path
) -> None:
    bring(fill(blank(followup), tmp_path / "one.pdf", GOOD), case)
    first = case.with_name("answers.csv").read_bytes()

    bring(fill(blank(followup), tmp_path / "two.pdf", {"5-reminder-removal-answer": "S"}), case)

    assert case.with_name("answers.csv").read_bytes().startswith(first)
    assert [row["done"] for row in kept(case) if row["row"] == "5"] == ["N", "S"]


A1, A2, A5 = (f"{row}-reminder-removal-answer" for row in (1, 2, 5))
WRONG = {
    "code": ({A1: "Q"}, f"{A1}: 'Q' is not a valid value; one of R, S, T, W, L, O, "),
    "reason": ({A2: "12"}, f"{A2}: '12' is not a valid value"),
    "date": ({A1: "S", "1-on": "27/11/2026"}, "1-on: expected a date as YYYY-MM-DD"),
    "no such day": ({A1: "S", "1-on": "2026-11-31"}, "1-on: not a valid date"),
    "later": ({A1: "S", "1-on": "2026-12-24"}, "1-on: 2026-12-24 is later than the day"),
    "day alone": ({"1-on": "2026-11-27"}, "1-on: `on` is set, but `done` and `reason` are empty"),
    "told": ({A1: "S", "1-told": "perhaps"}, "1-told: 'perhaps' is not a valid value"),
    "nothing": ({"ticket": "T-1"}, "no row of the form is completed"),
}


@pytest.mark.parametrize(("values", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_form_is_told_and_nothing_taken(
    followup: Built, case: Path, tmp_path: Path, values: dict[str, str], says: str
) -> None:
    done = bring(fill(blank(followup), tmp_path / "back.pdf", values), case)

    assert done.returncode == 2
    assert f"back.pdf: {says}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not case.with_name("answers.csv").exists()


def test_who_answered_and_when_it_was_received_is_kept(form: Path, case: Path) -> None:
    whole = {"received": "2026-11-24", "signed": "S. Specimen, trust team"}
    if form.suffix == ".pdf":
        fill(form, form.with_name("signed.pdf"), whole)
        form = form.with_name("signed.pdf")
    elif form.suffix == ".json":
        form.write_text(json.dumps(json.loads(form.read_bytes()) | whole), encoding="utf-8")
    else:
        rows = list(csv.DictReader(io.StringIO(form.read_text(encoding="utf-8"), newline="")))
        with form.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(row | whole for row in rows)

    done = bring(form, case)

    assert done.returncode == 0, done.stderr
    assert {(form_["received_there"], form_["signed"]) for form_ in kept(case)} == {
        tuple(whole.values())
    }


def test_answers_of_an_earlier_version_stay(followup: Built, case: Path, tmp_path: Path) -> None:
    bring(fill(blank(followup), tmp_path / "one.pdf", GOOD), case)
    file = case.with_name("answers.csv")
    rows = [
        {name: text for name, text in row.items() if name not in ("received_there", "signed")}
        for row in kept(case)
    ]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    bring(fill(blank(followup), tmp_path / "two.pdf", {A5: "S", "signed": "S."}), case)

    after = kept(case)
    assert [row | {"received_there": "", "signed": ""} for row in rows] == after[:-1]
    assert (after[-1]["done"], after[-1]["signed"]) == ("S", "S.")


def test_a_row_with_the_number_of_another_is_refused(
    followup: Built, case: Path, tmp_path: Path
) -> None:
    """A table that was sorted or changed on its way: the wrong account would be answered for."""
    reference = "SPEC-IRU/2026/0502/x/preservation-extend"
    file = tmp_path / "back.csv"
    text = f"reference,row,address,done\n{reference},1,https://x.com/specimen_fu_2,P\n"
    file.write_text(text, encoding="utf-8")

    done = bring(file, case)

    assert done.returncode == 2
    assert "has 'https://x.com/specimen_fu_2' as row 2, not '1'" in done.stderr
    assert not case.with_name("answers.csv").exists()


def test_every_fault_of_a_row_is_told(followup: Built, case: Path, tmp_path: Path) -> None:
    values = {A2: "99", "2-told": "maybe", "received": "2026-12-24"}

    done = bring(fill(blank(followup), tmp_path / "back.pdf", values), case)

    fields = [line.split(": ")[1] for line in done.stderr.splitlines()]
    assert sorted(fields) == ["2-reminder-removal-answer", "2-told", "received"]


def test_all_faults_are_told_at_once(followup: Built, case: Path, tmp_path: Path) -> None:
    values = {A1: "Q", A2: "0", A5: "S", "5-on": "soon"}

    done = bring(fill(blank(followup), tmp_path / "back.pdf", values), case)

    # In the order of the form, whose rows stand as in annex A1.
    fields = [line.split(": ")[1] for line in done.stderr.splitlines()]
    assert sorted(fields) == sorted([A1, A2, "5-on"])


CSV_WRONG = {
    "unknown row": ("SPEC-IRU/2026/0502/x/reminder-removal,9,R", "no row '9'", 2),
    "unknown request": ("SPEC-IRU/2026/0502/x/removal,1,R", "the case has no request", 2),
    "twice": (f"{REFERENCE},1,R\n{REFERENCE},1,S", "duplicate answer for row 1", 3),
}


@pytest.mark.parametrize(("rows", "says", "line"), CSV_WRONG.values(), ids=CSV_WRONG)
def test_a_wrong_row_is_told_at_its_line(
    case: Path, tmp_path: Path, rows: str, says: str, line: int
) -> None:
    file = tmp_path / "back.csv"
    file.write_text(f"reference,row,done\n{rows}\n", encoding="utf-8")

    done = bring(file, case)

    assert done.returncode == 2
    assert done.stderr.startswith(f"back.csv:{line}:")
    assert says in done.stderr
    assert not case.with_name("answers.csv").exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 nothing",
        b"{}",
        b'{"reference": 1, "rows": 5}',
        b"[[]]",
        b'{"reference":"x","rows":[{"row":1,"dnoe":"R"}]}',
        b"\xff\xfe\x00",
        b"a,b\n1,2\n",
    ],
    ids=range(8),
)
def test_a_file_that_is_no_form_is_refused_in_plain_words(
    case: Path, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "back.bin"
    file.write_bytes(data)

    done = bring(file, case)

    assert done.returncode == 2
    assert done.stderr.startswith("back.bin")
    assert "Traceback" not in done.stderr
    assert not case.with_name("answers.csv").exists()


NO_FORMS = {
    "request.csv": (b"number,canonical,written\n1,a,b\n", "its header row is 'number,canonical"),
    "letter.txt": (b"Dear Sir or Madam, we have\nlooked, at it\n", "its header row is 'Dear Sir"),
    "form.xlsx": (b"PK\x03\x04\x14\0", "is a spreadsheet or an archive, not a return form"),
    "page.png": (b"\x89PNG\r\n\x1a\n", "is a picture, not a return form"),
    "noise": (b"a\0b", "is not text, so not a return form"),
}


@pytest.mark.parametrize("name", NO_FORMS)
def test_something_else_is_told_in_one_sentence(case: Path, tmp_path: Path, name: str) -> None:
    data, says = NO_FORMS[name]
    file = tmp_path / name
    file.write_bytes(data)

    done = bring(file, case)

    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(name)
    assert says in line
    assert line.endswith(
        "import the completed PDF form, return-form.csv with its header row, or JSON"
    )


@pytest.mark.parametrize("sign", [";", "\t"])
def test_a_form_that_a_spreadsheet_saved_is_read(case: Path, tmp_path: Path, sign: str) -> None:
    file = tmp_path / "back.csv"
    rows = [("reference", "row", "done", "note"), (REFERENCE, "1", "R", '"a, b"')]
    text = "\r\n".join(map(sign.join, rows))
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())

    done = bring(file, case)

    assert done.returncode == 0, done.stderr
    assert [(row["row"], row["done"], row["note"]) for row in kept(case)] == [("1", "R", "a, b")]


def test_a_broken_answers_file_is_told_at_its_line(case: Path, tmp_path: Path) -> None:
    head = "platform,reference,row,address,done,received,form,sha256"
    row = f"x,{FIRST},1,https://x.com/specimen_fu_1,Z,2026-11-28,f,0"
    case.with_name("answers.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")

    done = command("check", "case.yaml", cwd=case.parent)

    assert done.returncode == 2
    assert "answers.csv:2:" in done.stderr
    assert "'Z' is not a valid value" in done.stderr


def test_the_answers_for_a_program(followup: Built, case: Path, tmp_path: Path) -> None:
    done = bring(fill(blank(followup), tmp_path / "back.pdf", GOOD), case, "--json")

    data = json.loads(done.stdout)
    assert data["file"] == "answers.csv"
    assert [len(data[name]) for name in ("done", "refused", "outstanding")] == [1, 1, 1]
    assert plain(case)["reference"] == "SPEC-IRU/2026/0502"
