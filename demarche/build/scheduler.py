"""Which document is rendered next, and by which process: what is alike goes to one.

A process keeps the rows, words and lines that it has set. The documents to one platform are about
the same accounts, so a process goes on with the platform that it is at, and those about the same
rows follow each other. One that has nothing left helps where most is left, from the other end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Lane:
    """Where tasks are run: one process, or all those of a cluster."""

    pool: Executor
    room: int
    """Tasks that it holds at most, enough to be kept busy."""
    remembers: bool
    """Whether it is one process, which has at hand what it has set."""
    held: int = 0
    """Tasks that it holds now."""
    group: Hashable = None
    """What its last task belongs to."""
    backwards: bool = False
    """Whether it takes the last of that group first, since another began with the first."""


@dataclass(frozen=True, slots=True)
class Waiting(Generic[T]):
    """A document that waits: what it belongs to, where among that, and how long it is."""

    item: T
    group: Hashable
    place: tuple[int, ...]
    length: int


class Turns(Generic[T]):
    """Documents that wait for their turn."""

    def __init__(self, waiting: Iterable[Waiting[T]], lanes: Sequence[Lane]) -> None:
        self._lanes = lanes
        self._groups: dict[Hashable, deque[Waiting[T]]] = {}
        self._left: dict[Hashable, int] = {}
        self._count = 0
        for one in sorted(waiting, key=lambda one: one.place):
            self._groups.setdefault(one.group, deque()).append(one)
            self._left[one.group] = self._left.get(one.group, 0) + one.length + 1
            self._count += 1

    def next(self) -> tuple[Lane, T] | None:
        """A lane that has room, and the document for it; the lane holds one more then.

        None where no lane has room or no document waits. At the end none waits in a lane that is
        busy while another is idle.
        """
        lane = min(self._lanes, key=lambda one: one.held / one.room)
        many = self._count > 2 * sum(one.room for one in self._lanes)
        if not self._count or lane.held >= (lane.room if many or not lane.remembers else 1):
            return None
        if lane.group not in self._groups or not lane.remembers:
            self._move(lane)
        queue = self._groups[lane.group]
        one = queue.pop() if lane.backwards else queue.popleft()
        self._left[lane.group] -= one.length + 1
        if not queue:
            del self._groups[lane.group], self._left[lane.group]
        self._count -= 1
        lane.held += 1
        return lane, one.item

    def _move(self, lane: Lane) -> None:
        """Send a lane to the group of which most is left, one that no other is at if there is."""
        taken = {one.group for one in self._lanes if one is not lane}
        free = [group for group in self._groups if group not in taken]
        lane.group = max(free or self._groups, key=lambda group: self._left[group])
        lane.backwards = not free
