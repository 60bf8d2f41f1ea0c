"""Text in lines: greedy, with the break opportunities of Unicode and, where a word is wider than
its column, between any two characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from demarche.weasyfast.longtable.html_rows import BREAK, Run
from demarche.weasyfast.longtable.measured_styles import Ink
from demarche.weasyfast.longtable.shaping import Word, runs_right_to_left

_SLACK = 0.01
"""CSS pixels by which a line may be too long: rounding."""


@dataclass(slots=True)
class Part:
    """A word in its style; `space` is the word that stands between it and the one before it."""

    word: Word
    ink: Ink
    space: Word | None
    origin: Run | None = None
    """The text from right to left that the word is of: its words may not change places."""


@dataclass(slots=True)
class Line:
    """The words of one line, from its left."""

    parts: list[Part] = field(default_factory=list)
    width: float = 0.0
    spaced: bool = False
    """Whether it ends where a space stands, and not within a word."""

    def add(self, part: Part) -> None:
        if not self.parts:
            part.space = None
        self.width += part.word.width + (part.space.width if part.space else 0.0)
        self.parts.append(part)


def break_lines(runs: Sequence[Run], inks: Mapping[str, Ink], width: float) -> list[Line]:
    """The lines of a paragraph of `width` CSS pixels."""
    lines = [Line()]
    limit = width + _SLACK
    cluster: list[Part] = []  # words that hang together without a space
    space: Word | None = None
    for run in runs:
        if run.text == BREAK:
            _place(cluster, lines, limit)
            lines.append(Line())
            cluster, space = [], None
            continue
        ink = inks[run.path]
        word, known = ink.face.word, ink.face.words.get
        if runs_right_to_left(run.text):
            text = run.text.strip(" ")
            if run.text[0] == " ":
                space = word(" ")
            if space and cluster:
                _place(cluster, lines, limit)
                cluster = []
            cluster.append(Part(word(text), ink, space, run))
            space = word(" ") if run.text[-1] == " " else None
            continue
        texts = [run.text.strip(" ")] if ink.whole else run.text.split(" ")
        last = len(texts) - 1
        blank = word(" ") if last else None
        for number, text in enumerate(texts):
            if number:
                space = blank
            if not text:
                continue
            if space and cluster:
                _place(cluster, lines, limit)
                cluster = []
            made = known(text) or word(text)
            if cluster or number == last:  # the next run may go on without a space
                cluster.append(Part(made, ink, space))
                space = None
                continue
            # Nearly every word of a table passes here: on the last line, if it may stand there.
            line = lines[-1]
            if not line.parts:
                space = None
            width = line.width + (made.width + space.width if space else made.width)
            if width > limit:
                _place([Part(made, ink, space)], lines, limit)
            else:
                line.parts.append(Part(made, ink, space))
                line.width = width
            space = None
    _place(cluster, lines, limit)
    for line in lines:
        if any(part.origin for part in line.parts):
            _join(line)
    return lines


def _place(cluster: list[Part], lines: list[Line], width: float) -> None:
    """Put a cluster on the last line, or as much of it as may stand there, and on new ones."""
    if not cluster:
        return
    line = lines[-1]
    needed = sum(part.word.width for part in cluster)
    lead = cluster[0].space
    room = width - line.width - (lead.width if lead and line.parts else 0.0)
    if needed <= room:
        for part in cluster:
            line.add(part)
        return
    for bit in _bits(cluster, width):
        need = sum(part.word.width for part in bit)
        lead = bit[0].space if lines[-1].parts else None
        if lines[-1].width + (lead.width if lead else 0.0) + need > width and lines[-1].parts:
            lines[-1].spaced = bit[0].space is not None
            lines.append(Line())
        if need > width and bit[0].ink.cuts:
            for part in bit:
                _cut(part, lines, width)
            continue
        for part in bit:
            lines[-1].add(part)


def _bits(cluster: list[Part], width: float) -> list[list[Part]]:
    """The cluster in the pieces between which a line of `width` may end."""
    bits: list[list[Part]] = [[]]
    for part in cluster:
        word, text = part.ink.face.word, part.word.text
        if part.ink.whole and part.word.width <= width:
            bits[-1].append(part)
            continue
        if part.origin:
            first, *others = text.split(" ")
            bits[-1].append(Part(word(first), part.ink, part.space, part.origin))
            space = word(" ")
            bits.extend([Part(word(other), part.ink, space, part.origin)] for other in others)
            continue
        at = 0
        for end in [*part.ink.face.breaks(text), len(text)]:
            piece = Part(word(text[at:end]), part.ink, None if at else part.space)
            if at:
                bits.append([piece])
            else:
                bits[-1].append(piece)
            at = end
    return bits


def _join(line: Line) -> None:
    """Make the words of a text from right to left that share a line one text again."""
    joined: list[Part] = []
    for part in line.parts:
        last = joined[-1] if joined else None
        if last and part.origin and last.origin is part.origin:
            gap = " " if part.space else ""
            both = part.ink.face.word(f"{last.word.text}{gap}{part.word.text}")
            joined[-1] = Part(both, part.ink, last.space, part.origin)
        else:
            joined.append(part)
    line.parts = joined
    line.width = sum(p.word.width + (p.space.width if p.space else 0.0) for p in joined)


def _cut(part: Part, lines: list[Line], width: float) -> None:
    """Put a word that is wider than a line on lines, cut between characters."""
    word = part.ink.face.word
    text, space = part.word.text, part.space
    while text:
        line = lines[-1]
        room = width - line.width - (space.width if space and line.parts else 0.0)
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if word(text[:middle]).width <= room:
                low = middle
            else:
                high = middle - 1
        if not low and line.parts:
            lines.append(Line())
            continue
        low = max(low, 1)
        line.add(Part(word(text[:low]), part.ink, space))
        text, space = text[low:], None
