"""The same input gives the same bytes, and a case is written whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from kit import (
    DATA,
    ROOT,
    Built,
    build_case,
    command,
    lay_small_case,
    lay_tiny_case,
    plain,
    process,
    tree,
)

ALL = pytest.mark.exhaustive
ENVIRONMENTS = [
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "SOURCE_DATE_EPOCH": ""},
    {"PYTHONHASHSEED": "4242", "TZ": "America/Adak", "LANG": "C.UTF-8", "HOME": "/nonexistent"},
]


@pytest.mark.parametrize("lay", [lay_tiny_case, pytest.param(lay_small_case, marks=ALL)])
@pytest.mark.parametrize(("number", "jobs"), [(0, "1"), (1, "3")])
def test_another_environment_gives_the_same_bytes(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    lay: Callable[[Path], Path],
    number: int,
    jobs: str,
) -> None:
    environment = {name: value for name, value in ENVIRONMENTS[number].items() if value}
    case = lay(tmp_path / "another folder, with a comma" / "workspace")
    built: Built = request.getfixturevalue(case.parent.name)

    done = process(
        "build", "-q", "--jobs", jobs, "case.yaml", cwd=case.parent, environment=environment
    )

    assert done.returncode == 0, done.stderr
    assert tree(case.parents[3] / "reports" / built.folder.name) == tree(built.folder)


def test_a_second_run_over_the_first_changes_no_byte(minimal: Path) -> None:
    first = tree(build_case(minimal).folder)
    reports = minimal.parents[3] / "reports"

    assert tree(build_case(minimal).folder) == first
    assert [path.name for path in reports.iterdir()] == ["SPEC-IRU-2026-0001"]


def test_the_manifest_has_the_hash_of_every_file(small: Built) -> None:
    manifest = json.loads((small.folder / "internal" / "manifest.json").read_bytes())

    found = tree(small.folder)
    found.pop("internal/manifest.json")
    assert {name: output["sha256"] for name, output in manifest["outputs"].items()} == found
    for name, output in manifest["outputs"].items():
        assert output["bytes"] == (small.folder / name).stat().st_size
    assert manifest["inputs"] == {
        name: hashlib.sha256((small.case.parent / name).read_bytes()).hexdigest()
        for name in ("case.yaml", "proof.png")
    }
    assert manifest["issued_at"] == plain(small.case)["date"]


def test_the_manifest_has_the_hash_of_every_fact_used(small: Built) -> None:
    manifest = json.loads((small.folder / "internal" / "manifest.json").read_bytes())

    for name, digest in manifest["facts"].items():
        file = ROOT / name if name.startswith("templates/") else DATA / name
        assert hashlib.sha256(file.read_bytes()).hexdigest() == digest
    used = set(manifest["facts"])
    assert {
        *(f"platforms/{platform}.yaml" for platform in ("x", "facebook", "instagram", "telegram")),
        *("organisations/al-qaida.yaml", "organisations/bras.yaml", "offices/pk-specimen.yaml"),
        *("organisations/majeed-brigade.yaml", "jurisdictions/pk.yaml", "authorities/us-fto.yaml"),
    } <= used
    assert "organisations/ttp.yaml" not in used


def test_no_file_holds_the_place_it_was_made_at_or_the_present_time(small: Built) -> None:
    for file in small.folder.rglob("*.*"):
        data = file.read_bytes()
        assert str(small.case.parents[3]).encode() not in data
        assert str(ROOT).encode() not in data


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("organisation: ttp", "organisation: hts", 1),
        ("organisation: ttp", "organisation: nobody", 2),
        ("reference: SPEC", "referense: SPEC", 2),
    ],
)
def test_a_refused_case_leaves_the_old_documents(
    minimal: Path, old: str, new: str, status: int
) -> None:
    folder = build_case(minimal).folder
    before = tree(folder)
    text = minimal.read_text(encoding="utf-8")
    minimal.write_text(text.replace(old, new), encoding="utf-8")

    done = command("build", minimal)

    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert tree(folder.parent) == {f"{folder.name}/{name}": data for name, data in before.items()}


def test_a_document_that_cannot_be_made_leaves_the_old_ones(minimal: Path) -> None:
    folder = build_case(minimal).folder
    before = tree(folder.parent)
    templates = minimal.parents[3] / "templates"
    templates.mkdir()
    source = (ROOT / "templates" / "removal.html.j2").read_text(encoding="utf-8")
    image = '<h2>What is asked</h2><p><img alt="" src="https://evil.example/x.png"></p>'
    (templates / "removal.html.j2").write_text(
        source.replace("<h2>What is asked</h2>", image), encoding="utf-8"
    )

    done = command("build", "-q", minimal)

    assert done.returncode == 2
    assert "evil.example" in done.stderr
    assert done.stderr.endswith("no files written\n")
    assert "Traceback" not in done.stderr
    assert tree(folder.parent) == before


def test_a_kind_that_is_no_longer_wanted_leaves_no_old_document(minimal: Path) -> None:
    text = minimal.read_text(encoding="utf-8")
    both = text.replace("  - kind: removal\n", "  - kind: removal\n  - kind: preservation\n")
    both = both.replace(
        "  - kind: preservation\n",
        "  - kind: preservation\n    window: {start: 2026-09-01, end: 2026-11-22}\n"
        "    formal_request_by: 2027-01-29\n",
    ).replace("facts:", "risk_of_loss: Records are kept for a short time only.\nfacts:")
    minimal.write_text(both, encoding="utf-8")
    assert set(build_case(minimal).documents()) == {"telegram/removal", "telegram/preservation"}

    minimal.write_text(text, encoding="utf-8")

    assert set(build_case(minimal).documents()) == {"telegram/removal"}
