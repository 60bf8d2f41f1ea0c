"""The library of authorities, organisations and sources: reading the files, and their references.

Each file is one record and is named by its id, so that a reference in a case finds its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from demarche.kernel import strict_yaml
from demarche.kernel.problems import InputError, Place, Problem, did_you_mean
from demarche.model.base import Record
from demarche.model.listing import Authority, Listing, Organisation
from demarche.model.provenance import Source
from demarche.model.record_reader import load, read_bytes, validate

_Record = TypeVar("_Record", Authority, Organisation)


class _SourceFile(Record):
    """The file of sources: one mapping, by key."""

    sources: dict[str, Source]


def load_authorities(folder: Path) -> dict[str, Authority]:
    """All authorities of a folder by id, in the order of their names."""
    return _load_all(Authority, folder)


def load_organisations(folder: Path) -> dict[str, Organisation]:
    """All organisations of a folder by id, in the order of their names."""
    return _load_all(Organisation, folder)


def load_sources(file: Path) -> dict[str, Source]:
    """The documents that the facts were read in, by key."""
    name = str(file)
    return validate(_SourceFile, strict_yaml.read(read_bytes(file, name), name), name).sources


def _load_all(model: type[_Record], folder: Path) -> dict[str, _Record]:
    """Every `*.yaml` of a folder; the faults of all files are told together."""
    records: dict[str, _Record] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            record = load(model, path)
        except InputError as error:
            problems += error.problems
            continue
        if record.id != path.stem:
            problems.append(
                Problem(
                    Place(str(path), 1, 1),
                    "id",
                    f"{record.id!r} does not match the file name",
                    f"write `id: {path.stem}`, or rename the file {record.id}.yaml",
                )
            )
        records[path.stem] = record
    if problems:
        raise InputError(problems)
    return records


def check_library(
    authorities: Mapping[str, Authority],
    organisations: Mapping[str, Organisation],
    sources: Mapping[str, Source] | None = None,
) -> list[Problem]:
    """What the records say of each other that does not hold; empty where all does.

    A problem's place is the record's file by name. Sources are checked only when they are given.
    """
    problems: list[Problem] = []
    for organisation in organisations.values():
        place = Place(f"organisations/{organisation.id}.yaml")
        for field, message, remedy in _faults(organisation, authorities, organisations):
            problems.append(Problem(place, field, message, remedy))
        if sources is not None:
            problems += _unknown(place, _organisation_sources(organisation), sources)
    if sources is not None:
        for authority in authorities.values():
            place = Place(f"authorities/{authority.id}.yaml")
            named = ((f"sources[{n}]", key) for n, key in enumerate(authority.sources, start=1))
            problems += _unknown(place, named, sources)
    return problems


def _faults(
    organisation: Organisation,
    authorities: Mapping[str, Authority],
    organisations: Mapping[str, Organisation],
) -> Iterator[tuple[str, str, str]]:
    for number, listing in enumerate(organisation.listings, start=1):
        path = f"listings[{number}]"
        authority = authorities.get(listing.authority)
        if authority is None:
            remedy = did_you_mean(listing.authority, authorities)
            yield f"{path}.authority", f"unknown authority {listing.authority!r}", remedy
        elif not _has_form(listing, authority):
            message = f"{listing.reference!r} does not match the reference format of {authority.id}"
            yield f"{path}.reference", message, authority.reference_form or ""
        for name, source in listing.read_in.items():
            if source not in listing.sources:
                message = f"{source!r} is not among the sources of the listing"
                yield f"{path}.read_in.{name}", message, did_you_mean(source, listing.sources)
        for field, key in (("alias_of", listing.alias_of), ("parent", listing.parent)):
            if key is None:
                continue
            parent = organisations.get(key)
            if parent is None:
                remedy = did_you_mean(key, organisations)
                yield f"{path}.{field}", f"unknown organisation {key!r}", remedy
            elif not any(
                row.authority == listing.authority and row.alias_of is None
                for row in parent.listings
            ):
                message = (
                    f"{parent.id!r} has no entry of its own on the list of {listing.authority}"
                )
                yield f"{path}.{field}", message, ""
    bodies = {authority.state.lower() for authority in authorities.values()}
    for number, absent in enumerate(organisation.not_listed, start=1):
        if absent.authority not in authorities and absent.authority not in bodies:
            remedy = did_you_mean(absent.authority, authorities)
            yield (
                f"not_listed[{number}].authority",
                f"unknown authority {absent.authority!r}",
                remedy,
            )


def _has_form(listing: Listing, authority: Authority) -> bool:
    if listing.reference is None or authority.reference_pattern is None:
        return True
    return re.fullmatch(authority.reference_pattern, listing.reference) is not None


def _organisation_sources(organisation: Organisation) -> Iterator[tuple[str, str]]:
    """Each source key that an organisation names, with the field it stands in."""
    for number, listing in enumerate(organisation.listings, start=1):
        for key in listing.sources:
            yield f"listings[{number}].sources", key
    for number, absent in enumerate(organisation.not_listed, start=1):
        for key in absent.sources:
            yield f"not_listed[{number}].sources", key
    for number, name in enumerate(organisation.native_names, start=1):
        if name.source is not None:
            yield f"native_names[{number}].source", name.source
    for number, wing in enumerate(organisation.media_wings, start=1):
        if wing.source is not None:
            yield f"media_wings[{number}].source", wing.source


def _unknown(
    place: Place, named: Iterable[tuple[str, str]], sources: Mapping[str, Source]
) -> Iterator[Problem]:
    for field, key in named:
        if key not in sources:
            yield Problem(place, field, f"unknown source {key!r}", did_you_mean(key, sources))
