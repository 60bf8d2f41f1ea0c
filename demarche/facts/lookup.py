"""Finding what is known: the tables behind `list`, the records behind `show`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from demarche.facts.integrity import load_sources
from demarche.facts.library import Records, open_library
from demarche.facts.sheet_vocabulary import open_vocabulary
from demarche.kernel.problems import InputError, Place, did_you_mean
from demarche.kernel.workspace import Workspace, builtin
from demarche.model.base import Record
from demarche.model.listing import Organisation
from demarche.model.provenance import Source
from demarche.model.resolved_case import Library

KINDS = ("platforms", "authorities", "organisations", "offices", "jurisdictions")


def table(kind: str, folder: Path) -> list[tuple[str, str, str]]:
    """Rows of id, name and a few words, for every record of a kind."""
    library = open_library(Workspace.around(folder))
    records: Records[Any] = getattr(library, kind)
    return [(key, record.name, _about(record, library)) for key, record in records.items()]


def _about(record: Any, library: Library) -> str:
    if isinstance(record, Organisation):
        lists = dict.fromkeys(
            library.authorities[listing.authority].short
            for listing in record.listings
            if listing.status in ("listed", "alias")
        )
        return ", ".join(lists)
    if hasattr(record, "recipients"):
        return "; ".join(recipient.legal_entity for recipient in record.recipients)
    return str(getattr(record, "list_title", "") or ("specimen" if _specimen(record) else ""))


def _specimen(record: Any) -> bool:
    return bool(getattr(record, "specimen", False))


def find(name: str, folder: Path) -> tuple[str, Record, Library]:
    """The record with that id, its kind, and the library.

    Raises InputError with a near name where there is none.
    """
    library = open_library(Workspace.around(folder))
    names: list[str] = []
    for kind in KINDS:
        records: Records[Any] = getattr(library, kind)
        for written in (name, name.lower()):
            if written in records:
                return kind, records[written], library
        names.extend(records)
    remedy = did_you_mean(name, names) or "list them with `demarche list`"
    raise InputError.single(Place("demarche show"), "", f"unknown name {name!r}", remedy)


def sources(folder: Path) -> dict[str, Source]:
    """The documents that the facts were read in, the workspace's own before the built-in ones."""
    own = Workspace.around(folder).root / "data" / "sources.yaml"
    files = [file for file in (builtin("data") / "sources.yaml", own) if file.is_file()]
    return {key: source for file in files for key, source in load_sources(file).items()}


def file_of(kind: str, record: Record, folder: Path) -> Path:
    """The data file of a record, the workspace's own before the built-in one."""
    return Workspace.around(folder).files(kind)[str(getattr(record, "id", ""))]


def platform_id(name: str, folder: Path) -> str:
    """The id of a platform by its id, its name, or a name that monitoring sheets use for it.

    Raises InputError with a near platform where there is none: never with another kind of record.
    """
    workspace = Workspace.around(folder)
    records = open_library(workspace).platforms
    vocabulary = open_vocabulary(workspace)
    found = vocabulary.platform(name, ((key, record.name) for key, record in records.items()))
    if found in records:
        return str(found)
    known = [*records, *(record.name for record in records.values())]
    known += [word for words in vocabulary.platforms.values() for word in words]
    near = did_you_mean(name, known) or did_you_mean(name.casefold(), known)
    remedy = near or "list them with `demarche platforms list`"
    text = f"unknown platform {name!r}"
    raise InputError.single(Place("demarche platforms show"), "", text, remedy)
