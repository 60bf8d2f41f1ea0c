"""Patterns of data files that could run endlessly are refused before they are tried."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import DATA, ROOT, plain

from demarche.cli.main import cli
from demarche.model.regex_ambiguity import ambiguous

ENDLESS = {
    "(a+)+b": "a",
    "(a*)*b": "a",
    "(a|a)*b": "a",
    "(a|ab|b)*c": "ab",
    "(a?b?)*c": "ab",
    "([A-Za-z0-9_]+)+!": "a",
    "(?:[a-z0-9]+[-_.]?)+!": "a",
    "(a{1,20}){1,20}b": "a",
    "((a{2})+|a)*b": "a",
    r"(\w+\s?)*!": "a",
    r"(\w\w|\d\d)+!": "11",
    "(?:ab|ab)*c": "ab",
    r"(a+|b)\1*(?:\1|c)+!": "a",
    "(?=(a+)+b)a": "a",
    "^(?:[^@]+|x)+@": "x",
    "(.*a){12}!": "a",
    "(?:ab|a(?:b))*c": "ab",
}
LINEAR = [
    r"(\w|\d)+!",
    "(?i)(?:A|a)*b",
    "[A-Za-z0-9_]{1,15}",
    "[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*",
    "(?:[a-z]+-)*[a-z]+",
    "(?:ab|cd)*e",
    "(?:a|b)+",
    "(?!.*__)[A-Za-z][A-Za-z0-9_]{2,30}[A-Za-z0-9]",
    r"\b(this|these) terrorists?\b(?! (organi[sz]ation))",
    "(?:[0-9]{1,3}[.]){3}[0-9]{1,3}",
    "(?:[a-z]{1,20}[.])*x",
    "(a{2})+b",
    "",
]


@pytest.mark.parametrize(("pattern", "unit"), ENDLESS.items())
def test_an_endless_pattern_is_found(pattern: str, unit: str) -> None:
    assert ambiguous(pattern)


@pytest.mark.parametrize("pattern", LINEAR)
def test_a_plain_pattern_passes_and_is_quick(pattern: str) -> None:
    assert not ambiguous(pattern)
    begin = time.process_time()
    for sign in ("a", "ab", "0", "a-", "_"):
        re.compile(pattern).fullmatch(sign * 5000 + "!")
    assert time.process_time() - begin < 1


def test_no_shipped_pattern_is_refused() -> None:
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                if "pattern" in name or name in ("unless", "mentions", "private"):
                    found.extend([inner] if isinstance(inner, str) else inner)
                else:
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    for file in DATA.rglob("*.yaml"):
        if b"pattern" in file.read_bytes():
            walk(plain(file))
    texts = [pattern for pattern in found if isinstance(pattern, str)]
    assert len(texts) > 150
    begin = time.process_time()
    assert not [text for text in texts if ambiguous(text)]
    assert time.process_time() - begin < 2


def test_it_is_told_at_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tmp_path / "data" / "cases" / "c"
    case.mkdir(parents=True)
    shutil.copy(DATA / "cases" / "minimal" / "case.yaml", case)
    (tmp_path / "data" / "platforms").mkdir()
    text = (ROOT / "data" / "platforms" / "telegram.yaml").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    number = next(place for place, line in enumerate(lines) if " pattern:" in line)
    lines[number] = lines[number].partition(":")[0] + ": '([A-Za-z0-9_]+)+'\n"
    (tmp_path / "data" / "platforms" / "telegram.yaml").write_text("".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["check", "data/cases/c"])
    assert done.exit_code == 2
    assert f"data/platforms/telegram.yaml:{number + 1}:" in done.output
    assert "could run endlessly" in done.output
