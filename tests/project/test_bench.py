"""The benchmarks: that what they count is there, never how long it takes."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from kit import ROOT

from benchmarks import measure, patches, reach, table
from benchmarks.__main__ import main
from benchmarks.cases import change_one, make_case
from benchmarks.compare import main as compare_runs
from benchmarks.fit import exponent, line
from benchmarks.growth import parted, rebuilds
from benchmarks.letters import Block, read_letter, write_letters
from benchmarks.page import BEGIN, END, PAGE, filled, newest, numbers
from benchmarks.results import SCHEMA, flat
from benchmarks.sidebyside import RIVALS, compare
from benchmarks.tools.naive import page
from demarche.build.prepare import prepare

MINIMAL = ROOT / "data" / "cases" / "minimal" / "case.yaml"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A whole run of the harness at its smallest, as it is kept."""
    out = tmp_path_factory.mktemp("results")
    words = ["side_by_side", "starts", "check", "lists", "--case", str(MINIMAL), "--repeat", "1"]
    words += ["--tools", "naive,typst", "--checked", "30", "--jobs", "2", "--out", str(out)]
    assert main(words) == 0
    (file,) = out.iterdir()
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def test_a_run_keeps_numbers_that_hold_together(run: dict[str, Any]) -> None:
    """Every row has its numbers or a reason; ours does all that we say it does."""
    assert run["schema"] == SCHEMA
    ours, *others = run["side_by_side"]
    assert ours["tool"] == "demarche"
    assert {other["tool"] for other in others} == {"naive", "typst"}
    for row in (ours, *others):
        if "missing" in row:
            assert row["missing"]
            continue
        assert row["seconds"] > 0
        assert row["together_mb"] <= 2 * row["peak_mb"] + 500
        assert row["outputs"]["files"] >= 3
        assert row["outputs"]["pages"] >= row["outputs"]["files"]
    done = ours["outputs"]
    assert done["tagged"] == done["files"] == 3
    assert (done["archive"], done["attachments"] > 0, done["fields"] > 0) == (2, True, True)
    naive = others[0]["outputs"]
    assert (naive["tagged"], naive["archive"], naive["attachments"]) == (0, 0, 0)
    assert run["check"][0]["accounts"] == 30
    assert run["starts"][0]["ratio"] == 1.0
    for row in run["starts"]:
        bare = run["starts"][0]["seconds"]
        assert row["ratio"] == pytest.approx(row["seconds"] / bare, rel=0.2)


def test_a_run_names_neither_machine_nor_place(run: dict[str, Any]) -> None:
    """What is kept can be published."""
    text = json.dumps(run)
    assert platform.node() not in text
    assert str(ROOT) not in text
    assert str(Path.home()) not in text
    assert {"processor", "cores", "python", "packages"} <= set(run["machine"])


def test_every_part_has_a_table(run: dict[str, Any]) -> None:
    """A table shows the row of each tool, and the reason of one that is not there."""
    run["side_by_side"].append(
        {"tool": "x", "title": "Other", "how": "by hand", "missing": "no such tool"}
    )
    for part in ("side_by_side", "starts", "check", "lists"):
        lines = table.TABLES[part](run[part]).splitlines()
        assert len(lines) == len(run[part]) + 2
        assert len({len(line) for line in lines}) == 1
    assert "no such tool" in table.side_by_side(run["side_by_side"])


