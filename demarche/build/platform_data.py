"""The data beside a platform's documents, gathered request by request and written in pieces.

What a request gives is kept in a file until all is there: of a large case it would fill the memory.
"""

from __future__ import annotations

import functools
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, NamedTuple

from demarche.build.dossier_writer import Staging, WrittenFile
from demarche.model.recipient_papers import recipient_id
from demarche.model.request import Request
from demarche.render import annex
from demarche.render.address_lists import RowAddresses, addresses_of, posts_csv, urls_txt

_FAST = 1
"""Of zlib's levels; the text of equal rows shrinks to a tenth at any of them."""
_HELD = 16
"""Documents whose lines are held at once: rows of one platform stand in that many side by side."""


class _Spool:
    """Texts that wait, packed, in a file without a name."""

    def __init__(self, stage: Staging) -> None:
        self._stage = stage
        self._file: IO[bytes] | None = None

    def put(self, text: bytes) -> tuple[int, int]:
        """Keep a text; its place."""
        if self._file is None:
            self._file = self._stage.scratch()
        packed = zlib.compress(text, _FAST)
        return self._file.seek(0, 2), self._file.write(packed)

    def get(self, place: tuple[int, int]) -> bytes:
        """The text of a place."""
        if self._file is None:
            raise ValueError("nothing was kept")
        self._file.seek(place[0])
        return zlib.decompress(self._file.read(place[1]))

    def close(self) -> None:
        """Let go of all texts."""
        if self._file is not None:
            self._file.close()


class _Lines(NamedTuple):
    """The lines of one document's rows: where they wait, the rows' numbers, their lengths."""

    place: tuple[int, int]
    rows: array[int]
    lengths: array[int]


class Dossier:
    """What request.json of one platform will hold, and the lists of each company that receives."""

    def __init__(self, stage: Staging) -> None:
        self._spool = _Spool(stage)
        self._requests: dict[int, tuple[int, int]] = {}
        self._lines: dict[int, _Lines] = {}
        self._company: dict[int, str] = {}
        """The company that receives each document, as files are named by it."""
        self._addresses: dict[int, list[RowAddresses]] = {}

    def add(self, number: int, request: Request) -> None:
        """Take in the case's document of this number, once it is as it will be sent."""
        self._company[number] = recipient_id(request)
        self._addresses[number] = list(addresses_of(request))
        self._requests[number] = self._spool.put(annex.request_json(request))
        rows = (*request.accounts, *request.removed_before)
        lines = list(annex.account_lines(rows))
        place = self._spool.put(b"".join(lines))
        numbers = array("q", (row.number for row in rows))
        self._lines[number] = _Lines(place, numbers, array("q", map(len, lines)))

    def write(self, stage: Staging, platform: str) -> dict[str, WrittenFile]:
        """Write the lists of each company, and all requests; what was written, by name."""
        pieces: dict[str, Iterable[bytes]] = {
            "request.json": annex.dossier_json(self._whole(self._requests)),
        }
        for company in sorted(set(self._company.values())):
            ending = f"-{company}" if company else ""
            numbers = sorted(number for number, to in self._company.items() if to == company)
            addresses = [row for number in numbers for row in self._addresses[number]]
            pieces[f"accounts{ending}.csv"] = self._accounts(numbers)
            for name, data in (
                (f"urls{ending}.txt", urls_txt(addresses)),
                (f"posts{ending}.csv", posts_csv(addresses)),
            ):
                if data:
                    pieces[name] = [data]
        written = {
            f"{platform}/{name}": stage.write(f"{platform}/{name}", parts)
            for name, parts in pieces.items()
        }
        self.close()
        return written

    def close(self) -> None:
        """Let go of what was gathered."""
        self._spool.close()

    def _accounts(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """The rows of these documents, each as the first of them has it."""
        first: dict[int, int] = {}
        for number in numbers:
            for row in self._lines[number].rows:
                first.setdefault(row, number)
        yield annex.ACCOUNTS_HEAD
        held = functools.lru_cache(_HELD)(self._lines_of)
        for row in sorted(first):
            yield held(first[row])[row]

    def _lines_of(self, number: int) -> dict[int, bytes]:
        """The lines of a document by the rows' numbers, the first of each."""
        place, rows, lengths = self._lines[number]
        text, at = self._spool.get(place), 0
        found: dict[int, bytes] = {}
        for row, length in zip(rows, lengths, strict=True):
            found.setdefault(row, text[at : at + length])
            at += length
        return found

    def _whole(self, kept: dict[int, tuple[int, int]]) -> Iterator[bytes]:
        for number in sorted(kept):
            yield self._spool.get(kept[number])
