"""Every hostile input: no traceback, no fetch, nothing written, and what it says or prints."""

from __future__ import annotations

import ast
import csv
import dataclasses
import functools
import io
import json
import os
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner
from corpus import (
    ACCEPTED,
    ELSEWHERE,
    FACTS,
    KEPT,
    LATER,
    REFUSED,
    URL,
    Accepted,
    Elsewhere,
    Kept,
    Later,
    Refused,
)
from kit import ROOT, squeezed, tree
from no_network import no_network  # noqa: F401  (it concerns every test here)
from wrong import GOOD, Told, changed, place_in

from demarche.build.prepare import Prepared, prepare
from demarche.cli.main import cli
from demarche.render.document_files import render_request
from demarche.render.html import Templates
from demarche.trust.verify.content_check import check_content
from demarche.trust.verify.verify_report import Outcome

LAST = 133
Row = Refused | Kept | Accepted | Elsewhere | Later


@pytest.fixture
def folder(workspace: Path) -> Path:
    return workspace / "data" / "cases" / "one"


def test_every_number_is_accounted_for() -> None:
    rows: tuple[Row, ...] = (*REFUSED, *KEPT, *ACCEPTED, *ELSEWHERE, *LATER)
    assert {row.number for row in rows} == set(range(1, LAST + 1))


@functools.cache
def functions(file: Path) -> set[str]:
    tree_ = ast.parse(file.read_text(encoding="utf-8"))
    return {statement.name for statement in tree_.body if isinstance(statement, ast.FunctionDef)}


@pytest.mark.parametrize("row", ELSEWHERE, ids=lambda case: f"{case.number} {case.what}")
def test_what_is_tested_elsewhere_is(row: Elsewhere) -> None:
    file, _, name = row.where.partition("::")
    assert name in functions(ROOT / file)


def test_what_comes_later_is_not_there_yet() -> None:
    """When the part comes, its rows are to be written."""
    assert not [row for row in LATER if (ROOT / row.part).exists()]


def check(folder: Path, case: str | bytes, *options: str) -> Told:
    """Run `check` on a case in its folder: nothing written, no traceback."""
    data = case if isinstance(case, bytes) else case.encode("utf-8", "surrogatepass")
    (folder / "case.yaml").write_bytes(data)
    before = tree(folder.parents[2])
    old = Path.cwd()
    os.chdir(folder)
    try:
        done = CliRunner().invoke(cli, ["check", *options, "case.yaml"])
    finally:
        os.chdir(old)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    assert not {"\x1b", "\x07", "\u202e", "\u200b"} & set(done.output)
    assert tree(folder.parents[2]) == before
    return Told(done.exit_code, tuple(done.stderr.splitlines()))


@pytest.mark.parametrize("row", REFUSED, ids=lambda case: f"{case.number} {case.what}")
def test_what_is_refused(row: Refused, folder: Path) -> None:
    row.lay(folder)
    case, place = (row.case, "case.yaml") if isinstance(row.case, bytes) else place_in(row.case)
    result = check(folder, case)
    assert result.status == row.status, result.lines
    errors = [line for line in result.errors if row.says in line]
    assert len(errors) == 1, result.lines
    assert errors[0].startswith(f"{place}:"), errors[0][:200]


@pytest.mark.parametrize("row", ACCEPTED, ids=lambda case: f"{case.number} {case.what}")
def test_what_is_accepted(row: Accepted, folder: Path) -> None:
    row.lay(folder)
    result = check(folder, row.case)
    assert result.status == 0, result.lines
    assert result.errors == ()


# --- what is kept: one case for all ------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Made:
    """The case of all rows that are kept, and its one document read back."""

    case: Prepared
    messages: tuple[str, ...]
    accounts: list[dict[str, Any]]
    table: list[dict[str, str]]
    """accounts.csv."""
    data: dict[str, Any]
    text: str
    """Of all pages, squeezed."""


def _case() -> str:
    """The good case with an account for each row that is kept."""
    begin, end = GOOD.index("  - id: a1"), GOOD.index("exhibits:\n")
    accounts = []
    for number, row in enumerate(KEPT, 1):
        account = GOOD[begin:end].replace("id: a1", f"id: a{number}")
        account = account.replace("12 November", f"{number} November, item {number},")
        own = "" if row.field == "url" else f"    {row.field}: {row.yaml}\n"
        name = row.text.removeprefix("@") if row.field == "handle" else f"specimen_kept_{number}"
        address = row.yaml if row.field == "url" else f"https://t.me/{name}"
        account = account.replace(URL, f"url: {address}\n").replace(
            "    native_id: 1000000001\n", own
        )
        accounts.append(account)
    text = GOOD[:begin] + "".join(accounts) + GOOD[end:]
    ids = ", ".join(f"a{number}" for number in range(1, len(KEPT) + 1))
    text = text.replace("accounts: [a1]", f"accounts: [{ids}]")
    text = text.replace(
        "url: https://t.me/specimen_channel/12", "url: https://t.me/specimen_kept_1/12"
    )
    block = "\n".join(f"  {line}" for line in FACTS.split("\n"))
    return changed("facts: An officer recorded one channel.\n", f"facts: |\n{block}\n", text)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("kept") / "data" / "cases" / "one"
    folder.mkdir(parents=True)
    result = check(folder, _case(), "--all")
    assert result.status == 0, result.errors
    case = prepare(folder / "case.yaml")
    templates = Templates(case.workspace.template_folders())
    (request,) = case.requests
    done = render_request(request, templates, case.emblem)
    differing = [
        check for check in check_content(done.document) if check.outcome is Outcome.DIFFERS
    ]
    assert differing == []
    with pikepdf.open(io.BytesIO(done.document)) as pdf:
        data = json.loads(pdf.attachments["request.json"].get_file().read_bytes())
        assert sorted(pdf.attachments) == ["accounts.csv", "request.json"]
        rows = pdf.attachments["accounts.csv"].get_file().read_bytes().decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(rows, newline="")))
    document = pypdfium2.PdfDocument(done.document)
    pages = [page.get_textpage().get_text_bounded().replace("\x02", "-") for page in document]
    document.close()
    return Made(case, result.lines, data["accounts"], table, data, squeezed("".join(pages)))


@pytest.mark.parametrize("row", KEPT, ids=lambda case: f"{case.number} {case.what}")
def test_what_is_kept(row: Kept, made: Made) -> None:
    number = KEPT.index(row) + 1
    account = made.accounts[number - 1]
    assert account["number"] == number
    assert account["written" if row.field == "url" else row.field] == row.text
    if row.field != "url":
        # A cell that could be taken for a formula has an apostrophe in front.
        assert made.table[number - 1][row.field].removeprefix("'") == row.text
    shown = squeezed(row.text if row.printed is None else row.printed)
    # A schedule prints addresses without the scheme that they all have.
    assert shown.removeprefix("https://") in made.text
    line = made.case.file.place("accounts", number - 1, row.field).line
    warned = [
        mapping
        for mapping in made.messages
        if ": W44: " in mapping and f"case.yaml:{line}:" in mapping
    ]
    assert bool(warned) is row.warned, warned


def test_29_a_literal_block_is_text(made: Made) -> None:
    assert " ".join(" ".join(made.data["facts"]).split()) == " ".join(FACTS.split())
    assert squeezed("{{ 7*7 }} {% raw %} </td><script>alert(1)</script> &amp; #jihad") in made.text
