"""The pages made from the program are what the program says today."""

from __future__ import annotations

from pathlib import Path

import pytest

from demarche.docs import PAGES

DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_current(name: str) -> None:
    """`make docs` was run after the last change."""
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"
