"""return-form.csv as people and spreadsheets fill it in: taken where it is clear, else told."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit import DATA, mostly_exhaustive

from demarche.answers.answer_check import RequestRows, check_rows, known_requests
from demarche.answers.form_reader import read_form
from demarche.build.prepare import prepare
from demarche.cli.main import cli
from demarche.kernel.problems import InputError
from demarche.model.locale import english

DONE, REFUSALS = english().done, english().refusals

REFERENCE = "SPEC-IRU/2026/0490/facebook/removal"
ADDRESS = "https://www.facebook.com/profile.php?id=61550000000000"
HEAD = [
    *("reference", "row", "row_id", "address", "done", "on", "reason", "told", "note"),
    *("ticket", "received", "signed"),
]
CASE = """\
reference: SPEC-IRU/2026/0490
title: Accounts reported by the monitoring unit in November 2026
office: OFFICE
date: 2026-11-23T10:00:00+05:00
prepared_by: {name: B. N. Specimen, post: Research officer}
facts: The monitoring unit recorded accounts that publish for a listed organisation.
necessity: The accounts publish claims of responsibility and are open to everyone.
alternatives: Reports of single posts were made and did not last.
defences: Reporting, research and satire were considered and excluded for each account.
requests:
  - kind: removal
accounts:
  - id: r1
    url: https://www.facebook.com/profile.php?id=61550000000000
    observed_at: 2026-11-22T09:35:00+05:00
    organisation: ttp
    link: media-wing
    ground: propaganda
    justification: On 14 November 2026 it published a list of the attacks.
    protected: none