def test_a_tool_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run goes on, and the row says why it is empty."""
    monkeypatch.setenv("PATH", "/nowhere")
    rivals = [rival for rival in RIVALS if rival.name in ("chromium", "browser", "office")]
    _, *others = compare(MINIMAL, jobs=1, repeat=1, rivals=rivals)
    said = [other["missing"].partition(" on this machine")[0] for other in others]
    assert said == ["no Chromium", "no Chromium", "no LibreOffice"]


def test_memory_of_a_grandchild_is_counted() -> None:
    """The largest process is found wherever in the family it is, and its output kept."""
    child = (
        "import time; x = bytearray(150 * 2**20); x[::4096] = b'a' * len(x[::4096]); time.sleep(1)"
    )
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}]); print('so')"
    done = measure.run((sys.executable, "-c", code))
    assert (done.status, done.output.strip()) == (0, "so")
    assert 150 < done.peak_mb < 400
    failed = measure.run((sys.executable, "-c", "raise SystemExit('reason')"))
    assert (failed.status, failed.output.strip()) == (1, "reason")


def test_what_slows_every_start_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell that forbids compiled modules would have each start compile ours anew."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    done = measure.run((sys.executable, "-c", "import sys; print(sys.dont_write_bytecode)"))
    assert done.output.strip() == "False"


@pytest.mark.parametrize("accounts", [20, 100, 1_000])
def test_a_case_of_any_number_passes_the_examination(tmp_path: Path, accounts: int) -> None:
    """As many accounts as asked for, all different, all fictional, none with an error."""
    made = prepare(make_case(tmp_path, accounts))
    assert not made.stopped, [
        str(finding) for finding in made.findings if finding.severity == "error"
    ][:3]
    seen = {account.url for account in made.file.case.accounts}
    assert len(seen) == accounts
    assert all("specimen" in url.lower() or url.startswith("+44 7700 900") for url in seen)
    assert {document.platform.id for document in made.documents} == {
        *("x", "facebook", "instagram", "whatsapp", "telegram")
    }
    assert {str(request.kind) for request in made.requests} == {
        *("removal", "prevention", "information", "preservation")
    }


def test_one_account_is_changed_and_no_other(tmp_path: Path) -> None:
    """One row of the table differs, on the platform that is told."""
    case = make_case(tmp_path, 30)
    before = (case.parent / "accounts.csv").read_text(encoding="utf-8").splitlines()
    assert change_one(case) == "telegram"
    after = (case.parent / "accounts.csv").read_text(encoding="utf-8").splitlines()
    moved = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [line.partition("-")[0] for line in moved] == ["telegram"]


def test_other_tools_are_given_the_same_words(tmp_path: Path) -> None:
    """Letters hold every word of our pages in order, and so does the naive page."""
    names = write_letters(prepare(MINIMAL), tmp_path)
    assert len(names) == 3
    for name in names:
        html = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
        assert "<style>\n" in html
        assert "@page {" in html
        letter = read_letter(html)
        words = text_of(html)
        assert "".join("".join(map(said, letter.blocks)).split()) == words
        # Posts share a cell there, which adds spaces and nothing else.
        assert text_of(page(tmp_path / f"{name}.json")) == words


def text_of(html: str) -> str:
    """The words of a page, run together."""
    body = lxml.html.document_fromstring(html).find("body")
    assert body is not None
    return "".join("".join(map(str, body.itertext())).split())


def said(block: Block) -> str:
    """The words of a block; a picture says nothing."""
    if block.kind == "picture":
        return ""
    cells = (part for row in block.rows for cell in row for part in cell)
    return block.text + "".join(block.head) + "".join(cells)


def test_what_moved_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers beyond the threshold, other machines, parts of one run only; nothing else."""
    files = [tmp_path / "old.json", tmp_path / "new.json"]
    for file, seconds, cores in zip(files, (10.0, 5.0), (2, 4), strict=True):
        row = {"tool": "demarche", "title": "Demarche", "seconds": seconds, "peak_mb": 100.0}
        made = {
            "schema": SCHEMA,
            "at": "2026-11-24T00:00:00+00:00",
            "commit": "abc",
            "machine": {"cores": cores, "load_before": seconds},
            "side_by_side": [row],
        }
        file.write_text(json.dumps(made if cores == 2 else made | {"lists": []}))
    assert flat(json.loads(files[0].read_text())) == {
        "side_by_side, demarche, seconds": 10.0,
        "side_by_side, demarche, peak_mb": 100.0,
    }
    assert compare_runs([str(file) for file in files]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "machine, cores: 2 -> 4",
        "lists: measured in the new run only",
        "side_by_side, demarche, seconds: 10 -> 5 (-50 %)",
    ]
    files[1].write_text("[]")
    assert compare_runs([str(file) for file in files]) == 2
    assert re.match("new.json: not a run", capsys.readouterr().err)


