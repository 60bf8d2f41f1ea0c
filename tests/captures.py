"""Captures of the web for tests: records of a WARC, and packages (WACZ) of both forms."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html>specimen</html>"
MOMENT = "2026-11-22T04:30:00Z"


def warc_record(
    kind: str,
    address: str = "",
    block: bytes = PAGE,
    *,
    version: str = "1.1",
    moment: str = MOMENT,
    content: str = "application/http; msgtype=response",
    length: str | None = None,
) -> bytes:
    """One record."""
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": address,
        "WARC-Date": moment,
        "WARC-Record-ID": "<urn:uuid:12345678-1234-1234-1234-123456789012>",
        "Content-Type": content,
        "Content-Length": str(len(block)) if length is None else length,
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return "\r\n".join([f"WARC/{version}", *lines, "", ""]).encode() + block + b"\r\n\r\n"


def http(
    status: str = "200 OK", content: str = "text/html", body: bytes = b"<html></html>"
) -> bytes:
    """An answer of HTTP."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {content}\r\n\r\n".encode() + body


def listed_1_1(name: str, data: bytes, kind: str = "sha256") -> dict[str, Any]:
    """A member as WACZ 1.1 lists it."""
    digest = hashlib.new(kind, data, usedforsecurity=False).hexdigest()
    return {"name": name, "path": name, "hash": f"{kind}:{digest}", "bytes": len(data)}


def listed_1_0(name: str, data: bytes, kind: str = "sha256") -> dict[str, Any]:
    """A member as WACZ 1.0 lists it."""
    digest = hashlib.new(kind, data, usedforsecurity=False).hexdigest()
    return {"path": name, "stats": {"hash": digest, "bytes": len(data)}, "hashing": kind}


MEMBERS = {
    "archive/data.warc": warc_record("response", "https://x.com/specimen_one"),
    "indexes/index.cdx": b"com,x)/specimen_one 20261122043000 {}\n",
    "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n'
    b'{"url": "https://x.com/specimen_one", "ts": "2026-11-22T04:30:00Z"}\n',
}


def wacz(path: Path, members: dict[str, bytes], listed: list[Any], **head: Any) -> Path:
    """A package of these members, listed as said."""
    with zipfile.ZipFile(path, "w") as out:
        for name, data in members.items():
            out.writestr(name, data)
        out.writestr("datapackage.json", json.dumps({"resources": listed, **head}))
    return path
