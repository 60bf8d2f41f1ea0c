"""Hostile templates, styles, files and folders: the inputs that no case file can hold."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import ROOT, tree
from no_network import no_network  # noqa: F401  (it concerns every test here)
from typesetting import METADATA, render
from wrong import GOOD, changed

from demarche.build.prepare import prepare
from demarche.cli.main import cli
from demarche.exchange.payload import request_bytes
from demarche.kernel import strict_yaml
from demarche.kernel.open_file import read_bytes
from demarche.kernel.problems import InputError
from demarche.render.html import TemplateFaultError, Templates
from demarche.render.pdf import RenderError

WEB, FILE = "http://evil.example/x", "file:///etc/passwd"

EVERYTHING = f"""
<link rel=stylesheet href="{WEB}.css"><link rel=attachment href="{FILE}"><base href="{WEB}">
<style>@import "{WEB}.css"; @font-face {{ font-family: a; src: url({WEB}.ttf) }}
@page {{ background: url({WEB}.png) }} p::before {{ content: url({WEB}.png) }}
@color-profile --x {{ src: url({WEB}.icc) }}</style>
<img alt=x src="{WEB}.png"><img alt=x src="{FILE}"><img alt=x src="//evil.example/x.png">
<img alt=x src="data:image/png;base64,AAAA"><object data="{WEB}.svg"></object><embed src="{WEB}">
<iframe src="{WEB}"></iframe><video src="{WEB}"></video><script src="{WEB}.js"></script>
<svg width=9 height=9><image href="{WEB}.png" width=9 height=9 /><use href="{WEB}.svg#a" /></svg>
<p style="background: url({WEB}.png); border-image: url({WEB}.png) 1">x</p>
<a rel=attachment href="{FILE}">x</a><meta http-equiv=refresh content="0;url={WEB}">
"""


def test_a_template_that_wants_everything() -> None:
    with pytest.raises(RenderError) as caught:
        render(EVERYTHING)
    assert any("refused to fetch" in problem for problem in caught.value.problems)
    assert METADATA.language == "en"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{{ request.title|safe }}", "|safe is not allowed"),
        ("{% autoescape false %}x{% endautoescape %}", "may not be switched off"),
        ("{% include request.title %}", "fixed text"),
        ("{{ request.title.__class__ }}", "__class__"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "unsafe"),
        ("{{ 'a' * 10**9 }}", "no use in a template"),
        ("{{ 'a' * 1000000000 }}", "is for numbers"),
        ("{{ ['a'] * 1000000000 }}", "is for numbers"),
        ("{% for one in range(1000000000) %}x{% endfor %}", "range"),
        ("{% for a in request.accounts %}" * 4 + "x" + "{% endfor %}" * 4, "inside 3 others"),
        ('<a href="{{ request.accounts[0].canonical }}">x</a>', "may not stand in href="),
        ("<a href='https://x.example/{{ request.reference }}'>x</a>", "may not stand in href="),
        ('<p style="color: {{ request.title }}">x</p>', "may not stand in style="),
        ('<img alt="" src="{{ request.title }}">', "may not stand in src="),
    ],
)
def test_a_form_that_is_not_allowed(line: str, says: str, tmp_path: Path) -> None:
    """Told with the file and the line of the template, before anything is printed."""
    case = tmp_path / "data" / "cases" / "one" / "case.yaml"
    case.parent.mkdir(parents=True)
    case.write_text(GOOD, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    own = tmp_path / "templates" / "removal.html.j2"
    own.write_text(
        f'{{% extends "base.html.j2" %}}\n{{% block content %}}\n{line}\n{{% endblock %}}\n',
        encoding="utf-8",
    )
    templates = Templates([own.parent, ROOT / "templates"])
    (request,) = prepare(case).requests
    with pytest.raises(TemplateFaultError) as caught:
        templates.html("removal", request, {"emblem": None, "digest": ""})
    assert Path(caught.value.file).name == "removal.html.j2"
    assert caught.value.line in (3, 4)
    assert says in caught.value.message


def test_a_style_that_hides_rows_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is fetched and nothing is cut off: the rows are just not there."""
    (tmp_path / "data").mkdir()
    (tmp_path / "templates").mkdir()
    style = (ROOT / "templates" / "style.css").read_text(encoding="utf-8")
    hiding = f"{style}\ntable.sch td {{ display: none }}\n"
    (tmp_path / "templates" / "style.css").write_text(hiding, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["templates", "check"])
    assert done.exit_code == 2
    assert re.search(r"templates, removal: rows: row \d+ is not on the pages", done.output)


def test_a_comment_and_the_order_of_keys_change_no_request(tmp_path: Path) -> None:
    def requests(text: str) -> list[bytes]:
        case = tmp_path / "case.yaml"
        case.write_text(text, encoding="utf-8")
        return [request_bytes(request) for request in prepare(case).requests]

    plain = requests(GOOD)
    title = "title: One account\n"
    assert plain == requests(f"# A comment.\n{GOOD}\n\n# Another.\n")
    assert plain == requests(changed(title, "") + title)
    assert plain != requests(GOOD.replace("recorded one channel", "recorded a channel"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_leave_to_write(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    reports.chmod(stat.S_IRUSR | stat.S_IXUSR)
    _not_written(tmp_path, reports)


def test_reports_that_cannot_be_written(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    reports = tmp_path / "reports"
    reports.write_text("a file", encoding="utf-8")
    _not_written(tmp_path, reports)


def _not_written(folder: Path, reports: Path) -> None:
    case = folder / "data" / "cases" / "one" / "case.yaml"
    case.parent.mkdir(parents=True)
    case.write_text(GOOD, encoding="utf-8")
    before = tree(folder)
    done = CliRunner().invoke(cli, ["build", "-q", str(case), "--reports", str(reports)])
    assert done.exit_code == 2, done.output
    assert isinstance(done.exception, SystemExit)
    assert "Traceback" not in done.output
    assert tree(folder) == before


def test_a_file_beyond_the_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    big = tmp_path / "case.yaml"
    with big.open("wb") as out:
        out.truncate(64 * 2**20 + 1)
    with pytest.raises(InputError, match=r"67,108,865 bytes; the limit is 67,108,864"):
        read_bytes(big, "case.yaml")
    done = CliRunner().invoke(cli, ["check", str(big)])
    assert done.exit_code == 2
    assert "the limit is 67,108,864" in done.stderr
    # All on one line, which once was looked through anew for each of them.
    monkeypatch.setattr(strict_yaml, "MAX_VALUES", 200_000)
    with pytest.raises(InputError, match=r"more than 200,000 values; split the case"):
        strict_yaml.read(b"a: [" + b"x," * 200_001 + b"x]\n", "case.yaml")
