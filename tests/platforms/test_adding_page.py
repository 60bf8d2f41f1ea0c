"""The grammar that docs/adding.md shows reads addresses as the page says."""

from __future__ import annotations

import re

import pytest
from kit import ROOT

from demarche.platforms.errors import TargetError
from demarche.platforms.registry import load_platforms
from demarche.platforms.resolver import Resolver

PAGE = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")


REST = """id: example
name: Example
private_messages: none
recipients:
  - {id: example, legal_entity: Example Ltd, seat: GB, serves: [default]}
notice: {default: not known, with_copy: false}
preservation: {how: not known}
sources: {}
checked: {by: nobody, at: 2026-11-23}
stale_after_days: 90
"""


@pytest.fixture(scope="module")
def resolver(tmp_path_factory: pytest.TempPathFactory) -> Resolver:
    """A platform whose addresses read as the page says."""
    block = re.search(r"```yaml\n(identifiers:.*?)```", PAGE, re.DOTALL)
    assert block
    folder = tmp_path_factory.mktemp("platforms")
    (folder / "example.yaml").write_text(REST + block[1], encoding="utf-8")
    return Resolver(load_platforms(folder))


@pytest.mark.parametrize(
    ("written", "kind", "canonical"),
    [
        ("https://example.org/specimen_a", "profile", "https://example.org/specimen_a"),
        ("https://m.example.org/specimen_a/photos", "profile", "https://example.org/specimen_a"),
        (
            "https://example.org/specimen_a/status/1234/likes?lang=en",
            "post",
            "https://example.org/specimen_a/posts/1234",
        ),
        (
            "https://example.org/leave?to=https%3A%2F%2Fexample.org%2Fspecimen_a",
            "profile",
            "https://example.org/specimen_a",
        ),
    ],
)
def test_the_page_s_rules_read_addresses(
    resolver: Resolver, written: str, kind: str, canonical: str
) -> None:
    target = resolver.resolve(written)
    assert (target.kind, target.canonical) == (kind, canonical)


def test_a_bare_name_and_a_word_of_the_service(resolver: Resolver) -> None:
    assert resolver.resolve("@specimen_a", platform="example").kind == "profile"
    with pytest.raises(TargetError):
        resolver.resolve("https://example.org/settings")
