"""Where the records of a built case stand: the office's own in `internal/`, each recipient's beside
what it receives.

`internal/manifest.json` records every file that was written but itself, with the hashes of what
went in and what was found; nothing of `internal/` is ever sent. `PLATFORM/manifest.json` records
the files of that folder alone.
"""

from __future__ import annotations

from pathlib import Path

from demarche.kernel.filenames import INTERNAL

MANIFEST = "manifest.json"
OFFICE = "office-record.json"
MANIFESTS = (f"{INTERNAL}/{MANIFEST}", MANIFEST)
"""Where the manifest of a whole dossier stands; the first that is there counts."""


def record_of(folder: Path) -> Path | None:
    """The manifest of a folder: a case's (also of an older program), or a recipient's."""
    for file in (folder / name for name in MANIFESTS):
        if file.is_file():
            return file
    return None


def record_above(file: Path) -> Path | None:
    """The manifest that records a document: that of its whole case before that of its folder."""
    first, second = file.resolve().parents[:2]
    for folder in (second, first):
        if (folder / INTERNAL / MANIFEST).is_file():
            return folder / INTERNAL / MANIFEST
    return record_of(first) or record_of(second)


def folder_of(manifest: Path) -> Path:
    """The folder as seen from which a manifest names files."""
    above = manifest.resolve().parent
    return above.parent if above.name == INTERNAL else above
