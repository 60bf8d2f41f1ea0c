"""The first page of a request is one page: proved at every build, with fewer rows if need be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

TERMS = "terms"
"""The anchor at which a template says that its first page is over."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much a first page may say."""

    gravest_rows: int
    most_named: int
    """Organisations by name, in each of the groups."""

    def values(self, *, alone: bool = False) -> Mapping[str, int | bool]:
        """What the template sees of it; `alone` leaves out what follows the first page."""
        return {
            "gravest_rows": self.gravest_rows,
            "most_named": self.most_named,
            "first_page_alone": alone,
        }


ROOMS = tuple(
    Room(rows, named)
    for rows, named in (
        *((10, 24), (8, 20), (6, 16), (5, 12), (4, 10)),
        *((3, 8), (2, 6), (1, 4), (0, 3)),
    )
)
"""From the most that a first page says to the least."""


class FirstPageError(Exception):
    """What stands before the terms takes more than one page."""


_BEGUN: dict[str, int] = {}
"""Where the search ended for the last document of a kind: the next one is much like it."""


def roomiest(kind: str, fits: Callable[[Room], bool]) -> Room:
    """The room with which the first page of a kind of document says the most and still fits.

    What fits with some room fits with less, so the search goes up or down from where the last one
    ended, and finds the same wherever that was. Raises FirstPageError where not even the least
    fits.
    """
    at = _BEGUN.get(kind, 0)
    if fits(ROOMS[at]):
        while at and fits(ROOMS[at - 1]):
            at -= 1
    else:
        at += 1
        while at < len(ROOMS) and not fits(ROOMS[at]):
            at += 1
    if at == len(ROOMS):
        raise FirstPageError
    _BEGUN[kind] = at
    return ROOMS[at]
