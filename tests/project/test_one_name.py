"""One name, one thing: a reader who searches for a name finds what it is."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kit import ROOT

PROGRAM = ROOT / "demarche"


def modules() -> Iterator[Path]:
    return (file for file in sorted(PROGRAM.rglob("*.py")) if not file.stem.startswith("__"))


def shared(found: dict[str, set[str]]) -> dict[str, list[str]]:
    return {name: sorted(places) for name, places in found.items() if len(places) > 1}


def test_no_two_modules_have_one_name() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for file in modules():
        found[file.stem].add(str(file.relative_to(PROGRAM)))
    assert shared(found) == {}


def test_no_two_public_classes_have_one_name() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for file in PROGRAM.rglob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].add(str(file.relative_to(PROGRAM)))
    assert shared(found) == {}
