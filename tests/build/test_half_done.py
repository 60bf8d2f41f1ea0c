"""Whatever call a command is killed at: run again it gives the whole, and nothing is left."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import killing
import pytest
from click.testing import CliRunner
from kit import DATA, Built, lay_small_case, picture, tree
from lists_kit import LET, TTP, un_list
from pki import PASSPHRASE, make_pki

from demarche.cli.main import cli

HOMES = ("XDG_CACHE_HOME", "XDG_STATE_HOME")
SHEET = "url,organisation,justification\nhttps://x.com/specimen_{0},ttp,Posts {0}.\n"
ALL = pytest.mark.exhaustive
STEPS = [
    pytest.param(23, id="few"),
    pytest.param(1, id="all", marks=ALL),
]


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an empty workspace, and with the user's own folders."""
    folder = tmp_path / "base"
    (folder / "workspace" / "data" / "cases").mkdir(parents=True)
    for name in HOMES:
        home = folder / name[4:9].lower()
        home.mkdir()
        monkeypatch.setenv(name, str(home))
    monkeypatch.chdir(folder / "workspace")
    return folder


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert done.exit_code in (0, 1), done.output
    return done.output


def whole(
    base: Path, command: Sequence[str | Path], step: int, least: int, look: str = "tree"
) -> None:
    """No point of the command leaves something half done; it has at least so many."""
    count, faults = killing.points(base, base.with_name("work"), command, look, step)
    assert faults == []
    assert count >= least


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("which", [pytest.param("new case", marks=ALL), "second sheet"])
def test_import(base: Path, step: int, which: str) -> None:
    Path("one.csv").write_text(SHEET.format("one"), "utf-8")
    Path("two.csv").write_text(SHEET.format("two"), "utf-8")
    if which == "second sheet":
        run("import", "one.csv", "--case", Path("data/cases/n").absolute())
    case = base.with_name("work") / "workspace" / "data" / "cases" / "n"
    whole(base, ["import", "two.csv", "--case", case], step, 12)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("which", [pytest.param("first", marks=ALL), "second"])
def test_exhibits_add(base: Path, step: int, which: str) -> None:
    Path("one.csv").write_text(SHEET.format("one"), "utf-8")
    run("import", "one.csv", "--case", "data/cases/n")
    for number in (1, 2):
        Path(f"{number}.png").write_bytes(picture() + bytes(number))
    add = ("exhibits", "add", "--account", "1", "--case", Path("data/cases/n").absolute())
    if which == "second":
        run(*add, "1.png")
    work = base.with_name("work")
    command: list[str | Path] = [
        "exhibits",
        "add",
        "--account",
        "1",
        "--case",
        work / "workspace/data/cases/n",
    ]
    whole(base, [*command, "2.png"], step, 12)


@pytest.mark.parametrize("step", STEPS)
def test_new(base: Path, step: int) -> None:
    """The example case has the time of its making: what differs is not looked at."""
    whole(base, ["templates", "copy", "removal"], step, 4)
    count, faults = killing.points(base, base.with_name("work"), ["new", "fresh"], "tree", step)
    assert all("'fresh/data/cases/first/case.yaml'" in fault for fault in faults)
    assert all(fault.count("'") == 2 for fault in faults), faults
    assert count >= 12


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "what", ["export", *(pytest.param(what, marks=ALL) for what in ("extract", "convert"))]
)
def test_what_is_taken_out(base: Path, step: int, what: str, small: Built) -> None:
    shutil.rmtree("data")
    case = lay_small_case(Path.cwd()).relative_to(Path.cwd())
    shutil.copy(min(small.folder.glob("x/*-removal.pdf")), "one.pdf")
    words: dict[str, list[str | Path]] = {
        "extract": ["extract", "one.pdf", "--out", "out"],
        "convert": ["convert", "one.pdf", "--to", "stix", "--out", "out/one.json"],
        "export": ["export", case, "--format", "csv", "--out", "out/one.csv"],
    }
    whole(base, [*words[what]], step, 6)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("which", [pytest.param("new database", marks=ALL), "second list"])
