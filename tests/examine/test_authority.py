"""On what a document rests is printed: the power, its body, the order first, or that none is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from good_case import Change, change, check_json, lay
from kit import DATA, Built, build_case, command, plain, squeezed
from passages import PRESERVATION, REQUESTS

SIGNED = "countersigned_by:\n  - {body: nccia, on: 2026-11-22}\n"
OFFICE = "offices/pk-specimen.yaml"
COUNTERSIGNER = """countersigned_by:
  - body: nccia
    kinds: [information, preservation, emergency]
    name: D. N. Specimen
    post: Deputy Director (Specimen), authorised officer
    office: Platform Requests Desk (Specimen), Islamabad
    badge: SPEC-N-0007
"""
UNSIGNED = ((SIGNED, ""),)
NOBODY = ((COUNTERSIGNER, ""),)
LAW = "jurisdictions/pk.yaml"
DECISION = """decisions:
  - authority: Review Board (Specimen)
    number: SPEC-RB/7
    on: 2026-11-20
    decided: The board found that the account speaks for the organisation.
    accounts: [new]
    kinds: [removal]
consulted:
  - {body: pta, how: informed, on: 2026-11-21, reference: SPEC-L/9}
identity: The accounts show names of the dead, and the identity of their holders was never verified.
"""
ASKS = REQUESTS + "  - kind: prevention\n    term_until: 2027-02-23\n  - kind: letter\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The good case with a decision, a body that was informed, and a covering letter."""
    changed = change(
        (SIGNED, DECISION + SIGNED),
        (REQUESTS, ASKS),
        ("    prior_report: SPECIMEN-REPORT-2\n", MIRROR + "    prior_report: SPECIMEN-REPORT-2\n"),
    )
    return build_case(lay(tmp_path_factory.mktemp("authority"), changed)[0])


MIRROR = "    mirror_of: old\n    first_seen: 2026-10-25\n"
PARTS = "National Cyber Crime Investigation Agency"


def test_information_names_the_power_its_body_and_the_order_first(built: Built) -> None:
    text = built.pdf("x/information").text
    box = text[text.index("REQUEST FOR ACCOUNT INFORMATION") :]

    order = box.index("Court order: Court of Sessions (Specimen), No. SPEC-ORD/2026/0007")
    assert order < box.index("Legal power: ") < box.index("Please disclose")
    assert "of 16 November 2026: The holder may be identified." in box
    assert "Legal power: section 31(1) of the Prevention of Electronic Crimes Act 2016" in box
    assert "section 32(1) of the Prevention of Electronic Crimes Act 2016" in box
    assert f"requested for the {PARTS}" in box
    assert f"The power is that of the {PARTS}." in text
    assert (
        "The power is that of the Court designated under the Prevention of Electronic Crimes Act "
        f"2016; the {PARTS} alone applies for its exercise and carries it out."
    ) in text
    assert f"Countersigned for the {PARTS}, Platform Requests Desk (Specimen), Islamabad" in text
    assert "Officer ID SPEC-N-0007 22 November 2026" in text
    request = built.requests()["x/information"]
    assert request["authority"]["standing"] == "power"
    assert [power["id"] for power in request["authority"]["powers"]] == [
        "acquire-data",
        "traffic-warrant",
    ]


def test_removal_claims_no_power_and_names_who_has_it(built: Built) -> None:
    text = built.pdf("x/removal").text

    for asked in (text, built.pdf("x/prevention").text):
        assert "Legal power: none; a request that you may decline" in asked
        assert "This is a request. Declining it carries no sanction, express or implied." in asked
    assert (
        "Orders of this kind are for the Pakistan Telecommunication Authority, which performs the "
        "functions of the Social Media Protection and Regulatory Authority until that is "
        "established (section 50A of the Prevention of Electronic Crimes Act 2016), under section"
    ) in text
    assert "informed on 21 November 2026 (No. SPEC-L/9)" in text
    assert (
        "Copy to: Ministry of Foreign Affairs, for information; Pakistan Telecommunication" in text
    )
    assert "Countersigned" not in text
    assert "ready to assist" not in text
    assert "Please preserve" not in text


