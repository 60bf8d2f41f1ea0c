"""The conditions of rules at their edges: what must fire and nearly did not, and the reverse."""

# ruff: noqa: E501  (a table of passages)

from __future__ import annotations

import json
from pathlib import Path

import pytest
from good_case import Change, Replacement, change, check_json, lay, of
from kit import Built, build_case, squeezed
from passages import (
    EMERGENCY,
    FACTS,
    INFORMATION,
    JUSTIFIED,
    LAST_CORROBORATION,
    MIRRORED,
    NEW,
    NEW_ID,
    NEW_ROW,
    OFFICE,
    ORDER,
    POSTS,
    PRESERVATION,
    PREVENTION,
    REQUESTS,
    SEEN,
    STEM,
)

EMBLEM = "shows: The page with the emblem."
E2_URL = "    url: https://x.com/specimen_x_new\n    captured"
EXHIBITS = "    exhibits: [E2]"


def facts(text: str, *more: Replacement) -> Change:
    """The case with other facts."""
    return change((FACTS, f"facts: {json.dumps(text)}"), *more)


def row(*lines: str) -> Change:
    """The case with more in its second row."""
    return change((EXHIBITS, "".join(f"    {line}\n" for line in lines) + EXHIBITS))


def exhibit(*lines: str) -> Change:
    """The case with more in its second exhibit."""
    return change((EMBLEM, "\n    ".join((EMBLEM, *lines))))


def marks(kind: str, value: str) -> Change:
    """A prevention request with one mark."""
    mark = (STEM % value).replace("handle-stem", kind)
    return change(PREVENTION, MIRRORED, ("accounts:\n  - id", f"{mark}  - id"))


def preserved(window: str) -> Change:
    """The case with another period of preservation."""
    return change(("{start: 2026-09-01, end: 2026-11-22}", window))


FIRES = {
    "E11 a period that ends before it begins, by the request's": (
        "E11",
        row("data_from: 2026-11-23"),
    ),
    "E14 a duty officer in office hours": (
        "E14",
        change(
            ("requests:\n", EMERGENCY % ""),
            files={OFFICE: (("hours: at any hour", "hours: Monday to Friday"),)},
        ),
    ),
    "E15 a host is no link": ("E15", marks("invite-link", "https://t.me/")),
    "E15 what is similar": ("E15", marks("bio-text", "'specimen text or similar'")),
    "E16 ligature": ("E16", facts("The oﬃce orders removal.")),
    "E16 wide letters": ("E16", facts("ＹＯＵ ＭＵＳＴ ＡＣＴ.")),
    "E16 sign without width": ("E16", facts("Y\u200bou must act.")),
    "E16 parted at the line": ("E16", facts("Failure to com-\nply is noted.")),
    "E16 dash": ("E16", facts("An anti–state account.")),
    "E17 categories that nothing records": (
        "E17",
        change(
            (INFORMATION, ""),
            (
                PRESERVATION,
                PRESERVATION
                + "    status: extend\n    data_categories: [login-ip]\n    earlier: {kind: preservation, reference: SPEC-IRU/2026/0001/x/preservation, on: 2026-10-01, accounts: [new]}\n",
            ),
        ),
    ),
    "E22 two names of one number": (
        "E22",
        change((NEW_ID, NEW_ID.replace("02", "01"))),
    ),
    "E23 an address in a private chat": (
        "E23",
        change((E2_URL, E2_URL.replace("specimen_x_new", "messages/1-2"))),
    ),
    "E24 justified by its last digits": (
        "E24",
        facts(
            "Ring 0300 1234567.",
            ("requests:\n", "personal_data:\n  - {text: '67', reason: None.}\nrequests:\n"),
        ),
    ),
    "E24 card number with spaces": ("E24", facts("Card 35202 1234567 1.")),
    "E24 card number in other digits": ("E24", facts("Card ۳۵۲۰۲-۱۲۳۴۵۶۷-۱.")),
    "E24 hidden mail": ("E24", facts("Write to a.person (at) mail (dot) example.")),
    "E24 the platform's answer": (
        "E24",
        change(("answer: no breach of the rules found", "answer: ask a.person@mail.example")),
    ),
    "E24 who investigates": (
        "E24",
        change(("  agency: Investigation Agency (Specimen)", "  agency: Officer, 0300-1234567")),
    ),
    "E24 archive": ("E24", exhibit("archive: with a.person@mail.example")),
    "E28 a first contact and a request on one day": (
        "E28",
        change((REQUESTS, f"{REQUESTS}  - kind: contact\n")),
    ),
    "E30 a global scope without a reason": (
        "E30",
        change((REQUESTS, f"{REQUESTS}    scope: global\n")),
    ),
    "W01 data are asked for": (
        "W01",
        change((SEEN, SEEN.splitlines(keepends=True)[0]), (REQUESTS, "requests:\n")),
    ),
    "W06 in other words": (
        "W06",
        change(
            (LAST_CORROBORATION[0], f"{LAST_CORROBORATION[1]}\n    corroboration: Single source.")
        ),
    ),
    "W07 the account's language": ("W07", row("language: Urdu")),
    "W08 both ends belong to it": ("W08", preserved("{start: 2026-08-24, end: 2026-11-22}")),
    "W08 a row with one day of its own": ("W08", row("data_from: 2026-01-01")),
    "W09 some other number": (
        "W09",
        change(
            ("  kind: enquiry", "  kind: other"),
            ("  court_permission: SPEC-COURT-P/2026/0007\n", ""),
        ),
    ),
    "W13 with a space": ("W13", facts("Section 2R (3) is named.")),
    "W13 in words": ("W13", facts("Sub-section (3) of section 2R is named.")),
    "W15 inside a name": (
        "W15",
        change((NEW, NEW.replace("specimen_x_new", "TheParodyPage")), (POSTS, "")),
    ),
    "P02 a report that was not answered": (
        "P02",
        change(("    prior_report_answer: no breach of the rules found\n", "")),
    ),
    "P13 outside the period": (
        "P13",
        change(("{start: 2026-11-01, end: 2026-11-22}", "{start: 2026-11-10, end: 2026-11-22}")),
    ),
}

