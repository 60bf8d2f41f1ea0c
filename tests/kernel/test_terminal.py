"""What is printed: no name steers the terminal, and any encoding of it will do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from kit import ROOT

from demarche.cli.main import cli
from demarche.kernel.visible_text import in_json, lines, one_line, shown_in

EVIL = "a\x1b[31m\x1b]0;t\x07\n\r\x85\x9b2J\u202e\u061c\u00ad\u2060\ufe0f\U000e0041\u200b\udcffz"
"""What a terminal acts on, what turns text around, what is not seen, and a byte that is no text."""
STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe0f"
    "\U000e0000-\U000e0fff\ud800-\udfff]"
)


def run(*arguments: str | Path) -> Result:
    done = CliRunner().invoke(cli, list(map(str, arguments)))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert not STEERS.search(done.output), ascii(done.output)
    assert not re.search(r"\n\\u\{(000D|202E)\}", done.output), "a name begins a line of its own"
    return done


@pytest.fixture
def unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which every name is hostile; the current folder."""
    folder = tmp_path / EVIL
    case = folder / "data" / "cases" / EVIL
    case.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "cases" / "minimal" / "case.yaml", case)
    (folder / "templates").mkdir()
    (folder / "templates" / f"{EVIL}.j2").write_text("")
    platform = (ROOT / "data" / "platforms" / "x.yaml").read_text(encoding="utf-8")
    (folder / "data" / "platforms").mkdir()
    named = platform.replace("name: X\n", 'name: "X\\e[31m\\n\\u202E\\u00ADaz"\n')
    assert named != platform
    (folder / "data" / "platforms" / "x.yaml").write_text(named, "utf-8")
    (folder / "data" / "platforms" / f"{EVIL}.yaml").write_text(f"id: {EVIL!a}\n", "utf-8")
    (folder / f"{EVIL}.csv").write_text('"https://x.com/specimen_a\x1b[31m",\x9b\n', "utf-8")
    monkeypatch.chdir(folder)
    return folder


def test_no_name_steers_the_terminal(unit: Path) -> None:
    case, sheet = f"data/cases/{EVIL}", f"{EVIL}.csv"
    assert "\\u{202E}" in run("check", case).output
    assert "\\u{000A}" in run("check", unit / "data" / "cases" / EVIL).output
    run("watch", "--once", case)
    run("check", f"{case}/none")
    run("build", case)
    run("import", sheet, "--case", "data/cases/new")
    run("import", "none" + sheet, "--case", "data/cases/new")
    run("import", sheet, "--case", "data/cases/new", "--sheet", EVIL, "--map", f"{EVIL}=url")
    run("show", "x")
    run("show", EVIL)
    run("list", "platforms")
    run("platforms", "show", "x")
    assert "\\u{001B}" in run("templates", "list").output
    run("templates", "copy", EVIL)
    run("resolve", EVIL, f"https://x.com/{EVIL}")
    run("verify", sheet)
    run("extract", sheet)
    run("seal", sheet, "--p12", sheet)
    run("export", case, "--out", sheet)
    run("exhibits", "add", sheet, "--case", case, "--account", EVIL)
    run("answers", "import", sheet, "--case", case)
    run("trust", EVIL)
    run("new", EVIL)
    run("lists", "search", EVIL)
    run("lists", "import", sheet)


def test_what_click_itself_says_is_no_way_round(unit: Path) -> None:
    for arguments in ([EVIL], ["build", EVIL, "--jobs", EVIL], [f"--{EVIL}"], ["list", EVIL]):
        assert run(*arguments).exit_code == 2


def test_data_for_programs_mean_the_same(unit: Path) -> None:
    case = f"data/cases/{EVIL}"
    output = CliRunner().invoke(cli, ["check", "--json", case]).stdout
    assert not STEERS.search(output)
    assert "\u202e" in json.loads(output)["problems"][0]["file"]
    shown = json.loads(CliRunner().invoke(cli, ["show", "x", "--json"]).stdout)
    assert shown["name"] == "X\x1b[31m\n\u202e\u00adaz"