def test_removal_asks_in_the_order_that_the_platform_publishes(built: Built, small: Built) -> None:
    first = "Withhold in Pakistan (1), on the legal basis cited for each."
    then = "Where a fresh review finds a breach of your rules: suspend the account (1)."

    text = built.pdf("x/removal").text
    none = "Legal power: none; a request that you may decline"
    assert f"REQUEST FOR REMOVAL OF ACCOUNTS {none} {first} {then}" in text
    assert f"to act in the order that you publish: 1. {first} 2. {then}" in text
    assert built.requests()["x/removal"]["sequence"] == [first[:-1], then[:-1]]
    meta = small.pdf("facebook/removal").text
    own = "Under your own rules: suspend the account (1)."
    law = (
        "Where you find no breach of your rules: withhold in Pakistan (1), on the legal basis "
        "cited for each."
    )
    assert f"REQUEST FOR REMOVAL OF ACCOUNTS {none} {own} {law}" in meta
    assert f"1. {own} 2. {law}" in meta
    assert small.requests()["telegram/removal"]["sequence"] == []
    assert "on the legal basis cited for each" not in small.pdf("telegram/removal").text


def test_policy_is_named_once_and_as_policy(built: Built) -> None:
    text = built.pdf("x/removal").text

    assert text.count("National Action Plan (2014)") == 1
    assert "11. “Ban on glorification of terrorists and terrorist organizations through" in text
    assert "we derive no power from it, and it creates no offence" in text
    assert "through print and electronic media.” †" in text
    assert "† marks words taken from a reproduction and not yet checked against the offi" in text
    for name in ("x/information", "x/preservation"):
        assert "National Action Plan" not in built.pdf(name).text


def test_a_decision_stands_where_it_is_bound_and_nowhere_else(built: Built) -> None:
    said = "Review Board (Specimen), No. SPEC-RB/7 of 20 November 2026: The board found that the"

    assert said in built.pdf("x/removal").text
    assert "This concerns row 2 of this document." in built.pdf("x/removal").text
    for name in built.documents():
        if name != "x/removal":
            assert "SPEC-RB/7" not in built.pdf(name).everything, name


def test_the_letter_states_three_asks_with_their_references(built: Built) -> None:
    text = built.pdf("x/letter").text
    bare = squeezed(text)

    for ask in (
        "We ask you to block or delete the 1 account named in SPEC-IRU/2026/0007/x/removal.",
        "We ask you to look, by automated means under human review, for accounts that replace "
        "those removed before, within the limits of SPEC-IRU/2026/0007/x/prevention.",
        "We ask you to disclose what you know of who holds the 2 accounts named in "
        "SPEC-IRU/2026/0007/x/information, because of this: The accounts show names of the dead, "
        "and the identity of their holders was never verified.",
    ):
        assert squeezed(ask) in bare, ask
    assert "offer to report to you, row by row and with evidence" in text
    assert "the Desk for platforms, E. N. Specimen, platforms@iru.specimen.example" in text
    assert "+1 202 555 0105" not in built.pdf("x/letter").everything
    assert built.requests()["x/letter"]["letter"]["number"] == "SPEC-IRU/L/2026/0007"
    assert "each document states what may be given to account holders" in text
    assert "sets out how a mistake is corrected" in text
    assert "section 37" not in text


def test_each_recipient_has_a_letter_number_of_its_own(small: Built) -> None:
    numbers = {
        (item["recipient"]["platform_id"], item["recipient"]["legal_entity"]): item["letter"][
            "number"
        ]
        for item in small.requests().values()
    }

    assert len(set(numbers.values())) == len(numbers) == 7
    assert all(item["letter"]["numbers"] == {} for item in small.requests().values())
    assert "letter No. SPEC-IRU/L/2026/0142, dated" in small.pdf("x/preservation-x-ireland").text


def test_nobody_asks_for_data_of_a_company_in_the_union(small: Built) -> None:
    names = set(small.documents())

    assert {"facebook/removal-meta-ireland", "x/preservation-x-ireland"} <= names
    assert "x/removal-x-ireland" not in names, "X takes it where the authority is"
    assert not [
        name for name in names if name.startswith(("x/inf", "facebook/inf")) and "ire" in name
    ]


