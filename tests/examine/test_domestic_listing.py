"""A row prints what reaches its organisation, by its own entry or by its parent's and a rule."""

from __future__ import annotations

from pathlib import Path

from good_case import Change, change, check_json, lay, of
from kit import build_case, squeezed

RULE = "section 1 of the Specimen Act 2001: an entry also covers branches"
BRANCH = """\
id: specimen-branch
name: Specimen Branch
listings:
  - authority: pk-ata-11b
    listed_name: SPECIMEN ORGANISATION
    status: covered-by-parent
    parent: specimen-organisation
    verification: {status: verified}
"""
ENTRY = """listings:
  - authority: pk-ata-11b
    listed_name: SPECIMEN ORGANISATION
    date_listed: 2015-01-05
    status: listed
    as_of: 2026-11-20
    sources: [S-PK-DND2015]
    verification: {listed_name: verified, date_listed: verified, status: verified}
"""
OF_BRANCH = (
    "    organisation: specimen-organisation\n    link: media-wing\n    link_basis: the profile "
    "carries an emblem\n    ground: projection\n",
    "    organisation: specimen-branch\n    link: media-wing\n    link_basis: the profile carries "
    "an emblem\n    ground: propaganda\n",
)


def branch(rule: str) -> Change:
    """A row of a branch, whose parent is proscribed, under a list with this rule on branches."""
    return change(
        OF_BRANCH,
        files={
            "authorities/pk-ata-11b.yaml": (("citation_form:", f"{rule}citation_form:"),),
            "organisations/specimen-organisation.yaml": (("listings:\n", ENTRY),),
            "organisations/specimen-branch.yaml": BRANCH,
        },
    )


def test_a_branch_is_cited_with_its_parents_entry_and_the_rule(workspace: Path) -> None:
    rule = f"parent_rule: {{text: '{RULE}.', verification: verified}}\n"
    built = build_case(lay(workspace, branch(rule))[0])

    text = built.pdf("x/removal").squeezed
    assert squeezed(f"; covers this organisation by {RULE} no number") in text
    assert squeezed(f"{RULE}..") not in text
    (row,) = built.requests()["x/removal"]["accounts"]
    assert row["provisions"] == ["ATA 1997, s. 11W", "ATA 1997, s. 11E(1)(d)", "PECA 2016, s. 9"]


def test_a_rule_that_was_not_read_covers_nobody(workspace: Path) -> None:
    rule = f"parent_rule: {{text: '{RULE}', verification: memory}}\n"
    problems = check_json(lay(workspace, branch(rule))[0])["problems"]

    (found,) = of(problems, "E03")
    assert (
        "the rule is not verified by which the entry of Specimen Organisation" in found["message"]
    )
    assert not of(problems, "E46")  # said once


def test_what_presupposes_the_entry_is_not_printed_without_it(workspace: Path) -> None:
    changed = change(
        (
            "    link_basis: the profile carries an emblem\n    ground: projection\n",
            "    link_basis: the profile carries an emblem\n    ground: recruitment\n",
        ),
    )
    built = build_case(lay(workspace, changed)[0])

    text = built.pdf("x/removal").text
    (row,) = built.requests()["x/removal"]["accounts"]
    assert row["provisions"] == ["PECA 2016, s. 12"]
    assert "s. 11F" not in text
    assert "proscribed by an order" not in text  # nothing is said of a proscription either