def grown(accounts: int, seconds: float) -> dict[str, Any]:
    """A row of growth."""
    return {
        "accounts": accounts,
        "seconds": seconds,
        "cpu_seconds": 2 * seconds,
        "peak_mb": 100 + accounts / 1000,
        "ms_per_account": 1000 * seconds / accounts,
        "cpu_ms_per_account": 2000 * seconds / accounts,
        "outputs": {"files": 1, "pages": accounts // 4, "megabytes": accounts / 100},
    }


def test_more_accounts_than_a_case_may_have_are_several_cases() -> None:
    assert parted(500) == [500]
    assert parted(50_000) == [50_000]
    assert parted(100_001) == [50_000, 50_000, 1]


def test_the_line_of_a_million() -> None:
    """What grows in step is found again exactly; what grows faster shows in the exponent."""
    found = line([(1_000, 3.0), (10_000, 21.0), (100_000, 201.0)])
    assert found.fixed == pytest.approx(1.0)
    assert found.each == pytest.approx(0.002)
    assert found.worst == pytest.approx(0.0, abs=1e-9)
    assert found.at(1_000_000) == pytest.approx(2001.0)
    assert exponent([(10, 1.0), (100, 100.0)]) == pytest.approx(2.0)
    with pytest.raises(ValueError, match="two different"):
        line([(10, 1.0), (10, 2.0)])


def test_what_was_to_be_reached() -> None:
    """Each aim is met, missed or not measured; a miss cannot be overlooked."""
    aims = {aim.what: aim for aim in reach.reach({})}
    assert len(aims) == 9
    assert {aim.met for aim in aims.values()} == {None}
    tools = {"demarche": 10.0, "naive": 90.0, "chromium": 40.0, "browser": 20.0, "typst": 6.0}
    run = {
        "side_by_side": [{"tool": name, "seconds": took} for name, took in tools.items()],
        "growth": [grown(500, 5.0), grown(50_000, 550.0)],
        "rebuild": {
            "unchanged": {"seconds": 0.4},
            "changed_on": "telegram",
            "changed_platforms": ["telegram", "x"],
        },
        "starts": [{"command": "--help", "seconds": 0.31}],
        "check": [{"accounts": 10_000, "cpu_seconds": 1.9}],
    }
    found = [(aim.found, aim.met) for aim in reach.reach(run)]
    assert found == [
        ("9.00x", False),
        ("0.50x", True),
        ("1.67x", True),
        ("10.00 % more", True),
        ("150 MB", True),
        ("0.40 s", True),
        ("telegram, x", False),
        ("310 ms", False),
        ("0.19 ms", True),
    ]
    assert reach.table(run).count("NO") == 3


def test_the_page_takes_the_newest_of_each_part(run: dict[str, Any]) -> None:
    """Of growth the newest of each size; what is written by hand stays."""
    old = run | {"growth": [grown(1_000, 9.0), grown(100_000, 300.0)]}
    new = {name: run[name] for name in ("at", "commit", "machine", "jobs")}
    new |= {"growth": [grown(1_000, 3.0), grown(10_000, 30.0)]}
    whole = newest([old, new])
    assert [row["seconds"] for row in whole["growth"]] == [3.0, 30.0, 300.0]
    assert whole["side_by_side"] == run["side_by_side"]
    text = filled(f"before\n{BEGIN}\nold numbers\n{END}\nafter\n", numbers(whole))
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old numbers" not in text
    assert re.search(r"\| time on this machine +\| +-?0\.0 \+ 3\.000 / 1,000 \|", text)
    assert "0.8 hours" in text
    with pytest.raises(ValueError, match="in the page"):
        filled("no marks", "")
    assert filled(PAGE.read_text(encoding="utf-8"), "some text").count("some text") == 1


@pytest.mark.exhaustive
def test_a_rebuild_tells_what_changed() -> None:
    """The same bytes when nothing changed; other documents on the changed platform only."""
    row = rebuilds(20, jobs=2)
    assert row["same_bytes"]
    assert row["changed_platforms"] == [row["changed_on"]] == ["telegram"]
    assert table.rebuild(row).count("\n") == 4


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody gets those processes")
def test_the_work_of_processes_that_a_command_leaves_behind_is_counted() -> None:
    work = "import time\nwhile time.process_time() < 0.5: pass"
    leave = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {work!r}])"
    ran = measure.run([sys.executable, "-c", leave])
    assert ran.status == 0
    assert ran.cpu_seconds > 0.5


def test_every_patch_is_switched_off_alone() -> None:
    """What is measured without a patch is without that patch, whichever process asks."""
    parts = patches.patches()
    assert len(parts) >= 1
    first = patches.State("first", missing="not here")
    alone = [state for state in patches.states(first) if "DEMARCHE_BENCH_OFF" in state.environment]
    tables = "demarche.weasyfast:LongTables"
    assert [state.environment["DEMARCHE_BENCH_OFF"] for state in alone] == [*parts, tables]
    code = (
        "import importlib, sys\n"
        "for part in sys.argv[1:]:\n"
        "    module, _, name = part.partition(':')\n"
        "    print(part, getattr(importlib.import_module(module), name).__module__)\n"
    )
    for state in alone:
        environment = {**os.environ, **state.environment}
        done = subprocess.run(
            [sys.executable, "-c", code, *parts, tables],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        found = dict(line.split() for line in done.stdout.splitlines())
        off = {part for part, home in found.items() if not home.startswith("demarche.")}
        assert off == {state.environment["DEMARCHE_BENCH_OFF"]}


def test_what_a_patch_saves_is_said_with_its_margin() -> None:
    rows: list[dict[str, Any]] = [
        {"step": "as it is", "off": False, "cpu_seconds": 8.0, "ratio": 1.0, "margin": 0.0},
        {"step": "without x", "off": True, "cpu_seconds": 10.0, "ratio": 1.25, "margin": 0.02},
        {"step": "the program at abc", "missing": "no git on this machine"},
    ]
    lines = table.patches(rows).splitlines()[2:]
    assert re.search(r"\| 1\.250 \| ± 0\.020 \| +20\.0 % \|$", lines[1])
    assert "no git on this machine" in lines[2]
    assert lines[0].rstrip(" |").endswith("0.000")
