"""What a file says of itself: its media type, and where and when it was captured."""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from demarche.intake import wacz
from demarche.openfile import open_regular

_HEAD = 64
_MAX_WARC = 32 * 2**20
_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"WEBP", 8, "image/webp"),
    (b"%PDF-", 0, "application/pdf"),
    (b"ftyp", 4, "video/mp4"),
    (b"\x1aE\xdf\xa3", 0, "video/webm"),
    (b"OggS", 0, "audio/ogg"),
    (b"ID3", 0, "audio/mpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"WARC/", 0, "application/warc"),
)
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})
_FRACTION = re.compile(r"(T\d\d:\d\d:\d\d)\.\d+")
_HEADER = re.compile(rb"^WARC/1\.[01]\r\n((?:[^\r\n]+\r\n)+)\r\n", re.MULTILINE)


@dataclass(slots=True)
class Item:
    """A file as an exhibit: what it is, and what it tells of its capture."""

    media_type: str
    url: str = ""
    captured_at: str = ""
    tool: str = ""
    archive: str = ""
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What speaks against taking it."""


def inspect(path: Path) -> Item:
    """Look into a file. The time of its last change in the file system is never asked."""
    with open_regular(path) as stream:
        head = stream.read(_HEAD)
    if head.startswith(b"PK") and path.suffix.lower() == ".wacz":
        return _wacz(path)
    kind = next((kind for sign, at, kind in _SIGNS if head[at:].startswith(sign)), "")
    if kind == "application/warc" or head.startswith(b"\x1f\x8b"):
        return _warc(path, packed=head.startswith(b"\x1f\x8b"))
    if not kind:
        text = not any(byte < 9 for byte in head)
        if text and re.search(rb"<(!doctype html|html|head|body)", head, re.IGNORECASE):
            kind = "text/html"
        else:
            kind = "text/plain" if text else "application/octet-stream"
    return Item(kind)


def _wacz(path: Path) -> Item:
    found = wacz.check(path)
    item = Item("application/wacz", archive=found.told(), faults=list(found.faults))
    item.tool = found.software
    pages = dict.fromkeys(found.pages)
    if found.main_url:
        item.url, item.captured_at = found.main_url, _moment(found.main_date)
    elif len(pages) == 1:
        url, time = next(iter(pages))
        item.url, item.captured_at = url, _moment(time)
    elif pages:
        item.notes.append(
            f"it holds {len(pages)} pages and names none as the first; say which with `--url`"
        )
    if not item.captured_at:
        item.captured_at = next((_moment(t) for url, t in pages if url == item.url), "")
    return item


def _warc(path: Path, *, packed: bool) -> Item:
    """Address and time of the first record that holds an answer, and the program that wrote it."""
    kind = "application/warc+gzip" if packed else "application/warc"
    item = Item(kind)
    try:
        with gzip.open(path) if packed else open_regular(path) as stream:
            data = stream.read(_MAX_WARC)
    except (OSError, EOFError, zlib.error) as error:
        if packed:
            return Item("application/gzip", notes=[f"not read: {error}"])
        raise
    if not data.startswith(b"WARC/"):
        return Item("application/gzip")
    for found in _HEADER.finditer(data):
        fields = _fields(found[1])
        if fields.get("warc-type") == "warcinfo":
            software = re.search(
                rb"^software: *([^\r\n]+)", data[found.end() : found.end() + 4096], re.MULTILINE
            )
            item.tool = software[1].decode("utf-8", "replace").strip() if software else ""
        elif fields.get("warc-type") in ("response", "resource"):
            item.url = fields.get("warc-target-uri", "").strip("<>")
            item.captured_at = _moment(fields.get("warc-date", ""))
            item.notes.append("address and time are those of its first record")
            break
    return item


def _fields(block: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in block.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _moment(text: str) -> str:
    """A time as the case writes it; empty where it has no zone."""
    value = _FRACTION.sub(r"\1", text.strip())
    match = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)", value)
    return value if match else ""
