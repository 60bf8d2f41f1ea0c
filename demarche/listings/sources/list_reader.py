"""What every reader of an official file shares: the protocol, the input, the refusals.

A reader turns one format into a `ListFile` or refuses the file with its place and the reason; it
never yields a part. Readers look at bytes only: nothing is fetched, no entity expanded, no
document type read.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, runtime_checkable

from demarche.kernel.open_file import read_regular
from demarche.kernel.problems import InputError, Place
from demarche.model.entry import Entry, ListFile, count

HEAD = 65536
"""Bytes from the beginning of a file by which a reader recognises it."""

MAX_BYTES = 512 * 2**20
"""The largest official file is SDN_ADVANCED.XML with some 120 MB."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file held whole in memory, so that what is hashed is what is read."""

    name: str
    data: bytes
    companions: tuple[InputFile, ...] = ()
    """Further files of the same list: ALT.CSV and SDN_COMMENTS.CSV beside SDN.CSV."""
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.data)
        for companion in self.companions:
            digest = hashlib.sha256(digest.digest() + bytes.fromhex(companion.sha256))
        object.__setattr__(self, "sha256", digest.hexdigest())

    @classmethod
    def load(cls, path: Path, companions: Iterable[Path] = ()) -> InputFile:
        """Read a file; InputError where it is missing, empty or too large."""
        try:
            if path.stat().st_size > MAX_BYTES:
                raise InputError.single(
                    Place(str(path)), "", f"larger than {MAX_BYTES:,} bytes", "is it a list?"
                )
            data = read_regular(path)
        except OSError as error:
            raise InputError.single(
                Place(str(path)), "", f"cannot be read ({error.strerror})"
            ) from None
        if not data:
            raise InputError.single(Place(str(path)), "", "the file is empty")
        return cls(str(path), data, tuple(cls.load(other) for other in companions))

    @property
    def head(self) -> bytes:
        """The beginning, for recognition."""
        return self.data[:HEAD]

    def open(self) -> io.BytesIO:
        """The bytes as a stream."""
        return io.BytesIO(self.data)

    def text(self) -> str:
        """The file as UTF-8 text without a byte order mark; InputError names the bad byte."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            raise self.refuse(
                f"byte 0x{self.data[error.start]:02x} is not UTF-8",
                line,
                "download the file again; an editor may have saved it in another encoding",
            ) from None

    def refuse(self, message: str, line: int = 0, remedy: str = "", column: int = 0) -> InputError:
        """The error that refuses this file at a line."""
        return InputError.single(Place(self.name, line, column), "", message, remedy)


class ListReader(Protocol):
    """One format. `expected` bounds the number of entries that a whole file can have."""

    name: str
    expected: tuple[int, int]

    def recognises(self, head: bytes, filename: str) -> bool:
        """Whether a file that begins so is of this format."""
        ...

    def read(self, file: InputFile) -> ListFile:
        """Read the whole file; InputError at the line that is wrong."""
        ...


@runtime_checkable
class Companion(ListReader, Protocol):
    """The format of a file that is read only together with another one."""

    main: str
    """The name of the reader of that other file."""
    main_file: str
    """What that file is called, for messages."""


def list_file(
    file: InputFile,
    reader: ListReader,
    family: str,
    entries: Sequence[Entry],
    covers: Iterable[str],
    *,
    stamp: str | None = None,
    as_of: str | None = None,
    lacks: Iterable[str] = (),
    partial: bool = False,
    private: bool = False,
    notes: Iterable[str] = (),
    counts: dict[str, int] | None = None,
) -> ListFile:
    """The entries as a `ListFile`, with unique keys; what is found is covered too."""
    whole = tuple(unique_keys(entries))
    return ListFile(
        family=family,
        format=reader.name,
        sha256=file.sha256,
        entries=whole,
        covers=frozenset(covers) | {entry.authority for entry in whole},
        stamp=stamp,
        as_of=as_of,
        lacks=frozenset(lacks),
        partial=partial,
        private=private,
        notes=tuple(notes),
        counts=count(whole) | (counts or {}),
    )


def unique_keys(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Number the second and later entries of one key: lists without references repeat names."""
    seen: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        seen[entry.authority, entry.key] += 1
        nth = seen[entry.authority, entry.key]
        yield entry if nth == 1 else replace(entry, key=f"{entry.key} #{nth}")


def check_references(file: InputFile, entries: Iterable[Entry]) -> None:
    """Refuse a list in which one reference stands for two entries."""
    seen: dict[tuple[str, str], str] = {}
    for entry in entries:
        if entry.reference is None:
            continue
        known = (entry.authority, entry.reference)
        if known in seen:
            raise file.refuse(
                f"duplicate reference {entry.reference}: {seen[known]} and {entry.locator}",
                line_of(entry.locator),
            )
        seen[known] = entry.locator


def check_range(file: InputFile, found: int, expected: tuple[int, int]) -> None:
    """Refuse a count outside of what the list has ever had: the file is cut or another one."""
    low, high = expected
    if not low <= found <= high:
        raise file.refuse(
            f"{found:,} entries; expected {low:,} to {high:,}",
            remedy="download the whole file again, and check that it is the list you mean",
        )


def line_of(locator: str) -> int:
    """The line number in a locator such as `line 12`; 0 where it has none."""
    word, _, number = locator.partition(" ")
    number = number.split(",")[0]
    return int(number) if word == "line" and number.isdigit() else 0
