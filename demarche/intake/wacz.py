"""Checking a WACZ: every member as the package lists it, nothing besides, no way out of it.

Intact means that the package agrees with itself. Who made it only a signature tells; whether there
is one is said, and so is that it was not verified here.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAX_MEMBERS = 20_000
MAX_TOTAL = 32 * 2**30
_MAX_JSON = 16 * 2**20
_MAX_PAGES = 50_000
_CHUNK = 1 << 20
_RATIO = 500
_OWN = ("datapackage.json", "datapackage-digest.json")
_ALGORITHMS = ("sha256", "sha512", "sha384", "md5")


@dataclass(slots=True)
class Wacz:
    """What was found: faults (none means intact), whether it is signed, what it says of itself."""

    faults: list[str] = field(default_factory=list)
    signed: bool = False
    software: str = ""
    created: str = ""
    main_url: str = ""
    main_date: str = ""
    pages: list[tuple[str, str]] = field(default_factory=list)
    """Address and time of the pages that it lists."""

    @property
    def intact(self) -> bool:
        """True where nothing was found against it."""
        return not self.faults

    def told(self) -> str:
        """In a few words, for the schedule of exhibits."""
        state = "intact" if self.intact else "NOT intact"
        signature = "signed (signature not verified)" if self.signed else "NOT signed"
        return f"WACZ, {state}, {signature}"


def check(path: Path) -> Wacz:
    """Check a WACZ file; whatever is wrong with it is among the faults, never an exception."""
    found = Wacz()
    try:
        with zipfile.ZipFile(path) as package:
            _check(package, found)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        found.faults.append(f"not a whole zip file: {error}")
    except Exception as error:  # noqa: BLE001  # zlib, lzma and bz2 have errors of their own
        found.faults.append(f"broken: {error}")
    return found


def _check(package: zipfile.ZipFile, found: Wacz) -> None:
    infos = package.infolist()
    found.faults.extend(_shape(infos))
    if found.faults:
        return
    members = {info.filename: info for info in infos if not info.is_dir()}
    listed = _package(package, members, found)
    if listed is None:
        return
    _digest(package, members, found)
    for name, entry in listed.items():
        if name not in members:
            found.faults.append(f"{name} is listed and missing")
        else:
            found.faults.extend(_member(package, members[name], entry))
    for name in members:
        if name not in listed and name not in _OWN:
            found.faults.append(f"{name} is not listed")
    if found.intact:
        _read_pages(package, members, found)


def _shape(infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    """What is wrong before anything is unpacked: names, number, declared sizes."""
    if len(infos) > MAX_MEMBERS:
        yield f"{len(infos):,} members; at most {MAX_MEMBERS:,} are checked"
        return
    seen = set()
    for info in infos:
        name = info.filename
        parts = name.split("/")
        if name.startswith("/") or "\\" in name or ".." in parts or ":" in parts[0] or "\0" in name:
            yield f"the member {name!r} leads out of the package"
        if name in seen:
            yield f"the member {name!r} is there twice"
        seen.add(name)
        if info.flag_bits & 1:
            yield f"the member {name!r} is encrypted"
        if info.file_size > 2**26 and info.file_size > _RATIO * max(1, info.compress_size):
            yield f"the member {name!r} would unpack to {info.file_size:,} bytes"
    if sum(info.file_size for info in infos) > MAX_TOTAL:
        yield f"it would unpack to more than {MAX_TOTAL:,} bytes"


def _package(
    package: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], found: Wacz
) -> dict[str, Mapping[str, Any]] | None:
    data = _json(package, members, "datapackage.json", found)
    if data is None:
        return None
    found.software = _text(data.get("software"))
    found.created = _text(data.get("created"))
    found.main_url = _text(data.get("mainPageUrl") or data.get("mainPageURL"))
    found.main_date = _text(data.get("mainPageDate") or data.get("mainPageTS"))
    resources = data.get("resources")
    if not isinstance(resources, list) or not resources:
        found.faults.append("datapackage.json lists no resources")
        return None
    listed: dict[str, Mapping[str, Any]] = {}
    for entry in resources:
        name = entry.get("path") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            found.faults.append("datapackage.json has a resource without a path")
        elif name in listed:
            found.faults.append(f"{name} is listed twice")
        else:
            listed[name] = entry
    return listed


def _digest(package: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], found: Wacz) -> None:
    """The hash of the list itself, and whether somebody signed it."""
    if "datapackage-digest.json" not in members:
        return  # optional in the format; without it there is no signature either
    data = _json(package, members, "datapackage-digest.json", found)
    if data is None:
        return
    found.faults.extend(_member(package, members["datapackage.json"], {"hash": data.get("hash")}))
    found.signed = bool(data.get("signedData"))


def _json(
    package: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], name: str, found: Wacz
) -> dict[str, Any] | None:
    info = members.get(name)
    if info is None or info.file_size > _MAX_JSON:
        found.faults.append(f"{name} is missing" if info is None else f"{name} is too large")
        return None
    try:
        data = json.loads(package.read(info))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        found.faults.append(f"{name} is not readable")
        return None
    return data


def _member(
    package: zipfile.ZipFile, info: zipfile.ZipInfo, entry: Mapping[str, Any]
) -> Iterator[str]:
    """Compare one member with what is listed of it; read in pieces, never beyond its size."""
    name, colon, wanted = _text(entry.get("hash")).partition(":")
    if not colon or name not in _ALGORITHMS:
        yield f"{info.filename} has no usable hash"
        return
    said = entry.get("bytes")
    if isinstance(said, int) and said != info.file_size:
        yield f"{info.filename} has {info.file_size:,} bytes, {said:,} are listed"
        return
    digest = hashlib.new(name, usedforsecurity=False)
    read = 0
    with package.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > info.file_size:
                yield f"{info.filename} is larger than it says"
                return
            digest.update(chunk)
    if digest.hexdigest() != wanted.lower():
        yield f"{info.filename} was changed: its hash is another"


def _read_pages(
    package: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], found: Wacz
) -> None:
    info = members.get("pages/pages.jsonl")
    if info is None or info.file_size > _MAX_JSON:
        return
    for line in package.read(info).splitlines()[:_MAX_PAGES]:
        try:
            page = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(page, dict) and isinstance(page.get("url"), str):
            found.pages.append((page["url"], _text(page.get("ts"))))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
