"""What several tests share: running the command, laying out a case, reading a finished PDF."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import yaml
from click.testing import CliRunner
from PIL import Image

from demarche.cli.main import cli
from demarche.listings.database import connect
from demarche.listings.reading_again import read_again

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
TESTS = ROOT / "tests"
SMALL = TESTS / "cases" / "small" / "case.yaml"
TINY = TESTS / "cases" / "tiny" / "case.yaml"
FOLLOWUP = DATA / "cases" / "followup" / "case.yaml"
SPECIMEN = DATA / "cases" / "specimen" / "case.yaml"

KINDS = ("removal", "prevention", "information", "preservation")

_FURNITURE = re.compile(
    r"SPECIMEN – no real office.*|restricted|\d+\.|.*\bPage \d+ of \d+"
    r"|(removal|prevention|information|preservation)?(-?[a-z]+-ireland)?( restricted)?"
)


def mostly_exhaustive(values: Iterable[Any], each: int) -> list[Any]:
    """Parameters of which every so many-th is in `make test`, and all are in `make test-all`."""
    marked = []
    for number, value in enumerate(values):
        marks = [pytest.mark.exhaustive] if number % each else []
        parts = value if isinstance(value, tuple) else (value,)
        marked.append(pytest.param(*parts, marks=marks))
    return marked


def command(
    *arguments: str | Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the command in this process: its exit status and what it writes.

    An exception that the command does not turn into a message is raised again.
    """
    words = [str(word) for word in arguments]
    with contextlib.chdir(cwd or ROOT):
        done = CliRunner().invoke(cli, words, prog_name="demarche", env=environment)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


def process(
    *arguments: str | Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    program: Path = ROOT / "generate.py",
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, where the environment or the program matters."""
    return subprocess.run(
        [sys.executable, str(program), *map(str, arguments)],
        cwd=cwd or ROOT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )


def picture() -> bytes:
    """A small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (64, 40), (120, 30, 30)).save(out, "PNG")
    return out.getvalue()


def read_lists(
    workspace: Path, day: str = "2026-11-20", authorities: Iterable[str] = ("pk-ata-11b",)
) -> None:
    """Record in a workspace that the requesting State's own lists were compared on a day.

    Without it the shipped readings are too old, and every document stays a draft.
    """
    now = dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC)
    with contextlib.closing(connect(workspace / "data" / "lists")) as db:
        for authority in authorities:
            read_again(db, authority, dt.date.fromisoformat(day), now, by="desk 2")


def lay_small_case(workspace: Path) -> Path:
    """Write the small case into a workspace; the path of its case file."""
    folder = workspace / "data" / "cases" / "small"
    folder.mkdir(parents=True)
    (folder / "proof.png").write_bytes(picture())
    text = SMALL.read_text(encoding="utf-8")
    text = text.replace("@SHA256@", hashlib.sha256(picture()).hexdigest())
    text = text.replace("@@LONG@@", "x" * 400)
    case = folder / "case.yaml"
    case.write_text(text, encoding="utf-8")
    read_lists(workspace)
    return case


def lay_tiny_case(workspace: Path) -> Path:
    """Copy the tiny case into a workspace; the path of its case file."""
    folder = workspace / "data" / "cases" / "tiny"
    folder.mkdir(parents=True)
    read_lists(workspace)
    return Path(shutil.copy(TINY, folder))


