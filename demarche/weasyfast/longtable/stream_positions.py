"""Where in a page's stream the rows belong, so that its text stands in the order it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

NAME = "data-long"
"""The attribute of the elements that hold the places."""


def articles(box: Any) -> Iterator[Any]:
    """The boxes of <article> elements, in the order in which they are tagged."""
    if box.element is not None and box.element_tag == "article":
        yield box
    for child in getattr(box, "children", ()):
        yield from articles(child)


def insertions(page_box: Any, stream: Any) -> dict[int, int | None]:
    """By the identity of each holder's box: the index in the stream at which its rows belong.

    None where nothing of the page's text stands beside it: then they come last.
    """
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    open_number = None
    for at, item in enumerate(stream.stream):
        if isinstance(item, dict) and "MCID" in item:
            open_number = item["MCID"]
            starts[open_number] = at - 1  # the tag's name comes first
        elif item == b"EMC" and open_number is not None:
            ends[open_number] = at + 1
            open_number = None
    found: dict[int, int | None] = {}
    last: int | None = None
    waiting: list[int] = []
    for box, number in _in_order(page_box, stream._tags):
        if number is None:
            found[id(box)] = ends[last] if last is not None else None
            if last is None:
                waiting.append(id(box))
        else:
            for position in waiting:
                found[position] = starts[number]
            waiting = []
            last = number
    return found


def _in_order(box: Any, tags: Any) -> Iterator[tuple[Any, int | None]]:
    """The holders (with None) and the marked boxes (with their numbers) of a page's body."""
    box = getattr(box, "_box", box)  # what is placed absolutely stands behind a placeholder
    if isinstance(box, boxes.MarginBox):
        return
    mark = tags.get(box)
    if mark is not None:
        yield box, mark["mcid"]
    if box.element is not None and box.element_tag == "article" and box.element.get(NAME):
        yield box, None
        return
    for child in getattr(box, "children", ()):
        yield from _in_order(child, tags)