@given(st.text(st.characters()))
def test_any_text_is_made_visible(text: str) -> None:
    for made in (one_line(text), lines(text), json.dumps(one_line(text), ensure_ascii=False)):
        assert not STEERS.search(made)
    assert "\n" not in one_line(text)
    assert json.loads(in_json(json.dumps(text, ensure_ascii=False))) == text
    for encoding in ("ascii", "cp1252", "cp866", "koi8-r", "utf-8"):
        shown_in(encoding, one_line(text)).encode(encoding)
    if text.isascii() and text.isprintable():
        assert one_line(text) == lines(text) == shown_in("ascii", text) == text


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437", "utf-8"])
def test_an_encoding_that_lacks_a_letter_is_no_fault(encoding: str) -> None:
    given = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    if encoding == "ascii":
        given |= {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0"}
    for arguments in (["show", "ttp"], ["--help"], ["build", "--help"], ["show", "nothing…"]):
        done = subprocess.run(
            [sys.executable, str(ROOT / "generate.py"), *arguments],
            env={**os.environ, **given, "COLUMNS": "80"},
            capture_output=True,
            encoding=encoding,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert done.returncode == (2 if "nothing…" in arguments else 0)
        assert "CASE" in done.stdout or "show" in arguments


NAMES = [
    *("CON", "con", "PRN", "AUX", "NUL", "aux.txt", "NUL.tar.gz", "COM1", "com9.pdf", "LPT1"),
    *("COM0", "lpt3.x.y", "Nul.2026", "REF.", "REF-1...", "A-1.pdf."),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_reference_that_is_a_device_is_refused(workspace: Path, minimal: Path, name: str) -> None:
    text = minimal.read_text(encoding="utf-8")
    minimal.write_text(re.sub("(?m)^reference: .*$", f"reference: '{name}'", text), "utf-8")
    done = run("check", minimal)
    assert done.exit_code == 2
    assert "reference: it becomes the name of a folder" in done.stderr or ".." in name


@pytest.mark.parametrize("name", ["CON-1", "AUXILIARY", "COM10", "X-NUL", "CON/1", "COM", "N.U.L"])
def test_a_reference_that_is_like_a_device_holds(minimal: Path, name: str) -> None:
    text = minimal.read_text(encoding="utf-8")
    minimal.write_text(re.sub("(?m)^reference: .*$", f"reference: '{name}'", text), "utf-8")
    assert "it becomes the name of a folder" not in run("check", minimal).stderr


FILES = ["con.csv", "x/aux/a.csv", "COM\u00b9.csv", "nul .csv", "lpt1:.csv", "x./a.csv", "x /a.csv"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_a_device_is_refused(minimal: Path, name: str) -> None:
    file = minimal.parent / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("url\n")
    text = minimal.read_text(encoding="utf-8")
    head = text[: text.index("accounts:")]
    minimal.write_text(f"{head}accounts: '{name}'\n", "utf-8")
    done = run("check", minimal)
    assert done.exit_code == 2
    assert "on Windows" in done.stderr or "which Windows removes" in done.stderr


@pytest.mark.parametrize("name", ["con", "aux", "com1", "internal"])
def test_a_platform_has_no_such_name(workspace: Path, minimal: Path, name: str) -> None:
    platform = (ROOT / "data" / "platforms" / "signal.yaml").read_text(encoding="utf-8")
    own = workspace / "data" / "platforms"
    own.mkdir()
    (own / f"{name}.yaml").write_text(platform.replace("id: signal\n", f"id: {name}\n", 1), "utf-8")
    done = run("check", minimal)
    assert done.exit_code == 2
    assert f"{name}.yaml" in done.stderr


def test_no_workspace_has_such_a_name(tmp_path: Path) -> None:
    for name in ("CON", "nul.d", "unit."):
        assert run("new", tmp_path / name).exit_code == 2
        assert not os.path.lexists(tmp_path / name)


def on_a_terminal(*words: str | Path, **variables: str) -> str:
    """What a process writes to a terminal as its standard error."""
    import pty

    reading, writing = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    done = subprocess.Popen(
        [sys.executable, *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=writing,
        env={**clean, "TERM": "xterm", **variables},
    )
    os.close(writing)
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(reading, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(reading)
    done.wait(60)
    return b"".join(parts).decode()


@pytest.mark.skipif(sys.platform == "win32", reason="terminals are those of POSIX")
def test_colours_are_for_terminals_and_for_those_who_want_them(minimal: Path) -> None:
    program = ROOT / "generate.py"
    coloured = on_a_terminal(program, "check", minimal)
    assert re.search(r"\x1b\[1m(?:must|to) be [^\n]*\x1b\[0m", coloured)
    assert re.search(r"\x1b\[33m[^\n]*warning: ", coloured)
    plain = on_a_terminal(program, "check", minimal, NO_COLOR="1")
    assert "\x1b[3" not in plain
    assert "\x1b[1m" not in plain
    assert "warning: " in plain
    assert "\x1b" not in run("check", minimal).output


@pytest.mark.skipif(sys.platform == "win32", reason="terminals are those of POSIX")
def test_long_work_is_shown_on_a_terminal_and_taken_away() -> None:
    code = (
        "import time\nfrom demarche.kernel.terminal import at_work\n"
        "with at_work('reading a.csv'):\n    time.sleep(1.4)\n"
        "with at_work('short'):\n    pass\n"
    )
    assert on_a_terminal("-c", code) == "\rreading a.csv … 1 s\r\x1b[K"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout + done.stderr == ""
