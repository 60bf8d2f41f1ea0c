"""The indicator annex, read by those who would use it: Meta's library, a STIX library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kit import command
from worlds import draw, lay_case, run

pytest.importorskip("pdqhash", reason="the extra `mirrors` is not installed")

from demarche.mirrors.picture_hashes import opened, pdq_of


def lay(workspace: Path) -> tuple[Path, str]:
    """A case with one indicator in force and one that was withdrawn; the hash of the first."""
    name = draw(workspace, "emblem.png", 5)
    hashed, quality = pdq_of(opened((workspace / name).read_bytes()))
    other, _ = pdq_of(opened((workspace / draw(workspace, "other.png", 9)).read_bytes()))
    lines = [
        "indicators:",
        "  - kind: profile-picture-pdq",
        "    platform: telegram",
        f"    value: {hashed.hex()} q={quality}",
        "    accounts: [old]",
        "    false_positives: A report may show the picture.",
        "    seen_on: 2026-10-02",
        "  - kind: media-pdq",
        "    platform: telegram",
        f"    value: {other.hex()} q=90",
        "    accounts: [old]",
        "    false_positives: A report may show the picture.",
        "    seen_on: 2026-10-02",
        "    withdrawn_on: 2026-11-01",
        "",
    ]
    return lay_case(workspace, more="\n".join(lines)), hashed.hex()


def test_the_json_list_carries_quality_rows_days_and_deletions(tmp_path: Path) -> None:
    case, hashed = lay(tmp_path)

    out = tmp_path / "indicators.json"
    run(tmp_path, "annex", case, "--to", "json", "--out", out)

    first, second = json.loads(out.read_bytes())["results"]
    assert (first["hash_digest"], first["algorithm"]) == (hashed, "PDQ")
    assert first["quality"] >= 50
    assert (first["rows"], first["created_on"], first["deleted"]) == (["old"], "2026-10-02", False)
    assert (second["deleted"], second["updated_on"]) == (True, "2026-11-01")
    again = tmp_path / "again.json"
    run(tmp_path, "annex", case, "--to", "json", "--out", again)
    assert again.read_bytes() == out.read_bytes()


def test_meta_s_own_library_reads_the_text_and_finds_the_picture(tmp_path: Path) -> None:
    pytest.importorskip("threatexchange", reason="threatexchange is not installed")
    from threatexchange.exchanges.impl.file_api import (
        FileCollaborationConfig,
        LocalFileSignalExchangeAPI,
    )
    from threatexchange.signal_type.pdq.signal import PdqSignal

    case, hashed = lay(tmp_path)
    out = tmp_path / "indicators.txt"
    run(tmp_path, "annex", case, "--to", "hma", "--out", out)

    config = FileCollaborationConfig(name="specimen", filename=str(out))
    (delta,) = LocalFileSignalExchangeAPI.for_collab(config).fetch_iter([PdqSignal], None)
    assert set(delta.updates) == {("pdq", hashed)}
    assert PdqSignal.validate_signal_str(hashed) == hashed
    draw(tmp_path, "copy.png", 5, "JPEG, quality 30")
    theirs = PdqSignal.hash_from_file(tmp_path / "copy.png")
    index = PdqSignal.get_index_cls().build([(hashed, "row old")])
    assert [found.metadata for found in index.query(theirs)] == ["row old"]


def test_stix_is_valid_and_says_what_was_revoked(tmp_path: Path) -> None:
    stix2 = pytest.importorskip("stix2")
    case, hashed = lay(tmp_path)
    out = tmp_path / "indicators.stix.json"
    run(tmp_path, "annex", case, "--to", "stix", "--out", out)

    bundle = stix2.parse(out.read_text("utf-8"))

    first, second = bundle.objects
    assert hashed in first.pattern
    assert (first.revoked, second.revoked) == (False, True)


def test_a_bad_indicator_is_refused_and_a_withdrawn_one_is_in_no_document(tmp_path: Path) -> None:
    case, hashed = lay(tmp_path)
    text = case.read_text("utf-8")
    good = command("check", "--json", case, cwd=tmp_path)
    assert not [p for p in json.loads(good.stdout)["problems"] if p["code"] in ("E98", "E99")]
    case.write_text(text.replace(f"{hashed} q=", f"{hashed} q=1 "), "utf-8")

    done = command("mirrors", "annex", case, "--to", "hma", cwd=tmp_path)

    assert done.returncode == 1
    assert "E98" in done.stderr
    assert not done.stdout
