"""What a case was made from besides its own files: every fact, template and list, with its hash.

For the manifest: whoever has the same files makes the same bytes, and whoever has not sees which
file differs. A pure function of the files; no clock, no order of folders.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from demarche.build.prepare import Prepared
from demarche.kernel.open_file import sha256_of
from demarche.kernel.workspace import Workspace, builtin
from demarche.listings.storage_path import lists_folder

_SINGLE = ("citations/ranking.yaml", "regions.yaml", "severity.yaml")
"""Files that every case is composed with: the workspace's own, or else the built-in ones."""


def facts(case: Prepared) -> dict[str, str]:
    """SHA-256 (hexadecimal) of everything that the documents rest on, sorted by name.

    Names are as seen from `data/` (`authorities/un-1267.yaml`, `wording/banned.yaml`), but for
    `templates/NAME`, and `lists/AUTHORITY/DAY` for an imported official list as it was received.
    A workspace's own file goes by the same name as the built-in one that it stands for.

    Raises OSError for a file that cannot be read, InputError for a database that is none of ours.
    """
    found = {name: _digest(file) for name, file in _files(case)}
    if case.emblem is not None:
        found[f"offices/{case.matter.office.emblem}"] = hashlib.sha256(case.emblem).hexdigest()
    authorities = {
        row.authority
        for organisation in set(_organisations(case))
        for row in case.matter.library.organisations[organisation].listings
    }
    found.update(_lists(case.workspace, authorities, case.file.case.date.date()))
    return dict(sorted(found.items()))


def _digest(file: Path) -> str:
    return sha256_of(file)


def _files(case: Prepared) -> Iterator[tuple[str, Path]]:
    library, workspace = case.matter.library, case.workspace
    used = {
        "offices": {case.matter.office.id},
        "jurisdictions": {case.matter.jurisdiction.id},
        "platforms": {document.platform.id for document in case.documents},
        "organisations": set(_organisations(case)),
        "authorities": {
            citation.authority
            for request in case.heads
            for organisation in request.organisations
            for citation in organisation.citations
        },
    }
    for kind, names in used.items():
        files = workspace.files(kind)
        # A listed person has no file: the list speaks for itself.
        yield from ((f"{kind}/{n}.yaml", files[n]) for n in names if n in getattr(library, kind))
    for name, file in workspace.files("wording").items():
        yield f"wording/{name}.yaml", file
    language = case.matter.language
    yield f"locale/{language}.yaml", workspace.files("locale")[language]
    for name in _SINGLE:
        own = workspace.root / "data" / name
        yield name, own if own.is_file() else builtin("data") / name
    yield from _templates(workspace)


def _templates(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    """Every template and style sheet in effect: any may include any other."""
    found: dict[str, Path] = {}
    for folder in reversed(workspace.template_folders()):
        if folder.is_dir():
            found |= {
                path.name: path for path in folder.iterdir() if path.suffix in (".j2", ".css")
            }
    for name, file in found.items():
        yield f"templates/{name}", file


def _organisations(case: Prepared) -> Iterator[str]:
    """The organisations cited, and those whose entries are cited for an alias."""
    library = case.matter.library
    for request in case.heads:
        for organisation in request.organisations:
            yield organisation.id
            for row in library.organisations[organisation.id].listings:
                if row.alias_of:
                    yield row.alias_of


def _lists(
    workspace: Workspace, authorities: Iterable[str], day: dt.date
) -> Iterator[tuple[str, str]]:
    """The official list of each authority that spoke on the day, and the newest one, if later.

    The later one is behind the warnings on what was learnt since.
    """
    folder = lists_folder(workspace)
    if not any(folder.glob("*.sqlite3")):
        return
    from demarche.listings import snapshots  # seldom needed
    from demarche.listings.reading_days import compared_on, dated

    with closing(snapshots.connect(folder, create=False)) as db:
        known = [
            snapshot
            for snapshot in snapshots.snapshots(db)
            if snapshot.as_of and not snapshot.partial
        ]
        known.sort(key=lambda snapshot: (snapshot.as_of or "", snapshot.imported_at, snapshot.id))
        of_each = {
            authority: dated(
                db, [snapshot for snapshot in known if authority in snapshot.covers], authority
            )
            for authority in sorted(authorities)
        }
        by_hand = [compared_on(db, authority, day) for authority in sorted(authorities)]
    for found in filter(None, by_hand):
        words = f"{found.by}\n{found.note}".encode()
        yield f"lists/{found.authority}/compared {found.day}", hashlib.sha256(words).hexdigest()
    for authority, mine in of_each.items():
        then = [snapshot for snapshot in mine if (snapshot.as_of or "") <= day.isoformat()]
        for snapshot in (*then[-1:], *mine[-1:]):
            yield f"lists/{authority}/{snapshot.as_of}", snapshot.sha256
