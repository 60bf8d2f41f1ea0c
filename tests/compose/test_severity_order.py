"""How grave an account is, in which order the rows stand, and the codes of their organisations."""

from __future__ import annotations

from pathlib import Path

import pytest
from many_accounts import DAY, lay_accounts

from demarche.build.prepare import prepare
from demarche.model.request import Request


def requests_of(workspace: Path, accounts: list[dict[str, str]], kinds: str = "") -> list[Request]:
    """The requests of a case with these accounts."""
    return list(prepare(lay_accounts(workspace, accounts, kinds)).requests)


LEVELS = {
    "a threat of today": ({"ground": "threats", "acted_at": DAY}, "T1"),
    "a threat of 30 days ago": ({"ground": "threats", "acted_at": "2026-10-24"}, "T1"),
    "a threat of 31 days ago": ({"ground": "threats", "acted_at": "2026-10-23"}, "T2"),
    "an old threat whose day is ahead": (
        {"ground": "threats", "acted_at": "2026-08-01", "threat_time": "2026-12-04"},
        "T1",
    ),
    "an old threat whose day is today": (
        {"ground": "threats", "acted_at": "2026-08-01", "threat_time": DAY},
        "T1",
    ),
    "an old threat whose day has passed": (
        {"ground": "threats", "acted_at": "2026-08-01", "threat_time": "2026-11-22"},
        "T2",
    ),
    "a threat of an unknown day": ({"ground": "threats"}, "T1"),
    "recruitment": ({"ground": "recruitment", "link": "official"}, "T2"),
    "the organisation's own": ({"link": "official"}, "T3"),
    "an outlet": ({"link": "media-wing"}, "T3"),
    "publication for it by a supporter": ({"ground": "propaganda"}, "T3"),
    "praise by a supporter": ({}, "T4"),
    "praise by a member": ({"link": "member"}, "T4"),
}


@pytest.mark.parametrize(("fields", "level"), LEVELS.values(), ids=LEVELS)
def test_the_level_follows_from_ground_tie_and_day(
    workspace: Path, fields: dict[str, str], level: str
) -> None:
    (request,) = requests_of(workspace, [fields])

    assert [row.severity for row in request.accounts] == [level]
    assert [(count.code, count.rows) for count in request.severities] == [(level, 1)]


def test_the_time_of_a_post_counts_before_what_the_case_says(workspace: Path) -> None:
    url, post = "https://x.com/specimen_1", "https://x.com/specimen_1/status/2117512096777240575"
    (request,) = requests_of(
        workspace,
        [{"url": url, "posts": f"[{post}]", "ground": "threats", "acted_at": "2026-01-01"}],
    )
    (row,) = request.accounts
    assert str(row.acted_at) == "2026-11-03 12:00:00+05:00"
    assert row.severity == "T1"


def test_rows_stand_by_level_then_by_day_or_tie_then_by_number(workspace: Path) -> None:
    rows = [
        {},  # 1
        {"link": "media-wing"},
        {"ground": "threats", "acted_at": "2026-11-01"},
        {"ground": "threats", "acted_at": "2026-11-20"},
        {"link": "official"},
        {"ground": "recruitment"},
        {"link": "member"},
        {"ground": "threats"},
        {"link": "official"},
        {"ground": "threats", "acted_at": "2026-11-20"},
    ]
    (request,) = requests_of(workspace, rows)

    assert [row.number for row in request.accounts if row.severity != "T1"] == [6, 5, 9, 2, 7, 1]
    gravest = [row.number for row in request.accounts if row.severity == "T1"]
    assert gravest == [row.number for row in request.accounts][:4]
    assert [number for number in gravest if number != 8] == [4, 10, 3]
    assert [(count.code, count.rows) for count in request.severities] == [
        ("T1", 4),
        ("T2", 1),
        ("T3", 3),
        ("T4", 2),
    ]


def test_a_code_names_the_same_organisation_in_all_documents_of_a_case(workspace: Path) -> None:
    of_x = {"url": "https://x.com/specimen_9", "organisation": "balochistan-liberation-army"}
    requests = requests_of(
        workspace,
        [{"organisation": "balochistan-liberation-army"}, of_x, {}],
        kinds="  - kind: information\n  - kind: preservation\n",
    )
    codes = {
        (organisation.id, organisation.key)
        for request in requests
        for organisation in request.organisations
    }
    assert len(requests) > 3
    assert codes == {("balochistan-liberation-army", "BLA"), ("ttp", "TTP")}
    for request in requests:
        keys = {organisation.key for organisation in request.organisations}
        assert {row.organisation for row in request.accounts} == keys