PASSES = {
    "E11 rows that are in no request for data": (
        "E11",
        change(
            (INFORMATION, "  - kind: information\n"),
            ("    exhibits: [E1]", "    requests: [preservation]\n    exhibits: [E1]"),
            (EXHIBITS, f"    data_from: 2026-11-02\n    data_to: 2026-11-09\n{EXHIBITS}"),
        ),
    ),
    "E16 two words with a hyphen each": ("E16", facts("Short- and long-term accounts.")),
    "E24 justified in another spelling": (
        "E24",
        facts(
            "Ring 0300 1234567.",
            (
                "requests:\n",
                "personal_data:\n  - {text: 0300-1234567, reason: In danger.}\nrequests:\n",
            ),
        ),
    ),
    "E28 a first contact and an emergency": (
        "E28",
        change(
            (REQUESTS, (EMERGENCY % "") + "  - kind: contact\n"),
            (INFORMATION, ""),
            (PRESERVATION, ""),
        ),
    ),
    "W04 a request that this platform does not get": (
        "W04",
        change(
            (NEW_ROW, NEW_ROW.replace("media-wing", "member")),
            (REQUESTS, f"{REQUESTS}    platforms: telegram\n"),
        ),
    ),
    "W06 a second item": (
        "W06",
        change(LAST_CORROBORATION, (EXHIBITS, EXHIBITS.replace("E2", "E1, E2"))),
    ),
    "W07 English by its tag": ("W07", exhibit("language: en-GB")),
    "W07 English of a country": ("W07", exhibit("language: English (India)")),
    "W08 ninety days": (
        "W08",
        change(
            ("{start: 2026-11-01", "{start: 2026-10-24"),
            ("{start: 2026-09-01", "{start: 2026-08-25"),
        ),
    ),
    "W29 and W15 a plain name": ("W15", change((JUSTIFIED, f"{JUSTIFIED} Twice."))),
}


@pytest.mark.parametrize(("code", "changed"), FIRES.values(), ids=FIRES)
def test_fires(code: str, changed: Change, workspace: Path) -> None:
    answer = check_json(lay(workspace, changed)[0])

    assert of(answer["problems"], code), [
        (problem["code"], problem["message"]) for problem in answer["problems"]
    ]


@pytest.mark.parametrize(("code", "changed"), PASSES.values(), ids=PASSES)
def test_passes(code: str, changed: Change, workspace: Path) -> None:
    answer = check_json(lay(workspace, changed)[0])

    assert answer["cases"], answer["problems"]
    assert not of(answer["problems"], code), answer["problems"]


