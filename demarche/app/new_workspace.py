"""Making a workspace: an annotated case, an office, a README."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from demarche.kernel.filenames import windows_fault
from demarche.kernel.problems import InputError, Place
from demarche.kernel.staging import recover, write_files
from demarche.kernel.workspace import builtin, shown

_STARTER = Path(__file__).resolve().parent / "starter"
_CASE = "data/cases/first/case.yaml"


def make_workspace(folder: Path, now: dt.datetime | None = None) -> list[Path]:
    """Make the workspace `folder`, which must be absent or empty; its files, the case first.

    Files whose names begin with a dot may be there, and stay. Raises InputError where something
    else stands there already; nothing is overwritten.
    """
    recover(folder)
    there = folder.is_dir()
    if folder.exists() and not (there and all(path.name[0] == "." for path in folder.iterdir())):
        raise InputError.single(
            Place(shown(folder)), "", "already exists and is not empty", "give a new folder"
        )
    if fault := windows_fault(folder.resolve().name):
        raise InputError.single(Place(shown(folder)), "", fault, "give the folder another name")
    office = (builtin("data") / "offices" / "pk-specimen.yaml").read_text(encoding="utf-8")
    moment = (now or dt.datetime.now(dt.UTC)).astimezone(_zone_of(office)).replace(microsecond=0)
    case = (_STARTER / "case.yaml").read_text(encoding="utf-8")
    case = case.replace("@NOW@", moment.isoformat())
    case = case.replace("@CAPTURED@", (moment - dt.timedelta(days=1)).isoformat())
    office = office.replace("id: pk-specimen", "id: my-office")
    office = "".join(
        line for line in office.splitlines(True) if not line.startswith("reference_form")
    )
    emblem = (builtin("data") / "offices" / "specimen-emblem.svg").read_text(encoding="utf-8")
    files = {
        _CASE: case,
        "data/offices/my-office.yaml": office,
        "data/offices/specimen-emblem.svg": emblem,
        "README.md": (_STARTER / "README.md").read_text(encoding="utf-8"),
        "templates/README.md": "Your own templates, with the names of the built-in ones.\n",
        "reports/README.md": "The documents, one folder per case.\n",
    }
    write_files(folder, {name: text.encode() for name, text in files.items()})
    return [folder / name for name in sorted(files, key=lambda name: name != _CASE)]


def _zone_of(office: str) -> dt.timezone:
    """The zone that the office's file names: `Pakistan Standard Time (UTC+05:00)`."""
    found = re.search(r"^time_zone:.*\bUTC([+-])([0-9]{2}):([0-9]{2})", office, re.MULTILINE)
    if found is None:
        return dt.UTC
    offset = dt.timedelta(hours=int(found[2]), minutes=int(found[3]))
    return dt.timezone(-offset if found[1] == "-" else offset)
