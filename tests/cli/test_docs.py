"""The pages made from the program are what the program says today."""

from __future__ import annotations

import os

import pytest
from kit import ROOT, process

from demarche.cli.generated_docs import PAGES
from demarche.model.base import Record
from demarche.model.listing import Authority, Listing, Organisation

DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_current(name: str) -> None:
    """`make docs` was run after the last change."""
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_help_fits_the_terminal(columns: int) -> None:
    for words in (("--help",), ("-h",), ("list", "--help")):
        done = process(*words, environment={"COLUMNS": str(columns)})
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"Usage: demarche {words[0]} " if len(words) > 1 else "Usage")
        assert max(map(len, done.stdout.splitlines())) <= min(columns, 100)


def test_help_is_there_at_once() -> None:
    """Of the processor's time, which other work on the machine does not lengthen."""
    before = os.times()
    assert process("--help").returncode == 0
    after = os.times()
    spent = after.children_user + after.children_system
    assert spent - before.children_user - before.children_system < 0.5


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
