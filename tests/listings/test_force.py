"""In force on a day: the first and the last, one only partly known, midnight and time zones."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import DATA

from demarche.cli.main import cli
from demarche.facts.integrity import load_authorities
from demarche.listings.status import ListingStatus, citable, standings
from demarche.model.listing import Listing, Organisation, Status
from demarche.model.provenance import Verification

AUTHORITIES = load_authorities(DATA / "authorities")
GRADES = dict.fromkeys(("listed_name", "reference", "date_listed", "status"), Verification.VERIFIED)


def row(**changes: object) -> Listing:
    made = Listing(
        authority="un-1267",
        listed_name="GROUP OF TESTS",
        reference="QDe.900",
        date_listed="2021-04-15",
        status=Status.LISTED,
        as_of="2026-02-27",
        verification=GRADES,
    )
    return made.model_copy(update=changes)


def on(day: str, *listings: Listing) -> list[ListingStatus]:
    organisation = Organisation(id="got", name="Group of Tests", listings=listings)
    return standings(organisation, dt.date.fromisoformat(day), AUTHORITIES, {"got": organisation})


def in_force(day: str, *listings: Listing) -> bool:
    return bool(citable(on(day, *listings)))


def test_the_day_of_listing_is_in_force_and_the_day_of_removal_is_not() -> None:
    assert not in_force("2021-04-14", row())
    assert in_force("2021-04-15", row())
    removed = row(status=Status.REMOVED, date_removed="2021-11-07")
    assert in_force("2021-04-15", removed)
    assert in_force("2021-11-06", removed)
    assert not in_force("2021-11-07", removed)
    assert not in_force("2021-11-08", removed)


def test_listed_and_removed_on_one_day_was_never_in_force() -> None:
    assert not in_force("2021-04-15", row(status=Status.REMOVED, date_removed="2021-04-15"))


@pytest.mark.parametrize(
    ("partial", "last_before", "first"),
    [("2025-08", "2025-08-30", "2025-08-31"), ("2001", "2001-12-30", "2001-12-31"),
     ("2024-02", "2024-02-28", "2024-02-29"), ("2025-12", "2025-12-30", "2025-12-31")],
)  # fmt: skip
def test_a_partly_known_day_of_listing_counts_from_its_last_day(
    partial: str, last_before: str, first: str
) -> None:
    """A request of 2 August must not cite what was listed some day in August."""
    (standing,) = on(last_before, row(date_listed=partial))
    assert standing.why == f"was listed only on {partial}"
    assert in_force(first, row(date_listed=partial))


def test_a_partly_known_day_of_removal_counts_from_its_first_day() -> None:
    removed = row(status=Status.REMOVED, date_removed="2025-11")
    assert in_force("2025-10-31", removed)
    assert not in_force("2025-11-01", removed)
    assert not in_force("2025-11-30", row(status=Status.REMOVED))  # nobody knows since when


def test_removed_and_listed_again_is_cited_by_the_act_of_the_day() -> None:
    acts = (
        row(status=Status.REMOVED, date_removed="2021-11-07", reference=None),
        row(date_listed="2025-10-24", reference=None),
    )

    def cited(day: str) -> list[str | None]:
        return [
            standing.entry.date_listed for standing in citable(on(day, *acts)) if standing.entry
        ]

    assert cited("2021-11-06") == ["2021-04-15"]
    assert cited("2021-11-07") == cited("2025-10-23") == []
    assert cited("2025-10-24") == cited("2026-11-23") == ["2025-10-24"]


def test_the_status_of_a_list_must_have_been_read_on_that_list() -> None:
    (standing,) = on("2026-11-23", row(verification={**GRADES, "status": Verification.TO_CHECK}))
    assert standing.why == "has a status that is not verified"


def test_a_reference_that_the_list_cannot_have_is_not_cited() -> None:
    """QDe.13 is no entry, and QDe.132 another one than was meant by a slip of the pen."""
    (standing,) = on("2026-11-23", row(reference="QDe.13"))
    assert not standing.in_force
    assert standing.why.startswith(
        "has the reference QDe.13, which does not match the list's format (QD"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{date}", "{dat}", "citation_form: has {dat}, which is an unknown placeholder"),
        ("{date}", "{date", "citation_form: is not well-formed"),
        ("{date}", "{}", "citation_form: has {}, which is an unknown placeholder"),
        ("{name}, ", "", "citation_form: does not begin with {name}"),
        ("QD[ei]", "(QD[ei]", "reference_pattern: is not a regular expression"),
    ],
)
def test_an_authority_of_one_s_own_that_is_at_fault_is_told_at_its_line(
    minimal: Path, old: str, new: str, message: str
) -> None:
    authorities = minimal.parents[2] / "authorities"
    authorities.mkdir()
    text = (DATA / "authorities" / "un-1267.yaml").read_text(encoding="utf-8")
    assert old in text
    (authorities / "un-1267.yaml").write_text(text.replace(old, new), encoding="utf-8")
    done = CliRunner().invoke(cli, ["check", str(minimal)])
    assert done.exit_code == 2, (done.output, done.exception)
    assert re.search(r"un-1267\.yaml:\d+:\d+: " + re.escape(message), done.output), done.output


@pytest.mark.parametrize(
    ("moment", "stopped"),
    [
        ("2026-11-20T23:59:59+05:00", "was listed only on 2026-11-21"),
        ("2026-11-21T00:00:00+05:00", ""),
        # 2 in the morning in Islamabad is the day before in London: what is written counts.
        ("2026-11-21T02:00:00+05:00", ""),
        ("2026-11-20T23:00:00-05:00", "was listed only on 2026-11-21"),
        ("2026-11-22T23:59:59+05:00", ""),
        ("2026-11-23T00:00:00+05:00", "was removed on 2026-11-23"),
        ("2026-11-23T02:00:00+05:00", "was removed on 2026-11-23"),
        ("2026-11-22T23:00:00-05:00", ""),
    ],
)
def test_the_date_that_the_case_writes_decides(minimal: Path, moment: str, stopped: str) -> None:
    """The request prints this date as its own, so that no other day can be meant."""
    organisations = minimal.parents[2] / "organisations"
    organisations.mkdir()
    (organisations / "ttp.yaml").write_text(
        "id: ttp\nname: A group\nlistings:\n"
        "  - {authority: pk-ata-11b, listed_name: A GROUP, date_listed: 2026-11-21,"
        " date_removed: 2026-11-23, status: removed, as_of: 2026-11-23, verification:"
        " {listed_name: verified, date_listed: verified, status: verified}}\n"
    )
    text = minimal.read_text(encoding="utf-8")
    written = next(line for line in text.splitlines() if line.startswith("date: "))
    minimal.write_text(text.replace(written, f"date: {moment}"), encoding="utf-8")
    output = CliRunner().invoke(cli, ["check", str(minimal)]).output
    assert ("E03" in output) == bool(stopped), output
    assert stopped in output
