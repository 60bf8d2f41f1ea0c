"""What is measured of the elements of a long table, in CSS pixels."""

from __future__ import annotations

from dataclasses import dataclass

from demarche.weasyfast.longtable.shaping import Face

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Edge:
    """A border on one side of a box: width in CSS pixels; no colour where it is transparent."""

    width: float
    colour: Colour | None


Edges = tuple[Edge | None, Edge | None, Edge | None, Edge | None]
"""Top, right, bottom, left."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A box as measured, in CSS pixels from the left edge of its row; its text's style."""

    x: float
    width: float
    outer_x: float
    outer_width: float
    before: float
    """Padding above the content of a cell, margin above a paragraph."""
    after: float
    least: float
    """The least height of the content."""
    edges: Edges
    ground: Colour | None
    """The colour of the background."""
    vertical: str
    """Where the content stands in a cell that is higher: top, middle, bottom or baseline."""

    @property
    def top(self) -> float:
        """The width of the upper edge."""
        return self.edges[0].width if self.edges[0] else 0.0

    @property
    def bottom(self) -> float:
        """The width of the lower edge."""
        return self.edges[2].width if self.edges[2] else 0.0


@dataclass(frozen=True, slots=True)
class Badge:
    """The frame of an element within a line, in CSS pixels."""

    margins: tuple[float, float]
    """Left and right of it."""
    inside: tuple[float, float]
    """Border and padding, left and right."""
    above: float
    """From the baseline up to the upper edge."""
    height: float
    edges: Edges
    ground: Colour | None

    @property
    def left(self) -> float:
        """The room before the text."""
        return self.margins[0] + self.inside[0]

    @property
    def right(self) -> float:
        """The room after the text."""
        return self.margins[1] + self.inside[1]


@dataclass(frozen=True, slots=True)
class Underline:
    """A line below text: how far below the baseline, its thickness, its colour."""

    below: float
    thickness: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Ink:
    """How text is set: its face, its colour, the height and the baseline of its lines."""

    face: Face
    colour: bytes
    height: float
    baseline: float
    align: str
    cuts: bool
    """Whether a word that is wider than a line is cut (overflow-wrap)."""
    whole: bool
    """Whether no line ends within a text that fits one (inline-block, nowrap)."""
    solid: bool
    """Whether no line ends within a text at all (nowrap)."""
    leftwards: bool
    """Whether its direction is from right to left."""
    badge: Badge | None
    underline: Underline | None


@dataclass(frozen=True, slots=True)
class Keep:
    """What a row or a body is kept together with on a page."""

    before: bool = False
    after: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Styles:
    """Everything measured, by path. Two of them are never equal: each is known by itself."""

    frames: dict[str, Frame]
    inks: dict[str, Ink]
    keeps: dict[str, Keep]
    margins: tuple[float, float]
    """Above and below the table, in CSS pixels."""
    width: float
    collapsed: bool
    """Whether the edges of neighbours are one."""
