"""The pages made from the program are what the program says today."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kit import ROOT, process

from demarche.cli.entry import WIDTHS, help_file
from demarche.cli.generated_docs import PAGES, help_text
from demarche.model.base import Record
from demarche.model.listing import Authority, Listing, Organisation

DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_current(name: str) -> None:
    """`make docs` was run after the last change."""
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("columns", WIDTHS)
def test_kept_help_is_current(columns: int) -> None:
    """`make docs` was run after the last change of a command."""
    kept = Path(help_file(columns)).read_text(encoding="utf-8")
    assert kept == help_text(columns), "run `make docs`"


@pytest.mark.parametrize("columns", ["", "60", "80", "90", "100", "200", "0", "x"])
def test_help_is_what_click_prints(columns: str) -> None:
    """Kept or made, for any width of the terminal; and other words never meet the kept one."""
    environment = {"COLUMNS": columns}
    program = "import sys; from demarche.cli.main import main; sys.argv[1:] = ['--help']; main()"
    clicks = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        cwd=DOCS.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    for words in (["--help"], ["-h"]):
        ours = process(*words, environment=environment)
        assert (ours.returncode, ours.stderr) == (0, "")
        assert ours.stdout == clicks.stdout
    assert "Usage: demarche list" in process("list", "--help", environment=environment).stdout


@pytest.mark.parametrize(
    ("heading", "model"),
    [("An authority", Authority), ("An organisation", Organisation), ("An organisation", Listing)],
)
def test_adding_names_every_field_that_a_file_must_have(heading: str, model: type[Record]) -> None:
    """Who follows the page word for word must come to a file that is read."""
    text = (DOCS / "adding.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading}: ")[2].partition("\n## ")[0]
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    assert required
    assert [name for name in required if f"`{name}`" not in section] == []
