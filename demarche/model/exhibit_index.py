"""Which exhibits show which rows, to be found by the row: a case has tens of thousands of both."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from demarche.model.case import Account, Exhibit


class Evidence:
    """The exhibits of each row: those that the row names, and those that name the row."""

    def __init__(
        self, accounts: Iterable[Account], exhibits: Iterable[Exhibit], names: Mapping[str, int]
    ) -> None:
        shown = list(exhibits)
        index = {exhibit.id: number for number, exhibit in enumerate(shown)}
        pairs = {
            number << 32 | index[name]
            for number, account in enumerate(accounts, start=1)
            for name in account.exhibits
            if name in index
        }
        pairs.update(
            names[name] << 32 | number
            for number, exhibit in enumerate(shown)
            for name in exhibit.accounts
            if name in names
        )
        # Each pair as one number, in order: the exhibits of a row stand side by side.
        self._pairs = array("q", sorted(pairs))

    def of(self, row: int) -> Iterator[int]:
        """The places in the case, from 0, of the exhibits of the row of this number; in order."""
        at, end = bisect_left(self._pairs, row << 32), (row + 1) << 32
        while at < len(self._pairs) and self._pairs[at] < end:
            yield self._pairs[at] & 0xFFFFFFFF
            at += 1
