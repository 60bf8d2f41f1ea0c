"""A line of a paragraph set: where each word stands, and the frames of the elements around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from demarche.weasyfast.longtable.html_rows import Inline, Run
from demarche.weasyfast.longtable.line_breaking import Line
from demarche.weasyfast.longtable.row_styles import Ink, Underline
from demarche.weasyfast.longtable.shaping import Word

JOINED = 0.01
"""CSS pixels between words that stand beside each other: rounding."""


@dataclass(slots=True)
class PlacedWord:
    """A word or a space, `x` CSS pixels from the left edge of the line."""

    word: Word
    ink: Ink
    inside: Inline | None
    x: float = 0.0


@dataclass(slots=True)
class Fragment:
    """The part of an element that stands on a line, from its left to its right edge.

    `begins` says whether its left edge is on this line, `ends` whether its right edge is.
    """

    inline: Inline
    left: float = 0.0
    right: float = 0.0
    begins: bool = False
    ends: bool = False


@dataclass(slots=True)
class SetLine:
    """A line: its words in the order in which they are read, and the elements around them."""

    words: list[PlacedWord]
    fragments: list[Fragment]
    width: float
    above: float
    """From its top to its baseline; `below`: from there to its end."""
    below: float
    spaced: bool

    def underlines(self) -> Iterator[tuple[Underline, float, float]]:
        """The lines below its text, each with where it begins and ends."""
        left = right = 0.0
        last: Ink | None = None
        for word in self.words:
            if last is None or word.ink is not last or abs(word.x - right) > JOINED:
                if last and last.underline:
                    yield last.underline, left, right
                left = word.x
            last, right = word.ink, word.x + word.word.width
        if last and last.underline:
            yield last.underline, left, right


@dataclass(slots=True)
class _Node:
    """An element on a line, or the line itself, with what stands in it."""

    fragment: Fragment | None
    children: list[_Node | PlacedWord] = field(default_factory=list)


def set_lines(lines: Sequence[Line], inks: Mapping[str, Ink], root: Ink) -> list[SetLine]:
    """Set the lines of a paragraph whose own style is `root`."""
    framed = root.leftwards or any(part.run.inside for line in lines for part in line.parts)
    if not framed:
        return [_plain_line(line, root) for line in lines]
    last_of: dict[Inline, int] = {}
    for number, line in enumerate(lines):
        for part in line.parts:
            last_of.update((inline, number) for inline in _chain(part.run))
    begun: set[Inline] = set()
    done = []
    for number, line in enumerate(lines):
        ending = {inline for inline, last in last_of.items() if last == number}
        done.append(_framed_line(line, inks, root, begun, ending))
        begun.update(inline for part in line.parts for inline in _chain(part.run))
    return done


def _chain(run: Run | None) -> list[Inline]:
    return run.inside.chain if run and run.inside else []


def _plain_line(line: Line, root: Ink) -> SetLine:
    """A line of one style after another, with no element to be told of."""
    words = []
    x = 0.0
    for part in line.parts:
        for word in (part.space, part.word):
            if word is not None:
                words.append(PlacedWord(word, part.ink, None, x))
                x += word.width
    above, below = _heights([root], words)
    return SetLine(words, [], line.width, above, below, line.spaced)


def _framed_line(
    line: Line, inks: Mapping[str, Ink], root: Ink, begun: set[Inline], ending: set[Inline]
) -> SetLine:
    words: list[PlacedWord] = []
    top = _Node(None)
    open_: list[_Node] = [top]
    fragments: list[Fragment] = []

    def enter(chain: list[Inline]) -> _Node:
        """The element that a word is in, opened where it is not."""
        kept = 1
        for node, inline in zip(open_[1:], chain, strict=False):
            if node.fragment is None or node.fragment.inline != inline:
                break
            kept += 1
        del open_[kept:]
        for inline in chain[kept - 1 :]:
            node = _Node(Fragment(inline))
            fragments.append(node.fragment)  # type: ignore[arg-type]
            open_[-1].children.append(node)
            open_.append(node)
        return open_[-1]

    for part in line.parts:
        if part.space is not None and part.space_run is not None:
            ink = inks[part.space_run.path]
            space = PlacedWord(part.space, ink, part.space_run.inside)
            enter(_chain(part.space_run)).children.append(space)
            words.append(space)
        word = PlacedWord(part.word, part.ink, part.run.inside)
        enter(_chain(part.run)).children.append(word)
        words.append(word)
    _spread(top, 0.0, inks, root, begun, ending)
    above, below = _heights([root, *(inks[f.inline.element.path] for f in fragments)], words)
    return SetLine(words, fragments, line.width, above, below, line.spaced)


def _spread(
    node: _Node,
    x: float,
    inks: Mapping[str, Ink],
    root: Ink,
    begun: set[Inline],
    ending: set[Inline],
) -> float:
    """Place what stands in a node from `x` on. Returns where it ends."""
    fragment = node.fragment
    ink = root if fragment is None else inks[fragment.inline.element.path]
    badge = ink.badge if fragment else None
    if fragment is not None:
        starts, ends = fragment.inline not in begun, fragment.inline in ending
        fragment.begins, fragment.ends = (ends, starts) if ink.leftwards else (starts, ends)
        if badge and fragment.begins:
            x += badge.margins[0]
        fragment.left = x
        if badge and fragment.begins:
            x += badge.inside[0]
    for child in reversed(node.children) if ink.leftwards else node.children:
        if isinstance(child, _Node):
            x = _spread(child, x, inks, root, begun, ending)
        else:
            child.x = x
            x += child.word.width
    if fragment is not None:
        if badge and fragment.ends:
            x += badge.inside[1]
        fragment.right = x
        if badge and fragment.ends:
            x += badge.margins[1]
    return x


def _heights(inks: Iterable[Ink], words: Sequence[PlacedWord]) -> tuple[float, float]:
    """How far a line reaches above and below its baseline.

    A text whose fonts are higher than its style's own stands lower or higher in its line.
    """
    above = max(ink.baseline for ink in inks)
    below = max(ink.height - ink.baseline for ink in inks)
    at = 0
    while at < len(words):
        ink, inside = words[at].ink, words[at].inside
        ascent = descent = 0.0
        while at < len(words) and words[at].ink is ink and words[at].inside is inside:
            ascent = max(ascent, words[at].word.ascent)
            descent = max(descent, words[at].word.descent)
            at += 1
        baseline = ascent + (ink.height - ascent - descent) / 2
        above, below = max(above, baseline), max(below, ink.height - baseline)
    return above, below
