"""Too old a reading of the requesting State's own list keeps a document a draft, and says why."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from kit import DATA, TINY, Built, build_case, command, read_lists
from pki import PASSPHRASE, Pki, have_openssl

from demarche.cli.cmd_seal import PASSPHRASE as PASSPHRASE_VARIABLE

OLD = "Pakistan proscription was read on 12 May 2020, more than 180 days before the date of issue"


def lay(workspace: Path) -> Path:
    """The tiny case in a workspace whose lists nobody has read."""
    folder = workspace / "data" / "cases" / "tiny"
    folder.mkdir(parents=True)
    return Path(shutil.copy(TINY, folder))


def requests(built: Built) -> list[dict[str, Any]]:
    return [request for request in built.requests().values() if request["draft"] is not None]


def drafts(case: Path) -> set[str]:
    """The reasons for which the documents of a case are drafts."""
    return {reason for request in requests(build_case(case)) for reason in request["draft"]}


def test_a_document_with_an_old_reading_is_a_draft_on_every_page_and_is_not_approved(
    tmp_path: Path,
) -> None:
    built = build_case(lay(tmp_path))
    for name, request in built.requests().items():
        assert request["draft"] == [OLD], name
        assert request["approved_on"] is None
        pdf = built.pdf(name)
        assert all("DRAFT" in page for page in pdf.pages), name
        assert OLD in pdf.text, "the banner says why"
        assert "C. N. Specimen" not in built.restricted(name).text, "no page says it is approved"
    found = json.loads((built.folder / "internal" / "manifest.json").read_bytes())["findings"]
    (said,) = [item for item in found if item["code"] == "W59"]
    assert "pk-ata-11b, 2 documents" in said["message"]
    assert "`demarche lists read LIST --on DATE --by NAME`" in said["remedy"]


@pytest.mark.skipif(not have_openssl(), reason="no openssl: no time-stamp authority")
def test_it_cannot_be_sealed(tmp_path: Path, pki: Pki) -> None:
    built = build_case(lay(tmp_path))
    (document,) = (
        document for name, document in built.documents().items() if name.startswith("x/")
    )
    done = command(
        *("seal", document, "--p12", pki.file("seal.p12")),
        environment={PASSPHRASE_VARIABLE: PASSPHRASE},
    )
    assert done.returncode == 2
    assert f"is a draft: {OLD}; `demarche check` says what to do" in done.stderr
    assert not list(built.folder.rglob("*sealed*"))


@pytest.mark.parametrize(("day", "count"), [("2026-05-26", 1), ("2026-05-27", 0)])
def test_the_limit_is_counted_to_the_date_of_issue(tmp_path: Path, day: str, count: int) -> None:
    case = lay(tmp_path)
    read_lists(tmp_path, day)
    assert len(drafts(case)) == count


def test_an_unrecorded_day_is_too_old_and_another_states_list_is_not(tmp_path: Path) -> None:
    case = lay(tmp_path)
    own = tmp_path / "data" / "organisations"
    own.mkdir()
    text = (DATA / "organisations" / "ttp.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("  - authority: pk-ata-11b\n")
    rest = rest.replace("    as_of: 2020-05-12\n", "", 1)
    aged = head.replace("as_of: 2026-08-01", "as_of: 2019-08-01")
    (own / "ttp.yaml").write_text(f"{aged}  - authority: pk-ata-11b\n{rest}", encoding="utf-8")
    assert drafts(case) == {"the day on which Pakistan proscription was read is not recorded"}
    read_lists(tmp_path)
    assert drafts(case) == set()


def test_the_limit_is_the_jurisdictions(tmp_path: Path) -> None:
    case = lay(tmp_path)
    read_lists(tmp_path, "2026-11-01")
    assert drafts(case) == set()
    laws = tmp_path / "data" / "jurisdictions"
    laws.mkdir()
    text = (DATA / "jurisdictions" / "pk.yaml").read_text(encoding="utf-8")
    assert "own_lists_days: 180" in text
    (laws / "pk.yaml").write_text(
        text.replace("own_lists_days: 180", "own_lists_days: 7"), encoding="utf-8"
    )
    (reason,) = drafts(case)
    assert reason.endswith("read on 1 November 2026, more than 7 days before the date of issue")


def test_what_is_taken_back_is_not_held_back(followup: Built) -> None:
    kept = {request["reference"]: request["draft"] for request in requests(followup)}
    assert any(reasons for reasons in kept.values()), "the shipped case pretends no reading"
    for reference, reasons in kept.items():
        if "/withdrawal" in reference or "-release" in reference or "/contact" in reference:
            assert not any("was read on" in reason for reason in reasons), reference


def test_a_comparison_without_a_file_is_recorded_by_name_and_taken_back(tmp_path: Path) -> None:
    case = lay(tmp_path)
    read = ("lists", "read", "pk-ata-11b", "--on", "2026-11-20")
    nobody = command(*read, cwd=tmp_path)
    assert nobody.returncode == 2
    assert "or, if you compared every listing that the library has" in nobody.stderr
    assert not (tmp_path / "data" / "lists").exists()
    done = command(*read, "--by", "desk 2", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "what the library has of it counts as read on 2026-11-20 (by desk 2)" in done.stdout
    assert drafts(case) == set()
    back = command(*read, "--withdraw", cwd=tmp_path)
    assert back.returncode == 0, back.stderr
    assert drafts(case) == {OLD}
    again = command(*read, "--withdraw", cwd=tmp_path)
    assert "no comparison of pk-ata-11b without a file is recorded for 2026-11-20" in again.stderr


def test_a_comparison_after_the_date_of_issue_does_not_count(tmp_path: Path) -> None:
    case = lay(tmp_path)
    read_lists(tmp_path, "2026-11-24")
    assert drafts(case) == {OLD}