def test_lists_import(base: Path, step: int, which: str) -> None:
    first = un_list(Path("one.xml").absolute(), "2025-11-20", TTP)
    two = un_list(Path("two.xml").absolute(), "2025-11-21", TTP, LET)
    if which == "second list":
        run("lists", "import", first)
    whole(base, ["lists", "import", two.name], step, 1, "lists")


@pytest.mark.parametrize("step", STEPS)
def test_answers_import(base: Path, step: int, small: Built) -> None:
    shutil.rmtree("data")
    case = lay_small_case(Path.cwd())
    form = min(small.folder.glob("*/return-form.csv"))
    lines = form.read_text("utf-8-sig").splitlines(keepends=True)
    head = lines[0].strip().split(",")
    place = [title.strip('"') for title in head].index("done")
    cells = lines[1].rstrip("\r\n").split(",")
    cells[place] = "R"
    Path("form.csv").write_text(f"{lines[0]}{','.join(cells)}\n", "utf-8")
    command: list[str | Path] = [
        "answers",
        "import",
        "form.csv",
        "--case",
        case.relative_to(Path.cwd()),
    ]
    whole(base, [*command, "--received", "2026-11-30"], step, 4)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "which",
    ["changed", *(pytest.param(which, marks=ALL) for which in ("first", "foreign", "missing"))],
)
def test_build(base: Path, step: int, which: str) -> None:
    case = Path("data/cases/one/case.yaml")
    case.parent.mkdir()
    text = (DATA / "cases" / "minimal" / "case.yaml").read_text("utf-8")
    case.write_text(text.replace("specimen_channel", "specimen_before"), "utf-8")
    run("build", "--quiet", case)
    shutil.move("reports", base / "before")
    case.write_text(text, "utf-8")
    run("build", "--quiet", case)  # kept
    if which != "missing":
        shutil.rmtree("reports")
    dossier = Path("reports/SPEC-IRU-2026-0001")
    if which in ("changed", "foreign"):
        shutil.move(base / "before", "reports")
    if which == "foreign":
        (dossier / "telegram" / "note.txt").write_text("a call", "utf-8")
    if which == "missing":
        (dossier / "telegram" / "accounts.csv").unlink()
        (dossier / "telegram" / "request.json").unlink()
        (dossier / "telegram" / "note.txt").write_text("a call", "utf-8")
    shutil.rmtree(base / "before", ignore_errors=True)
    whole(base, ["build", "--quiet", case], step, 20)


@pytest.mark.parametrize("step", STEPS)
def test_seal(
    base: Path, step: int, small: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pki").mkdir()
    pki = make_pki(tmp_path / "pki")
    pki.server.close()
    monkeypatch.setenv("DEMARCHE_PASSPHRASE", PASSPHRASE)
    shutil.copytree(small.folder, Path("reports") / small.folder.name)
    command: list[str | Path] = [
        "seal",
        f"reports/{small.folder.name}/x",
        "--p12",
        pki.file("seal.p12"),
    ]
    whole(base, command, step, 12, "seals")


CALLS = ("rename", "replace", "unlink", "rmdir", "mkdir", "chmod", "link", "fsync", "open")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("first", "lasting"),
    [
        (2, False),
        *(pytest.param(*values, marks=ALL) for values in ((1, False), (3, False))),
        *(pytest.param(number, True, marks=ALL) for number in (1, 2, 3)),
    ],
)
def test_a_call_that_fails(
    base: Path, monkeypatch: pytest.MonkeyPatch, call: str, first: int, lasting: bool
) -> None:
    """The command gives the whole result, or tells the fault and leaves all as it was."""
    Path("one.csv").write_text(SHEET.format("one"), "utf-8")
    Path("two.csv").write_text(SHEET.format("two"), "utf-8")
    case = Path("data/cases/n").absolute()
    run("import", "one.csv", "--case", case)
    before = tree(case)
    real, calls = getattr(os, call), []

    def failing(*given: object, **named: object) -> object:
        writes = call != "open" or (isinstance(given[1], int) and given[1] & os.O_CREAT)
        if writes:
            calls.append(given)
            if len(calls) == first or (lasting and len(calls) > first):
                raise OSError(errno.EIO, "Input/output error", "somewhere")
        return real(*given, **named)

    monkeypatch.setattr(os, call, failing)
    done = CliRunner().invoke(cli, ["import", "two.csv", "--case", str(case)])
    monkeypatch.undo()
    monkeypatch.chdir(case.parents[2])
    assert done.exit_code in (0, 2), done.output
    assert "Traceback" not in done.output
    partly = "partly written" in done.output
    if done.exit_code == 2 and not partly:
        assert done.output.endswith("input/output error\n")
    else:
        run("import", "two.csv", "--case", case)  # sweeps what could not be removed
    after = tree(case)
    assert not [name for name in after if name.startswith(".")]
    if done.exit_code == 2 and not partly:
        assert after == before
    else:
        assert b"specimen_two" in (case / "accounts.csv").read_bytes()
        assert len(after) == len(before) + 1


