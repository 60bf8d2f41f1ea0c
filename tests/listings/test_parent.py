"""What a parent's entry covers is cited with the rule that says so, and not without one."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit import DATA, build_case, command, lay_tiny_case

from demarche.facts.integrity import check_library, load_authorities
from demarche.model.listing import Listing, Organisation, Status

RULE = "Section 9 of the Specimen Act: an entry covers every branch of the organisation"
BRANCH = """\
id: ttp
name: Specimen Branch
listings:
  - authority: pk-ata-11b
    listed_name: Balochistan Liberation Army (BLA)
    status: covered-by-parent
    parent: balochistan-liberation-army
    as_of: 2026-11-20
@rule@    verification: {listed_name: verified@grade@, status: verified}
"""


def lay(workspace: Path, grade: str | None) -> Path:
    """The tiny case with an organisation that stands only in its parent's entry."""
    case = lay_tiny_case(workspace)
    folder = workspace / "data" / "organisations"
    folder.mkdir()
    text = BRANCH.replace("@rule@", f'    parent_rule: "{RULE}"\n' if grade else "")
    text = text.replace("@grade@", f", parent_rule: {grade}" if grade else "")
    (folder / "ttp.yaml").write_text(text, encoding="utf-8")
    return case


def test_the_rule_is_printed_with_the_parents_entry(tmp_path: Path) -> None:
    built = build_case(lay(tmp_path, "verified"))
    for name, request in built.requests().items():
        (organisation,) = request["organisations"]
        (citation,) = organisation["citations"]
        assert citation["covered_by"] == RULE
        assert citation["printed_name"] == "Balochistan Liberation Army (BLA)"
        assert citation["legal_ground"]
        text = built.pdf(name).text
        assert f"covers this organisation by {RULE}" in text
        assert f"the entry that covers this organisation: {RULE} (as of" in citation["text"]


@pytest.mark.parametrize(
    ("grade", "why"),
    [
        (None, "no rule was read by which the entry of Balochistan Liberation Army (BLA) covers"),
        (
            "to-check",
            "rule is not verified by which the entry of Balochistan Liberation Army (BLA)",
        ),
        ("memory", "rule is not verified by which the entry of Balochistan Liberation Army (BLA)"),
    ],
)
def test_without_a_rule_that_was_read_nothing_is_cited(
    tmp_path: Path, grade: str | None, why: str
) -> None:
    done = command("check", lay(tmp_path, grade))
    assert done.returncode == 2 or "E03" in done.stdout + done.stderr
    assert "E03" in done.stdout + done.stderr
    assert why in done.stdout + done.stderr


def test_the_shipped_entries_claim_no_rule(tmp_path: Path) -> None:
    page = command("show", "isil-khorasan").stdout
    assert "rule: none was read, so that it covers nothing" in page
    assert "operates under the same name as an organisation listed in Schedule 2 [to check]" in (
        " ".join(page.split())
    )


def test_a_parent_must_be_there_and_have_an_entry() -> None:
    def covered(**more: object) -> Listing:
        return Listing(
            authority="gb-uksl", listed_name="X", status=Status.COVERED_BY_PARENT, **more
        )

    with pytest.raises(ValueError, match="parent is required with the status covered-by-parent"):
        covered()
    own = Organisation(id="parent", name="P")
    child = Organisation(
        id="child", name="C", listings=(covered(parent="parnt"), covered(parent="parent"))
    )
    authorities = load_authorities(DATA / "authorities")
    result = [
        str(problem) for problem in check_library(authorities, {"parent": own, "child": child})
    ]
    assert result == [
        "organisations/child.yaml: listings[1].parent: unknown organisation 'parnt'; "
        "did you mean 'parent'?",
        "organisations/child.yaml: listings[2].parent: 'parent' has no entry of its own on the "
        "list of gb-uksl",
    ]
