"""Whether documents are typeset with `weasyfast`, and why not: the only door to that package.

Loads none of the libraries that typeset, so that the process which only hands out the work may ask.
"""

from __future__ import annotations

import os

from demarche import weasyfast
from demarche.weasyfast import LongTables, patches

__all__ = ["PLAIN", "LongTables", "note", "patches", "plain_reason", "state"]

PLAIN = "DEMARCHE_PLAIN"
"""The variable of the environment that, set to 1, has WeasyPrint alone set every document."""


def plain_reason() -> str | None:
    """Why `weasyfast` is off; None where it is on."""
    if _chosen():
        return f"{PLAIN} is set"
    untested = weasyfast.untested()
    return f"not tested with {', '.join(untested)}" if untested else None


def note() -> str | None:
    """What to tell whoever gets the plain path without having asked for it; else None."""
    reason = None if _chosen() else plain_reason()
    return f"typesetting takes longer: the speed package is off, {reason}" if reason else None


def state() -> str:
    """One line for `demarche --version -v`."""
    reason = plain_reason()
    if reason:
        return f"speed package: off, {reason}"
    versions = (f"{name} {found}" for name, found in weasyfast.installed().items())
    return f"speed package: on, tested with {', '.join(versions)}"


def _chosen() -> bool:
    return os.environ.get(PLAIN, "0") not in ("", "0")
