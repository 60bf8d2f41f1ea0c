"""Kept documents: for one user alone, outside the workspace, and never another's taken for ours."""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import ROOT, tree

from demarche.cli.main import cli

HOMES = ("XDG_CACHE_HOME", "XDG_STATE_HOME")
MINIMAL = ROOT / "data" / "cases" / "minimal" / "case.yaml"


def build(case: Path) -> None:
    """Build in this process; the documents are made by others."""
    done = CliRunner().invoke(cli, ["build", "--quiet", str(case)])
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace, whose case is built, and with the user's own folders."""
    base = tmp_path_factory.mktemp("cache")
    case = base / "workspace" / "data" / "cases" / "one" / "case.yaml"
    case.parent.mkdir(parents=True)
    shutil.copy(MINIMAL, case)
    with pytest.MonkeyPatch.context() as patch:
        for name in HOMES:
            patch.setenv(name, str(base / name[4:9].lower()))
        build(case)
    return base


@pytest.fixture
def case(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The built case, all of it copied for one test."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    for name in HOMES:
        monkeypatch.setenv(name, str(tmp_path / name[4:9].lower()))
    return tmp_path / "workspace" / "data" / "cases" / "one" / "case.yaml"


def store(case: Path) -> Path:
    """The folder of the documents that are kept."""
    return case.parents[4] / "cache" / "demarche" / "documents"


def folder(case: Path) -> Path:
    return case.parents[3] / "reports" / "SPEC-IRU-2026-0001"


def test_what_is_kept_is_for_its_owner_alone(case: Path, tmp_path: Path) -> None:
    found = [*(tmp_path / "state" / "demarche").rglob("*"), *store(case).parent.rglob("*")]
    assert {path.name for path in found} >= {"cache.key", "documents"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in found)


def forged(case: Path, how: str) -> None:
    """Put other documents under the keys of those that are kept."""
    for path in store(case).iterdir():
        data = path.read_bytes()
        body = data[32:].replace(b"%PDF", b"%FOR")
        if how == "crc":
            path.write_bytes(zlib.crc32(body).to_bytes(4) + body)
        elif how == "code":
            path.write_bytes(data[:32] + body)
        elif how == "key":
            path.write_bytes(hmac.digest(b"", path.name.encode() + b"\0" + body, "sha256") + body)
        elif how == "hash":
            path.write_bytes(hashlib.sha256(body).digest() + body)
        elif how == "link":
            elsewhere = case.with_name(path.name)
            elsewhere.write_bytes(data)
            path.unlink()
            path.symlink_to(elsewhere)
        elif how == "another":
            path.write_bytes(min(store(case).iterdir()).read_bytes())
        elif how == "open":
            path.chmod(0o644)
        elif how == "pipe":
            path.unlink()
            os.mkfifo(path)


@pytest.mark.parametrize(
    "how", ["crc", "code", "key", "hash", "link", "another", "open", "pipe", "other key"]
)
def test_a_document_that_we_did_not_keep_is_not_taken(case: Path, tmp_path: Path, how: str) -> None:
    before = tree(folder(case))
    shutil.rmtree(folder(case))
    forged(case, how)
    if how == "other key":
        ((tmp_path / "state") / "demarche" / "cache.key").write_bytes(b"x" * 32)
    build(case)
    assert tree(folder(case)) == before


def test_a_folder_that_comes_with_a_workspace_is_left_alone(case: Path) -> None:
    old = case.parents[3] / ".demarche" / "documents" / "ab" / ("c" * 62)
    old.parent.mkdir(parents=True)
    old.write_bytes(b"from an earlier version")
    os.utime(old, (0, 0))
    before = tree(case.parents[3] / ".demarche")
    build(case)
    assert tree(case.parents[3] / ".demarche") == before


def test_only_old_documents_of_ours_are_dropped(case: Path, tmp_path: Path) -> None:
    names = ["f" * 64, "f" * 63, "F" * 64, "thesis.doc", f"{'f' * 64}.bak"]
    for name in names:
        (store(case) / name).write_bytes(b"old")
        os.utime(store(case) / name, (0, 0))
    precious = tmp_path / "victim"
    precious.mkdir()
    (precious / ("e" * 64)).write_bytes(b"precious")
    os.utime(precious / ("e" * 64), (0, 0))
    (store(case) / ("d" * 64)).symlink_to(precious / ("e" * 64))
    build(case)
    left = {path.name for path in store(case).iterdir()}
    assert left.isdisjoint({"f" * 64})
    assert left >= set(names[1:])
    assert (precious / ("e" * 64)).read_bytes() == b"precious"


@pytest.mark.parametrize("level", ["demarche", "documents"])
def test_nothing_is_dropped_through_a_link(case: Path, tmp_path: Path, level: str) -> None:
    victim = tmp_path / "victim"
    old = victim / "documents" / ("e" * 64) if level == "demarche" else victim / ("e" * 64)
    old.parent.mkdir(parents=True, mode=0o700)
    victim.chmod(0o700)
    old.write_bytes(b"precious")
    os.utime(old, (0, 0))
    place = store(case).parent if level == "demarche" else store(case)
    shutil.rmtree(place)
    place.symlink_to(victim)
    before = tree(victim)
    build(case)
    assert tree(victim) == before


@pytest.mark.parametrize("homeless", ["closed", "relative"])
def test_without_a_home_nothing_is_kept(
    case: Path, monkeypatch: pytest.MonkeyPatch, homeless: str
) -> None:
    before = tree(folder(case))
    shutil.rmtree(folder(case))
    for name in HOMES:
        monkeypatch.delenv(name)
        if homeless == "closed":
            monkeypatch.setenv(name, "/proc/none")
    monkeypatch.setenv("HOME", "here")
    monkeypatch.chdir(case.parents[3])
    build(case)
    assert tree(folder(case)) == before
    assert not Path("here").exists()