def test_a_finding_stands_at_the_request_that_it_is_about(workspace: Path) -> None:
    two = """  - kind: information
    platforms: telegram
    window: {start: 2026-11-01, end: 2026-11-22}
  - kind: information
    platforms: whatsapp
    window: {start: 2026-11-01, end: 2026-11-22}
    data_categories: [last-seen]
"""
    changed = change(
        (ORDER, ""),
        (INFORMATION, two),
        (NEW, "url: +44 7700 900042\n    platform: whatsapp\n    native_id"),
        (POSTS, ""),
        (
            "url: https://x.com/specimen_x_old\n    native_id",
            "url: https://t.me/specimen_old\n    native_id",
        ),
    )

    problems = check_json(lay(workspace, changed)[0])["problems"]

    for code in ("E10", "W30"):
        assert [problem["field"] for problem in of(problems, code)] == [
            "requests[3].data_categories"
        ]


EXTENSION = """requests:
  - kind: preservation
    status: extend
    formal_request_by: 2027-01-29
    earlier: {kind: preservation, reference: SPEC-IRU/2026/0001/x/preservation, on: 2026-10-01, data: old.json}
"""
OLD = {
    "reference": "SPEC-IRU/2026/0001/x/preservation",
    "categories": [{"id": "subscriber-name"}],
    "grounds": [{"key": "G1", "id": "projection"}],
    "accounts": [
        {
            "canonical": "https://x.com/specimen_x_new",
            "ground": "G1",
            "data_from": "2026-09-01",
            "data_to": "2026-09-30",
        }
    ],
}


def extended(workspace: Path, *more: Replacement) -> Path:
    """A case that extends a preservation whose own data lie beside it."""
    changed = change((REQUESTS, EXTENSION), (INFORMATION, ""), (PRESERVATION, ""), *more)
    case, _ = lay(workspace, changed)
    (case.parent / "old.json").write_text(json.dumps(OLD), encoding="utf-8")
    return case


def test_an_extension_names_what_the_earlier_request_named(workspace: Path) -> None:
    built: Built = build_case(extended(workspace))

    (request,) = built.requests().values()
    assert [category["id"] for category in request["categories"]] == ["subscriber-name"]
    assert request["window"] == {"start": "2026-09-01", "end": "2026-09-30"}
    text = built.pdf("x/preservation-extend").text
    assert "they cover 1 September 2026 to 30 September 2026" in text
    assert "This adds no account, category or period." in text


WIDER = {
    "days": (
        "    status: extend\n",
        "    status: extend\n    window: {start: 2026-09-01, end: 2026-11-22}\n",
    ),
    "a row's days": (EXHIBITS, f"    data_to: 2026-10-01\n{EXHIBITS}"),
    "category": ("    status: extend\n", "    status: extend\n    data_categories: [login-ip]\n"),
    "category that the case claims": (
        ", data: old.json",
        ", data_categories: [login-ip], data: old.json",
    ),
    "ground": ("projection\n    justification: The", "recruitment\n    justification: The"),
}


@pytest.mark.parametrize("passage", WIDER.values(), ids=WIDER)
def test_nothing_wider_comes_in_by_an_extension(passage: Replacement, workspace: Path) -> None:
    more = () if passage[0] in EXTENSION else (passage,)
    case = extended(workspace, *more)
    text = case.read_text(encoding="utf-8")
    case.write_text(text if more else text.replace(*passage), encoding="utf-8")

    assert of(check_json(case)["problems"], "E17")


def test_a_release_encloses_what_it_lists(followup: Built) -> None:
    text = followup.pdf("x/preservation-release").text

    assert "Annex A1: schedule" not in text
    assert "Annex A2: schedule" not in text
    extension = followup.pdf("x/preservation-extend")
    accounts = followup.requests()["x/preservation-extend"]["accounts"]
    assert accounts
    assert all(squeezed(row["canonical"]) in extension.squeezed for row in accounts)


def test_a_first_contact_speaks_of_no_form_and_no_rows(followup: Built) -> None:
    text = followup.pdf("telegram/contact").text

    assert "with return form RF" not in text
    assert "the same rows" not in text.partition("Enclosures")[2]


def test_an_emergency_says_what_the_check_for_protected_persons_found(followup: Built) -> None:
    assert "protected status: none found" in followup.pdf("telegram/emergency").text


def test_an_account_that_was_removed_elsewhere_is_no_continuation_here(small: Built) -> None:
    """What this company removed is thanked for; each of its rows continues one of these."""
    for name, request in small.requests().items():
        if request["kind"] == "prevention":
            removed = {account["number"] for account in request["removed_before"]}
            assert {account["mirror_of"] for account in request["accounts"]} == removed, name
