"""The file of the issuing office: what it names must exist, and is told at its own line.

A record's form is checked when it is read; here stands what only other data can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from demarche.case.case_reader import inside
from demarche.kernel import strict_yaml
from demarche.kernel.open_file import read_bytes
from demarche.kernel.problems import InputError, Place, Problem, did_you_mean, one_of
from demarche.kernel.workspace import Workspace, shown
from demarche.model.jurisdiction import Jurisdiction
from demarche.model.office import Office
from demarche.model.record_reader import place_of
from demarche.model.resolved_case import Library
from demarche.render.assets import AssetError
from demarche.render.emblem import emblem_asset


def office_problems(workspace: Workspace, library: Library, key: str) -> list[Problem]:
    """Every fault of the office's file; none where there is no such file, which the case tells."""
    file = workspace.files("offices").get(key)
    if file is None:
        return []
    try:
        office = library.offices[key]
    except InputError as error:
        return list(error.problems)
    try:
        law = library.jurisdictions.get(office.jurisdiction)
    except InputError as error:
        return list(error.problems)
    if law and (wrong := library.regions.unknown(law.state)) and not _body(law.state, library):
        place = _place(workspace.files("jurisdictions")[law.id], "state")
        return [Problem(place, "state", *wrong)]
    found = list(_faults(office, law, library))
    return [Problem(_place(file, *loc), *fault) for loc, fault in found]


def _body(state: str, library: Library) -> bool:
    """A union of states may have a law and an office as a state has."""
    return state in library.regions.bodies


Fault = tuple[tuple[str | int, ...], tuple[str, str, str]]


def _faults(office: Office, law: Jurisdiction | None, library: Library) -> Iterator[Fault]:
    """What the file names and nobody knows: where, and field, sentence and remedy."""
    regions = library.regions
    wrong = regions.unknown(office.state)
    if wrong and not _body(office.state, library):
        yield ("state",), ("state", *wrong)
    if law is None:
        name, known = office.jurisdiction, library.jurisdictions
        remedy = f"{did_you_mean(name, known) or one_of(known)}; its file is " + (
            f"data/jurisdictions/{name}.yaml"
        )
        yield ("jurisdiction",), ("jurisdiction", f"unknown jurisdiction {name!r}", remedy)
        return
    if not wrong and office.state != law.state:
        said = f"office is in {office.state}, its jurisdiction {law.id!r} in {law.state}"
        yield ("state",), ("state", said, "give the law of the office's own state")
    if office.body:
        yield from _unknown(("body",), "body", office.body, {body.id: body for body in law.bodies})
    yield from _powers(office, law)
    provisions = {provision.id: provision for provision in law.provisions}
    for number, power in enumerate(office.powers):
        # What a claim to direct lacks is the examination's to tell (E09): it decides the words.
        if power.provision and power.form == "request":
            field = f"powers[{number + 1}].provision"
            yield from _unknown(("powers", number, "provision"), field, power.provision, provisions)


def _powers(office: Office, law: Jurisdiction) -> Iterator[Fault]:
    """Bodies and powers of the jurisdiction that the office names, and points of its policy."""
    bodies = {body.id: body for body in law.bodies}
    for number, acts in enumerate(office.acts_for):
        field = f"acts_for[{number + 1}].body"
        yield from _unknown(("acts_for", number, "body"), field, acts.body, bodies)
    for number, sign in enumerate(office.countersigned_by):
        field = f"countersigned_by[{number + 1}].body"
        yield from _unknown(("countersigned_by", number, "body"), field, sign.body, bodies)
    powers = {power.id: power for power in law.powers}
    for kind, names in office.rests_on.items():
        for name in names:
            if name not in powers:
                near = did_you_mean(name, powers) or one_of(powers)
                message = ("rests_on", f"jurisdiction has no power {name!r}", near)
                yield ("rests_on", str(kind)), message
    for number, line in enumerate(office.copies):
        for name in re.findall(r"\{([^}]*)\}", line):
            field = f"copies[{number + 1}]"
            if name not in bodies:
                near = did_you_mean(name, bodies) or one_of(bodies)
                yield ("copies", number), (field, f"jurisdiction has no body {name!r}", near)
    plans = {policy_plan.id: policy_plan for policy_plan in law.policy_plans}
    if office.policy and office.policy.plan:
        yield from _unknown(("policy", "plan"), "policy.plan", office.policy.plan, plans)


def _unknown(
    loc: tuple[str | int, ...], field: str, name: str, known: Mapping[str, object]
) -> Iterator[Fault]:
    if name not in known:
        remedy = did_you_mean(name, known) or one_of(known)
        yield loc, (field, f"jurisdiction has no {loc[-1]} {name!r}", remedy)


def emblem_of(office: Office, workspace: Workspace) -> bytes | None:
    """The emblem that the office's file names, which lies beside it. Raises InputError."""
    name = office.emblem
    if name is None:
        return None
    own = workspace.files("offices")[office.id]
    place = _place(own, "emblem")
    file = inside(own.parent, name, place, "emblem")
    if not file.is_file():
        raise InputError.single(
            place, "emblem", f"no such file: {name}", "put it next to the office file"
        )
    data = read_bytes(file, shown(file))
    try:
        emblem_asset(data)
    except AssetError as error:
        what, _, remedy = str(error).partition("; ")
        raise InputError.single(Place(shown(file)), "emblem", what, remedy) from None
    return data


def _place(file: Path, *loc: str | int) -> Place:
    """Where a field stands: the file is read again, for a fault only."""
    name = shown(file)
    return place_of(strict_yaml.read(read_bytes(file, name), name), loc, name)
