"""`lists status` says what to bring first, by the rows of cases that depend on each list."""

from __future__ import annotations

import shutil
from pathlib import Path

from kit import DATA, TINY, read_lists
from lists_kit import TTP, data, run, un_list


def test_the_lists_that_most_rows_depend_on_come_first(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "cases" / "tiny"
    folder.mkdir(parents=True)
    case = Path(shutil.copy(TINY, folder))
    done = run(tmp_path, "status", "--on", "2026-11-23", exit_code=1)
    lines = done.stdout.partition("Bring first")[2].splitlines()[1:]
    expected = "1 pk-ata-11b 2 of 2 rows in SPEC-IRU/2026/0043; 2 keep their documents drafts"
    assert " ".join(lines[0].split()) == expected, "the own list before others with as many rows"
    assert {line.split()[1] for line in lines[1:]} >= {"un-1267", "us-sdgt", "gb-ta2000"}
    assert "in-uapa" not in "\n".join(lines), "no row cites it"

    read_lists(tmp_path, "2026-11-20")
    run(tmp_path, "import", un_list(tmp_path / "un.xml", "2026-11-20", TTP))
    found = data(tmp_path, "status", "--on", "2026-11-23", "--case", case, exit_code=1)
    by_list = {item["authority"]: item for item in found["bring_first"]}
    for fresh in ("pk-ata-11b", "un-1267"):
        assert (by_list[fresh]["rows_too_old"], by_list[fresh]["rows_kept_as_drafts"]) == (0, 0)
    assert by_list["gb-ta2000"]["rows_too_old"] == 2
    first = [item["authority"] for item in found["bring_first"] if item["rows_too_old"]]
    assert "un-1267" not in first


def test_a_case_that_is_not_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    wrong = tmp_path / "case.yaml"
    wrong.write_text("reference: A\n", encoding="utf-8")
    done = run(tmp_path, "status", "--case", wrong, exit_code=2)
    assert "case.yaml" in done.stderr


def test_the_shipped_followup_case_is_counted_by_its_rows() -> None:
    case = DATA / "cases" / "followup" / "case.yaml"
    found = data(DATA.parent, "status", "--on", "2026-11-23", "--case", case, exit_code=1)
    assert found["bring_first"][0]["authority"] == "pk-ata-11b"
    assert found["bring_first"][0]["rows"] == 6