"""
RECEIVED = dt.date(2026, 12, 28)


@pytest.fixture
def case(workspace: Path) -> Path:
    """A case of one account, of an office that writes the day first."""
    file = workspace / "data" / "cases" / "one" / "case.yaml"
    file.write_text(CASE.replace("OFFICE", "pk-specimen"), encoding="utf-8")
    return file


def order(case: Path, words: str | None) -> None:
    """Give the case an office that writes days in this order, or says none."""
    office = DATA / "offices" / "pk-specimen.yaml"
    text = office.read_text("utf-8").replace("id: pk-specimen", "id: own").replace("emblem:", "#")
    assert "date_order: day-first\n" in text
    line = f"date_order: {words}\n" if words else ""
    folder = case.parents[2] / "offices"
    folder.mkdir(exist_ok=True)
    folder.joinpath("own.yaml").write_text(text.replace("date_order: day-first\n", line), "utf-8")
    case.write_text(CASE.replace("OFFICE", "own"), encoding="utf-8")


def form(*rows: dict[str, str], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEAD, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    start = {"reference": REFERENCE, "row": "1", "row_id": "r1", "address": ADDRESS}
    writer.writerows(start | row for row in rows)
    return out.getvalue()


def bring(case: Path, data: str | bytes, code: int = 0) -> Result:
    file = case.parent / "back.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    words = ["answers", "import", str(file), "--case", str(case), "--received", str(RECEIVED)]
    done = CliRunner().invoke(cli, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == code, done.output
    return done


def kept(case: Path) -> dict[str, str]:
    with case.with_name("answers.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    return row


CLEAR = [
    *(("done", written, "R") for written in ("R", "r", " R ", "removed", "Removed", "REMOVED.")),
    *(("done", written, "S") for written in ("s", "Suspended", "S suspended", "S: suspended")),
    *(("done", written, "W") for written in ("withheld", "W withheld (say where)", "ｗ")),
    *(("done", written, "N") for written in ("n", "no action yet", "No  action yet")),
    *(("done", written, "L") for written in ("l", "Link revoked")),
    *(("reason", written, "6") for written in ("6", "6.", "6.0", "no breach", "No breach ")),
    ("reason", "6 no breach of our rules or of the law", "6"),
    ("reason", "no breach of the platform's rules or of the law", "6"),
    ("reason", "Addressed to the wrong entity", "2"),
    ("reason", "other", "9"),
    ("reason", "overbroad", "8"),
    *(("told", written, "yes") for written in ("Yes", "Y", "yes ", "TRUE")),
    *(("told", written, "no") for written in ("NO", "n", "False")),
    *(
        ("on", written, "2026-11-25")
        for written in (
            *("2026-11-25", "2026-11-25T00:00:00Z", "2026-11-25 14:30", "2026/11/25", "20261125"),
            *("25.11.2026", "25/11/2026", "25-11-2026", "11/25/2026", "11/25/2026 12:00:00 AM"),
            *("25 Nov 2026", "25 November 2026", "25-Nov-2026", "Nov 25, 2026", "25. 11. 2026"),
            *("November 25th, 2026", "Wed, 25 Nov 2026", "'2026-11-25", "٢٥/١١/٢٠٢٦"),
        )
    ),
    *(("on", written, "2026-12-03") for written in ("03/12/2026", "3/12/2026", "3.12.2026")),
    ("on", "11/11/2026", "2026-11-11"),
    ("received", "25 Nov 2026", "2026-11-25"),
]


def test_each_clear_value_is_read(known: dict[str, RequestRows], tmp_path: Path) -> None:
    """All of them by the reader alone; the command is tried with some here, with all elsewhere."""
    file = tmp_path / "back.csv"
    wrong = []
    for column, written, meant in CLEAR:
        row = {} if column in ("done", "reason") else {"done": "R"}
        file.write_text(form(row | {column: written}), encoding="utf-8")
        (answer,) = check_rows(read_form(file, "day-first"), known, file, RECEIVED)
        name = "received_there" if column == "received" else column
        if str(found := getattr(answer, name)) not in (meant, str(meant == "yes")):
            wrong.append((column, written, found))
    assert wrong == []


@pytest.mark.parametrize(("column", "written", "meant"), mostly_exhaustive(CLEAR, 7))
def test_what_can_be_meant_in_one_way_is_taken(
    case: Path, column: str, written: str, meant: str
) -> None:
    row = {} if column in ("done", "reason") else {"done": "R"}
    bring(case, form(row | {column: written}))
    assert kept(case)["received_there" if column == "received" else column] == meant


UNCLEAR = {
    **dict.fromkeys(
        ("Q", "yes", "deleted", "R S", "1", "remove", "rr"), ("done", "is not a valid value")
    ),
    **dict.fromkeys(("no", "12", "0", "breach", "6 overbroad"), ("reason", "is not a valid value")),
    **dict.fromkeys(
        (
            "25.11.26",
            "46351",
            "31/02/2026",
            "13/13/2026",
            "soon",
            "2026-13-01",
            "25-Nov-26",
            "2026",
        ),
        ("on", "expected a date as YYYY-MM-DD"),
    ),
    **dict.fromkeys(("Tue, 25 Nov 2026", "99.99.9999"), ("on", "expected a date as YYYY-MM-DD")),
    **dict.fromkeys(("2026-02-30", "2026-13-01"), ("on", "not a valid date")),
    "perhaps": ("told", "is not a valid value"),
}


def test_no_unclear_value_is_read(known: dict[str, RequestRows], tmp_path: Path) -> None:
    file = tmp_path / "back.csv"
    for written, (column, says) in UNCLEAR.items():
        row = {"done": "R"} if column in ("on", "told") else {}
        file.write_text(form(row | {column: written}), encoding="utf-8")
        with pytest.raises(InputError, match=re.escape(says)):
            list(check_rows(read_form(file, "day-first"), known, file, RECEIVED))


@pytest.mark.parametrize(
    ("written", "column", "says"), mostly_exhaustive([(k, *v) for k, v in UNCLEAR.items()], 6)
)
def test_anything_else_is_told_at_its_line_and_column(
    case: Path, written: str, column: str, says: str
) -> None:
    row = {"done": "R"} if column in ("on", "told") else {}
    text = form(row | {column: written})
    line = text.splitlines()[1]
    at = line.index(written, len(REFERENCE) + len(ADDRESS) + 6) + 1

    done = bring(case, text, 2)

    assert f"back.csv:2:{at}: 1-{column}: " in done.stderr, done.stderr
    assert says in done.stderr
    assert not case.with_name("answers.csv").exists()


def test_a_day_in_figures_goes_by_the_order_of_the_office(case: Path) -> None:
    order(case, "month-first")
    bring(case, form({"done": "R", "on": "12/03/2026"}))
    assert kept(case)["on"] == "2026-12-03"


def test_without_an_order_such_a_day_is_not_guessed(case: Path) -> None:
    order(case, None)
    done = bring(case, form({"done": "R", "on": "03/12/2026"}), 2)
    assert "back.csv:2:" in done.stderr
    assert "1-on: '03/12/2026' can be 3 December 2026 or 12 March 2026" in done.stderr
    assert "`date_order`" in done.stderr
    bring(case, form({"done": "R", "on": "25.11.2026"}))
    assert kept(case)["on"] == "2026-11-25"


def test_a_form_in_the_other_order_is_not_read_by_the_office_s(case: Path) -> None:
    """A platform that writes 11/25/2026 means 12 March by 03/12/2026."""
    done = bring(case, form({"done": "R", "on": "03/12/2026", "received": "11/25/2026"}), 2)
    assert "the office writes day-first, but another date in this form does not" in done.stderr
    assert not case.with_name("answers.csv").exists()


@pytest.mark.parametrize(
    "dress",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\r\n", "\n").encode(),
        lambda text: form({"done": "r", "on": "25.11.2026"}, delimiter=";").encode("utf-8-sig"),
        lambda text: form({"done": "r", "on": "25.11.2026"}, delimiter="\t").encode(),
        lambda text: (text + ",,,,,,,,,,,\r\n").encode(),
    ],
    ids=["mark", "lines", "semicolons", "tabs", "empty row"],
)
def test_what_a_spreadsheet_saves_is_read(case: Path, dress: object) -> None:
    assert callable(dress)
    bring(case, dress(form({"done": "r", "on": "25.11.2026"})))
    assert (kept(case)["done"], kept(case)["on"]) == ("R", "2026-11-25")


def test_all_slips_of_a_form_are_told_at_once(case: Path) -> None:
    done = bring(case, form({"done": "x", "on": "soon", "told": "maybe", "received": "7/8"}), 2)
    fields = sorted(line.split(": ")[1] for line in done.stderr.splitlines())
    assert fields == ["1-done", "1-on", "1-told", "received"]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RequestRows]:
    folder = tmp_path_factory.mktemp("known") / "data" / "cases" / "one"
    folder.mkdir(parents=True)
    folder.joinpath("case.yaml").write_text(CASE.replace("OFFICE", "pk-specimen"), "utf-8")
    return known_requests(prepare(folder / "case.yaml"))


CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["R", "removed", "6", "yes", "2026-11-25", "03/12/2026", "25 Nov 2026", ""]),
    st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,5}", fullmatch=True),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(HEAD), CELL), st.sampled_from(",;\t"))
def test_no_value_ends_in_anything_but_a_message(
    known: dict[str, RequestRows], tmp_path: Path, row: dict[str, str], delimiter: str
) -> None:
    file = tmp_path / "any.csv"
    file.write_bytes(form(row, delimiter=delimiter).encode("utf-8", "replace"))
    try:
        (answer,) = check_rows(read_form(file, "day-first"), known, file, RECEIVED)
    except InputError:
        return
    assert answer.done in (None, *DONE)
    assert answer.reason in (None, *REFUSALS)
    assert answer.on is None or answer.on <= RECEIVED