def test_what_another_process_works_on_is_left(base: Path) -> None:
    from demarche.kernel.staging import Stage, recover

    stage = Stage(base)
    recover(base)
    assert stage.path.is_dir()
    stage.remove()
    assert not stage.path.exists()


@pytest.mark.parametrize(
    "journal",
    [
        '{"files": ["../outside.txt"]}',
        '{"files": ["/tmp/outside.txt"]}',
        '{"files": ["link/outside.txt"]}',
        '{"files": [7]}',
        '{"files": "outside.txt"}',
        "[" * 100_000,
        "{}",
    ],
)
def test_a_journal_leads_nowhere_else(base: Path, journal: str) -> None:
    """One that comes with somebody's workspace can do no more than its other files."""
    case = Path("data/cases/n")
    left = case / ".demarche-abcdefgh.part"
    left.mkdir(parents=True)
    outside = base / "outside"
    outside.mkdir()
    (case / "link").symlink_to(outside)
    (left / "journal.json").write_text(journal, "utf-8")
    (left / "new-0").write_text("forged", "utf-8")
    Path("one.csv").write_text(SHEET.format("one"), "utf-8")
    CliRunner().invoke(cli, ["import", "one.csv", "--case", str(case)])
    found = [path for path in base.rglob("*") if path.is_file() and path.read_bytes() == b"forged"]
    assert found in ([], [left.absolute() / "new-0"])


def test_staged_links_are_not_followed(base: Path) -> None:
    case = Path("data/cases/n")
    left = case / ".demarche-abcdefgh.part"
    left.mkdir(parents=True)
    secret = base / "secret.txt"
    secret.write_text("secret", "utf-8")
    (left / "new-0").symlink_to(secret)
    (left / "journal.json").write_text('{"files": ["accounts.csv"]}', "utf-8")
    Path("one.csv").write_text(SHEET.format("one"), "utf-8")
    run("import", "one.csv", "--case", case)
    assert secret.read_text("utf-8") == "secret"
    assert not (case / "accounts.csv").is_symlink()
    assert not left.exists()


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
@pytest.mark.parametrize(("umask", "mode"), [(0o077, 0o600), (0o027, 0o640), (0o022, 0o644)])
def test_modes(base: Path, umask: int, mode: int) -> None:
    Path("one.csv").write_text(SHEET.format("one"), "utf-8")
    Path("two.csv").write_text(SHEET.format("two"), "utf-8")
    case = Path("data/cases/n")
    before = os.umask(umask)
    try:
        run("import", "one.csv", "--case", case)
        assert {path.stat().st_mode & 0o777 for path in case.iterdir()} == {mode}
        (case / "accounts.csv").chmod(0o600)
        run("import", "two.csv", "--case", case.absolute())
        assert (case / "accounts.csv").stat().st_mode & 0o777 == 0o600
        (case / "accounts.csv").chmod(0o664)
        (case / "case.yaml").chmod(0o640)
        for number in (1, 2):
            Path("1.png").write_bytes(picture() + bytes(number))
            add = ["exhibits", "add", "1.png", "--account", "1"]
            run(*add, "--case", case.absolute())
        assert (case / "accounts.csv").stat().st_mode & 0o777 == 0o664
        assert (case / "case.yaml").stat().st_mode & 0o777 == 0o640
    finally:
        os.umask(before)
