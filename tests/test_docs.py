"""The pages made from the program are what the program says today."""

from __future__ import annotations

from pathlib import Path

import pytest

from demarche.docs import PAGES
from demarche.model.base import Record
from demarche.model.listing import Authority, Listing, Organisation

DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_current(name: str) -> None:
    """`make docs` was run after the last change."""
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


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
