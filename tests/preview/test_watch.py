"""Watching a case: real files, a real server on loopback, and a browser where there is one."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit import ROOT, command, lay_small_case

from demarche.kernel.workspace import Workspace
from demarche.preview.file_changes import changed, look
from demarche.preview.preview_state import Maker, State
from demarche.preview.server import Server

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return lay_small_case(tmp_path)


@pytest.fixture
def maker(case: Path) -> Maker:
    return Maker(case, Workspace.around(case.parent))


def get(address: str, path: str, host: str | None = None) -> tuple[int, dict[str, str], str]:
    """One request to the preview."""
    name, _, secret = address.removeprefix("http://").rstrip("/").partition("/")
    connection = http.client.HTTPConnection(name, timeout=10)
    connection.request("GET", f"/{secret}{path}", headers={"Host": host} if host else {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


def test_only_what_changed_is_made_anew(case: Path, maker: Maker) -> None:
    first = maker.next(State())
    assert first.pages
    assert len(maker.made) == len(first.pages)
    again = maker.next(first)
    assert maker.made == []
    assert again.version == first.version + 1
    text = case.read_text()
    assert "9999999999999900001" in text
    case.write_text(text.replace("9999999999999900001", "9999999999999900009"), "utf-8")
    third = maker.next(again)
    assert maker.made
    assert all("/x" in name.lower() for name in maker.made)
    assert len(maker.made) < len(third.pages)


def test_problems_come_with_their_line_and_old_pages_stay(case: Path, maker: Maker) -> None:
    first = maker.next(State())
    text = case.read_text()
    case.write_text(text.replace("office: pk-specimen", "office: pk-specimn"), "utf-8")
    broken = maker.next(first)
    assert broken.stale
    assert broken.pages == first.pages
    assert any("did you mean 'pk-specimen'" in str(problem) for problem in broken.problems)
    assert all(problem.place.line for problem in broken.problems)
    case.unlink()
    assert "no such file" in str(maker.next(broken).problems[0])
    case.write_text(text)
    assert not maker.next(broken).stale


def test_a_fault_in_a_template_is_told_with_its_line(tmp_path: Path, case: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "removal.html.j2").write_text("<p>ok</p>\n{{ request.nothing_of_it }}\n")
    maker = Maker(case, Workspace.around(case.parent))
    state = maker.next(State())
    assert any("removal.html.j2:2" in str(problem.place) for problem in state.problems)
    (own / "removal.html.j2").unlink()
    assert not any("removal.html.j2" in str(problem) for problem in maker.next(state).problems)


def test_changes_are_seen_by_name(tmp_path: Path, case: Path) -> None:
    workspace = Workspace.around(case.parent)
    before = look(case, workspace)
    (case.parent / "proof.png").write_bytes(b"other")
    (case.parent / ".case.yaml.swp").write_text("an editor's own")
    own = tmp_path / "data" / "offices"
    own.mkdir(parents=True)
    (own / "mine.yaml").write_text("id: mine\n")
    names = [Path(name).name for name in changed(before, look(case, workspace))]
    assert names == ["mine.yaml", "proof.png"] or sorted(names) == ["mine.yaml", "proof.png"]


def test_the_pages_are_closed_and_complete(case: Path, maker: Maker) -> None:
    text = case.read_text().replace("title: A few accounts", f"title: A few {HOSTILE} accounts")
    case.write_text(text, "utf-8")
    state = maker.next(State())
    with Server("case", lambda: state) as server:
        assert server.address.startswith("http://127.0.0.1:")
        status, head, page = get(server.address, "/")
        assert status == 200
        assert "default-src 'none'" in head["content-security-policy"]
        assert "unsafe-inline" not in head["content-security-policy"]
        assert "errors," in page
        assert HOSTILE not in page
        assert json.loads(get(server.address, "/version")[2]) == {"version": state.version}
        number = next(n for n, page in enumerate(state.pages) if page.name.endswith("restricted"))
        for index in (0, number):
            status, head, page = get(server.address, f"/document/{index}")
            policy = head["content-security-policy"]
            assert "sandbox" in policy
            assert "script-src" not in policy
            assert "allow-scripts" not in policy
            assert HOSTILE not in page
            assert "asset:" not in page
            assert "<link" not in page
            assert not re.search(r"(src|href)=\"(?!data:|#)", page)
            for style in re.findall(r"<style>(.*?)</style>", page, re.DOTALL):
                digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
                assert f"'sha256-{digest}'" in policy
        assert "data:image/png;base64," in get(server.address, f"/document/{number}")[2]
        assert 'sandbox="allow-same-origin" title="' in get(server.address, f"/view/{number}")[2]


def test_the_server_answers_this_computer_only(maker: Maker) -> None:
    state = State(3)
    with Server("case", lambda: state) as server:
        assert get(server.address, "/", "evil.example")[0] == 403
        for path in ("/document/0", "/view/x", "/etc/passwd", "/../case.yaml", "/document/٣"):
            quoted = path.encode().decode("latin-1") if path.isascii() else "/document/%D9%A3"
            assert get(server.address, quoted)[0] == 404
        for digits in ("9" * 10, "0" * 5000, "9" * 5000, "9" * 60000):
            assert get(server.address, f"/view/{digits}")[0] == 404
        connection = http.client.HTTPConnection(server.address[7:].split("/")[0], timeout=10)
        connection.request("POST", "/")
        assert connection.getresponse().status == 501
        connection.close()


def test_who_does_not_know_the_address_reads_nothing(maker: Maker) -> None:
    state = maker.next(State())
    with Server("case", lambda: state) as server, Server("case", lambda: state) as other:
        host, _, secret = server.address[7:].rstrip("/").partition("/")
        assert len(secret) >= 40
        assert secret not in other.address
        wrong = [
            "",
            secret[:-1],
            f"{secret}x",
            secret.swapcase(),
            secret[::-1],
            f"%{secret}",
            "%C3%A9",
        ]
        wrong += ["x" * 5000, f"./{secret}", f"../{secret}", f"?{secret}", "document", "view"]
        for wrong_path in wrong:
            address = f"http://{host}/{wrong_path}"
            for path in ("", "/", "/version", "/document/0", "/view/0", "/look.js"):
                status, _, text = get(address, path)
                assert (status, text) == (403, "open the address that the command printed")
        assert get(f"http://{host}", f"/{secret}")[0] == 403
        assert get(server.address, "/document/0")[0] == 200
        assert get(server.address, "/document/0?x")[0] == 200
        pages = [get(server.address, path)[2] for path in ("/", "/view/0", "/document/0")]
        links = re.findall(r'(?:href|src)="([^"#]*)"', "".join(pages[:2]))
        assert links
        assert not any(link.startswith(("/", "http")) or secret in link for link in links)
        for page, path in zip(pages[:2], ("", "view/0"), strict=True):
            for link in re.findall(r'(?:href|src)="([^"#]*)"', page):
                found = urllib.parse.urljoin(server.address + path, link)
                assert get(f"http://{host}", found.partition(host)[2])[0] == 200, found


def test_once_checks_and_ends(case: Path) -> None:
    done = command("watch", case, "--once")
    assert done.returncode == 0, done.stderr
    assert "pages rebuilt" in done.stdout
    case.write_text(case.read_text().replace("office: pk-specimen", "office:"))
    done = command("watch", case, "--once")
    assert done.returncode == 2
    assert "office: required, but empty" in done.stderr
    assert command("watch", case.parent / "none", "--once").returncode == 2


@pytest.fixture
def watching(case: Path, tmp_path: Path) -> Iterator[tuple[Path, str, Path]]:
    """The command at work: its case, its address, the file with what it prints."""
    printed = tmp_path / "printed.txt"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with printed.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "generate.py"), "watch", str(case.parent)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
        )
    try:
        said = _until(lambda: re.search(r"preview: (\S+)", printed.read_text()))
        yield case, said[1], printed
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _until(ready: object, seconds: float = 60) -> re.Match[str]:
    """Wait until something is there; how long it takes is not what is tested."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := ready():  # type: ignore[operator]
            return found  # type: ignore[no-any-return]
        time.sleep(0.1)
    raise AssertionError("it did not come")


