"""The lists' database in use, on a full or failing disk, damaged: each told in its own words."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from lists_kit import LET, TTP, run, un_list

from demarche.listings import database

MOVE = "move it away"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one list."""
    (tmp_path / "data" / "cases").mkdir(parents=True)
    run(tmp_path, "import", un_list(tmp_path / "one.xml", "2025-11-20", TTP))
    un_list(tmp_path / "two.xml", "2025-11-21", TTP, LET)
    return tmp_path


def lists(workspace: Path) -> Path:
    return workspace / "data" / "lists" / database.FILE_NAME


def snapshots(workspace: Path) -> int:
    with sqlite3.connect(lists(workspace)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(db.execute("SELECT count(*) FROM snapshot").fetchone()[0])


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_in_use(workspace: Path, monkeypatch: pytest.MonkeyPatch, lock: str) -> None:
    monkeypatch.setattr(database, "WAIT", 0.05)
    other = sqlite3.connect(lists(workspace), isolation_level=None)
    other.execute(f"BEGIN {lock}")
    words: list[tuple[str, ...]] = [("import", "two.xml")]
    if lock == "EXCLUSIVE":
        words += [("search", "taliban"), ("show", "QDe.132"), ("affected",), ("forget", "1")]
    for command in words:
        output = run(workspace, *command, exit_code=2).output
        assert "is in use by another program" in output
        assert MOVE not in output
        lines = [line for line in output.splitlines() if not line.startswith("workspace ")]
        assert len(lines) == 1
    other.close()
    assert snapshots(workspace) == 1


def test_a_full_disk(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file may not grow: what SQLite then says is what it says of a full disk."""
    real = database._version

    def small(db: sqlite3.Connection) -> int:
        found = real(db)
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 1}")
        return found

    monkeypatch.setattr(database, "_version", small)
    many = [TTP.replace("QDe.132", f"QDe.{number}") for number in range(300, 700)]
    un_list(workspace / "two.xml", "2025-11-21", TTP, LET, *many)
    output = run(workspace, "import", "two.xml", exit_code=2).output
    assert "disk is full" in output
    assert MOVE not in output
    monkeypatch.undo()
    assert snapshots(workspace) == 1
    run(workspace, "import", "two.xml")
    assert snapshots(workspace) == 2


@pytest.mark.parametrize("how", ["text", "head", "middle", "cut", "other database"])
def test_damaged(workspace: Path, how: str) -> None:
    file = lists(workspace)
    data = bytearray(file.read_bytes())
    if how == "text":
        data = bytearray(b"a note of mine\n" * 100)
    elif how == "head":
        data[:16] = b"x" * 16
    elif how == "middle":
        data[4096:] = b"\xff" * (len(data) - 4096)
    elif how == "cut":
        del data[5000:]
    file.write_bytes(data)
    if how == "other database":
        file.unlink()
        with sqlite3.connect(file) as db:
            db.execute("CREATE TABLE notes (text)")
            db.execute("PRAGMA user_version = 1")
        db.close()
    before = file.read_bytes()
    output = run(workspace, "import", "two.xml", exit_code=2).output
    assert "not a database of lists" in output
    assert MOVE in output
    assert file.read_bytes() == before


def test_a_folder_in_its_place(workspace: Path) -> None:
    lists(workspace).unlink()
    lists(workspace).mkdir()
    output = run(workspace, "import", "two.xml", exit_code=2).output
    assert "cannot be opened" in output
    assert MOVE not in output


def test_a_killed_import_leaves_no_harm(workspace: Path) -> None:
    """An empty file, which is what a kill before the first write leaves, is none of another's."""
    shutil.rmtree(workspace / "data" / "lists")
    lists(workspace).parent.mkdir()
    lists(workspace).touch()
    run(workspace, "import", "two.xml")
    assert snapshots(workspace) == 1
