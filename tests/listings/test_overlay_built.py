"""Pages built under imported lists: spelling and day, a delisting, an authority of one's own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from kit import DATA, build_case, command, squeezed
from lists_kit import LET, TTP, bring, un_entry, un_list


@pytest.mark.xdist_group("lists")
def test_the_page_prints_the_newest_spelling_and_its_day(minimal: Path) -> None:
    workspace = minimal.parents[3]
    new = un_entry("QDe.132", "TEHREEK-E TALIBAN PAKISTAN (T.T.P.)", ["Tehrik-e-Taliban"])
    bring(workspace, un_list(workspace / "un.xml", "2026-11-20", new, LET))
    built = build_case(minimal)
    page = built.pdf("telegram/removal").squeezed
    findings = json.loads((built.folder / "internal" / "manifest.json").read_bytes())["findings"]
    old = [finding["message"] for finding in findings if finding["code"] == "W11"]
    assert old
    assert not any("UN 1267 list" in line for line in old)
    assert squeezed("TEHREEK-E TALIBAN PAKISTAN (T.T.P.)") in page
    assert squeezed("29 Jul 2011 20 Nov 2026") in page
    assert squeezed("TEHRIK-E TALIBAN PAKISTAN (TTP) QDe.132") not in page


def test_a_delisting_stops_the_build_with_the_reason(minimal: Path) -> None:
    workspace = minimal.parents[3]
    organisations = workspace / "data" / "organisations"
    organisations.mkdir()
    (organisations / "only-un.yaml").write_text(
        "id: only-un\nname: A group on one list\nlistings:\n"
        "  - {authority: un-1267, listed_name: A GROUP ON ONE LIST, reference: QDe.901,"
        " date_listed: 2015-01-02, status: listed, as_of: 2026-02-27, verification:"
        " {listed_name: verified, reference: verified, date_listed: verified, status: verified}}\n"
    )
    text = minimal.read_text(encoding="utf-8").replace("organisation: ttp", "organisation: only-un")
    text = text.replace("ground: propaganda", "ground: projection")
    minimal.write_text(text, encoding="utf-8")
    there = un_entry("QDe.901", "A GROUP ON ONE LIST")
    bring(workspace, un_list(workspace / "one.xml", "2026-10-01", TTP, there))
    assert command("check", minimal).returncode == 0
    bring(workspace, un_list(workspace / "two.xml", "2026-11-20", TTP))
    done = command("build", minimal)
    assert done.returncode == 1
    assert "E03" in done.stderr
    assert "no longer on the list of 2026-11-20; it was there on 2026-10-01" in done.stderr
    assert not (workspace / "reports").exists()
    # The same case of an earlier day is in force, with a warning of what was learnt since.
    text = text.replace("date: 2026-11-23T", "date: 2026-11-10T")
    minimal.write_text(text, encoding="utf-8")
    done = command("check", minimal)
    assert "E03" not in done.stderr
    assert "W40" in done.stderr
    assert "is no longer on the list of 2026-11-20" in done.stderr


def test_a_new_authority_needs_no_code(minimal: Path) -> None:
    """An authority, an organisation and an office of that state whose law names the authority."""
    workspace = minimal.parents[3] / "data"
    for kind in ("authorities", "organisations", "offices", "jurisdictions"):
        (workspace / kind).mkdir()
    (workspace / "authorities" / "nz-list.yaml").write_text(
        "id: nz-list\nname: List of Testland\nshort: Testland list\nbody: Ministry of Tests\n"
        "list_title: Register of Listed Bodies\nstate: NZ\nnature: proscription\nbinds: [NZ]\n"
        "law:\n  - {text: Listing Act of Testland, verification: verified}\n"
        "effect: The Act forbids support.\neffect_verification: verified\n"
        'citation_form: "{name}, {reference}, {list}, listed on {date}"\n'
        'reference_pattern: "NZ-[0-9]+"\nmax_age_days: 30\n'
    )
    (workspace / "organisations" / "nz-group.yaml").write_text(
        "id: nz-group\nname: Group of Testland\nlistings:\n"
        "  - {authority: nz-list, listed_name: The Group of Testland, reference: NZ-7,"
        " date_listed: 2026-01-02, status: listed, as_of: 2026-11-20, verification:"
        " {listed_name: verified, reference: verified, date_listed: verified, status: verified}}\n"
    )
    law = (DATA / "jurisdictions" / "pk.yaml").read_text(encoding="utf-8")
    law = law.replace("id: pk\nstate: PK\n", "id: nz\nstate: NZ\n").replace(
        "legal_grounds:\n",
        "legal_grounds:\n  - {authority: nz-list, effect: By order., verification: verified}\n",
    )
    law = law.replace("presupposes: [pk-ata-11b]", "presupposes: [nz-list]")
    (workspace / "jurisdictions" / "nz.yaml").write_text(law, encoding="utf-8")
    office = (DATA / "offices" / "pk-specimen.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("id: pk-specimen", "id: nz-office"),
        ("jurisdiction: pk", "jurisdiction: nz"),
        ("state: PK", "state: NZ"),
    ):
        office = office.replace(old, new)
    office = re.sub(r"(?m)^emblem:.*\n", "", office)
    (workspace / "offices" / "nz-office.yaml").write_text(office, encoding="utf-8")
    text = minimal.read_text(encoding="utf-8").replace(
        "organisation: ttp", "organisation: nz-group"
    )
    minimal.write_text(text.replace("office: pk-specimen", "office: nz-office"), encoding="utf-8")
    request = build_case(minimal).requests()["telegram/removal"]
    citations = request["organisations"][0]["citations"]
    assert [citation["text"] for citation in citations] == [
        "The Group of Testland, NZ-7, Register of Listed Bodies, listed on 2 January 2026"
        " (as of 20 November 2026)"
    ]
    assert citations[0]["legal_ground"]