def test_without_the_body_preservation_is_a_plain_voluntary_request(workspace: Path) -> None:
    changed = Change(
        (*UNSIGNED, (INFORMATION, "")),
        {OFFICE: NOBODY},
    )
    text = build_case(lay(workspace, changed)[0]).pdf("x/preservation").text

    assert "Legal power: none; a voluntary request" in text
    assert "This is a voluntary request" in text
    assert (
        "made without reliance on any power: under Pakistani law the power to require this lies "
        "with the "
        f"{PARTS} under section 31(1) of the Prevention of Electronic Crimes Act 2016"
    ) in text
    assert "this document is no such notice" in text
    assert "Countersigned" not in text
    assert "an extension is possible" not in text


INFORMATION = "  - kind: information\n    window: {start: 2026-11-01, end: 2026-11-22}\n"


def test_a_countersignature_without_its_day_leaves_a_draft(workspace: Path) -> None:
    done = build_case(lay(workspace, change(*UNSIGNED, (PRESERVATION, "")))[0])

    assert "DRAFT · SPECIMEN" in "".join(done.pdf("x/information").pages)
    assert "not yet countersigned" in done.pdf("x/information").text
    assert "DRAFT" not in "".join(done.pdf("x/removal").pages)


def test_an_instrument_carries_a_power_that_can_be_delegated(workspace: Path) -> None:
    acts = (
        "acts_for:\n  - {body: nccia, instrument: Letter SPEC-1, on: 2026-01-05, verified: true}\n"
    )
    delegable = (
        ("section: section 31(1)\n    says: Where", "section: section 31(1)\n    says: Where"),
        (
            "    bodies: [nccia]\n    delegable: false\n",
            "    bodies: [nccia]\n    delegable: true\n",
        ),
    )
    changed = Change(
        ((SIGNED, acts), (INFORMATION, "")),
        {OFFICE: NOBODY, LAW: delegable},
    )
    text = build_case(lay(workspace, changed)[0]).pdf("x/preservation").text

    assert f"On behalf of the {PARTS}, under Letter SPEC-1, in effect from 5 January 2026" in text
    assert "issues this request in its name, under Letter SPEC-1 of 5 January 2026" in text
    assert "Countersigned" not in text


def test_what_a_case_names_and_nobody_knows_is_told_at_its_place(workspace: Path) -> None:
    wrong = """acts_for:
  - {body: ncia, instrument: Letter 1, on: 2026-01-05}
consulted:
  - {body: ptaa, how: informed, on: 2026-11-21}
decisions:
  - {authority: A board, number: "1", on: 2026-11-20, decided: It decided., accounts: [nobody]}
  - {authority: A board, number: "2", on: 2026-11-20, decided: It decided.}
policy: {points: [7, 99]}
"""
    letter = ("letter: {", "letter: {numbers: {y: SPEC-1, x/x-irland: SPEC-2}, ")
    case, _ = lay(workspace, change((SIGNED, wrong + SIGNED), letter))

    done = command("check", case)

    assert done.returncode == 2
    for said in (
        "jurisdiction has no body 'ncia'",
        "jurisdiction has no body 'ptaa'",
        "unknown account row 'nobody'",
        "decision is bound to nothing, so no document prints it",
        "National Action Plan (2014) has no point 99",
        "unknown platform 'y'",
        "x has no recipient 'x-irland'; did you mean",
    ):
        assert said in done.stderr, (said, done.stderr)
    assert "case.yaml:" in done.stderr


def test_what_an_office_names_and_nobody_knows_is_told_in_its_file(workspace: Path) -> None:
    office = (
        ('  - "{pta}, for information"\n', '  - "{ptaa}, for information"\n'),
        ("  - body: nccia\n", "  - body: ncia\n"),
        ("  information: [acquire-data, traffic-warrant]", "  information: [aquire-data]"),
    )
    case, _ = lay(workspace, Change((), {OFFICE: office}))

    done = command("check", case)

    assert done.returncode == 2
    for said in ("no body 'ptaa'", "no body 'ncia'", "no power 'aquire-data'"):
        assert said in done.stderr, (said, done.stderr)
    assert "offices/pk-specimen.yaml:" in done.stderr


