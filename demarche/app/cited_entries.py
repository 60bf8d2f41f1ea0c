"""The citations of a workspace: of the requests under reports/, and of the cases under data/cases.

A request is read from the data beside it, as it was issued. A case that was not built yet cites
what the library has for its organisations, restricted to the lists that its office may cite.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from demarche.app.affected import Cited
from demarche.case.case_reader import read_case
from demarche.facts.library import open_library
from demarche.kernel.open_file import read_regular
from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.workspace import Workspace, shown
from demarche.listings.layered import LayeredOrganisations
from demarche.model.listing import Organisation, Status
from demarche.model.provenance import Verification
from demarche.model.resolved_case import Library

SCHEMA = "demarche-dossier/1"


def of_reports(folder: Path) -> tuple[list[Cited], list[Problem]]:
    """The citations of all requests below a folder of reports; files that cannot be read apart."""
    cited: list[Cited] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob("*/*/request.json")):
        name = shown(file)
        try:
            data = json.loads(read_regular(file))
            if data["schema_version"] != SCHEMA:
                problems.append(_unread(name, f"has the schema {data['schema_version']!r}"))
                continue
            cited += [entry for request in data["requests"] for entry in _of_request(request, name)]
        except (OSError, ValueError, KeyError, TypeError) as error:
            problems.append(_unread(name, f"cannot be read ({type(error).__name__}: {error})"))
    return cited, problems


def _unread(name: str, message: str) -> Problem:
    return Problem(Place(name), "", message, "build the case again")


def _of_request(request: dict[str, Any], name: str) -> Iterator[Cited]:
    for organisation in request["organisations"]:
        for citation in organisation["citations"]:
            yield Cited(
                where=request["reference"],
                file=name,
                stage="draft" if request["draft"] else "issued",
                organisation=organisation["id"],
                authority=citation["authority"],
                printed=citation["printed_name"],
                reference=citation["reference"],
                date=citation["date_listed"],
                alias=citation["alias"],
                as_of=citation["as_of"],
            )


def of_workspace_cases(workspace: Workspace) -> tuple[list[Cited], list[Problem]]:
    """The citations of a workspace's cases as the library itself has them."""
    library = open_library(workspace)
    organisations = library.organisations
    if not isinstance(organisations, LayeredOrganisations):
        return of_cases(workspace, library, lambda _name, _day: None)

    def person(name: str, day: dt.date) -> Organisation | None:
        return open_library(workspace, day).organisations.get(name)

    return of_cases(workspace, replace(library, organisations=organisations.records), person)


def of_cases(
    workspace: Workspace,
    library: Library,
    person: Callable[[str, dt.date], Organisation | None],
) -> tuple[list[Cited], list[Problem]]:
    """The citations that the cases of a workspace call for; the faults of their files apart.

    `library` is the library without imported lists: what these say is compared with it. A listed
    person, whom only an imported list knows, is taken as of the case's day.
    """
    cited: list[Cited] = []
    problems: list[Problem] = []
    for file in sorted((workspace.root / "data" / "cases").glob("**/case.yaml")):
        try:
            read = read_case(file)
        except InputError as error:
            problems += error.problems
            continue
        admitted = _admitted(read.case.office, library)
        names = dict.fromkeys(account.organisation for account in read.case.accounts)
        for name in names:
            organisation = library.organisations.get(name) or person(name, read.case.date.date())
            if organisation:
                cited += _of_case(read.case.reference, read.name, organisation, library, admitted)
    return cited, problems


def _admitted(office: str, library: Library) -> set[str]:
    """The lists that an office may cite; all where its files do not say."""
    try:
        law = library.jurisdictions[library.offices[office].jurisdiction]
    except (KeyError, InputError):
        return set(library.authorities)
    return {*(legal_ground.authority for legal_ground in law.legal_grounds), *law.supporting}


def _of_case(
    reference: str, file: str, organisation: Organisation, library: Library, admitted: set[str]
) -> Iterator[Cited]:
    for listing in organisation.listings:
        alias, entry = None, listing
        if listing.status is Status.ALIAS:
            parent = library.organisations.get(listing.alias_of or "")
            entries = [
                row
                for row in (parent.listings if parent else ())
                if row.authority == listing.authority and row.status is Status.LISTED
            ]
            if not entries:
                continue
            alias, entry = listing.listed_name, entries[0]
        authority = library.authorities.get(entry.authority)
        if authority is None or authority.id not in admitted or not authority.citable:
            continue
        if not (entry.citable and listing.citable):
            continue
        sure = {
            name: entry.grade(name) is Verification.VERIFIED
            for name in ("reference", "date_listed")
        }
        yield Cited(
            where=reference,
            file=file,
            stage="case",
            organisation=organisation.id,
            authority=entry.authority,
            printed=entry.listed_name,
            reference=entry.reference if sure["reference"] else None,
            date=entry.date_listed if sure["date_listed"] else None,
            alias=alias or entry.known_as,
            as_of=entry.as_of,
        )
