"""A list that was read again and found unchanged counts as of that day; never back in time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from lists_kit import LET, TTP, bring, data, run, un_list
from test_sources_pages import UK_HEADER, UK_ROWS

from demarche.facts.library import open_library
from demarche.kernel.workspace import Workspace

TODAY = dt.datetime.now().astimezone().date().isoformat()


def uk(target: Path, extra: str = "") -> Path:
    """A whole list without a date of its own."""
    filled = [
        f"12/01/2022,RUS{n:04},,,ENTITY {n}{extra},,,,,,Primary Name,,,,,,Russia,Entity,UK,,,,"
        "29/06/2012"
        for n in range(1, 2101)
    ]
    target.write_text("\n".join((UK_HEADER, *UK_ROWS, *filled)) + "\n", encoding="utf-8")
    return target


def as_of(workspace: Path, authority: str, on: str = "2026-11-30") -> tuple[object, object]:
    status = "status", "--on", on
    with_old = run_any(workspace, *status)
    (row,) = [row for row in with_old["lists"] if row["authority"] == authority]
    return str(row["as_of"]), int(row["age_days"])


def printed_as_of(workspace: Path, authority: str) -> str | None:
    """The day that a citation of TTP prints in a case of 30 November 2026."""
    library = open_library(Workspace.around(workspace), dt.date(2026, 11, 30))
    listings = library.organisations["ttp"].listings
    return next(listing.as_of for listing in listings if listing.authority == authority)


def run_any(workspace: Path, *words: str) -> dict[str, list[dict[str, Any]]]:
    """The library's own lists are too old, so the status is 1."""
    return data(workspace, *words, exit_code=1)  # type: ignore[no-any-return]


def test_an_unchanged_file_imported_again_records_a_new_reading_day(tmp_path: Path) -> None:
    file = uk(tmp_path / "uk.csv")
    run(tmp_path, "import", file, "--as-of", "2026-04-20")

    done = run(tmp_path, "import", file, "--as-of", "2026-11-20")

    assert "already exists as snapshot 1, as of 2026-11-20 (the unchanged file was" in done.stdout
    assert as_of(tmp_path, "gb-uksl") == ("2026-11-20", 10)
    assert "2026-04-20, snapshot 1: on the list" in run(tmp_path, "show", "AFG0003").stdout
    again = run(tmp_path, "import", file, "--as-of", "2026-11-20")
    assert "as of 2026-11-20" in again.stdout
    for day in ("2026-04-19", "2026-11-19"):
        done = run(tmp_path, "import", file, "--as-of", day, exit_code=2)
        assert f"imported before as of 2026-11-20; now given as {day}" in done.stderr
    assert as_of(tmp_path, "gb-uksl") == ("2026-11-20", 10)


def test_a_newer_file_stays_the_newer(tmp_path: Path) -> None:
    old, new = uk(tmp_path / "a.csv"), uk(tmp_path / "b.csv", " LIMITED")
    run(tmp_path, "import", old, "--as-of", "2026-04-20")
    run(tmp_path, "import", new, "--as-of", "2026-06-01")

    done = run(tmp_path, "import", old, "--as-of", "2026-05-01", exit_code=2)
    assert "snapshot 2 of 2026-06-01 is newer; now given as 2026-05-01" in done.stderr

    run(tmp_path, "read", "gb-uksl", "--on", "2026-07-01")
    assert "ENTITY 1 LIMITED" in run(tmp_path, "show", "RUS0001").stdout
    run(tmp_path, "forget", "2")
    assert as_of(tmp_path, "gb-uksl")[0] == "2026-04-20"


def test_a_file_with_a_stamp_is_read_again_on_a_day_that_is_said(tmp_path: Path) -> None:
    file = un_list(tmp_path / "un.xml", "2026-10-01", TTP, LET)
    run(tmp_path, "import", file)
    run(tmp_path, "import", file)
    assert as_of(tmp_path, "un-1267")[0] == "2026-10-01", "the same old file says nothing of today"

    run(tmp_path, "import", file, "--as-of", "2026-11-28")

    assert as_of(tmp_path, "un-1267") == ("2026-11-28", 2)
    run(tmp_path, "import", file)
    assert as_of(tmp_path, "un-1267") == ("2026-11-28", 2)


def test_a_reading_without_a_file(tmp_path: Path) -> None:
    bring(tmp_path, un_list(tmp_path / "un.xml", "2026-10-01", TTP, LET))

    done = run(tmp_path, "read", "un-1267", "--on", "2026-11-29", "--by", "desk 2")

    assert "un-1267: read on 2026-11-29, unchanged against snapshot 1 (un.xml, SHA-" in done.stdout
    assert as_of(tmp_path, "un-1267") == ("2026-11-29", 1)
    assert as_of(tmp_path, "un-1988")[0] != "2026-11-29", "only of the list that was read"
    assert printed_as_of(tmp_path, "un-1267") == "2026-11-29"
    for words, message in (
        (("un-1267", "--on", "2026-11-28"), "--on: 2026-11-28 is before 2026-11-29"),
        (("un-1267", "--on", "2026-09-28"), "--on: 2026-09-28 is before 2026-11-29"),
        (("un-1267", "--on", "2126-01-01"), f"2126-01-01 is after today ({TODAY})"),
        (("un-1276", "--on", "2026-11-29"), "unknown authority 'un-1276'; did you mean"),
        (
            ("us-fto", "--on", "2026-11-29"),
            "no dated list of it has been imported; import its file",
        ),
        (("un-1267", "--on", "yesterday"), "expected a date as YYYY-MM-DD"),
    ):
        assert message in run(tmp_path, "read", *words, exit_code=2).stderr
    run(tmp_path, "read", "un-1267", "--on", "2026-11-29")


def test_a_reading_of_a_list_without_references_dates_the_names_that_stand_there(
    tmp_path: Path,
) -> None:
    rows = [("Date Designated", "Name"), ("September 1, 2010", "Tehrik-e Taliban Pakistan (TTP)")]
    rows += [("October 8, 1997", f"Specimen Organization {n}") for n in range(60)]
    table = "".join(f"<tr><td>{day}</td><td>{name}</td></tr>" for day, name in rows)
    gone = "<tr><td>Name</td><td>Date Originally Listed</td><td>Date Removed</td></tr>"
    page = tmp_path / "fto.html"
    page.write_text(
        "<html><h1>Foreign Terrorist Organizations</h1>"
        f"<table>{table}</table><table>{gone}</table></html>"
    )
    run(tmp_path, "import", page, "--as-of", "2026-11-20")
    assert printed_as_of(tmp_path, "us-fto") != "2026-11-29"

    run(tmp_path, "read", "us-fto", "--on", "2026-11-29")

    assert printed_as_of(tmp_path, "us-fto") == "2026-11-29"


@pytest.mark.parametrize("words", [(), ("un-1267",)])
def test_what_is_left_out_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "Missing" in run(tmp_path, "read", *words, exit_code=2).stderr
