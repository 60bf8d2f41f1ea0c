"""The rules of the examination, one module a subject."""

from __future__ import annotations

import importlib

_MODULES = (
    *("accounts", "characters", "days", "documents", "evidence", "fairness", "followups"),
    *("identity", "law", "listings", "overrides", "periods", "personal", "platforms", "powers"),
    *("practice", "reading", "wordings"),
)


def load_all() -> None:
    """Import every module of rules, which enters them."""
    for name in _MODULES:
        importlib.import_module(f"{__name__}.{name}")
