"""Checking a WACZ: every member as the package lists it, nothing besides, no way out of it.

Intact means that the package is whole (a WARC under `archive/`, an index, the list of pages) and
agrees with itself by hashes that cannot be forged. Both forms are read: 1.1 (`hash: sha256:…`) and
1.0 (`stats.hash` with `hashing`). Who made it only a signature tells; whether there is one is said,
and so is that it was not verified here.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demarche.intake import warc

MAX_MEMBERS = 20_000
MAX_TOTAL = 32 * 2**30
_MAX_JSON = 16 * 2**20
_MAX_PAGES = 50_000
_CHUNK = 1 << 20
_RATIO = 500
_OWN = ("datapackage.json", "datapackage-digest.json")
_ALGORITHMS = {"sha256": 64, "sha512": 128, "sha384": 96, "sha1": 40, "md5": 32}
"""Each with the length of its hashes in hexadecimal."""
_WEAK = ("md5", "sha1")
_PAGES = "pages/pages.jsonl"
_WARC = re.compile(r"archive/.+\.warc(\.gz)?")
_INDEX = re.compile(r"indexes/.+\.(cdxj?|idx)(\.gz)?")


@dataclass(slots=True)
class Wacz:
    """What was found: faults and lacks, whether it is signed, what it says of itself."""

    faults: list[str] = field(default_factory=list)
    """What was changed or damaged, or that it holds no capture: not to be used."""
    lacks: list[str] = field(default_factory=list)
    """Parts of a whole package that it does not have."""
    unknown: list[str] = field(default_factory=list)
    """Members whose hash is in a form that is not known, so that they were not compared."""
    weak: set[str] = field(default_factory=set)
    """Kinds of hash by which members were compared, and which can be forged."""
    doubts: list[str] = field(default_factory=list)
    """Further things to look at."""
    signed: bool = False
    software: str = ""
    created: str = ""
    main_url: str = ""
    main_date: str = ""
    pages: list[tuple[str, str]] = field(default_factory=list)
    """Address and time of the pages that it lists."""

    @property
    def intact(self) -> bool:
        """True where it is whole, and every member was compared by a hash that holds."""
        return not (self.faults or self.lacks or self.unknown or self.weak)

    def summary(self) -> str:
        """In a few words, for the schedule of exhibits."""
        state = "intact"
        if self.faults:
            state = "NOT intact"
        elif self.lacks:
            state = f"NOT intact (without {' and '.join(self.lacks)})"
        elif self.unknown:
            state = "NOT checked (unknown hash format)"
        elif self.weak:
            state = f"NOT shown to be intact ({' and '.join(sorted(self.weak)).upper()} only)"
        signature = "signed (signature not verified)" if self.signed else "NOT signed"
        return f"WACZ, {state}, {signature}"


def check_wacz(path: Path) -> Wacz:
    """Check a WACZ file; whatever is wrong with it is among the faults, never an exception."""
    found = Wacz()
    try:
        with zipfile.ZipFile(path) as package:
            _check(package, found)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        found.faults.append(f"not a complete zip file: {error}")
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
            found.faults.append(f"{name} is listed but missing")
        else:
            found.faults.extend(_member(package, members[name], entry, found))
    for name in members:
        if name not in listed and name not in _OWN:
            found.faults.append(f"{name} is not listed")
    found.lacks += [] if any(map(_INDEX.fullmatch, members)) else ["an index under indexes/"]
    found.lacks += [] if _PAGES in members else [_PAGES]
    if not any(map(_WARC.fullmatch, members)):
        lacks = " and ".join(["a WARC under archive/", *found.lacks])
        found.faults.append(f"it contains no capture: missing {lacks}")
    if not found.faults:
        _read_pages(package, members, found)
        _captured(package, members, found)
        found.doubts += _told_doubts(found)


def _told_doubts(found: Wacz) -> Iterator[str]:
    if found.lacks:
        yield f"package is incomplete: missing {' and '.join(found.lacks)}"
    if found.unknown:
        more = f" and {len(found.unknown) - 3} more" if len(found.unknown) > 3 else ""
        names = ", ".join(found.unknown[:3]) + more
        yield f"not compared, because their hash format is unknown: {names}"
    if found.weak:
        kinds = " and ".join(sorted(found.weak)).upper()
        yield f"members are listed with {kinds} only, which can be forged: not shown to be intact"


def _captured(
    package: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], found: Wacz
) -> None:
    """Look whether the pages that are listed were captured in the package's own WARCs."""
    pages: set[str] = set()
    whole, captures = True, 0
    for name, info in members.items():
        if _WARC.fullmatch(name):
            with package.open(info) as stream:
                inside = warc.read(stream)
            pages.update(inside.pages)
            captures += inside.captures
            if inside.stopped:
                whole = False
                found.doubts.append(f"{name} was not read to the end: {inside.stopped}")
    if whole and not captures:
        found.lacks.append("a captured item in archive/")
        return
    named = dict.fromkeys(filter(None, (found.main_url, *(url for url, _ in found.pages))))
    bare = {page.partition("#")[0] for page in pages}
    absent = [name for name in named if name.partition("#")[0] not in bare] if whole else []
    if absent:
        more = f" and {len(absent) - 3} more" if len(absent) > 3 else ""
        what = "page is" if len(absent) == 1 else "pages are"
        found.doubts.append(
            f"listed {what} not among the web pages captured in archive/: "
            f"{', '.join(absent[:3])}{more}"
        )


