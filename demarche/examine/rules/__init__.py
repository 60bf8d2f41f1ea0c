"""The rules of the examination, one module a subject."""

from __future__ import annotations

import importlib

_MODULES = (
    "account_rules",
    "authority_rules",
    "binding_rules",
    "agreement_rules",
    "character_rules",
    "date_rules",
    "document_rules",
    "evidence_rules",
    "fairness_rules",
    "followup_rules",
    "foreign_law_rules",
    "identity_rules",
    "indicator_rules",
    "law_rules",
    "letter_rules",
    "listing_rules",
    "override_rules",
    "period_rules",
    "personal_data_rules",
    "platform_rules",
    "power_rules",
    "practice_rules",
    "reading_rules",
    "service_rules",
    "repetition_rules",
    "timeline_rules",
    "wording_rules",
)


def load_all() -> None:
    """Import every module of rules, which enters them."""
    for name in _MODULES:
        importlib.import_module(f"{__name__}.{name}")
