"""Which regimes of a list of many regimes concern terrorism.

The UK Sanctions List holds every regime of the kingdom, from Russia to migration; an entry under
one of the others is in force, and still no ground for a request about terrorism.
"""

from __future__ import annotations

import re

_UK = re.compile(r"isil|al-qaida|counter-terrorism|afghanistan|somalia|yemen", re.IGNORECASE)

_REGIMES = {"gb-uksl": _UK}
"""List → what the name of a regime must hold; a list that is not here has one subject only."""


def concerns_terrorism(authority: str, regime: str | None) -> bool:
    """Whether an entry under this regime may ground a request; True where no regime is known."""
    pattern = _REGIMES.get(authority)
    return pattern is None or regime is None or pattern.search(regime) is not None


_CONFLICTS = frozenset({"un-1533", "un-2140", "un-2713"})
_UK_CONFLICTS = re.compile(r"somalia|yemen", re.IGNORECASE)


def names_terrorists(authority: str, regime: str | None) -> bool:
    """Whether a person's entry says that the person is listed for terrorism.

    The lists of a conflict hold commanders, traffickers and officials beside an armed group that
    other lists call terrorist: the group may be cited, a person on them is not named by this.
    """
    if authority in _CONFLICTS or not concerns_terrorism(authority, regime):
        return False
    return not (authority in _REGIMES and _UK_CONFLICTS.search(regime or ""))
