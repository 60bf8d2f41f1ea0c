"""`build` replaces what it wrote itself, as the manifest tells, and leaves everything else."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kit import DATA, tree

from demarche.cli.main import cli

NAME = "SPEC-IRU-2026-0001"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def build(case: Path, *more: str | Path) -> str:
    done = run("build", "--quiet", case, *more)
    assert done.exit_code == 0, done.output
    return done.stdout


def edit(case: Path, old: str, new: str) -> None:
    text = case.read_text("utf-8")
    assert old in text
    case.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose case is built."""
    workspace = tmp_path_factory.mktemp("lost") / "workspace"
    case = workspace / "data" / "cases" / "one" / "case.yaml"
    case.parent.mkdir(parents=True)
    shutil.copy(DATA / "cases" / "minimal" / "case.yaml", case)
    offices = workspace / "data" / "offices"
    offices.mkdir()
    shutil.copy(DATA / "offices" / "specimen-emblem.svg", offices)
    text = (DATA / "offices" / "pk-specimen.yaml").read_text("utf-8")
    kept = [line for line in text.splitlines(True) if not line.startswith("reference_form")]
    (offices / "pk-specimen.yaml").write_text("".join(kept), "utf-8")
    build(case)
    return workspace


@pytest.fixture
def case(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(once, tmp_path / "workspace")
    monkeypatch.chdir(tmp_path / "workspace")
    return Path("data/cases/one/case.yaml")


FIRST, SECOND, THIRD = (Path("reports") / f"{NAME}{end}" for end in ("", "-v2", "-v3"))


def sealed(folder: Path) -> None:
    """As a seal leaves it, without the key that it takes."""
    (document,) = (folder / "telegram").glob("*-removal.pdf")
    target = document.with_name(f"{document.stem}-sealed.pdf")
    target.write_bytes(document.read_bytes() + b"a seal")
    data = json.loads((folder / "internal" / "manifest.json").read_bytes())
    data["seals"] = {
        f"telegram/{target.name}": {"sha256": hashlib.sha256(target.read_bytes()).hexdigest()}
    }
    text = json.dumps(data, indent=1, sort_keys=True) + "\n"
    (folder / "internal" / "manifest.json").write_text(text, "utf-8")


def noted(folder: Path) -> None:
    (folder / "telegram" / "call-note.txt").write_text("a call", "utf-8")


def answered(folder: Path) -> None:
    (folder / "answers").mkdir()
    (folder / "answers" / "form.pdf").write_bytes(b"%PDF returned")


def hidden(folder: Path) -> None:
    (folder / ".notes").write_text("hidden", "utf-8")


def emptied(folder: Path) -> None:
    (folder / "to be filled").mkdir()


def linked(folder: Path) -> None:
    (folder / "case").symlink_to(folder.parent)


def swapped(folder: Path) -> None:
    """A file in whose place stands a link to one of the same bytes."""
    file = folder / "telegram" / "accounts.csv"
    file.rename(folder.parent / "kept.csv")
    file.symlink_to(folder.parent / "kept.csv")


def written(folder: Path) -> None:
    with (folder / "telegram" / "accounts.csv").open("a", encoding="utf-8") as file:
        file.write("my remark\n")


def filled(folder: Path) -> None:
    (form,) = (folder / "telegram").glob("*-return-form.pdf")
    form.write_bytes(form.read_bytes() + b"filled in")


def remarked(folder: Path) -> None:
    """The manifest itself."""
    file = folder / "internal" / "manifest.json"
    file.write_text(file.read_text("utf-8").replace("{", '{"mine": 1,', 1), "utf-8")


def archived(folder: Path) -> None:
    folder.chmod(0o555)


def archived_file(folder: Path) -> None:
    (folder / "telegram" / "request.json").chmod(0o444)


WAYS = [
    *(sealed, noted, answered, hidden, emptied, linked, swapped, written, filled, remarked),
    *(archived, archived_file),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_changed_case_becomes_the_second_version(case: Path, way: Callable[[Path], None]) -> None:
    way(FIRST)
    before = tree(FIRST)
    edit(case, "specimen_channel", "specimen_other")
    output = build(case)
    assert tree(FIRST) == before
    assert f"{SECOND}: 3 PDF files (version 2; {FIRST} stays as it is: " in output
    assert "specimen_other" in (SECOND / "telegram" / "accounts.csv").read_text("utf-8")
    written = [path.read_bytes() for path in SECOND.rglob("*") if path.is_file()]
    assert not any(b"version 2" in data or b"-v2" in data for data in written)
    edit(case, "specimen_other", "specimen_third")
    output = build(case)
    assert f"{SECOND}: 3 PDF files (version 2)" in output
    assert "specimen_third" in (SECOND / "telegram" / "accounts.csv").read_text("utf-8")
    assert tree(FIRST) == before
    assert sorted(path.name for path in Path("reports").iterdir() if path.is_dir()) == [
        FIRST.name,
        SECOND.name,
    ]


@pytest.mark.parametrize("way", [sealed, noted, answered, hidden, emptied, linked, archived])
def test_an_unchanged_case_leaves_all_as_it_is(case: Path, way: Callable[[Path], None]) -> None:
    way(FIRST)
    before = [(path, path.lstat().st_mtime_ns) for path in sorted(FIRST.rglob("*"))]
    assert build(case) == f"{FIRST}: 3 PDF files\n"
    assert [(path, path.lstat().st_mtime_ns) for path in sorted(FIRST.rglob("*"))] == before
    assert [path.name for path in Path("reports").iterdir()] == [FIRST.name]


def test_versions_go_on(case: Path) -> None:
    noted(FIRST)
    edit(case, "specimen_channel", "specimen_other")
    build(case)
    noted(SECOND)
    edit(case, "specimen_other", "specimen_third")
    assert f"{THIRD}: 3 PDF files (version 3; {SECOND} stays as it is: it holds" in build(case)
    for done in (run("verify", THIRD), run("verify", SECOND)):
        assert done.exit_code == 0, done.output


def test_a_changed_case_alone_is_replaced(case: Path) -> None:
    edit(case, "specimen_channel", "specimen_other")
    assert build(case) == f"{FIRST}: 3 PDF files\n"
    assert "specimen_other" in (FIRST / "telegram" / "accounts.csv").read_text("utf-8")
    assert [path.name for path in Path("reports").iterdir()] == [FIRST.name]


def test_what_is_missing_comes_back_beside_a_note(case: Path) -> None:
    noted(FIRST)
    before = tree(FIRST)
    (FIRST / "telegram" / "request.json").unlink()
    (FIRST / "internal" / "office-record.json").unlink()
    build(case)
    assert tree(FIRST) == before
    assert [path.name for path in Path("reports").iterdir()] == [FIRST.name]


def test_documents_that_may_have_been_sent_are_not_replaced_in_silence(case: Path) -> None:
    text = "letter:\n  number: L/1\n  date: 2026-11-23\n"
    person = "{name: B B, post: Deputy, on: 2026-11-23}"
    case.write_text(f"{case.read_text('utf-8')}{text}approved_by: {person}\n", "utf-8")
    build(case)
    edit(case, "specimen_channel", "specimen_other")
    assert "replaced documents that were approved and numbered" in build(case)
    edit(case, "specimen_other", "specimen_other")
    assert "replaced" not in build(case)


@pytest.mark.parametrize("reference", ["data", "Documents", "templates", "note.txt", "gone"])
def test_a_folder_that_is_not_ours_is_not_replaced(case: Path, reference: str) -> None:
    documents = Path("Documents")
    documents.mkdir()
    (documents / "thesis.doc").write_text("years of work", "utf-8")
    Path("templates").mkdir(exist_ok=True)
    (Path("templates") / "README.md").write_text("mine", "utf-8")
    Path("note.txt").write_text("mine", "utf-8")
    Path("gone").symlink_to("nowhere")
    edit(case, "SPEC-IRU/2026/0001", reference)
    before = tree(Path.cwd())
    ways: list[list[str | Path]] = [
        [case, "--reports", "."],
        [Path.cwd() / case, "--reports", Path.cwd()],
    ]
    for arguments in ways:
        done = run("build", "--quiet", *arguments)
        assert done.exit_code == 2
        assert done.output.startswith(f"{reference}: ")
        assert "move it away, or choose another folder with --reports" in done.output
        assert (
            len([line for line in done.output.splitlines() if not line.startswith("workspace ")])
            == 1
        )
    assert tree(Path.cwd()) == before


def test_the_dossier_of_another_reference_is_not_replaced(case: Path) -> None:
    edit(case, "SPEC-IRU/2026/0001", NAME)
    before = tree(FIRST)
    done = run("build", "--quiet", case)
    assert done.exit_code == 2
    assert "contains the documents of another reference: SPEC-IRU/2026/0001" in done.output
    assert tree(FIRST) == before


def test_a_reference_that_looks_like_a_version(case: Path) -> None:
    """The second version of one case, and a case that is called so."""
    noted(FIRST)
    edit(case, "SPEC-IRU/2026/0001", f"{NAME}-v2")
    build(case)
    edit(case, f"{NAME}-v2", "SPEC-IRU/2026/0001")
    edit(case, "specimen_channel", "specimen_other")
    before = tree(SECOND)
    assert f"{THIRD}: 3 PDF files (version 3; " in build(case)
    assert tree(SECOND) == before


def test_a_link_in_the_place_of_the_dossier(case: Path) -> None:
    elsewhere = Path("elsewhere").absolute()
    FIRST.rename(elsewhere)
    FIRST.symlink_to(elsewhere)
    before = tree(elsewhere)
    done = run("build", "--quiet", case)
    assert done.exit_code == 2
    assert "is a link" in done.output
    assert tree(elsewhere) == before


def test_watch_leaves_the_same(case: Path) -> None:
    noted(FIRST)
    before = tree(FIRST)
    edit(case, "specimen_channel", "specimen_other")
    done = run("watch", "--once", "--pdf", case)
    assert done.exit_code == 0, done.output
    assert "version 2" in done.output
    assert tree(FIRST) == before


def test_watch_that_cannot_write_says_so(case: Path) -> None:
    shutil.rmtree("reports")
    Path("reports").write_text("in the way", "utf-8")
    done = run("watch", "--once", "--pdf", case)
    assert done.exit_code == 2
    assert "reports" in done.output


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_a_new_version_of_a_dossier_keeps_its_modes(case: Path) -> None:
    FIRST.chmod(0o700)
    (FIRST / "telegram" / "accounts.csv").chmod(0o600)
    edit(case, "specimen_channel", "specimen_other")
    build(case)
    assert FIRST.stat().st_mode & 0o777 == 0o700
    assert (FIRST / "telegram" / "accounts.csv").stat().st_mode & 0o777 == 0o600
    shutil.rmtree("reports")
    before = os.umask(0o077)
    try:
        build(case)
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (FIRST, *FIRST.rglob("*"))}
    assert modes == {0o700, 0o600}


def test_a_note_that_comes_at_the_last_moment_stays(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from demarche.build import dossier_writer

    real: Any = vars(dossier_writer)["put_in_place"]
    calls: list[Path] = []

    def late(fresh: Path, folder: Path, away: Path) -> Path:
        if not calls:
            noted(folder)
        calls.append(folder)
        return Path(real(fresh, folder, away))

    monkeypatch.setattr(dossier_writer, "put_in_place", late)
    edit(case, "specimen_channel", "specimen_other")
    assert "version 2" in build(case)
    assert "specimen_channel" in (FIRST / "telegram" / "accounts.csv").read_text("utf-8")
    assert (FIRST / "telegram" / "call-note.txt").is_file()


@pytest.mark.parametrize("late", [False, True])
def test_without_an_exchange_of_the_system(
    case: Path, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    from demarche.kernel import folder_exchange

    monkeypatch.setattr(folder_exchange, "_exchange", lambda: None)
    if late:
        test_a_note_that_comes_at_the_last_moment_stays(case, monkeypatch)
    else:
        test_a_changed_case_alone_is_replaced(case)
    assert not [path for path in Path("reports").iterdir() if path.name.startswith(".")]


def test_other_commands_write_over_nothing(case: Path) -> None:
    (document,) = (FIRST / "telegram").glob("*-removal.pdf")
    mine = Path("mine.xml")
    mine.write_text("mine", "utf-8")
    for words in (
        ("convert", document, "--to", "etsi", "--out", mine),
        ("export", case, "--format", "csv", "--out", mine),
    ):
        done = run(*words)
        assert done.exit_code == 2, done.output
        assert mine.read_text("utf-8") == "mine"
    folder = Path("out") / document.stem
    folder.mkdir(parents=True)
    (folder / "accounts.csv").write_text("mine", "utf-8")
    assert run("extract", document, "--out", "out").exit_code == 2
    assert [path.name for path in folder.iterdir()] == ["accounts.csv"]
