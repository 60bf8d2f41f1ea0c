"""What lies in the folder of a dossier: whose it is, and what the program did not make.

The folder's own manifest decides. A file is ours where the manifest has its path and its hash;
everything else that lies there, and a folder that was set read-only, is somebody's and stays.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from demarche.build.dossier_records import MANIFESTS


@dataclass(frozen=True, slots=True)
class DossierRecord:
    """What a manifest tells of its folder."""

    name: str
    """The manifest's own path in the folder."""
    reference: str
    files: dict[str, str]
    """SHA-256 by path."""
    seals: dict[str, str]
    """The same of the sealed files."""
    whole: bool
    """True where the manifest itself is as the program writes it."""


def read_record(folder: Path) -> DossierRecord | None:
    """The manifest of a dossier; None where the folder has none of ours."""
    name = next((manifest for manifest in MANIFESTS if os.path.lexists(folder / manifest)), None)
    if name is None or (folder / name).is_symlink() or not (folder / name).is_file():
        return None
    try:
        data = (folder / name).read_bytes()
        found = json.loads(data)
        if not str(found["schema"]).startswith("demarche-manifest/"):
            return None
        files, seals = (
            {str(path): str(recorded["sha256"]) for path, recorded in found.get(key, {}).items()}
            for key in ("outputs", "seals")
        )
        return DossierRecord(
            name, str(found["reference"]), files, seals, data == manifest_bytes(found)
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def manifest_bytes(data: object) -> bytes:
    """A manifest as it is written."""
    return json.dumps(data, indent=1, sort_keys=True).encode() + b"\n"


def kept_reasons(folder: Path, record: DossierRecord) -> Iterator[str]:
    """What must not be replaced in a folder of ours: in words, for a message. OSError passes."""
    mine = {str(parent) for file in (*record.files, record.name) for parent in _parents(file)}
    if record.seals:
        yield "it is sealed"
    if not record.whole:
        yield f"{record.name} is not as the program wrote it"
    for path, state in _entries(folder):
        name = path.relative_to(folder).as_posix()
        if not state.st_mode & stat.S_IWUSR and not stat.S_ISLNK(state.st_mode):
            yield "it is set read-only"
        elif stat.S_ISDIR(state.st_mode):
            if name not in mine and path != folder:
                yield f"{name}/ is not from this program"
        elif name == record.name or name in record.seals:
            continue  # told above
        elif not _as_recorded(path, state, record.files.get(name)):
            known = name in record.files
            yield f"{name} is not as the program wrote it" if known else f"it holds {name}"


def missing(folder: Path, record: DossierRecord) -> list[str] | None:
    """The recorded files that are not there; None where one is there and is another."""
    gone = []
    for name, digest in record.files.items():
        path = folder / name
        if not os.path.lexists(path):
            gone.append(name)
        elif not _as_recorded(path, path.lstat(), digest):
            return None
    return gone


def issued(folder: Path, record: DossierRecord) -> bool:
    """Whether any of its requests was approved and numbered, and so may have been sent."""
    for name in record.files:
        if name.endswith("/request.json"):
            try:
                requests = json.loads((folder / name).read_bytes())["requests"]
                if any(not request["draft"] for request in requests):
                    return True
            except (OSError, ValueError, TypeError, KeyError, RecursionError):
                continue
    return False


def versions(folder: Path, reference: str) -> list[tuple[int, Path]]:
    """The dossiers of a reference that are there: number and folder, the newest last.

    The first is `folder` itself, the second stands beside it as `folder-v2`.
    """
    found = []
    form = re.compile(re.escape(folder.name) + r"-v([1-9][0-9]{0,5})")
    for path in folder.parent.iterdir() if folder.parent.is_dir() else ():
        match = form.fullmatch(path.name)
        number = 1 if path.name == folder.name else int(match[1]) if match else 0
        if number and not path.is_symlink() and path.is_dir():
            record = read_record(path)
            if record and record.reference == reference:
                found.append((number, path))
    return sorted(found)


def _parents(name: str) -> Iterator[str]:
    parts = name.split("/")[:-1]
    for number in range(len(parts)):
        yield "/".join(parts[: number + 1])


def _entries(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """The folder and all that lies in it; no link is followed."""
    yield folder, folder.lstat()
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(Path(entry.path))
        else:
            yield Path(entry.path), entry.stat(follow_symlinks=False)


def _as_recorded(path: Path, state: os.stat_result, digest: str | None) -> bool:
    if digest is None or not stat.S_ISREG(state.st_mode):
        return False
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest() == digest
