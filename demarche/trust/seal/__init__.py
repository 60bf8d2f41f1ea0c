"""Seals: PAdES signatures by pyHanko, added to a finished PDF without changing a byte of it."""

from __future__ import annotations


class SealError(Exception):
    """A seal cannot be made; the message says why, `remedy` what to do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message, self.remedy = message, remedy
        super().__init__(f"{message}; {remedy}" if remedy else message)
