"""What a file says of itself: its media type, and where and when it was captured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from demarche.intake import wacz, warc
from demarche.intake.saved_pages import HEAD_BYTES, SavedPage, saved_page
from demarche.kernel.open_file import open_regular
from demarche.kernel.web_address import is_web_address, same_address

_HEAD = 64
_FEW = 10
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


@dataclass(slots=True)
class CapturedItem:
    """A file as an exhibit: what it is, and what it tells of its capture."""

    media_type: str
    url: str = ""
    captured_at: str = ""
    tool: str = ""
    archive: str = ""
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    """What an officer has to look at before relying on it."""
    other_pages: str = ""
    """The pages that it has, where the officer means another."""
    faults: list[str] = field(default_factory=list)
    """What speaks against taking it."""


def inspect(path: Path, url: str = "") -> CapturedItem:
    """Look into a file. The time of its last change in the file system is never asked.

    `url` is the page that the officer means, where the file may hold several.
    """
    with open_regular(path) as stream:
        head = stream.read(_HEAD)
    if head.startswith(b"PK") and path.suffix.lower() == ".wacz":
        return _wacz(path, url)
    kind = next((kind for sign, at, kind in _SIGNS if head[at:].startswith(sign)), "")
    if kind == "application/warc" or head.startswith(b"\x1f\x8b"):
        return _warc(path, url, packed=head.startswith(b"\x1f\x8b"))
    if not kind:
        with open_regular(path) as stream:
            page = saved_page(stream.read(HEAD_BYTES))
        if page:
            return _saved(page)
        text = not any(byte < 9 for byte in head)
        if text and re.search(rb"<(!doctype html|html|head|body)", head, re.IGNORECASE):
            kind = "text/html"
        else:
            kind = "text/plain" if text else "application/octet-stream"
    return CapturedItem(kind)


def _saved(page: SavedPage) -> CapturedItem:
    """A page that a browser saved into one file."""
    item = CapturedItem(page.media_type, page.url, page.captured_at, page.tool)
    if page.title:
        item.notes.append(f"page title: {page.title!r}")
    if page.doubt:
        item.doubts.append(page.doubt)
    return item


def _wacz(path: Path, url: str) -> CapturedItem:
    found = wacz.check_wacz(path)
    item = CapturedItem("application/wacz", archive=found.summary(), faults=list(found.faults))
    item.tool = found.software
    item.doubts += found.doubts
    pages: dict[str, list[str]] = {}
    for address, time in found.pages:
        if is_web_address(address):
            pages.setdefault(address, []).append(time)
    main = found.main_url if is_web_address(found.main_url) else ""
    if found.main_url and not main:
        item.doubts.append(f"its main page {found.main_url!r} is not a web address")
    elif main and not _among(main, pages):
        item.doubts.append(f"its main page {main!r} is not among the pages it lists")
    if main and (not url or same_address(url, main)):
        item.url, item.captured_at = main, _moment(found.main_date)
        times = _times(pages.get(_among(main, pages), ()))
        item.captured_at = item.captured_at or (times[0] if len(times) == 1 else "")
    else:
        if main:
            pages.setdefault(main, [found.main_date] if found.main_date else [])
        _choose(item, pages, url)
    return item


def _warc(path: Path, url: str, *, packed: bool) -> CapturedItem:
    """The page that was captured in a WARC, and the program that wrote it."""
    with open_regular(path) as stream:
        found = warc.read(stream)
    if packed and not found.records:
        notes = [f"not read as a WARC: {found.stopped}"] if found.stopped else []
        return CapturedItem("application/gzip", notes=notes)
    item = CapturedItem("application/warc+gzip" if packed else "application/warc", tool=found.tool)
    if found.stopped:
        item.doubts.append(f"not read to the end: {found.stopped}")
    if not found.pages:
        item.notes.append("no web page was captured in it; give the address with `--url`")
    elif found.stopped and not url:
        _several(item, found.pages)  # what was not read may hold further pages
    else:
        _choose(item, found.pages, url)
    return item


def _choose(item: CapturedItem, pages: Mapping[str, Sequence[str]], url: str) -> None:
    """Take the page that the officer named, or the only one, with its time where it has one."""
    page = _among(url, pages) if url else next(iter(pages), "")
    if url and pages and not page:
        item.doubts.append(f"has no page {url!r}, but {_named(pages)}")
        item.other_pages = _named(pages)
    elif not url and len(pages) > 1:
        _several(item, pages)
    elif page:
        item.url = url or page
        times = _times(pages[page])
        if len(times) == 1:
            item.captured_at = times[0]
        elif times:
            shown = ", ".join(times[:_FEW])
            item.notes.append(
                f"captured {len(times)} times ({shown}); give the time with `--captured-at`"
            )


def _several(item: CapturedItem, pages: Mapping[str, Sequence[str]]) -> None:
    count = f"{len(pages)} pages" if len(pages) > 1 else "1 page"
    item.notes.append(f"it has {count}: {_named(pages)}; choose one with `--url`")


def _named(pages: Mapping[str, Sequence[str]]) -> str:
    more = f" and {len(pages) - _FEW} more" if len(pages) > _FEW else ""
    return ", ".join(list(pages)[:_FEW]) + more


def _among(url: str, pages: Iterable[str]) -> str:
    """The page that an address means, by the very words first; empty where it means none."""
    every = list(pages)
    return url if url in every else next((page for page in every if same_address(url, page)), "")


def _times(written: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(_moment, written))))


def _moment(text: str) -> str:
    """A time as the case writes it; empty where it has no zone."""
    value = _FRACTION.sub(r"\1", text.strip())
    match = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)", value)
    return value if match else ""
