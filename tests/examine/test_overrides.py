"""Overrides: told as notes, kept in the office's record, in nothing that a platform receives."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from good_case import Change, change, check_json, lay, of
from kit import command, read_pdf

REASON = "Ztelreason the picture is held by the court"
REVIEWER = "Quolreviewer Specimen"
OVERRIDE = f"""overrides:
  - code: P02
    reason: {REASON}
    reviewer: {{name: {REVIEWER}, post: Vixenpost officer}}
requests:
  - kind: removal
"""
WAIVED = change(("requests:\n  - kind: removal\n", OVERRIDE))
SECRETS = ("Ztelreason", "Quolreviewer", "Vixenpost")


def test_an_overridden_warning_is_a_note_with_reason_and_reviewer(workspace: Path) -> None:
    case, _ = lay(workspace, WAIVED)

    answer = check_json(case)

    (note,) = of(answer["problems"], "P02")
    assert note["severity"] == "note"
    assert note["remedy"] == f"overridden by {REVIEWER}, Vixenpost officer: {REASON}"
    assert answer["counts"] == {"error": 0, "warning": 0, "note": 1}


def test_an_override_reaches_the_rows_that_it_names(workspace: Path) -> None:
    second = (
        "    protected: none\n    actioned_on: 2026-10-20\n    actioned_ref: SPECIMEN-ACTION-1\n"
    )
    both = (
        second,
        "    protected: none\n    prior_report: SPECIMEN-REPORT-1\n    requests: removal\n",
    )
    override = OVERRIDE.replace("    reason", "    rows: [new]\n    reason")
    case, _ = lay(workspace, change(("requests:\n  - kind: removal\n", override), both))

    answer = check_json(case)

    notes = [problem for problem in of(answer["problems"], "P02") if problem["severity"] == "note"]
    warnings = [
        problem for problem in of(answer["problems"], "P02") if problem["severity"] == "warning"
    ]
    assert {note["field"].partition(".")[0] for note in notes} == {"accounts[2]"}
    assert {warning["field"].partition(".")[0] for warning in warnings} == {"accounts[1]"}


def test_an_error_is_not_overridden(workspace: Path) -> None:
    override = OVERRIDE.replace("code: P02", "code: E25")
    case, _ = lay(
        workspace,
        change(
            ("requests:\n  - kind: removal\n", override),
            ("{name: C. N. Specimen,", "{name: B. N. Specimen,"),
        ),
    )

    answer = check_json(case)

    assert [problem["severity"] for problem in of(answer["problems"], "E25")] == ["error"]
    assert of(answer["problems"], "E33")


def test_the_preparer_overrides_nothing(workspace: Path) -> None:
    override = OVERRIDE.replace(REVIEWER, "b. n. SPECIMEN")
    case, _ = lay(workspace, change(("requests:\n  - kind: removal\n", override)))

    done = command("build", case, cwd=case.parent)

    assert done.returncode == 1
    assert "E33: overrides[1].reviewer.name: override is not allowed" in done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the good case with an override, built."""
    workspace = tmp_path_factory.mktemp("overridden")
    case, _ = lay(workspace, WAIVED)
    done = command("build", case)
    assert done.returncode == 0, done.stderr
    assert "note: P02" in done.stderr
    return workspace / "reports" / "SPEC-IRU-2026-0007"


def test_the_office_keeps_the_override(built: Path) -> None:
    manifest = json.loads((built / "internal" / "manifest.json").read_bytes())
    record = json.loads((built / "internal" / "office-record.json").read_bytes())

    (override,) = record["overrides"]
    assert (override["code"], override["reason"]) == ("P02", REASON)
    assert override["reviewer"]["name"] == REVIEWER
    assert [override["code"] for override in record["overridden"]] == ["P02"]
    assert "internal/office-record.json" in manifest["outputs"]


def test_no_byte_of_it_reaches_a_platform(built: Path) -> None:
    # A recipient may be given the manifest, to compare a file with (docs/trust.md).
    kept = built / "internal"
    files = [file for file in built.rglob("*") if file.is_file() and kept not in file.parents]
    assert {file.suffix for file in files} >= {".pdf", ".json", ".csv"}

    for file in files:
        for content in _contents(file):
            for secret in SECRETS:
                assert secret.encode() not in content, (file.name, secret)


def _contents(file: Path) -> Iterator[bytes]:
    """A file's bytes; of a PDF also its text, its streams and its attachments."""
    data = file.read_bytes()
    yield data
    if file.suffix != ".pdf":
        return
    pdf = read_pdf(file)
    yield pdf.text.encode()
    yield from pdf.attachments.values()
    with pikepdf.open(file) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Stream):
                try:
                    yield item.read_bytes()
                except (pikepdf.PdfError, zlib.error):
                    yield item.read_raw_bytes()
            elif isinstance(item, pikepdf.String):
                yield bytes(item)


def test_without_overrides_the_record_is_empty(workspace: Path) -> None:
    case, _ = lay(workspace, Change())

    assert not [
        problem for problem in check_json(case)["problems"] if problem["severity"] == "note"
    ]
