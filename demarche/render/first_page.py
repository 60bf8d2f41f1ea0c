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


def roomiest(fits: Callable[[Room], bool]) -> Room:
    """The room with which a first page says the most and still fits.

    Raises FirstPageError where not even the least fits.
    """
    for room in ROOMS:
        if fits(room):
            return room
    raise FirstPageError
