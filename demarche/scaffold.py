"""Making a workspace: an annotated case, an office, a README."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from demarche.problems import InputError, Place
from demarche.staging import recover, write_files
from demarche.workspace import builtin, shown

_STARTER = Path(__file__).resolve().parent / "starter"
_CASE = "data/cases/first/case.yaml"


def make_workspace(folder: Path, now: dt.datetime | None = None) -> list[Path]:
    """Make the workspace `folder`, which must be absent or empty; its files, the case first.

    Raises InputError where something stands there already; nothing is overwritten.
    """
    recover(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError.single(
            Place(shown(folder)), "", "is there already and not empty", "name a new folder"
        )
    moment = (now or dt.datetime.now().astimezone()).replace(microsecond=0)
    case = (_STARTER / "case.yaml").read_text(encoding="utf-8")
    case = case.replace("@NOW@", moment.isoformat())
    case = case.replace("@CAPTURED@", (moment - dt.timedelta(days=1)).isoformat())
    office = (builtin("data") / "offices" / "pk-specimen.yaml").read_text(encoding="utf-8")
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
        "templates/README.md": "Templates of your own, by the built-in names.\n",
        "reports/README.md": "The documents, one folder a case.\n",
    }
    write_files(folder, {name: text.encode() for name, text in files.items()})
    return [folder / name for name in sorted(files, key=lambda name: name != _CASE)]
