"""The data beside a platform's documents, gathered request by request and written in pieces."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from demarche.model.request import Request
from demarche.outputs import Staging, Written
from demarche.render import annex

_FAST = 1
"""Of zlib's levels; the text of equal rows shrinks to a tenth at any of them."""


class Dossier:
    """What accounts.csv, request.json and return-form.csv of one platform will hold."""

    def __init__(self) -> None:
        self._requests: dict[int, bytes] = {}
        self._forms: dict[int, bytes] = {}
        self._rows: dict[int, tuple[int, bytes]] = {}

    def add(self, number: int, request: Request) -> None:
        """Take in the case's document of this number, once it is as it will be sent."""
        self._requests[number] = zlib.compress(annex.request_json(request), _FAST)
        self._forms[number] = zlib.compress(annex.return_csv([request]), _FAST)
        for rows in (request.accounts, request.removed_before):
            for row, line in zip(rows, annex.account_lines(rows), strict=True):
                known = self._rows.get(row.number)
                if known is None or number < known[0]:  # as the first document has it
                    self._rows[row.number] = (number, line)

    def write(self, stage: Staging, platform: str) -> dict[str, Written]:
        """Write the three files; what was written, by name."""
        pieces = {
            "accounts.csv": self._accounts(),
            "request.json": annex.dossier_json(self._whole(self._requests)),
            "return-form.csv": self._form(),
        }
        return {
            f"{platform}/{name}": stage.write(f"{platform}/{name}", parts)
            for name, parts in pieces.items()
        }

    def _accounts(self) -> Iterator[bytes]:
        yield annex.ACCOUNTS_HEAD
        for row in sorted(self._rows):
            yield self._rows[row][1]

    def _form(self) -> Iterator[bytes]:
        head = annex.return_csv([])
        yield head
        for one in self._whole(self._forms):
            yield one.removeprefix(head)

    @staticmethod
    def _whole(kept: dict[int, bytes]) -> Iterator[bytes]:
        for number in sorted(kept):
            yield zlib.decompress(kept[number])