def _shape(infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    """What is wrong before anything is unpacked: names, number, declared sizes."""
    if len(infos) > MAX_MEMBERS:
        yield f"{len(infos):,} members; the limit is {MAX_MEMBERS:,}"
        return
    seen = set()
    for info in infos:
        name = info.filename
        parts = name.split("/")
        if name.startswith("/") or "\\" in name or ".." in parts or ":" in parts[0] or "\0" in name:
            yield f"member {name!r} is outside the package"
        if name in seen:
            yield f"duplicate member {name!r}"
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
    found.faults.extend(_member(package, members["datapackage.json"], data, found))
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


def _hash_of(entry: Mapping[str, Any]) -> tuple[str, str] | None:
    """The kind of hash and the hash that is listed, from any of the forms; None for another form.

    ValueError where nothing is listed.
    """
    stats = entry.get("stats")
    inner = stats if isinstance(stats, dict) else {}
    value = entry.get("hash", inner.get("hash"))
    if value is None or value == "":
        raise ValueError
    if not isinstance(value, str):
        return None
    kind, colon, wanted = value.strip().rpartition(":")
    if not colon:
        named = entry.get("hashing", inner.get("hashing"))
        # A data package's hash without a name is MD5 by its own standard.
        kind = named if isinstance(named, str) else "md5" if len(wanted) == 32 else ""
    kind = kind.strip().lower().replace("-", "")
    fits = kind in _ALGORITHMS and re.fullmatch(rf"[0-9a-fA-F]{{{_ALGORITHMS[kind]}}}", wanted)
    return (kind, wanted.lower()) if fits else None


def _member(
    package: zipfile.ZipFile, info: zipfile.ZipInfo, entry: Mapping[str, Any], found: Wacz
) -> Iterator[str]:
    """Compare one member with what is listed of it; read in pieces, never beyond its size."""
    stats = entry.get("stats")
    said = entry.get("bytes", stats.get("bytes") if isinstance(stats, dict) else None)
    if isinstance(said, int) and said != info.file_size:
        yield f"{info.filename} has {info.file_size:,} bytes, {said:,} are listed"
        return
    try:
        listed = _hash_of(entry)
    except ValueError:
        yield f"{info.filename} has no usable hash"
        return
    if listed is None:
        found.unknown.append(info.filename)
    elif listed[0] in _WEAK:
        found.weak.add(listed[0])
    digest = hashlib.new(listed[0] if listed else "sha256", usedforsecurity=False)
    read = 0
    with package.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > info.file_size:
                yield f"{info.filename} is larger than it says"
                return
            digest.update(chunk)
    if listed and digest.hexdigest() != listed[1]:
        yield f"{info.filename} was changed: its hash differs"


def _read_pages(
    package: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], found: Wacz
) -> None:
    info = members.get(_PAGES)
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
