"""Endless templates and styles are ended, with the case and the file named and nothing written."""

from __future__ import annotations

import hashlib
import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from kit import ROOT, command, process

from demarche.build import executors
from demarche.kernel import limits
from demarche.kernel.problems import InputError

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux alone")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows sets a process no bounds")

TEMPLATES = {
    "a macro that calls itself twice": (
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}"
    ),
    "loops over a long text": (
        "{% set a = request.title.join(request.title) %}"
        "{% for x in a %}{% for y in a %}{% for z in a %}.{% endfor %}{% endfor %}{% endfor %}"
    ),
    "a list that grows": (
        "{% macro m(l) %}{% if m %}{{ m(l + l) }}{% endif %}{% endmacro %}{{ m([1]) }}"
    ),
    "a text that grows": (
        "{% macro m(l) %}{% if m %}{{ m(l ~ l) }}{% endif %}{% endmacro %}{{ m('text') }}"
    ),
    "a text that joins itself": (
        "{% macro m(l) %}{% if m %}{{ m(l.join(l)) }}{% endif %}{% endmacro %}{{ m('text') }}"
    ),
    "rounding to a billion places": "{{ 1.5|round(1000000000, 'ceil')|int }}",
}
STYLES = {
    "columns": "body { column-count: 100000000 }",
    "tracks": "body { display: grid; grid-template-columns: repeat(100000000, 1fr) }",
}


QUICK = ("a macro that calls itself twice", "a list that grows", "columns")
"""What `make test` tries: one that takes time, one that takes memory, one style."""
MOST = dict.fromkeys({*TEMPLATES, *STYLES} - set(QUICK), pytest.mark.exhaustive)


def lay(case: Path, name: str, text: str) -> None:
    """Lay a template or a style sheet of its own into the workspace of a case."""
    folder = case.parents[3] / "templates"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def build(case: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Build with low bounds."""
    low = {limits.SECONDS: "1", limits.MEGABYTES: "300"}
    return process("build", "-q", "--jobs", "1", *more, case, environment=low)


def check_ended(done: subprocess.CompletedProcess[str], case: Path) -> None:
    """Ended in one sentence that names the case, with status 2, and nothing is left."""
    assert done.returncode == 2, done.stderr
    first, last = done.stderr.splitlines()
    assert "case.yaml: SPEC-IRU/2026/0001/telegram/removal: " in first
    assert re.search(r"takes more than|was ended by the system", first)
    assert last == "no files written"
    reports = case.parents[3] / "reports"
    assert not reports.exists() or not list(reports.iterdir())


@POSIX
@pytest.mark.parametrize(
    "code",
    [pytest.param(TEMPLATES[name], marks=MOST.get(name, ()), id=name) for name in TEMPLATES],
)
def test_an_endless_template_is_ended(minimal: Path, code: str) -> None:
    top = '{% extends "base.html.j2" %}\n{% block content %}\n'
    lay(minimal, "removal.html.j2", f"{top}{code}\n{{% endblock %}}\n")
    done = build(minimal)
    check_ended(done, minimal)
    assert "removal.html.j2" in done.stderr


@POSIX
@pytest.mark.parametrize(
    "rule", [pytest.param(STYLES[name], marks=MOST.get(name, ()), id=name) for name in STYLES]
)
def test_an_endless_style_is_ended(minimal: Path, rule: str) -> None:
    style = (ROOT / "templates" / "style.css").read_text(encoding="utf-8")
    lay(minimal, "style.css", f"{style}\n{rule}\n")
    done = build(minimal)
    check_ended(done, minimal)
    assert "style.css" in done.stderr


def test_a_bound_that_is_no_number_is_told(minimal: Path) -> None:
    done = command("build", "-q", minimal, environment={limits.SECONDS: "much"})
    assert done.returncode == 2
    assert done.stderr == (
        f"{limits.SECONDS}: 'much' is not a whole number; write digits; 0 sets no limit\n"
    )


def spin() -> None:
    """Use processor time without an end."""
    while True:
        pass


def spin_in_c() -> None:
    """The same where no line of Python runs."""
    hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)


def fill() -> int:
    """Use memory without an end."""
    held: list[bytes] = []
    while True:
        held.append(bytes(2**24))


def kill() -> None:
    """End as where the system needs memory."""
    os.kill(os.getpid(), signal.SIGKILL)


@POSIX
def test_work_that_never_ends_is_ended() -> None:
    allowed = limits.Allowance(1, 0)
    with pytest.raises(limits.LimitError, match="more than 1 second of processor time"):
        executors.alone(allowed, spin)


@POSIX
def test_work_that_hears_nothing_is_ended() -> None:
    with pytest.raises(executors.EndedError, match="more than 1 second of processor time"):
        executors.alone(limits.Allowance(1, 0), spin_in_c)


@LINUX
def test_work_that_fills_the_memory_is_ended() -> None:
    with pytest.raises(limits.LimitError, match="more than 200 MB of memory"):
        executors.alone(limits.Allowance(0, 200 * 2**20), fill)


@POSIX
def test_work_that_the_system_ends_is_told() -> None:
    with pytest.raises(executors.EndedError, match=r"ended by the system \(SIGKILL\)"):
        executors.alone(limits.Allowance(0, 0), kill)


@POSIX
def test_time_of_the_clock_does_not_count() -> None:
    assert executors.alone(limits.Allowance(0.2, 0), time.sleep, 0.5) is None


@POSIX
def test_a_process_goes_on_with_the_next_work() -> None:
    """What was used before does not count, and after an end within bounds the process lives."""
    with executors.Processes(1) as pool:
        allowed = limits.Allowance(1, 0)
        (first,) = pool.each
        pids = set()
        for _ in range(3):
            with pytest.raises(limits.LimitError):
                first._pool.submit(limits.call, allowed, spin).result()
            pids.add(first.submit(os.getpid).result())
        assert len(pids) == 1


def test_a_larger_document_may_have_more() -> None:
    small, large = limits.for_document(1, 0), limits.for_document(50_000, 0)
    assert large.seconds > small.seconds + 4000
    assert large.memory > small.memory
    assert limits.for_file(10 * 2**20).seconds > limits.for_file(1).seconds


def test_no_bound_stays_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(limits.SECONDS, "0")
    monkeypatch.setenv(limits.MEGABYTES, "0")
    assert limits.for_document(50_000, 2**30) == limits.Allowance(0, 0)
    monkeypatch.setenv(limits.SECONDS, "-1")
    with pytest.raises(InputError):
        limits.base()


def nested(levels: int, times: int) -> bytes:
    """A small PDF whose page draws a form that draws a form, each several times."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        inner = pdf.make_stream(
            b"BT /F 12 Tf (x) Tj ET", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form
        )
        inner.BBox = [0, 0, 100, 100]
        for _ in range(levels):
            outer = pdf.make_stream(b"/X Do " * times)
            outer.Type, outer.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            outer.BBox = [0, 0, 100, 100]
            outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
            inner = outer
        page = pdf.pages[0]
        page.Contents = pdf.make_stream(b"/X Do")
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        pdf.save(out)
    return out.getvalue()


