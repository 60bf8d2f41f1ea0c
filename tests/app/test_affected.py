"""Requests and cases that cite an entry which changed or vanished since."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from kit import build_case
from lists_kit import (
    LET,
    NOOR,
    TTP,
    UN_2025,
    bring,
    data,
    official,
    redated,
    run,
    un_entry,
    un_list,
)

from demarche.app.affected import Cited, affected
from demarche.listings.database import connect
from demarche.listings.states import StoredLists


@pytest.fixture
def place(minimal: Path) -> Path:
    """A workspace with the minimal case, its request built before any list was imported."""
    return minimal.parents[3]


def touched(place: Path, *, exit_code: int) -> list[dict[str, str]]:
    return list(data(place, "affected", exit_code=exit_code)["affected"])


@pytest.mark.xdist_group("lists")
def test_a_request_and_a_case_are_named(place: Path, minimal: Path) -> None:
    build_case(minimal)
    bring(place, un_list(place / "a.xml", "2026-10-01", TTP, LET))
    assert touched(place, exit_code=0) == []
    assert "none cites an entry that changed" in run(place, "affected").output
    renamed = un_entry("QDe.132", "TTP RENAMED", ["TEHRIK-E TALIBAN PAKISTAN"], listed="2011-07-30")
    bring(place, un_list(place / "b.xml", "2026-11-10", renamed, LET))
    found = touched(place, exit_code=1)
    assert {(effect["stage"], effect["what"]) for effect in found} == {
        ("draft", "changed"),
        ("case", "changed"),
    }
    assert all("printed as TTP RENAMED" in effect["detail"] for effect in found)
    assert all("listed on 2011-07-30" in effect["detail"] for effect in found)
    bring(place, un_list(place / "c.xml", "2026-11-20", LET))
    found = touched(place, exit_code=1)
    assert {effect["what"] for effect in found} == {"gone"}
    said = run(place, "affected", exit_code=1).output
    assert "SPEC-IRU/2026/0001/telegram/removal (draft," in said
    assert (
        "GONE  un-1267: TEHRIK-E TALIBAN PAKISTAN (TTP) (QDe.132), cited as of 2026-08-01" in said
    )
    assert "list of 2026-11-20: no longer on the list; it was there on 2026-11-10" in said


def test_a_silent_change_of_the_entry_is_found(place: Path) -> None:
    """The committee changed the aliases and no date: what the citation prints is the same."""
    request = {
        "reference": "R/1/x/removal",
        "draft": [],
        "organisations": [
            {
                "id": "ttp",
                "citations": [
                    {
                        "authority": "un-1267",
                        "printed_name": "TEHRIK-E TALIBAN PAKISTAN (TTP)",
                        "reference": "QDe.132",
                        "date_listed": "2011-07-29",
                        "alias": None,
                        "as_of": "2026-10-01",
                    }
                ],
            }
        ],
    }
    folder = place / "reports" / "R-1" / "x"
    folder.mkdir(parents=True)
    dossier = {"schema_version": "demarche-dossier/1", "requests": [request]}
    (folder / "request.json").write_text(json.dumps(dossier), encoding="utf-8")
    shutil.rmtree(place / "data" / "cases")
    bring(place, un_list(place / "a.xml", "2026-10-01", TTP))
    assert touched(place, exit_code=0) == []
    other = un_entry("QDe.132", "TEHRIK-E TALIBAN PAKISTAN (TTP)", ["Another alias"])
    bring(place, un_list(place / "b.xml", "2026-11-20", other))
    (found,) = data(place, "affected", exit_code=1)["affected"]
    assert (found["stage"], found["fields"], found["silent"]) == ("issued", ["aliases"], True)


def test_files_that_cannot_be_read_are_named_and_the_rest_is_compared(place: Path) -> None:
    bring(place, un_list(place / "a.xml", "2026-10-01", TTP))
    folder = place / "reports" / "R-1" / "x"
    folder.mkdir(parents=True)
    (folder / "request.json").write_text("{not json", encoding="utf-8")
    (place / "data" / "cases" / "one" / "case.yaml").write_text("reference: [", encoding="utf-8")
    found = data(place, "affected", exit_code=1)
    assert len(found["unread"]) == 2
    assert found["affected"] == []


def cited(**changes: str | None) -> Cited:
    given = {
        "where": "R", "file": "f", "stage": "issued", "organisation": "o", "authority": "un-1267",
        "printed": "TEHRIK-E TALIBAN PAKISTAN (TTP)", "reference": "QDe.132",
        "date": "2011-07-29", "alias": None, "as_of": "2025-01-01",
    }  # fmt: skip
    return Cited(**{**given, **changes})  # type: ignore[arg-type]


def test_what_is_compared(place: Path) -> None:
    bring(place, un_list(place / "a.xml", "2026-10-01", TTP, LET))
    with_lists = StoredLists(connect(place / "data" / "lists", create=False))
    assert affected([cited()], with_lists) == []
    assert affected([cited(date="2011")], with_lists) == []  # less precise is not another day
    assert affected([cited(as_of="2026-10-02", printed="OLD")], with_lists) == []
    assert affected([cited(authority="us-fto", reference=None)], with_lists) == []
    (alias,) = affected([cited(alias="An alias that is gone")], with_lists)
    assert alias.fields == ("aliases",)
    (date,) = affected([cited(date="2010-01-01")], with_lists)
    assert date.fields == ("date_listed",)


def test_a_listed_person_in_a_case(place: Path, minimal: Path) -> None:
    text = minimal.read_text(encoding="utf-8").replace("organisation: ttp", "organisation: qdi-427")
    minimal.write_text(text, encoding="utf-8")
    bring(place, un_list(place / "a.xml", "2026-11-01", TTP, NOOR))
    assert touched(place, exit_code=0) == []
    text = text.replace("date: 2026-11-23T", "date: 2026-11-10T")
    minimal.write_text(text, encoding="utf-8")
    bring(place, un_list(place / "b.xml", "2026-11-20", TTP))
    (found,) = touched(place, exit_code=1)
    assert (found["organisation"], found["what"]) == ("qdi-427", "gone")


def test_the_real_lists(place: Path) -> None:
    """The real file as of a newer day, one entry out: one citation of the case is touched."""
    bring(place, official(UN_2025), redated(place / "un.xml", "2026-11-20"))
    assert touched(place, exit_code=0) == []
    bring(place, redated(place / "un2.xml", "2026-11-21", drop=["QDe.132"]))
    (found,) = touched(place, exit_code=1)
    assert (found["reference"], found["what"]) == ("QDe.132", "gone")
