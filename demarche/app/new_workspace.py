"""Making a workspace: an annotated case, an office, a README."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from demarche.app.new_office import (
    OFFICE_ID,
    STARTER,
    OfficeAnswers,
    law_text,
    office_text,
    zone_of,
)
from demarche.facts.library import open_library
from demarche.kernel.filenames import windows_fault
from demarche.kernel.problems import InputError, Place
from demarche.kernel.staging import recover, write_files
from demarche.kernel.workspace import Workspace, builtin, shown

_CASE = "data/cases/first/case.yaml"


def make_workspace(
    folder: Path, now: dt.datetime | None = None, answers: OfficeAnswers | None = None
) -> list[Path]:
    """Make the workspace `folder`, which must be absent or empty; its files, the case first.

    Without `answers` the office is the specimen of the built-in example. With them it is the
    stated one, and where no law of its state is known a skeleton of that is made as well. Files
    whose names begin with a dot may be there, and stay. Raises InputError where something else is
    there already; nothing is overwritten.
    """
    refuse_used(folder)
    made_at = now or dt.datetime.now(dt.UTC)
    more = _own_office(folder, answers, made_at) if answers else _specimen_office()
    office = more[f"data/offices/{OFFICE_ID}.yaml"]
    moment = made_at.astimezone(_zone_of(office)).replace(microsecond=0)
    case = (STARTER / "case.yaml").read_text(encoding="utf-8")
    case = case.replace("@NOW@", moment.isoformat())
    case = case.replace("@CAPTURED@", (moment - dt.timedelta(days=1)).isoformat())
    if law := re.search(r'^jurisdiction: "?([a-z-]+)', office, re.MULTILINE):
        case = case.replace("demarche show pk", f"demarche show {law[1]}")
    files = {
        _CASE: case,
        **more,
        "README.md": (STARTER / "README.md").read_text(encoding="utf-8"),
        "templates/README.md": "Your own templates, with the names of the built-in ones.\n",
        "reports/README.md": "The documents, one folder per case.\n",
    }
    write_files(folder, {name: text.encode() for name, text in files.items()})
    return [folder / name for name in sorted(files, key=lambda name: name != _CASE)]


def refuse_used(folder: Path) -> None:
    """Raise InputError where a folder cannot become a workspace: something is in it already."""
    recover(folder)
    there = folder.is_dir()
    if folder.exists() and not (there and all(path.name[0] == "." for path in folder.iterdir())):
        raise InputError.single(
            Place(shown(folder)), "", "already exists and is not empty", "give a new folder"
        )
    if fault := windows_fault(folder.resolve().name):
        raise InputError.single(Place(shown(folder)), "", fault, "give the folder another name")


def _specimen_office() -> dict[str, str]:
    """The built-in specimen as the workspace's own office."""
    offices = builtin("data") / "offices"
    office = (offices / "pk-specimen.yaml").read_text(encoding="utf-8")
    office = office.replace("id: pk-specimen", f"id: {OFFICE_ID}")
    office = "".join(
        line for line in office.splitlines(True) if not line.startswith("reference_form")
    )
    emblem = (offices / "specimen-emblem.svg").read_text(encoding="utf-8")
    return {f"data/offices/{OFFICE_ID}.yaml": office, "data/offices/specimen-emblem.svg": emblem}


def _own_office(folder: Path, answers: OfficeAnswers, made_at: dt.datetime) -> dict[str, str]:
    """The stated office, with a skeleton of its state's law where none is known."""
    library = open_library(Workspace(folder))
    country = library.regions.name(answers.state)
    laws = {law.state: key for key, law in library.jurisdictions.items()}
    law = laws.get(answers.state, answers.state.lower())
    files = {f"data/offices/{OFFICE_ID}.yaml": office_text(answers, law, country)}
    if answers.state not in laws:
        text = law_text(answers.state, country, answers.languages, made_at.date())
        files[f"data/jurisdictions/{law}.yaml"] = text
    return files


def add_law(folder: Path, state: str, languages: Sequence[str], today: dt.date) -> Path:
    """Write the skeleton of a state's law into a workspace; its file.

    Raises InputError where a law of the state is known already; nothing is overwritten.
    """
    workspace = Workspace(folder)
    library = open_library(workspace)
    for key, law in library.jurisdictions.items():
        if law.state == state or key == state.lower():
            raise InputError.single(
                Place(shown(workspace.files("jurisdictions")[key])),
                "state",
                f"is the law of {library.regions.name(state)} already",
                f"change that file, or copy it: `demarche show {key} --file`",
            )
    name = f"data/jurisdictions/{state.lower()}.yaml"
    text = law_text(state, library.regions.name(state), languages, today)
    write_files(folder, {name: text.encode()})
    return folder / name


def _zone_of(office: str) -> dt.timezone:
    """The zone that the office's file names, as `UTC+05:00`."""
    found = re.search(r"^time_zone:.*\b(UTC[+-][0-9]{2}:[0-9]{2})", office, re.MULTILINE)
    return (found and zone_of(found[1])) or dt.UTC