def test_choosing_no_points_prints_no_policy(workspace: Path) -> None:
    case, _ = lay(workspace, change((SIGNED, "policy: {points: []}\n" + SIGNED)))

    text = build_case(case).pdf("x/removal").text

    assert "National Action Plan" not in text


def test_every_kind_of_data_wants_the_body_and_says_the_remedy(workspace: Path) -> None:
    case, _ = lay(workspace, Change(UNSIGNED, {OFFICE: NOBODY}))

    found = [item for item in check_json(case)["problems"] if item["code"] == "E90"]

    assert len(found) == 1
    assert f"information: the power is held by {PARTS}" in found[0]["message"]
    assert "countersign" in found[0]["remedy"]


def test_what_is_said_of_platforms_and_of_policy_has_a_source_and_a_day() -> None:
    seen = 0
    for file in sorted((DATA / "platforms").glob("*.yaml")):
        platform = plain(file)
        for step in (*platform.get("accepts", ()), *platform.get("sequence", ())):
            assert step["source"] in platform["sources"], (file.name, step)
            seen += 1
        assert all(acceptance["read_on"] for acceptance in platform.get("accepts", ())), file.name
    assert seen > 10
    law = plain(DATA / "jurisdictions" / "pk.yaml")
    (plan,) = law["policy_plans"]
    official = [point["number"] for point in plan["points"] if point["verification"] == "verified"]
    assert official == ["1", "2", "3", "4"]
    assert {point["source"] for point in plan["points"] if point["number"] in official} == {
        "nap-official"
    }
    assert [point["number"] for point in plan["points"]] == [str(number) for number in range(1, 21)]


def test_bodies_and_powers_of_the_law_fit_together() -> None:
    law = plain(DATA / "jurisdictions" / "pk.yaml")
    bodies = {body["id"]: body for body in law["bodies"]}
    provisions = {provision["id"] for provision in law["provisions"]}

    assert bodies["smpra"]["established"] == "not-verified"
    assert bodies["smpra"]["until_then"] == "pta"
    assert "section 50A" in bodies["smpra"]["until_then_by"]
    for power in law["powers"]:
        assert set(power["bodies"]) | set(power.get("applicants", ())) <= set(bodies), power["id"]
        assert power["provision"] in provisions
        assert power["read_at"].startswith("page ")
        if power.get("needs_order") == "true":
            assert power["applicants"] == ["nccia"]
            assert bodies[power["bodies"][0]]["kind"] == "court"


@pytest.mark.parametrize(("office", "count"), [(NOBODY, 1), ((), 0)])
def test_a_release_comes_from_whoever_made_the_request(
    office: tuple[tuple[str, str], ...], count: int, workspace: Path
) -> None:
    earlier = (
        "  - kind: preservation\n    status: release\n    earlier:\n      kind: preservation\n"
        "      reference: SPEC-IRU/2026/0006/x/preservation\n      on: 2026-10-01\n"
        "      preserve_until: 2026-12-30\n      data: request.json\n"
    )
    signed = UNSIGNED if office else ()
    changed = Change((*signed, (INFORMATION, ""), (PRESERVATION, earlier)), {OFFICE: office})
    case, _ = lay(workspace, changed)
    row = {"canonical": "https://x.com/specimen_x_old"}
    other = {"canonical": "https://x.com/specimen_x_new"}
    data = {
        "reference": "SPEC-IRU/2026/0006/x/preservation",
        "accounts": [row, other],
        "categories": [],
        "authority": {"body": PARTS},
    }
    (case.parent / "request.json").write_text(json.dumps(data), encoding="utf-8")

    found = [item for item in check_json(case)["problems"] if item["code"] == "E90"]

    assert len(found) == count
    assert all(f"is one of {PARTS}, which alone ends it" in item["message"] for item in found)
