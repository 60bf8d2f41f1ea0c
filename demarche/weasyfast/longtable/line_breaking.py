"""Text in lines: greedy, with the break opportunities of Unicode and, where a word is wider than
its column, between any two characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from demarche.weasyfast.longtable import UnsupportedLayoutError
from demarche.weasyfast.longtable.html_rows import BREAK, Inline, Run
from demarche.weasyfast.longtable.row_styles import Ink
from demarche.weasyfast.longtable.shaping import Word, runs_right_to_left

_SLACK = 0.01
"""CSS pixels by which a line may be too long: rounding."""


@dataclass(slots=True)
class Part:
    """A word of a run; `space` is the word that stands between it and the one before it."""

    word: Word
    ink: Ink
    run: Run
    space: Word | None
    space_run: Run | None
    """The run that the space is of."""
    lead: float = 0.0
    """The room that frames take which begin before it; `trail`: which end after it."""
    trail: float = 0.0
    ordered: bool = False
    """Whether the words of its run may not change places: some run from right to left."""
    whole: bool = False
    """Whether no line ends within it where it fits one."""

    @property
    def width(self) -> float:
        """Without the space before it."""
        return self.lead + self.word.width + self.trail


@dataclass(slots=True)
class Line:
    """The words of one line, in the order in which they are read."""

    parts: list[Part] = field(default_factory=list)
    width: float = 0.0
    spaced: bool = False
    """Whether it ends where a space stands, and not within a word."""

    def add(self, part: Part) -> None:
        if not self.parts:
            part.space = None
        self.width += part.width + (part.space.width if part.space else 0.0)
        self.parts.append(part)


def break_lines(runs: Sequence[Run], inks: Mapping[str, Ink], width: float) -> list[Line]:
    """The lines of a paragraph of `width` CSS pixels."""
    lines = [Line()]
    limit = width + _SLACK
    rooms = _rooms(runs, inks)
    cluster: list[Part] = []  # words that hang together without a space
    space: Word | None = None
    space_run: Run | None = None
    for number, run in enumerate(runs):
        if run.text == BREAK:
            _place(cluster, lines, limit)
            lines.append(Line())
            cluster, space = [], None
            continue
        ink = inks[run.path]
        word, known = ink.face.word, ink.face.words.get
        lead, trail = rooms[number] if rooms else (0.0, 0.0)
        ordered = ink.leftwards or runs_right_to_left(run.text)
        whole = ink.whole or _in_block(run, inks)
        if ordered or whole:
            texts = [run.text.strip(" ")]
            if run.text[0] == " ":
                texts.insert(0, "")
            if run.text[-1] == " ":
                texts.append("")
        else:
            texts = run.text.split(" ")
        last = len(texts) - 1
        end = last if texts[last] else last - 1
        blank = word(" ") if last else None
        for at, text in enumerate(texts):
            if at and space is None:  # of several spaces the first stays
                space, space_run = blank, run
            if not text:
                continue
            if space and cluster:
                _place(cluster, lines, limit)
                cluster = []
            made = known(text) or word(text)
            if cluster or rooms or at == last:  # the next run may go on without a space
                room = trail if at == end else 0.0
                cluster.append(Part(made, ink, run, space, space_run, lead, room, ordered, whole))
                space, lead = None, 0.0
                continue
            # Nearly every word of a table passes here: on the last line, if it may stand there.
            line = lines[-1]
            if not line.parts:
                space = None
            part = Part(made, ink, run, space, space_run, ordered=ordered, whole=whole)
            needed = line.width + (made.width + space.width if space else made.width)
            if needed > limit:
                _place([part], lines, limit)
            else:
                line.parts.append(part)
                line.width = needed
            space = None
    _place(cluster, lines, limit)
    for line in lines:
        if any(part.ordered for part in line.parts):
            _join(line)
    return lines


def _in_block(run: Run, inks: Mapping[str, Ink]) -> bool:
    """Whether a run stands in an element that is a block within the line."""
    return any(inks[inline.element.path].whole for inline in _chain(run))


def _rooms(runs: Sequence[Run], inks: Mapping[str, Ink]) -> list[tuple[float, float]] | None:
    """The room that frames take before and after each run; None where there is no frame."""
    framed = {
        inline: badge
        for inline in {inline for run in runs if run.inside for inline in run.inside.chain}
        if (badge := inks[inline.element.path].badge)
    }
    if not framed:
        return None
    rooms = [(0.0, 0.0)] * len(runs)
    worded = [at for at, run in enumerate(runs) if run.text.strip(" \n")]
    for inline, badge in framed.items():
        inner = [at for at in worded if inline in _chain(runs[at])]
        if not inner:
            raise UnsupportedLayoutError(f"{inline.element.path}: a frame around nothing")
        lead, trail = rooms[inner[0]]
        rooms[inner[0]] = (lead + badge.left, trail)
        lead, trail = rooms[inner[-1]]
        rooms[inner[-1]] = (lead, trail + badge.right)
    return rooms


def _chain(run: Run) -> list[Inline]:
    return run.inside.chain if run.inside else []


def _place(cluster: list[Part], lines: list[Line], width: float) -> None:
    """Put a cluster on the last line, or as much of it as may stand there, and on new ones."""
    if not cluster:
        return
    line = lines[-1]
    needed = sum(part.width for part in cluster)
    lead = cluster[0].space
    room = width - line.width - (lead.width if lead and line.parts else 0.0)
    if needed <= room:
        for part in cluster:
            line.add(part)
        return
    for bit in _bits(cluster, width):
        need = sum(part.width for part in bit)
        lead = bit[0].space if lines[-1].parts else None
        if lines[-1].width + (lead.width if lead else 0.0) + need > width and lines[-1].parts:
            lines[-1].spaced = bit[0].space is not None
            lines.append(Line())
        if need > width and bit[0].ink.cuts and not bit[0].ink.solid:
            for part in bit:
                _cut(part, lines, width)
            continue
        for part in bit:
            lines[-1].add(part)


def _bits(cluster: list[Part], width: float) -> list[list[Part]]:
    """The cluster in the pieces between which a line of `width` may end."""
    bits: list[list[Part]] = [[]]
    before = ""
    for part in cluster:
        text = part.word.text
        # Between two elements a line ends where it might within a text.
        kept = part.ink.solid or part.whole
        if before and not kept and part.ink.face.breaks(before + text[0]):
            bits.append([])
        before = text[-1]
        if part.ink.solid or (part.whole and part.width <= width):
            bits[-1].append(part)
            continue
        pieces = _words(part) if part.ordered else _pieces(part)
        pieces[0].lead, pieces[-1].trail = part.lead, part.trail
        bits[-1].append(pieces[0])
        bits.extend([piece] for piece in pieces[1:])
    return bits


def _words(part: Part) -> list[Part]:
    word, run = part.ink.face.word, part.run
    first, *others = part.word.text.split(" ")
    space = word(" ")
    return [
        Part(word(first), part.ink, run, part.space, part.space_run, ordered=True),
        *(Part(word(other), part.ink, run, space, run, ordered=True) for other in others),
    ]


def _pieces(part: Part) -> list[Part]:
    word, text = part.ink.face.word, part.word.text
    pieces = []
    at = 0
    for end in [*part.ink.face.breaks(text), len(text)]:
        space = None if at else part.space
        pieces.append(Part(word(text[at:end]), part.ink, part.run, space, part.space_run))
        at = end
    return pieces


def _join(line: Line) -> None:
    """Make the words that share a line and a run with text from right to left one text again,
    with the spaces at its ends."""
    joined: list[Part] = []
    for part in line.parts:
        last = joined[-1] if joined else None
        if last and part.ordered and last.run is part.run:
            gap = " " if part.space else ""
            last.word = part.ink.face.word(f"{last.word.text}{gap}{part.word.text}")
            last.trail = part.trail
            continue
        if part.space and part.ordered and part.space_run is part.run:
            part.word, part.space = part.ink.face.word(f" {part.word.text}"), None
        elif part.space and last and last.ordered and part.space_run is last.run:
            last.word, part.space = last.ink.face.word(f"{last.word.text} "), None
        joined.append(part)
    line.parts = joined
    line.width = sum(p.width + (p.space.width if p.space else 0.0) for p in joined)


def _cut(part: Part, lines: list[Line], width: float) -> None:
    """Put a word that is wider than a line on lines, cut between characters."""
    word = part.ink.face.word
    text, space, lead = part.word.text, part.space, part.lead
    while text:
        line = lines[-1]
        room = width - line.width - lead - (space.width if space and line.parts else 0.0)
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            trail = part.trail if middle == len(text) else 0.0
            if word(text[:middle]).width + trail <= room:
                low = middle
            else:
                high = middle - 1
        if not low and line.parts:
            lines.append(Line())
            continue
        low = max(low, 1)
        trail = part.trail if low == len(text) else 0.0
        line.add(Part(word(text[:low]), part.ink, part.run, space, part.space_run, lead, trail))
        text, space, lead = text[low:], None, 0.0
