"""What draws a page, held to what draws the pages of our documents.

Our pages are text and straight lines; a first page may have the office's emblem, a restricted annex
has pictures. Text that is not shown, outlines and strokes that look like letters and text of no
size are none of these. A large area may be filled, as an office's own style may have it; what it
covers is found where the page is drawn (`page_picture`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from demarche.render.text_marks import has_right_to_left
from demarche.trust.verify.paper_form import Paper

Matrix = tuple[float, float, float, float, float, float]

_STATE = {"q", "Q", "cm", "gs", "rg", "RG", "w", "d", "J", "j", "M", "i", "n", "W", "W*"}
_MARKS = {"BMC", "BDC", "EMC"}
_TEXT = {"BT", "ET", "Tm", "Tf", "TJ", "Ts"}
_PATH = {"m", "l", "re", "h"}
_PAINT = {"S", "f", "f*"}
_DRAWING = {"c", "v", "y", "B", "B*", "s", "b", "b*"}
_WHAT = {
    "Tr": "text that is not shown as text (Tr)",
    "Do": "a picture (Do)",
    "BI": "a picture (BI)",
    "INLINE IMAGE": "a picture (BI)",
    "sh": "a shading (sh)",
    "Tz": "text that is drawn narrower (Tz)",
    "d1": "a letter of its own (d1)",
}
_MARKED = {"/MCID", "/ActualText"}
_COMPLEX = (("\u0590", "\u1fff"), ("\ua800", "\ufefc"))
"""Letters of the scripts whose glyphs do not give the text back, which is marked then."""
_THIN = 4.0
"""Points; a line is no broader."""
_SHORT = 8.0
"""Points; a line is no shorter. The strokes of letters are."""
_SMALL, _LARGE = 3.5, 60.0
"""Points; the size of letters."""
_MOVED = 1000.0
"""Thousandths of the size; letters of a run are moved no further against each other."""
_BACK = 20.0
"""Times the size; text on a line that goes back by less is read in another order than it stands."""
_RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
_EMBLEM = 130.0
"""Points; neither side of an emblem is longer."""


@dataclass
class Drawn:
    """What the pages of a file draw."""

    faults: dict[str, None] = field(default_factory=dict)
    glyphs: dict[tuple[int, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    """The numbers of the glyphs in use by font object."""
    marked: dict[str, None] = field(default_factory=dict)
    """What is read in the place of glyphs, in scripts that need it."""


def read_drawing(pdf: pikepdf.Pdf, paper: Paper, *, emblem: bool) -> Drawn:
    """What draws the pages, and what of that no page of ours has; `emblem` allows for one."""
    drawn = Drawn()
    language = str(pdf.Root.get("/Lang", "")).partition("-")[0].lower()
    forth = language not in _RIGHT_TO_LEFT
    for number, page in enumerate(pdf.pages, 1):
        look = _Page(page, paper, drawn, emblem=emblem and number == 1, forth=forth)
        for fault in look.faults():
            drawn.faults.setdefault(f"page {number} has {fault}")
    return drawn


def _times(left: Matrix, right: Matrix) -> Matrix:
    a, b, c, d, e, f = left
    g, h, i, j, k, m = right
    return (
        *(a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j),
        *(e * g + f * i + k, e * h + f * j + m),
    )


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in operands)
    return a, b, c, d, e, f


class _Page:
    """One page as it is drawn, operator by operator."""

    def __init__(self, page: Any, paper: Paper, drawn: Drawn, *, emblem: bool, forth: bool) -> None:
        self._page, self._paper, self._drawn, self._emblem = page, paper, drawn, emblem
        self._matrix: Matrix = (1, 0, 0, 1, 0, 0)
        self._line = 1.0
        self._kept: list[tuple[Matrix, float]] = []
        self._marks: list[str] = []
        self._path: list[tuple[str, tuple[float, ...]]] = []
        self._text: Matrix = self._matrix
        self._font: set[int] | None = None
        self._size = 0.0
        self._figures = 0
        self._forth = forth
        self._before: tuple[float, float] | None = None
        self._turned = False
        """Whether text from right to left comes next; its parts are set from the right."""
        self._free: float | None = None
        """The height of the last line with such text."""
        box = [float(side) for side in page.mediabox]
        self._box = (
            min(box[0], box[2]),
            min(box[1], box[3]),
            max(box[0], box[2]),
            max(box[1], box[3]),
        )
        self._fonts = page.obj.get("/Resources", {}).get("/Font", {})

    def faults(self) -> Iterator[str]:
        for instruction in pikepdf.parse_content_stream(self._page):
            name, operands = str(instruction.operator), instruction.operands
            if name in _TEXT:
                yield from self._write(name, operands)
            elif name in _STATE:
                self._change(name, operands)
            elif name in _MARKS:
                yield from self._mark(name, operands)
            elif name in _PATH:
                self._path.append((name, tuple(float(number) for number in operands)))
            elif name in _PAINT:
                yield from self._paint(name)
            elif name in _DRAWING and self._in_figure and self._emblem:
                if name not in ("c", "v", "y"):
                    yield from self._paint(name)
                else:
                    self._path.append((name, tuple(float(number) for number in operands)))
            elif name == "Do" and self._paper == "restricted":
                continue
            elif name == "Do" and self._in_figure and self._emblem:
                # A picture fills the unit square of the current matrix.
                yield from self._figure([("m", (0.0, 0.0, 1.0, 0.0)), ("l", (1.0, 1.0, 0.0, 1.0))])
            else:
                yield _WHAT.get(name, f"what no page of ours is drawn with ({name[:12]!a})")
        if self._figures > 1 and self._paper == "main":
            yield "more than one emblem"

    @property
    def _in_figure(self) -> bool:
        return "/Figure" in self._marks

    # --- state --------------------------------------------------------------------------------

    def _change(self, name: str, operands: Any) -> None:
        if name == "q":
            self._kept.append((self._matrix, self._line))
        elif name == "Q" and self._kept:
            self._matrix, self._line = self._kept.pop()
        elif name == "cm":
            self._matrix = _times(_matrix(operands), self._matrix)
        elif name == "w":
            self._line = float(operands[0])
        elif name == "n":
            self._path.clear()

    def _mark(self, name: str, operands: Any) -> Iterator[str]:
        if name == "EMC":
            if self._marks:
                self._marks.pop()
            return
        tag = str(operands[0])
        self._marks.append(tag)
        self._figures += tag == "/Figure"
        if tag == "/OC":
            yield "a layer"
        elif name == "BDC":
            marked = operands[1]
            if not isinstance(marked, pikepdf.Dictionary) or set(marked.keys()) - _MARKED:
                yield "text that is marked in another way"
            elif "/ActualText" in marked:
                read = str(marked.ActualText)
                self._turned = self._turned or has_right_to_left(read)
                self._drawn.marked.setdefault(read)
                if not any(first <= letter <= last for letter in read for first, last in _COMPLEX):
                    yield "text that is read as another text"

    # --- lines --------------------------------------------------------------------------------

    def _paint(self, name: str) -> Iterator[str]:
        path, self._path = self._path, []
        if self._in_figure and self._emblem:
            yield from self._figure(path)
            return
        if name == "S":
            yield from self._stroke(path)
            return
        boxes = [self._box_of(numbers) for kind, numbers in path if kind == "re"]
        if len(boxes) != len(path) or not boxes:
            yield "an outline that is filled"
        elif len(boxes) == 2 and name == "f*":
            inner, outer = sorted(boxes, key=lambda box: box[2] * box[3])
            apart = [abs(inner[i] + part * inner[i + 2] - outer[i] - part * outer[i + 2])
                     for i in (0, 1) for part in (0, 1)]  # fmt: skip
            if max(apart) > _THIN:
                yield "a broad frame"
        else:
            for _, _, wide, high in boxes:
                if _THIN < min(wide, high) < _SHORT:
                    yield "a small area that is filled, as letters are drawn with"
                elif max(wide, high) < _SHORT:
                    yield "short strokes, as letters are drawn with"

    def _stroke(self, path: list[tuple[str, tuple[float, ...]]]) -> Iterator[str]:
        if self._line * self._scale > _THIN:
            yield "a broad line"
        at = (0.0, 0.0)
        for kind, numbers in path:
            if kind == "m":
                at = self._point(*numbers)
            elif kind == "l":
                before, at = at, self._point(*numbers)
                wide, high = abs(at[0] - before[0]), abs(at[1] - before[1])
                if min(wide, high) > 0.1:
                    yield "a slanting line"
                elif max(wide, high) < _SHORT:
                    yield "short strokes, as letters are drawn with"
            else:
                yield "an outline"

    def _figure(self, path: list[tuple[str, tuple[float, ...]]]) -> Iterator[str]:
        points = [
            self._point(*numbers[place : place + 2])
            for kind, numbers in path
            if kind != "re"
            for place in range(0, len(numbers) - 1, 2)
        ]
        for kind, numbers in path:
            if kind == "re":
                x, y, wide, high = self._box_of(numbers)
                points += [(x, y), (x + wide, y + high)]
        if not points:
            return
        across, up = zip(*points, strict=True)
        if max(max(across) - min(across), max(up) - min(up)) > _EMBLEM:
            yield "an emblem of more than its size"

    @property
    def _scale(self) -> float:
        a, b, c, d, _, _ = self._matrix
        return float(abs(a * d - b * c) ** 0.5)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self._matrix
        return a * x + c * y + e, b * x + d * y + f

    def _box_of(self, numbers: tuple[float, ...]) -> tuple[float, float, float, float]:
        x, y, wide, high = numbers
        (left, low), (right, top) = self._point(x, y), self._point(x + wide, y + high)
        return min(left, right), min(low, top), abs(right - left), abs(top - low)

    # --- text ---------------------------------------------------------------------------------

    def _write(self, name: str, operands: Any) -> Iterator[str]:
        if name == "Tm":
            self._text = _matrix(operands)
        elif name == "Tf":
            self._size = float(operands[1])
            font = self._fonts.get(str(operands[0]))
            self._font = None if font is None else self._drawn.glyphs[font.objgen]
            if font is None:
                yield "text without a font"
        elif name == "TJ":
            yield from self._show(operands[0])

    def _show(self, parts: Any) -> Iterator[str]:
        a, b, c, d, e, f = _times(self._text, self._matrix)
        size = abs(self._size) * abs(a * d - b * c) ** 0.5
        if not _SMALL <= size <= _LARGE:
            yield f"text of the size {size:.1f}"
        if abs(abs(a) + abs(b) - abs(c) - abs(d)) > 0.35 * (abs(a) + abs(b)):
            yield "text that is squeezed or stretched"
        left, low, right, top = self._box
        if not (left <= e <= right and low <= f <= top):
            yield "text beside the page"
        if self._turned:
            self._turned, self._free = False, f
        free = self._free is not None and abs(self._free - f) < size / 2
        if self._forth and not free and self._before is not None and abs(b) < 0.001:
            back = self._before[0] - e
            if abs(self._before[1] - f) < size / 2 and 0.01 < back < _BACK * size:
                yield "text that is read in another order than it is set in"
        self._before = (e, f)
        for part in parts:
            if isinstance(part, pikepdf.String):
                codes = bytes(part)
                if self._font is not None:
                    self._font.update(
                        int.from_bytes(codes[place : place + 2], "big")
                        for place in range(0, len(codes), 2)
                    )
            elif abs(float(part)) > _MOVED:
                yield "text that is set apart"
