"""What was built before is not made again, and what changed is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from kit import ROOT, command, lay_tiny_case, tree

BUILD = ("build", "--quiet")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose case is built; copied by each test."""
    workspace = tmp_path_factory.mktemp("rebuild") / "workspace"
    workspace.mkdir()
    case = lay_tiny_case(workspace)
    with pytest.MonkeyPatch.context() as patch:
        for name, folder in homes(workspace).items():
            patch.setenv(name, str(folder))
        done = command(*BUILD, case)
    assert done.returncode == 0, done.stderr
    return case


@pytest.fixture
def case(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The built case in a workspace and with a cache of this test's own."""
    root = next(folder for folder in once.parents if folder.name == "workspace")
    shutil.copytree(root.parent, tmp_path, dirs_exist_ok=True)
    for name, folder in homes(tmp_path / "workspace").items():
        monkeypatch.setenv(name, str(folder))
    return tmp_path / "workspace" / once.relative_to(root)


def homes(workspace: Path) -> dict[str, Path]:
    """Where the user's own files are, beside the workspace."""
    home = workspace.with_name("home")
    return {"XDG_CACHE_HOME": home / "cache", "XDG_STATE_HOME": home / "state"}


def store(case: Path) -> Path:
    """The folder of the documents that are kept."""
    return homes(workspace(case))["XDG_CACHE_HOME"] / "demarche" / "documents"


def workspace(case: Path) -> Path:
    return next(folder for folder in case.parents if folder.name == "workspace")


def kept(case: Path) -> dict[str, int]:
    """The kept documents, and when each was last asked for."""
    return {path.name: path.stat().st_mtime_ns for path in store(case).iterdir()}


def age(case: Path) -> None:
    """Make all that is kept an hour older, so that a new time stands out."""
    for path in store(case).iterdir():
        state = path.stat()
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns - 3_600_000_000_000))


def made_anew(case: Path) -> tuple[int, int]:
    """Documents that a build took from the store, and those it made."""
    before = kept(case)
    done = command(*BUILD, case)
    assert done.returncode == 0, done.stderr
    after = kept(case)
    return sum(after[name] != before[name] for name in before), len(after) - len(before)


def folder(case: Path) -> Path:
    (found,) = (workspace(case) / "reports").iterdir()
    return found


def test_nothing_changed_nothing_is_done(case: Path) -> None:
    written = {path: path.stat().st_mtime_ns for path in folder(case).rglob("*")}
    age(case)
    used, made = made_anew(case)
    assert (used, made) == (2, 0)
    assert {path: path.stat().st_mtime_ns for path in folder(case).rglob("*")} == written
    assert [path.name for path in folder(case).parent.iterdir()] == [folder(case).name]


def test_the_warnings_are_told_again(case: Path) -> None:
    first = command("build", case)
    again = command("build", case)
    assert first.stderr
    assert (again.stdout, again.stderr) == (first.stdout, first.stderr)


def test_from_the_store_the_bytes_are_the_same(case: Path) -> None:
    before = tree(folder(case))
    shutil.rmtree(folder(case))
    age(case)
    used, made = made_anew(case)
    assert (used, made) == (2, 0)
    assert tree(folder(case)) == before


def test_without_the_store_the_bytes_are_the_same(case: Path) -> None:
    before = tree(folder(case))
    shutil.rmtree(folder(case))
    shutil.rmtree(store(case).parent)
    assert command(*BUILD, "--no-cache", case).returncode == 0
    assert tree(folder(case)) == before
    assert not store(case).exists()
    assert not (workspace(case) / ".demarche").exists()


def test_one_changed_account_makes_the_documents_of_its_platform_anew(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    assert "specimen_tiny_x" in text
    before = tree(folder(case))
    case.write_text(text.replace("specimen_tiny_x", "specimen_tiny_y"), encoding="utf-8")
    used, made = made_anew(case)
    after = tree(folder(case))
    touched = {name.split("/")[0] for name in after if after.get(name) != before.get(name)}
    assert touched == {"x", "internal"}  # the office's record has the case's new hash
    assert (used, made) == (1, 1)


@pytest.mark.parametrize("what", ["bytes", "missing", "more"])
def test_a_changed_report_is_put_right(case: Path, what: str) -> None:
    first = folder(case)
    before = tree(first)
    some = min(first.glob("*/*.pdf"))
    if what == "bytes":
        data = bytearray(some.read_bytes())
        data[len(data) // 2] ^= 1
        some.write_bytes(data)
    elif what == "missing":
        some.unlink()
    else:
        some.with_name("of-nobody.pdf").write_bytes(b"%PDF-1.7")
    changed = tree(first)
    done = command(*BUILD, case)
    assert done.returncode == 0
    second = first.with_name(f"{first.name}-v2")
    if what == "bytes":  # whoever did it may want to keep it
        assert tree(first) == changed
        assert tree(second) == before
        assert "is not as the program wrote it" in done.stdout
    else:
        assert tree(first) == (before if what == "missing" else changed)
        assert not second.exists()


def test_a_damaged_store_is_no_matter(case: Path) -> None:
    before = tree(folder(case))
    shutil.rmtree(folder(case))
    for number, path in enumerate(sorted(store(case).iterdir())):
        data = path.read_bytes()
        path.write_bytes([b"", data[: len(data) // 2], data[:-9] + b"x" * 9][number % 3])
    assert command(*BUILD, case).returncode == 0
    assert tree(folder(case)) == before


def test_a_store_that_cannot_be_written_is_no_matter(case: Path) -> None:
    before = tree(folder(case))
    shutil.rmtree(folder(case))
    shutil.rmtree(store(case).parent)
    store(case).parent.write_text("in the way", encoding="utf-8")
    assert command(*BUILD, case).returncode == 0
    assert tree(folder(case)) == before


def test_a_changed_template_changes_every_document(case: Path) -> None:
    assert command(*BUILD, case).returncode == 0
    count = len(kept(case))
    own = workspace(case) / "templates"
    own.mkdir(exist_ok=True)
    built_in = ROOT / "templates" / "style.css"
    text = built_in.read_text(encoding="utf-8") + "\nh2 { color: #222; }\n"
    (own / "style.css").write_text(text, encoding="utf-8")
    used, made = made_anew(case)
    assert used == 0
    assert made == count


def test_an_error_after_a_build_is_found(case: Path) -> None:
    """What is remembered is never taken for the state of a file that changed since."""
    assert command(*BUILD, case).returncode == 0
    case.write_text(case.read_text(encoding="utf-8") + "\nunknown_key: 1\n", encoding="utf-8")
    done = command(*BUILD, case)
    assert done.returncode == 2
    assert "unknown_key" in done.stderr
