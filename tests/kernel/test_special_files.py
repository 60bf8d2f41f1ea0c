"""Pipes, devices and sockets are refused wherever a file is read, at once and by name."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import DATA

from demarche.cli.main import cli
from demarche.kernel.open_file import (
    NotOrdinaryError,
    TooLargeError,
    open_regular,
    read_regular,
    sha256_of,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def pipe(file: Path) -> None:
    """A pipe that nobody writes to."""
    os.mkfifo(file)


def endless(file: Path) -> None:
    """A link to a device that gives bytes without an end."""
    file.symlink_to("/dev/zero")


def socket_(file: Path) -> None:
    """A socket that nobody answers at."""
    before = Path.cwd()
    os.chdir(file.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as unix_socket:
            unix_socket.bind(file.name)
    finally:
        os.chdir(before)


KINDS: dict[str, Callable[[Path], None]] = {"pipe": pipe, "device": endless, "socket": socket_}


@pytest.fixture(params=KINDS)
def lay(request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """Puts a special file in the place of another, and says of which kind it is."""

    def put(file: Path) -> str:
        file.unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        KINDS[request.param](file)
        return str(request.param)

    return put


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the minimal case, which is the current folder."""
    case = tmp_path / "data" / "cases" / "c"
    case.mkdir(parents=True)
    shutil.copy(DATA / "cases" / "minimal" / "case.yaml", case)
    (tmp_path / "sheet.csv").write_text("url\nhttps://t.me/specimen_one\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


COMMANDS = {
    "case of check": ("data/cases/c/case.yaml", "check data/cases/c/case.yaml"),
    "case of build": ("data/cases/c/case.yaml", "build data/cases/c/case.yaml"),
    "case by its folder": ("data/cases/c/case.yaml", "check data/cases/c"),
    "case of watch": ("data/cases/c/case.yaml", "watch --once data/cases/c"),
    "case of import": ("data/cases/c/case.yaml", "import sheet.csv --case data/cases/c"),
    "sheet": ("x.csv", "import x.csv --case data/cases/new"),
    "workbook": ("x.xlsx", "import x.xlsx --case data/cases/new"),
    "exhibit": ("x.png", "exhibits add x.png --case data/cases/c --account 1"),
    "verify": ("x.pdf", "verify x.pdf"),
    "manifest": ("m.json", "verify x.pdf --manifest m.json"),
    "revocations": ("x.crl", "verify x.pdf --crl x.crl"),
    "form": ("form.pdf", "answers import form.pdf --case data/cases/c"),
    "list": ("list.csv", "lists import list.csv"),
    "export": ("request.json", "export request.json"),
    "office": ("data/offices/pk-specimen.yaml", "check data/cases/c"),
    "platform": ("data/platforms/telegram.yaml", "check data/cases/c"),
    "organisation": ("data/organisations/ttp.yaml", "check data/cases/c"),
    "authority": ("data/authorities/us-fto.yaml", "check data/cases/c"),
    "wording": ("data/wording/banned.yaml", "check data/cases/c"),
    "regions": ("data/regions.yaml", "check data/cases/c"),
}


@pytest.mark.parametrize(("file", "line"), COMMANDS.values(), ids=COMMANDS)
def test_a_special_file_ends_no_command_in_a_wait(
    here: Path, lay: Callable[[Path], str], file: str, line: str
) -> None:
    if "x.pdf" in line and file != "x.pdf":
        (here / "x.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    lay(here / file)
    done = CliRunner().invoke(cli, line.split(), input="")
    assert not isinstance(done.exception, (MemoryError, OSError)), done.exception
    assert "Traceback" not in done.output
    assert done.exit_code in (1, 2), done.output
    assert Path(file).name in done.output or "data/cases/c" in done.output


def test_a_special_file_is_no_key_and_no_certificate(
    here: Path, lay: Callable[[Path], str]
) -> None:
    keys = pytest.importorskip("demarche.trust.seal.signing_keys")
    lay(here / "x")
    ways: tuple[Callable[[], object], ...] = (
        lambda: keys.read_certificates([here / "x"]),
        lambda: keys.read_list(here / "x"),
        lambda: keys.open_p12(here / "x", "", []),
    )
    for read in ways:
        with pytest.raises(NotOrdinaryError):
            read()


def test_the_bytes_of_an_ordinary_file(here: Path) -> None:
    file = here / "x"
    file.write_bytes(b"12345")
    (here / "link").symlink_to("x")
    assert read_regular(file) == read_regular(here / "link") == b"12345"
    assert read_regular(file, 5) == b"12345"
    with pytest.raises(TooLargeError, match="has 5 bytes; the limit is 4 bytes"):
        read_regular(file, 4)
    with pytest.raises(NotOrdinaryError, match="is a link"):
        read_regular(here / "link", follow=False)
    with pytest.raises(FileNotFoundError):
        open_regular(here / "none")
    assert sha256_of(file).startswith("5994471abb01112afcc18159f6cc74b4")


def test_a_special_file_is_named_as_what_it_is(here: Path, lay: Callable[[Path], str]) -> None:
    kind = lay(here / "x")
    with pytest.raises(NotOrdinaryError, match=f"is a {kind}, not an ordinary file"):
        read_regular(here / "x")
    with pytest.raises(NotOrdinaryError):
        sha256_of(here / "x")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_a_file_that_holds_more_than_it_says_is_bounded() -> None:
    with pytest.raises(TooLargeError, match="goes on; the limit is 10 bytes"):
        read_regular(Path("/proc/self/status"), 10)