def test_a_save_is_seen_and_told(watching: tuple[Path, str, Path]) -> None:
    case, address, printed = watching
    version = json.loads(get(address, "/version")[2])["version"]
    text = case.read_text()
    case.write_text(text.replace("office: pk-specimen", "office: pk-specimn"), "utf-8")
    _until(lambda: json.loads(get(address, "/version")[2])["version"] > version)
    page = get(address, "/")[2]
    assert "case.yaml:6:" in page
    assert "1 error, 0 warnings" in page
    assert "did you mean" in page
    assert "The files cannot be read now" in page
    case.write_text(text, "utf-8")
    _until(lambda: "resolved" in printed.read_text())
    assert "changed: " in printed.read_text()
    assert "Traceback" not in printed.read_text()


@pytest.mark.conformance
def test_a_browser_shows_the_document_and_runs_nothing_of_it(case: Path, maker: Maker) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium is installed")
    state = maker.next(State())
    with Server("case", lambda: state) as server:

        def shown(path: str) -> tuple[str, str]:
            done = subprocess.run(
                [
                    *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging"),
                    *("--virtual-time-budget=4000", "--dump-dom", "--v=0"),
                    f"--user-data-dir={case.parent / 'profile'}",
                    server.address.rstrip("/") + path,
                ],
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            return done.stdout, done.stderr

        page, log = shown("/")
        assert 'id="counts"' in page
        assert "Content Security Policy" not in log
        page, log = shown("/view/0")
        assert "<iframe" in page
        assert "Content Security Policy" not in log
        page, log = shown("/document/0")
        assert state.prepared is not None
        assert state.prepared.requests[0].reference in page
        assert "Content Security Policy" not in log
