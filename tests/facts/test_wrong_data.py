"""Wrong data files in a workspace: each is told at its place, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit import DATA
from wrong import GOOD, build_refused

LISTING = "      listed_name: verified"
WRONG = {
    "form of the reference": (
        "offices/pk-specimen.yaml",
        "'^SPEC-IRU/([0-9]{4}$'",
        ('"^SPEC-IRU/[0-9]{4}/[0-9]{4}$"', "'^SPEC-IRU/([0-9]{4}$'"),
        "reference_form: not a regular expression",
    ),
    "days for an answer": (
        "offices/pk-specimen.yaml",
        "99999999",
        ("  removal: 3", "  removal: 99999999"),
        "reply_days.removal: must be less than or equal to 3650",
    ),
    "value of a reason": (
        "citations/ranking.yaml",
        '"named in the published policy of {plat}"',
        ("policy of {platform}", "policy of {plat}"),
        "rules[1].reason: has {plat}, which is an unknown placeholder; write {platform}, {entity}",
    ),
    "part of a value": (
        "citations/ranking.yaml",
        '"named in the published policy of {platform.',
        ("policy of {platform}", "policy of {platform.__class__}"),
        "rules[1].reason: has {platform.__class__}, which is an unknown placeholder",
    ),
    "open brace": (
        "citations/ranking.yaml",
        '"named in the published policy of {platform"',
        ("policy of {platform}", "policy of {platform"),
        "rules[1].reason: is not well-formed: expected '}' before end of string; write {platform}",
    ),
    "grade of no field": (
        "organisations/ttp.yaml",
        "\n      listed_nme",
        (LISTING, "      listed_nme: verified"),
        "listings[1].verification: 'listed_nme' is not a graded field; use one of listed_name,",
    ),
    "provision that was read on no page": (
        "jurisdictions/pk.yaml",
        "id: peca-9",
        (
            "    pages: [19]\n    verification: verified\n    needs",
            "    verification: verified\n    needs",
        ),
        "provisions[1]: verified needs `pages` and `sources`: the pages of the print",
    ),
    "provision of a print without a date": (
        "jurisdictions/pk.yaml",
        "id: pk",
        ("    copy_date: 2025-10-20\n", ""),
        "provision 'ata-6' is verified by 'ata', but `sources` has no print of that name with a",
    ),
    "date beyond the calendar": (
        "organisations/ttp.yaml",
        "9999-12",
        ("date_listed: 2011-07-29", "date_listed: 9999-12"),
        "listings[1].date_listed: the year 9999 is out of range; use 1900 to 2199",
    ),
}


@pytest.mark.parametrize(("file", "at", "change", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_data_file_is_told_at_its_place(
    workspace: Path, file: str, at: str, change: tuple[str, str], says: str
) -> None:
    text = (DATA / file).read_text(encoding="utf-8").replace(*change, 1)
    (workspace / "data" / file).parent.mkdir(exist_ok=True)
    (workspace / "data" / file).write_text(text, encoding="utf-8")
    emblem = DATA / "offices" / "specimen-emblem.svg"
    (workspace / "data" / file).with_name(emblem.name).write_bytes(emblem.read_bytes())
    folder = workspace / "data" / "cases" / "one"
    (folder / "case.yaml").write_text(GOOD, encoding="utf-8")

    result = build_refused(folder)

    assert result.status == 2
    found = text.index(at) + at.startswith("\n")
    line = text.count("\n", 0, found) + 1
    assert result.line(f"../../{file}:{line}:", says)
    assert len(result.errors) == 1
