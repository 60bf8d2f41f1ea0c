"""Groups of states, and their names as printed."""

from __future__ import annotations

from pydantic import Field

from demarche.model.base import Country, Line, Record
from demarche.model.kinds import Kind


class ForeignData(Record):
    """What the law of a region says on data that a state outside it asks of a company inside."""

    region: Line
    """The region that the company is seated in."""
    kinds: tuple[Kind, ...]
    """Kinds of request that it concerns."""
    law: Line
    """The provision, as cited."""
    route: Line
    """The route that fits, in words."""
    source: Line
    """Where it was read, and on which day."""


class Regions(Record):
    """Which states a region holds, and what states are called."""

    regions: dict[str, tuple[Country, ...]]
    names: dict[Country, Line]
    """Every country, by its code."""
    bodies: dict[Country, Line] = Field(default_factory=dict)
    """What has lists and seats as a country does, and is none."""
    foreign_data: tuple[ForeignData, ...] = ()
    """Where data can be asked for by a formal route alone."""
    mistaken: dict[Country, Country] = Field(default_factory=dict)
    """Codes that people write, and the one that is meant."""

    def holds(self, place: str, state: str) -> bool:
        """True where `place` is the state itself or a region that holds it."""
        return place == state or state in self.regions.get(place, ())

    def name(self, state: str) -> str:
        """The state's name, or its code where none is recorded."""
        return self.names.get(state) or self.bodies.get(state, state)

    def unknown(self, state: str) -> tuple[str, str] | None:
        """What is wrong with a code that is no country's, and what to write; None for a country."""
        if state in self.names:
            return None
        if state in self.bodies:
            return f"{state} is {self.bodies[state]}, not a country", "write the country's code"
        meant = self.mistaken.get(state)
        remedy = (
            f"did you mean {meant!r} ({self.names.get(meant, meant)})?"
            if meant
            else "write its ISO 3166-1 code, for example PK"
        )
        return f"unknown country code {state!r}", remedy
