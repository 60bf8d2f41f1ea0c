"""urls.txt, posts.csv and accounts.csv of a recipient: what a portal and a tool can work with."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import Built, build_case, lay_small_case, tree

from demarche.render.address_lists import RowAddresses, posts_csv, urls_txt


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8"), newline="")))


def acting(built: Built, name: str) -> list[dict[str, object]]:
    """The rows of the removal and prevention requests to the recipient of a document."""
    mine = built.paper(name, "restricted")
    return [
        row
        for other, request in built.requests().items()
        if request["kind"] in ("removal", "prevention")
        if built.paper(other, "restricted") == mine
        for row in request["accounts"]
    ]


@pytest.mark.parametrize("name", ["x/removal", "facebook/removal", "telegram/removal"])
def test_urls_are_the_addresses_of_the_rows_and_nothing_else(small: Built, name: str) -> None:
    data = small.beside(name, "urls.txt").read_bytes()
    assert data.endswith(b"\n")
    assert b"\r" not in data
    lines = data.decode("utf-8").split("\n")[:-1]
    wanted = {str(row["canonical"]) for row in acting(small, name)}
    wanted |= {post["canonical"] for row in acting(small, name) for post in row["posts"]}  # type: ignore[attr-defined]
    assert sorted(lines) == sorted(wanted)


def test_a_recipient_without_a_measure_gets_no_urls(small: Built) -> None:
    """X Ireland is asked to preserve and no more."""
    assert not small.beside("x/preservation-x-ireland", "urls.txt").exists()
    assert small.beside("x/preservation-x-ireland", "accounts.csv").is_file()


def test_lists_hold_the_rows_of_their_recipient_alone(small: Built) -> None:
    for name in small.requests():
        mine = small.paper(name, "restricted")
        wanted = {
            str(row["number"])
            for other, request in small.requests().items()
            if small.paper(other, "restricted") == mine
            for row in (*request["accounts"], *request["removed_before"])
        }
        assert {row["number"] for row in table(small.beside(name, "accounts.csv"))} == wanted


def test_accounts_hold_what_a_tool_needs(small: Built) -> None:
    rows = {row["row_id"]: row for row in table(small.beside("x/removal", "accounts.csv"))}
    row = rows["x-new"]
    assert row["canonical"] == "https://x.com/specimen_x_new"
    assert row["native_id"] == "9999999999999900002"
    assert row["severity"][0] == "T"
    assert row["organisation_label"]
    assert row["lists"]
    assert row["tie"]
    assert row["link_basis"] == "the profile carries an outlet's emblem"
    assert "section" in row["provisions"] or "s." in row["provisions"]
    assert row["rules"]
    assert row["measure"]
    assert row["prior_report"] == "SPECIMEN-REPORT-2"
    assert row["prior_report_on"] == "2026-11-05"
    assert row["prior_report_answer"] == "no breach of the rules found"
    assert row["exhibits"] == "E-PIC"
    assert row["protected"]
    assert not any("sha256" in name for name in row), "hashes are in the restricted annex alone"


def test_posts_are_a_line_each(small: Built) -> None:
    (post,) = [row for row in table(small.beside("x/removal", "posts.csv")) if row["number"] == "2"]
    assert post["post"] == "https://x.com/specimen_x_new/status/2117512096777240575"
    assert post["account"] == "https://x.com/specimen_x_new"
    assert post["posted_at"].startswith("2026-")


def test_the_lists_are_the_same_twice(workspace: Path, tmp_path: Path) -> None:
    case = lay_small_case(workspace)
    built = build_case(case)
    before = tree(built.folder)
    build_case(case)
    assert tree(built.folder) == before


LINES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
ROWS = st.builds(
    RowAddresses,
    number=st.integers(1, 9),
    row_id=LINES,
    severity=st.sampled_from(["T1", "T4"]),
    account=LINES,
    posts=st.lists(st.tuples(LINES, LINES, LINES), max_size=3).map(tuple),
    of_others=LINES,
    acts=st.booleans(),
)


@given(st.lists(ROWS, max_size=6))
def test_a_line_is_an_address(rows: list[RowAddresses]) -> None:
    lines = urls_txt(rows).decode("utf-8").split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(set(lines))
    known = {
        text for row in rows if row.acts for text in (row.account, *(post[0] for post in row.posts))
    }
    assert set(lines) <= known
    assert {text for text in known if text.splitlines() == [text]} - set(lines) == set()


@given(st.lists(ROWS, max_size=6))
def test_a_post_is_a_row_of_the_table(rows: list[RowAddresses]) -> None:
    found = list(csv.DictReader(io.StringIO(posts_csv(rows).decode("utf-8"), newline="")))
    first = {row.number: row for row in reversed(rows)}
    assert len(found) == sum(len(row.posts) for row in first.values())
