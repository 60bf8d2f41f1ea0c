"""Competence decides the words: a DIRECTION prints the power it rests on; all others ask."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from good_case import Change, both, change, check_json, lay, of
from kit import Built, build_case, command, squeezed
from passages import DELEGABLE, OFFICE, direction

OWN = (
    "As a public authority of Pakistan we ask for voluntary measures. We have no power ourselves "
    "to issue directions under the Prevention of Electronic Crimes Act 2016, and nothing in this "
    "document is such a direction."
)
REGULATOR = "It acts as the regulator (Specimen) in a test."
LETTER = ("  - kind: information\n", "  - kind: letter\n  - kind: information\n")


def office_of(changed: Change, *more: tuple[str, str]) -> Change:
    """The changed case whose office speaks as one that may direct."""
    office = changed.files[OFFICE]
    assert isinstance(office, tuple)
    files = {**changed.files, OFFICE: (*office, (OWN, REGULATOR), *more)}
    return Change(changed.case, files)


def built(workspace: Path, changed: Change) -> Built:
    """The case, built."""
    return build_case(lay(workspace, changed)[0])


def test_the_body_that_holds_the_power_directs_and_prints_it(workspace: Path) -> None:
    changed = both(office_of(direction("removal", "peca-37", body="pta")), LETTER)
    done = built(workspace, changed)
    text = done.pdf("x/removal").text

    assert "DIRECTION TO REMOVE ACCOUNTS" in text
    assert "request for removal" not in text.lower()
    assert re.search(r"Under section 37\(1\) of the Prevention of Electronic Crimes Act 2016", text)
    assert (
        "This document is a direction under section 37(1) of the Prevention of Electronic Crimes "
        "Act 2016"
    ) in text
    assert "Unlawful on-line content" in text
    assert "law gives this power to the Social Media Protection and Regulatory Authority" in text
    assert (
        "whose functions the Pakistan Telecommunication Authority performs under section 50A of "
        "the Prevention of Electronic Crimes Act 2016"
    ) in text
    assert "(Specimen), Ministry of Specimen Affairs is that body." in text
    assert "no statutory deadline is claimed" in text
    assert "Declining it carries no sanction" not in text
    assert "You may decline it" not in text
    assert "may appeal against the decision on review to the Tribunal" in text
    assert "you are directed to review the 1 account in Annex A1" in text
    request = done.requests()["x/removal"]
    assert (request["form"], request["nature"]) == ("direction", "new direction")
    assert request["direction"]["section"] == "section 37(1)"


def test_what_else_goes_to_the_recipient_still_asks(workspace: Path) -> None:
    changed = both(office_of(direction("removal", "peca-37", body="pta")), LETTER)
    done = built(workspace, changed)

    for name in ("x/information", "x/preservation"):
        text = done.pdf(name).text
        assert "REQUEST FOR " in text
        assert "DIRECTION" not in text
        assert "Declining it carries no sanction" in text
        assert done.requests()[name]["direction"] is None
    letter = done.pdf("x/letter").text
    assert "Adirectionisenclosed:SPECIRU/2026/0007/x/removal." in squeezed(letter)
    assert "carries no sanction" not in letter
    assert "You may decline it" not in letter


def test_a_power_handed_on_names_who_by_what_and_since_when(workspace: Path) -> None:
    changed = direction(
        "removal",
        "peca-37",
        delegation="by: pta, instrument: Notification S-1 (Specimen), on: 2026-01-05",
        law=DELEGABLE,
    )
    text = built(workspace, office_of(changed)).pdf("x/removal").text

    assert "and delegated to this office" in text
    assert re.search(
        r"The Pakistan Telecommunication Authority delegated it to the Internet "
        r"Referral Unit \(Specimen\), Ministry of Specimen Affairs by Notification S-1 "
        r"\(Specimen\), with effect from 5 January 2026\.",
        text,
    )


def test_a_time_of_law_is_printed_only_from_the_data(workspace: Path) -> None:
    limit = (
        "  - id: block-content\n",
        "  - id: block-content\n    time_limit: within three days (Specimen)\n",
    )
    changed = direction("removal", "peca-37", body="pta", law=(limit,))
    text = built(workspace, office_of(changed)).pdf("x/removal").text

    assert "(requested; the statutory deadline is: within three days (Specimen))" in text


@pytest.mark.parametrize(
    "changed",
    [
        direction("removal", "peca-37", body="pta", verified=False),
        change(("  - kind: removal", "  - kind: removal\n    form: request")),
    ],
)
def test_a_power_that_is_not_verified_or_not_used_is_not_asserted(
    changed: Change, workspace: Path
) -> None:
    done = built(workspace, changed)
    text = done.pdf("x/removal").text

    assert "REQUEST FOR REMOVAL OF ACCOUNTS" in text
    assert "Declining it carries no sanction" in text
    assert not re.search(r"DIRECTION|\bdirected\b|This document is a direction", text)


def test_an_office_that_speaks_of_a_power_it_only_claims_is_stopped(workspace: Path) -> None:
    changed = direction("removal", "peca-37", body="pta", verified=False)
    office = (*changed.files[OFFICE], (OWN, "This unit directs you to act."))
    case, _ = lay(workspace, Change(changed.case, {**changed.files, OFFICE: office}))

    done = command("build", "--quiet", case)

    assert done.returncode == 2
    assert "E16" in done.stderr


def test_no_direction_without_the_power(workspace: Path) -> None:
    changed = direction("removal", "peca-2r")
    case, place = lay(workspace, changed)

    done = command("build", "--quiet", case)
    found = of(check_json(case)["problems"], "E09")

    assert done.returncode == 1
    assert not list(workspace.glob("reports/**/*.pdf"))
    assert len(found) == 1
    assert f"case.yaml:{found[0]['line']}:{found[0]['column']}" == place
    assert (
        "section 2R(1) of the Prevention of Electronic Crimes Act 2016 (as amended to 2025) is "
        "held by Social Media Protection and Regulatory Authority and cannot be delegated"
    ) in found[0]["message"]
