"""The first page of a request: one page, with all that is needed to begin, in the right order."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import DATA, Built, build_case, squeezed
from many_accounts import DAY, lay_accounts

from demarche.build.prepare import prepare
from demarche.kernel.workspace import builtin
from demarche.render.cell_filters import beyond, cited_together, shortened
from demarche.render.first_page import ROOMS, FirstPageError, Room, roomiest
from demarche.render.html import Templates

NAMES = ("x/removal", "telegram/prevention", "facebook/information", "whatsapp/preservation")


@pytest.mark.parametrize("name", NAMES)
def test_it_has_all_that_is_needed_to_begin(small: Built, name: str) -> None:
    pdf, request = small.pdf(name), small.requests()[name]
    first = " ".join(pdf.pages[0].split())

    assert squeezed(request["recipient"]["legal_entity"]) in squeezed(first)
    assert squeezed(request["reference"]) in squeezed(first)
    assert "(requested; no statutory deadline is claimed)" in first
    for row in request["accounts"]:
        assert squeezed(row["canonical"]) in squeezed(first)
    for part in ("answers@iru.specimen.example", "+1 202 555 0100", "Contact and call-back"):
        assert part in first
    assert first.index("What belongs to it") < pdf.text.index("Dear Sir")


@pytest.mark.parametrize("name", NAMES)
def test_the_deadline_has_a_day_an_hour_a_zone_and_utc(small: Built, name: str) -> None:
    first = " ".join(small.pdf(name).pages[0].split())
    assert re.search(r"Reply by \d+ \w+ 2026, 17:00 \(UTC\+05:00; 12:00 UTC\)", first)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_stands_before_the_authority_and_the_law(small: Built, name: str) -> None:
    text = small.pdf(name).text
    asked = min(text.index(word) for word in ("Reply by", "What we ask"))
    assert asked < text.index("Requesting authority") < text.index("Legal basis")
    assert text.index("For which listed ") < text.index("Requesting authority")
    assert text.rindex("Annex A1: Schedule") > text.index("Certification")


def test_one_row_makes_a_request_of_three_pages(tmp_path: Path) -> None:
    built = build_case(DATA / "cases" / "minimal" / "case.yaml", "--reports", str(tmp_path))
    (name,) = built.documents()
    pages = built.pdf(name).pages
    assert len(pages) == 3
    assert "The account" in pages[0]
    assert "The accounts" not in pages[0]


def test_of_many_rows_it_names_the_gravest_and_ten_at_most(workspace: Path) -> None:
    ground = {3: "threats", 12: "threats"}
    lay_accounts(
        workspace,
        [{"ground": ground.get(n, "glorification"), "acted_at": DAY} for n in range(1, 13)],
    )
    (request,) = prepare(workspace / "data" / "cases" / "one" / "case.yaml").requests
    templates = Templates([builtin("templates")])
    head = {"digest": "0" * 64, "emblem": "", "first_page_alone": False}
    for room in (ROOMS[0], ROOMS[4]):
        html = templates.html("removal", request, {**head, **room.values()})
        first = html[: html.index('id="terms"')]
        numbers = [int(found) for found in re.findall(r'<th scope="row">(\d+) <b', first)]
        expected = [3, 12, 1, 2, 4, 5, 6, 7, 8, 9][: room.gravest_rows]
        assert numbers == expected
        assert f"The {room.gravest_rows} gravest accounts" in first
        assert "Please take T1 first." in first


def test_the_most_that_a_first_page_says_is_ten_rows() -> None:
    assert ROOMS[0].gravest_rows == 10
    for more, less in itertools.pairwise(ROOMS):
        assert more.gravest_rows > less.gravest_rows
        assert more.most_named > less.most_named
    assert ROOMS[-1].gravest_rows == 0


@given(st.integers(0, len(ROOMS) - 1), st.lists(st.integers(0, len(ROOMS) - 1), max_size=4))
def test_the_room_found_is_the_same_wherever_the_search_begins(
    fits_from: int, before: list[int]
) -> None:
    def fitting(least: int) -> Room:
        return roomiest("one kind", lambda room: ROOMS.index(room) >= least)

    for least in before:
        assert fitting(least) == ROOMS[least]
    assert fitting(fits_from) == ROOMS[fits_from]


def test_what_fits_with_no_room_is_refused() -> None:
    with pytest.raises(FirstPageError):
        roomiest("another kind", lambda _: False)


TOGETHER = [
    (["PECA 2016, s. 9"], "PECA 2016, s.\u00a09"),
    (["ATA 1997, s. 11W", "ATA 1997, s. 11E(1)(d)"], "ATA 1997, ss.\u00a011W, 11E(1)(d)"),
    (
        ["ATA 1997, s. 11W", "PECA 2016, s. 9", "ATA 1997, s. 6"],
        "ATA 1997, ss.\u00a011W, 6; PECA 2016, s.\u00a09",
    ),
    (["Act 1997, art. 3", "Act 1997, art. 4"], "Act 1997, art. 3; Act 1997, art. 4"),
    (["A rule without a number"], "A rule without a number"),
    ([], ""),
]


@pytest.mark.parametrize(("provisions", "printed"), TOGETHER)
def test_provisions_of_an_act_are_cited_together(provisions: list[str], printed: str) -> None:
    assert cited_together(provisions, {"s.": "ss."}) == printed


SHORT = [
    ("short", 10, "short"),
    ("exactly te", 10, "exactly te"),
    ("one two three four", 10, "one two …"),
    ("the channel threatened a school; it named the day", 40, "the channel threatened a school …"),
    ("one, two three", 6, "one …"),
]


@pytest.mark.parametrize(("text", "most", "printed"), SHORT)
def test_a_summary_ends_after_a_whole_word_or_clause(text: str, most: int, printed: str) -> None:
    assert shortened(text, most) == printed


@given(st.text(alphabet="ab ;,.", max_size=60), st.integers(1, 60))
def test_a_summary_is_the_text_or_its_beginning(text: str, most: int) -> None:
    found = shortened(text, most)
    if len(text) <= most:
        assert found == text
    else:
        assert found.endswith(" …")
        assert text.startswith(found.removesuffix(" …"))
        assert len(found) <= most + 2


BEYOND = [
    ("https://x.com/a/status/1", "https://x.com/a", "/status/1"),
    ("https://x.com/ab/status/1", "https://x.com/a", "x.com/ab/status/1"),
    ("https://www.example.org/p/1", "https://x.com/a", "example.org/p/1"),
    ("https://x.com/a", "https://x.com/a", "x.com/a"),
]


@pytest.mark.parametrize(("address", "account", "printed"), BEYOND)
def test_a_post_is_printed_by_what_it_adds_to_its_account(
    address: str, account: str, printed: str
) -> None:
    assert beyond(address, account) == printed
