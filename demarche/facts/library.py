"""Loading what is known from the workspace's layers: only the files that a case refers to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from demarche.kernel import strict_yaml
from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.workspace import Workspace, builtin, shown
from demarche.listings.storage_path import lists_folder
from demarche.model.base import Record
from demarche.model.jurisdiction import Jurisdiction
from demarche.model.listing import Authority, Organisation
from demarche.model.locale import Locale
from demarche.model.office import Office
from demarche.model.platform import Platform
from demarche.model.ranking import Ranking
from demarche.model.record_reader import load, place_of, read_bytes
from demarche.model.regions import Regions
from demarche.model.resolved_case import Library
from demarche.model.severity import SeverityScale

Kept = TypeVar("Kept", bound=Record)


class MissingRecordError(InputError, KeyError):
    """A record that another data file names has no file: told as bad input where nobody asks."""

    def __init__(self, what: str, key: str) -> None:
        message = f"unknown {what} {key!r}, but another data file refers to it"
        place = Place(f"data/{what}")
        super().__init__([Problem(place, "", message, "restore its file, or remove the reference")])


class Records(Mapping[str, Kept], Generic[Kept]):
    """Records by id, each read from its file when it is first asked for.

    Raises MissingRecordError (a KeyError) for an id without a file, InputError for a file that is
    at fault.
    """

    def __init__(self, model: type[Kept], files: Mapping[str, Path]) -> None:
        self._model = model
        self._files = files
        self._read: dict[str, Kept] = {}

    def __getitem__(self, key: str) -> Kept:
        if key not in self._read:
            if key not in self._files:
                raise MissingRecordError(self._model.__name__.lower(), key)
            file = self._files[key]
            record = load(self._model, file, shown(file))
            own = getattr(record, "id", key)
            if own != key:
                raise InputError.single(
                    place_of(
                        strict_yaml.read(read_bytes(file, shown(file)), shown(file)),
                        ["id"],
                        shown(file),
                    ),
                    "id",
                    f"{own!r} is in a file named {file.name}",
                    f"rename the file to {own}.yaml, or write `id: {key}`",
                )
            self._read[key] = record
        return self._read[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, key: object) -> bool:
        return key in self._files

    def files(self) -> Mapping[str, Path]:
        """The file of each id."""
        return self._files


def open_library(workspace: Workspace, day: dt.date | None = None) -> Library:
    """The library as this workspace sees it, its lists as they stood on `day` or, without, now."""
    authorities = Records(Authority, workspace.files("authorities"))
    return Library(
        authorities=authorities,
        organisations=_organisations(workspace, authorities, day),
        platforms=Records(Platform, workspace.files("platforms")),
        jurisdictions=Records(Jurisdiction, workspace.files("jurisdictions")),
        offices=Records(Office, workspace.files("offices")),
        ranking=_only(Ranking, workspace, "citations/ranking.yaml"),
        regions=_only(Regions, workspace, "regions.yaml"),
        severity=_only(SeverityScale, workspace, "severity.yaml"),
        locales=Records(Locale, workspace.files("locale")),
    )


def _organisations(
    workspace: Workspace, authorities: Mapping[str, Authority], day: dt.date | None
) -> Mapping[str, Organisation]:
    """The records, under the official lists that were imported into the workspace."""
    records = Records(Organisation, workspace.files("organisations"))
    folder = lists_folder(workspace)
    if not folder.is_dir() or not any(folder.glob("*.sqlite3")):
        return records
    from demarche.listings.layered import LayeredOrganisations  # seldom needed

    return LayeredOrganisations(records, authorities, folder, day)


def _only(model: type[Kept], workspace: Workspace, name: str) -> Kept:
    """A single file: the workspace's own, or else the built-in one."""
    own = workspace.root / "data" / name
    file = own if own.exists() else builtin("data") / name
    return load(model, file, shown(file))
