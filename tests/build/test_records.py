"""What a recipient is given says nothing of the others, of findings, of the office's evidence."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from click.testing import CliRunner
from kit import Built, plain

from demarche.cli.main import cli


def _manifest(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "manifest.json").read_bytes())
    return found


def test_a_recipient_has_the_manifest_of_its_own_files(small: Built) -> None:
    folders = [path for path in small.folder.iterdir() if path.is_dir() and path.name != "internal"]
    assert len(folders) > 2
    assert sorted(path.name for path in small.folder.iterdir() if path.is_file()) == []
    others = {file.name for file in (small.case.parent).rglob("*") if file.is_file()}
    for folder in folders:
        found = _manifest(folder)
        there = {path.name: path for path in folder.iterdir() if path.name != "manifest.json"}
        assert found["outputs"] == {
            name: {
                "sha256": hashlib.sha256(record.read_bytes()).hexdigest(),
                "bytes": record.stat().st_size,
            }
            for name, record in there.items()
        }
        assert set(found) == {
            *("schema", "reference", "issued_at", "program", "toolchain", "outputs")
        }
        text = (folder / "manifest.json").read_text(encoding="utf-8")
        for word in ("finding", "warning", "W0", "internal", "office-record", *others):
            assert word not in text
        for other in folders:
            assert other is folder or f"{other.name}/" not in text


def test_what_is_internal_stands_apart(small: Built) -> None:
    internal = small.folder / "internal"
    assert {path.name for path in internal.iterdir()} == {"manifest.json", "office-record.json"}
    whole = _manifest(internal)
    assert whole["findings"]
    files = {
        path.relative_to(small.folder).as_posix()
        for path in small.folder.rglob("*")
        if path.is_file()
    }
    assert set(whole["outputs"]) == files - {"internal/manifest.json"}  # type: ignore[call-overload]
    officer = plain(small.case)["prepared_by"]["name"]
    assert officer in (internal / "office-record.json").read_text(encoding="utf-8")


def test_each_manifest_verifies_what_it_is_for(small: Built, tmp_path: Path) -> None:
    x = small.folder / "x"
    pdf = str(next(x.glob("*-removal.pdf")))
    for manifest in (x / "manifest.json", small.folder / "internal" / "manifest.json"):
        done = CliRunner().invoke(cli, ["verify", pdf, "--manifest", str(manifest)])
        assert done.exit_code == 0, done.output
        assert "recorded: everything agrees" in done.output
    other = small.folder / "telegram" / "manifest.json"
    assert CliRunner().invoke(cli, ["verify", pdf, "--manifest", str(other)]).exit_code == 1
    sent = tmp_path / "sent"
    shutil.copytree(x, sent)
    done = CliRunner().invoke(cli, ["verify", str(sent)])
    assert done.exit_code == 0, done.output
    (sent / "accounts.csv").write_text("url\n")
    (sent / "more.txt").write_text("")
    done = CliRunner().invoke(cli, ["verify", str(sent)])
    assert done.exit_code == 1
    assert "accounts.csv is not the file that is recorded" in done.output
    assert "more.txt is not recorded" in done.output


def test_a_folder_of_an_older_program_is_read_as_before(small: Built, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(small.folder, old)
    whole = json.loads((old / "internal" / "manifest.json").read_bytes())
    shutil.rmtree(old / "internal")
    for file in old.glob("*/manifest.json"):
        file.unlink()
    newer = ("/manifest.json", "/office-record.json")
    recorded = whole["outputs"].items()
    whole["outputs"] = {name: record for name, record in recorded if not name.endswith(newer)}
    (old / "manifest.json").write_text(json.dumps(whole))
    done = CliRunner().invoke(cli, ["verify", str(old)])
    assert done.exit_code == 0, done.output
    assert "not recorded" not in done.output
