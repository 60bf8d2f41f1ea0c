"""Reading a WARC: the web pages that were captured in it, and the program that wrote it.

A capture is told by the record's own kind: a `response`, `revisit` or `resource` for an http or
https address whose content is a page. What a record holds is passed over by its stated length, so
that a WARC, or a text like a header, inside of a record is never read as one.

Our own reader and not warcio, which yields a record that is cut off as a whole one, takes an
unreadable `Content-Length` for zero (and so reads the record's content as records), writes to the
standard error, and refuses a file that was packed as one piece. What ours lacks: ARC files, and
comparing the digests of records.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from demarche.kernel.web_address import parts

MAX_UNPACKED = 4 * 2**30
MAX_RECORDS = 500_000
_MAX_PAGES = 5_000
_MAX_HEAD = 64 * 2**10
_CHUNK = 2**20
_VERSIONS = ("0.17", "0.18", "1.0", "1.1")
_FIRST = re.compile(rb"WARC/(\d{1,3}\.\d{1,3})\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})(?: [^\r\n]*)?\r?\n")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,200}<(?:!doctype html|html)\b", re.IGNORECASE)
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_NOT_PAGES = re.compile(r"/(?:robots\.txt|ads\.txt|favicon\.ico|sitemap[^/]*\.xml)", re.IGNORECASE)
_SOFTWARE = re.compile(rb"^software: *([^\r\n]+)", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class Warc:
    """What a WARC holds: its pages, each with the times of its captures as written."""

    pages: dict[str, list[str]] = field(default_factory=dict)
    tool: str = ""
    records: int = 0
    captures: int = 0
    """Records of something that was fetched, pages or not."""
    stopped: str = ""
    """Why it was not read to the end; empty where it was."""


class _StopError(Exception):
    """The rest cannot be read."""


class _Bounded:
    """A stream, unpacked where it is packed, that ends with an error beyond the limit."""

    def __init__(self, stream: IO[bytes]) -> None:
        head = stream.read(2)
        stream.seek(0)
        packed = head == b"\x1f\x8b"
        self._stream: IO[bytes] | gzip.GzipFile = stream
        if packed:
            self._stream = gzip.GzipFile(fileobj=stream)
        self._left = MAX_UNPACKED

    def line(self) -> bytes:
        """The next line; at the end of the file nothing."""
        found = self._stream.readline(min(_MAX_HEAD, self._left) + 1)
        return self._counted(found)

    def take(self, size: int, keep: int = 0) -> bytes | None:
        """Pass over so many bytes and give back the first of them; None where there are fewer."""
        kept = b""
        while size:
            got = self._counted(self._stream.read(min(size, _CHUNK)))
            if not got:
                return None
            if len(kept) < keep:
                kept += got[: keep - len(kept)]
            size -= len(got)
        return kept

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise _StopError(f"it unpacks to more than {MAX_UNPACKED:,} bytes")
        return data


def read(stream: IO[bytes]) -> Warc:
    """Read a WARC, packed or not; what is damaged or too large ends the reading and is told."""
    found = Warc()
    try:
        bounded = _Bounded(stream)
        for head, block in _records(bounded):
            found.records += 1
            _look(head, block, found)
            if found.records >= MAX_RECORDS or len(found.pages) >= _MAX_PAGES:
                found.stopped = f"only its first {found.records:,} records were checked"
                break
    except _StopError as stop:
        found.stopped = str(stop)
    except (OSError, EOFError, zlib.error) as error:
        found.stopped = f"it is damaged or cut off in record {found.records + 1} ({error})"
    return found


def _records(stream: _Bounded) -> Iterator[tuple[dict[str, str], bytes]]:
    """The fields of each whole record with the beginning of its block."""
    number = 0
    line = stream.line()
    while line:
        number += 1
        version = _FIRST.fullmatch(line)
        if version is None:
            raise _StopError(f"record {number} does not start where the previous one says")
        if version[1].decode() not in _VERSIONS:
            raise _StopError(f"record {number} has the unknown version {version[1].decode()}")
        head = _head(stream, number)
        length = head.get("content-length", "")
        if not re.fullmatch(r"[0-9]{1,15}", length):
            raise _StopError(f"record {number} does not say its length")
        block = stream.take(int(length), _MAX_HEAD)
        if block is None:
            raise _StopError(f"it is cut off in record {number}")
        line = stream.line()
        while line in (b"\r\n", b"\n"):
            line = stream.line()
        if line and not line.startswith(b"WARC/"):
            raise _StopError(f"record {number} does not end where it says")
        yield head, block


def _head(stream: _Bounded, number: int) -> dict[str, str]:
    found: dict[str, str] = {}
    size, name = 0, ""
    while (line := stream.line()) not in (b"\r\n", b"\n"):
        size += len(line)
        if not line.endswith(b"\n") and size <= _MAX_HEAD:
            raise _StopError(f"it is cut off in record {number}")
        if size > _MAX_HEAD:
            raise _StopError(f"the head of record {number} is too long")
        text = line.decode("utf-8", "replace")
        if text[0] in " \t" and name:  # a folded line
            found[name] += " " + text.strip()
            continue
        name, colon, value = text.partition(":")
        name = name.strip().lower()
        if not colon:
            raise _StopError(f"the head of record {number} is not readable")
        if name in found and name in ("content-length", "warc-type", "warc-target-uri"):
            raise _StopError(f"record {number} gives its {name} twice")
        found.setdefault(name, value.strip())
    return found


def _look(head: dict[str, str], block: bytes, found: Warc) -> None:
    kind = head.get("warc-type", "").lower()
    if kind == "warcinfo" and not found.tool:
        software = _SOFTWARE.search(block)
        found.tool = software[1].decode("utf-8", "replace").strip() if software else ""
    elif kind in ("response", "revisit", "resource"):
        url = head.get("warc-target-uri", "").removeprefix("<").removesuffix(">")
        address = parts(url)
        found.captures += address is not None
        if address is None or _NOT_PAGES.fullmatch(address.path):
            return
        answer = _is_page(head, block) if kind == "resource" else _is_answer(block)
        if answer and (date := head.get("warc-date", "")) not in found.pages.setdefault(url, []):
            found.pages[url].append(date)


def _is_page(head: dict[str, str], body: bytes) -> bool:
    """Whether what was fetched without HTTP says that it is a page."""
    stated = _media_type(head.get("content-type", ""))
    return stated in _PAGE_TYPES or (not stated and bool(_PAGE.match(body)))


def _is_answer(block: bytes) -> bool:
    """Whether an answer of HTTP brought a page: a status of success, and the type of a page."""
    status = _STATUS.match(block)
    if status is None or not status[1].startswith(b"2"):
        return False  # a redirection, a refusal, or not an answer of HTTP at all
    end = _END_OF_HEAD.search(block, status.end() - 1)
    lines = block[status.end() : end.start() if end else len(block)].decode("latin-1").splitlines()
    types = [
        value for name, _, value in (line.partition(":") for line in lines)
        if name.strip().lower() == "content-type"
    ]  # fmt: skip
    stated = _media_type(types[-1]) if types else ""
    body = block[end.end() :] if end else b""
    return stated in _PAGE_TYPES or (not stated and bool(_PAGE.match(body)))


def _media_type(text: str) -> str:
    return text.partition(";")[0].strip().lower()
