"""`demarche resolve`: its answers, its exit status, and that it loads only what it needs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from kit import ROOT, command

from demarche.intake.candidate_platforms import files_for
from demarche.intake.resolve_texts import resolve_texts
from demarche.kernel.problems import InputError
from demarche.kernel.workspace import Workspace
from demarche.model.target import Target
from demarche.platforms.resolver import Resolver

FILES = Workspace.around(ROOT / "data").files("platforms")

TEXTS = [
    "https://x.com/specimen_a/status/1790637656616943991?s=20",
    "hxxps://x[.]com/specimen_a",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Ft.me%2Fspecimen_one&h=AT0",
    "https://specimenone.t.me",
    "tg://resolve?domain=specimen_one",
    "x:username:specimen_a",
    "whatsapp:@specimen.name",
    "https://wa.me/447700900123?text=salam",
    "447700900123@s.whatsapp.net",
    "HTTPS://WWW.YOUTUBE.COM/@specimen_one/shorts",
    "https://fb.watch/b7xSGICdBm/",
    "https://x.com.example.org/specimen_a",
    "https://example.org/specimen_a",
    "@specimen_a",
    "",
    "\u202ehttps://t.me/specimen_one",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "platform",
    [None, *(pytest.param(name, marks=pytest.mark.exhaustive) for name in ("x", "telegram"))],
)
def test_answers_are_those_of_all_platforms_together(text: str, platform: str | None) -> None:
    from demarche.intake.resolve_texts import _resolver

    every: Resolver = _resolver(FILES)
    wanted: Target | ValueError
    try:
        wanted = every.resolve(text, platform=platform)
    except ValueError as error:
        wanted = error
    (found,) = resolve_texts([text], FILES, platform)
    if isinstance(wanted, ValueError):
        assert found.target is None
        assert f"{found.message}; {found.remedy}".removesuffix("; ") == str(wanted)
    else:
        assert found.target == wanted


def test_only_the_platforms_that_may_have_a_say_are_read() -> None:
    assert list(files_for(["https://x.com/specimen_a"], FILES, None)) == ["x"]
    assert list(files_for(["t[.]me/specimen_a"], FILES, None)) == ["telegram"]
    assert list(files_for(["@specimen_a"], FILES, "tiktok")) == ["tiktok"]
    assert "x" not in files_for(["https://www.dropbox.com/s/abc"], FILES, None)


def test_the_page_says_everything_that_was_understood() -> None:
    done = command("resolve", TEXTS[0], "https://fb.watch/b7xSGICdBm/")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "https://x.com/specimen_a/status/1790637656616943991?s=20",
        "  platform    x",
        "  kind        post",
        "  identifier  1790637656616943991 (post-id)",
        "  canonical   https://x.com/specimen_a/status/1790637656616943991",
        "  owner       @specimen_a",
        "  created     2024-05-15T06:57:40Z (from its ID)",
        "  dropped     ?s=20",
        "",
        "https://fb.watch/b7xSGICdBm/",
        "  needs-resolution: shortened link (fb.watch) cannot be resolved offline",
        "  write: open it, enter the address it leads to, and keep a capture of both",
    ]


def test_json_and_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "generate.py"), "resolve", "-", "--platform", "x", "--json"],
        input="@specimen_a\n\nhttps://t.me/specimen_one\nhttps://x.com/home\n",
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert [answer["status"] for answer in found] == ["ok", "ok", "not-a-target"]
    assert found[0]["key"] == "x:username:specimen_a"
    assert found[1]["platform"] == "telegram"


def test_an_unknown_platform_is_told_with_a_near_one() -> None:
    with pytest.raises(InputError, match="did you mean 'telegram'"):
        list(resolve_texts(["@specimen_a"], FILES, "telegrm"))
    done = command("resolve", "--platform", "telegrm", "@specimen_a")
    assert done.returncode == 2
    assert "did you mean 'telegram'" in done.stderr


def test_hostile_text_does_not_reach_the_terminal() -> None:
    done = command("resolve", "https://x.com/a\x1b[2J", "https://x.com/\u202eabc")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"\xc3\x28"])
def test_input_that_is_no_text_is_refused(bad: bytes) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "generate.py"), "resolve", "-"],
        input=bad,
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr


def test_resolving_loads_nothing_heavy(tmp_path: Path) -> None:
    program = (
        "import sys; sys.argv = ['demarche', 'resolve', 'https://x.com/specimen_a']\n"
        "from demarche.cli.main import main\n"
        "try:\n main()\nexcept SystemExit:\n pass\n"
        "print(sorted({n.partition('.')[0] for n in sys.modules}"
        " & {'weasyprint', 'lxml', 'PIL', 'phonenumbers', 'rapidfuzz', 'jinja2', 'sqlite3'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "[]"