@functools.cache
def plain(path: Path) -> Any:
    """A YAML file by PyYAML alone, every scalar as text: independent of the program's reader."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506


def squeezed(text: str) -> str:
    """Text without white space, hyphens and ↵, which the line breaks of a page move about."""
    return re.sub(r"[\s\u00ad\ufffe↵-]+", "", text)


@dataclass(frozen=True)
class Pdf:
    """A finished document, read back."""

    path: Path
    pages: tuple[str, ...]
    attachments: Mapping[str, bytes]

    @functools.cached_property
    def text(self) -> str:
        """The text of all pages in one line, without page heads, page feet and numbers."""
        lines = "\n".join(self.pages).replace("\r", "").split("\n")
        kept = [line.strip() for line in lines if not _FURNITURE.fullmatch(line.strip())]
        return re.sub(r"\s+", " ", " ".join(kept))

    @functools.cached_property
    def squeezed(self) -> str:
        """The whole text without white space and hyphens."""
        return squeezed(self.text)

    def data(self, name: str) -> Any:
        """An attached JSON file."""
        return json.loads(self.attachments[name])

    @property
    def everything(self) -> str:
        """Text and attachments, squeezed: where nothing that must stay out may be found."""
        files = self.attachments.values()
        attached = "".join(data.decode("utf-8", "replace") for data in files)
        return self.squeezed + squeezed(attached)


@functools.cache
def read_pdf(path: Path) -> Pdf:
    """Read a PDF's text by page and its attachments."""
    document = pypdfium2.PdfDocument(path)
    # PDFium writes a hyphen at the end of a line as U+0002.
    pages = tuple(page.get_textpage().get_text_bounded().replace("\x02", "-") for page in document)
    document.close()
    with pikepdf.open(path) as pdf:
        attached = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    return Pdf(path, pages, attached)


@dataclass(frozen=True)
class Built:
    """A case that was built: its case file and its folder of reports."""

    case: Path
    folder: Path

    def documents(self) -> dict[str, Path]:
        """The main documents by `platform/slug`."""
        found = {}
        for file in sorted(self.folder.glob("*/*.pdf")):
            if not file.stem.endswith(("-restricted", "-return-form")):
                slug = file.stem.removeprefix(f"{self.folder.name}-")
                found[f"{file.parent.name}/{slug}"] = file
        return found

    def pdf(self, name: str) -> Pdf:
        """A main document by `platform/slug`."""
        return read_pdf(self.documents()[name])

    def restricted(self, name: str) -> Pdf:
        """The restricted annex of a main document's recipient."""
        return read_pdf(self.paper(name, "restricted"))

    def passed_on(self, name: str) -> str:
        """All that a recipient may pass on, squeezed: the document, its form, their attachments."""
        return self.pdf(name).everything + read_pdf(self.paper(name, "return-form")).everything

    def paper(self, name: str, ending: str) -> Path:
        """The paper of a main document's recipient: `restricted` or `return-form`."""
        parts = (self.folder.name, self._company(name), ending)
        stem = "-".join(part for part in parts if part)
        return self.folder / name.partition("/")[0] / f"{stem}.pdf"

    def beside(self, name: str, file: str) -> Path:
        """A list of a main document's recipient: `accounts.csv`, `urls.txt` …"""
        stem, _, ending = file.partition(".")
        company = self._company(name)
        listed = f"{stem}-{company}.{ending}" if company else file
        return self.folder / name.partition("/")[0] / listed

    def _company(self, name: str) -> str:
        """The company that a document goes to, as files are named by it."""
        platform, _, slug = name.partition("/")
        start, end = f"{self.folder.name}-", "-restricted"
        companies = [
            file.stem.removeprefix(start).removesuffix(end)
            for file in self.folder.glob(f"{platform}/{start}*{end}.pdf")
        ]
        return next((each for each in companies if f"{slug}-".find(f"-{each}-") > 0), "")

    def warned(self) -> set[str]:
        """The fields of accounts that the examination warned about, as `account.NAME`."""
        findings = json.loads((self.folder / "internal" / "manifest.json").read_bytes())["findings"]
        return {f"account.{finding['field'].split('].')[-1]}" for finding in findings}

    def requests(self) -> dict[str, Any]:
        """Every request of the folder's request.json files, by `platform/slug`."""
        found = {}
        for file in sorted(self.folder.glob("*/request.json")):
            for request in json.loads(file.read_bytes())["requests"]:
                found[request["reference"].removeprefix(request["case_reference"] + "/")] = request
        return found


def build_case(case: Path, *options: str) -> Built:
    """Build a case with the command; its folder of reports."""
    done = command("build", "--quiet", case, *options)
    assert done.returncode == 0, done.stderr
    reference = plain(case)["reference"].replace("/", "-")
    if "--reports" in options:
        reports = Path(options[options.index("--reports") + 1])
    else:
        reports = case.parents[3] / "reports"
    return Built(case, reports / reference)


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with the hash of its bytes."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
