"""Switches one part of the speed package off, in every process of a build.

Python imports this file when it starts with this folder in PYTHONPATH. `DEMARCHE_BENCH_OFF` names
the part, as `module:name`: a patch, which then does nothing, or `LongTables`, which then leaves all
tables to WeasyPrint. Only `python -m benchmarks patches` uses it.
"""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any

MODULE, _, NAME = os.environ.get("DEMARCHE_BENCH_OFF", "").partition(":")


class NoTables:
    """`LongTables` of a document that has none."""

    def __init__(self, html: str, *_: Any) -> None:
        self.html, self.css = html, ""

    def paint(self, document: Any) -> None:
        """Paint nothing."""

    def tag(self, pdf: Any) -> None:
        """Tag nothing."""


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        getattr(module, NAME)  # a name that is not there would measure nothing
        setattr(module, NAME, NoTables if NAME == "LongTables" else nullcontext)


class _Finder(MetaPathFinder):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname != MODULE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


if NAME:
    sys.meta_path.insert(0, _Finder())