@POSIX
@pytest.mark.parametrize("folder", [False, True])
def test_the_check_of_a_document_that_never_ends_is_ended(tmp_path: Path, folder: bool) -> None:
    (tmp_path / "x.pdf").write_bytes(nested(20, 8))
    if folder:
        (tmp_path / "manifest.json").write_text(
            '{"files": [{"path": "x.pdf", "sha256": ""}]}', encoding="utf-8"
        )
    low = {limits.SECONDS: "1", limits.MEGABYTES: "300"}
    named = tmp_path if folder else tmp_path / "x.pdf"
    done = process("verify", named, environment=low)
    assert done.returncode in (1, 2), done.stderr
    assert "Traceback" not in done.stderr
    if not folder:
        assert re.search(r"x\.pdf: cannot be checked: .*(more than|ended by)", done.stderr)


@POSIX
def test_an_endless_template_is_ended_when_it_is_tried(workspace: Path) -> None:
    (workspace / "templates").mkdir()
    code = TEMPLATES["a macro that calls itself twice"]
    (workspace / "templates" / "letter.html.j2").write_text(f"<body>\n{code}\n", encoding="utf-8")
    (workspace / "templates" / "removal.html.j2").write_text(f"<body>\n{code}\n", encoding="utf-8")
    done = command("templates", "check", cwd=workspace, environment={limits.SECONDS: "3"})
    assert done.returncode == 2
    assert "removal.html.j2:2: takes more than 3 seconds" in done.stderr


@POSIX
def test_an_endless_template_is_ended_in_the_preview(minimal: Path) -> None:
    code = TEMPLATES["a macro that calls itself twice"]
    lay(minimal, "removal.html.j2", f"<body>\n{code}\n")
    done = command("watch", "--once", minimal, environment={limits.SECONDS: "1"})
    assert "removal.html.j2:2: takes more than 1 second" in done.stderr
    assert done.returncode == 1
